// The gate of a pipeline, without network and without workspace (DEP-02): reads what it is shown, judges it, and writes the use down.
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { sentence } from '#contract/errors.ts';
import type { ErrorCode } from '#contract/errors.ts';
import type { GateCheck, GateVerdict } from '#contract/token.ts';
import { appError } from '../app-error.ts';
import { isUntrusted, judgeGate, withoutToken } from '../domain/gate-check.ts';
import { claim, isUsed } from './gate-ledger.ts';
import { readFeed, readRevocations, readToken, readTrust } from './token-files.ts';
import type { FileAt } from './token-files.ts';

export type GateAsked = {
  token?: FileAt | undefined; trust?: FileAt | undefined; feed?: FileAt | undefined; revocations?: FileAt | undefined; ledger?: FileAt | undefined; artefactFile?: FileAt | undefined;
  artefact?: string | undefined; environment?: string | undefined; change?: string | undefined; now: string;
};

async function digestOf({ path }: FileAt): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest('hex');
}
async function artefactOf({ artefact, artefactFile }: GateAsked): Promise<string> {
  if (artefactFile) return digestOf(artefactFile);
  const digest = /^sha256:([0-9a-f]{64})$/.exec((artefact ?? '').trim().toLowerCase())?.[1];
  if (digest === undefined) throw appError('invalid_input', { field: '--artifact', problem: artefact === undefined ? 'is missing: the file that is deployed, or sha256: with its digest' : 'is no file and no digest such as sha256:9f86…' }, { field: 'artefact' });
  return digest;
}
const needed = (field: string, value: string | undefined): string => {
  if (value === undefined || value === '') throw appError('invalid_input', { field: `--${field}`, problem: 'is missing' }, { field });
  return value;
};

const verdictOf = (checks: readonly GateCheck[]): GateVerdict['verdict'] => {
  const first = checks.find(({ status }) => status === 'failed');
  return first === undefined ? 'allowed' : isUntrusted(first) ? 'untrusted' : 'denied';
};
const isAllowed = (checks: readonly GateCheck[]): boolean => checks.every(({ status }) => status !== 'failed');

/** DEP-02. What is unusable is refused; everything else is a verdict that names every failed check. */
export async function checkGate(asked: GateAsked): Promise<GateVerdict> {
  const { now } = asked;
  const change = asked.change === undefined || asked.change === '' ? null : asked.change;
  const common = { at: now, change, environment: asked.environment ?? null };
  // Without a change nothing else is looked at: what is missing or unusable beside it does not turn the denial into a usage error.
  if (asked.token === undefined || change === null) return { ...common, verdict: 'denied', artefact: null, token: null, checks: withoutToken({ hasChange: change !== null, hasToken: asked.token !== undefined }), notices: [], isRecorded: false };
  const environment = needed('env', asked.environment);
  const artefact = await artefactOf(asked);
  if (asked.trust === undefined) throw appError('invalid_input', { field: '--trust', problem: 'is missing: nobody is believed without a key' }, { field: 'trust' });
  const trust = await readTrust(asked.trust);
  const token = await readToken(asked.token, trust);
  const revocations = asked.revocations ? await readRevocations(asked.revocations, trust) : null;
  const feed = asked.feed ? await readFeed(asked.feed, trust) : null;
  const { document } = token;
  const facts = { change, environment, artefact, now, token, key: token.key, feed, revocations, isUsed: asked.ledger ? isUsed(asked.ledger, document.id) : null };
  let checks = judgeGate(facts);
  let isRecorded = false;
  if (asked.ledger && isAllowed(checks)) {
    isRecorded = claim(asked.ledger, { token: document.id, run: randomUUID(), change: document.change.number, environment, artefact, at: now });
    if (!isRecorded) checks = judgeGate({ ...facts, isUsed: true });
  }
  return {
    ...common, verdict: verdictOf(checks), artefact, checks, notices: noticesOf(checks, document), isRecorded,
    token: {
      id: document.id, change: document.change.number, environment: document.environment, notBefore: document.notBefore, notAfter: document.notAfter, isEmergency: document.emergency, conditions: document.conditions,
      bypassed: document.bypassed.map(({ control, reason }) => `${control}: ${reason}`), issuedBy: document.issuer.person, keyId: token.keyId,
    },
  };
}

/** What whoever reads the log of the pipeline should know although it passed. */
function noticesOf(checks: readonly GateCheck[], { emergency, bypassed, conditions }: { emergency: boolean; bypassed: readonly { control: string }[]; conditions: readonly string[] }): string[] {
  const passedBy = checks.filter(({ status }) => status === 'bypassed').map(({ code, facts }) => `Passed by ${emergency ? 'the emergency authorisation' : 'an exception'}: ${sentence({ code: code as ErrorCode, facts })}`);
  const unused = checks.some(({ name, status }) => name === 'single-use' && status === 'not-checked') ? ['No ledger was given, so nobody can say whether the token was used before.'] : [];
  return [
    ...(emergency ? [`Emergency: ${bypassed.length === 0 ? 'no control is set aside' : `set aside: ${bypassed.map(({ control }) => control.replaceAll('-', ' ')).join(', ')}`}.`] : []),
    ...passedBy, ...conditions.map((condition) => `Still owed: ${condition}`), ...unused,
  ];
}
