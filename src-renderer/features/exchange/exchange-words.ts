// Words of the exchange: audiences, conflicts, holds, verdicts as acts.
import type { DecisionVerdict } from '#contract/change.ts';
import type { z } from 'zod';
import type { Audience, ConflictKind, ConflictRow, ConflictSide, HeldFeed, Waiting, audiences, scopes } from '#contract/exchange.ts';
import { viewerZone } from '../../ui/time-words.ts';
import { capital, counted, figure, stateWords } from '../../ui/words.ts';
import { fieldName, valueText } from '../change/field-words.ts';

type AudienceOf = z.output<typeof Audience>;
export const audienceWords: Record<(typeof audiences)[number], { label: string; says: string }> = {
  full: { label: 'All texts', says: 'Nothing is left out. For the organisation’s own devices.' },
  'without-personal': { label: 'Without personal texts', says: 'Names of people are left out, and what is said about them. Records, decisions and signatures stay whole and still verify.' },
  external: { label: 'For outsiders', says: 'Names of people are left out, and confidential texts such as justifications. Titles, plans and decisions stay readable.' },
} satisfies Record<AudienceOf, unknown>;

export const scopeWords: Record<(typeof scopes)[number], { label: string; says: string }> = {
  since: { label: 'What they have not seen', says: 'Every commit since they last heard from this device. The usual choice.' },
  everything: { label: 'Everything', says: 'The whole history, for a device that starts anew or lost its files.' },
  meeting: { label: 'One meeting’s papers', says: 'The texts of one agenda; of all else only the proof that it exists.' },
};

/** What a class of text that was left out is, as people would say it. */
const classWords: Record<string, string> = { personal: 'personal texts', restricted: 'restricted texts', internal: 'internal texts' };
export const omissionWords = (omitted: { class: string; count: number; reason: string }): string => `${figure(omitted.count)} ${classWords[omitted.class] ?? omitted.class}${omitted.reason === '' ? '' : `, ${omitted.reason}`}`;

export const holdWords: Record<HeldFeed['reason'], string> = {
  fork: 'two histories under one name', revoked: 'written after the device was revoked', unsound: 'they do not hold', 'unknown-device': 'their device is not on the roster',
};

/** Why a feed is held, as a sentence with what the core says of it. */
export const heldSentence = (held: HeldFeed): string => `${capital(holdWords[held.reason])}.${held.detail === '' ? '' : ` ${capital(held.detail.replace(/\.$/, ''))}.`}`;

const span = (from: number, to: number): string => (from === to ? `commit ${figure(from)}` : `commits ${figure(from)} to ${figure(to)}`);
/** A device by its site; one that nobody enrolled here by the beginning of its feed. */
export const siteName = ({ site, feed }: { site: string; feed: string }): string => (site === '' ? feed.slice(0, 8) : site);
export const waitingWords = (w: Waiting): string => `Waits for ${span(w.from, w.to)}`;

export const kindWords: Record<z.output<typeof ConflictKind>, { title: string; act: string }> = {
  decision: { title: 'Two decisions, made apart', act: 'Decide' },
  field: { title: 'Written on both sides', act: 'Choose' },
  state: { title: 'Moved on in two ways', act: 'Choose' },
  removed: { title: 'Removed here, edited there', act: 'Choose' },
  confirmation: { title: 'Decided by somebody whose role was taken away meanwhile', act: 'Decide' },
  meeting: { title: 'One meeting, closed twice', act: 'Choose' },
};
const numerals = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine'];
/** The heading of a conflict; decisions are counted, fields are named. */
export function conflictTitle(row: ConflictRow, sides = 2): string {
  if (row.kind === 'decision') return `${numerals[sides] ?? figure(sides)} decisions, made apart`;
  if (row.kind === 'field' && row.field !== null) return `${fieldName(row.field)}, written on both sides`;
  return kindWords[row.kind].title;
}
/** What it means while nobody settles it. */
export function holdingSentence(row: ConflictRow): string {
  if (!row.isHolding) return row.kind === 'field' ? 'The later one stands until somebody settles it; the other is kept beside it.' : 'Nothing is held back; both stay in the record until somebody settles it.';
  if (row.kind === 'meeting') return 'Until this is settled the minutes cannot be signed; both closings stay in the record.';
  return 'Until this is settled the change is in conflict: not approved, held in plan and calendar, first on the next agenda.';
}

export const verbs: Record<DecisionVerdict, string> = { approved: 'Approve', 'approved-with-conditions': 'Approve with conditions', deferred: 'Defer', rejected: 'Reject', withdrawn: 'Withdraw', referred: 'Refer', noted: 'Note only' };
export const verdictSaid: Record<DecisionVerdict, string> = { approved: 'approved', 'approved-with-conditions': 'approved with conditions', deferred: 'deferred', rejected: 'rejected', withdrawn: 'withdrawn', referred: 'referred', noted: 'noted' };

/** Where a side was made. */
export const placeWords = (side: Pick<ConflictSide, 'isOwn' | 'site'>): string => (side.isOwn ? 'On this machine' : `On ${side.site}`);
/** The act that chooses a side; a word alone where it is clear, with the site where two sides would read alike. */
export function chooseWords(side: ConflictSide, sides: readonly ConflictSide[]): string {
  if (side.verdict === null) return side.isOwn ? 'Keep what is here' : `Take ${side.site}’s`;
  const isAlone = sides.filter((other) => other.verdict === side.verdict).length === 1;
  return isAlone ? verbs[side.verdict] : `${verbs[side.verdict]} as ${side.isOwn ? 'here' : side.site}`;
}

export const behindWords = (behind: number): string => `${counted(behind, 'commit')} behind`;

const purposes: Record<string, string> = { everything: 'The whole history', delta: 'What was new', meeting: 'Papers of one meeting', audience: 'For an audience' };
/** What a bundle was made for; free words stay as they are. */
export const purposeWords = (purpose: string): string => purposes[purpose] ?? purpose;

/** `change.validationFailed by Ines Duarte` as `Validation failed by Ines Duarte`; sentences stay as they are. */
export function eventWords(what: string): string {
  const type = /^[a-z]+\.([a-zA-Z]+)/.exec(what);
  return type ? capital(`${type[1]!.replace(/([A-Z])/g, ' $1').toLocaleLowerCase()}${what.slice(type[0].length)}`) : what;
}

/** The value of a side as people read it. */
export function sideValue(row: Pick<ConflictRow, 'kind' | 'field'>, side: Pick<ConflictSide, 'value'>): string {
  if (row.kind === 'state') return (stateWords as Record<string, string>)[side.value] ?? side.value;
  if (row.kind === 'removed') return capital(side.value);
  if (row.field === null || side.value === '') return side.value;
  return row.field === 'type' || row.field === 'impact' || row.field === 'environment' || row.field === 'dataClassification' ? capital(side.value) : valueText(row.field, side.value, viewerZone());
}

/** The name of the conflict about a field, a state or a removal, as both laptops call it. */
export const conflictIdOf = (number: string, field: string): string => (field === 'state' || field === 'removed' ? `${number}:${field}` : `${number}:field:${field}`);
