// Standards of the enterprise architecture (REL-10): which technology is adopted, contained or retired, from when to when, and how what a release brings stands to them.
import { lifecycles } from '#contract/standards.ts';
import { entryEvent, foldEntry, saidBy } from './entry.ts';
import type { Entry, Register, Said } from './entry.ts';
import type { DomainEvent, StampedEvent } from './event.ts';
import { nameKey } from './item.ts';
import { dayIn, oneIn, textIn } from './json-values.ts';
import type { Release } from './release.ts';
import { isOver } from './release.ts';
import { signing } from './release-acts.ts';
import { needs } from './roles.ts';
import { sheet } from './sheet.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';
import { isRange, isWithin } from './versions.ts';

export type Lifecycle = (typeof lifecycles)[number];
/** `range` is one of versions, `*` for all of them; the days are days of UTC, `validUntil` the last one or null. */
export type StandardTerms = { technology: string; range: string; lifecycle: Lifecycle; validFrom: string; validUntil: string | null; note: string };
/** A release goes out with what is retired, until a day. */
export type Dispensation = Said & { id: string; release: string; until: string; reason: string };
export type Standard = Entry<StandardTerms> & { dispensations: Dispensation[] };

function termsIn({ data, text }: StampedEvent): StandardTerms | null {
  const [technology, range, lifecycle, validFrom, validUntil] = [textIn(text['technology']), textIn(text['range']), oneIn(data['lifecycle'], lifecycles), dayIn(data['validFrom']), dayIn(data['validUntil'])];
  if (technology === '' || lifecycle === null || validFrom === null || !isRange(range) || (validUntil !== null && validUntil < validFrom)) return null;
  return { technology, range, lifecycle, validFrom, validUntil, note: textIn(text['note']) };
}
const register: Register<StandardTerms> = { made: 'standard.registered', revised: 'standard.revised', ended: 'standard.ended', termsIn };
export const standardSheet = sheet<Standard>({
  name: 'standard', kind: 'standard', types: ['standard.registered', 'standard.revised', 'standard.ended', 'standard.dispensed', 'standard.dispensationEnded'],
  fold: (standard, event, cause) => {
    const next = foldEntry<StandardTerms, Standard>(standard, { event, cause }, register, (begun) => ({ ...begun, dispensations: [] }));
    if (standard === null || next === null) return next;
    const { data, text } = event;
    const [id, release, until] = [textIn(data['dispensation']), textIn(data['release']), dayIn(data['until'])];
    if (event.type === 'standard.dispensationEnded') return { ...next, dispensations: next.dispensations.filter((one) => one.id !== id) };
    if (event.type !== 'standard.dispensed' || id === '' || release === '' || until === null || next.dispensations.some((one) => one.id === id)) return next;
    return { ...next, dispensations: [...next.dispensations, { ...saidBy(event), id, release, until, reason: textIn(text['reason']) }] };
  },
  columns: ({ number, terms: { value }, ended }) => ({ number, label: value.technology, state: ended ? 'ended' : 'open', dueAt: value.validUntil }),
});

/** Something a release brings or touches. `names` are all that it goes by, `of` the service or item it belongs to; `version` is empty where nobody said it. */
export type Component = { name: string; names: readonly string[]; version: string; of: string };
export const conformities = ['retire', 'dispensed', 'contain', 'adopt', 'unclassified'] as const;
export type Conformity = { component: string; version: string; of: string; status: (typeof conformities)[number]; /** The standard that says so, null for what none covers. */ standard: string | null; /** Last day of the dispensation. */ until: string | null };

