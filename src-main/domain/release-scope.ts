// What happens to the scope of a release after its baseline: requests, trade-offs, and the hours it has (REL-07). How each event moves them.
import { trendWords, tradeOffKinds } from '#contract/scope.ts';
import type { TradeOffKind } from '#contract/scope.ts';
import type { EventType, Json, StampedEvent } from './event.ts';
import { idOf } from './event.ts';
import { oneIn, recordIn, textIn, textsIn, timeIn, wholeIn } from './json-values.ts';
import type { Said } from './parts.ts';
import { said, withPart } from './parts.ts';
import type { Cause } from './past.ts';
import type { Release } from './release.ts';
import { writeKept } from './sheet.ts';

/** What a request would do: days by which the date moves, hours of capacity it takes (below zero: it frees them), what it does to the risk, and what is left out with it. */
export type ScopeImpact = { days: number; hours: number; risk: string; /** Empty: nothing further is left out. */ exclusion: string; /** Exclusions that no longer hold, by id. */ includes: string[] };
export type ScopeRequest = Said & ScopeImpact & {
  id: string; /** UUIDs of changes. */ add: string[]; remove: string[]; reason: string;
  /** `draft`: made of a refused edit, its impact is not said yet. */
  standing: 'draft' | 'asked' | 'accepted' | 'declined' | 'withdrawn'; decision: (Said & { reason: string }) | null;
};
export type Option = {
  kind: TradeOffKind; days: number; hours: number; risk: (typeof trendWords)[number]; note: string;
  /** UUIDs of changes it takes out; the window it moves to; the key of the flag it hides behind. */
  remove: string[]; startsAt: string | null; endsAt: string | null; flag: string;
};
export type TradeOff = Said & { id: string; /** What is not met. */ about: string; options: Option[]; decision: (Said & { kind: TradeOffKind; reason: string }) | null };
/** Hours a change takes, and its value from 1 to 5; `id` is the UUID of the change. */
export type Effort = { id: string; hours: number; value: number };
export type ReleaseScope = { requests: ScopeRequest[]; tradeOffs: TradeOff[]; /** Hours it has; null while nobody said. */ capacity: number | null; efforts: Effort[] };
export const noScope: ReleaseScope = { requests: [], tradeOffs: [], capacity: null, efforts: [] };

export const mostDays = 3650;
export const mostHours = 1_000_000;
const daysIn = (value: Json | undefined): number => wholeIn(value, -mostDays, mostDays) ?? 0;
const hoursIn = (value: Json | undefined): number => wholeIn(value, -mostHours, mostHours) ?? 0;

/** What leaves the scope leaves its package. */
export const withChanges = (release: Release, add: readonly string[], remove: readonly string[]): Release => ({
  ...release, changes: [...new Set([...release.changes, ...add])].filter((id) => !remove.includes(id)), packages: release.packages.map((one) => ({ ...one, changes: one.changes.filter((id) => !remove.includes(id)) })),
});
/** The scope is settled and nothing is deployed yet: requests alone alter it. */
export const isFrozenScope = ({ state }: Pick<Release, 'state'>): boolean => state === 'scoped' || state === 'ready' || state === 'go';
export const isOpenRequest = ({ standing }: Pick<ScopeRequest, 'standing'>): boolean => standing === 'draft' || standing === 'asked';

function drafted(release: Release, event: StampedEvent): Release {
  const [id, add, remove] = [textIn(event.data['request']), textsIn(event.data['add']), textsIn(event.data['remove'])];
  if (id === '' || add.length + remove.length === 0 || release.requests.some((one) => one.id === id)) return release;
  return { ...release, requests: [...release.requests, { ...said(event), id, add, remove, reason: '', days: 0, hours: 0, risk: '', exclusion: '', includes: [], standing: 'draft', decision: null }] };
}
function requested(release: Release, event: StampedEvent): Release {
  const { data, text } = event;
  const id = textIn(data['request']);
  const before = release.requests.find((one) => one.id === id);
  if (id === '' || (before && !isOpenRequest(before))) return release;
  const request: ScopeRequest = {
    ...said(event), id, add: textsIn(data['add']), remove: textsIn(data['remove']), reason: textIn(text['reason']), days: daysIn(data['days']), hours: hoursIn(data['hours']), risk: textIn(text['risk']), exclusion: textIn(text['exclusion']), includes: textsIn(data['includes']), standing: 'asked', decision: null,
  };
  return { ...release, requests: withPart(release.requests, request) };
}
function withdrawn(release: Release, event: StampedEvent): Release {
  const request = release.requests.find(({ id }) => id === event.data['request']);
  return !request || !isOpenRequest(request) ? release : { ...release, requests: withPart(release.requests, { ...request, standing: 'withdrawn', decision: { ...said(event), reason: textIn(event.text['reason']) } }) };
}

