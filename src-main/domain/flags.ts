// Feature flags (REL-09): what was declared of each, what state exports say, who activated what under which change, and what is left over from it.
import { flagKinds } from '#contract/flags.ts';
import type { ChangeState } from '#contract/change.ts';
import type { Change } from './change.ts';
import { entryEvent, foldEntry, saidBy } from './entry.ts';
import type { Entry, Register, Said } from './entry.ts';
import type { DomainEvent, Json, StampedEvent } from './event.ts';
import { idOf, subjectOf } from './event.ts';
import { nameKey } from './item.ts';
import { dayIn, oneIn, recordIn, textIn, textsIn } from './json-values.ts';
import { signing } from './release-acts.ts';
import { needs } from './roles.ts';
import { sheet } from './sheet.ts';
import { addDays } from './spans.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

export type FlagState = { environment: string; isOn: boolean };
/** `owner` and `authority` are UUIDs of people; `regulatedIn` names the environments where it is switched on under an authorised change only. */
export type FlagTerms = { key: string; about: string; kind: (typeof flagKinds)[number]; owner: string; authority: string; isOn: boolean; states: FlagState[]; regulatedIn: string[]; removeBy: string };
/** Somebody switched a flag, whether or not anything was deployed. `change` is a UUID, null where none was asked for. */
export type Activation = Said & FlagState & { change: string | null };
export type Flag = Entry<FlagTerms> & { activations: Activation[] };
/** The latest state export of one environment out of one source. */
export type FlagExport = Said & { id: string; environment: string; source: string; states: { key: string; isOn: boolean }[] };
/** REL-09: days after which a flag is debt, unless somebody says otherwise. */
export const defaultDays = 90;
export const mostStates = 10_000;

const statesIn = (value: Json | undefined): FlagState[] => (Array.isArray(value) ? value.slice(0, 100).map(recordIn).flatMap(({ environment, isOn }) => (typeof isOn === 'boolean' && textIn(environment) !== '' ? [{ environment: textIn(environment), isOn }] : [])) : []);
function termsIn({ data, text }: StampedEvent): FlagTerms | null {
  const [key, kind, removeBy] = [textIn(text['key']), oneIn(data['kind'], flagKinds), dayIn(data['removeBy'])];
  if (key === '' || kind === null || removeBy === null) return null;
  return { key, kind, removeBy, about: textIn(text['about']), owner: textIn(data['owner']), authority: textIn(data['authority']), isOn: data['isOn'] === true, states: statesIn(text['states']), regulatedIn: textsIn(text['regulatedIn']).slice(0, 100) };
}
const register: Register<FlagTerms> = { made: 'flag.registered', revised: 'flag.revised', ended: 'flag.removed', termsIn };
export const flagSheet = sheet<Flag>({
  name: 'flag', kind: 'flag', types: ['flag.registered', 'flag.revised', 'flag.removed', 'flag.activated'],
  fold: (flag, event, cause) => {
    const next = foldEntry<FlagTerms, Flag>(flag, { event, cause }, register, (begun) => ({ ...begun, activations: [] }));
    const environment = textIn(event.text['environment']);
    if (flag === null || next === null || event.type !== 'flag.activated' || environment === '') return next;
    return { ...next, activations: [...next.activations, { ...saidBy(event), environment, isOn: event.data['isOn'] === true, change: textIn(event.data['change']) || null }] };
  },
  columns: ({ number, terms: { value }, ended }) => ({ number, label: value.key, state: ended ? 'removed' : 'open', dueAt: value.removeBy }),
});
export const flagExportSheet = sheet<FlagExport>({
  name: 'flagExport', kind: 'flagExport', types: ['flagExport.imported'],
  fold: (state, event) => {
    const { text } = event;
    const environment = textIn(text['environment']);
    const states = (Array.isArray(text['states']) ? text['states'] : []).slice(0, mostStates).flatMap((each): FlagExport['states'] => { const { key, isOn } = recordIn(each); return textIn(key) !== '' && typeof isOn === 'boolean' ? [{ key: textIn(key), isOn }] : []; });
    return environment === '' ? state : { ...saidBy(event), id: idOf(event.subject), environment, source: textIn(text['source']), states };
  },
});

