// Two workspaces that agree by exchanging files, through the bridge as every door uses it.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../src-main/store/open.ts';
import { openStore } from '../../src-main/store/store.ts';
import { rebuild } from '../../src-main/store/rebuild.ts';
import { fingerprintOf } from '../../src-main/trail/keys.ts';
import { verifyTrail } from '../../src-main/trail/verify.ts';
import { exported, handTo, pathOf, projectionsOf, secrets, sends, twoWorkspaces } from '../support/two-workspaces.ts';
import type { Machine } from '../support/two-workspaces.ts';
import { completeChange, migrations } from '../support/workspace.ts';
import { calmRisk } from '../support/calm-risk.ts';

const aChange = (machine: Machine, title: string): Promise<{ id: string; number?: string | undefined }> => machine.call('change.create', { ...completeChange, title, owner: 'Zoe', requester: 'Zoe' });
/** Every table of a workspace on the disk. */
function everything(machine: Machine): string {
  const db = openDatabase(machine.dir(), { migrations, readOnly: true });
  try {
    const hash = createHash('sha256');
    for (const { name } of db.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name")) {
      hash.update(`${name}\n`);
      for (const row of db.all(`SELECT * FROM "${name}"`)) hash.update(JSON.stringify(Object.values(row).map((v) => (v instanceof Uint8Array ? Buffer.from(v).toString('hex') : v))));
    }
    return hash.digest('hex');
  } finally {
    db.close();
  }
}

/** What a workspace knows of others: everything but its own feed, where a refusal leaves its record. */
function known(machine: Machine): string {
  const { event: _event, event_count: _count, ...tables } = projectionsOf(machine);
  const db = openDatabase(machine.dir(), { migrations, readOnly: true });
  try {
    return JSON.stringify([tables, db.all('SELECT feed, seq, hex(hash) AS hash FROM commit_log WHERE via_bundle IS NOT NULL ORDER BY feed, seq'), db.all('SELECT * FROM pending'), db.all('SELECT * FROM held'), db.all('SELECT * FROM bundle_seen ORDER BY bundle')]);
  } finally {
    db.close();
  }
}

test('SYN-01 a bundle comes with the digest of its file, verifies on the machine it was made for, and is looked at there without a trace', async () => {
  const { ada, bo } = await twoWorkspaces();
  await aChange(ada, 'Switch');
  const out = await ada.call('bundle.export', { to: ['B2'] });
  expect(out).toMatchObject({ commits: expect.any(Number) as number, recipients: ['B2'], omitted: [] });
  expect(out.file.sha256).toBe(createHash('sha256').update(readFileSync(pathOf(out))).digest('hex'));
  const preview = await bo.call('bundle.inspect', { file: handTo(bo, pathOf(out)) });
  expect(preview.checks.filter(({ isGood }) => !isGood)).toEqual([]);
  expect(preview).toMatchObject({ isSeen: false, new: expect.any(Number) as number, from: { site: 'A1' } });
  expect(preview.groups).toContainEqual(expect.objectContaining({ kind: 'change', count: 1 }));
  expect((await bo.call('change.list', {})).total, 'looking changes nothing').toBe(0);
});

test('SYN-01 a copy for an audience outside lacks restricted and personal texts, and its manifest says so', async () => {
  const { ada, bo } = await twoWorkspaces();
  await aChange(ada, 'Switch');
  const out = await ada.call('bundle.export', { to: ['B2'], audience: 'external' });
  expect(out.omitted.map(({ class: kind }) => kind)).toEqual(['personal', 'restricted']);
  const report = await bo.call('bundle.import', { file: handTo(bo, pathOf(out)) });
  expect(report.omitted.map(({ class: kind, count }) => [kind, count > 0])).toEqual([['personal', true], ['restricted', true]]);
  const page = await bo.call('change.show', { change: 'C-A1-0001' });
  expect(page).toMatchObject({ fields: { title: 'Switch', justification: '', owner: '' } });
  const db = openDatabase(bo.dir(), { migrations, readOnly: true });
  expect(db.all<{ bytes: Buffer | null }>('SELECT bytes FROM payload').filter(({ bytes }) => bytes?.includes(completeChange.justification))).toEqual([]);
  db.close();
  await sends(ada, bo);
  const full = await ada.call('bundle.export', { to: ['B2'], scope: 'everything' });
  await bo.call('bundle.import', { file: handTo(bo, pathOf(full)) });
  expect(await bo.call('change.show', { change: 'C-A1-0001' })).toMatchObject({ fields: { justification: completeChange.justification, owner: 'Zoe' } });
  expect(projectionsOf(bo)).toEqual(projectionsOf(ada));
});

