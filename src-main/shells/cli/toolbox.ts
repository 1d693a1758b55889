// Commands for developers and chairs without a window: the contract, and what comes next in a meeting.
import { contract } from '#contract/index.ts';
import type { OpName } from '#contract/index.ts';
import { callOperation } from './command.ts';
import type { Command } from './command.ts';
import { inputSchema, outputSchema, ownFlag } from './flags.ts';
import { table } from './text.ts';

export const operationNames = Object.keys(contract) as OpName[];

const ops: Command = {
  words: 'ops', about: 'The contract: every operation, its kind, and with --json its schemas.', takes: [], flags: [],
  run: async () => ({
    value: operationNames.map((name) => ({ name, kind: contract[name].kind, about: contract[name].about, input: inputSchema(name), output: outputSchema(name) })),
    text: () => table(['Operation', 'Kind', 'About'], operationNames.map((name) => [name, contract[name].kind, contract[name].about])),
  }),
};

const next: Command = {
  words: 'meeting next', about: 'What the board must know about the next item without a decision.', takes: ['meeting'], flags: [ownFlag('meeting', 'record number or UUID', { isRequired: true })],
  run: async (desk, { input }) => {
    const meeting = String(input['meeting']);
    const { onAgenda } = await desk.ask('cab.board', { meeting });
    const open = onAgenda.find((card) => card.decision === null);
    return open ? callOperation(desk, 'cab.packet', { change: open.id, meeting }) : { value: null, text: () => 'Every item is decided.' };
  },
};

export const toolboxCommands: readonly Command[] = [ops, next];
