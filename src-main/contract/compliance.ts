// Compliance rules tested over all records of a period (AUD-05): population, tested, failures and trend of each, as an answer, as data with a digest, as a signed PDF.
import { z } from 'zod';
import { job, query } from './define.ts';
import { Count, Day, ExportedFile, May } from './values.ts';

export const complianceResults = ['pass', 'fail', 'not-tested'] as const;
/** What a failure stands on. */
export const complianceRecords = ['change', 'workaround', 'access-review'] as const;
const Period = { from: Day.describe('first day of the period (UTC)'), to: Day.describe('last day of the period (UTC)') };
const Trend = { before: z.number().int().min(0).max(12).default(3).describe('how many periods of the same length before it stand in the trend') };
const Counts = { population: Count, tested: Count, failures: Count, /** `not-tested` where nothing was tested: that is no pass. */ result: z.enum(complianceResults) };

export const RuleText = z.object({ id: z.string(), version: Count, title: z.string(), text: z.string() });
export type RuleText = z.output<typeof RuleText>;
export const ComplianceFailure = z.object({
  record: z.object({ kind: z.enum(complianceRecords), id: z.string(), number: z.string(), title: z.string() }), at: z.string(), /** One plain sentence. */ said: z.string(), /** Number of the finding that was raised on it. */ finding: z.string().nullable(),
});
export type ComplianceFailure = z.output<typeof ComplianceFailure>;
export const TestedRule = RuleText.extend({
  ...Counts, /** Failures, at most a thousand; `failures` counts all. */ rows: z.array(ComplianceFailure), /** Why some of the population could not be tested. */ untested: z.array(z.object({ why: z.string(), count: Count })),
  /** Periods of the same length, the oldest first; the last one is the period itself. */ trend: z.array(z.object({ from: z.string(), to: z.string(), ...Counts })),
});
export type TestedRule = z.output<typeof TestedRule>;
export const ComplianceReport = z.object({
  from: z.string(), to: z.string(), /** The instant as of which it is judged: the end of the period, or the last event here where that is earlier. */ asOf: z.string(), policy: z.string(), rules: z.array(TestedRule),
  /** SHA-256 of the report as data, the file of `compliance.write` with `--format json`: the same wherever the same records are. */ digest: z.string(),
  /** Where each feed of the trail stood. */ checkpoint: z.array(z.object({ feed: z.string(), count: Count, head: z.string() })), mayRaise: May,
});
export type ComplianceReport = z.output<typeof ComplianceReport>;

export const compliance = {
  'compliance.rules': query('The rules that are tested, with their text and version, and whether the last quarter that closed has its report (AUD-05).', z.strictObject({}), z.object({
    rules: z.array(RuleText), closed: z.object({ from: z.string(), to: z.string(), isReported: z.boolean() }), written: z.array(z.object({ name: z.string(), from: z.string(), to: z.string(), at: z.string(), sha256: z.string() })),
  }), ['trail', 'policy']),
  'compliance.run': job('Tests every compliance rule over the records of a period (AUD-05).', z.strictObject({ ...Period, ...Trend }), ComplianceReport),
  'compliance.write': job('Writes the compliance report of a period: a signed PDF, or the data its digest is made of (AUD-05).', z.strictObject({ ...Period, ...Trend, format: z.enum(['pdf', 'json']).default('pdf') }), z.object({ file: ExportedFile, pages: Count, digest: z.string(), failures: Count })),
};
