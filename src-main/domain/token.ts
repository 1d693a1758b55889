// Deployment tokens of a change (DEP-01): when one may be issued, for how long, and when it stops counting. The signed file itself is the trail's matter.
import type { tokenStandings } from '#contract/token.ts';
import { routeOf, standingApprovals } from './approval.ts';
import type { Change } from './change.ts';
import { isLive } from './backout-judged.ts';
import type { Dossier } from './dossier.ts';
import { isTaken } from './dossier.ts';
import { emergencyGrant } from './emergency-pieces.ts';
import type { DomainEvent, EventType, Json, StampedEvent } from './event.ts';
import { idOf, subjectOf } from './event.ts';
import { refuseGate } from './gates.ts';
import { nameKey } from './item.ts';
import { textIn, textsIn, timeIn } from './json-values.ts';
import { heldBack, openDecisions } from './merge-change.ts';
import { standingOf as predecessorStanding } from './predecessors.ts';
import { needs } from './roles.ts';
import { freezesPassed } from './schedule.ts';
import { sheet } from './sheet.ts';
import { addDays } from './spans.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import { exceptionFor } from './waivers.ts';
import type { By, Refused, Verdict } from './verdict.ts';

type Said = { by: string; at: string };
export type IssuedToken = Said & {
  id: string; environment: string; artefacts: string[]; notBefore: string; notAfter: string; isEmergency: boolean; isDemanding: boolean;
  /** What it was issued for: digest of `materialOf`, and what authorised it. */
  material: string; decision: string;
  /** SHA-256 of the file. */
  digest: string; revoked: (Said & { reason: string }) | null;
  /** When the authorisation it leans on was voided, or its window given up. */
  voidedAt: string | null;
};
export type Tokens = { id: string; tokens: IssuedToken[] };

const said = (event: StampedEvent): Said => ({ by: idOf(event.by), at: event.at });
function issuedIn(event: StampedEvent): IssuedToken | null {
  const { data, text } = event;
  const [id, notBefore, notAfter] = [textIn(data['token']), timeIn(data['notBefore']), timeIn(data['notAfter'])];
  if (id === '' || notBefore === null || notAfter === null) return null;
  return {
    id, ...said(event), environment: textIn(text['environment']), artefacts: textsIn(data['artefacts']), notBefore, notAfter, isEmergency: data['emergency'] === true, isDemanding: data['demanding'] === true, material: textIn(data['material']),
    decision: textIn(data['decision']), digest: textIn(data['digest']), revoked: null, voidedAt: null,
  };
}
const endsAll = ({ type, data }: StampedEvent): boolean => type === 'change.windowGivenUp' || ((type === 'change.edited' || type === 'evidence.artefactDeclared') && data['voids'] === true);

export const tokenSheet = sheet<Tokens>({
  name: 'token', kind: 'change', types: ['token.issued', 'token.revoked', 'change.edited', 'evidence.artefactDeclared', 'change.windowGivenUp'],
  fold: (state, event) => {
    if (event.type === 'token.issued') {
      const issued = issuedIn(event);
      const before = state ?? { id: idOf(event.subject), tokens: [] };
      return issued === null || before.tokens.some(({ id }) => id === issued.id) ? state : { ...before, tokens: [...before.tokens, issued] };
    }
    if (state === null) return null;
    if (event.type === 'token.revoked') return { ...state, tokens: state.tokens.map((it) => (it.id === event.data['token'] && it.revoked === null ? { ...it, revoked: { ...said(event), reason: textIn(event.text['reason']) } } : it)) };
    return endsAll(event) ? { ...state, tokens: state.tokens.map((it) => ({ ...it, voidedAt: it.voidedAt ?? event.at })) } : state;
  },
  columns: ({ tokens }) => ({ dueAt: tokens.map(({ notAfter }) => notAfter).toSorted().at(-1) ?? null }),
});

/** CHG-03: what a token was issued for; whoever alters any of it voids the token. */
export const materialOf = ({ change, scope, artefacts }: Pick<Dossier, 'change' | 'scope' | 'artefacts'>): Record<string, Json> =>
  ({ scope, plannedStartAt: change.fields.plannedStartAt, plannedEndAt: change.fields.plannedEndAt, artefacts: artefacts.toSorted() });

