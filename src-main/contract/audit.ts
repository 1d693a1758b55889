// The auditor's own work: reproducible samples, tests of what was drawn, requests for information, completeness of the population (AUD-03).
import { z } from 'zod';
import { command, job, query } from './define.ts';
import { Count, Day, Instant, Line, May, Prose, Receipt, Ref } from './values.ts';
import { ChangeState, Tier } from './change.ts';

export const samplingMethods = ['random', 'systematic'] as const;
export const sampleStrata = ['none', 'tier', 'type', 'service'] as const;
/** Which changes a population holds: those whose implementation began in the period (UTC), or those planned to begin in it. */
export const populations = ['implemented', 'planned'] as const;
export const testResults = ['pass', 'exception', 'not-applicable'] as const;
/** What a drawn change is tested against unless somebody says otherwise. */
export const commonControls = ['Authorisation', 'Separation of duties', 'Evidence'] as const;
export const requestStates = ['open', 'answered', 'accepted'] as const;
const Said = z.object({ by: z.string(), at: z.string() });

export const Tick = z.object({ control: z.string(), result: z.enum(testResults), workpaper: z.string(), note: z.string(), ...Said.shape });
export const SampleSummary = z.object({
  id: z.string(), title: z.string(), population: z.enum(populations), from: z.string(), to: z.string(), size: Count, populationSize: Count, /** SHA-256 over the numbers of the population, sorted, one per line. */ populationDigest: z.string(),
  seed: z.string(), method: z.enum(samplingMethods), by: z.enum(sampleStrata), controls: z.array(z.string()), strata: z.array(z.object({ name: z.string(), population: Count, drawn: Count })), drawn: Said,
  passed: Count, exceptions: Count, toTest: Count,
});
export type SampleSummary = z.output<typeof SampleSummary>;
export const SampledChange = z.object({ number: z.string(), title: z.string(), stratum: z.string(), state: ChangeState.nullable(), tier: Tier.nullable(), score: Count.nullable(), ticks: z.array(Tick), result: z.enum(['pass', 'exception', 'to-test']) });
export type SampledChange = z.output<typeof SampledChange>;
export const InformationRequest = z.object({
  id: z.string(), text: z.string(), about: z.string().nullable(), owner: z.string(), dueOn: z.string(), isOverdue: z.boolean(), state: z.enum(requestStates), asked: Said, answer: Said.extend({ text: z.string() }).nullable(), accepted: Said.nullable(), mayAnswer: May, mayAccept: May,
});
export type InformationRequest = z.output<typeof InformationRequest>;
const Drawing = {
  population: z.enum(populations).default('implemented'), from: Day, to: Day.describe('last day of the period'), size: z.number().int().min(1).max(2000), seed: z.string().trim().min(1).max(80).describe('the same seed draws the same sample anywhere'),
  method: z.enum(samplingMethods).default('random'), by: z.enum(sampleStrata).default('none').describe('proportional shares by this, at least one of each'),
};
const Drawn = z.object({ numbers: z.array(z.object({ number: z.string(), stratum: z.string() })), populationSize: Count, populationDigest: z.string(), strata: SampleSummary.shape.strata });

export const audit = {
  'audit.previewSample': query('What a seed would draw, without writing anything (AUD-03).', z.strictObject(Drawing), Drawn, ['change']),
  'audit.drawSample': command('Draws a reproducible sample of changes and records population, method, size and seed (AUD-03).', z.strictObject({ ...Drawing, title: Line.optional(), controls: z.array(z.string().trim().min(1).max(80)).min(1).max(20).default(() => [...commonControls]).describe('controls that each drawn change is tested against') }), Receipt),
  'audit.samples': query('Samples that were drawn, the latest first.', z.strictObject({}), z.object({ rows: z.array(SampleSummary), mayDraw: May }), ['finding', 'person']),
  'audit.showSample': query('A sample with the tests of each change; drawn again now and compared.', z.strictObject({ sample: Ref }), SampleSummary.extend({ rows: z.array(SampledChange), /** Whether the same drawing gives the same sample of the same population today; else what differs. */ redrawn: z.object({ isSame: z.boolean(), isSamePopulation: z.boolean(), missing: z.array(z.string()), added: z.array(z.string()) }), mayTest: May }), ['finding', 'change', 'person']),
  'audit.test': command('Records how a drawn change stands against a control, with its workpaper (AUD-03).', z.strictObject({ sample: Ref, change: Ref, control: z.string().min(1).max(80), result: z.enum(testResults), workpaper: z.string().trim().max(200).default(''), note: z.string().max(2000).default('') }), Receipt),
  'audit.request': command('Asks somebody of the audited organisation for information, with a day it is due.', z.strictObject({ text: Prose.refine((said) => said.trim() !== '', 'say what is asked for'), owner: Ref, dueOn: Day, about: Ref.optional().describe('the change it is about') }), Receipt),
  'audit.answerRequest': command('Answers a request for information.', z.strictObject({ request: Ref, text: Prose.refine((said) => said.trim() !== '', 'say something') }), Receipt),
  'audit.acceptAnswer': command('The auditor accepts an answer and closes the request.', z.strictObject({ request: Ref }), Receipt),
  'audit.requests': query('Requests for information, the overdue first.', z.strictObject({ isMine: z.boolean().default(false).describe('only those that wait for whoever asks') }), z.object({ rows: z.array(InformationRequest), mayRequest: May }), ['finding', 'person', 'change']),
  'audit.compareList': job('Compares a list from elsewhere, such as a deployment log, with the changes of a period: what matches, what has no record, what has no entry (AUD-03).', z.strictObject({ file: z.string(), column: z.string().max(300).optional().describe('column that names the change; recognised by its name when left out'), population: z.enum(populations).default('implemented'), from: Day, to: Day }), z.object({
    column: z.string(), entries: Count, records: Count, matched: Count, unmatched: z.array(z.object({ row: Count, reference: z.string(), text: z.string() })), unmatchedCount: Count, withoutEntry: z.array(z.object({ number: z.string(), title: z.string(), at: Instant.nullable() })), withoutEntryCount: Count,
  })),
};
