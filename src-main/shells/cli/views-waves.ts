// How waves of a release look to people on the command line (CAL-07).
import type { Output } from '#contract/index.ts';
import { table } from './text.ts';

export const wavesText = ({ base, rows }: Output<'wave.list'>): string =>
  (rows.length === 0 ? 'No waves are planned.' : table(['Wave', 'Region', 'Local start', 'Local end', 'Zone', `In ${base}`, 'Speaks against it'], rows.map((row) => [row.id, row.region, row.local?.start ?? 'not placed', row.local?.end ?? '', row.zone, row.base?.start ?? '', row.warnings.map(({ text }) => text).join(' ')])));