const deployable: readonly Change['state'][] = ['authorised', 'scheduled', 'implementing'];
type Digest = (value: unknown) => string;
export type Standing = { standing: (typeof tokenStandings)[number]; why: { code: 'token_void'; facts: { problem: string } } | null };
const isVoid = (problem: string): Standing => ({ standing: 'void', why: { code: 'token_void', facts: { problem } } });
/** How a token stands now: revoked by somebody, void because what it was issued for is no more, or a matter of time (DEP-01, CHG-03). */
export function standingOf(it: IssuedToken, dossier: Dossier, { now, digest }: { now: string; digest: Digest }): Standing {
  const { change } = dossier;
  if (it.revoked !== null) return { standing: 'revoked', why: null };
  if (it.voidedAt !== null) return isVoid('its authorisation was voided or its window given up after it was issued');
  if (!deployable.includes(change.state) || heldBack(change) !== null) return isVoid(`the change is ${change.state.replaceAll('-', ' ')}${heldBack(change) === null ? '' : ' and waits for a person to settle it'}`);
  if (it.material !== digest(materialOf(dossier))) return isVoid('scope, window, plans or artefacts are others than it was issued for');
  const failed = dossier.predecessors.find((before) => predecessorStanding(before) === 'failed');
  if (failed) return isVoid(`${failed.number} goes before it and was not successful`);
  if (it.isEmergency && emergencyGrant(dossier, it.notBefore)?.authorisation !== it.decision) return isVoid('the emergency authorisation it leans on stands no more');
  return { standing: now >= it.notAfter ? 'expired' : now < it.notBefore ? 'not-yet' : 'in-force', why: null };
}

/** What authorised the change, as a token names it. Empty where nothing did. */
export function decisionOf(dossier: Dossier, now: string): string {
  const { change } = dossier;
  const grant = emergencyGrant(dossier, now);
  if (grant !== null) return grant.authorisation;
  const board = openDecisions(change).find(({ verdict, isStale }) => !isStale && (verdict === 'approved' || verdict === 'approved-with-conditions'));
  if (board) return board.id;
  const approval = standingApprovals(dossier).findLast(({ verdict }) => verdict === 'given');
  if (approval) return approval.id;
  const { because } = routeOf(dossier, now);
  return because.code === 'model' ? because.decision : isTaken(dossier) ? `${change.source ?? ''} ${change.externalId ?? ''}`.trim() || 'another tool' : '';
}

/** DEP-02: for production, High and Critical changes, and those nobody has assessed, the gate has to see both signed lists. */
export const isDemanding = ({ change }: Pick<Dossier, 'change'>, environment: string): boolean => isLive(environment) || change.tier === null || change.tier === 'high' || change.tier === 'critical';

export type Span = { notBefore: string; notAfter: string };
const earliest = (...instants: string[]): string => instants.toSorted()[0]!;
/** DEP-01, EMG-02: as long as the window, at most the days of the policy; in an emergency from now until its authorisation ends. */
export function spanOf(dossier: Dossier, now: string): Span | Refused {
  const { change, policy } = dossier;
  const grant = emergencyGrant(dossier, now);
  if (grant !== null) return { notBefore: now, notAfter: earliest(grant.until, addDays(now, policy.token.days)) };
  const { plannedStartAt, plannedEndAt } = change.fields;
  if (plannedStartAt === null || plannedEndAt === null) return refuse('token_window_missing', { change: change.number });
  if (plannedEndAt <= now) return refuse('token_window_over', { change: change.number, endsAt: plannedEndAt });
  return { notBefore: plannedStartAt, notAfter: earliest(plannedEndAt, addDays(plannedStartAt < now ? now : plannedStartAt, policy.token.days)) };
}
export const isRefused = (span: Span | Refused): span is Refused => 'ok' in span;

/** DEP-01, CAL-02: the freeze a span runs into; an emergency that sets freezes aside, a type that the freeze permits, an exception and a permit of its owner run into none. */
function freezeIn(dossier: Dossier, { notBefore, notAfter }: Span, now: string): Dossier['load']['freezes'][number] | undefined {
  const { change: { fields }, load, schedule } = dossier;
  if (emergencyGrant(dossier, now)?.bypassed.some(({ control }) => control === 'freeze') || exceptionFor('CAL-02', dossier, now)?.standing === 'valid') return undefined;
  const passed = freezesPassed(schedule, now);
  return load.freezes.find(({ id, permitted, startsAt, endsAt }) => startsAt < notAfter && endsAt > notBefore && !permitted?.includes(fields.type) && !passed.some((one) => one.id === id && one.startsAt === startsAt));
}

const freezeFacts = ({ title, owner = '', mode = 'hard', startsAt, endsAt }: Dossier['load']['freezes'][number]): Record<string, string> => ({ freeze: title, title, owner, mode, startsAt, endsAt });