test('SYN-02 two scores given apart are one conflict with both values and who gave them; settled once, both laptops show it', async () => {
  const { ada, bo } = await twoWorkspaces();
  await aChange(ada, 'Switch');
  await ada.call('risk.fill', { change: 'C-A1-0001', ...calmRisk, sign: false });
  await ada.call('change.submit', { change: 'C-A1-0001' });
  await sends(ada, bo);
  bo.clock.now += 60_000;
  for (const [machine, reversibility] of [[ada, 'rehearsed'], [bo, 'none']] as const) {
    await machine.call('risk.fill', { change: 'C-A1-0001', reversibility, sign: true });
    await machine.call('change.assess', { change: 'C-A1-0001' });
  }
  const scores = await Promise.all([ada, bo].map(async (machine) => (await machine.call('change.show', { change: 'C-A1-0001' })).score!)) as [number, number];
  expect(scores[1]).toBeGreaterThan(scores[0]);
  const toBo = await exported(ada, bo);
  const toAda = await exported(bo, ada);
  for (const [machine, path] of [[ada, toAda], [bo, toBo]] as const) {
    const { conflicts } = await machine.call('bundle.import', { file: handTo(machine, path) });
    expect(conflicts).toMatchObject([{ id: 'C-A1-0001:field:score', isHolding: false, summary: 'Risk assessment edited on both sides' }]);
  }
  expect(projectionsOf(ada)).toEqual(projectionsOf(bo));
  const view = await ada.call('bundle.conflict', { id: 'C-A1-0001:field:score' });
  expect(view.sides.map(({ value, by, isCurrent }) => [value, by.name, isCurrent])).toEqual([[String(scores[1]), 'Bo Larsen', true], [String(scores[0]), expect.stringContaining('Ada'), false]]);
  expect(await ada.call('change.show', { change: 'C-A1-0001' })).toMatchObject({ score: scores[1], isInConflict: false, overwritten: [{ field: 'score', value: String(scores[0]) }] });
  await ada.call('bundle.resolve', { id: view.id, keep: view.sides[1]!.place, reason: 'The board looked at it again' });
  await sends(ada, bo);
  for (const machine of [ada, bo]) expect(await machine.call('change.show', { change: 'C-A1-0001' })).toMatchObject({ score: scores[0], overwritten: [] });
  expect(projectionsOf(ada)).toEqual(projectionsOf(bo));
});

test('SYN-01 a bundle lists each record with a digest of its history, and the other laptop finds the same ones', async () => {
  const { ada, bo } = await twoWorkspaces();
  await aChange(ada, 'Switch');
  await sends(ada, bo);
  await aChange(ada, 'Second');
  await ada.call('change.edit', { change: 'C-A1-0001', fields: { title: 'Switch both' } });
  const out = await ada.call('bundle.export', { to: ['B2'] });
  expect(out.records.map(({ kind, number, title }) => [kind, number, title]).toSorted()).toEqual([['change', 'C-A1-0001', 'Switch both'], ['change', 'C-A1-0002', 'Second']]);
  expect(out.recordsCount).toBe(2);
  for (const { digest, events } of out.records) expect([digest, events]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), expect.any(Number)]);
  expect(new Set(out.records.map(({ digest }) => digest)).size).toBe(2);
  const preview = await bo.call('bundle.inspect', { file: handTo(bo, pathOf(out)) });
  expect(preview.records).toEqual(out.records);
  // A record that was worked on apart is not the same on both laptops, and its digest says so.
  await bo.call('change.edit', { change: 'C-A1-0001', fields: { description: 'Worked on here' } });
  const apart = await bo.call('bundle.inspect', { file: handTo(bo, pathOf(out)) });
  const digestIn = (records: typeof out.records, number: string): string => records.find((record) => record.number === number)!.digest;
  expect(digestIn(apart.records, 'C-A1-0002')).toBe(digestIn(out.records, 'C-A1-0002'));
  expect(digestIn(apart.records, 'C-A1-0001')).not.toBe(digestIn(out.records, 'C-A1-0001'));
  await bo.call('bundle.import', { file: handTo(bo, pathOf(out)) });
  expect(await bo.call('bundle.inspect', { file: handTo(bo, pathOf(out)) })).toMatchObject({ new: 0, records: [], recordsCount: 0 });
});

