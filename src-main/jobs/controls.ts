// The matrix of controls over a period (AUD-04): a job, because every record of the period is tested.
import type { Input, Output } from '#contract/index.ts';
import { matrixOf } from '../domain/control-matrix.ts';
import type { JobContext, JobControl, JobHandlers } from '../ports.ts';
import { controlsHere, exceptionFacts, openFindings } from '../queries/controls.ts';
import { gatherCompliance } from './gather-compliance.ts';

async function matrix(context: JobContext, { from, to, framework }: Input<'control.matrix'>, control: JobControl): Promise<Output<'control.matrix'>> {
  const { asOf, cases, deployed } = await gatherCompliance(context, { from, to, before: 0 }, control);
  const rows = context.read((read) => matrixOf(controlsHere(read).filter((one) => framework === undefined || one.framework === framework), { cases, deployed, exceptions: exceptionFacts(read), findings: openFindings(read) }, { from, to }));
  return { from, to, asOf, rows };
}
export const controlJobs = { 'control.matrix': matrix } satisfies Partial<JobHandlers<JobContext>>;
