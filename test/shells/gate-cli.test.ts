// The gate as a pipeline calls it (DEP-02): no workspace, no network, one verdict, exact exit codes. The files come from a real workspace.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { GateVerdict } from '../../src-main/contract/token.ts';
import type { ExportedFile } from '../../src-main/contract/values.ts';
import { fromSeed, publicKeyPem } from '../../src-main/trail/keys.ts';
import type { KeyPair } from '../../src-main/trail/keys.ts';
import { keyIdOf, signDocument, signedText } from '../../src-main/trail/token.ts';
import type { SignedKind } from '../../src-main/trail/token.ts';
import type { Json } from '../../src-main/trail/canonical.ts';
import { deployable, tokenWindow } from '../support/token-acts.ts';
import { aWorkspace, answer } from '../support/workspace.ts';
import { aDesk } from './gavel.ts';
import type { Desk, Reply } from './gavel.ts';

const inWindow = '2026-11-24T10:30:00.000Z';
const artefact = 'desk-7.tar of today';
const digest = createHash('sha256').update(artefact).digest('hex');
const bare = { env: { GAVEL_WORKSPACE: '' } };
type Asked = Record<string, string | null>;
type Pipeline = { desk: Desk; number: string; gate: (more?: Asked, now?: string) => Promise<Reply>; failed: (reply: Reply) => (string | null)[] };

function aPipeline(number: string): Pipeline {
  const desk = aDesk();
  onTestFinished(() => { desk.remove(); });
  writeFileSync(desk.at('desk-7.tar'), artefact);
  const usual: Asked = { token: 'token.json', trust: 'trust.pem', env: 'production', artifact: 'desk-7.tar', change: number, feed: 'feed.json', revocations: 'revocations.json', ledger: 'ledger.jsonl' };
  return {
    desk, number,
    gate: (more = {}, now = inWindow) => desk.json(['gate', ...Object.entries({ ...usual, ...more }).flatMap(([name, value]) => (value === null ? [] : [`--${name}`, value])), '--now', now, '--test-clock'], bare),
    failed: (reply) => (reply.value as GateVerdict).checks.filter(({ status }) => status === 'failed').map(({ code }) => code),
  };
}
/** A pipeline beside a workspace that issued a token for it; `issue` fetches current lists anew. */
async function handed(fields: Parameters<typeof deployable>[1] = {}): Promise<Pipeline & { fetch: () => Promise<void>; release: Awaited<ReturnType<typeof deployable>>['release']; change: string; token: string; w: Awaited<ReturnType<typeof aWorkspace>> }> {
  const w = await aWorkspace();
  const { release, change, number } = await deployable(w, { artefact: digest, ...fields });
  const pipeline = aPipeline(number);
  const take = ({ folder, name }: ExportedFile, as: string): void => { copyFileSync(join(folder, name), pipeline.desk.at(as)); };
  const fetch = async (): Promise<void> => {
    take((await answer(release, 'token.writeFeed', {})).file, 'feed.json');
    take((await answer(release, 'token.writeRevocations', {})).file, 'revocations.json');
  };
  const issued = await answer(release, 'token.issue', { change, environment: 'production' });
  take(issued.file, 'token.json');
  take((await answer(release, 'token.writeTrust', { form: 'pem' })).file, 'trust.pem');
  take((await answer(release, 'token.writeTrust', {})).file, 'trust.json');
  await fetch();
  return { ...pipeline, fetch, release, change, token: issued.id, w };
}

test('DEP-02 correct inputs exit 0 and are written into the ledger; a second use exits 1 already_used', async () => {
  const { desk, gate, failed, number } = await handed();
  const first = await gate();
  expect(first).toMatchObject({ ok: true, exit: 0, value: { verdict: 'allowed', change: number, artefact: digest, isRecorded: true, token: { change: number, isEmergency: false } } });
  expect((first.value as GateVerdict).checks.map(({ name, status }) => `${name} ${status}`)).toEqual(['change', 'token', 'signature', 'signer', 'revocations', 'feed', 'linked-change', 'environment', 'artefact', 'time', 'exceptions', 'freeze', 'revocation', 'single-use'].map((name) => `${name} passed`));
  const [line] = readFileSync(desk.at('ledger.jsonl'), 'utf8').trim().split('\n').map((text) => JSON.parse(text) as Record<string, string>);
  expect(line).toMatchObject({ change: number, environment: 'production', artefact: digest, at: inWindow });
  const second = await gate();
  expect(second).toMatchObject({ ok: false, exit: 1, error: { code: 'already_used' }, value: { verdict: 'denied', isRecorded: false } });
  expect(failed(second)).toEqual(['already_used']);
  expect(readFileSync(desk.at('ledger.jsonl'), 'utf8').trim().split('\n')).toHaveLength(1);
});

