// Rights that reviews ask about, read from where each is granted, and what reviews withhold (AUD-08).
import type { Role } from '#contract/people.ts';
import { appError } from '../../app-error.ts';
import { accessItemSheet, accessReviewSheet } from '../../domain/access-review.ts';
import type { AccessReview } from '../../domain/access-review.ts';
import { approverRoles, charterKey, highImpactRoles, roleKey, seatKey, withholding } from '../../domain/access-rights.ts';
import type { AccessItem, HeldRight } from '../../domain/access-rights.ts';
import type { Charter } from '../../domain/charter.ts';
import { charterSheet } from '../../domain/charter.ts';
import { accountKey, holderOf, rightKey } from '../../domain/entitlements.ts';
import type { BoardSeat } from '../../domain/board.ts';
import { isInTerm } from '../../domain/board.ts';
import { isRunning } from '../../domain/matrix.ts';
import { addDays } from '../../domain/spans.ts';
import type { Withheld } from '../../domain/verdict.ts';
import { encode } from '../../trail/canonical.ts';
import { sha256Hex } from '../../trail/hashes.ts';
import type { ReadDb } from '../open.ts';
import { entitlementRecords } from './entitlements.ts';
import { findSheet, listSheets } from './sheets.ts';

const roleWord = (role: string): string => `Role ${role.replaceAll('-', ' ')}`;

function rolesHeld(db: ReadDb): HeldRight[] {
  const rows = db.all<{ person: string; name: string; role: Role; granted_at: string }>('SELECT g.person, p.name, g.role, g.granted_at FROM role_grant g JOIN person p ON p.id = g.person WHERE p.suspended_at IS NULL ORDER BY p.name, g.person, g.role');
  return rows.map(({ person, name, role, granted_at: since }): HeldRight => ({
    key: roleKey(person, role), kind: approverRoles.includes(role) ? 'approver-right' : 'app-role', holder: person, holderName: name, what: roleWord(role), since, isHighImpact: highImpactRoles.includes(role),
  }));
}
type SeatRow = { board: string; title: string; person: string; name: string; function: string; starts_on: string | null; ends_on: string | null };
function seatsHeld(db: ReadDb, today: string): HeldRight[] {
  const rows = db.all<SeatRow>('SELECT s.board, b.name AS title, s.person, p.name, s.function, s.starts_on, s.ends_on FROM seat s JOIN board b ON b.id = s.board JOIN person p ON p.id = s.person WHERE s.is_voting = 1 AND p.suspended_at IS NULL ORDER BY b.name, p.name, s.person');
  return rows.filter((row) => isInTerm({ from: row.starts_on, until: row.ends_on }, today)).map((row): HeldRight => ({
    key: seatKey(row.board, row.person), kind: 'approver-right', holder: row.person, holderName: row.name, what: `Vote in ${row.title}${row.function === '' ? '' : ` for ${row.function}`}`, since: row.starts_on === null ? null : `${row.starts_on}T00:00:00.000Z`, isHighImpact: true,
  }));
}
function delegationsHeld(db: ReadDb, now: string): HeldRight[] {
  const names = new Map(db.all<{ id: string; name: string }>('SELECT id, name FROM person WHERE suspended_at IS NULL').map(({ id, name }) => [id, name]));
  return listSheets(db, charterSheet).filter((charter) => charter.ended === null && isRunning(charter, now)).flatMap((charter) => charter.members.flatMap((person): HeldRight[] => {
    const name = names.get(person);
    const isHigh = charter.tiers.length === 0 || charter.tiers.some((tier) => tier === 'high' || tier === 'critical');
    return name === undefined ? [] : [{ key: charterKey(charter.id, person), kind: 'delegation', holder: person, holderName: name, what: `${charter.lead === person ? 'Lead' : 'Member'} of ${charter.team} under its charter`, since: charter.from, isHighImpact: isHigh }];
  }));
}
/** Permissions of the imported tools, one per holder and right whatever grant it is held under. They count from the first import of their tool: an export tells no day. */
function permissionsHeld(db: ReadDb): HeldRight[] {
  const { rights, owners } = entitlementRecords(db).entitlements();
  const sources = new Map(db.all<{ id: string; name: string; since: string | null }>("SELECT s.id, s.name, (SELECT min(at) FROM event e WHERE e.subject = 'entitlements:' || s.id) AS since FROM entitlement_source s").map(({ id, ...source }) => [id, source]));
  const names = new Map(db.all<{ id: string; name: string }>('SELECT id, name FROM person').map(({ id, name }) => [id, name]));
  const held = new Map<string, HeldRight>();
  for (const right of rights) {
    const key = `pipeline:${sha256Hex(encode(rightKey(right))).slice(0, 32)}`;
    const holder = holderOf(right, owners);
    const person = holder.kind === 'person' ? holder.id : owners.get(accountKey(right))?.person ?? '';
    const source = sources.get(right.source);
    held.set(key, {
      key, kind: 'pipeline-permission', holder: person, holderName: holder.kind === 'person' ? names.get(person) ?? right.identity : right.identity, what: `${right.right} on ${[right.system, right.environment].filter((part) => part !== '').join(', ')} (${source?.name ?? right.source})`,
      since: source?.since ?? null, isHighImpact: right.duty === 'administer', ...(source ? { source: source.name } : {}),
    });
  }
  return [...held.values()];
}