/** What may be deployed may be switched on. */
const authorised: readonly ChangeState[] = ['authorised', 'scheduled', 'implementing', 'validating', 'implemented', 'under-review', 'closed'];
const same = (a: string, b: string): boolean => nameKey(a) === nameKey(b);
export const isRegulatedIn = ({ regulatedIn }: Pick<FlagTerms, 'regulatedIn'>, environment: string): boolean => regulatedIn.some((one) => same(one, environment));
/** Whether a change covers switching in an environment: it is authorised, and is about no other environment. */
export const covers = ({ state, fields }: Pick<Change, 'state' | 'fields'>, environment: string): boolean => authorised.includes(state) && (fields.environment === '' || same(fields.environment, environment));
/** What is said of an environment: the last activation there, else its declared state, else the default. */
export const declaredIn = ({ activations, terms: { value } }: Flag, environment: string): boolean => activations.findLast((one) => same(one.environment, environment))?.isOn ?? value.states.find((one) => same(one.environment, environment))?.isOn ?? value.isOn;

export type FlagFinding = { kind: 'violation' | 'differs' | 'undeclared' | 'unreported' | 'debt' | 'twice'; key: string; environment: string; /** Number of the flag, empty for one that nobody declared. */ flag: string; source: string };
/** How a flag stands in one environment: what was said, what the latest export says of it, and the change its activation names. */
export type FlagPlace = { environment: string; declared: boolean; observed: boolean | null; source: string; isRegulated: boolean; isViolation: boolean; change: string | null };
type Seen = { exports: readonly FlagExport[]; changeOf: (id: string) => Pick<Change, 'state' | 'fields'> | null };

function placeIn(flag: Flag, environment: string, { exports, changeOf }: Seen): FlagPlace {
  const seen = exports.filter((one) => same(one.environment, environment)).toSorted((a, b) => a.at.localeCompare(b.at)).flatMap(({ source, states }) => states.filter(({ key }) => same(key, flag.terms.value.key)).map(({ isOn }) => ({ isOn, source }))).at(-1);
  const isRegulated = isRegulatedIn(flag.terms.value, environment);
  const last = flag.activations.findLast((one) => same(one.environment, environment));
  const change = last?.isOn === true && last.change !== null ? changeOf(last.change) : null;
  const isCovered = change !== null && covers(change, environment);
  return { environment, declared: declaredIn(flag, environment), observed: seen?.isOn ?? null, source: seen?.source ?? '', isRegulated, isViolation: isRegulated && seen?.isOn === true && !isCovered, change: last?.change ?? null };
}
/** REL-09: a flag in every environment that somebody named. */
export function placesOf(flag: Flag, seen: Seen): FlagPlace[] {
  const { states, regulatedIn } = flag.terms.value;
  const names = [...states.map(({ environment }) => environment), ...regulatedIn, ...flag.activations.map(({ environment }) => environment), ...seen.exports.filter(({ states: told }) => told.some(({ key }) => same(key, flag.terms.value.key))).map(({ environment }) => environment)];
  return [...new Map(names.map((name) => [nameKey(name), name])).values()].toSorted().map((environment) => placeIn(flag, environment, seen));
}
const isDebt = ({ terms, ended }: Flag, now: string): boolean => ended === null && terms.value.removeBy < now.slice(0, 10);

/** REL-09: what the state exports say, held against what was declared: violations first, then what differs, what nobody declared, what no export names, and what should be gone. */
export function findingsOf(flags: readonly Flag[], seen: Seen, now: string): FlagFinding[] {
  const open = flags.filter(({ ended }) => ended === null);
  const about = ({ number, terms }: Flag, kind: FlagFinding['kind'], environment = '', source = ''): FlagFinding => ({ kind, key: terms.value.key, flag: number, environment, source });
  const places = open.flatMap((flag) => placesOf(flag, seen).map((place) => ({ flag, place })));
  const exported = new Set(seen.exports.map(({ environment }) => nameKey(environment)));
  return [
    ...places.filter(({ place }) => place.isViolation).map(({ flag, place }) => about(flag, 'violation', place.environment, place.source)),
    ...places.filter(({ place }) => !place.isViolation && place.observed !== null && place.observed !== place.declared).map(({ flag, place }) => about(flag, 'differs', place.environment, place.source)),
    ...seen.exports.flatMap(({ environment, source, states }) => states.filter(({ key }) => !open.some(({ terms }) => same(terms.value.key, key))).map(({ key }): FlagFinding => ({ kind: 'undeclared', key, flag: '', environment, source }))),
    ...places.filter(({ place }) => place.observed === null && place.declared && exported.has(nameKey(place.environment))).map(({ flag, place }) => about(flag, 'unreported', place.environment)),
    ...open.filter((flag) => isDebt(flag, now)).map((flag) => about(flag, 'debt')),
    ...open.filter((flag) => open.some((other) => other.id !== flag.id && same(other.terms.value.key, flag.terms.value.key))).map((flag) => about(flag, 'twice')),
  ];
}

