// Runs the command line and hears what it says: in this process with streams of its own, or as a program.
import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { gavel } from '../../src-main/shells/cli/gavel.ts';

const entry = join(import.meta.dirname, '../../src-main/shells/cli/main.ts');
export type Said = { code: number | null; out: string; err: string };
type Reply = { ok: boolean; exit: number | null; value?: unknown; error?: { code: string; message: string; facts: Record<string, unknown>; where?: Record<string, unknown> } };
export type { Reply };
type More = { env?: Record<string, string>; input?: string };
export type Desk = {
  folder: string;
  at(name: string): string;
  /** One command line in this process. */
  run(args: readonly string[], more?: More): Promise<Said>;
  /** One command line as a program of its own. */
  spawn(args: readonly string[], more?: More): Promise<Said>;
  /** Runs with `--json` and reads the one value. */
  json(args: readonly string[], more?: More): Promise<Reply>;
  remove(): void;
};

function hearing(): { stream: Writable; text: () => string } {
  const pieces: string[] = [];
  return { stream: new Writable({ write: (chunk, _encoding, done) => { pieces.push(String(chunk)); done(); } }), text: () => pieces.join('') };
}

/** A machine of its own: data, exports and workspace below one temporary folder, where the command line also stands. */
export function aDesk(env: Record<string, string> = {}): Desk {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'gavel-cli-')));
  const at = (name: string): string => join(folder, name);
  const machine = { ...process.env, GAVEL_DATA: at('data'), GAVEL_EXPORTS: at('exports'), GAVEL_WORKSPACE: at('ws'), GAVEL_PASSPHRASE: '', GAVEL_NEW_PASSPHRASE: '', ...env };
  const run: Desk['run'] = async (args, { env: more = {}, input = '' } = {}) => {
    process.chdir(folder);
    const [out, err] = [hearing(), hearing()];
    const code = await gavel(args, { env: { ...machine, ...more }, stdin: Readable.from([input]), stdout: out.stream, stderr: err.stream });
    return { code, out: out.text(), err: err.text() };
  };
  return {
    folder, at, run,
    spawn: (args, { env: more = {}, input = '' } = {}) => new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [entry, ...args], { cwd: folder, env: { ...machine, ...more }, stdio: ['pipe', 'pipe', 'pipe'] });
      const said: Said = { code: null, out: '', err: '' };
      child.stdout.setEncoding('utf8').on('data', (text: string) => { said.out += text; });
      child.stderr.setEncoding('utf8').on('data', (text: string) => { said.err += text; });
      child.on('error', reject);
      child.on('close', (code) => { resolve({ ...said, code }); });
      child.stdin.end(input);
    }),
    json: async (args, more) => {
      const { code, out } = await run([...args, '--json'], more);
      return { ...JSON.parse(out) as Omit<Reply, 'exit'>, exit: code };
    },
    remove: () => { process.chdir(tmpdir()); rmSync(folder, { recursive: true, force: true }); },
  };
}
