// The risk form of a change as its events leave it: impact, questionnaire, reversibility, the tier set by hand, and who signed what (RISK-01 to RISK-03).
import { tiers } from '#contract/change.ts';
import type { Tier } from '#contract/change.ts';
import { answers, residuals, reversibilities, sensitivities } from '#contract/risk.ts';
import type { Answer, Residual, Reversibility, Sensitivity } from '#contract/risk.ts';
import type { Json, StampedEvent } from './event.ts';
import { idOf } from './event.ts';
import type { Cause } from './past.ts';
import type { PolicyDocument } from './policy-document.ts';
import { questions } from './questionnaire.ts';
import { permissions } from './roles.ts';
import { sheet, writeKept } from './sheet.ts';
import type { Kept } from './sheet.ts';

export type Said = { answer: Answer; residual: Residual | null; mitigation: string; reason: string };
export type Classification = { sensitivity: Sensitivity; users: number };
/** `from` is the tier that the points gave when a person set another one, `scope` what it was set for. */
export type ManualTier = { tier: Tier; from: Tier; scope: string; reason: string };
export type FactorId = keyof PolicyDocument['weights'];
export const factorIds = ['impact', 'scope', 'complexity', 'history', 'reversibility', 'load'] as const satisfies readonly FactorId[];
export type Points = Record<FactorId, number>;
/** What a person put their signature under. `computed` is the tier by points, `tier` the one that holds; `answered` the answers as `codesOf` writes them, `asOf` when each part of the form was written. */
export type SignedRisk = {
  id: string; score: number; computed: Tier; tier: Tier; points: Points; /** What coverage took off (RISK-07). */ credit: number; scope: string; answered: Record<string, string>; asOf: Record<string, string>; policy: string; questionnaire: string; by: string; at: string; role: string;
  /** Signatures it took the place of. Those that nobody has taken the place of are in force; made apart, there may be two. */
  supersedes: string[];
};
export type RiskForm = {
  answers: Record<string, Kept<Said>>; classification: Kept<Classification> | null; reversibility: Kept<Reversibility> | null; manual: Kept<ManualTier> | null; signed: SignedRisk[];
};

const blank: RiskForm = { answers: {}, classification: null, reversibility: null, manual: null, signed: [] };
const textIn = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const wholeIn = (value: Json | undefined): number => (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0);
function oneOf<T extends string>(values: readonly T[], value: Json | undefined): T | null {
  return values.find((known) => known === value) ?? null;
}
const recordIn = (value: Json | undefined): { [key: string]: Json } => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {});
/** What a newer questionnaire asks is kept as well; the full stop keeps ids apart from what every object has. */
const isQuestionId = (id: string): boolean => /^[a-z]{1,20}\.[a-z-]{1,30}$/.test(id);

const wordsIn = (value: Json | undefined): Record<string, string> => Object.fromEntries(Object.entries(recordIn(value)).filter((entry): entry is [string, string] => isQuestionId(entry[0]) && typeof entry[1] === 'string'));

type Fold = (form: RiskForm, event: StampedEvent, cause: Cause | undefined) => RiskForm;

const answered: Fold = (form, event, cause) => {
  const { data, text } = event;
  const id = textIn(data['question']);
  const answer = oneOf(answers, data['answer']);
  if (!isQuestionId(id) || answer === null) return form;
  const said: Said = { answer, residual: oneOf(residuals, data['residual']), mitigation: textIn(text['mitigation']), reason: textIn(text['reason']) };
  return { ...form, answers: { ...form.answers, [id]: writeKept(form.answers[id], said, event, { key: `risk:${id}`, cause }) } };
};

const classified: Fold = (form, event, cause) => {
  const sensitivity = oneOf(sensitivities, event.data['sensitivity']);
  if (sensitivity === null) return form;
  const value = { sensitivity, users: wholeIn(event.data['users']) };
  return { ...form, classification: writeKept(form.classification ?? undefined, value, event, { key: 'risk:impact', cause }) };
};

const reversibilitySet: Fold = (form, event, cause) => {
  const value = oneOf(reversibilities, event.data['reversibility']);
  return value === null ? form : { ...form, reversibility: writeKept(form.reversibility ?? undefined, value, event, { key: 'risk:reversibility', cause }) };
};