export const mayKeepFlags = ({ actor }: Pick<By, 'actor'>): Refused | null => needs('keepFlags', actor);
const refuseTwin = (flags: readonly Flag[], key: string, own: string): Refused | null => {
  const twin = flags.find(({ id, ended, terms }) => id !== own && ended === null && same(terms.value.key, key));
  return twin ? refuse('flag_key_taken', { key, flag: twin.number }, { field: 'key' }) : null;
};
type Terms = Omit<FlagTerms, 'removeBy'> & { removeBy: string | null };
const termsEvent = (type: 'flag.registered' | 'flag.revised', id: string, { key, about, states, regulatedIn, removeBy, ...data }: Terms, more: { now: string; number?: string }): DomainEvent =>
  entryEvent(type, id, { ...data, removeBy: removeBy ?? addDays(more.now, defaultDays).slice(0, 10), ...(more.number === undefined ? {} : { number: more.number }) }, { key, about, states, regulatedIn });
const settled = ({ ended, number }: Pick<Flag, 'ended' | 'number'>): Refused | null => (ended === null ? null : refuse('entry_ended', { entry: number }));
/** REL-09: a key is registered once. */
export const registerFlag = ({ id, number }: { id: string; number: string }, terms: Terms, flags: readonly Flag[], by: By): Verdict<DomainEvent> => firstRefusal(mayKeepFlags(by), refuseTwin(flags, terms.key, id)) ?? accept(termsEvent('flag.registered', id, terms, { now: by.now, number }));
export const reviseFlag = (flag: Flag, terms: Terms, flags: readonly Flag[], by: By): Verdict<DomainEvent> => firstRefusal(mayKeepFlags(by), settled(flag), refuseTwin(flags, terms.key, flag.id)) ?? accept(termsEvent('flag.revised', flag.id, terms, { now: by.now }));
export const removeFlag = (flag: Flag, reason: string, by: By): Verdict<DomainEvent> => firstRefusal(mayKeepFlags(by), settled(flag)) ?? accept(entryEvent('flag.removed', flag.id, {}, { reason }));

export const mayActivate = ({ terms: { value }, ended, number }: Flag, by: By): Refused | null =>
  firstRefusal(needs('answerAsOwner', by.actor), settled({ ended, number }), [value.owner, value.authority].includes(by.actor.id) ? null : refuse('not_flag_authority', { key: value.key }));
/** REL-09: a regulated flag is switched on under an authorised change for that environment; switching it off needs none. */
export function activateFlag(flag: Flag, { environment, isOn, change, rev }: FlagState & { change: Change | null; rev: string }, by: By): Verdict<DomainEvent> {
  const { key } = flag.terms.value;
  const isAsked = isOn && isRegulatedIn(flag.terms.value, environment);
  const no = firstRefusal(mayActivate(flag, by), isAsked && change === null ? refuse('flag_needs_change', { key, environment }, { field: 'change' }) : null,
    isAsked && change !== null && !covers(change, environment) ? refuse('flag_change_unfit', { key, environment, change: change.number, state: change.state, of: change.fields.environment }, { field: 'change' }) : null);
  return no ?? accept(entryEvent('flag.activated', flag.id, { isOn, change: change?.id ?? null, ...signing('answerAsOwner', by.actor, rev) }, { environment }));
}
export const importFlagStates = (id: string, { environment, source, states }: Omit<FlagExport, 'id' | keyof Said>, by: By): Verdict<DomainEvent> => mayKeepFlags(by) ?? accept({ type: 'flagExport.imported', subject: subjectOf('flagExport', id), data: { count: states.length }, text: { environment, source, states } });
