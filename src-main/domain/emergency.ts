// The emergency sheet of a change: what was declared, who authorised what until when, and what was recorded afterwards (EMG-01 to EMG-05).
import { checkResults, controlIds, criterionKinds, deferrable, papers as paperFields, questionIds } from '#contract/emergency.ts';
import type { CheckResult, ControlId, CriterionKind, Deferrable, Question, RetrospectiveAction } from '#contract/emergency.ts';
import type { Json, StampedEvent } from './event.ts';
import { idOf } from './event.ts';
import { oneIn, recordIn, textIn, textsIn, timeIn, wholeIn } from './json-values.ts';
import type { Cause } from './past.ts';
import { sheet, writeKept } from './sheet.ts';
import type { Kept } from './sheet.ts';

/** `incident` is a UUID; `score` a decimal string; `statement` also holds the reference of an order. */
export type Criterion = { kind: CriterionKind; incident: string | null; advisory: string; score: string | null; isExploited: boolean; statement: string; evidence: string };
export type Declaration = { isExpedited: boolean; criteria: Criterion[]; justification: string; team: string };
export type Ballot = { id: string; by: string; at: string; seat: 'chair' | 'technical'; vote: 'approve' | 'reject'; reason: string; revision: string };
export type Extension = { by: string; at: string; until: string; reason: string };
export type Authorisation = {
  id: string; by: string; at: string; how: 'session' | 'ballot'; meeting: string | null; technical: string; ballots: string[]; until: string; policy: string;
  /** What it is for: `Dossier.scope` as it was signed, and the same in words. */
  scope: string; environment: string; items: string[]; bypassed: { control: ControlId; reason: string }[]; deferred: Deferrable[];
  /** The task of the review that follows, created with the authorisation (EMG-02). */
  reviewTask: string;
  /** The first in the order of the trail counts: there is only one (EMG-02). Others were made apart. */
  extensions: Extension[]; isSuperseded: boolean;
};
export type Check = { name: string; status: 'pass' | 'fail' | 'warn'; said: string };
export type HealthFile = { id: string; by: string; at: string; attempt: number; file: string; sha256: string; passed: number; failed: number; warned: number; checks: Check[]; incident: string | null };
export type Validation = { id: string; by: string; at: string; attempt: number; health: CheckResult; smoke: CheckResult; smokeNote: string; confirmation: CheckResult; confirmedBy: string; note: string; incident: string | null };
export type Retrospective = { answers: Record<Question, boolean>; actions: RetrospectiveAction[]; summary: string };
export type Ratification = { verdict: 'ratified' | 'contested'; reason: string; meeting: string | null };
export type Emergency = {
  id: string; declared: Kept<Declaration>; ballots: Ballot[]; authorisations: Authorisation[];
  /** How often implementation was finished, and when the last one was: what was validated before counts for an earlier try. */
  attempt: number; finishedAt: string | null;
  health: HealthFile[]; validations: Validation[]; papers: Partial<Record<Deferrable, Kept<string>>>;
  retrospective: Kept<Retrospective> | null; rootCause: Kept<{ cause: string; note: string }> | null; ratification: Kept<Ratification> | null;
};

const listIn = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);
const idIn = (value: Json | undefined): string | null => textIn(value) || null;
const countIn = (value: Json | undefined): number => wholeIn(value, 0, Number.MAX_SAFE_INTEGER) ?? 0;
const by = (event: StampedEvent): { by: string; at: string } => ({ by: idOf(event.by), at: event.at });

function criteriaIn({ data, text: said }: StampedEvent): Criterion[] {
  const told = listIn(said['criteria']).map(recordIn);
  return listIn(data['criteria']).map(recordIn).flatMap((code, i): Criterion[] => {
    const kind = oneIn(code['kind'], criterionKinds);
    const words = told[i] ?? {};
    return kind === null ? [] : [{ kind, incident: idIn(code['incident']), score: idIn(code['score']), isExploited: code['isExploited'] === true, advisory: textIn(words['advisory']), statement: textIn(words['statement']), evidence: textIn(words['evidence']) }];
  });
}

function declared(before: Emergency | null, event: StampedEvent, cause?: Cause): Emergency {
  const value: Declaration = { isExpedited: event.data['isExpedited'] === true, criteria: criteriaIn(event), justification: textIn(event.text['justification']), team: textIn(event.text['team']) };
  const kept = writeKept(before?.declared, value, event, { key: 'emergency:declared', cause });
  return before ? { ...before, declared: kept } : { id: idOf(event.subject), declared: kept, ballots: [], authorisations: [], attempt: 0, finishedAt: null, health: [], validations: [], papers: {}, retrospective: null, rootCause: null, ratification: null };
}

