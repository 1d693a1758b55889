// The bundle in hand. It lives outside the screen, so that going to look at a change and coming back loses nothing.
import { create } from 'zustand';
import type { BundlePreview, MergeReport } from '#contract/exchange.ts';
import { bridge } from '../../bridge.ts';
import { fileInHand } from '../../data/file-in-hand.ts';
import type { InHand } from '../../data/file-in-hand.ts';

type Exchange = InHand & {
  /** The file is for a passphrase, and none or a wrong one was given. */
  isLocked: boolean;
  passphrase: string | null;
  preview: BundlePreview | null;
  report: (MergeReport & { name: string; site: string }) | null;
};
const nothing: Omit<Exchange, 'owner'> = { staged: null, isLocked: false, passphrase: null, preview: null, report: null, work: null, error: undefined };
export const useExchange = create<Exchange>(() => ({ owner: '', ...nothing }));
const { getState: now, setState: set } = useExchange;
const { work, take, discard, putAway, adoptOwner } = fileInHand(useExchange, nothing);
export { adoptOwner, putAway };

const reading = (): { file: string; passphrase?: string } => {
  const { staged, passphrase } = now();
  return { file: staged?.file ?? '', ...(passphrase === null ? {} : { passphrase }) };
};

/** Takes a file of the page and looks into it; nothing is written. A file that is no bundle leaves its refusal behind. */
export async function openBundle(file: File | undefined): Promise<void> {
  if (await take(file)) await inspect();
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
