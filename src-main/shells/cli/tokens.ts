// What pipelines are given, and the gate that judges it (DEP-01, DEP-02).
import { closeSync, existsSync, openSync } from 'node:fs';
import { resolve } from 'node:path';
import { contract } from '#contract/index.ts';
import type { ErrorCode, Refusal } from '#contract/errors.ts';
import { sentence } from '#contract/errors.ts';
import type { GateCheck, GateVerdict } from '#contract/token.ts';
import { AppError, appError } from '../../app-error.ts';
import { callOperation } from './command.ts';
import type { Command } from './command.ts';
import { flagsOf, ownFlag } from './flags.ts';
import { facts, table } from './text.ts';

const issue: Command = {
  words: 'token issue', about: contract['token.issue'].about, takes: ['change'], flags: flagsOf('token.issue', { renamed: { environment: 'env', artefacts: 'artifact' } }),
  run: (desk, { input }) => callOperation(desk, 'token.issue', input),
};
const revoke: Command = {
  words: 'token revoke', about: contract['token.revoke'].about, takes: ['token', 'reason'], flags: flagsOf('token.revoke'), run: (desk, { input }) => callOperation(desk, 'token.revoke', input),
};

const checkWords: Record<GateCheck['name'], string> = {
  change: 'Change named', token: 'Token shown', signature: 'Signature of the token', signer: 'Its signer', feed: 'Freeze feed', revocations: 'Revocation list', 'linked-change': 'Change of the token', environment: 'Environment', artefact: 'Artefact',
  time: 'Time', exceptions: 'Exceptions it leans on', freeze: 'Freezes', revocation: 'Not revoked', 'single-use': 'First use',
};
const statusWords: Record<GateCheck['status'], string> = { passed: 'holds', failed: 'FAILS', bypassed: 'set aside', 'not-checked': 'not checked' };
export const gateRefusal = ({ checks }: Pick<GateVerdict, 'checks'>): Refusal | null => {
  const first = checks.find(({ status }) => status === 'failed');
  return first ? { code: first.code as ErrorCode, facts: first.facts } : null;
};
function textOf({ verdict, token, checks, notices, at, environment }: GateVerdict): string {
  const rows = checks.map((it) => [checkWords[it.name], statusWords[it.status], it.code === null ? null : sentence({ code: it.code as ErrorCode, facts: it.facts })]);
  return [
    facts([['Verdict', verdict], ['Judged', at], ...(token === null ? [] : [['Change', token.change], ['Token', token.id], ['Counts', `${token.notBefore} to ${token.notAfter}`], ['Issued by', `${token.issuedBy}, key ${token.keyId.slice(0, 16)}…`]] as [string, string][]), ['Environment', environment]]),
    table(['Check', 'Stands', 'Why'], rows), ...notices,
  ].join('\n\n');
}

/** A ledger that is not there yet begins empty. */
function begin(path: string): string {
  try {
    if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
    return path;
  } catch {
    throw appError('file_missing', { file: path }, { file: path });
  }
}
const gate: Command = {
  words: 'gate', about: contract['gate.check'].about, takes: [],
  flags: [
    ownFlag('token', 'the token issued for the change'), ownFlag('trust', 'public key (PEM), or the list of keys to believe'), ownFlag('env', 'environment that is deployed to'), ownFlag('artifact', 'the file that is deployed, or sha256: with its digest'),
    ownFlag('change', 'number of the change'), ownFlag('feed', 'signed freeze feed'), ownFlag('revocations', 'signed revocation list'), ownFlag('ledger', 'file of tokens used; added to when the gate opens'),
  ],
  run: async (desk, { input }) => {
    const { app, bridge } = desk.core();
    const given = (name: string): string | undefined => (input[name] === undefined || input[name] === '' ? undefined : String(input[name]));
    const staged = (name: string): Record<string, string> => { const path = given(name); return path === undefined ? {} : { [name]: app.stagePath(path) }; };
    const said = (name: string, field: string): Record<string, string> => { const value = given(name); return value === undefined ? {} : { [field]: value }; };
    const common = { ...said('change', 'change'), ...said('env', 'environment') };
    const artifact = given('artifact');
    // Without a token or a change nothing else is looked at: no file that is missing turns the denial into a usage error.
    const isNamed = given('token') !== undefined && given('change') !== undefined;
    const rest = !isNamed ? {} : {
      ...staged('token'), ...staged('trust'), ...staged('feed'), ...staged('revocations'),
      ...(artifact === undefined ? {} : /^sha256:/i.test(artifact) ? { artefact: artifact } : { artefactFile: app.stagePath(artifact) }),
    };
    const ledger = given('ledger');
    const kept = ledger === undefined || !isNamed ? {} : { ledger: app.stagePath(begin(resolve(ledger))) };
    // Where the change is missing the token is not opened, but whether there is one is said.
    const shown = !isNamed && given('token') !== undefined && existsSync(String(given('token'))) ? staged('token') : {};
    const reply = await bridge.call('gate.check', { ...common, ...shown, ...rest, ...kept });
    if (!reply.ok) throw new AppError(reply.error);
    const verdict = reply.value;
    for (const notice of verdict.notices) desk.say(notice);
    return { value: verdict, refusal: gateRefusal(verdict), text: () => textOf(verdict) };
  },
};

export const tokenCommands: readonly Command[] = [issue, revoke, gate];
