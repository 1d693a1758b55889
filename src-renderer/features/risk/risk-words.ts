// Words of the risk page; the core says the sentences, these name its codes.
import type { Answer, Residual, Reversibility, RiskRecord, Sensitivity } from '#contract/risk.ts';
import type { Signal } from '../../ui/marks.tsx';

export const answerWords: Record<Answer, string> = { yes: 'Yes', no: 'No', unknown: 'Unknown', 'not-applicable': 'n/a' };
export const residualWords: Record<Residual, string> = { low: 'Low', medium: 'Medium', high: 'High' };
export const sensitivityWords: Record<Sensitivity, string> = { public: 'Public', internal: 'Internal', confidential: 'Confidential', restricted: 'Restricted' };
export const reversibilityWords: Record<Reversibility, string> = { automatic: 'By itself, rehearsed', rehearsed: 'By people, rehearsed', written: 'Written, not rehearsed', none: 'Not at all after some point' };

type Status = RiskRecord['assessment']['status'];
export const statusWords: Record<Status, string> = { unsigned: 'Not signed yet', current: 'Signed', stale: 'Out of date', altered: 'Altered since it was signed' };
export const statusSignals: Record<Status, Signal> = { unsigned: 'missing', current: 'ok', stale: 'warn', altered: 'warn' };
export const statusReasons: Record<Status, string> = {
  unsigned: 'The signature covers the score, its parts and every answer.', current: 'It holds for the change as it is.',
  stale: 'Service, items, environment or plans changed after it was signed.', altered: 'The form was filled in anew after it was signed.',
};