test('SYN-01 a person without a role that may exchange is refused', async () => {
  const { ada, bo } = await twoWorkspaces();
  const { person } = await bo.call('session.state', {});
  for (const role of person!.roles) if (role !== 'registrar') await ada.call('role.revoke', { person: 'Bo Larsen', role });
  await ada.call('role.revoke', { person: 'Bo Larsen', role: 'registrar' });
  await sends(ada, bo);
  const held = await exported(ada, bo);
  expect(await bo.refused('bundle.export', { to: ['A1'] })).toMatchObject({ code: expect.stringMatching(/denied|role|not_allowed|permission/) as string });
  expect((await bo.refused('bundle.import', { file: handTo(bo, held) })).code).toMatch(/denied|role|not_allowed|permission/);
});

test('SYN-02 the same title written twice is one conflict with both values until a person settles it, different dates merge by themselves, whichever side imports', async () => {
  const { ada, bo } = await twoWorkspaces();
  await aChange(ada, 'Switch');
  await sends(ada, bo);
  bo.clock.now += 60_000;
  await ada.call('change.edit', { change: 'C-A1-0001', fields: { title: 'Switch one', plannedStartAt: '2026-11-25T04:00:00.000Z' } });
  await bo.call('change.edit', { change: 'C-A1-0001', fields: { title: 'Switch both', plannedEndAt: '2026-11-25T06:00:00.000Z' } });
  const toBo = await exported(ada, bo);
  const toAda = await exported(bo, ada);
  const reports = [await ada.call('bundle.import', { file: handTo(ada, toAda) }), await bo.call('bundle.import', { file: handTo(bo, toBo) })];
  for (const { conflicts } of reports) expect(conflicts.map(({ id }) => id)).toEqual(['C-A1-0001:field:title']);
  expect(projectionsOf(ada)).toEqual(projectionsOf(bo));
  const view = await ada.call('bundle.conflict', { id: 'C-A1-0001:field:title' });
  expect(view.sides.map(({ value }) => value).toSorted()).toEqual(['Switch both', 'Switch one']);
  expect(await bo.call('change.show', { change: 'C-A1-0001' })).toMatchObject({ fields: { plannedStartAt: '2026-11-25T04:00:00.000Z', plannedEndAt: '2026-11-25T06:00:00.000Z' } });

  const seen = everything(bo);
  expect(await bo.call('bundle.import', { file: handTo(bo, toBo) }), 'importing twice changes nothing').toMatchObject({ new: 0, conflicts: [] });
  expect(everything(bo)).toBe(seen);

  const kept = view.sides.find(({ value }) => value === 'Switch one')!;
  await ada.call('bundle.resolve', { id: view.id, keep: kept.place });
  expect((await sends(ada, bo)).conflicts).toEqual([]);
  for (const machine of [ada, bo]) {
    expect((await machine.call('bundle.conflicts', {})).rows).toEqual([]);
    expect((await machine.call('change.show', { change: 'C-A1-0001' })).fields.title).toBe('Switch one');
  }
  await sends(bo, ada);
  expect(projectionsOf(ada)).toEqual(projectionsOf(bo));
});

test('SYN-02 a material field written apart holds on both laptops; two exchanges in each direction, one settling, and both end byte-equal', async () => {
  const { ada, bo } = await twoWorkspaces();
  const { id } = await aChange(ada, 'Gateway');
  await ada.call('risk.fill', { change: id, ...calmRisk });
  await ada.call('change.submit', { change: id });
  await ada.call('change.assess', { change: id });
  await sends(ada, bo);
  await aChange(bo, 'Only here');
  await sends(bo, ada);
  bo.clock.now += 60_000;
  // Both edit apart, so that there is something to settle on both, and material, so that it holds.
  await ada.call('change.edit', { change: 'C-A1-0001', fields: { backoutPlan: 'Go back at once' } });
  await bo.call('change.edit', { change: 'C-A1-0001', fields: { backoutPlan: 'Wait for the morning' } });
  await sends(ada, bo);
  await sends(bo, ada);
  const [row] = (await bo.call('bundle.conflicts', {})).rows;
  expect(row).toMatchObject({ id: 'C-A1-0001:field:backoutPlan', isHolding: true });
  expect((await ada.call('bundle.conflicts', {})).rows).toEqual([row]);
  await bo.call('bundle.resolve', { id: row!.id, keep: 'current' });
  await sends(bo, ada);
  await sends(ada, bo);
  for (const machine of [ada, bo]) expect((await machine.call('bundle.conflicts', {})).rows).toEqual([]);
  expect(projectionsOf(ada)).toEqual(projectionsOf(bo));
});

