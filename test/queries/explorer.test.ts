// The trail explorer: a record as it stood, who had seen what, the way to the checkpoint (AUD-01).
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FieldThen } from '../../src-main/contract/explorer.ts';
import { foldedAlone } from '../support/folded-alone.ts';
import { handTo, pathOf, sends, twoWorkspaces } from '../support/two-workspaces.ts';
import { aWorkspace, completeChange, putForward, resourcesDir } from '../support/workspace.ts';

const differing = (fields: readonly FieldThen[]): Record<string, [string | null, string | null]> => Object.fromEntries(fields.filter(({ differs }) => differs).map((f) => [f.name, [f.was, f.now]]));
const verifyPy = join(resourcesDir, 'verify', 'verify.py');

test('AUD-01 a change as it stood at a time, at a commit, and now: what differs is told field by field', async () => {
  const w = await aWorkspace();
  const { id, number } = await w.call('change.create', { ...completeChange, title: 'Before' });
  const created = new Date(w.clock.now).toISOString();
  w.clock.now += 3_600_000;
  await w.call('change.edit', { change: id, fields: { title: 'After', service: 'Ledger' } });
  await putForward(id, w.chair, w.chair);
  const now = await w.call('explorer.record', { record: number! });
  expect(now).toMatchObject({ kind: 'change', name: `${number!} After`, asOf: null, differing: 0, subject: `change:${id}` });
  expect(now.events.every(({ isCounted }) => isCounted)).toBe(true);
  expect(now.fields.find(({ name }) => name === 'State')).toMatchObject({ group: 'Record', now: 'awaiting-authorisation' });
  const then = await w.call('explorer.record', { record: number!, at: created });
  expect(then).toMatchObject({ counted: 1, total: now.total, asOf: { at: created, event: null } });
  expect(differing(then.fields)).toMatchObject({ Title: ['Before', 'After'], Service: ['Card authorisation', 'Ledger'], State: ['draft', 'awaiting-authorisation'] });
  expect(then.events.map(({ isCounted }) => isCounted)).toEqual([true, ...Array<boolean>(then.total - 1).fill(false)]);
  const edited = now.events[1]!;
  const after = await w.call('explorer.record', { record: id, event: edited.event });
  expect(after).toMatchObject({ counted: 2, asOf: { event: edited.event, at: edited.at } });
  expect(differing(after.fields)).not.toHaveProperty('Title');
  const short = await w.call('explorer.record', { record: `change:${id}`, event: `A1/${edited.seq}` });
  expect(short.asOf?.event?.startsWith(`${edited.feed}/${edited.seq}/`)).toBe(true);
  expect((await w.call('explorer.record', { record: number!, at: '2001-01-01T00:00:00Z' })).fields.filter(({ was }) => was !== null)).toEqual([]);
});

test('AUD-01 every kind of record can be looked at: a meeting with the decisions taken in it, a person, a board, a service, a policy, a mapping', async () => {
  const w = await aWorkspace();
  for (const record of ['M-A1-0001', 'Marta Lindqvist']) {
    const shown = await w.call('explorer.record', { record });
    expect(shown.fields.length, record).toBeGreaterThan(3);
    const first = await w.call('explorer.record', { record, event: shown.events[0]!.event });
    expect(first.counted).toBeLessThan(first.total);
    expect(first.differing, record).toBeGreaterThan(0);
  }
  const kinds = w.raw((db) => db.prepare("SELECT substr(subject, 1, instr(subject, ':') - 1) AS kind, max(subject) AS subject FROM event GROUP BY 1").all() as { kind: string; subject: string }[]);
  expect(kinds.length).toBeGreaterThan(15);
  for (const { kind, subject } of kinds) expect(await w.call('explorer.record', { record: subject }), kind).toMatchObject({ kind, differing: 0, asOf: null });
});

