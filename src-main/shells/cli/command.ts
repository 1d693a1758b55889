// A command: words a person types, turned into a call and its answer into words. Most are operations of the contract under a shorter name.
import { contract } from '#contract/index.ts';
import type { Asked, OpName } from '#contract/index.ts';
import type { Refusal } from '#contract/errors.ts';
import type { ExportedFile } from '#contract/values.ts';
import { appError } from '../../app-error.ts';
import type { Desk } from './desk.ts';
import { secretInFile } from './secrets.ts';
import { asksSecret, flagsOf, inputSchema, outputSchema, put, readFlags, usage, valueOf } from './flags.ts';
import type { Flag } from './flags.ts';
import { judge } from './verdicts.ts';
import { viewOf } from './views.ts';

/** What a command answers. With `refusal` the exit code is not 0 and `value` is the whole verdict. `pages` are lists too long to hold; a bare value stands beside `ok`, not below it. */
export type Answer = { value: unknown; text: () => string; refusal?: Refusal | null; pages?: AsyncIterable<readonly unknown[]>; isBare?: boolean };
export type Call = { words: readonly string[]; input: Record<string, unknown> };
export type Command = {
  words: string;
  about: string;
  /** Positional words, by the names of the flags that could say the same; `…` after the last one takes all that follow. */
  takes: readonly string[];
  flags: readonly Flag[];
  run(desk: Desk, call: Call): Promise<Answer>;
};

async function readInput(text: string, stdin: AsyncIterable<unknown>): Promise<Record<string, unknown>> {
  try {
    const pieces: string[] = [];
    if (text === '-') for await (const piece of stdin) pieces.push(String(piece));
    const value = JSON.parse(text === '-' ? pieces.join('') : text) as unknown;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below, in the same words as for JSON that is no object.
  }
  throw appError('invalid_input', { field: '--input', problem: 'is no JSON object' });
}

/** How a command is called, on one line. */
export const synopsis = (command: Pick<Command, 'words' | 'takes' | 'flags'>): string =>
  ['gavel', command.words, ...command.takes.map((name) => {
    const flag = command.flags.find((f) => f.name === name.replace('…', ''));
    const word = name.replace('…', '').toUpperCase() + (name.endsWith('…') ? '…' : '');
    return flag?.isRequired ? word : `[${word}]`;
  })].join(' ');

/** Reads what was typed after the command's words, and runs it. */
export async function runCommand(command: Command, desk: Desk, tokens: readonly string[]): Promise<Answer> {
  const typed = readFlags(tokens, command.flags);
  const input = desk.globals.input === undefined ? {} : await readInput(desk.globals.input, desk.terminal.stdin.setEncoding('utf8'));
  const words = [...typed.words];
  const given = new Map(typed.values);
  for (const name of command.takes) {
    const flag = command.flags.find((f) => f.name === name.replace('…', ''));
    const taken = name.endsWith('…') ? words.splice(0) : words.splice(0, 1);
    if (flag && taken.length > 0) given.set(flag, [...(given.get(flag) ?? []), ...taken]);
  }
  if (words.length > 0) throw usage(`“${words[0]!.slice(0, 60)}” is one word too many: ${synopsis(command)}`);
  for (const [flag, texts] of given) put(input, flag.path, valueOf(flag, texts));
  const lacking = command.flags.find((flag) => flag.isRequired && !given.has(flag) && desk.globals.input === undefined);
  if (lacking) throw usage(`${command.takes.includes(lacking.name) ? lacking.name.toUpperCase() : `--${lacking.name}`} is missing: ${synopsis(command)}`);
  return command.run(desk, { words: typed.words, input });
}

export type Short = {
  op: OpName;
  takes?: readonly string[];
  /** Other names for fields of the operation. */
  renamed?: Readonly<Record<string, string>>;
  /** An object field whose own fields become flags. */
  flat?: string;
  /** Flags beside the operation's, and how they become its input. */
  own?: readonly Flag[];
  /** Required fields that `shape` supplies. */
  supplied?: readonly string[];
  shape?: (input: Record<string, unknown>, desk: Desk) => Record<string, unknown> | Promise<Record<string, unknown>>;
};

