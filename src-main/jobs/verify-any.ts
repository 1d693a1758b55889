// Whatever can be checked, by what its first bytes say it is (AUD-01): sealed documents, bundles, tokens and signed lists, checkpoints, proofs of single events.
import { open } from 'node:fs/promises';
import type { Input, Output } from '#contract/index.ts';
import { formOfFile } from '#contract/trail.ts';
import { appError } from '../app-error.ts';
import type { JobContext, JobControl, Organisation } from '../ports.ts';
import type { TrailSource } from '../trail/verify.ts';
import type { FileAt } from './token-files.ts';
import { verifyBundleFile } from './verify-bundle.ts';
import { verifyCheckpointFile, verifyStampFile } from './verify-checkpoint.ts';
import type { KeysOf } from './verify-checkpoint.ts';
import { verifyFile } from './verify-file.ts';
import { verifyProofFile } from './proof.ts';
import { verifySigned } from './verify-signed.ts';

export type Known = { organisation: Organisation | null; source: TrailSource | null; keysOf: KeysOf; /** Of whoever is signed in. */ context: () => JobContext | null; staged: (file: string) => FileAt };
/** Enough of a file to know what it is. */
async function startOf({ path }: FileAt): Promise<string> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(32), 0, 32, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Refuses with `unreadable_file` what is none of these. */
export async function verifyAny(input: Input<'trail.verifyFile'>, known: Known, control: JobControl): Promise<Output<'trail.verifyFile'>> {
  const file = known.staged(input.file);
  const form = formOfFile(await startOf(file));
  const beside = (input.beside ?? []).map(known.staged);
  const ending = (what: string): FileAt[] => beside.filter(({ name }) => name.toLowerCase().endsWith(what));
  const trail = known.source && known.organisation ? { source: known.source, org: known.organisation.id, keysOf: known.keysOf } : null;
  switch (form) {
    case 'signed': return verifySigned(file, input.keys === undefined ? null : known.staged(input.keys));
    case 'sealed': case 'manifest': return verifyFile(file, input, { organisation: known.organisation, beside, control, isManifest: form === 'manifest' });
    case 'bundle': return verifyBundleFile(known.context(), input, control);
    case 'proof': return verifyProofFile(file, trail);
    case 'checkpoint': return verifyCheckpointFile({ ...file, signature: ending('.sig')[0] ?? null, stamps: ending('.tsr') }, trail);
    case 'stamp': return verifyStampFile(file, trail);
    default: throw appError('unreadable_file', { file: file.name, reason: 'it is no sealed PDF, no bundle, no token or signed list, no checkpoint, no time-stamp, no manifest of a pack, and no proof of an event' }, { file: file.name });
  }
}
