// Runs a stretch of a meeting and kills itself at a moment of its last act. Arguments: data folder, workspace folder, file of facts, first and last act, moment.
import { readFileSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Asked, OpName, Output } from '../../src-main/contract/index.ts';
import { boot } from '../../src-main/boot.ts';
import { chairPassphrase } from '../../src-main/sample/make.ts';
import type { MeetingFacts } from '../support/meeting-script.ts';
import { meetingScript } from '../support/meeting-script.ts';

const [dataDir, dir, factsFile, from, to, moment] = process.argv.slice(2) as [string, string, string, string, string, 'asked' | 'midway' | 'committed' | 'acknowledged'];
const facts = JSON.parse(readFileSync(factsFile, 'utf8')) as MeetingFacts & { now: number };
const die = (): void => { process.kill(process.pid, 'SIGKILL'); };
let isArmed = false;
const app = boot({ dataDir, exportsDir: resolve(dataDir, 'exports'), resourcesDir: resolve(import.meta.dirname, '../../resources'), app: '0.1.0', now: () => { if (isArmed && moment === 'asked') die(); return facts.now; } });
app.openWorkspace(dir);
const chair = app.connect({ shell: 'direct' });
const ask = async <N extends OpName>(name: N, input: Asked<N>): Promise<Output<N>> => {
  const reply = await chair.call(name, input);
  if (!reply.ok) throw new Error(`${name} was refused: ${JSON.stringify(reply.error)}`);
  return reply.value;
};
await ask('session.signIn', { person: 'Marta Lindqvist', passphrase: chairPassphrase });
// Told once the commit stands, before the one who asked hears of it.
chair.onChanged(() => { if (isArmed && moment === 'committed') die(); });
/** A thread that kills the process so many milliseconds from now: it needs no turn of the busy one. */
const dieLater = (ms: number): Promise<void> => new Promise((ready) => {
  const thread = new Worker(`const { parentPort } = require('node:worker_threads'); parentPort.postMessage(0); parentPort.once('message', (ms) => { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms); process.kill(process.pid, 'SIGKILL'); });`, { eval: true });
  thread.once('message', () => { thread.postMessage(ms); ready(); });
});
const acts = meetingScript(facts);
for (let i = Number(from); i <= Number(to); i += 1) {
  if (i === Number(to)) {
    isArmed = true;
    if (moment === 'midway') await dieLater(Math.random() * 6);
  }
  await acts[i]!.run(ask, (path) => app.stagePath(path));
  // Written at once, without a buffer: what is on the pipe was acknowledged before the kill.
  writeSync(1, `${i}\n`);
}
die();
