// The archive through the bridge: found by words, service and tag; disposed of by two people, on two laptops, with a trail that still verifies.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { oldChanges } from '../support/archive-acts.ts';
import { handTo, projectionsOf, sends, twoWorkspaces } from '../support/two-workspaces.ts';
import { aWorkspace, answer, refusal } from '../support/workspace.ts';

test('AUD-07 a closed release is archived with what it was about, and found by words, service and tag', async () => {
  const w = await aWorkspace();
  const closed = (await w.call('release.list', { state: ['closed'] })).rows[0]!;
  const inside = (await w.call('archive.search', { kind: 'release' })).rows.find(({ number }) => number === closed.number);
  expect(inside).toBeDefined();
  expect(inside!.service).not.toBe('');
  const [service] = inside!.service.split(', ');
  expect((await w.call('archive.search', { service: service!.toUpperCase(), tag: inside!.tags[0]!, text: 'autumn plat' })).rows.map(({ number }) => number)).toEqual([closed.number]);
  for (const miss of [{ text: 'zebra' }, { tag: 'HIPAA-X', text: 'autumn' }, { service: 'Nobody', text: 'autumn' }, { from: '2099-01-01', text: 'autumn' }, { text: '"; DROP' }]) expect((await w.call('archive.search', miss)).rows).toEqual([]);
  expect(await w.refused('archive.add', { records: [closed.number] })).toMatchObject({ code: 'already_archived' });
  const { rows: [open] } = await w.call('change.list', { state: ['awaiting-authorisation'], limit: 1 });
  expect(await w.refused('archive.add', { records: [open!.number] })).toMatchObject({ code: 'record_not_closed', facts: { state: 'awaiting-authorisation' } });
  expect((await w.call('trail.rebuild', {})).isEqual).toBe(true);
  expect((await w.call('archive.search', { text: 'autumn plat' })).rows.map(({ number }) => number)).toEqual([closed.number]);
});

test('AUD-07 past its time and by two signatures a record goes: its texts are erased, its tombstone and certificate stay, the trail verifies; young, held and unproposed ones stay', async () => {
  const w = await aWorkspace();
  const ingrid = await w.as('Ingrid Solberg');
  const [old, held] = await oldChanges(w, w.chair, ['Zinc ledger', 'Cobalt ledger']) as [string, string];
  await w.call('archive.add', { records: [old, held], keywords: ['metals'] });
  const young = (await w.call('archive.search', {})).rows.find((row) => !row.isPast && row.holds.length === 0)!;
  expect(await w.refused('archive.propose', { record: young.number, reason: 'Room' })).toMatchObject({ code: 'retention_runs', facts: { years: young.rule.years, until: young.retainedUntil } });
  const { id: hold } = await answer(ingrid, 'hold.place', { scope: 'record', of: held, matter: 'Inquiry 12', reason: 'Counsel asked' });
  expect(await w.refused('archive.propose', { record: held, reason: 'Room' })).toMatchObject({ code: 'on_legal_hold', facts: { matter: 'Inquiry 12' } });
  expect(await w.refused('archive.dispose', { record: old })).toMatchObject({ code: 'disposal_not_proposed' });
  await w.call('archive.propose', { record: old, reason: 'Sixteen years old' });
  expect(await w.refused('archive.dispose', { record: old })).toMatchObject({ code: 'second_person_needed' });
  expect(await w.refused('archive.writeCertificate', { record: old })).toMatchObject({ code: 'not_disposed' });
  await answer(ingrid, 'archive.dispose', { record: old });

  const { rows: [stone] } = await w.call('archive.search', { view: 'disposed' });
  expect(stone).toMatchObject({ number: old, title: '(erased)', keywords: [], service: 'Treasury desk', disposed: { by: 'Ingrid Solberg', proposedBy: 'Marta Lindqvist', reason: 'Sixteen years old' } });
  expect(stone!.disposed!.texts).toBeGreaterThan(0);
  expect(JSON.stringify(await w.call('change.show', { change: old }))).not.toContain('Zinc');
  expect((await w.call('archive.search', { text: 'zinc' })).rows).toEqual([]);
  expect((await w.call('archive.search', { text: 'metals' })).rows.map(({ number }) => number)).toEqual([held]);
  expect(w.raw((db) => db.prepare("SELECT count(*) FROM payload WHERE CAST(bytes AS TEXT) LIKE '%Zinc%'").pluck().get())).toBe(0);
  expect(await w.call('trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
  expect((await w.call('trail.rebuild', {})).isEqual).toBe(true);
  expect(await w.call('archive.writeCertificate', { record: old })).toMatchObject({ file: { name: `${old}-DISPOSAL.pdf` } });
  expect(await w.refused('archive.propose', { record: old, reason: 'Again' })).toMatchObject({ code: 'already_disposed' });

  expect((await w.call('hold.list', {})).rows).toEqual(expect.arrayContaining([expect.objectContaining({ matter: 'Inquiry 12', records: 1, lifted: null })]));
  await answer(ingrid, 'hold.lift', { hold, reason: 'Settled' });
  await answer(ingrid, 'archive.propose', { record: held, reason: 'Settled' });
  expect((await w.call('archive.search', { view: 'proposed' })).rows).toMatchObject([{ number: held, mayDispose: { ok: true } }]);
  expect(await refusal(w.chair, 'archive.extend', { record: held, until: '2012-01-01', reason: 'Shorter' })).toMatchObject({ code: 'retention_needs_policy' });
});

test('AUD-07 a disposal reaches the other laptop: its texts go there as well and no later bundle brings them back', async () => {
  const { ada, bo } = await twoWorkspaces();
  const path = join(ada.dataDir, 'old.csv');
  writeFileSync(path, 'Number,State,Short description,Business service,Planned start date,Planned end date\nOLD1,Closed,Zinc ledger,Treasury desk,2010-10-01 20:00:00,2010-10-01 21:00:00');
  await ada.call('import.run', { file: handTo(ada, path), zone: 'Europe/London' });
  const { rows: [change] } = await ada.call('change.list', { text: 'zinc', limit: 1 });
  await ada.call('archive.add', { records: [change!.number] });
  await ada.call('archive.propose', { record: change!.number, reason: 'Sixteen years old' });
  await sends(ada, bo);
  expect((await bo.call('archive.search', { text: 'zinc' })).rows).toMatchObject([{ number: change!.number, proposed: { by: 'Ada Lindqvist' } }]);
  await bo.call('archive.dispose', { record: change!.number });
  await sends(bo, ada);
  await sends(ada, bo);
  expect(projectionsOf(bo)).toEqual(projectionsOf(ada));
  for (const machine of [ada, bo]) {
    expect((await machine.call('archive.search', { view: 'disposed' })).rows).toMatchObject([{ number: change!.number, title: '(erased)', disposed: { by: 'Bo Larsen' } }]);
    expect((await machine.call('archive.search', { text: 'zinc' })).rows).toEqual([]);
    expect(await machine.call('trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
  }
});