test('AUD-01 texts that were erased since are shown as erased, then and now, and never as empty', async () => {
  const { ada, bo } = await twoWorkspaces();
  const { id, number } = await ada.call('change.create', { title: 'Kept', justification: 'Told in confidence' });
  await ada.call('change.edit', { change: id, fields: { title: 'Kept on' } });
  await ada.call('payload.redact', { subject: `change:${id}`, class: 'restricted', reason: 'Asked for' });
  await sends(ada, bo);
  expect((await bo.call('explorer.record', { record: number! })).fields.find(({ name }) => name === 'Justification')).toMatchObject({ now: 'Told in confidence', isErased: false });
  await bo.call('payload.redact', { subject: `change:${id}`, class: 'restricted', reason: 'Asked for' });
  await sends(bo, ada);
  for (const machine of [ada, bo]) {
    const now = await machine.call('explorer.record', { record: number! });
    const shown = await machine.call('explorer.record', { record: number!, event: now.events[0]!.event });
    expect(shown.erased).toEqual(['restricted']);
    expect(shown.fields.find(({ name }) => name === 'Justification')).toMatchObject({ isErased: true });
    expect(shown.fields.find(({ name }) => name === 'Title')).toMatchObject({ was: 'Kept', now: 'Kept on', isErased: false });
    expect(JSON.stringify(shown)).not.toContain('Told in confidence');
  }
});

test('AUD-01 who had seen what when an act was signed follows from the heads its commit names; its proof holds on the other laptop too', async () => {
  const { ada, bo } = await twoWorkspaces();
  const { id, number } = await ada.call('change.create', { title: 'First' });
  await sends(ada, bo);
  await ada.call('change.edit', { change: id, fields: { title: 'Ada apart' } });
  await bo.call('change.edit', { change: id, fields: { title: 'Bo apart' } });
  await sends(bo, ada);
  await ada.call('change.edit', { change: id, fields: { service: 'Ledger' } });
  const { events } = await ada.call('explorer.record', { record: number! });
  const bos = events.find(({ site }) => site === 'B2')!;
  const seen = await ada.call('explorer.seen', { event: bos.event });
  expect(seen).toMatchObject({ by: 'Bo Larsen', site: 'B2', seq: bos.seq, apart: 1 });
  const [created, apart, last] = events.filter(({ site }) => site === 'A1');
  expect(seen.unseen.map(({ event, isApart }) => [event, isApart])).toEqual([[apart!.event, true], [last!.event, false]]);
  const ofAda = seen.feeds.find(({ site }) => site === 'A1')!;
  expect(ofAda.seen).toBeGreaterThan(created!.seq);
  expect(ofAda.seen).toBeLessThanOrEqual(apart!.seq);
  expect(ofAda.here).toBeGreaterThan(last!.seq);
  expect(seen.feeds.find(({ isOwn }) => isOwn)).toMatchObject({ site: 'B2', seen: bos.seq });
  // As it lay before Bo when he wrote: without what Ada wrote meanwhile.
  const asSeen = await ada.call('explorer.record', { record: number!, event: bos.event, isAsSeen: true });
  expect(asSeen.counted).toBe(2);
  expect(asSeen.fields.find(({ name }) => name === 'Title')).toMatchObject({ was: 'Bo apart' });
  expect((await ada.call('explorer.seen', { event: last!.event })).unseen).toEqual([]);
  // What was written apart is folded alone as it is folded among all others.
  for (const machine of [ada, bo]) expect(foldedAlone(machine.dir())).toBeGreaterThan(4);
  // A proof goes to the other laptop, which knows the device and has the commit; a stranger knows neither.
  const path = pathOf(await ada.call('explorer.writeProof', { event: created!.event }));
  expect(await bo.call('trail.verifyFile', { file: handTo(bo, path) })).toMatchObject({ verdict: 'intact', covered: expect.arrayContaining([expect.stringContaining('change.created about change:')]) });
  const stranger = await aWorkspace();
  expect(await stranger.call('trail.verifyFile', { file: stranger.app.stagePath(path) })).toMatchObject({ verdict: 'unknown-signer', findings: [{ kind: 'signer' }] });
});

test('AUD-01 an event is proven by siblings, root, checkpoint and signer; before a checkpoint covers it, it says so', async () => {
  const w = await aWorkspace();
  const { number } = await w.call('change.create', { title: 'To be proven' });
  const { event } = (await w.call('explorer.record', { record: number! })).events[0]!;
  expect(await w.call('explorer.proof', { event })).toMatchObject({ proof: null, site: 'A1' });
  expect(await w.refused('explorer.writeProof', { event })).toMatchObject({ code: 'not_proven' });
  const older = (await w.call('explorer.record', { record: 'M-A1-0001' })).events[0]!;
  const shown = await w.call('explorer.proof', { event: older.event });
  expect(shown.proof).toMatchObject({ holds: true, signer: expect.stringMatching(/^(\w+ ){11}\w+$/) });
  const { proof } = shown;
  // Recomputed here from the drawn steps alone.
  const sha = (...parts: string[]): string => createHash('sha256').update(Buffer.from(parts.join(''), 'hex')).digest('hex');
  let node = sha('00', shown.hash);
  expect(node).toBe(proof!.leaf);
  for (const step of proof!.steps) {
    node = step.side === 'left' ? sha('01', step.sibling, node) : sha('01', node, step.sibling);
    expect(step.node).toBe(node);
  }
  expect(node).toBe(proof!.root);
  expect(proof!.checkpoint.split('\n')[3]).toBe(Buffer.from(node, 'hex').toString('base64'));
  const others = proof!.steps.reduce((sum, { from, to }) => sum + to - from, 0);
  expect(others).toBe(proof!.count - 1);
  expect(await w.refused('explorer.proof', { event: 'A1/999999' })).toMatchObject({ code: 'record_missing' });
  expect(await w.refused('explorer.proof', { event: 'nothing' })).toMatchObject({ code: 'invalid_input' });
});

