import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { wireBridge } from '../../src-main/wire.ts';
import type { Answering } from '../../src-main/wire.ts';
import { bridgeExam } from './bridge-exam.ts';

const entry = join(import.meta.dirname, '../../src-main/shells/cli/main.ts');

bridgeExam({
  name: 'command line', shell: 'cli',
  open: async (home) => {
    const child = spawn(process.execPath, [entry, 'wire'], { env: { ...process.env, GAVEL_DATA: home.dataDir, GAVEL_EXPORTS: home.exportsDir, GAVEL_WORKSPACE: '' }, stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = new Promise<void>((resolve) => { child.once('exit', () => { resolve(); }); });
    const bridge = wireBridge(
      (message) => { if (child.stdin.writable) child.stdin.write(`${JSON.stringify(message)}\n`); },
      (take) => {
        createInterface({ input: child.stdout, crlfDelay: Infinity }).on('line', (line) => { take(JSON.parse(line) as Answering); });
        void ended.then(() => { take({ kind: 'gone', incident: 'ended' }); });
      });
    return { bridge, close: async () => { child.stdin.end(); await ended; } };
  },
});
