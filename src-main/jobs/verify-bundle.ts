// The verdict on a bundle handed over (AUD-01): opened, checked commit by commit and merged on trial, with the same words as its preview; nothing stays.
import type { BundlePreview } from '#contract/exchange.ts';
import { sentence } from '#contract/errors.ts';
import type { Refusal } from '#contract/errors.ts';
import type { TrailReport } from '#contract/trail.ts';
import { AppError, appError } from '../app-error.ts';
import type { JobContext, JobControl } from '../ports.ts';
import { inspectBundle } from './bundles.ts';

type Finding = TrailReport['findings'][number];
const severities: Partial<Record<Refusal['code'], TrailReport['verdict']>> = { tampered: 'broken', truncated: 'broken', wrong_org: 'unknown-signer', sender_unknown: 'unknown-signer', sender_revoked: 'broken' };
const empty = (what: string): TrailReport => ({ verdict: 'broken', depth: 'deep', what, events: 0, feeds: [], findings: [], covered: [], notCovered: ['everything in it: it could not be taken apart'], root: null });

/** A bundle that is refused for what it is has a verdict; one that cannot be opened here has none, and the refusal goes on. */
function refused(error: unknown, what: string): TrailReport {
  const verdict = error instanceof AppError ? severities[error.refusal.code] : undefined;
  if (!(error instanceof AppError) || verdict === undefined) throw error;
  const text = sentence({ code: error.refusal.code, facts: { ...error.refusal.facts, file: what } });
  return { ...empty(what), verdict, findings: [{ kind: error.refusal.code, severity: verdict === 'broken' ? 'broken' : 'note', text }] };
}

function findingsOf({ waiting, quarantined, forks, aheadOfClock }: BundlePreview): Finding[] {
  return [
    ...forks.map(({ feed, site, from }): Finding => ({ kind: 'fork', severity: 'gap', feed, seq: from, text: `The feed of site ${site} was written twice from here on; both branches are kept apart.` })),
    ...quarantined.map(({ feed, site, from, count, detail }): Finding => ({ kind: 'quarantined', severity: 'gap', feed, seq: from, text: `${count} commits of site ${site} do not count: ${detail}` })),
    ...waiting.map(({ feed, site, from, to }): Finding => ({ kind: 'waiting', severity: 'gap', feed, seq: from, text: `Commits ${from} to ${to} of site ${site} are missing; bring the bundle that holds them.` })),
    ...(aheadOfClock > 0 ? [{ kind: 'clock', severity: 'note' as const, text: `${aheadOfClock} commits are dated more than a day ahead of this machine's clock.` }] : []),
  ];
}

/** `context` is null where no workspace is open or nobody is signed in: only its devices and people can open a bundle. */
export async function verifyBundleFile(context: JobContext | null, input: { file: string; passphrase?: string | undefined }, control: JobControl): Promise<TrailReport> {
  if (context === null) throw appError('signed_out');
  const what = context.staged(input.file).name;
  try {
    const preview = await inspectBundle(context, { file: input.file, ...(input.passphrase === undefined ? {} : { passphrase: input.passphrase }) }, control);
    const { from, made, commits, events, known, omitted } = preview;
    const findings = findingsOf(preview);
    return {
      verdict: findings.some(({ severity }) => severity === 'gap') ? 'intact-with-gaps' : 'intact', depth: 'deep', what, events, feeds: [], findings, signer: { who: `${from.person === '' ? 'a device' : from.person} at site ${from.site}`, at: made },
      covered: [`the whole bundle, signed at its beginning and its end by the device of site ${from.site}`, `${commits} commits with their digests, links and signatures, ${known} of them known here`],
      notCovered: [...omitted.map(({ class: kind, count, reason }) => `${count} ${kind} texts that the sender left out: ${reason}`), 'what its sender wrote and did not send'], root: null,
    };
  } catch (error) {
    return refused(error, what);
  }
}