/** What is taken out is named among the exclusions; what was left out and comes in is taken off them. */
function withExclusions(release: Release, { id, what, reason, includes }: { id: string; what: string; reason: string; includes: readonly string[] }): Release {
  const kept = release.exclusions.filter((one) => !includes.includes(one.id));
  return what === '' && includes.length === 0 ? release : { ...release, noneExcluded: what === '' ? release.noneExcluded : null, exclusions: what === '' ? kept : withPart(kept, { id, what, reason }) };
}
/** What comes in late has to be shown ready like the rest: a release that was ready goes back to its baseline. */
const reopened = (release: Release, add: readonly string[]): Release => (add.length > 0 && (release.state === 'ready' || release.state === 'go') ? { ...release, state: 'scoped' } : release);
/** Only the scope owner's own word counts, and only for the terms it repeats. */
const isOwners = (release: Release, event: StampedEvent): boolean => release.owner.value !== null && release.owner.value === idOf(event.by);
const isSame = (one: readonly string[], other: Json | undefined): boolean => JSON.stringify(one) === JSON.stringify(other);

function decided(release: Release, event: StampedEvent): Release {
  const { data, text } = event;
  const request = release.requests.find(({ id }) => id === data['request']);
  const verdict = oneIn(data['verdict'], ['accepted', 'declined'] as const);
  if (!request || verdict === null || request.standing !== 'asked' || !isFrozenScope(release) || !isOwners(release, event) || !isSame(request.add, data['add']) || !isSame(request.remove, data['remove'])) return release;
  const settled = { ...release, requests: withPart(release.requests, { ...request, standing: verdict, decision: { ...said(event), reason: textIn(text['reason']) } }) };
  if (verdict === 'declined') return settled;
  return withExclusions(reopened(withChanges(settled, request.add, request.remove), request.add), { id: request.id, what: request.exclusion, reason: request.reason, includes: request.includes });
}

function optionIn(value: Json, notes: { [key: string]: Json }): Option[] {
  const told = recordIn(value);
  const kind = oneIn(told['kind'], tradeOffKinds);
  if (kind === null) return [];
  const words = recordIn(notes[kind]);
  return [{ kind, days: daysIn(told['days']), hours: hoursIn(told['hours']), risk: oneIn(told['risk'], trendWords) ?? 'same', note: textIn(words['note']), remove: textsIn(told['remove']), startsAt: timeIn(told['startsAt']), endsAt: timeIn(told['endsAt']), flag: textIn(words['flag']) }];
}
function tradeOffSet(release: Release, event: StampedEvent): Release {
  const { data, text } = event;
  const id = textIn(data['tradeOff']);
  if (id === '' || release.tradeOffs.some((one) => one.id === id && one.decision !== null)) return release;
  const notes = recordIn(text['options']);
  const options = (Array.isArray(data['options']) ? data['options'] : []).flatMap((one) => optionIn(one, notes));
  return { ...release, tradeOffs: withPart(release.tradeOffs, { ...said(event), id, about: textIn(text['about']), options, decision: null }) };
}
/** The way that was chosen is gone: what it takes out leaves the scope, where it moves the date the window moves. No gate and no piece of evidence is touched by it. */
function tradeOffDecided(release: Release, event: StampedEvent, cause?: Cause): Release {
  const { data, text } = event;
  const tradeOff = release.tradeOffs.find(({ id }) => id === data['tradeOff']);
  const option = tradeOff?.options.find(({ kind }) => kind === data['kind']);
  const isTime = isFrozenScope(release) || release.state === 'planning';
  if (!tradeOff || !option || tradeOff.decision !== null || !isTime || !isOwners(release, event) || !isSame(option.remove, data['remove'])) return release;
  const settled: Release = { ...release, tradeOffs: withPart(release.tradeOffs, { ...tradeOff, decision: { ...said(event), kind: option.kind, reason: textIn(text['reason']) } }) };
  const cut = option.remove.length === 0 ? settled : withExclusions(withChanges(settled, [], option.remove), { id: tradeOff.id, what: option.note === '' ? tradeOff.about : option.note, reason: tradeOff.about, includes: [] });
  const { startsAt, endsAt } = option;
  return option.kind !== 'move-date' || startsAt === null || endsAt === null ? cut : { ...cut, window: writeKept(cut.window, { startsAt, endsAt, zone: cut.window.value.zone }, event, { key: 'window', cause }) };
}

function capacitySet(release: Release, { data }: StampedEvent): Release {
  return { ...release, capacity: wholeIn(data['hours'], 0, mostHours) };
}
function effortSet(release: Release, { data }: StampedEvent): Release {
  const [change, hours, value] = [textIn(data['change']), wholeIn(data['hours'], 0, mostHours), wholeIn(data['value'], 1, 5)];
  return change === '' || hours === null || value === null ? release : { ...release, efforts: withPart(release.efforts, { id: change, hours, value }) };
}

export const scopeMoves: Partial<Record<EventType, (release: Release, event: StampedEvent, cause?: Cause) => Release>> = {
  'release.scopeDrafted': drafted, 'release.scopeRequested': requested, 'release.scopeWithdrawn': withdrawn, 'release.scopeDecided': decided,
  'release.tradeOffSet': tradeOffSet, 'release.tradeOffDecided': tradeOffDecided, 'release.capacitySet': capacitySet, 'release.effortSet': effortSet,
};
