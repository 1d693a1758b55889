import { z } from 'zod';
import { ChangeState, Impact, Tier } from './change.ts';
import { command, job, query } from './define.ts';
import { Count, ExportedFile, Line, May, Prose, Receipt, Ref } from './values.ts';

export const answers = ['yes', 'no', 'unknown', 'not-applicable'] as const;
export const Answer = z.enum(answers);
export type Answer = z.output<typeof Answer>;
/** What remains of a risk once its mitigation works. */
export const residuals = ['low', 'medium', 'high'] as const;
export const Residual = z.enum(residuals);
export type Residual = z.output<typeof Residual>;
export const sensitivities = ['public', 'internal', 'confidential', 'restricted'] as const;
export const Sensitivity = z.enum(sensitivities);
export type Sensitivity = z.output<typeof Sensitivity>;
/** How a change is taken back: by itself and rehearsed; by people who rehearsed it; by a plan nobody tried; not at all after some point. */
export const reversibilities = ['automatic', 'rehearsed', 'written', 'none'] as const;
export const Reversibility = z.enum(reversibilities);
export type Reversibility = z.output<typeof Reversibility>;

/** A value that was written apart and lost to the one that stands. */
const Also = z.object({ said: z.string(), by: z.string(), at: z.string() });
const Written = { by: z.string(), at: z.string(), also: z.array(Also) };

export const RiskFactor = z.object({
  id: z.string(), label: z.string(), /** Negative where something takes points off. */ points: z.number().int(), most: Count, because: z.string(),
  /** Points at the last signature; null where nobody has signed. */
  signed: z.number().int().nullable(),
});
export type RiskFactor = z.output<typeof RiskFactor>;
export const RiskAnswer = z.object({ answer: Answer, residual: Residual.nullable(), mitigation: z.string(), reason: z.string(), isComplete: z.boolean(), ...Written });
export type RiskAnswer = z.output<typeof RiskAnswer>;
export const RiskQuestion = z.object({ id: z.string(), text: z.string(), hint: z.string(), said: RiskAnswer.nullable() });
export type RiskQuestion = z.output<typeof RiskQuestion>;
export const RiskSection = z.object({ id: z.string(), label: z.string(), open: Count, questions: z.array(RiskQuestion) });
export type RiskSection = z.output<typeof RiskSection>;
/** `current`: for this scope and these answers. `stale`: what it was made for has changed. `altered`: the form was filled in anew since. */
export const AssessmentStatus = z.enum(['unsigned', 'current', 'stale', 'altered']);
export const RiskSignature = z.object({ id: z.string(), score: Count, tier: Tier, by: z.string(), role: z.string(), at: z.string(), policy: z.string(), questionnaire: z.string(), scope: z.string() });

export const RiskRecord = z.object({
  id: z.string(), number: z.string(), title: z.string(), state: ChangeState,
  score: Count, tier: Tier, computed: Tier, factors: z.array(RiskFactor),
  /** Lowest score of each tier above Low. */
  bands: z.object({ medium: Count, high: Count, critical: Count }),
  deciding: z.object({ rule: z.string(), said: z.string() }),
  lower: z.array(z.object({ points: Count, text: z.string(), tier: Tier })),
  /** Points down to the tier below, and its name; null in the lowest tier. */
  next: z.object({ points: Count, tier: Tier }).nullable(),
  impact: z.object({ level: Impact, because: z.string(), sensitivity: Sensitivity.nullable(), users: Count.nullable(), serviceTier: Count.nullable(), suggested: Sensitivity.nullable(), written: z.object(Written).nullable() }),
  reversibility: z.object({ value: Reversibility.nullable(), because: z.string(), written: z.object(Written).nullable() }),
  manual: z.object({ tier: Tier, reason: z.string(), holds: z.boolean(), ...Written }).nullable(),
  questionnaire: z.string(), sections: z.array(RiskSection),
  assessment: z.object({ status: AssessmentStatus, signature: RiskSignature.nullable(), earlier: z.array(RiskSignature) }),
  heat: z.object({ impact: Count, likelihood: Count }),
  policy: z.string(), may: z.object({ fill: May, raise: May, lower: May, sign: May, print: May }),
});
export type RiskRecord = z.output<typeof RiskRecord>;

/** Where a place on the map comes from: a signature, a form in work, or a score that was found out elsewhere. */
export const HeatBasis = z.enum(['signed', 'form', 'score']);
export const HeatCell = z.object({
  impact: Count, likelihood: Count,
  /** The highest of its changes; of an empty cell the one in its middle. */
  tier: Tier,
  changes: z.array(z.object({ id: z.string(), number: z.string(), title: z.string(), service: z.string(), score: Count, tier: Tier, state: ChangeState, plannedStartAt: z.string().nullable(), zone: z.string(), basis: HeatBasis })),
});
export type HeatCell = z.output<typeof HeatCell>;

const OnChange = { change: Ref };
const Answered = { question: z.string().max(60), answer: Answer, residual: Residual.nullable().default(null), mitigation: Prose.default(''), reason: Prose.default('') };
export const risk = {
  'risk.show': query('The risk of a change: score, factor by factor, the rule that decided, what would lower it, and the form behind it.', z.strictObject(OnChange), RiskRecord, ['change', 'service', 'calendar', 'policy', 'person']),
  'risk.heatMap': query('Changes that wait for a decision or for their start, by impact and likelihood.', z.strictObject({ which: z.enum(['queue', 'planned']).default('queue') }),
    z.object({ cells: z.array(HeatCell), shown: Count, /** Waiting with neither a form nor a score, so that they have no place on the map. */ unplaced: Count }), ['change', 'service', 'calendar', 'policy']),
  'risk.classify': command('Says how sensitive the data is and how many users are affected; the impact level follows (RISK-01).',
    z.strictObject({ ...OnChange, sensitivity: Sensitivity, users: z.number().int().min(0).max(10_000_000_000) }), Receipt),
  'risk.answer': command('Answers one question of the risk assessment (RISK-02).', z.strictObject({ ...OnChange, ...Answered }), Receipt),
  'risk.fill': command('Fills the risk form in one act, and signs it if asked to: for scripts.',
    z.strictObject({ ...OnChange, sensitivity: Sensitivity.optional(), users: z.number().int().min(0).max(10_000_000_000).optional(), reversibility: Reversibility.optional(), answers: z.array(z.strictObject(Answered)).max(100).default([]), sign: z.boolean().default(false) }), Receipt),
  'risk.setReversibility': command('Says how the change is taken back.', z.strictObject({ ...OnChange, reversibility: Reversibility }), Receipt),
  'risk.setTier': command('Sets the tier by hand: raising is free, lowering needs a change manager and a reason (RISK-03).', z.strictObject({ ...OnChange, tier: Tier, reason: Line.or(z.literal('')).default('') }), Receipt),
  'risk.sign': command('Signs the risk assessment as it stands (RISK-02).',
    z.strictObject({ ...OnChange, score: z.number().int().min(0).max(100).optional().describe('the score that was on the screen; another one by now is refused') }), Receipt),
  'risk.write': job('Prints the risk assessment of a change as a sealed PDF.', z.strictObject(OnChange), z.object({ file: ExportedFile, pages: Count })),
};