test('DEP-02 the digest, the list of keys and a line of hex are as good as the file and the PEM; the text verdict goes to people', async () => {
  const { desk, gate, number } = await handed();
  const hex = (JSON.parse(readFileSync(desk.at('trust.json'), 'utf8')) as { keys: { key: string }[] }).keys[0]!.key;
  writeFileSync(desk.at('keys.txt'), `# our release laptop\n${hex.toUpperCase()} # A1\n`);
  for (const trust of ['trust.json', 'keys.txt']) expect(await gate({ trust, artifact: `sha256:${digest.toUpperCase()}`, ledger: null })).toMatchObject({ exit: 0, value: { notices: ['No ledger was given, so nobody can say whether the token was used before.'] } });
  const { code, out, err } = await desk.run(['gate', '--token', 'token.json', '--trust', 'trust.pem', '--env', 'production', '--artifact', 'desk-7.tar', '--change', number, '--now', inWindow, '--test-clock'], bare);
  expect([code, out.includes('untrusted'), out.includes('FAILS'), err.includes('gavel: The revocation list is missing; for this deployment it has to be shown.')]).toEqual([3, true, true, true]);
});

test('DEP-02 without a token or without a change it exits 1 change_required, whatever else is given or missing', async () => {
  const { gate, desk } = await handed();
  for (const more of [{ token: null }, { change: null }, { token: null, change: null }, { token: '', trust: null }, { change: '', trust: 'nowhere.pem', artifact: null, env: null }] as Asked[]) expect(await gate(more), JSON.stringify(more)).toMatchObject({ ok: false, exit: 1, error: { code: 'change_required' }, value: { verdict: 'denied' } });
  expect(await desk.json(['gate'], bare)).toMatchObject({ exit: 1, error: { code: 'change_required' } });
  expect(existsSync(desk.at('ledger.jsonl'))).toBe(false);
});

test('DEP-02 the wrong environment, an altered artefact, another change and the wrong time exit 1 with their codes, all of them named', async () => {
  const plannedStartAt = '2026-11-24T10:15:00.000Z';
  const { gate, failed, desk } = await handed({ fields: { plannedStartAt } });
  writeFileSync(desk.at('other.tar'), 'desk-7.tar of tomorrow');
  expect(await gate({ env: 'staging' })).toMatchObject({ exit: 1, error: { code: 'wrong_environment' } });
  expect(await gate({ artifact: 'other.tar' })).toMatchObject({ exit: 1, error: { code: 'artefact_altered' } });
  expect(await gate({ change: 'C-A1-9999' })).toMatchObject({ exit: 1, error: { code: 'wrong_change' } });
  expect(await gate({}, '2026-11-24T10:14:59.999Z')).toMatchObject({ exit: 1, error: { code: 'token_not_yet' } });
  expect(await gate({ ledger: 'start.jsonl' }, plannedStartAt)).toMatchObject({ exit: 0 });
  expect(await gate({}, tokenWindow.plannedEndAt)).toMatchObject({ exit: 1, error: { code: 'token_expired' } });
  const all = await gate({ env: 'staging', artifact: 'other.tar', change: 'C-A1-9999' }, '2026-11-24T12:01:00.000Z');
  expect([all.exit, failed(all)]).toEqual([1, ['wrong_change', 'wrong_environment', 'artefact_altered', 'token_expired']]);
  expect(readFileSync(desk.at('ledger.jsonl'), 'utf8')).toBe('');
});