test('SYN-02 a bundle with one byte altered, cut short, or from a key nobody enrolled is refused, and nothing differs', async () => {
  const { ada, bo } = await twoWorkspaces();
  await aChange(ada, 'Switch');
  const path = await exported(ada, bo);
  const bytes = readFileSync(path);
  const former = known(bo);
  for (const at of [0, 40, 400, Math.floor(bytes.length / 2), bytes.length - 1]) {
    const altered = Buffer.from(bytes);
    altered[at] = altered[at]! ^ 1;
    writeFileSync(join(bo.dataDir, 'altered.cabsync'), altered);
    expect((await bo.refused('bundle.import', { file: handTo(bo, join(bo.dataDir, 'altered.cabsync')) })).code).toMatch(/^(tampered|truncated|not_for_us|limit_exceeded|unreadable_file)$/);
  }
  writeFileSync(join(bo.dataDir, 'cut.cabsync'), bytes.subarray(0, bytes.length - 100));
  expect((await bo.refused('bundle.import', { file: handTo(bo, join(bo.dataDir, 'cut.cabsync')) })).code).toMatch(/^(truncated|tampered)$/);
  const stranger = await twoWorkspaces();
  const foreign = await stranger.ada.call('bundle.export', { passphrase: 'four quite unrelated words', scope: 'everything' });
  expect((await bo.refused('bundle.import', { file: handTo(bo, pathOf(foreign)), passphrase: 'four quite unrelated words' })).code).toBe('wrong_org');
  expect(known(bo)).toBe(former);
  expect(await bo.call('bundle.import', { file: handTo(bo, path) })).toMatchObject({ quarantined: [] });
});

const rounds = Number(process.env['GAVEL_KILL_ROUNDS'] ?? 6);
test(`SYN-02 a process killed at ${rounds} moments of an import leaves the former state or the whole of the new one`, async () => {
  const { ada, bo } = await twoWorkspaces();
  for (let i = 0; i < 40; i += 1) await aChange(ada, `Change ${i}`);
  const path = await exported(ada, bo);
  const [dataDir, dir] = [bo.dataDir, bo.dir()];
  await bo.app.close();
  copyFileSync(path, join(dataDir, 'whole.cabsync'));
  const former = everything(bo);
  let after = '';
  for (let round = 0; round < rounds && after === ''; round += 1) {
    const child = spawn(process.execPath, [join(import.meta.dirname, '../support/importing-child.ts'), dataDir, dir, join(dataDir, 'whole.cabsync'), 'Bo Larsen', secrets.B2], { stdio: ['ignore', 'pipe', 'pipe'] });
    let complaints = '';
    let said = '';
    child.stderr.on('data', (bytes: Buffer) => { complaints += bytes.toString(); });
    child.stdout.on('data', (bytes: Buffer) => {
      if (said === '') setTimeout(() => { child.kill('SIGKILL'); }, round * 40 + Math.random() * 40);
      said += bytes.toString();
    });
    await new Promise((resolve) => { child.once('close', resolve); });
    expect(said, complaints).toMatch(/^ready/);
    const store = openStore({ dataDir, dir, migrations, app: '0.1.0', nowMs: () => bo.clock.now });
    try {
      const changes = store.db.get<{ n: number }>('SELECT count(*) AS n FROM change')!.n;
      expect([0, 40]).toContain(changes);
      if (said.includes('done')) expect(changes).toBe(40);
      expect((await verifyTrail(store.source, { depth: 'fast', trustedRoot: fingerprintOf(Buffer.from(store.organisation.rootKey, 'hex')) })).verdict).toBe('intact');
      expect(rebuild(store.db, store.log, () => {}).tables.filter(({ isEqual }) => !isEqual)).toEqual([]);
      if (changes === 40) after = 'imported';
    } finally {
      store.close();
    }
    if (after === '') expect(everything(bo), `round ${round}`).toBe(former);
  }
});
