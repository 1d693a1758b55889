// A checkpoint that somebody kept, held against the trail that is open here (AUD-01; trail design, A6): whether the trail still begins as it stood then, and whether its device signed it.
import { readFile, stat } from 'node:fs/promises';
import type { TrailReport } from '#contract/trail.ts';
import { appError } from '../app-error.ts';
import type { Checkpoint } from '../trail/checkpoint.ts';
import { parseCheckpoint, verifyCheckpoint } from '../trail/checkpoint.ts';
import { appendLeaf, emptyFrontier, rootOf } from '../trail/merkle.ts';
import type { TrailSource } from '../trail/verify.ts';
import type { FileAt } from './token-files.ts';

/** A checkpoint is six short lines. */
const mostBytes = 1024;
type Finding = TrailReport['findings'][number];
/** The public keys that may sign for a feed as the roster here has them; none for a device that is not in it. */
export type KeysOf = (feed: string) => readonly Buffer[];
type Known = { source: TrailSource; org: string; keysOf: KeysOf };

/** Commits of a feed that are here, up to as many as the checkpoint counts: how many, and the root and head they make. */
function recompute(source: TrailSource, { feed, count }: Checkpoint): { here: number; root: string; head: string } {
  let frontier = emptyFrontier;
  let head = '';
  for (const commit of source.commits(feed)) {
    if (frontier.count >= count) break;
    frontier = appendLeaf(frontier, commit.hash);
    head = Buffer.from(commit.hash).toString('hex');
  }
  return { here: frontier.count, root: rootOf(frontier).toString('base64'), head };
}

function judge(checkpoint: Checkpoint, known: Known | null): { verdict: TrailReport['verdict']; findings: Finding[] } {
  const { feed, count } = checkpoint;
  const found = (severity: Finding['severity'], kind: string, text: string, seq?: number): Finding => ({ kind, severity, feed, ...(seq === undefined ? {} : { seq }), text });
  if (known === null) return { verdict: 'unknown-signer', findings: [found('note', 'no_trail', 'No workspace is open here whose trail it could be held against.')] };
  if (known.org !== checkpoint.org) return { verdict: 'unknown-signer', findings: [found('note', 'wrong_org', 'It is of another organisation than the workspace that is open here.')] };
  if (!known.source.feeds().some((one) => one.feed === feed)) return { verdict: 'intact-with-gaps', findings: [found('gap', 'feed_missing', `This feed of ${count} commits is not here. Bring the bundle of its device first.`)] };
  const { here, root, head } = recompute(known.source, checkpoint);
  if (here < count) return { verdict: 'broken', findings: [found('broken', 'tail_missing', `The checkpoint counts ${count} commits and ${here} are here: the last ${count - here} are missing.`, here)] };
  if (root !== checkpoint.root || head !== checkpoint.head) return { verdict: 'broken', findings: [found('broken', 'root_differs', 'The commits here make another root than the checkpoint states: either the trail was rewritten after it was made, or it was never of this trail.', count - 1)] };
  return { verdict: 'intact', findings: [] };
}

/** What the file with the signature says: null when nobody handed one over. A signature holds or the checkpoint is nobody's; without the key nothing can be said. */
async function judgeSignature({ text, feed }: { text: string; feed: string }, signature: FileAt | null, known: Known | null): Promise<{ holds: boolean | null; finding: Finding | null }> {
  if (signature === null) return { holds: null, finding: null };
  const keys = known?.keysOf(feed) ?? [];
  if (keys.length === 0) return { holds: null, finding: { kind: 'signer', severity: 'note', feed, text: 'The key of its device is not here, so the signature beside it cannot be checked.' } };
  const bytes = (await stat(signature.path)).size <= mostBytes ? await readFile(signature.path) : Buffer.alloc(0);
  const holds = keys.some((key) => verifyCheckpoint(text, bytes, key));
  return { holds, finding: holds ? null : { kind: 'checkpoint_signature', severity: 'broken', feed, text: `The signature in ${signature.name} is not one of this feed's device over this checkpoint: one of the two files was altered, or they do not belong together.` } };
}

/** Refuses with `unreadable_file` what is no checkpoint in the form they are written in. */
export async function verifyCheckpointFile({ signature, ...file }: FileAt & { signature: FileAt | null }, known: Known | null): Promise<TrailReport> {
  const text = (await stat(file.path)).size > mostBytes ? '' : await readFile(file.path, 'utf8');
  const checkpoint = parseCheckpoint(text);
  if (!checkpoint) throw appError('unreadable_file', { file: file.name, reason: 'it begins as a checkpoint does and is none in the form they are written in' }, { file: file.name });
  const { feed, count, head, hlc } = checkpoint;
  const judged = judge(checkpoint, known);
  const signed = await judgeSignature({ text, feed }, signature, known);
  const verdict = signed.holds === false ? 'broken' : judged.verdict;
  const findings = [...judged.findings, ...(signed.finding ? [signed.finding] : [])];
  const made = new Date(Number(hlc.slice(0, 15)));
  const when = Number.isNaN(made.getTime()) ? '' : `, as they stood on ${made.toISOString().slice(0, 16).replace('T', ' ')} UTC by the clock of their device`;
  return {
    verdict, depth: 'deep', what: file.name, events: 0, feeds: [{ feed, count, head }], findings,
    covered: [...(signed.holds === true ? [`the signature in ${signature?.name ?? ''}: the device of feed ${feed.slice(0, 8)} signed this checkpoint`] : []), ...(judged.verdict === 'intact' ? [`the first ${count} commits of feed ${feed.slice(0, 8)}, recomputed one by one to the root that the checkpoint states${when}`] : [])],
    notCovered: ['what was written after it', ...(signature === null ? ['its signature, which is a file of its own: hand over the .sig beside it too'] : signed.holds === null ? ['its signature'] : [])], root: null,
  };
}