const tierSet: Fold = (form, event, cause) => {
  const tier = oneOf(tiers, event.data['tier']);
  const from = oneOf(tiers, event.data['from']);
  if (tier === null || from === null) return form;
  // Lower than the points gave or than somebody had raised it: only a change manager's signature does that, whoever else wrote it.
  const least = Math.max(tiers.indexOf(from), tiers.indexOf(form.manual?.value.tier ?? 'low'));
  if (tiers.indexOf(tier) < least && event.data['role'] !== 'change-manager') return form;
  const value = { tier, from, scope: textIn(event.data['scope']), reason: textIn(event.text['reason']) };
  return { ...form, manual: writeKept(form.manual ?? undefined, value, event, { key: 'risk:tier', cause }) };
};

const signed: Fold = (form, { data, by, at }) => {
  const id = textIn(data['assessment']);
  const [tier, computed] = [oneOf(tiers, data['tier']), oneOf(tiers, data['computed'])];
  if (id === '' || tier === null || computed === null || form.signed.some((known) => known.id === id)) return form;
  const points = recordIn(data['points']);
  const one: SignedRisk = {
    id, score: Math.min(100, wholeIn(data['score'])), tier, computed, points: Object.fromEntries(factorIds.map((factor) => [factor, wholeIn(points[factor])])) as Points, credit: wholeIn(data['credit']), scope: textIn(data['scope']),
    answered: wordsIn(data['answers']), asOf: wordsIn(data['asOf']), policy: textIn(data['policy']), questionnaire: textIn(data['questionnaire']), by: idOf(by), at, role: textIn(data['role']),
    supersedes: Array.isArray(data['supersedes']) ? data['supersedes'].filter((value) => typeof value === 'string') : [],
  };
  return { ...form, signed: [...form.signed, one] };
};

const folds = { 'risk.answered': answered, 'risk.classified': classified, 'risk.reversibilitySet': reversibilitySet, 'risk.tierSet': tierSet, 'risk.signed': signed } as const satisfies Partial<Record<StampedEvent['type'], Fold>>;
type RiskEvent = keyof typeof folds;
const isRiskEvent = (type: string): type is RiskEvent => Object.hasOwn(folds, type);

export const riskSheet = sheet<RiskForm>({
  name: 'risk', kind: 'change', types: Object.keys(folds).filter(isRiskEvent),
  fold: (form, event, cause) => {
    if (!isRiskEvent(event.type)) return form;
    const next = folds[event.type](form ?? blank, event, cause);
    return next === blank ? form : next;
  },
  columns: (form) => ({ state: form.signed.length > 0 ? 'signed' : 'open' }),
});

/** An answer as a code, as signatures hold it: `no`, `yes:low`, `unknown`, `not-applicable`. */
export const codeOf = ({ answer, residual }: Said): string => (answer === 'yes' && residual !== null ? `${answer}:${residual}` : answer);
/** Every answer of the questionnaire as a code. */
export const codesOf = (form: RiskForm | null): Record<string, string> => Object.fromEntries(questions.flatMap(({ id }) => {
  const said = form?.answers[id];
  return said ? [[id, codeOf(said.value)]] : [];
}));

/** When each part of the form was written: what a signature saw, told apart from what came later by any clock. */
export const stampsOf = (form: RiskForm | null): Record<string, string> => {
  const parts: [string, Kept<Json> | null | undefined][] = [['form.impact', form?.classification], ['form.reversibility', form?.reversibility], ...questions.map(({ id }): [string, Kept<Json> | undefined] => [id, form?.answers[id]])];
  return Object.fromEntries(parts.flatMap(([id, kept]) => (kept ? [[id, kept.at]] : [])));
};

/** RISK-02: whether an answer says all it has to: a yes names its mitigation and what remains; what does not apply says why. */
export const isComplete = (said: Said | undefined): boolean =>
  said !== undefined && (said.answer === 'yes' ? said.residual !== null && said.mitigation.trim() !== '' : said.answer === 'not-applicable' ? said.reason.trim() !== '' : true);

const signing: readonly string[] = permissions.signRisk;
/** Signatures that count and that no other one took the place of. That the signer held the role was proved when it arrived; whether it is a role that signs is asked here. */
export function standingOf(form: RiskForm | null): SignedRisk[] {
  const counting = (form?.signed ?? []).filter(({ role }) => signing.includes(role));
  return counting.filter(({ id }) => !counting.some((other) => other.supersedes.includes(id)));
}
