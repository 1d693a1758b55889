// The service catalogue as a file (CFG-09).
import { mkdirSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Input, Output } from '#contract/index.ts';
import { tableCsv } from '../formats/csv-out.ts';
import type { JobContext } from '../ports.ts';
import { offerings } from '../queries/catalogue.ts';
import { sha256Hex } from '../trail/hashes.ts';
import { exported, mayPrint } from './documents.ts';

const headings = ['Service', 'State', 'Owner', 'Tier', 'Service level', 'Feature', 'Feature state', 'Version', 'Since', 'Release', 'Planned'];
export async function exportCatalogue(context: JobContext, { format }: Input<'catalogue.export'>): Promise<Output<'catalogue.export'>> {
  mayPrint(context);
  const rows = context.read((read) => offerings(read));
  const lines = rows.flatMap((row) => (row.features.length === 0 ? [null] : row.features).map((f) => [row.name, row.state, row.owner, row.tier === null ? '' : String(row.tier), row.sla, f?.name ?? '', f?.state ?? '', f?.version ?? '', f?.on ?? '', f?.release ?? '', f?.plannedOn ?? '']));
  const bytes = Buffer.from(format === 'csv' ? tableCsv(headings, lines) : `${JSON.stringify(rows, null, 1)}\n`);
  const name = `catalogue-${context.now().slice(0, 19).replace(/\D/g, '')}.${format}`;
  const path = join(context.exportsDir, name);
  mkdirSync(context.exportsDir, { recursive: true });
  try {
    await writeFile(`${path}.partial`, bytes);
    await rename(`${path}.partial`, path);
  } catch (error) {
    await rm(`${path}.partial`, { force: true });
    throw error;
  }
  return { file: exported(context, { kind: 'catalogue', of: 'catalogue', name, path, sha256: sha256Hex(bytes) }), rows: rows.length };
}