function balloted(state: Emergency, event: StampedEvent): Emergency {
  const { data } = event;
  const [id, seat, vote] = [idIn(data['ballot']), oneIn(data['seat'], ['chair', 'technical'] as const), oneIn(data['vote'], ['approve', 'reject'] as const)];
  if (id === null || seat === null || vote === null || state.ballots.some((known) => known.id === id)) return state;
  return { ...state, ballots: [...state.ballots, { id, ...by(event), seat, vote, reason: textIn(event.text['reason']), revision: textIn(data['rev']) }] };
}

function authorised(state: Emergency, event: StampedEvent): Emergency {
  const { data, text: said } = event;
  const [id, until] = [idIn(data['authorisation']), timeIn(data['until'])];
  if (id === null || until === null || state.authorisations.some((known) => known.id === id)) return state;
  const reasons = listIn(said['reasons']);
  const bypassed = listIn(data['bypassed']).flatMap((code, i) => { const control = oneIn(code, controlIds); return control === null ? [] : [{ control, reason: textIn(reasons[i]) }]; });
  const authorisation: Authorisation = {
    id, ...by(event), how: data['how'] === 'session' ? 'session' : 'ballot', meeting: idIn(data['meeting']), technical: textIn(data['technical']), ballots: textsIn(data['ballots']), until, policy: textIn(data['policy']), scope: textIn(data['scope']),
    environment: textIn(said['environment']), items: textsIn(said['items']), bypassed, deferred: listIn(data['deferred']).flatMap((field) => oneIn(field, deferrable) ?? []), reviewTask: textIn(data['reviewTask']), extensions: [], isSuperseded: false,
  };
  const ended = textsIn(data['supersedes']);
  return { ...state, authorisations: [...state.authorisations.map((known) => (ended.includes(known.id) ? { ...known, isSuperseded: true } : known)), authorisation] };
}

function extended(state: Emergency, event: StampedEvent): Emergency {
  const until = timeIn(event.data['until']);
  if (until === null) return state;
  const extension: Extension = { ...by(event), until, reason: textIn(event.text['reason']) };
  return { ...state, authorisations: state.authorisations.map((known) => (known.id === event.data['authorisation'] ? { ...known, extensions: [...known.extensions, extension] } : known)) };
}

const checksIn = (value: Json | undefined): Check[] => listIn(value).map(recordIn).flatMap((check) => { const status = oneIn(check['status'], ['pass', 'fail', 'warn'] as const); return status === null ? [] : [{ name: textIn(check['name']), status, said: textIn(check['said']) }]; });
function healthImported(state: Emergency, event: StampedEvent): Emergency {
  const { data, text: said } = event;
  const id = idIn(data['health']);
  if (id === null || state.health.some((known) => known.id === id)) return state;
  const file: HealthFile = { id, ...by(event), attempt: state.attempt, file: textIn(said['file']), sha256: textIn(data['sha256']), passed: countIn(data['passed']), failed: countIn(data['failed']), warned: countIn(data['warned']), checks: checksIn(said['checks']), incident: idIn(data['incident']) };
  return { ...state, health: [...state.health, file] };
}

function validated(state: Emergency, event: StampedEvent): Emergency {
  const { data, text: said } = event;
  const id = idIn(data['validation']);
  if (id === null || state.validations.some((known) => known.id === id)) return state;
  const result = (name: string): CheckResult => oneIn(data[name], checkResults) ?? 'missing';
  const validation: Validation = { id, ...by(event), attempt: state.attempt, health: result('health'), smoke: result('smoke'), confirmation: result('confirmation'), smokeNote: textIn(said['smokeNote']), confirmedBy: textIn(said['confirmedBy']), note: textIn(said['note']), incident: idIn(data['incident']) };
  return { ...state, validations: [...state.validations, validation] };
}

function papersCompleted(state: Emergency, event: StampedEvent, cause?: Cause): Emergency {
  const said = recordIn(event.text['papers']);
  const papers = { ...state.papers };
  for (const field of paperFields) {
    const words = said[field];
    if (typeof words === 'string' && words !== '') papers[field] = writeKept(papers[field], words, event, { key: `emergency:paper:${field}`, cause });
  }
  return { ...state, papers };
}

/** A risk assessment that was left out for speed is complete once it is signed (RISK-02). */
function assessed(state: Emergency, event: StampedEvent, cause?: Cause): Emergency {
  const said = `${textIn(event.data['tier'])} ${countIn(event.data['score'])} of 100`.trim();
  return { ...state, papers: { ...state.papers, riskAssessment: writeKept(state.papers.riskAssessment, said, event, { key: 'emergency:paper:riskAssessment', cause }) } };
}

