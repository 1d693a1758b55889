// The histories beside the one that is read: what a copied device wrote under one name (trail design, B3).
import type { StoredCommit } from './feed-chain.ts';
import { verifyCommitSignature } from './envelope.ts';
import type { Findings } from './findings.ts';
import { commitHash } from './hashes.ts';
import type { Verifier } from './keys.ts';
import type { Origin } from './roster.ts';
import { isLater } from './roster.ts';

export type BranchCommit = StoredCommit & { feed: string };
/** An entry with which registrars admitted the history that holds the commit `keep` (hex). */
export type Settling = { keep: string; at: Origin };
/** One forked feed: where it forks and what is not read of it, and what is known of the line that is. */
export type ForkedFeed = { feed: string; rows: readonly BranchCommit[]; verifier: Verifier | null; settlings: readonly Settling[]; hashAt(seq: number): Buffer | null; count: number };

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Whether a row is a commit of this feed and place that its device signed: two such of one place are the proof that the device was copied. */
function isProved({ feed, seq, env, hash, sig }: BranchCommit, verifier: Verifier | null): boolean {
  try {
    const said = JSON.parse(Buffer.from(env).toString('utf8')) as { feed?: unknown; seq?: unknown };
    return said.feed === feed && said.seq === seq && commitHash(env).equals(hash) && verifier !== null && verifyCommitSignature(verifier, hash, sig);
  } catch {
    return false;
  }
}

/** Whether registrars admitted the line that is read. The earliest settling that names a commit of this feed stands. */
function isLineAdmitted({ rows, settlings, hashAt, count }: ForkedFeed, from: number): boolean {
  const beside = new Set(rows.map(({ hash }) => hex(hash)));
  const onLine = new Set<string>();
  for (let seq = from; seq < count; seq += 1) onLine.add(hashAt(seq)?.toString('hex') ?? '');
  const [first] = settlings.filter(({ keep }) => beside.has(keep) || onLine.has(keep)).toSorted((a, b) => (isLater(a.at, b.at) ? 1 : -1));
  return first !== undefined && onLine.has(first.keep);
}

/** Judges the other histories of a feed: a fork that nobody settled is a gap, a settled one is told. */
export function judgeFork(fork: ForkedFeed, findings: Findings): void {
  const { feed, rows, verifier } = fork;
  for (const row of rows) if (!isProved(row, verifier)) findings.broken('branch_altered', { feed, seq: row.seq }, `A commit beside commit ${row.seq} is not one that the device of this feed signed.`);
  const from = Math.min(...rows.map(({ seq }) => seq));
  if (isLineAdmitted(fork, from)) findings.note('fork_settled', { feed, seq: from }, `Two copies of the device wrote this feed from commit ${from} on; the history counted here is the one that two registrars admitted.`);
  else findings.gap('fork', { feed, seq: from }, `Two copies of the device wrote this feed from commit ${from} on; neither is counted until two registrars admit one.`);
}
