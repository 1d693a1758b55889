// What may be done to the risk form of a change, and what its gates ask of it (RISK-01 to RISK-03).
import type { ChangeState, Tier } from '#contract/change.ts';
import type { Input } from '#contract/index.ts';
import type { Role } from '#contract/people.ts';
import { coverageStamps } from './coverage-credit.ts';
import type { Dossier, Gate, Piece } from './dossier.ts';
import { isTaken } from './dossier.ts';
import type { DomainEvent, EventType, Json } from './event.ts';
import { subjectOf } from './event.ts';
import { questionnaire, questionnaireVersion, questions } from './questionnaire.ts';
import type { Section } from './questionnaire.ts';
import { codesOf, isComplete, stampsOf, standingOf } from './risk.ts';
import type { RiskForm, Said, SignedRisk } from './risk.ts';
import { classifiedImpact, peakLoad, pointsIn, rankOf, reversibilityOf, scoreOf, tierThatHolds } from './risk-score.ts';
import { needs, permissions } from './roles.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { Actor, By, Refused, Verdict } from './verdict.ts';

type RiskVerdict = Verdict<DomainEvent>;
const event = ({ change }: Dossier, type: EventType, data: Record<string, Json>, text?: Record<string, Json>): DomainEvent =>
  text && Object.keys(text).length > 0 ? { type, subject: subjectOf('change', change.id), data, text } : { type, subject: subjectOf('change', change.id), data };

const over: readonly ChangeState[] = ['closed', 'rejected', 'cancelled'];
const begun: readonly ChangeState[] = ['implementing', 'validating', 'implemented', 'under-review'];
/** RISK-02: a form is filled in until the work begins; that of an emergency, which may come first, until the change is closed. */
const isSettled = ({ change: { state, fields } }: Dossier): boolean => over.includes(state) || (begun.includes(state) && fields.type !== 'emergency');

const mayTouch = (dossier: Dossier): Refused | null =>
  firstRefusal(dossier.change.isArriving ? refuse('arriving') : null, isSettled(dossier) ? refuse('field_settled', { field: 'The risk assessment', state: dossier.change.state }) : null);

export const mayFill = (dossier: Dossier, { actor }: By): Refused | null => firstRefusal(mayTouch(dossier), needs('fillRisk', actor));

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** RISK-01: the change carries the level as well, so that lists, matrix and board need not know the form. */
export function classifyImpact(dossier: Dossier, { sensitivity, users }: Pick<Input<'risk.classify'>, 'sensitivity' | 'users'>, by: By): RiskVerdict {
  const no = mayFill(dossier, by);
  if (no) return no;
  const before = dossier.risk?.classification;
  const changed = before && before.losers.length === 0 && same(before.value, { sensitivity, users }) ? [] : [event(dossier, 'risk.classified', { sensitivity, users })];
  const { level } = classifiedImpact({ ...dossier, risk: { ...(dossier.risk ?? blankForm), classification: { value: { sensitivity, users }, by: '', at: '', losers: [] } } })!;
  const { impact, dataClassification } = dossier.change.fields;
  const differing: Record<string, Json> = { ...(impact === level ? {} : { impact: level }), ...(dataClassification === sensitivity ? {} : { dataClassification: sensitivity }) };
  return accept(...changed, ...(Object.keys(differing).length === 0 ? [] : [event(dossier, 'change.edited', differing)]));
}
const blankForm: RiskForm = { answers: {}, classification: null, reversibility: null, manual: null, signed: [] };

/** RISK-02: what does not apply needs a reason; what remains is said of a yes alone. */
export function answerQuestion(dossier: Dossier, input: Omit<Input<'risk.answer'>, 'change'>, by: By): RiskVerdict {
  const { question, answer } = input;
  const no = firstRefusal(mayFill(dossier, by), questions.some(({ id }) => id === question) ? null : refuse('record_missing', { record: 'question', id: question }, { field: 'question' }),
    answer === 'not-applicable' && input.reason.trim() === '' ? refuse('reason_needed', { what: 'an answer that does not apply' }, { field: 'reason' }) : null);
  if (no) return no;
  const said: Said = { answer, residual: answer === 'yes' ? input.residual : null, mitigation: input.mitigation.trim(), reason: answer === 'not-applicable' ? input.reason.trim() : '' };
  const before = dossier.risk?.answers[question];
  if (before && before.losers.length === 0 && same(before.value, said)) return accept<DomainEvent>();
  const text = { ...(said.mitigation === '' ? {} : { mitigation: said.mitigation }), ...(said.reason === '' ? {} : { reason: said.reason }) };
  return accept(event(dossier, 'risk.answered', { question, answer, ...(said.residual === null ? {} : { residual: said.residual }) }, text));
}

