// Which version of a service runs in an environment, what it needs of others, and what a release will deploy (REL-04). Versions and ranges are those of Semantic Versioning 2.0.0.
import semver from 'semver';
import type { Json, StampedEvent } from './event.ts';
import { idOf } from './event.ts';
import { nameKey } from './item.ts';
import { recordIn, textIn } from './json-values.ts';
import { sheet, writeKept } from './sheet.ts';
import type { Kept } from './sheet.ts';

/** `name` is a service or a library, `range` what of it will do, such as `>=2.0 <3.0`. */
export type Need = { name: string; range: string };
/** A part that a version brings with it; `version` is empty where nobody said it. */
export type Library = { name: string; version: string; purl: string };
export type Build = { environment: string; version: string; needs: Need[]; libraries: Library[]; /** The file it was read from, or empty. */ source: string };
/** Versions of one service, one for each environment. */
export type ServiceVersions = { id: string; entries: { id: string; kept: Kept<Build> }[] };
/** What the changes of a release deploy. `service` and `change` are UUIDs. */
export type Rollout = { id: string; entries: { id: string; change: string; service: string; kept: Kept<Build> }[] };
export const mostNeeds = 200;
export const mostLibraries = 10_000;
const mostEntries = 500;

/** A version in its normal form: `3.0` is `3.0.0`, a leading v is left out; null for what is no version. */
export function normalVersion(text: string): string | null {
  const [, core, rest = ''] = /^v?(\d+(?:\.\d+){0,2})((?:[-+].*)?)$/.exec(text.trim()) ?? [];
  if (core === undefined) return null;
  const parts = core.split('.');
  return semver.valid(`${[...parts, '0', '0'].slice(0, 3).join('.')}${rest}`);
}
export const isRange = (text: string): boolean => text.trim() !== '' && semver.validRange(text) !== null;
/** Whether a version will do; one that is none never does. */
export const isWithin = (version: string, range: string): boolean => { const normal = normalVersion(version); return normal !== null && semver.satisfies(normal, range); };
export const rangesMeet = (one: string, other: string): boolean => semver.intersects(one, other);

const listIn = (value: Json | undefined, most: number): { [key: string]: Json }[] => (Array.isArray(value) ? value.slice(0, most).map(recordIn) : []);
function buildIn({ text }: StampedEvent): Build | null {
  const version = textIn(text['version']);
  if (normalVersion(version) === null) return null;
  const needs = listIn(text['needs'], mostNeeds).map(({ name, range }) => ({ name: textIn(name), range: textIn(range) })).filter(({ name, range }) => name !== '' && isRange(range));
  const libraries = listIn(text['libraries'], mostLibraries).map(({ name, version: at, purl }) => ({ name: textIn(name), version: textIn(at), purl: textIn(purl) })).filter(({ name }) => name !== '');
  return { environment: textIn(text['environment']), version, needs, libraries, source: textIn(text['source']) };
}
const without = <T extends { id: string }>(entries: readonly T[], { data }: StampedEvent): T[] => entries.filter(({ id }) => id !== data['entry']);
/** The entry an event writes: the terms, with what lost to them; null where the event says none, or there are too many. */
function writtenIn(entries: readonly { id: string; kept: Kept<Build> }[], event: StampedEvent, cause: Parameters<typeof writeKept>[3]['cause']): { id: string; kept: Kept<Build> } | null {
  const [id, build] = [textIn(event.data['entry']), buildIn(event)];
  const known = entries.find((one) => one.id === id);
  return build === null || id === '' || (!known && entries.length >= mostEntries) ? null : { id, kept: writeKept<Build>(known?.kept, build, event, { key: `version:${id}`, cause }) };
}
const put = <T extends { id: string }>(entries: readonly T[], one: T): T[] => (entries.some(({ id }) => id === one.id) ? entries.map((known) => (known.id === one.id ? one : known)) : [...entries, one]);

export const versionSheet = sheet<ServiceVersions>({
  name: 'versions', kind: 'service', types: ['version.recorded', 'version.removed'],
  fold: (state, event, cause) => {
    const before = state ?? { id: idOf(event.subject), entries: [] };
    if (event.type === 'version.removed') return state === null ? null : { ...state, entries: without(state.entries, event) };
    const written = writtenIn(before.entries, event, cause);
    return written === null ? state : { ...before, entries: put(before.entries, written) };
  },
});
export const rolloutSheet = sheet<Rollout>({
  name: 'rollout', kind: 'release', types: ['version.planned', 'version.unplanned'],
  fold: (state, event, cause) => {
    const before = state ?? { id: idOf(event.subject), entries: [] };
    if (event.type === 'version.unplanned') return state === null ? null : { ...state, entries: without(state.entries, event) };
    const written = writtenIn(before.entries, event, cause);
    const [change, service] = [textIn(event.data['change']), textIn(event.data['service'])];
    return written === null || change === '' || service === '' ? state : { ...before, entries: put(before.entries, { ...written, change, service }) };
  },
});

/** What names an entry: the same environment told on two laptops is one entry. */
export const entryOf = (parts: readonly string[], digest: (value: unknown) => string): string => digest(parts.map(nameKey)).slice(0, 32);
