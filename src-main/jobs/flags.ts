// State exports of feature flags, read in the parser's thread and kept as the latest of their environment and source (REL-09).
import type { Input, Output } from '#contract/index.ts';
import { appError, orRefuse } from '../app-error.ts';
import { findingsOf, flagExportSheet, flagSheet, importFlagStates } from '../domain/flags.ts';
import { nameKey } from '../domain/item.ts';
import type { FlagStateRecord } from '../formats/read-flags.ts';
import type { JobContext, JobHandlers, WriteContext } from '../ports.ts';
import { openParser } from './parser.ts';

function keep(context: WriteContext, records: readonly FlagStateRecord[], { environment, source }: Pick<Input<'flag.import'>, 'environment' | 'source'>, name: string): Output<'flag.import'> {
  const placed = records.map((record) => ({ ...record, environment: record.environment || environment || '' }));
  const homeless = placed.find((record) => record.environment === '');
  if (homeless) throw appError('not_a_flag_export', { file: name, reason: `row ${homeless.row} names no environment, and none was said` }, { file: name, row: homeless.row, field: 'environment' });
  const environments = [...new Map(placed.map((record) => [nameKey(record.environment), record.environment])).values()];
  context.append(environments.flatMap((one) => {
    const id = context.digest({ flagExport: nameKey(one), source: nameKey(source || name) }).slice(0, 32);
    return orRefuse(importFlagStates(id, { environment: one, source: source || name, states: placed.filter((record) => nameKey(record.environment) === nameKey(one)).map(({ key, isOn }) => ({ key, isOn })) }, context));
  }));
  const findings = findingsOf(context.listSheets(flagSheet, { state: ['open'] }), { exports: context.listSheets(flagExportSheet), changeOf: (id) => context.findChange(id) }, context.now);
  return { states: records.length, environments, findings };
}

export const flagJobs = {
  'flag.import': async (context, { file, ...said }, control) => {
    const { path, name } = context.staged(file);
    const parser = openParser(control.signal);
    try {
      control.onProgress({ done: 0, total: null, what: 'Reading the states' });
      const records = await parser.flags(path, { name });
      return context.write((write) => keep(write, records, said, name));
    } finally {
      await parser.close();
    }
  },
} satisfies Partial<JobHandlers<JobContext>>;
