// Which part of a pack a file is: a small file attached to each volume and covered by its seal (trail design, C1).
import type { EvidenceFile } from './pdf-evidence.ts';

/** `volume` counts from 1; `files` are the names of all volumes in order. */
export type VolumeNote = { pack: string; revision: number; volume: number; files: string[] };

export const volumeFile = (note: VolumeNote): EvidenceFile =>
  ({ name: 'volume.json', bytes: Buffer.from(`${JSON.stringify({ v: 1, ...note })}\n`), type: 'application/json', relationship: 'Data', description: `Volume ${note.volume} of ${note.files.length} of ${note.pack}` });

const plainName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
/** What the note of a volume says, or null when it is none. */
export function parseVolume(bytes: Uint8Array): VolumeNote | null {
  try {
    const { v, pack, revision, volume, files } = JSON.parse(Buffer.from(bytes).toString('utf8')) as Record<string, unknown>;
    const isName = (name: unknown): name is string => typeof name === 'string' && plainName.test(name);
    if (v !== 1 || !isName(pack) || !Number.isSafeInteger(revision) || !Array.isArray(files) || files.length > 9999 || !files.every(isName)) return null;
    return Number.isSafeInteger(volume) && (volume as number) >= 1 && (volume as number) <= files.length ? { pack, revision: revision as number, volume: volume as number, files } : null;
  } catch {
    return null;
  }
}
