// Reads the arguments, runs one command, prints its answer and says the exit code (cli.md).
import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { exitCode, sentence } from '#contract/errors.ts';
import type { Refusal } from '#contract/errors.ts';
import type { OpName } from '#contract/index.ts';
import { AppError } from '../../app-error.ts';
import { findPlaces } from '../places.ts';
import { operationCommand, runCommand } from './command.ts';
import type { Answer, Command } from './command.ts';
import { makeDesk } from './desk.ts';
import type { Desk } from './desk.ts';
import { demo } from './demo.ts';
import { backupCommands } from './backups.ts';
import { bundleCommands } from './bundles.ts';
import { calendarCommands } from './calendar.ts';
import { fileCommands } from './files.ts';
import { usage } from './flags.ts';
import { keyCommands } from './keys.ts';
import { pinCommands } from './pin-commands.ts';
import { readGlobals } from './globals.ts';
import type { Globals } from './globals.ts';
import { commandHelp, groupHelp, overview } from './help.ts';
import { intakeCommands } from './intake.ts';
import { rollbackCommands } from './rollback.ts';
import { shortCommands } from './shorts.ts';
import { write } from './terminal.ts';
import type { Terminal } from './terminal.ts';
import { jsonText, visible } from './text.ts';
import { operationNames, toolboxCommands } from './toolbox.ts';
import { tokenCommands } from './tokens.ts';
import { workspaceCommands } from './workspaces.ts';

const documented = (): Command[] => [...workspaceCommands, ...shortCommands(), ...fileCommands, ...bundleCommands, ...backupCommands, ...keyCommands, ...rollbackCommands, ...intakeCommands, ...tokenCommands, ...calendarCommands, ...pinCommands, ...toolboxCommands, demo];

/** Distance of two words in single-letter edits, for “did you mean”. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}

function unknownCommand(rest: readonly string[], commands: readonly Command[]): Error {
  const typed = rest.filter((word) => !word.startsWith('-')).slice(0, 2).join(' ').slice(0, 60);
  const names = [...commands.map((command) => command.words), ...operationNames];
  const near = names.map((name) => ({ name, far: distance(name, typed) })).toSorted((a, b) => a.far - b.far)[0]!;
  return usage(`There is no command “${typed}”. ${near.far <= 3 ? `Did you mean “${near.name}”?` : 'gavel --help lists them.'}`);
}

/** The command that the first words name, and what is left for it. */
function find(rest: readonly string[], commands: readonly Command[]): { command: Command; tokens: readonly string[] } | null {
  const [first = '', second = ''] = rest;
  const two = commands.find((command) => command.words === `${first} ${second}`);
  if (two) return { command: two, tokens: rest.slice(2) };
  const one = commands.find((command) => command.words === first) ?? (operationNames.includes(first as OpName) ? operationCommand(first, { op: first as OpName }) : undefined);
  return one ? { command: one, tokens: rest.slice(1) } : null;
}

const isRows = (value: unknown): value is { rows: unknown[] } => typeof value === 'object' && value !== null && 'rows' in value && Array.isArray(value.rows);

async function print(answer: Answer, globals: Globals, terminal: Terminal): Promise<void> {
  const { stdout } = terminal;
  if (answer.refusal) { await refuse(answer.refusal, globals, terminal, answer); return; }
  if (answer.pages) { for await (const rows of answer.pages) await write(stdout, rows.map((row) => `${jsonText(row)}\n`).join('')); return; }
  const list = Array.isArray(answer.value) ? answer.value as unknown[] : isRows(answer.value) ? answer.value.rows : null;
  if (globals.jsonl && list) await write(stdout, list.map((row) => `${jsonText(row)}\n`).join(''));
  else if ((globals.json || globals.jsonl) && answer.isBare) await write(stdout, `${jsonText({ ok: true, ...answer.value as object })}\n`);
  else if (globals.json || globals.jsonl) await write(stdout, `${jsonText({ ok: true, value: answer.value })}\n`);
  else await write(stdout, `${answer.text()}\n`);
}

/** A refusal on standard output for machines, on standard error for people; a verdict is printed all the same. */
async function refuse(refusal: Refusal, globals: Pick<Globals, 'json' | 'jsonl'>, { stdout, stderr }: Terminal, answer?: Answer): Promise<void> {
  const { code, facts, where } = refusal;
  if (globals.json || globals.jsonl) {
    const error = { code, message: sentence(refusal), facts, ...(where ? { where } : {}) };
    await write(stdout, `${jsonText({ ok: false, error, ...(answer ? { value: answer.value } : {}) })}\n`);
    return;
  }
  if (answer) await write(stdout, `${answer.text()}\n`);
  const at = [where?.file, where?.row === undefined ? '' : `row ${where.row}`].filter(Boolean).join(', ');
  await write(stderr, `gavel: ${visible(sentence(refusal))}${at === '' ? '' : ` (${visible(at)})`}\n`);
}

function refusalOf(error: unknown, { stderr }: Terminal): Refusal {
  if (error instanceof AppError) return error.refusal;
  const incident = randomUUID().slice(0, 8);
  stderr.write(`${JSON.stringify({ incident, error: error instanceof Error ? error.stack : String(error) })}\n`);
  return { code: 'fault', facts: { incident } };
}

function helpFor(rest: readonly string[], commands: readonly Command[]): string {
  const found = find(rest, commands);
  const group = commands.filter((command) => command.words.startsWith(`${rest[0] ?? ''} `));
  if (found && (found.command.words.includes(' ') || group.length === 0)) return commandHelp(found.command);
  if (group.length > 0) return groupHelp(rest[0]!, found ? [found.command, ...group] : group);
  if (found) return commandHelp(found.command);
  if (rest.length > 0) throw unknownCommand(rest, commands);
  return overview(commands);
}

/** Runs one command line; answers the exit code. Never throws. */
export async function gavel(argv: readonly string[], terminal: Terminal): Promise<number> {
  const { stdout, env } = terminal;
  let globals: Pick<Globals, 'json' | 'jsonl'> = { json: argv.includes('--json'), jsonl: argv.includes('--jsonl') };
  let desk: Desk | null = null;
  try {
    const read = readGlobals(argv);
    globals = read.globals;
    const places = findPlaces({ env, platform: process.platform, home: homedir() });
    const commands = documented();
    const { rest } = read;
    if (read.globals.version) { await write(stdout, `${places.app}\n`); return 0; }
    if (read.globals.help || rest[0] === 'help') { await write(stdout, `${helpFor(rest[0] === 'help' ? rest.slice(1) : rest, commands)}\n`); return 0; }
    if (rest.length === 0) throw usage('Say what to do; gavel --help lists the commands.');
    const found = find(rest, commands);
    if (!found) throw unknownCommand(rest, commands);
    desk = makeDesk(read.globals, places, terminal);
    if (read.globals.now !== null) desk.say(`test clock: everything happens at ${new Date(read.globals.now).toISOString()}`);
    const answer = await runCommand(found.command, desk, found.tokens);
    if (answer.pages) await print(answer, read.globals, terminal);
    // Closing writes the checkpoint: only after it is the answer true, so only then is it said.
    const { close } = desk;
    desk = null;
    await close();
    if (!answer.pages) await print(answer, read.globals, terminal);
    return answer.refusal ? exitCode(answer.refusal) : 0;
  } catch (error) {
    const refusal = refusalOf(error, terminal);
    await refuse(refusal, globals, terminal);
    // What goes wrong while closing after a refusal adds nothing a person could act on; it is in the log.
    await desk?.close().catch((later: unknown) => { refusalOf(later, terminal); });
    return exitCode(refusal);
  }
}
