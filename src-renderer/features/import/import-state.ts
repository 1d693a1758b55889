// The import in hand. It lives outside the screen, so that going to look at a change and coming back loses nothing.
import { create } from 'zustand';
import type { Output } from '#contract/index.ts';
import type { ImportReport, Mapping } from '#contract/imports.ts';
import { bridge } from '../../bridge.ts';
import { fileInHand } from '../../data/file-in-hand.ts';
import type { InHand } from '../../data/file-in-hand.ts';
import { isAnswered } from './mapping.ts';
import type { Inspection } from './mapping.ts';

type Import = InHand & {
  inspection: Inspection | null; mapping: Mapping | null;
  /** What a dry run found with the mapping as it stands; any edit takes it away. */
  trial: ImportReport | null; result: (ImportReport & { name: string }) | null; undone: Output<'import.undo'> | null;
};
const nothing: Omit<Import, 'owner'> = { staged: null, inspection: null, mapping: null, trial: null, result: null, undone: null, work: null, error: undefined };
export const useImport = create<Import>(() => ({ owner: '', ...nothing }));
const { getState: now, setState: set } = useImport;

const { work, take, discard, putAway: startOver, adoptOwner } = fileInHand(useImport, nothing);
export { adoptOwner, startOver };

const reading = (): { file: string; mapping?: Mapping } => ({ file: now().staged?.file ?? '', ...(now().mapping ? { mapping: now().mapping! } : {}) });

export async function choose(file: File | undefined): Promise<void> {
  if (!await take(file) || await inspect()) return;
  const { error } = now();
  startOver();
  set({ error });
}

async function inspect(): Promise<Inspection | null> {
  const inspection = await work('Looking into the file', (job) => bridge().call('import.inspect', reading(), job));
  if (inspection) set({ inspection, mapping: inspection.mapping });
  return inspection;
}

/** Takes an edited mapping. `isReread` looks into the file again, when the edit changes what is read from it. */
export async function editMapping(mapping: Mapping, isReread = false): Promise<void> {
  set({ mapping, trial: null, error: undefined });
  if (isReread) await inspect();
}

export const openQuestions = ({ inspection, mapping }: Pick<Import, 'inspection' | 'mapping'>): Inspection['questions'] => (inspection && mapping ? inspection.questions.filter((q) => !isAnswered(mapping, q)) : []);

/** The dry run. It looks into the file again first: an answer can raise the next question. */
export async function tryOut(): Promise<void> {
  if (!now().staged || openQuestions(now()).length > 0 || !await inspect() || openQuestions(now()).length > 0) return;
  const trial = await work('Reading every row', (job) => bridge().call('import.dryRun', reading(), job));
  if (trial) set({ trial });
}

export async function runImport(): Promise<void> {
  const { trial, staged } = now();
  if (!trial || !staged) return;
  const result = await work('Importing', (job) => bridge().call('import.run', reading(), job));
  if (!result) return;
  discard();
  set({ ...nothing, result: { ...result, name: staged.name } });
}

/** Takes a whole import back. Answers whether it was. */
export async function undo(id: string): Promise<boolean> {
  const undone = await work('Taking the import back', (job) => bridge().call('import.undo', { import: id }, job));
  if (undone) set((s) => ({ undone, result: s.result?.id === id ? null : s.result }));
  return undone !== null;
}