const isExported = (value: unknown): value is { file: ExportedFile } =>
  typeof value === 'object' && value !== null && 'file' in value && typeof value.file === 'object' && value.file !== null && 'sha256' in value.file;
export const makesFile = (op: OpName): boolean => Object.hasOwn(outputSchema(op).properties?.['file']?.properties ?? {}, 'sha256');

type Listed = { rows: unknown[]; next: string | null };
async function* pagesOf(desk: Desk, op: OpName, input: Record<string, unknown>): AsyncGenerator<readonly unknown[]> {
  for (let after = input['after'] as string | null | undefined; after !== null;) {
    const page = await desk.ask(op, { ...input, ...(after === undefined ? {} : { after }) } as Asked<OpName>) as Listed;
    yield page.rows;
    after = page.next;
  }
}

async function everyPage(desk: Desk, op: OpName, input: Record<string, unknown>): Promise<Answer> {
  if (!Object.hasOwn(inputSchema(op).properties ?? {}, 'after')) throw usage('--all belongs to lists that come in pages.');
  if (desk.globals.jsonl) return { value: null, text: () => '', pages: pagesOf(desk, op, input) };
  const rows: unknown[] = [];
  for await (const page of pagesOf(desk, op, input)) rows.push(...page);
  const value = { rows, next: null };
  return { value, text: () => viewOf(op)(value) };
}

/** A secret that may be missing: nobody is asked for it. */
export const optionalSecret = (field: string, file: string | undefined, variable: string | undefined): Record<string, string> =>
  (file !== undefined ? { [field]: secretInFile(file) } : variable ? { [field]: variable } : {});

type Several = { file: ExportedFile; files: ExportedFile[] };
/** A pack in volumes, or with evidence beside it: several files that name each other. */
const isSeveral = (answer: unknown): answer is Several => isExported(answer) && 'files' in answer && Array.isArray(answer.files) && answer.files.length > 1;
const lastOf = (files: ExportedFile[], name: string): Several => ({ files, file: files.find((file) => file.name === name)! });

/** Calls one operation with a finished input and prepares its answer. */
export async function callOperation(desk: Desk, op: OpName, input: Record<string, unknown>): Promise<Answer> {
  if (desk.globals.out !== undefined) {
    if (!makesFile(op)) throw usage('--out belongs to commands that make a file.');
    desk.sendFileTo(desk.globals.out);
  }
  if (asksSecret(op, 'recoveryPassphrase')) input = { ...input, ...optionalSecret('recoveryPassphrase', desk.globals.recoveryPassphraseFile, desk.terminal.env['GAVEL_RECOVERY_PASSPHRASE']) };
  if (desk.globals.all) return everyPage(desk, op, input);
  const answer = await desk.ask(op, input as Asked<OpName>) as unknown;
  const value = isSeveral(answer) ? { ...answer, ...lastOf(desk.deliverAll(answer.files), answer.file.name) } : isExported(answer) ? { ...answer, file: desk.deliver(answer.file) } : answer;
  return { value, text: () => viewOf(op)(value), refusal: judge(op, value) };
}

/** An operation as a command: under its own name, or under a shorter one. */
export function operationCommand(words: string, short: Short): Command {
  const { op, takes = [], own = [], supplied = [] } = short;
  const flags = [...flagsOf(op, { flat: short.flat, renamed: short.renamed }), ...own].map((flag) => (supplied.includes(flag.path[0]!) ? { ...flag, isRequired: false } : flag));
  return {
    words, takes, flags, about: contract[op].about,
    run: async (desk, { input }) => {
      for (const flag of flags.filter((f) => f.kind === 'file')) {
        const path = input[flag.path[0]!];
        if (typeof path === 'string') input[flag.path[0]!] = desk.core().app.stagePath(path);
      }
      if (asksSecret(op) && input['passphrase'] === undefined && inputSchema(op).required?.includes('passphrase')) input['passphrase'] = await desk.secret(op === 'workspace.create');
      return callOperation(desk, op, short.shape ? await short.shape(input, desk) : input);
    },
  };
}
