// Sealed files for these tests: an authority, a seal, and evidence from the trail in memory.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeSignedMinutes } from '../../src-main/documents/signed.ts';
import type { SignedFile } from '../../src-main/documents/signed.ts';
import { writeSignedPack } from '../../src-main/documents/signed-pack.ts';
import type { SignedPack } from '../../src-main/documents/signed-pack.ts';
import type { MinutesDocument } from '../../src-main/documents/minutes-document.ts';
import type { PackDocument } from '../../src-main/documents/pack-document.ts';
import type { EvidenceInput, StampedCheckpoint } from '../../src-main/trail/pdf-evidence.ts';
import { issueSeal, makeCa } from '../../src-main/trail/pki.ts';
import type { Authority, Seal } from '../../src-main/trail/pki.ts';
import { signBytes } from '../../src-main/trail/keys.ts';
import { aTrail, feeds, keys, sourceOf } from '../trail/trail-in-memory.ts';
import type { Trail } from '../trail/trail-in-memory.ts';
import { aMeeting } from './a-meeting.ts';
import { aPack } from './a-pack.ts';

export const resourcesDir = resolve(import.meta.dirname, '../../resources');
export const fontsDir = join(resourcesDir, 'fonts');
export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'gavel-documents-'));
const notBeforeAt = '2026-01-01T00:00:00.000Z';
export const signedAt = '2026-11-24T15:31:00.000Z';

export async function aSeal(organisation = 'Northwind Bank'): Promise<{ ca: Authority; seal: Seal }> {
  const ca = await makeCa({ organisation, notBeforeAt });
  return { ca, seal: await issueSeal(ca, { name: `${organisation}, site A1`, notBeforeAt }) };
}

export const evidenceOf = (trail: Trail): Omit<EvidenceInput, 'verifyPy'> => ({
  source: sourceOf(trail), rosterFeed: feeds.root, keys: [keys.root.publicKey, keys.a.publicKey, keys.b.publicKey], signer: feeds.a, sign: (manifest) => signBytes(keys.a.privateKey, manifest),
});

export type Sealed = SignedFile & { ca: Authority; folder: string };
export type SealedPack = SignedPack & { ca: Authority; folder: string };
type Over<D> = { document?: D; trail?: Trail; by?: { ca: Authority; seal: Seal } };

export async function sealedPack(over: Over<PackDocument> & { mostPages?: number; attachUpTo?: number; stamps?: StampedCheckpoint[]; folder?: string; name?: string } = {}): Promise<SealedPack> {
  const { ca, seal } = over.by ?? await aSeal();
  const folder = over.folder ?? newFolder();
  const { mostPages, attachUpTo, stamps } = over;
  const limits = { ...(stamps === undefined ? {} : { stamps }), ...(mostPages === undefined ? {} : { mostPages }), ...(attachUpTo === undefined ? {} : { attachUpTo }) };
  const file = await writeSignedPack({ document: over.document ?? aPack(), evidence: evidenceOf(over.trail ?? aTrail(40)), seal, outPath: join(folder, over.name ?? 'pack.pdf'), resourcesDir, signedAt, ...limits });
  return { ...file, ca, folder };
}

export async function sealedMinutes(over: Over<MinutesDocument> & { signedText?: Uint8Array } = {}): Promise<Sealed> {
  const { ca, seal } = over.by ?? await aSeal();
  const folder = newFolder();
  const file = await writeSignedMinutes({ document: over.document ?? aMeeting(), evidence: evidenceOf(over.trail ?? aTrail(40)), seal, outPath: join(folder, 'minutes.pdf'), resourcesDir, signedAt, ...(over.signedText ? { signedText: over.signedText } : {}) });
  return { ...file, ca, folder };
}
