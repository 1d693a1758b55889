// A checkpoint that somebody kept, held against the trail that is open here (AUD-01; trail design, A6): whether the trail still begins as it stood then, and whether its device signed it.
import { open, readFile, stat } from 'node:fs/promises';
import { verifyCommand } from '#contract/checkpoints.ts';
import type { TrailReport } from '#contract/trail.ts';
import { appError } from '../app-error.ts';
import type { Checkpoint } from '../trail/checkpoint.ts';
import { parseCheckpoint, verifyCheckpoint } from '../trail/checkpoint.ts';
import { appendLeaf, emptyFrontier, rootOf } from '../trail/merkle.ts';
import { isStampOf, judgeStamp, largestReply, readStamp, TimeStampError } from '../trail/time-stamp.ts';
import type { TimeStamp } from '../trail/time-stamp.ts';
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

type Judged = Pick<TrailReport, 'findings' | 'covered' | 'notCovered'>;
const second = (at: string): string => `${at.slice(0, 19).replace('T', ' ')} UTC`;
/** What a time-stamp that fits proves, and what nobody here can say. */
const stampWords = ({ at, authority }: TimeStamp, { name }: FileAt): { covered: string; notCovered: string } => ({
  covered: `the time-stamp in ${name}: it fits this checkpoint and its own certificate. ${authority.name} (certificate issued by ${authority.issuer}) says that the checkpoint existed on ${second(at)}`,
  notCovered: `whether ${authority.name} is to be trusted, which is not judged here: with the authority’s own certificates in tsa-ca.pem, OpenSSL says so (${verifyCommand(stemOf(name))})`,
});
const stemOf = (name: string): string => name.replace(/\.tsr$/i, '');

/** Replies that lie beside a checkpoint, held against its text. */
async function judgeStamps(text: string, feed: string, stamps: readonly FileAt[]): Promise<Judged> {
  const judged: Judged = { findings: [], covered: [], notCovered: [] };
  for (const file of stamps) {
    const found = judgeStamp(await bytesOf(file), text);
    if ('problem' in found) judged.findings.push({ kind: 'time_stamp', severity: 'broken', feed, text: `The time-stamp in ${file.name} does not count: ${found.problem}.` });
    else {
      const { covered, notCovered } = stampWords(found.stamp, file);
      judged.covered.push(covered);
      judged.notCovered.push(notCovered);
    }
  }
  return judged;
}
/** A file that is too long to be a reply is not read further than to say so. */
async function bytesOf({ path }: FileAt): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(largestReply + 1), 0, largestReply + 1, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** A reply alone: whether it holds, and which checkpoint of the trail that is open here it is of. Refuses with `stamp_unreadable` what is none. */
export async function verifyStampFile(file: FileAt, known: Known | null): Promise<TrailReport> {
  const report = (verdict: TrailReport['verdict'], judged: Judged, feeds: TrailReport['feeds'] = []): TrailReport => ({ verdict, depth: 'deep', what: file.name, events: 0, feeds, ...judged, root: null });
  try {
    const stamp = readStamp(await bytesOf(file));
    const { covered, notCovered } = stampWords(stamp, file);
    const found = [...known?.source.checkpoints() ?? []].find(({ text }) => isStampOf(stamp, text));
    const stated = found && parseCheckpoint(found.text);
    if (!stated) return report('unknown-signer', { findings: [{ kind: 'no_checkpoint', severity: 'note', text: `It is a time-stamp of ${stamp.authority.name} from ${second(stamp.at)}, of no checkpoint that is here.` }], covered: [], notCovered: [notCovered] });
    return report('intact', { findings: [], covered: [`${covered}. It is the checkpoint over ${stated.count} commits of feed ${stated.feed.slice(0, 8)}`], notCovered: [notCovered] }, [{ feed: stated.feed, count: stated.count, head: stated.head }]);
  } catch (error) {
    if (!(error instanceof TimeStampError)) throw error;
    if (error.problem === 'unreadable') throw appError('stamp_unreadable', { file: file.name, reason: error.message }, { file: file.name });
    return report('broken', { findings: [{ kind: 'time_stamp', severity: 'broken', text: `The time-stamp in ${file.name} does not count: ${error.message}.` }], covered: [], notCovered: [] });
  }
}

/** Refuses with `unreadable_file` what is no checkpoint in the form they are written in. */
export async function verifyCheckpointFile({ signature, stamps, ...file }: FileAt & { signature: FileAt | null; stamps: readonly FileAt[] }, known: Known | null): Promise<TrailReport> {
  const text = (await stat(file.path)).size > mostBytes ? '' : await readFile(file.path, 'utf8');
  const checkpoint = parseCheckpoint(text);
  if (!checkpoint) throw appError('unreadable_file', { file: file.name, reason: 'it begins as a checkpoint does and is none in the form they are written in' }, { file: file.name });
  const { feed, count, head, hlc } = checkpoint;
  const judged = judge(checkpoint, known);
  const signed = await judgeSignature({ text, feed }, signature, known);
  const stamped = await judgeStamps(text, feed, stamps);
  const verdict = signed.holds === false || stamped.findings.length > 0 ? 'broken' : judged.verdict;
  const findings = [...judged.findings, ...(signed.finding ? [signed.finding] : []), ...stamped.findings];
  const made = new Date(Number(hlc.slice(0, 15)));
  const when = Number.isNaN(made.getTime()) ? '' : `, as they stood on ${made.toISOString().slice(0, 16).replace('T', ' ')} UTC by the clock of their device`;
  return {
    verdict, depth: 'deep', what: file.name, events: 0, feeds: [{ feed, count, head }], findings,
    covered: [...(signed.holds === true ? [`the signature in ${signature?.name ?? ''}: the device of feed ${feed.slice(0, 8)} signed this checkpoint`] : []), ...(judged.verdict === 'intact' ? [`the first ${count} commits of feed ${feed.slice(0, 8)}, recomputed one by one to the root that the checkpoint states${when}`] : []), ...stamped.covered],
    notCovered: ['what was written after it', ...(signature === null ? ['its signature, which is a file of its own: hand over the .sig beside it too'] : signed.holds === null ? ['its signature'] : []), ...stamped.notCovered], root: null,
  };
}