test('DEP-02 an active freeze for the service exits 1 freeze_active; one for another service or over does not', async () => {
  const { gate, fetch, release } = await handed();
  await answer(release, 'calendar.addEntry', { kind: 'freeze', title: 'Elsewhere', startsAt: '2026-11-24T00:00:00Z', endsAt: '2026-11-25T00:00:00Z', scope: [{ by: 'service', id: 'Card authorisation' }] });
  await answer(release, 'calendar.addEntry', { kind: 'freeze', title: 'From eleven', startsAt: '2026-11-24T11:00:00Z', endsAt: '2026-11-25T00:00:00Z', scope: [{ by: 'service', id: 'Payroll' }, { by: 'service', id: 'service desk TOOLS' }] });
  await fetch();
  expect(await gate({ ledger: 'a.jsonl' }, '2026-11-24T10:59:59.999Z')).toMatchObject({ exit: 0 });
  expect(await gate({}, '2026-11-24T11:00:00.000Z')).toMatchObject({ exit: 1, error: { code: 'freeze_active', facts: { freeze: 'From eleven' } } });
});

test('DEP-01 DEP-02 a token whose change was voided or that was revoked exits 1 token_revoked with the next list', async () => {
  const { gate, fetch, release, change, token } = await handed();
  await answer(release, 'token.revoke', { token, reason: 'Another build' });
  expect(await gate({ ledger: 'a.jsonl' })).toMatchObject({ exit: 0 });
  await fetch();
  expect(await gate()).toMatchObject({ exit: 1, error: { code: 'token_revoked', facts: { token, why: 'revoked' } } });
  await answer(release, 'change.edit', { change, fields: { backoutPlan: 'Another one' } });
  await fetch();
  expect(await gate()).toMatchObject({ exit: 1, error: { code: 'token_revoked' } });
});

test('DEP-02 for production both lists are demanded and not older than 24 hours: missing, stale, dated ahead or of a stranger exits 3', async () => {
  const { gate, failed, w } = await handed();
  const later = new Date(w.clock.now + 24 * 3_600_000);
  expect(await gate({ feed: null })).toMatchObject({ exit: 3, error: { code: 'list_missing' } });
  expect(await gate({ revocations: null })).toMatchObject({ exit: 3, error: { code: 'list_missing' }, value: { verdict: 'untrusted' } });
  expect(failed(await gate({ feed: null, revocations: null }))).toEqual(['list_missing', 'list_missing']);
  expect(failed(await gate({}, later.toISOString()))).toEqual(['token_expired']);
  expect(await gate({}, new Date(later.getTime() + 1).toISOString())).toMatchObject({ exit: 3, error: { code: 'list_stale' } });
  expect(await gate({}, '2026-11-24T09:50:00.000Z')).toMatchObject({ exit: 3, error: { code: 'list_stale' } });
  expect(await gate({ feed: 'revocations.json' })).toMatchObject({ exit: 2, error: { code: 'not_a_signed_list' } });
});

/** A stranger with a key of his own, who signs whatever he likes. */
const stranger: KeyPair = fromSeed(Buffer.alloc(32, 7));
const strangerKey = Buffer.from(stranger.publicKey).toString('hex');
const forge = (kind: SignedKind, document: Record<string, Json>): string => {
  const own = { ...document, issuer: { ...document['issuer'] as Record<string, Json>, keyId: keyIdOf(strangerKey) } };
  return signedText(kind, own, signDocument(kind, own, stranger));
};

