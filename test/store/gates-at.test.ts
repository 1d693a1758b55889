// One gate asked alone says of a change what the whole list says of it, and only the gates that ask for the calendar look into it.
import { expect, onTestFinished, test } from 'vitest';
import { piecesAt, piecesOf } from '../../src-main/domain/gates.ts';
import { openDatabase } from '../../src-main/store/open.ts';
import { findChange } from '../../src-main/store/projections/change.ts';
import { dossierOf } from '../../src-main/store/projections/dossier.ts';
import { copiedFolder, migrations, startMs } from '../support/workspace.ts';

/** What each gate asks for, as design.md has it: its own pieces and those of the gates before it that are asked again. */
const asked = {
  submission: ['submission'], authorisation: ['submission', 'authorisation'], decision: ['submission', 'authorisation', 'decision'], schedule: ['schedule'], start: ['start'], token: ['decision', 'schedule', 'start', 'token'], closure: ['closure'],
} as const;
const now = new Date(startMs).toISOString();

test('CAB-03 CAL-01 a gate asked alone answers as the whole list does, for every open change of the example', async () => {
  const { dir } = await copiedFolder();
  const db = openDatabase(dir, { migrations, readOnly: true });
  onTestFinished(() => { db.close(); });
  const conflicts = { alone: 0, looked: 0 };
  for (const { id } of db.all<{ id: string }>("SELECT id FROM change WHERE state NOT IN ('closed', 'cancelled', 'rejected')")) {
    const change = findChange(db, id)!;
    const all = piecesOf(dossierOf(db, change), now);
    for (const [gate, of] of Object.entries(asked) as [keyof typeof asked, readonly string[]][]) {
      const isAsked = { calendar: false };
      const dossier = dossierOf({ ...db, all: (sql, ...params) => { isAsked.calendar ||= sql.includes('change_by_open_window'); return db.all(sql, ...params); } }, change);
      const alone = piecesAt(gate, dossier, now);
      expect(alone, `${change.number} at ${gate}`).toEqual(all.filter((piece) => of.includes(piece.gate)));
      if (gate === 'decision') expect(isAsked.calendar, change.number).toBe(false);
      if (isAsked.calendar) conflicts.looked += 1;
      conflicts.alone += alone.filter((piece) => piece.id.startsWith('conflict:')).length;
    }
  }
  expect(conflicts.alone).toBeGreaterThan(0);
  expect(conflicts.looked).toBeGreaterThan(0);
});

test('CHG-01 a dossier looks nothing up before it is asked, and nothing twice', async () => {
  const { dir } = await copiedFolder();
  const db = openDatabase(dir, { migrations, readOnly: true });
  onTestFinished(() => { db.close(); });
  const change = findChange(db, db.get<{ id: string }>("SELECT id FROM change WHERE state = 'awaiting-authorisation' ORDER BY n LIMIT 1")!.id)!;
  let reads = 0;
  const dossier = dossierOf({ ...db, all: (sql, ...params) => { reads += 1; return db.all(sql, ...params); }, get: (sql, ...params) => { reads += 1; return db.get(sql, ...params); } }, change);
  expect(reads).toBe(0);
  piecesOf(dossier, now);
  const once = reads;
  expect(once).toBeGreaterThan(5);
  piecesOf(dossier, now);
  expect(reads).toBe(once);
});