const strictness: Readonly<Record<Lifecycle, number>> = { adopt: 0, contain: 1, retire: 2 };
/** A component goes by its name, by what follows its group, and by the name in its package URL. */
export const namesOf = ({ name, purl }: { name: string; purl: string }): string[] => {
  const [, path = ''] = /^pkg:[^/]+\/([^@?#]+)/.exec(purl) ?? [];
  return [...new Set([name, name.slice(name.lastIndexOf('/') + 1), path, path.slice(path.lastIndexOf('/') + 1)].filter((one) => one !== ''))];
};
const isInForce = ({ ended, terms: { value } }: Standard, day: string): boolean => ended === null && value.validFrom <= day && (value.validUntil === null || day <= value.validUntil);
/** A version nobody said, or one that is none, is covered by a standard for every version only. */
const coversVersion = ({ range }: StandardTerms, version: string): boolean => range === '*' || isWithin(version, range);

type Asked = { release: string; /** A day of UTC. */ day: string };
/** REL-10: the strictest standard in force that covers a component says how it stands. A dispensation counts for its release, through its last day. */
export function conformityOf(components: readonly Component[], standards: readonly Standard[], { release, day }: Asked): Conformity[] {
  const byName = new Map<string, Standard[]>();
  for (const standard of standards) if (isInForce(standard, day)) { const key = nameKey(standard.terms.value.technology); byName.set(key, [...(byName.get(key) ?? []), standard]); }
  return components.map(({ name, names, version, of }) => {
    const covering = [...new Set(names.flatMap((one) => byName.get(nameKey(one)) ?? []))].filter(({ terms }) => coversVersion(terms.value, version)).toSorted((a, b) => strictness[b.terms.value.lifecycle] - strictness[a.terms.value.lifecycle] || a.number.localeCompare(b.number));
    const [standard] = covering;
    const said = { component: name, version, of };
    if (!standard) return { ...said, status: 'unclassified', standard: null, until: null };
    const { lifecycle } = standard.terms.value;
    const until = lifecycle === 'retire' ? standard.dispensations.filter((one) => one.release === release && one.until >= day).map((one) => one.until).toSorted().at(-1) ?? null : null;
    return { ...said, status: until === null ? lifecycle : 'dispensed', standard: standard.number, until };
  });
}
export const called = ({ component, version }: Pick<Conformity, 'component' | 'version'>): string => (version === '' ? component : `${component} ${version}`);

export const mayKeepStandards = ({ actor }: Pick<By, 'actor'>): Refused | null => needs('keepStandards', actor);
const settled = ({ ended, number }: Pick<Standard, 'ended' | 'number'>): Refused | null => (ended === null ? null : refuse('entry_ended', { entry: number }));
/** REL-10: a standard ends no earlier than it begins, and names versions that are some. */
const refuseTerms = ({ technology, range, validFrom, validUntil }: StandardTerms): Refused | null => firstRefusal(
  validUntil !== null && validUntil < validFrom ? refuse('standard_days_reversed', { technology, validFrom, validUntil }, { field: 'validUntil' }) : null, isRange(range) ? null : refuse('standard_range_invalid', { technology, range: range.slice(0, 120) }, { field: 'range' }));
const termsEvent = (type: 'standard.registered' | 'standard.revised', id: string, { technology, range, note, ...data }: StandardTerms, more: { number?: string } = {}): DomainEvent => entryEvent(type, id, { ...data, ...more }, { technology, range, note });
export const registerStandard = ({ id, number }: { id: string; number: string }, terms: StandardTerms, by: By): Verdict<DomainEvent> => firstRefusal(mayKeepStandards(by), refuseTerms(terms)) ?? accept(termsEvent('standard.registered', id, terms, { number }));
export const reviseStandard = (standard: Standard, terms: StandardTerms, by: By): Verdict<DomainEvent> => firstRefusal(mayKeepStandards(by), settled(standard), refuseTerms(terms)) ?? accept(termsEvent('standard.revised', standard.id, terms));
export const endStandard = (standard: Standard, reason: string, by: By): Verdict<DomainEvent> => firstRefusal(mayKeepStandards(by), settled(standard)) ?? accept(entryEvent('standard.ended', standard.id, {}, { reason }));
/** REL-10: an architecture dispensation has an end that lies ahead, and is signed. */
export function dispense(standard: Standard, release: Release, { id, until, reason, rev }: { id: string; until: string; reason: string; rev: string }, by: By): Verdict<DomainEvent> {
  const no = firstRefusal(needs('grantDispensation', by.actor), settled(standard), isOver(release) ? refuse('release_over', { release: release.number, state: release.state }) : null,
    standard.terms.value.lifecycle === 'retire' ? null : refuse('dispensation_needless', { standard: standard.number }), until < by.now.slice(0, 10) ? refuse('dispensation_past', { until }, { field: 'until' }) : null);
  return no ?? accept(entryEvent('standard.dispensed', standard.id, { dispensation: id, release: release.id, until, ...signing('grantDispensation', by.actor, rev) }, { reason }));
}
export const endDispensation = (standard: Standard, id: string, reason: string, by: By): Verdict<DomainEvent> =>
  firstRefusal(needs('grantDispensation', by.actor), standard.dispensations.some((one) => one.id === id) ? null : refuse('record_missing', { record: `dispensation from ${standard.number}`, id }, { field: 'dispensation' })) ?? accept(entryEvent('standard.dispensationEnded', standard.id, { dispensation: id }, { reason }));