test('DEP-02 an unknown or a revoked signer, of the token or of a list, exits 3, and so does a character flipped in what is signed', async () => {
  const { desk, gate, failed } = await handed();
  const parse = (name: string): Record<string, Record<string, Json>> => JSON.parse(readFileSync(desk.at(name), 'utf8')) as never;
  writeFileSync(desk.at('forged.json'), forge('token', parse('token.json')['token']!));
  expect(await gate({ token: 'forged.json' })).toMatchObject({ exit: 3, error: { code: 'unknown_signer' } });
  writeFileSync(desk.at('empty-list.json'), forge('revocations', parse('revocations.json')['revocations']!));
  expect(await gate({ revocations: 'empty-list.json' })).toMatchObject({ exit: 3, error: { code: 'unknown_signer', facts: { file: 'empty-list.json' } } });
  writeFileSync(desk.at('strangers.pem'), publicKeyPem(stranger.publicKey));
  expect(failed(await gate({ trust: 'strangers.pem' }))).toEqual(['unknown_signer', 'unknown_signer', 'unknown_signer']);
  const { keys: [own] } = parse('trust.json') as unknown as { keys: [{ key: string; site: string }] };
  const trust = (keys: Json[]): string => JSON.stringify({ format: 'gavel-trust', v: 1, org: 'ours', keys });
  writeFileSync(desk.at('revoked.json'), trust([{ ...own, isRevoked: true }, { ...own, isRevoked: false }]));
  expect(await gate({ trust: 'revoked.json' })).toMatchObject({ exit: 3, error: { code: 'signer_revoked' } });
  // The list of another trusted device names the key as revoked.
  writeFileSync(desk.at('both.json'), trust([{ ...own, isRevoked: false }, { key: strangerKey, site: 'B1', isRevoked: false }]));
  writeFileSync(desk.at('revoking.json'), forge('revocations', { ...parse('revocations.json')['revocations']!, keys: [own.key] }));
  expect(await gate({ trust: 'both.json', revocations: 'revoking.json' })).toMatchObject({ exit: 3, error: { code: 'signer_revoked' } });
  writeFileSync(desk.at('flipped.json'), readFileSync(desk.at('token.json'), 'utf8').replace('"notAfter":"2026-11-24T12', '"notAfter":"2026-11-24T13'));
  expect(await gate({ token: 'flipped.json' })).toMatchObject({ exit: 3, error: { code: 'signature_broken' } });
  expect(existsSync(desk.at('ledger.jsonl')) ? readFileSync(desk.at('ledger.jsonl'), 'utf8') : '').toBe('');
});

test('DEP-02 a token in no usable form exits 2 with one sentence: truncated, empty, huge, other encoding, keys twice, wrong types, another file', async () => {
  const { desk, gate } = await handed();
  const whole = readFileSync(desk.at('token.json'));
  const text = whole.toString();
  const forms: Record<string, Buffer | string> = {
    truncated: whole.subarray(0, whole.length - 40), empty: '', huge: Buffer.alloc(1024 * 1024, 32), utf16: Buffer.from(text, 'utf16le'), mark: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), whole]), latin: Buffer.from(text.replace('Tomasz', 'Tom\u00e1sz'), 'latin1'),
    twice: text.replace('"environment":', '"environment":"staging","environment":'), spaced: text.replace(':', ': '), types: text.replace('"environment":"production"', '"environment":7'), more: text.replace('"v":1', '"v":1,"w":1'), list: '[1,2]\n', nothing: 'null', deep: '['.repeat(100_000),
    number: text.replace('"v":1', '"v":1e0'), later: text.replace('"v":1', '"v":2'), feed: readFileSync(desk.at('feed.json')), prototype: text.replace('"v":1', '"__proto__":{},"v":1'),
  };
  for (const [name, bytes] of Object.entries(forms)) {
    writeFileSync(desk.at(`${name}.json`), bytes);
    const reply = await gate({ token: `${name}.json` });
    expect(reply, name).toMatchObject({ ok: false, exit: 2, error: { code: 'not_a_token', where: { file: `${name}.json` } } });
    expect(reply.error!.message.split('\n'), name).toHaveLength(1);
  }
  expect(await gate({ token: 'nowhere.json' })).toMatchObject({ exit: 2, error: { code: 'file_missing' } });
});

test('DEP-02 what is missing or unusable beside the token exits 2: trust, environment, artefact, a damaged ledger', async () => {
  const { desk, gate } = await handed();
  for (const [name, bytes] of Object.entries({ 'words.txt': 'believe me', 'cert.pem': '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', 'rsa.pem': '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n', 'none.json': '{}', 'blank.txt': '\n', 'private.pem': '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n' })) {
    writeFileSync(desk.at(name), bytes);
    expect(await gate({ trust: name }), name).toMatchObject({ exit: 2, error: { code: 'not_a_trust_list' } });
  }
  for (const [more, field] of [[{ trust: null }, 'trust'], [{ env: null }, 'env'], [{ artifact: null }, 'artefact'], [{ artifact: 'sha256:12' }, 'artefact']] as const) expect(await gate(more), field).toMatchObject({ exit: 2, error: { code: 'invalid_input', where: { field } } });
  expect(await gate({ artifact: 'nowhere.tar' })).toMatchObject({ exit: 2, error: { code: 'file_missing' } });
  expect(await gate({ ledger: 'no-folder/ledger.jsonl' })).toMatchObject({ exit: 2, error: { code: 'file_missing' } });
  writeFileSync(desk.at('torn.jsonl'), '{"token":"a","run":"b"}\n{"tok');
  expect(await gate({ ledger: 'torn.jsonl' })).toMatchObject({ exit: 2, error: { code: 'ledger_damaged', facts: { line: 2 } } });
});

