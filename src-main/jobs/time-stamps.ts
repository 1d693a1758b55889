// The way out and the way back of a time-stamp (AUD-01; RFC 3161): Gavel talks to nobody, so a person takes the request to an authority and brings the reply.
import { readFile, stat } from 'node:fs/promises';
import { verifyCommand } from '#contract/checkpoints.ts';
import type { Stamp } from '#contract/checkpoints.ts';
import type { ErrorCode } from '#contract/errors.ts';
import type { Input, Output } from '#contract/index.ts';
import { AppError, appError } from '../app-error.ts';
import { mayStamp, recordStamp } from '../domain/stamps.ts';
import type { JobContext, JobHandlers, ReadContext } from '../ports.ts';
import { checkpointName, checkpointNamed, stampShown } from '../queries/checkpoints.ts';
import { isStampOf, largestReply, readStamp, stampRequest, TimeStampError } from '../trail/time-stamp.ts';
import type { StampProblem, TimeStamp } from '../trail/time-stamp.ts';
import { mayPrint } from './documents.ts';
import { note, place } from './export-file.ts';

type CheckpointAt = ReturnType<ReadContext['trail']['checkpoints']>[number];

/** The newest checkpoint of this device, made now where something was written since. */
function newest(context: JobContext): CheckpointAt {
  context.checkpoint();
  const [found] = context.read(({ trail, organisation }) => trail.checkpoints().filter(({ feed }) => feed === organisation.deviceFeed).toSorted((a, b) => b.count - a.count));
  if (!found) throw appError('no_own_checkpoint');
  return found;
}

const stemOf = (name: string): string => `checkpoint-${name.replace('/', '-')}`;

async function writeRequest(context: JobContext, { checkpoint: named }: Input<'checkpoint.writeRequest'>): Promise<Output<'checkpoint.writeRequest'>> {
  mayPrint(context);
  const found = named === undefined ? newest(context) : context.read((read) => checkpointNamed(read, named));
  const checkpoint = context.read((read) => checkpointName(read, found));
  const stem = stemOf(checkpoint);
  const files = [['tsq', stampRequest(found.text)], ['txt', found.text], ['sig', found.sig]] as const;
  const [file, ...beside] = files.map(([ending, text]) => place(context, { name: `${stem}.${ending}`, text }, ending === 'tsq' ? note(context, 'stamp-request', `${stem}.tsq`) : undefined));
  return {
    checkpoint, file: file!, files: [file!, ...beside],
    commands: [`curl -H "Content-Type: application/timestamp-query" --data-binary @${stem}.tsq https://ADDRESS-OF-THE-AUTHORITY -o ${stem}.tsr`, verifyCommand(stem)],
  };
}

const codes: Record<StampProblem, ErrorCode> = { unreadable: 'stamp_unreadable', not_granted: 'stamp_not_granted', weak: 'stamp_too_weak', false: 'stamp_does_not_fit' };
/** A reply as its file holds it, judged; every way it can be wrong is a refusal that says which. */
async function readReply({ path, name }: { path: string; name: string }): Promise<{ bytes: Buffer; stamp: TimeStamp }> {
  const refusal = (code: ErrorCode, reason: string): AppError => appError(code, { file: name, reason }, { file: name });
  const { size } = await stat(path);
  if (size > largestReply) throw refusal('stamp_unreadable', `it has ${size.toLocaleString('en-GB')} bytes, and a reply of a time-stamping authority has at most ${largestReply.toLocaleString('en-GB')}`);
  const bytes = await readFile(path);
  try {
    return { bytes, stamp: readStamp(bytes) };
  } catch (error) {
    if (error instanceof TimeStampError) throw refusal(codes[error.problem], error.message);
    throw error;
  }
}

/** The reply that is kept of this authority for a checkpoint, if there is one. */
const kept = (read: ReadContext, { text }: CheckpointAt, { authority }: TimeStamp): Stamp | null => {
  const found = read.trail.stamps().find((one) => one.text === text && one.stamp.authority.fingerprint === authority.fingerprint);
  return found ? stampShown(read, found) : null;
};

async function importReply(context: JobContext, { file }: Input<'checkpoint.importReply'>): Promise<Output<'checkpoint.importReply'>> {
  context.read((read) => { const no = mayStamp(read); if (no) throw new AppError(no.error); });
  const staged = context.staged(file);
  const { bytes, stamp } = await readReply(staged);
  const found = context.read(({ trail }) => trail.checkpoints().find(({ text }) => isStampOf(stamp, text)));
  if (!found) throw appError('stamp_of_nothing_here', { file: staged.name, authority: stamp.authority.name }, { file: staged.name });
  const checkpoint = context.read((read) => checkpointName(read, found));
  const answer = (isNew: boolean, shown: Stamp): Output<'checkpoint.importReply'> => ({ isNew, checkpoint, stamp: shown, command: verifyCommand(stemOf(checkpoint)) });
  const known = context.read((read) => kept(read, found, stamp));
  if (known) return answer(false, known);
  context.write((write) => {
    const { feed, count, text, sig } = found;
    const made = recordStamp({ id: write.newId(), feed, count, checkpoint: text, signature: sig.toString('base64'), reply: bytes.toString('base64'), stampedAt: stamp.at, authority: stamp.authority.name }, write);
    if (!made.ok) throw new AppError(made.error);
    write.append(made.events);
  });
  return answer(true, context.read((read) => kept(read, found, stamp))!);
}

export const stampJobs = { 'checkpoint.writeRequest': writeRequest, 'checkpoint.importReply': importReply } satisfies Partial<JobHandlers<JobContext>>;
