// The register of feature flags (REL-09).
import { z } from 'zod';
import { command, job, query } from './define.ts';
import { Count, Day, Line, May, Page, Receipt, Ref } from './values.ts';

export const flagKinds = ['release', 'experiment', 'ops', 'permission'] as const;
export const flagFindings = ['violation', 'differs', 'undeclared', 'unreported', 'debt', 'twice'] as const;
const Place = z.object({ environment: z.string(), declared: z.boolean(), /** What the latest state export says; null where none names it. */ observed: z.boolean().nullable(), source: z.string(), isRegulated: z.boolean(), isViolation: z.boolean(), /** The change its last activation names. */ change: z.string().nullable() });
export const FlagRow = z.object({
  id: z.string(), number: z.string(), key: z.string(), about: z.string(), kind: z.enum(flagKinds), owner: z.string(), authority: z.string(), isOn: z.boolean(), states: z.array(z.object({ environment: z.string(), isOn: z.boolean() })), regulatedIn: z.array(z.string()), removeBy: z.string(), isDebt: z.boolean(), isRemoved: z.boolean(),
  places: z.array(Place), activations: z.array(z.object({ environment: z.string(), isOn: z.boolean(), change: z.string().nullable(), by: z.string(), at: z.string() })), /** Terms that were written apart and lost. */ also: Count, mayActivate: May,
});
export type FlagRow = z.output<typeof FlagRow>;
export const FlagFinding = z.object({ kind: z.enum(flagFindings), key: z.string(), environment: z.string(), flag: z.string(), source: z.string() });
export type FlagFinding = z.output<typeof FlagFinding>;

/** A record by its number, its UUID or its name. */
const Called = z.string().trim().min(1).max(300);
const Terms = z.strictObject({
  key: z.string().trim().min(1).max(200).describe('as the code asks for it'), kind: z.enum(flagKinds).default('release'), about: z.string().trim().max(2000).default(''), owner: Called.describe('who answers for it'), authority: Called.optional().describe('who may switch it beside the owner'), isOn: z.boolean().default(false).describe('where nobody says otherwise'),
  onIn: z.array(Line).max(100).default([]).describe('environments where it is on'), offIn: z.array(Line).max(100).default([]).describe('environments where it is off'), regulatedIn: z.array(Line).max(100).default([]).describe('environments where it is switched on under an authorised change only'), removeBy: Day.nullable().default(null).describe('left out: in 90 days'),
});
export const flags = {
  'flag.register': command('Registers a feature flag; a key is registered once (REL-09).', Terms, Receipt),
  'flag.revise': command('Writes the terms of a flag anew.', Terms.extend({ flag: Called }), Receipt),
  'flag.remove': command('Says that a flag is out of the code, with the reason.', z.strictObject({ flag: Called, reason: Line }), Receipt),
  'flag.activate': command('Records that a flag was switched in an environment, apart from any deployment; a regulated one under an authorised change (REL-09).', z.strictObject({ flag: Called, environment: Line, state: z.enum(['on', 'off']), change: Ref.optional() }), Receipt),
  'flag.import': job('Reads a state export, CSV or JSON, and holds it against what was declared (REL-09).', z.strictObject({ file: z.string(), environment: Line.optional().describe('where the file names none'), source: z.string().trim().max(300).default('').describe('the tool it is out of; left out: the name of the file') }), z.object({ states: Count, environments: z.array(z.string()), findings: z.array(FlagFinding) })),
  'flag.list': query('Feature flags, how each stands in every environment, and what does not agree.', z.strictObject({ text: z.string().max(200).optional(), removed: z.boolean().default(false).describe('those out of the code as well'), ...Page }),
    z.object({ rows: z.array(FlagRow), total: Count, next: z.string().nullable(), findings: z.array(FlagFinding), mayKeep: May }), ['release', 'change', 'person']),
};
