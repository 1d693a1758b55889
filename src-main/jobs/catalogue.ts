// The service catalogue as a file (CFG-09).
import type { Input, Output } from '#contract/index.ts';
import { tableCsv } from '../formats/csv-out.ts';
import type { JobContext } from '../ports.ts';
import { offerings } from '../queries/catalogue.ts';
import { assertMay, note, place, stampOf } from './export-file.ts';

const headings = ['Service', 'State', 'Owner', 'Tier', 'Service level', 'Feature', 'Feature state', 'Version', 'Since', 'Release', 'Planned'];
export async function exportCatalogue(context: JobContext, { format }: Input<'catalogue.export'>): Promise<Output<'catalogue.export'>> {
  context.read((read) => { assertMay('print', read); });
  const rows = context.read((read) => offerings(read));
  const lines = rows.flatMap((row) => (row.features.length === 0 ? [null] : row.features).map((f) => [row.name, row.state, row.owner, row.tier === null ? '' : String(row.tier), row.sla, f?.name ?? '', f?.state ?? '', f?.version ?? '', f?.on ?? '', f?.release ?? '', f?.plannedOn ?? '']));
  const name = `catalogue-${stampOf(context.now())}.${format}`;
  const text = format === 'csv' ? tableCsv(headings, lines) : `${JSON.stringify(rows, null, 1)}\n`;
  return { file: place(context, { name, text }, note(context, 'catalogue', name)), rows: rows.length };
}