function actionsIn(value: Json | undefined): RetrospectiveAction[] {
  return listIn(value).map(recordIn).flatMap((action) => {
    const question = oneIn(action['question'], questionIds);
    return question === null ? [] : [{ question, kind: action['kind'] === 'problem' ? 'problem' as const : 'improvement' as const, text: textIn(action['text']), owner: textIn(action['owner']), dueOn: textIn(action['dueOn']) }];
  });
}
function reviewed(state: Emergency, event: StampedEvent, cause?: Cause): Emergency {
  const answers = recordIn(event.data['answers']);
  const value: Retrospective = { answers: Object.fromEntries(questionIds.map((id) => [id, answers[id] === true])) as Record<Question, boolean>, actions: actionsIn(event.text['actions']), summary: textIn(event.text['summary']) };
  return { ...state, retrospective: writeKept(state.retrospective ?? undefined, value, event, { key: 'emergency:retrospective', cause }) };
}

function rootCauseSet(state: Emergency, event: StampedEvent, cause?: Cause): Emergency {
  const said = textIn(event.text['cause']);
  return said === '' ? state : { ...state, rootCause: writeKept(state.rootCause ?? undefined, { cause: said, note: textIn(event.text['note']) }, event, { key: 'emergency:rootCause', cause }) };
}

const ratified = (verdict: Ratification['verdict']) => (state: Emergency, event: StampedEvent, cause?: Cause): Emergency =>
  ({ ...state, ratification: writeKept(state.ratification ?? undefined, { verdict, reason: textIn(event.text['reason']), meeting: idIn(event.data['meeting']) }, event, { key: 'emergency:ratification', cause }) });

/** The clocks begin with the end of the work; an end that lies after the moment it was told counts as that moment. */
function finished(state: Emergency, { data, at }: StampedEvent): Emergency {
  const told = timeIn(data['actualEndAt']);
  return { ...state, attempt: state.attempt + 1, finishedAt: told !== null && told < at ? told : at };
}

type Step = (state: Emergency, event: StampedEvent, cause?: Cause) => Emergency;
const steps: Partial<Record<StampedEvent['type'], Step>> = {
  'emergency.ballotCast': balloted, 'emergency.authorised': authorised, 'emergency.extended': extended, 'emergency.healthImported': healthImported, 'emergency.validated': validated,
  'emergency.paperworkCompleted': papersCompleted, 'emergency.retrospective': reviewed, 'emergency.rootCauseSet': rootCauseSet, 'emergency.ratified': ratified('ratified'), 'emergency.contested': ratified('contested'),
  'risk.signed': assessed, 'change.implementationFinished': finished, 'change.validationFailed': (state) => ({ ...state, finishedAt: null }),
};

export const emergencyTypes = Object.keys(steps) as StampedEvent['type'][];
export const emergencySheet = sheet<Emergency>({
  name: 'emergency', kind: 'change', types: ['emergency.declared', ...emergencyTypes],
  fold: (state, event, cause) => (event.type === 'emergency.declared' ? declared(state, event, cause) : state === null ? null : steps[event.type]?.(state, event, cause) ?? state),
  columns: (state) => ({ state: state.declared.value.isExpedited ? 'expedited' : state.ratification ? state.ratification.value.verdict : authorisationOf(state) ? 'authorised' : 'declared', dueAt: untilOf(state), change: state.id }),
});

/** The authorisation that stands. Of several given apart it is the one that ends first: nobody gains time by a copy. */
export function authorisationOf(state: Emergency): Authorisation | null {
  return state.authorisations.filter(({ isSuperseded }) => !isSuperseded).reduce<Authorisation | null>((kept, one) => (kept === null || endOf(one) < endOf(kept) ? one : kept), null);
}
/** When an authorisation ends, with its extension. */
export const endOf = ({ until, extensions }: Pick<Authorisation, 'until' | 'extensions'>): string => extensions[0]?.until ?? until;
export const untilOf = (state: Emergency): string | null => { const it = authorisationOf(state); return it && endOf(it); };

/** EMG-01: an emergency is declared on a criterion with evidence; one without is an expedited Normal change. */
export const isDeclared = (state: Emergency | null): state is Emergency => state !== null && !state.declared.value.isExpedited && state.declared.value.criteria.length > 0;

/** Ballots for the change as it stands, the last of each person. */
export function ballotsFor(state: Emergency, revision: string): Ballot[] {
  const last = new Map(state.ballots.filter((ballot) => ballot.revision === revision).map((ballot) => [ballot.by, ballot]));
  return [...last.values()];
}
