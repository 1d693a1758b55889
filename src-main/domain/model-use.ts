// Whether a change uses its model unaltered (CHG-02, APR-02): locked steps as they are written, parameters within their limits, prefilled plans untouched where they are locked.
import type { ChangeFields } from '#contract/change.ts';
import type { ModelDefinition } from '#contract/models.ts';
import type { Parameters } from './classification.ts';
import { minutesBetween } from './spans.ts';

/** What is altered, in an order that does not depend on chance: the first one is named in a refusal. */
export type Alteration =
  | { kind: 'step'; step: number; text: string }
  | { kind: 'added-step'; text: string }
  | { kind: 'plan'; field: 'testPlan' | 'backoutPlan' | 'rollbackCriteria' }
  | { kind: 'parameter'; name: string; value: number | string | null; least?: number; most?: number; choices?: readonly string[] }
  | { kind: 'environment'; value: string } | { kind: 'service'; value: string }
  | { kind: 'outage'; value: number | null; most: number } | { kind: 'duration'; value: number | null; most: number }
  | { kind: 'mandatory'; field: string };

const plain = (text: string): string => text.trim().replace(/\s+/g, ' ');
const same = (a: string, b: string): boolean => plain(a).toLowerCase() === plain(b).toLowerCase();
/** Lines of a plan without their numbering or bullets. */
const linesOf = (plan: string): string[] => plan.split('\n').map((line) => plain(line.replace(/^\s*(?:\d+\s*[.)]|[-*•])\s*/u, ''))).filter((line) => line !== '');

/** Locked steps stand in the plan word for word and in their order; other steps may be put in other words, but none may be added. */
function stepAlterations({ steps }: ModelDefinition, plan: string): Alteration[] {
  // Where nothing is locked, the board left the steps to whoever writes the plan.
  if (!steps.some(({ isLocked }) => isLocked)) return [];
  const lines = linesOf(plan);
  let from = 0;
  const altered: Alteration[] = [];
  const taken = new Set<number>();
  for (const [i, step] of steps.entries()) {
    const at = lines.findIndex((line, k) => k >= from && line === plain(step.text));
    if (at >= 0) { taken.add(at); from = at + 1; }
    else if (step.isLocked) altered.push({ kind: 'step', step: i + 1, text: step.text });
  }
  const free = steps.filter((step) => !step.isLocked && !lines.some((line, k) => taken.has(k) && line === plain(step.text))).length;
  // A line that stands where a locked step was altered is that step in other words, and named already.
  const added = lines.filter((_, k) => !taken.has(k)).slice(free + altered.length);
  return [...altered, ...added.map((text): Alteration => ({ kind: 'added-step', text }))];
}

function parameterAlterations({ parameters }: ModelDefinition, given: Parameters): Alteration[] {
  return parameters.flatMap((parameter): Alteration[] => {
    const value = given[parameter.id] ?? null;
    if (parameter.kind === 'choice') return typeof value === 'string' && parameter.choices.includes(value) ? [] : [{ kind: 'parameter', name: parameter.name, value, choices: parameter.choices }];
    return typeof value === 'number' && value >= parameter.least && value <= parameter.most ? [] : [{ kind: 'parameter', name: parameter.name, value, least: parameter.least, most: parameter.most }];
  });
}

function limitAlterations({ limits }: ModelDefinition, fields: ChangeFields): Alteration[] {
  const { plannedStartAt: from, plannedEndAt: to } = fields;
  const minutes = from === null || to === null ? null : minutesBetween(from, to);
  return [
    ...(limits.services.length === 0 || limits.services.some((name) => same(name, fields.service)) ? [] : [{ kind: 'service', value: fields.service } as const]),
    ...(limits.environments.length === 0 || limits.environments.some((name) => same(name, fields.environment)) ? [] : [{ kind: 'environment', value: fields.environment } as const]),
    ...(limits.outageMinutes === null || (fields.outageMinutes ?? 0) <= limits.outageMinutes ? [] : [{ kind: 'outage', value: fields.outageMinutes, most: limits.outageMinutes } as const]),
    ...(limits.durationMinutes === null || (minutes !== null && minutes <= limits.durationMinutes) ? [] : [{ kind: 'duration', value: minutes, most: limits.durationMinutes } as const]),
  ];
}

const isEmpty = (value: unknown): boolean => value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** Everything in which a change departs from its model, the steps first. */
export function alterationsOf(definition: ModelDefinition, fields: ChangeFields, parameters: Parameters): Alteration[] {
  const plans = definition.lockedPlans.filter((field) => plain(fields[field]) !== plain(definition.plans[field])).map((field): Alteration => ({ kind: 'plan', field }));
  const mandatory = definition.mandatory.filter((field) => isEmpty(fields[field])).map((field): Alteration => ({ kind: 'mandatory', field }));
  return [...stepAlterations(definition, fields.implementationPlan), ...plans, ...parameterAlterations(definition, parameters), ...limitAlterations(definition, fields), ...mandatory];
}

const range = ({ least, most, choices }: Extract<Alteration, { kind: 'parameter' }>): string => (choices ? `one of ${choices.join(', ')}` : `from ${least} to ${most}`);
/** What is altered, in words that name it. */
export function alterationWords(alteration: Alteration): string {
  switch (alteration.kind) {
    case 'step': return `locked step ${alteration.step}, “${alteration.text}”, is altered`;
    case 'added-step': return `the step “${alteration.text}” is not in the model`;
    case 'plan': return `the locked ${{ testPlan: 'test plan', backoutPlan: 'backout plan', rollbackCriteria: 'rollback criteria' }[alteration.field]} is altered`;
    case 'parameter': return `${alteration.name} is ${alteration.value === null ? 'not given' : alteration.value}, and must be ${range(alteration)}`;
    case 'environment': return `the model is not for the environment ${alteration.value || 'that is empty'}`;
    case 'service': return `the model is not for the service ${alteration.value || 'that is empty'}`;
    case 'outage': return `an outage of ${alteration.value} minutes is more than ${alteration.most}`;
    case 'duration': return alteration.value === null ? 'the planned window is not given' : `a window of ${alteration.value} minutes is more than ${alteration.most}`;
    default: return `the model needs the field ${alteration.field}`;
  }
}
