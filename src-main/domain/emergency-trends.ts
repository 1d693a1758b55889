// How often the emergency route is taken, by whom, and for which causes (EMG-03).
import type { EmergencyTrends } from '#contract/emergency.ts';
import { later } from './emergency-clocks.ts';
import type { PolicyDocument } from './policy-document.ts';

/** One emergency as it is counted; `at` is when it was declared. An empty `cause` is one nobody has found yet. */
export type Counted = { number: string; at: string; service: string; team: string; cause: string; isContested: boolean };
export type Share = { emergencies: number; changes: number };

const before = (now: string, days: number): string => later(now, -days * 1440);
/** Causes are the same when they read the same. */
const keyOf = (name: string): string => name.normalize('NFC').trim().replace(/\s+/gu, ' ').toLocaleLowerCase('en');

/** The most frequent first; names that read the same are one, in the words first used. */
function counted(names: readonly string[], blank: string): { name: string; count: number }[] {
  const groups = new Map<string, { name: string; count: number }>();
  for (const name of names) {
    const key = keyOf(name);
    const group = groups.get(key) ?? { name: key === '' ? blank : name.trim(), count: 0 };
    groups.set(key, { ...group, count: group.count + 1 });
  }
  return [...groups.values()].toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

/** EMG-03: above the limit, not at it. Compared in whole numbers, so that no rounding raises or hides an alert. */
export function shareOf({ emergencies, changes }: Share, { shareAlert, shareDays }: Pick<PolicyDocument['emergency'], 'shareAlert' | 'shareDays'>): EmergencyTrends['share'] {
  const basisPoints = changes === 0 ? 0 : Math.round((emergencies * 10_000) / changes);
  const isAlert = emergencies * 100 > changes * shareAlert;
  const why = changes === 0 ? `No change in the last ${shareDays} days` : `${emergencies} of ${changes} changes in the last ${shareDays} days ${emergencies === 1 ? 'is an emergency' : 'are emergencies'}; the limit is ${shareAlert} %`;
  return { days: shareDays, emergencies, changes, basisPoints, limitBasisPoints: shareAlert * 100, isAlert, why };
}

function repeatsIn(rows: readonly Counted[], { repeats, repeatDays }: Pick<PolicyDocument['emergency'], 'repeats' | 'repeatDays'>): EmergencyTrends['repeats']['found'] {
  return counted(rows.map(({ cause }) => cause).filter((cause) => keyOf(cause) !== ''), '').filter(({ count }) => count >= repeats).map(({ name: cause, count }) => {
    const same = rows.filter((row) => keyOf(row.cause) === keyOf(cause));
    const services = [...new Set(same.map(({ service }) => service).filter((service) => service !== ''))];
    const changes = same.map(({ number }) => number).toSorted();
    const statement = `${cause} was the root cause of ${count} emergency changes in ${repeatDays} days: ${changes.join(', ')}.${services.length > 0 ? ` Services: ${services.join(', ')}.` : ''} Find what makes it come back, and remove it.`;
    return { cause, count, changes, problem: { title: `Repeated emergencies: ${cause}`, statement } };
  });
}

/** EMG-03, EMG-05: counts over `days`, the share of all changes, causes that repeat, and contested emergencies by team. */
export function trendsOf(rows: readonly Counted[], share: Share, asked: { days: number; now: string; policy: Pick<PolicyDocument, 'emergency'> }): EmergencyTrends {
  const { days, now, policy: { emergency } } = asked;
  const since = (n: number): Counted[] => rows.filter(({ at }) => at > before(now, n) && at <= now);
  const shown = since(days);
  return {
    days, total: shown.length, byService: counted(shown.map(({ service }) => service), 'No service'), byTeam: counted(shown.map(({ team }) => team), 'No team'), byCause: counted(shown.map(({ cause }) => cause), 'Not found yet'),
    misuseByTeam: counted(shown.filter(({ isContested }) => isContested).map(({ team }) => team), 'No team'),
    share: shareOf(share, emergency), repeats: { days: emergency.repeatDays, limit: emergency.repeats, found: repeatsIn(since(emergency.repeatDays), emergency) },
  };
}
export const shareSince = (now: string, { shareDays }: Pick<PolicyDocument['emergency'], 'shareDays'>): string => before(now, shareDays);
