// The approval matrix (APR-01): who may authorise a change, and which row said so.
import type { ChangeFields, Tier } from '#contract/change.ts';
import { authorities } from './policy-document.ts';
import type { Authority, MatrixRow } from './policy-document.ts';

/** What the matrix is asked about. `people` are the ids of those whose change it is; `tier` null where nobody assessed it yet. */
export type RouteFacts = {
  type: ChangeFields['type']; tier: Tier | null; impact: ChangeFields['impact']; environment: string; serviceTier: number | null; service: string; people: readonly string[];
};
/** A team whose members authorise among themselves, within limits and dates. An empty list limits nothing. */
export type Delegation = { team: string; members: readonly string[]; lead: string | null; tiers: readonly Tier[]; services: readonly string[]; environments: readonly string[]; from: string; until: string; /** Members whom an access review withholds it from, with the instant it begins (AUD-08). */ withheld?: Readonly<Record<string, string>> };
/** Why it is this authority: a row, no row, or a row that delegates to a team without (or no longer with) a charter. */
export type Because = { code: 'row' | 'no-row' | 'undelegated' | 'no-lead' } | { code: 'delegated'; team: string; until: string } | { code: 'expired'; team: string; until: string };
export type Route = { authority: Authority; row: MatrixRow | null; because: Because };

const same = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();
const conditions = ['type', 'tier', 'impact', 'environment', 'serviceTier'] as const;
export type Condition = (typeof conditions)[number];
/** How many conditions a row sets. */
export const specificity = (row: MatrixRow): number => conditions.filter((name) => row[name] !== undefined).length;
export const strictness = (authority: Authority): number => authorities.indexOf(authority);

/** Whether a row speaks about a change; what the row leaves open matches everything, what nobody knows of the change matches no condition. */
export const matches = (row: MatrixRow, facts: Pick<RouteFacts, Condition>): boolean => conditions.every((name) => {
  const wanted = row[name];
  const there = facts[name];
  return wanted === undefined || (typeof wanted === 'string' && typeof there === 'string' ? same(wanted, there) : wanted === there);
});

/** A row as one text: two rows with the same text set the same conditions, however the names are written. */
export const keyOf = (row: MatrixRow): string => conditions.map((name) => (row[name] === undefined ? '' : String(row[name]).trim().toLowerCase())).join('|');

/** APR-01: pairs of rows that set the same conditions and name different authorities. One would silently never count, so neither is saved. */
export function contradictions(rows: readonly MatrixRow[]): [MatrixRow, MatrixRow][] {
  return rows.flatMap((row, i) => rows.slice(i + 1).filter((other) => keyOf(row) === keyOf(other) && row.authority !== other.authority).map((other): [MatrixRow, MatrixRow] => [row, other]));
}

/** The row that decides: the strictest that matches; of those alike the one that says most, then by its text, so that the order of rows means nothing. */
export function decidingRow(facts: Pick<RouteFacts, Condition>, rows: readonly MatrixRow[]): MatrixRow | null {
  const rank = (a: MatrixRow, b: MatrixRow): number => strictness(b.authority) - strictness(a.authority) || specificity(b) - specificity(a) || (keyOf(a) < keyOf(b) ? -1 : 1);
  return rows.filter((row) => matches(row, facts)).toSorted(rank)[0] ?? null;
}

/** Whether a charter speaks about a change, whatever the day. */
export const covers = (charter: Delegation, { tier, service, environment, people }: Pick<RouteFacts, 'tier' | 'service' | 'environment' | 'people'>): boolean =>
  people.some((id) => charter.members.includes(id)) && (charter.tiers.length === 0 || (tier !== null && charter.tiers.includes(tier)))
  && (charter.services.length === 0 || charter.services.some((name) => same(name, service))) && (charter.environments.length === 0 || charter.environments.some((name) => same(name, environment)));
/** Whether somebody speaks under a charter now: a member whom no access review withholds it from. */
export const isMemberNow = ({ members, withheld }: Pick<Delegation, 'members' | 'withheld'>, person: string, now: string): boolean => members.includes(person) && !(withheld?.[person] !== undefined && withheld[person] <= now);
export const isRunning = ({ from, until }: Pick<Delegation, 'from' | 'until'>, now: string): boolean => from <= now && now < until;
/** Charters under which a change may be authorised by its team now, the one that runs longest first. */
export const chartersFor = (facts: RouteFacts, charters: readonly Delegation[], now: string): Delegation[] =>
  charters.filter((charter) => covers(charter, facts) && isRunning(charter, now)).toSorted((a, b) => (a.until === b.until ? (a.team < b.team ? -1 : 1) : a.until > b.until ? -1 : 1));

/**
 * APR-01: who may authorise a change. The strictest matching row wins and no row means the board. What goes to a peer or a team lead needs a running
 * charter of the change's team; without one, or when it ran out, the change manager decides.
 */
export function authorityFor(facts: RouteFacts, rows: readonly MatrixRow[], charters: readonly Delegation[], now: string): Route {
  const row = decidingRow(facts, rows);
  if (row === null) return { authority: 'cab', row, because: { code: 'no-row' } };
  if (row.authority !== 'peer' && row.authority !== 'team-lead') return { authority: row.authority, row, because: { code: 'row' } };
  const running = chartersFor(facts, charters, now);
  const able = running.find(({ lead }) => row.authority === 'peer' || lead !== null);
  if (able) return { authority: row.authority, row, because: { code: 'delegated', team: able.team, until: able.until } };
  if (running.length > 0) return { authority: 'change-manager', row, because: { code: 'no-lead' } };
  const past = charters.filter((charter) => covers(charter, facts) && charter.until <= now).toSorted((a, b) => (a.until > b.until ? -1 : 1))[0];
  return { authority: 'change-manager', row, because: past ? { code: 'expired', team: past.team, until: past.until } : { code: 'undelegated' } };
}
