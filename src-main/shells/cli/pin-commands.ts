// Commands for the roots this machine believes in unasked: to look at them, and to forget one.
import { appError } from '../../app-error.ts';
import type { Command } from './command.ts';
import { ownFlag } from './flags.ts';
import { forgetPins, readPins } from './pins.ts';
import type { Pin } from './pins.ts';
import { table } from './text.ts';

const rows = (pins: readonly Pin[]): string => table(['Organisation', 'Seen', 'Folder', 'Root'], pins.map(({ organisation, seenAt, dir, words }) => [organisation, seenAt.slice(0, 10), dir, words]));

const list: Command = {
  words: 'pin list', about: 'Roots of organisations that this machine has met; gavel verify believes them unasked.', takes: [], flags: [],
  run: async (desk) => {
    const pins = readPins(desk.places.dataDir);
    return { value: pins, text: () => (pins.length === 0 ? 'No root is pinned on this machine.' : rows(pins)) };
  },
};

const forget: Command = {
  words: 'pin forget', about: 'Forgets the root a folder is pinned to, or a root by its twelve words; the next workspace opened there pins its own.', takes: ['what'],
  flags: [ownFlag('what', 'the folder, or the twelve words', { isRequired: true })],
  run: async (desk, { input }) => {
    const what = String(input['what']);
    const gone = forgetPins(desk.places.dataDir, what);
    if (gone.length === 0) throw appError('record_missing', { record: 'pin', id: what.slice(0, 200) });
    return { value: gone, text: () => `Forgotten:\n${rows(gone)}` };
  },
};

export const pinCommands: readonly Command[] = [list, forget];
