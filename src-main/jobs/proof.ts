// The proof of one event as a file, and the verdict on such a file (AUD-01).
import { readFile, stat } from 'node:fs/promises';
import type { Input, Output } from '#contract/index.ts';
import type { TrailReport } from '#contract/trail.ts';
import { appError } from '../app-error.ts';
import type { JobContext } from '../ports.ts';
import { provenAt } from '../queries/explorer.ts';
import { judgeProof, parseProof, proofText, provenEvent } from '../trail/proof.ts';
import type { TrailSource } from '../trail/verify.ts';
import { note, place } from './export-file.ts';
import type { FileAt } from './token-files.ts';
import type { KeysOf } from './verify-checkpoint.ts';

/** A proof of one commit of 500 events is far below this. */
const mostBytes = 4 << 20;

export async function writeProof(context: JobContext, { event }: Input<'explorer.writeProof'>): Promise<Output<'explorer.writeProof'>> {
  const { proof } = context.read((read) => provenAt(read, event));
  const name = `proof-${proof.feed.slice(0, 8)}-${proof.seq}-${proof.event}.json`;
  return { file: place(context, { name, text: proofText(proof) }, note(context, 'proof', name)), siblings: proof.path.length };
}

type Known = { source: TrailSource; org: string; keysOf: KeysOf };
type Finding = TrailReport['findings'][number];

/** The commit as this trail has it: whether it is the one the proof is of. */
function besideTrail(source: TrailSource, { feed, seq, hash }: { feed: string; seq: number; hash: Buffer }): Finding[] {
  for (const commit of source.commits(feed, seq)) {
    if (commit.seq !== seq || Buffer.compare(commit.hash, hash) === 0) return [];
    return [{ kind: 'other_commit', severity: 'broken', feed, seq, text: 'Another commit stands in this place of the trail that is open here.' }];
  }
  return [{ kind: 'commit_missing', severity: 'note', feed, seq, text: 'The commit is not in the trail that is open here; bring the bundle of its device to compare them.' }];
}

/** Refuses with `unreadable_file` what is no proof in the form they are written in. */
export async function verifyProofFile(file: FileAt, known: Known | null): Promise<TrailReport> {
  const proof = (await stat(file.path)).size > mostBytes ? null : parseProof(await readFile(file.path, 'utf8'));
  if (!proof) throw appError('unreadable_file', { file: file.name, reason: 'it begins as a proof does and is none in the form they are written in' }, { file: file.name });
  const { feed, seq } = proof;
  const checks = judgeProof(proof);
  const told = provenEvent(proof);
  const isOurs = known !== null && known.org === told?.org && known.keysOf(feed).some((key) => key.equals(proof.key));
  const findings = [
    ...checks.filter(({ holds }) => !holds).map(({ name, text }): Finding => ({ kind: name, severity: 'broken', feed, seq, text })),
    ...(isOurs ? besideTrail(known.source, proof) : [{ kind: 'signer', severity: 'note' as const, feed, text: 'Nothing here vouches for the device whose key is attached: open a workspace of its organisation, or compare the key with the one in a pack you trust.' }]),
  ];
  const verdict = findings.some(({ severity }) => severity === 'broken') ? 'broken' : isOurs ? 'intact' : 'unknown-signer';
  return {
    verdict, depth: 'deep', what: file.name, events: 1, feeds: [{ feed, count: proof.count, head: proof.hash.toString('hex') }], findings,
    covered: [...(told ? [`event ${proof.event} of commit ${seq} of feed ${feed.slice(0, 8)}: ${told.type} about ${told.subject}, at ${told.at} by the clock of its device`] : []), ...checks.filter(({ holds }) => holds).map(({ text }) => text)],
    notCovered: ['the texts of the event, which lie outside the commit', 'what else its feed holds'], root: null,
  };
}
