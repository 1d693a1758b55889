// Verification and rebuilding of the open workspace, with progress and cancel.
import type { Input, Output } from '#contract/index.ts';
import type { TrailReport } from '#contract/trail.ts';
import { appError } from '../app-error.ts';
import type { JobContext, JobControl } from '../ports.ts';
import { note, place } from './export-file.ts';
import { fingerprintOf, fingerprintWords, wordsToFingerprint } from '../trail/keys.ts';
import type { TrailReport as Verified } from '../trail/verify.ts';
import { verifyTrail } from '../trail/verify.ts';

/** A fingerprint typed as words, or a plain refusal. */
export function trustedRoot(words: string): Uint8Array {
  try {
    return wordsToFingerprint(words);
  } catch {
    throw appError('invalid_input', { field: 'root', problem: 'the twelve words are misspelt or not in this order' }, { field: 'root' });
  }
}

export const reportOf = (verified: Verified, what: string): TrailReport => ({
  verdict: verified.verdict, depth: verified.depth, what, events: verified.events, feeds: verified.feeds.map(({ feed, count, head }) => ({ feed, count, head })), findings: verified.findings,
  covered: verified.covered, notCovered: verified.notCovered, root: verified.rootKey === null ? null : fingerprintWords(Buffer.from(verified.rootKey, 'hex')),
});

/** AUD-02: the public certificate that seals lead to. It proves something only to those who had its fingerprint from somewhere else. */
export async function exportAuthority(context: JobContext): Promise<Output<'export.authority'>> {
  if (context.seal === null) throw appError('no_seal');
  const { rootKey, caFingerprint } = context.organisation;
  const name = 'authority.pem';
  return { file: place(context, { name, text: context.seal.caPem }, note(context, 'authority', name)), fingerprint: caFingerprint, rootWords: fingerprintWords(Buffer.from(rootKey, 'hex')) };
}

/** The root this workspace was opened with is trusted unless the caller names another one. */
export async function verifyWorkspace(context: JobContext, input: Input<'trail.verify'>, control: JobControl): Promise<Output<'trail.verify'>> {
  const root = input.root ? trustedRoot(input.root) : fingerprintOf(Buffer.from(context.organisation.rootKey, 'hex'));
  const verified = await verifyTrail(context.trailSource(), {
    depth: input.deep ? 'deep' : 'fast', trustedRoot: root,
    onProgress: (done, total) => { control.onProgress({ done, total, what: `${done.toLocaleString('en-GB')} of ${total.toLocaleString('en-GB')} commits checked` }); },
    isCancelled: () => control.signal.aborted,
  });
  if (control.signal.aborted) throw appError('cancelled');
  const broken = verified.verdict === 'broken' ? verified.findings.find((f) => f.severity === 'broken') : undefined;
  if (broken) context.stopWriting({ feed: broken.feed ?? '', seq: broken.seq ?? 0, problem: broken.text });
  return reportOf(verified, 'workspace');
}

export async function rebuildTables(context: JobContext, _input: Input<'trail.rebuild'>, control: JobControl): Promise<Output<'trail.rebuild'>> {
  return context.rebuild((done) => { control.onProgress({ done, total: null, what: `${done.toLocaleString('en-GB')} events folded` }); });
}