/** Rights of reviews that are about one of these. */
export const itemsAbout = (db: ReadDb, keys: readonly string[]): AccessItem[] =>
  db.all<{ body: string }>('SELECT body FROM sheet WHERE change IN (SELECT value FROM json_each(?)) AND name = ? ORDER BY id', JSON.stringify(keys), accessItemSheet.name).map(({ body }) => JSON.parse(body) as AccessItem);

/** Roles of a person that a review withholds at an instant. */
export function withheldRoles(db: ReadDb, { id, roles }: { id: string; roles: readonly Role[] }, now: string): Withheld[] {
  const items = itemsAbout(db, roles.map((role) => roleKey(id, role)));
  if (items.length === 0) return [];
  const since = new Map(db.all<{ role: string; granted_at: string }>('SELECT role, granted_at FROM role_grant WHERE person = ?', id).map(({ role, granted_at: at }) => [role, at]));
  return roles.flatMap((role): Withheld[] => {
    const found = withholding(items.filter(({ key }) => key === roleKey(id, role)), since.get(role) ?? null);
    if (found === null || found.from > now) return [];
    const verdict = found.item.decision?.value.verdict;
    return [{ role, review: found.item.reviewNumber, because: verdict === undefined ? 'undecided' : verdict === 'change' ? 'changed' : 'revoked' }];
  });
}

/** A seat that a review withholds ends with the day before; one given anew with a later first day counts again. */
export function seatsAsReviewed(db: ReadDb, board: string, seats: readonly BoardSeat[]): BoardSeat[] {
  const items = itemsAbout(db, seats.map(({ person }) => seatKey(board, person)));
  if (items.length === 0) return [...seats];
  return seats.map((seat) => {
    const found = withholding(items.filter(({ key }) => key === seatKey(board, seat.person)), seat.from === null ? null : `${seat.from}T00:00:00.000Z`);
    const last = found === null ? null : addDays(found.from, -1).slice(0, 10);
    return last !== null && (seat.until === null || last < seat.until) ? { ...seat, until: last } : seat;
  });
}

/** A charter with the members whom a review withholds it from. */
export function charterAsReviewed(db: ReadDb, charter: Charter): Charter {
  const items = itemsAbout(db, charter.members.map((person) => charterKey(charter.id, person)));
  const withheld = Object.fromEntries(charter.members.flatMap((person) => {
    const found = withholding(items.filter(({ key }) => key === charterKey(charter.id, person)), charter.from);
    return found ? [[person, found.from] as const] : [];
  }));
  return Object.keys(withheld).length === 0 ? charter : { ...charter, withheld };
}

export type AccessRecords = {
  /** By number or UUID; a title names no review for certain. */
  loadAccessReview(ref: string): AccessReview;
  /** Every right that is reviewed again and again, as it is granted at an instant. */
  rightsHeld(now: string): HeldRight[];
  /** Rights of a review, by holder; of all reviews without one. */
  accessItems(review?: string): AccessItem[];
  withheldRoles(person: { id: string; roles: readonly Role[] }, now: string): Withheld[];
};
export const accessRecords = (db: ReadDb): AccessRecords => ({
  loadAccessReview: (ref) => {
    const review = findSheet(db, accessReviewSheet, ref);
    if (!review || (review.id !== ref && review.number !== ref.toUpperCase())) throw appError('record_missing', { record: 'access review', id: ref });
    return review;
  },
  rightsHeld: (now) => [...rolesHeld(db), ...seatsHeld(db, now.slice(0, 10)), ...delegationsHeld(db, now), ...permissionsHeld(db)],
  accessItems: (review) => listSheets(db, accessItemSheet, { ...(review === undefined ? {} : { state: [review] }), limit: 100_000 }).toSorted((a, b) => (a.holderName < b.holderName ? -1 : a.holderName > b.holderName ? 1 : a.what < b.what ? -1 : a.what > b.what ? 1 : a.id < b.id ? -1 : 1)),
  withheldRoles: (person, now) => withheldRoles(db, person, now),
});