/** DEP-01: authorised, nothing open at any gate before the deployment, and an artefact to name. */
export function mayIssue(dossier: Dossier, { actor, now }: By): Refused | null {
  const { change } = dossier;
  const no = firstRefusal(needs('issueToken', actor), change.isArriving ? refuse('arriving') : null, heldBack(change), deployable.includes(change.state) ? null : refuse('token_unauthorised', { change: change.number, state: change.state }), refuseGate('token', dossier, now));
  if (no) return no;
  if (dossier.artefacts.length === 0) return refuse('artefacts_undeclared', { change: change.number });
  const span = spanOf(dossier, now);
  if (isRefused(span)) return span;
  const freeze = freezeIn(dossier, span, now);
  // One that covers a part leaves room before or after it.
  if (freeze && freeze.startsAt <= span.notBefore && freeze.endsAt >= span.notAfter) return refuse('freeze_active', freezeFacts(freeze));
  return decisionOf(dossier, now) === '' ? refuse('token_unauthorised', { change: change.number, state: change.state }) : null;
}

export type Wanted = { environment: string; artefacts: readonly string[]; notBefore?: string | undefined; until?: string | undefined };
export type Terms = Span & { environment: string; artefacts: string[] };
/** What a token may be issued for, out of what was asked. */
export function termsOf(dossier: Dossier, wanted: Wanted, by: By): Terms | Refused {
  const no = mayIssue(dossier, by);
  if (no) return no;
  const { change, artefacts: declared } = dossier;
  const grant = emergencyGrant(dossier, by.now);
  const environment = grant?.environment ?? change.fields.environment;
  if (nameKey(environment) !== nameKey(wanted.environment)) return refuse('token_environment', { change: change.number, environment, asked: wanted.environment }, { field: 'environment' });
  const strange = wanted.artefacts.find((sha256) => !declared.includes(sha256));
  if (strange !== undefined) return refuse('artefact_undeclared', { artefact: strange, change: change.number }, { field: 'artefacts' });
  const span = spanOf(dossier, by.now) as Span;
  const notBefore = wanted.notBefore ?? span.notBefore;
  // Somebody who begins later may not end later than the window does, but has the days of the policy from then on.
  const most = earliest(grant?.until ?? change.fields.plannedEndAt!, addDays(notBefore < by.now ? by.now : notBefore, dossier.policy.token.days));
  const notAfter = wanted.until ?? most;
  if (notBefore < span.notBefore) return refuse('token_too_long', { notBefore: span.notBefore, notAfter: most }, { field: 'notBefore' });
  if (notAfter > most) return refuse('token_too_long', { notBefore: span.notBefore, notAfter: most }, { field: 'until' });
  if (notAfter <= notBefore || notAfter <= by.now) return refuse('token_span_empty', {}, { field: 'until' });
  const freeze = freezeIn(dossier, { notBefore, notAfter }, by.now);
  if (freeze) return refuse('token_in_freeze', freezeFacts(freeze), { field: 'until' });
  return { environment, artefacts: wanted.artefacts.length === 0 ? [...declared] : [...new Set(wanted.artefacts)], notBefore, notAfter };
}

const tokenEvent = (change: Pick<Change, 'id'>, type: EventType, data: Record<string, Json>, text: Record<string, Json>): DomainEvent => ({ type, subject: subjectOf('change', change.id), data, text });
export type Issuing = { id: string; digest: string; material: string; decision: string };
/** The signed act that stands behind a token: who issued what, for which revision. */
export function issueToken(dossier: Dossier, terms: Terms, issuing: Issuing, by: By): Verdict<DomainEvent> {
  const no = mayIssue(dossier, by);
  if (no) return no;
  const { id, digest, material, decision } = issuing;
  const { environment, artefacts, notBefore, notAfter } = terms;
  const role = (['release-manager', 'change-manager'] as const).find((one) => by.actor.roles.includes(one))!;
  const grant = emergencyGrant(dossier, by.now);
  return accept(tokenEvent(dossier.change, 'token.issued', {
    token: id, notBefore, notAfter, artefacts, digest, material, decision, emergency: grant !== null, demanding: isDemanding(dossier, environment), policy: dossier.policy.version, role, rev: dossier.change.revision, supersedes: [],
  }, { environment }));
}

export const mayRevoke = (it: IssuedToken, { actor, now }: By): Refused | null =>
  firstRefusal(needs('revokeToken', actor), it.revoked !== null ? refuse('token_settled', { token: it.id, how: 'was revoked already' }) : now >= it.notAfter ? refuse('token_settled', { token: it.id, how: 'has expired' }) : null);
export const revokeToken = (change: Pick<Change, 'id'>, it: IssuedToken, reason: string, by: By): Verdict<DomainEvent> => mayRevoke(it, by) ?? accept(tokenEvent(change, 'token.revoked', { token: it.id }, { reason }));
