// Commands for developers, scripts and chairs without a window: the contract, the wire, and what comes next in a meeting.
import type { Readable } from 'node:stream';
import { contract } from '#contract/index.ts';
import type { OpName } from '#contract/index.ts';
import { serveWire } from '../../wire.ts';
import { callOperation } from './command.ts';
import type { Command } from './command.ts';
import type { Desk } from './desk.ts';
import { inputSchema, outputSchema, ownFlag } from './flags.ts';
import { jsonText, table } from './text.ts';

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

/** Lines that end with a line feed and nothing else: JSON may hold the separators that `readline` would cut at. */
async function* linesOf(stream: Readable): AsyncGenerator<string> {
  stream.setEncoding('utf8');
  let pieces: string[] = [];
  for await (const chunk of stream as AsyncIterable<string>) {
    const [first = '', ...rest] = chunk.split('\n');
    pieces.push(first);
    for (const piece of rest) {
      yield pieces.join('');
      pieces = [piece];
    }
  }
  yield pieces.join('');
}

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    // A stranger's line that is no message is dropped, as on every wire.
    return null;
  }
};
const isCall = (message: unknown): message is { kind: 'call'; id: number } => typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'call' && 'id' in message && typeof message.id === 'number';

/** Answers messages until standard input ends and every call has its answer. */
async function* speak(desk: Desk): AsyncGenerator<readonly unknown[]> {
  const { bridge } = desk.core();
  const { stdin, stdout } = desk.terminal;
  if (desk.globals.workspace !== undefined) await desk.open();
  const open = new Set<number>();
  let isOver = (): void => {};
  const served = serveWire(bridge, (message) => {
    stdout.write(`${jsonText(message)}\n`);
    if (message.kind !== 'reply') return;
    open.delete(message.id);
    if (open.size === 0) isOver();
  });
  for await (const line of linesOf(stdin)) {
    const message = parsed(line);
    if (isCall(message)) open.add(message.id);
    served.take(message);
  }
  if (open.size > 0) await new Promise<void>((resolve) => { isOver = resolve; });
  served.close();
  yield [];
}

const wire: Command = {
  words: 'wire', about: 'Speaks the contract over standard input and output, one JSON message per line, signed in for as long as it runs.', takes: [], flags: [],
  run: async (desk) => ({ value: null, text: () => '', pages: speak(desk) }),
};

export const toolboxCommands: readonly Command[] = [ops, next, wire];
