// Files as evidence (APR-05): hashed as they are read, kept in the trail up to a limit, and written out again as they were.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import type { Input, Output } from '#contract/index.ts';
import { AppError, appError } from '../app-error.ts';
import { writeEvidence } from '../commands/evidence.ts';
import { subjectOf } from '../domain/event.ts';
import { mayAttach, mostKept } from '../domain/evidence.ts';
import { needs } from '../domain/roles.ts';
import { basisPoints, readCoverage } from '../formats/coverage.ts';
import { FormatError } from '../formats/format-error.ts';
import type { JobContext, JobControl } from '../ports.ts';
import { place } from './export-file.ts';

/** SHA-256 (hex) of a file of any size. Throws a refusal when it is cancelled. */
async function digestOf(path: string, size: number, { signal, onProgress }: JobControl): Promise<string> {
  const hash = createHash('sha256');
  let done = 0;
  for await (const piece of createReadStream(path)) {
    if (signal.aborted) throw appError('cancelled');
    hash.update(piece as Buffer);
    done += (piece as Buffer).length;
    onProgress({ done, total: size, what: 'Reading the file' });
  }
  return hash.digest('hex');
}

type Measured = { measured: number | null; observedAt: string | null; warnings: string[] };
/** What a coverage report says of itself; a file that is none stays evidence without a measure. */
async function measure(path: string, { kind, name }: { kind: string; name: string }): Promise<Measured> {
  if (kind !== 'coverage') return { measured: null, observedAt: null, warnings: [] };
  try {
    const { lines, timestamp, warnings } = await readCoverage(path, { name });
    return { measured: basisPoints(lines), observedAt: timestamp, warnings };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return { measured: null, observedAt: null, warnings: [`${name} is no coverage report that Gavel reads (Cobertura, JaCoCo, LCOV), so it states no coverage.`] };
  }
}

export async function attachEvidence(context: JobContext, input: Input<'evidence.attach'>, control: JobControl): Promise<Output<'evidence.attach'>> {
  const { change, kind, artefact, note } = input;
  context.read((read) => {
    const no = mayAttach({ change: read.loadChange(change) }, read);
    if (no) throw new AppError(no.error);
  });
  const { path, name } = context.staged(input.file);
  const { size } = await stat(path);
  if (size === 0) throw appError('evidence_empty', { file: name }, { file: name, field: 'file' });
  const sha256 = await digestOf(path, size, control);
  const { measured, observedAt, warnings } = await measure(path, { kind, name });
  const isKept = size <= mostKept;
  const bytes = isKept ? await readFile(path) : null;
  if (bytes !== null && createHash('sha256').update(bytes).digest('hex') !== sha256) throw appError('unreadable_file', { file: name, reason: 'it was altered while it was read' }, { file: name });
  const written = context.write((write) => writeEvidence(write, { change, kind, name, note, sha256, size, artefact, observedAt: input.observedAt ?? observedAt ?? write.now, measured, bytes: bytes?.toString('base64') ?? null }));
  return { ...written, sha256, size, isKept, measured, warnings };
}

/** No name of a file may lead out of the folder, hide it, or mean a device. */
const safeName = (name: string): string => name.normalize('NFKC').replace(/[^\p{L}\p{N}._ -]+/gu, '-').replace(/^[-. ]+|[-. ]+$/g, '').slice(0, 120) || 'file';

export async function writeEvidenceFile(context: JobContext, { change: ref, evidence: id }: Input<'evidence.write'>): Promise<Output<'evidence.write'>> {
  const { item, base64 } = context.read((read) => {
    const no = needs('print', read.actor);
    if (no) throw new AppError(no.error);
    const found = read.dossierOf(read.loadChange(ref)).evidence?.items.find((one) => one.id === id || one.number === id.toUpperCase());
    if (!found) throw appError('record_missing', { record: 'evidence', id });
    const kept = read.trail.ofSubject(subjectOf('file', found.id)).map(({ event }) => event.text['bytes']).find((text) => typeof text === 'string');
    return { item: found, base64: typeof kept === 'string' ? kept : null };
  });
  if (!item.isKept) throw appError('evidence_outside', { evidence: item.number, sha256: item.sha256 });
  if (base64 === null) throw appError('evidence_erased', { evidence: item.number, sha256: item.sha256 });
  const bytes = Buffer.from(base64, 'base64');
  if (createHash('sha256').update(bytes).digest('hex') !== item.sha256) throw appError('evidence_altered', { evidence: item.number });
  return { file: place(context, { name: `${item.number} ${safeName(item.name)}`, text: bytes }) };
}