test('AUD-01 the proof as a file is checked by verify.py, OpenSSL and gavel verify; each part of it that is altered is named', async () => {
  const w = await aWorkspace();
  const older = (await w.call('explorer.record', { record: 'M-A1-0001' })).events[0]!;
  const { file } = await w.call('explorer.writeProof', { event: older.event });
  const path = join(file.folder, file.name);
  const text = readFileSync(path, 'utf8');
  const said = execFileSync('python3', [verifyPy, path, '--split'], { encoding: 'utf8' });
  expect(said).toContain('INTACT');
  const commands = said.split('\n').filter((line) => line.startsWith('openssl '));
  expect(commands).toHaveLength(2);
  for (const command of commands) expect(execFileSync('sh', ['-c', command], { encoding: 'utf8' })).toContain('Signature Verified Successfully');
  const verify = (body: string): Promise<{ verdict: string; findings: { kind: string; text: string }[] }> => {
    const altered = join(w.dataDir, 'altered.json');
    writeFileSync(altered, body);
    return w.call('trail.verifyFile', { file: w.app.stagePath(altered) });
  };
  expect(await verify(text)).toMatchObject({ verdict: 'intact', findings: [] });
  type Whole = { event: { seq: number; event: number }; commit: { env: string; sig: string }; proof: { path: string[]; root: string; count: number; index: number }; checkpoint: { text: string; sig: string }; device: string };
  const other = (encoded: string): string => Buffer.from(Buffer.from(encoded, 'base64').map((byte, i) => (i === 3 ? byte ^ 1 : byte))).toString('base64');
  const edits: Record<string, [kind: string, edit: (whole: Whole) => void, seenByPython: boolean]> = {
    'another commit': ['commit', (p) => { p.commit.env = p.commit.env.replace('"seq":', '"seq": '); }, true],
    'an event that is not in it': ['event', (p) => { p.event.event = 600; }, true],
    'the signature of the commit': ['commit-signature', (p) => { p.commit.sig = other(p.commit.sig); }, false],
    'a sibling': ['path', (p) => { p.proof.path[0] = other(p.proof.path[0]!); }, true],
    'a sibling too few': ['path', (p) => { p.proof.path.pop(); }, true],
    'a sibling too many': ['path', (p) => { p.proof.path.push(p.proof.path[0]!); }, true],
    'the root': ['path', (p) => { p.proof.root = other(p.proof.root); }, true],
    'the count': ['checkpoint', (p) => { p.proof.count += 1; }, true],
    'the checkpoint': ['checkpoint', (p) => { p.checkpoint.text = p.checkpoint.text.replace(/\n(\d+)\n/, (_, n) => `\n${Number(n) - 1}\n`); }, true],
    'the signature of the checkpoint': ['checkpoint-signature', (p) => { p.checkpoint.sig = other(p.checkpoint.sig); }, false],
  };
  for (const [name, [kind, edit, seenByPython]] of Object.entries(edits)) {
    const whole = JSON.parse(text) as Whole;
    edit(whole);
    const body = `${JSON.stringify(whole, null, 1)}\n`;
    const report = await verify(body);
    expect(report.verdict, name).toBe('broken');
    expect(report.findings.map((f) => f.kind), name).toContain(kind);
    expect(report.findings.every((f) => /^[A-Z].*\.$/.test(f.text)), name).toBe(true);
    if (!seenByPython) continue;
    expect(() => execFileSync('python3', [verifyPy, join(w.dataDir, 'altered.json')], { stdio: 'pipe' }), name).toThrow();
  }
});