export function setReversibility(dossier: Dossier, { reversibility }: Pick<Input<'risk.setReversibility'>, 'reversibility'>, by: By): RiskVerdict {
  const no = mayFill(dossier, by);
  if (no) return no;
  const before = dossier.risk?.reversibility;
  return before && before.losers.length === 0 && before.value === reversibility ? accept<DomainEvent>() : accept(event(dossier, 'risk.reversibilitySet', { reversibility }));
}

/** RISK-02, RISK-03: the role a person signs in: the first of theirs that may. */
const signingRole = ({ roles }: Actor, may: readonly Role[]): Role => may.find((role) => roles.includes(role)) ?? 'change-manager';
/** RISK-03: anybody who fills in the form raises a tier; a change manager lowers it. */
export const mayLower = (dossier: Dossier, by: By): Refused | null =>
  firstRefusal(mayFill(dossier, by), by.actor.roles.includes('change-manager') ? null : refuse('lowering_by_manager', { person: by.actor.name }));

/** RISK-03: the tier that holds whatever the points give, signed like every other word on the risk. */
export function setTier(dossier: Dossier, { tier, reason }: Pick<Input<'risk.setTier'>, 'tier' | 'reason'>, by: By): RiskVerdict {
  const { tier: holding, computed } = scoreOf(dossier, by.now);
  const isLower = rankOf(tier) < rankOf(holding);
  const no = isLower ? firstRefusal(mayLower(dossier, by), reason === '' ? refuse('reason_needed', { what: 'a lower tier' }, { field: 'reason' }) : null) : mayFill(dossier, by);
  if (no) return no;
  const manual = dossier.risk?.manual;
  if (tier === holding && (manual?.losers.length ?? 0) === 0) return accept<DomainEvent>();
  const role = isLower ? 'change-manager' : signingRole(by.actor, permissions.fillRisk);
  return accept(event(dossier, 'risk.tierSet', { tier, from: computed, scope: dossier.scope, role, rev: dossier.change.revision, supersedes: [] }, reason === '' ? {} : { reason }));
}

/** Questions of a section that are not answered whole. */
export const openIn = (section: Section, form: RiskForm | null): number => section.questions.filter(({ id }) => !isComplete(form?.answers[id]?.value)).length;

export const maySign = (dossier: Dossier, { actor }: By): Refused | null => {
  const open = questionnaire.filter((section) => openIn(section, dossier.risk) > 0);
  return firstRefusal(mayTouch(dossier), needs('signRisk', actor), dossier.risk?.classification ? null : refuse('impact_missing'),
    open.length > 0 ? refuse('risk_section_open', { sections: open.map(({ label }) => label) }) : null, dossier.risk?.reversibility ? null : refuse('reversibility_missing'));
};

/** RISK-02, RISK-03: the signature covers the score, its parts, every answer, and the facts they were made from. `assessment` is a new UUID. */
export function signRisk(dossier: Dossier, { score: seen, assessment }: { score?: number | undefined; assessment: string }, by: By): RiskVerdict {
  const { score, tier, computed, factors } = scoreOf(dossier, by.now);
  const no = firstRefusal(maySign(dossier, by), seen !== undefined && seen !== score ? refuse('risk_moved', { had: seen, now: score }, { field: 'score' }) : null);
  if (no) return no;
  const { risk, history, reach, load, service, policy } = dossier;
  const { sensitivity, users } = risk!.classification!.value;
  const peak = peakLoad(dossier, by.now);
  return accept(event(dossier, 'risk.signed', {
    assessment, score, tier, computed, points: pointsIn(factors), credit: Math.abs(factors.find(({ id }) => id === 'credit')?.points ?? 0), scope: dossier.scope, answers: codesOf(risk), asOf: { ...stampsOf(risk), ...coverageStamps(dossier) }, policy: policy.version, questionnaire: questionnaireVersion,
    facts: { sensitivity, users, serviceTier: service?.tier ?? null, impact: classifiedImpact(dossier)!.level, reversibility: reversibilityOf(dossier, by.now).value, ...history, ...reach, freezes: load.freezes.length, others: load.others, ...(peak === null ? {} : { load: peak }) },
    role: signingRole(by.actor, permissions.signRisk), rev: dossier.change.revision, supersedes: standingOf(risk).map(({ id }) => id).toSorted(),
  }));
}

