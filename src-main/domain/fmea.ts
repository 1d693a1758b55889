// The failure mode and effects worksheet of a change as its events leave it: each row rated before and after its action, both ratings kept (RISK-05).
import type { StampedEvent } from './event.ts';
import { idOf } from './event.ts';
import { recordIn, textIn, wholeIn } from './json-values.ts';
import type { Cause } from './past.ts';
import type { PolicyDocument } from './policy-document.ts';
import type { Kept } from './sheet.ts';
import { sheet, writeKept } from './sheet.ts';

/** Each from 1 (least) to 10 (worst). */
export type Rating = { severity: number; occurrence: number; detection: number };
export type FailureWords = { failureMode: string; effect: string; cause: string; control: string };
/** `dueOn` is a day. */
export type RowAction = { action: string; owner: string; dueOn: string };
type Done = { by: string; at: string };
/** The residual risk as its owner accepted it: for this service, this description and at most this rating. */
export type Acceptance = Done & { role: string; reason: string; service: string; rating: Rating; asOf: string };
export type FailureRow = {
  id: string; words: Kept<FailureWords>; original: Kept<Rating>;
  /** The rating after an action; the original stays beside it. */
  again: Kept<Rating> | null;
  action: Kept<RowAction> | null; done: (Done & { asOf: string }) | null; accepted: Acceptance[];
  /** The pre-mortem it came out of: session and cluster. */
  origin: { session: string; cluster: string } | null;
  dropped: (Done & { reason: string }) | null; by: string; at: string;
};
export type FmeaSheet = { rows: FailureRow[] };

/** RISK-05: severity times occurrence times detection, 1 to 1,000. */
export const rpnOf = ({ severity, occurrence, detection }: Rating): number => severity * occurrence * detection;
export const latestRating = ({ original, again }: Pick<FailureRow, 'original' | 'again'>): Rating => (again ?? original).value;

type Told = { data: StampedEvent['data'] };
function ratingIn({ data }: Told): Rating | null {
  const [severity, occurrence, detection] = [wholeIn(data['severity'], 1, 10), wholeIn(data['occurrence'], 1, 10), wholeIn(data['detection'], 1, 10)];
  return severity === null || occurrence === null || detection === null ? null : { severity, occurrence, detection };
}
function originIn({ data }: Told): FailureRow['origin'] {
  const { session, cluster } = recordIn(data['origin']);
  return textIn(session) === '' || textIn(cluster) === '' ? null : { session: textIn(session), cluster: textIn(cluster) };
}
const said = ({ by, at }: StampedEvent): Done => ({ by: idOf(by), at });

function rated(state: FmeaSheet, event: StampedEvent, cause?: Cause): FmeaSheet {
  const id = textIn(event.data['row']);
  const rating = ratingIn(event);
  const row = state.rows.find((one) => one.id === id);
  if (id === '' || rating === null) return state;
  if (event.data['isAgain'] === true) return row ? replace(state, { ...row, again: writeKept(row.again ?? undefined, rating, event, { key: `fmea:${id}:again`, cause }) }) : state;
  const { text } = event;
  const words: FailureWords = { failureMode: textIn(text['failureMode']) || '(erased)', effect: textIn(text['effect']), cause: textIn(text['cause']), control: textIn(text['control']) };
  const written = { words: writeKept(row?.words, words, event, { key: `fmea:${id}:words`, cause }), original: writeKept(row?.original, rating, event, { key: `fmea:${id}:original`, cause }) };
  return row ? replace(state, { ...row, ...written }) : { rows: [...state.rows, { id, ...written, again: null, action: null, done: null, accepted: [], origin: originIn(event), dropped: null, ...said(event) }] };
}
const replace = ({ rows }: FmeaSheet, row: FailureRow): FmeaSheet => ({ rows: rows.map((one) => (one.id === row.id ? row : one)) });

function acceptanceIn(event: StampedEvent): Acceptance | null {
  const rating = ratingIn(event);
  return rating === null ? null : { ...said(event), role: textIn(event.data['role']), reason: textIn(event.text['reason']), service: textIn(event.data['service']), rating, asOf: textIn(event.data['asOf']) };
}

function moved(state: FmeaSheet, event: StampedEvent, cause?: Cause): FmeaSheet {
  const row = state.rows.find((one) => one.id === event.data['row']);
  if (!row) return state;
  const { data, text } = event;
  if (event.type === 'risk.failureModeActionSet') {
    const action: RowAction = { action: textIn(text['action']), owner: textIn(text['owner']), dueOn: textIn(data['dueOn']) };
    return replace(state, { ...row, action: writeKept(row.action ?? undefined, action, event, { key: `fmea:${row.id}:action`, cause }) });
  }
  if (event.type === 'risk.failureModeActionDone') return replace(state, { ...row, done: { ...said(event), asOf: textIn(data['asOf']) } });
  if (event.type === 'risk.failureModeDropped') return replace(state, { ...row, dropped: row.dropped ?? { ...said(event), reason: textIn(text['reason']) } });
  const accepted = acceptanceIn(event);
  return accepted === null ? state : replace(state, { ...row, accepted: [...row.accepted, accepted] });
}

export const fmeaSheet = sheet<FmeaSheet>({
  name: 'fmea', kind: 'change', types: ['risk.failureModeRated', 'risk.failureModeActionSet', 'risk.failureModeActionDone', 'risk.residualAccepted', 'risk.failureModeDropped'],
  fold: (before, event, cause) => {
    const state = before ?? { rows: [] };
    const after = event.type === 'risk.failureModeRated' ? rated(state, event, cause) : moved(state, event, cause);
    return after.rows.length === 0 ? null : after;
  },
});

/** Whether the action that stands was done. */
export const isActionDone = ({ action, done }: Pick<FailureRow, 'action' | 'done'>): boolean => action !== null && done !== null && done.asOf === action.at;
/** RISK-05: a row acts at the RPN or at the severity that the policy names. */
export const isActing = (rating: Rating, { actAt, actAtSeverity }: PolicyDocument['fmea']): boolean => rpnOf(rating) >= actAt || rating.severity >= actAtSeverity;

/** `below`: needs nothing. `lowered`: rated again below the limit. `insufficient`: its action is done, and it is still rated at the limit. */
export const rowStandings = ['below', 'lowered', 'done', 'accepted', 'blocks', 'insufficient', 'dropped'] as const;
export type RowStanding = (typeof rowStandings)[number];

/** The acceptance in force: signed for this service, this description, and a rating no lower than the latest. */
export const acceptanceOf = (row: FailureRow, service: string | null): Acceptance | null => {
  const rating = latestRating(row);
  return row.accepted.findLast((one) => one.service === service && one.asOf === row.words.at && rating.severity <= one.rating.severity && rpnOf(rating) <= rpnOf(one.rating)) ?? null;
};

/**
 * RISK-05: how a row stands. A done action lifts the block; one after which the RPN is still at the limit does not. `service` is the id of the change's own service,
 * whose owner may accept what remains.
 */
export function rowStanding(row: FailureRow, { fmea }: Pick<PolicyDocument, 'fmea'>, service: string | null): RowStanding {
  if (row.dropped) return 'dropped';
  const rating = latestRating(row);
  if (!isActing(rating, fmea)) return isActing(row.original.value, fmea) ? 'lowered' : 'below';
  if (acceptanceOf(row, service)) return 'accepted';
  if (!isActionDone(row)) return 'blocks';
  return row.again !== null && rpnOf(rating) >= fmea.actAt ? 'insufficient' : 'done';
}
export const isBlocking = (standing: RowStanding): boolean => standing === 'blocks' || standing === 'insufficient';
