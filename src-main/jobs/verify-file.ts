// The verdict on a sealed document handed over, with or without a workspace (AUD-01, AUD-02; trail design, C4).
import type { Input, Output } from '#contract/index.ts';
import { appError } from '../app-error.ts';
import type { JobControl, Organisation } from '../ports.ts';
import { fingerprintOf, fingerprintWords } from '../trail/keys.ts';
import { PdfError } from '../trail/pdf-bytes.ts';
import { judgeManifest, judgePack } from '../trail/pdf-pack.ts';
import type { PackVerdict } from '../trail/pdf-pack.ts';
import type { Neighbours } from '../trail/pdf-volumes.ts';
import type { Finding } from '#contract/trail.ts';
import type { z } from 'zod';
import { trustedRoot } from './trail.ts';

type Found = z.output<typeof Finding>;

/** A certificate vouches for the seal alone: whose trail the file holds, only the root can say. */
const sealAlone: Found = { kind: 'root', severity: 'note', text: 'The seal is of the trusted CA; give --root WORDS to trust the trail’s root too.' };

function findings(verdict: PackVerdict, isSealAlone: boolean): Found[] {
  // A seal by somebody else's authority breaks nothing: it is a signer nobody here knows.
  const failed = [...verdict.pdf.checks, ...verdict.checks].filter((c) => !c.holds).map((c): Found => ({ kind: c.name, severity: c.name === 'authority' ? 'note' : 'broken', text: c.text }));
  const lacking: Found[] = verdict.lacking === null ? [] : [{ kind: 'volume_missing', severity: 'gap', text: verdict.lacking }];
  return [...failed, ...lacking, ...(isSealAlone ? [sealAlone] : []), ...(verdict.trail?.findings ?? [])];
}

type Given = { path: string; name: string };
/** Files handed over together find each other by name; one alone finds those in its folder. */
function nearOf(beside: readonly Given[]): { near?: Neighbours } {
  if (beside.length === 0) return {};
  return { near: { find: (name) => Promise.resolve(beside.find((file) => file.name === name)?.path ?? null), names: () => Promise.resolve(beside.map(({ name }) => name)) } };
}

/** The file's own organisation is trusted only when the caller names its root, or when the open workspace is of the same organisation. */
export async function verifyFile(file: Given, input: Input<'trail.verifyFile'>, known: { organisation: Organisation | null; beside: readonly Given[]; control: JobControl; isManifest: boolean }): Promise<Output<'trail.verifyFile'>> {
  const root = input.root ? trustedRoot(input.root) : known.organisation ? fingerprintOf(Buffer.from(known.organisation.rootKey, 'hex')) : null;
  try {
    const judge = known.isManifest ? judgeManifest : judgePack;
    const verdict = await judge(file.path, {
      ...nearOf(known.beside.length === 0 ? [] : [file, ...known.beside]), ...(root ? { trustedRoot: root } : {}), ...(input.ca ? { trustedCa: input.ca } : {}), ...(known.organisation ? { houseCa: known.organisation.caFingerprint } : {}), depth: 'deep',
      onProgress: (done, total) => { known.control.onProgress({ done, total, what: 'Checking the evidence' }); }, isCancelled: () => known.control.signal.aborted,
    });
    const { trail, pdf } = verdict;
    const isSealAlone = input.ca !== undefined && root === null && pdf.verdict === 'intact' && verdict.verdict === 'unknown-signer';
    return {
      verdict: verdict.verdict, depth: 'deep', what: file.name, events: trail?.events ?? 0, feeds: trail?.feeds.map(({ feed, count, head }) => ({ feed, count, head })) ?? [], findings: findings(verdict, isSealAlone),
      covered: [...(pdf.signer ? [`the whole file of ${pdf.size.toLocaleString('en-GB')} bytes, sealed by ${pdf.signer.name}`] : []), `${verdict.files.length} attached files`, ...verdict.checks.filter(({ name, holds }) => name === 'time-stamp' && holds).map(({ text }) => text.replace(/\.$/, '')), ...(trail?.covered ?? [])],
      ...(pdf.signer ? { signer: { who: pdf.signer.name, at: pdf.signer.signedAt === '' ? null : pdf.signer.signedAt } } : {}), notCovered: trail?.notCovered ?? [], root: trail?.rootKey ? fingerprintWords(Buffer.from(trail.rootKey, 'hex')) : null,
    };
  } catch (error) {
    if (error instanceof PdfError) throw appError('unreadable_file', { file: file.name, reason: error.message }, { file: file.name });
    if (known.control.signal.aborted) throw appError('cancelled');
    throw error;
  }
}