/** `current`: signed for this scope and these answers. `stale`: what it was made for has changed. `altered`: the form was filled in anew since. */
export type Assessment = { status: 'unsigned'; signed: null } | { status: 'current' | 'stale' | 'altered'; signed: SignedRisk };
const inOrder = (record: Record<string, string>): [string, string][] => Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1));
const isAlteredSince = (form: RiskForm, dossier: Pick<Dossier, 'analysis'>, { asOf }: SignedRisk): boolean => !same(inOrder({ ...stampsOf(form), ...coverageStamps(dossier) }), inOrder(asOf));

/** The signature in force and whether it still holds. Of two made apart the one with the higher score counts, until somebody who has seen both signs. */
export function assessmentOf({ risk, scope, analysis }: Pick<Dossier, 'risk' | 'scope' | 'analysis'>): Assessment {
  const standing = standingOf(risk).toSorted((a, b) => Number(b.scope === scope) - Number(a.scope === scope) || b.score - a.score || (a.id < b.id ? -1 : 1));
  const signed = standing[0];
  if (!risk || !signed) return { status: 'unsigned', signed: null };
  return { status: signed.scope !== scope ? 'stale' : isAlteredSince(risk, { analysis }, signed) ? 'altered' : 'current', signed };
}

/** The score and tier of a signed assessment that holds, for the gates; null while there is none. A tier set by hand since counts. */
export function assessedBy(dossier: Dossier): { score: number; tier: Tier } | null {
  const { status, signed } = assessmentOf(dossier);
  return status === 'current' ? { score: signed.score, tier: tierThatHolds(signed.computed, dossier.risk?.manual?.value ?? null, dossier.scope).tier } : null;
}

const pieceOf = (id: string, told: Pick<Piece, 'rule' | 'label' | 'gate'>, why: Piece['why'] | null, status: Piece['status'] = 'missing'): Piece =>
  (why ? { id, ...told, part: 'risk', status, why } : { id, ...told, part: 'risk', status: 'present' });

const signatureWhy: Record<Assessment['status'], Piece['why'] | null> = {
  unsigned: { code: 'risk_unsigned', facts: {} }, stale: { code: 'risk_stale', facts: {} }, altered: { code: 'risk_altered', facts: {} }, current: null,
};

/**
 * RISK-01, RISK-02: the impact level before submission; every section, the way back and a signature that holds before a decision. The assessment of an emergency
 * may follow (EMG-01); it is asked for at the closure. A change model was assessed when it was approved (APR-02).
 */
export function riskPieces(dossier: Dossier, _now: string): Piece[] {
  const { change: { fields }, risk } = dossier;
  const isByModel = fields.type === 'standard' && fields.model !== '';
  if (risk === null && (isByModel || isTaken(dossier))) return [];
  const at = (gate: Gate): Gate => (fields.type === 'emergency' ? 'closure' : gate);
  const { status } = assessmentOf(dossier);
  return [
    pieceOf('risk.impact', { rule: 'RISK-01', label: 'Impact level', gate: at('submission') }, risk?.classification ? null : { code: 'impact_missing', facts: {} }),
    ...questionnaire.map((section) => pieceOf(`risk.${section.id}`, { rule: 'RISK-02', label: `Risk: ${section.label}`, gate: at('authorisation') },
      openIn(section, risk) === 0 ? null : { code: 'risk_section_open', facts: { sections: [section.label] } })),
    pieceOf('risk.reversibility', { rule: 'RISK-03', label: 'Way back', gate: at('authorisation') }, risk?.reversibility ? null : { code: 'reversibility_missing', facts: {} }),
    pieceOf('risk.signed', { rule: 'RISK-02', label: 'Risk assessment signed', gate: at('authorisation') }, signatureWhy[status], status === 'stale' || status === 'altered' ? 'stale' : 'missing'),
  ];
}
