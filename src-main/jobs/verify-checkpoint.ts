// A checkpoint that somebody kept, held against the trail that is open here (AUD-01; trail design, A6): whether the trail still begins as it stood then.
import { readFile, stat } from 'node:fs/promises';
import type { TrailReport } from '#contract/trail.ts';
import { appError } from '../app-error.ts';
import type { Checkpoint } from '../trail/checkpoint.ts';
import { parseCheckpoint } from '../trail/checkpoint.ts';
import { appendLeaf, emptyFrontier, rootOf } from '../trail/merkle.ts';
import type { TrailSource } from '../trail/verify.ts';
import type { FileAt } from './token-files.ts';

/** A checkpoint is six short lines. */
const mostBytes = 1024;
type Finding = TrailReport['findings'][number];

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

function judge(checkpoint: Checkpoint, known: { source: TrailSource; org: string } | null): { verdict: TrailReport['verdict']; findings: Finding[] } {
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

/** Refuses with `unreadable_file` what is no checkpoint in the form they are written in. */
export async function verifyCheckpointFile(file: FileAt, known: { source: TrailSource; org: string } | null): Promise<TrailReport> {
  const text = (await stat(file.path)).size > mostBytes ? '' : await readFile(file.path, 'utf8');
  const checkpoint = parseCheckpoint(text);
  if (!checkpoint) throw appError('unreadable_file', { file: file.name, reason: 'it begins as a checkpoint does and is none in the form they are written in' }, { file: file.name });
  const { feed, count, head, hlc } = checkpoint;
  const { verdict, findings } = judge(checkpoint, known);
  // Whose signature stands beside it is not looked at: the commits themselves agree with it, or do not.
  const made = new Date(Number(hlc.slice(0, 15)));
  const when = Number.isNaN(made.getTime()) ? '' : `, as they stood on ${made.toISOString().slice(0, 16).replace('T', ' ')} UTC by the clock of their device`;
  return {
    verdict, depth: 'deep', what: file.name, events: 0, feeds: [{ feed, count, head }], findings,
    covered: verdict === 'intact' ? [`the first ${count} commits of feed ${feed.slice(0, 8)}, recomputed one by one to the root that the checkpoint states${when}`] : [],
    notCovered: ['what was written after it', 'the signature beside it, which is a file of its own'], root: null,
  };
}
