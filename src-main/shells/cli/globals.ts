// Flags every command has. They may stand anywhere before `--`.
import { appError } from '../../app-error.ts';
import { isInstant, usage } from './flags.ts';

export type Globals = {
  workspace: string | undefined; as: string | undefined; passphraseFile: string | undefined; newPassphraseFile: string | undefined; recoveryPassphraseFile: string | undefined; bundlePassphraseFile: string | undefined;
  out: string | undefined; input: string | undefined; now: number | null;
  json: boolean; jsonl: boolean; progress: 'jsonl' | null; all: boolean; help: boolean; version: boolean;
};

/** Name, what it takes (null for a switch), and what it does, as the help prints it. */
export const globalFlags = [
  ['workspace', 'DIR', 'the workspace; else GAVEL_WORKSPACE, else the folder you stand in'],
  ['as', 'PERSON', 'who acts; else the only person who can sign here'],
  ['passphrase-file', 'FILE', 'first line is the passphrase; else GAVEL_PASSPHRASE, else a prompt'],
  ['new-passphrase-file', 'FILE', 'passphrase of a person being enrolled; else GAVEL_NEW_PASSPHRASE, else a prompt'],
  ['recovery-passphrase-file', 'FILE', 'opens the recovery kit to sign with the root; else GAVEL_RECOVERY_PASSPHRASE, else two registrars sign'],
  ['bundle-passphrase-file', 'FILE', 'passphrase of a bundle or backup; else GAVEL_BUNDLE_PASSPHRASE'],
  ['json', null, 'exactly one JSON value on standard output'],
  ['jsonl', null, 'lists as one JSON object per line'],
  ['all', null, 'every page of a list, not only the first'],
  ['out', 'FILE', 'where a file that is made goes; else the exports folder'],
  ['input', 'JSON', 'the whole input as JSON, or - to read it from standard input'],
  ['progress', 'jsonl', 'progress as JSON lines on standard error'],
  ['now', 'TIME', 'the clock stands at this RFC 3339 time; only with --test-clock'],
  ['test-clock', null, 'admits --now; what it produces says so'],
  ['help', null, 'what a command does and takes'],
  ['version', null, 'which Gavel this is'],
] as const;
const arity = new Map<string, boolean>(globalFlags.map(([name, takes]) => [name, takes !== null]));

function instant(text: string): number {
  if (!isInstant(text)) throw appError('invalid_input', { field: '--now', problem: 'is no RFC 3339 time' }, { field: 'now' });
  return Date.parse(text);
}

/** Takes the global flags out of a command line; what is left belongs to the command. */
export function readGlobals(argv: readonly string[]): { globals: Globals; rest: string[] } {
  const found = new Map<string, string>();
  const rest: string[] = [];
  const queue = [...argv];
  for (let token = queue.shift(); token !== undefined; token = queue.shift()) {
    if (token === '--') { rest.push(token, ...queue); break; }
    const [, name = '', given] = /^--([^=]*)(?:=([\s\S]*))?$/.exec(token === '-h' ? '--help' : token) ?? [];
    const takes = arity.get(name);
    if (takes === undefined) { rest.push(token); continue; }
    if (!takes && given !== undefined) throw usage(`--${name} takes no value.`);
    const value = takes ? (given ?? queue.shift()) : '';
    if (value === undefined || (takes && given === undefined && value.startsWith('--'))) throw usage(`--${name} needs a value.`);
    if (takes && found.has(name)) throw usage(`--${name} was given twice.`);
    found.set(name, value);
  }
  return { globals: globalsFrom(found), rest };
}

function globalsFrom(found: ReadonlyMap<string, string>): Globals {
  const progress = found.get('progress');
  if (progress !== undefined && progress !== 'jsonl') throw usage('--progress knows one form: jsonl.');
  const now = found.get('now');
  if (now !== undefined && !found.has('test-clock')) throw usage('--now works only together with --test-clock.');
  if (found.has('json') && found.has('jsonl')) throw usage('--json and --jsonl exclude each other.');
  return {
    workspace: found.get('workspace'), as: found.get('as'), passphraseFile: found.get('passphrase-file'), newPassphraseFile: found.get('new-passphrase-file'), recoveryPassphraseFile: found.get('recovery-passphrase-file'), bundlePassphraseFile: found.get('bundle-passphrase-file'),
    out: found.get('out'), input: found.get('input'), now: now === undefined ? null : instant(now),
    json: found.has('json'), jsonl: found.has('jsonl'), progress: progress ?? null, all: found.has('all'), help: found.has('help'), version: found.has('version'),
  };
}
