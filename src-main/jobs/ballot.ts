// Ballot files: signed by an absent member, carried by hand, taken on the laptop of the chair (CAB-05).
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { BallotDocument } from '#contract/ballot.ts';
import type { Input, Output } from '#contract/index.ts';
import { appError, orRefuse } from '../app-error.ts';
import { mayReceiveBallot, mayWriteBallot, receiveBallot, refusalOfBallot } from '../domain/ballot.ts';
import type { JobContext } from '../ports.ts';
import type { Json } from '../trail/canonical.ts';
import { CanonicalError, decodeStrict, encode } from '../trail/canonical.ts';
import { sha256Hex } from '../trail/hashes.ts';
import { isJsonSigned } from '../trail/signed-json.ts';
import type { JsonSignature } from '../trail/signed-json.ts';
import { place } from './export-file.ts';

export const ballotDomain = 'gavel-ballot-v1';
/** A question of 20,000 letters fits several times; more is another file. */
const mostBytes = 256 * 1024;
const BallotFile = z.strictObject({ ballot: BallotDocument, signature: z.strictObject({ key: z.string().regex(/^[0-9a-f]{64}$/), sig: z.string().max(100) }) });

/** Writes the ballot of whoever is signed in, for the revision they see. Refuses who has no voting seat, is recused, or comes after the decision. */
export async function writeBallot(context: JobContext, { meeting: ref, change: named, vote, question }: Input<'ballot.write'>): Promise<Output<'ballot.write'>> {
  const document = context.read((read): BallotDocument => {
    const meeting = read.loadMeeting(ref);
    const change = read.loadChange(named);
    const seat = read.seatsOf(meeting.board).find(({ person }) => person === read.actor.id);
    const no = mayWriteBallot({ meeting, change, seat, vote, question });
    if (no) orRefuse(no);
    return {
      format: 'gavel-ballot', v: 1, org: read.organisation.id, meeting: { id: meeting.id, number: meeting.number }, change: { id: change.id, number: change.number }, revision: change.revision, person: { id: read.actor.id, name: read.actor.name }, vote, question: question.trim(), writtenAt: read.now,
    };
  });
  const text = `${encode({ ballot: document, signature: context.signAsPerson(ballotDomain, document) } as Json)}\n`;
  const name = `${document.meeting.number}-${document.change.number}-ballot-${document.person.id.slice(0, 8)}.json`;
  return { file: place(context, { name, text }), meeting: document.meeting.number, change: document.change.number, revision: document.revision };
}

async function readBallot({ path, name }: { path: string; name: string }): Promise<{ ballot: BallotDocument; signature: JsonSignature }> {
  const refuse = (reason: string): Error => appError('not_a_ballot', { file: name, reason }, { file: name });
  const bytes = await readFile(path);
  if (bytes.length > mostBytes) throw refuse('it is too large');
  try {
    const read = BallotFile.safeParse(decodeStrict(bytes.at(-1) === 10 ? bytes.subarray(0, -1) : bytes));
    if (!read.success) throw refuse(`${read.error.issues[0]?.path.join('.') || 'it'}: ${read.error.issues[0]?.message ?? 'is not as it should be'}`);
    return read.data;
  } catch (error) {
    if (error instanceof CanonicalError) throw refuse(error.reason);
    throw error;
  }
}

/** Takes a ballot. One that does not count is noted with its reason and refuses nothing else; a file that is no ballot is refused. */
export async function takeBallot(context: JobContext, { meeting: ref, file }: Input<'ballot.receive'>): Promise<Output<'ballot.receive'>> {
  context.read((read) => {
    const no = mayReceiveBallot(read.loadMeeting(ref), read);
    if (no) orRefuse(no);
  });
  const { ballot, signature } = await readBallot(context.staged(file));
  const why = context.write((write) => {
    const meeting = write.loadMeeting(ref);
    const seat = write.seatsOf(meeting.board).find(({ person }) => person === ballot.person.id);
    const held = seat === undefined ? null : write.loadPerson(seat.person);
    const isSigned = held?.key === signature.key && !held.isSuspended && isJsonSigned(ballotDomain, ballot as Json, signature);
    const reason = refusalOfBallot(ballot, { org: write.organisation.id, meeting, change: write.findChange(ballot.change.id), seat, isSigned });
    write.append(orRefuse(receiveBallot(meeting, ballot, { why: reason, proof: { digest: sha256Hex(encode(ballot as Json)), key: signature.key, sig: signature.sig } }, write)));
    return reason;
  });
  return { person: ballot.person.name, change: ballot.change.number, vote: ballot.vote, isCounted: why === null, why };
}
