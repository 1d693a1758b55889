// The bundle in hand. It lives outside the screen, so that going to look at a change and coming back loses nothing.
import { create } from 'zustand';
import type { CancelSignal } from '#contract/index.ts';
import type { Progress } from '#contract/define.ts';
import type { Refusal, Reply } from '#contract/errors.ts';
import type { BundlePreview, MergeReport } from '#contract/exchange.ts';
import { bridge } from '../../bridge.ts';
import { handOver } from '../../data/hand-over.ts';

type Work = { label: string; progress: Progress | undefined; stop: () => void };
type Staged = { file: string; name: string };
type Exchange = {
  /** Whose bundle this is: another workspace starts with an empty table. */
  owner: string;
  staged: Staged | null;
  /** The file is for a passphrase, and none or a wrong one was given. */
  isLocked: boolean;
  passphrase: string | null;
  preview: BundlePreview | null;
  report: (MergeReport & { name: string; site: string }) | null;
  work: Work | null; error: Refusal | undefined;
};
const nothing: Omit<Exchange, 'owner'> = { staged: null, isLocked: false, passphrase: null, preview: null, report: null, work: null, error: undefined };
export const useExchange = create<Exchange>(() => ({ owner: '', ...nothing }));
const { getState: now, setState: set } = useExchange;

type Job = { onProgress: (progress: Progress) => void; signal: CancelSignal };
/** One piece of work at a time; null when it was refused, stopped, or something else is under way. */
async function work<T>(label: string, act: (job: Job) => Promise<Reply<T>>): Promise<T | null> {
  if (now().work) return null;
  const controller = new AbortController();
  const { owner } = now();
  set({ work: { label, progress: undefined, stop: () => { controller.abort(); } }, error: undefined });
  const reply = await act({ signal: controller.signal, onProgress: (progress) => { set((s) => ({ work: s.work && { ...s.work, progress } })); } });
  if (now().owner !== owner) return null;
  set({ work: null, error: reply.ok ? undefined : reply.error });
  return reply.ok ? reply.value : null;
}

function discard(): void {
  const { staged } = now();
  if (staged) void bridge().call('file.discard', { file: staged.file });
}

/** Puts the bundle in hand away; what was imported stays. */
export function putAway(): void {
  if (now().work) return;
  discard();
  set(nothing);
}

export function adoptOwner(owner: string): void {
  if (now().owner === owner) return;
  now().work?.stop();
  set({ ...nothing, owner });
}

const reading = (): { file: string; passphrase?: string } => {
  const { staged, passphrase } = now();
  return { file: staged?.file ?? '', ...(passphrase === null ? {} : { passphrase }) };
};

/** Takes a file of the page and looks into it; nothing is written. A file that is no bundle leaves its refusal behind. */
export async function openBundle(file: File | undefined): Promise<void> {
  if (!file || now().work) return;
  putAway();
  const handed = await work(`Reading ${file.name}`, (job) => handOver(file, job));
  if (!handed) return;
  set({ staged: { file: handed.file, name: file.name } });
  await inspect();
}

async function inspect(): Promise<void> {
  const preview = await work('Checking every commit of the bundle', (job) => bridge().call('bundle.inspect', reading(), job));
  if (preview) return set({ preview, isLocked: false });
  const { error } = now();
  if (error?.code === 'bundle_passphrase_needed' || error?.code === 'bundle_passphrase_wrong') return set({ isLocked: true, passphrase: null, error: error.code === 'bundle_passphrase_wrong' ? error : undefined });
  // Stopped or refused: the passphrase field stays where it was asked for, anything else is put away.
  if (now().isLocked && error?.code === 'cancelled') return set({ passphrase: null });
  discard();
  return set({ ...nothing, error });
}

/** Tries the passphrase the sender gave. */
export async function unlock(passphrase: string): Promise<void> {
  set({ passphrase });
  await inspect();
}

/** Merges the bundle in hand, all of it at once. */
export async function importBundle(): Promise<void> {
  const { preview, staged } = now();
  if (!preview || !staged) return;
  const merged = await work('Importing, all of it at once', (job) => bridge().call('bundle.import', reading(), job));
  if (!merged) return;
  discard();
  set({ ...nothing, report: { ...merged, name: staged.name, site: preview.from.site } });
}
