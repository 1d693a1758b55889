// What of releases and initiatives takes capacity, and how much people said there is (CAL-05).
import type { CapacityFacts, Consumer, Need } from '../../domain/capacity.ts';
import { isConfirmedState, isMovableState, monthsFrom } from '../../domain/capacity.ts';
import { capacitySheet, demandSheet, initiativeSheet, supplyOf } from '../../domain/capacity-records.ts';
import type { Demand, Initiative } from '../../domain/capacity-records.ts';
import type { Release } from '../../domain/release.ts';
import { releaseSheet } from '../../domain/release.ts';
import { monthOf } from '../../domain/service-level.ts';
import type { Sheet } from '../../domain/sheet.ts';
import { adoptionOf, assessmentSheet } from '../../domain/stakeholders.ts';
import type { Assessment } from '../../domain/stakeholders.ts';
import type { ReadDb } from '../open.ts';
import { findSheet, listSheets } from './sheets.ts';

/** Adoption points stand in the assessment, staff and infrastructure in the demand; a release is one slot of the month it begins in. */
function needsOf(release: Release, assessment: Assessment | null, demand: Demand | null): Need[] {
  const { startsAt, zone } = release.window.value;
  const month = startsAt === null ? null : monthOf(startsAt, zone);
  const adoption = adoptionOf(assessment, release).map(({ department, month: at, points }): Need => ({ kind: 'adoption', of: department, month: at, amount: points }));
  const declared = (demand?.needs.value ?? []).map((need) => ({ ...need, month: need.month ?? month }));
  return [...adoption, ...declared, ...(month === null ? [] : [{ kind: 'slots', of: '', month, amount: 1 } as const])];
}
function consumerOf(release: Release, assessment: Assessment | null, demand: Demand | null): Consumer {
  const { id, number, state, name, window: { value: { startsAt, endsAt } } } = release;
  return { kind: 'release', id, number, name: name.value, state, isConfirmed: isConfirmedState(state), isMovable: isMovableState(state), window: startsAt !== null && endsAt !== null && startsAt < endsAt ? { startsAt, endsAt } : null, needs: needsOf(release, assessment, demand) };
}
const initiativeConsumer = ({ id, terms: { value }, ended }: Initiative): Consumer => ({
  kind: 'initiative', id, number: '', name: value.name, state: ended ? 'ended' : 'open', isConfirmed: true, isMovable: true, window: null, needs: monthsFrom(value.from, value.until).map((month) => ({ kind: 'adoption', of: value.department, month, amount: value.points })),
});
const inPlay = ['planning', 'scoped', 'ready', 'go', 'deploying', 'stabilising', 'transitioned', 'closed'];
function everyConsumer(db: ReadDb): Consumer[] {
  const byRelease = <S>({ name }: Sheet<S>): Map<string, S> => new Map(db.all<{ id: string; body: string }>('SELECT id, body FROM sheet WHERE name = ?', name).map(({ id, body }) => [id, JSON.parse(body) as S]));
  const [assessments, demands] = [byRelease(assessmentSheet), byRelease(demandSheet)];
  const releases = listSheets(db, releaseSheet, { state: inPlay }).map((release) => consumerOf(release, assessments.get(release.id) ?? null, demands.get(release.id) ?? null));
  return [...releases, ...listSheets(db, initiativeSheet, { state: ['open'] }).map(initiativeConsumer)];
}
/** What takes capacity, and how much there is. `own`: the release that is asked about; null for the whole. */
export function capacityFactsOf(db: ReadDb, own: Release | null): CapacityFacts {
  let others: Consumer[] | undefined;
  return {
    supplies: listSheets(db, capacitySheet).map(supplyOf), own: own && consumerOf(own, findSheet(db, assessmentSheet, own.id), findSheet(db, demandSheet, own.id)),
    // Looked up when it is first asked for: most releases take nothing that anybody counts.
    get others() { return others ??= everyConsumer(db); },
  };
}
export type CapacityRecords = { capacityFactsOf(own: Release | null): CapacityFacts };
export const capacityRecords = (db: ReadDb): CapacityRecords => ({ capacityFactsOf: (own) => capacityFactsOf(db, own) });
