// What a change still needs: for its submission (CHG-01) and before a board may see it (CAB-03).
import type { ChangeFields, Missing } from '#contract/change.ts';
import type { Change } from './change.ts';

/** Field labels as people read them; one word per idea, from schema to button. */
export const labels: Record<string, string> = {
  title: 'Title', description: 'Description', justification: 'Justification', implementationPlan: 'Implementation plan', testPlan: 'Test plan', backoutPlan: 'Backout plan',
  rollbackCriteria: 'Rollback criteria', type: 'Type', model: 'Change model', service: 'Service', items: 'Affected items', environment: 'Environment',
  plannedStartAt: 'Planned start', plannedEndAt: 'Planned end', zone: 'Time zone', outageMinutes: 'Expected outage', impact: 'Impact level', dataClassification: 'Data classification',
  regulatoryTags: 'Regulatory tags', requester: 'Requester', owner: 'Owner', implementers: 'Implementers', stakeholders: 'Stakeholders', score: 'Risk assessment', window: 'Planned window', tier: 'Tier', artefacts: 'Artefacts', outcome: 'Outcome', actualStartAt: 'Actual start', actualEndAt: 'Actual end',
};

/** CHG-01: fields each type must have before it may be submitted. */
const required: Record<ChangeFields['type'], readonly (keyof ChangeFields)[]> = {
  normal: ['title', 'justification', 'service', 'plannedStartAt', 'plannedEndAt', 'implementationPlan', 'testPlan', 'backoutPlan', 'owner', 'impact'],
  standard: ['title', 'service', 'plannedStartAt', 'plannedEndAt', 'implementationPlan', 'backoutPlan', 'owner'],
  emergency: ['title', 'justification', 'service', 'implementationPlan', 'backoutPlan', 'owner'],
};

export const requiredFields = (type: ChangeFields['type']): readonly (keyof ChangeFields)[] => required[type];

export const isEmpty = (value: unknown): boolean => value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
const missing = (field: string, problem: Missing['problem'] = 'empty'): Missing => ({ field, label: labels[field] ?? field, problem });
/** Instants are UTC strings of one form (the contract sees to it), so they compare as text. */
export const endsBeforeStart = (f: Pick<ChangeFields, 'plannedStartAt' | 'plannedEndAt'>): boolean =>
  f.plannedStartAt !== null && f.plannedEndAt !== null && f.plannedEndAt <= f.plannedStartAt;

/** CHG-01: every field that keeps a submission back, named; an end that is not after the start is inconsistent. */
export function missingForSubmission(fields: ChangeFields): Missing[] {
  const empty = required[fields.type].filter((name) => isEmpty(fields[name])).map((name) => missing(name));
  return endsBeforeStart(fields) ? [...empty, missing('plannedEndAt', 'inconsistent')] : empty;
}

/** CAB-03: the pieces a board needs, in the order a card lists them. */
export const boardPieces = ['score', 'testPlan', 'backoutPlan', 'implementationPlan', 'owner', 'window'] as const;
export function missingForBoard(change: Pick<Change, 'fields' | 'score' | 'tier'>): Missing[] {
  const { fields } = change;
  const has: Record<(typeof boardPieces)[number], boolean> = {
    score: change.score !== null || change.tier !== null, testPlan: fields.testPlan !== '', backoutPlan: fields.backoutPlan !== '', implementationPlan: fields.implementationPlan !== '',
    owner: fields.owner !== '', window: fields.plannedStartAt !== null && fields.plannedEndAt !== null,
  };
  const gaps = boardPieces.filter((piece) => !has[piece]).map((piece) => missing(piece));
  return endsBeforeStart(fields) ? [...gaps, missing('window', 'inconsistent')] : gaps;
}
