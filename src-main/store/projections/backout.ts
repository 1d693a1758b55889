// What the gates of a change ask about its backout: the sheet, the digest of its version, the people in it, and who else its owner answers for then (BCK-01 to BCK-06).
import { versionOf } from '../../domain/backout.ts';
import type { BackoutSheet } from '../../domain/backout.ts';
import type { BackoutFacts } from '../../domain/backout-judged.ts';
import type { Change } from '../../domain/change.ts';
import { encode } from '../../trail/canonical.ts';
import { sha256Hex } from '../../trail/hashes.ts';
import type { ReadDb } from '../open.ts';

const peopleIn = ({ plan, reviews, ownership, orders, authors, dissents }: BackoutSheet): Set<string> => new Set([
  ...authors, ...(plan?.value.steps.map(({ owner }) => owner) ?? []), ...reviews.map(({ by }) => by), ...orders.map(({ by }) => by), ...dissents.map(({ by }) => by), ...(ownership ? [ownership.value.owner, ownership.value.deputy ?? ''] : []),
].filter((id) => id !== ''));

function namesOf(db: ReadDb, sheet: BackoutSheet): Record<string, string> {
  const ids = [...peopleIn(sheet)];
  const rows = db.all<{ id: string; name: string }>(`SELECT id, name FROM person WHERE id IN (${ids.map(() => '?').join(', ')})`, ...ids);
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]));
}

/** Changes that share time with this one, have been authorised, and whose rollback has the same owner. */
function dutiesOf(db: ReadDb, change: Change, owner: string): BackoutFacts['duties'] {
  const { plannedStartAt, plannedEndAt } = change.fields;
  if (plannedStartAt === null || plannedEndAt === null) return [];
  return db.all<{ number: string; starts_at: string; ends_at: string }>(`SELECT c.number, c.planned_start_at AS starts_at, c.planned_end_at AS ends_at FROM sheet s JOIN change c ON c.id = s.id
    WHERE s.name = 'backout' AND s.label = ? AND c.id <> ? AND c.planned_start_at < ? AND c.planned_end_at > ? AND c.state IN ('authorised', 'scheduled', 'implementing', 'validating') ORDER BY c.planned_start_at, c.n LIMIT 20`,
  owner, change.id, plannedEndAt, plannedStartAt).map(({ number, starts_at: startsAt, ends_at: endsAt }) => ({ number, startsAt, endsAt }));
}

export function backoutFactsOf(db: ReadDb, change: Change): BackoutFacts {
  const row = db.get<{ body: string }>("SELECT body FROM sheet WHERE name = 'backout' AND id = ?", change.id);
  if (!row) return { sheet: null, version: null, names: {}, duties: [] };
  const sheet = JSON.parse(row.body) as BackoutSheet;
  const version = versionOf(sheet);
  return {
    sheet, version: version === null ? null : sha256Hex('gavel-backout-v1\n', encode(version)), names: namesOf(db, sheet),
    duties: sheet.ownership === null ? [] : dutiesOf(db, change, sheet.ownership.value.owner),
  };
}