test('DEP-02 of four gates that open at once with one token exactly one is allowed', async () => {
  const { desk, number } = await handed();
  const args = ['gate', '--token', 'token.json', '--trust', 'trust.pem', '--env', 'production', '--artifact', 'desk-7.tar', '--change', number, '--feed', 'feed.json', '--revocations', 'revocations.json', '--ledger', 'ledger.jsonl', '--now', inWindow, '--test-clock', '--json'];
  const codes = await Promise.all(Array.from({ length: 4 }, async () => (await desk.spawn(args, bare)).code));
  expect(codes.toSorted()).toEqual([0, 1, 1, 1]);
});

test('DEP-01 gavel verify says of a token and of the lists whether the signature holds and whose it is: 0 known, 3 unknown or altered, 2 unreadable', async () => {
  const { desk, number } = await handed();
  const verify = (file: string, ...more: string[]): Promise<Reply> => desk.json(['verify', file, ...more], bare);
  for (const file of ['token.json', 'feed.json', 'revocations.json']) {
    expect(await verify(file, '--trust', 'trust.pem'), file).toMatchObject({ ok: true, exit: 0, value: { verdict: 'intact' } });
    expect(await verify(file), file).toMatchObject({ ok: false, exit: 3, value: { verdict: 'unknown-signer' } });
  }
  writeFileSync(desk.at('flipped.json'), readFileSync(desk.at('token.json'), 'utf8').replace(`"number":"${number}"`, '"number":"C-A1-0001"'));
  expect(await verify('flipped.json', '--trust', 'trust.json')).toMatchObject({ ok: false, exit: 3, value: { verdict: 'broken' } });
  expect(await verify('trust.json', '--trust', 'trust.json')).toMatchObject({ exit: 2, error: { code: 'unreadable_file' } });
});

test('DEP-01 from the command line: issued with its file, listed, revoked, and put on the list', async () => {
  const { w, number, token } = await handed();
  await w.app.close();
  const desk = aDesk({ GAVEL_WORKSPACE: w.dir, GAVEL_DATA: w.dataDir, GAVEL_PASSPHRASE: 'northwind sample' });
  onTestFinished(() => { desk.remove(); });
  const as = (...args: string[]): Promise<Reply> => desk.json([...args, '--as', 'Tomasz Zielinski', '--now', inWindow, '--test-clock']);
  expect(await as('token', 'issue', number, '--env', 'staging', '--out', 'no.json')).toMatchObject({ ok: false, exit: 1, error: { code: 'token_environment' } });
  expect(existsSync(desk.at('no.json'))).toBe(false);
  expect(await as('token', 'issue', number, '--env', 'production', '--artifact', `sha256:${digest}`, '--out', 'second.json')).toMatchObject({ ok: true, exit: 0, value: { file: { name: 'second.json' }, isDemanding: true } });
  expect(JSON.parse(readFileSync(desk.at('second.json'), 'utf8'))).toMatchObject({ token: { change: { number }, artefacts: [digest] } });
  expect(await as('token', 'revoke', token, 'Another build')).toMatchObject({ ok: true, exit: 0, value: { id: token, number } });
  expect(await as('token', 'revoke', token, 'Again')).toMatchObject({ exit: 1, error: { code: 'token_settled' } });
  expect(await as('token', 'revocations', '--out', 'list.json')).toMatchObject({ ok: true, value: { count: 1 } });
  expect(await as('token', 'feed', '--out', 'feed.json')).toMatchObject({ ok: true, exit: 0 });
  expect(await as('token', 'trust', '--out', 'trust.json')).toMatchObject({ ok: true, value: { count: 1 } });
  const { code, out } = await desk.run(['token', 'list', number, '--as', 'Tomasz Zielinski', '--now', inWindow, '--test-clock']);
  expect([code, ...['revoked', 'in force', 'Tomasz Zielinski: Another build', digest].map((words) => out.includes(words))]).toEqual([0, true, true, true, true]);
});
