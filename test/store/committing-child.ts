// Commits in a loop and prints each number that was acknowledged, until it is killed. Arguments: data folder, workspace folder, how often.
import { writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { boot } from '../../src-main/boot.ts';
import { chairPassphrase } from '../../src-main/sample/make.ts';

const [dataDir, dir, times] = process.argv.slice(2) as [string, string, string];
const app = boot({ dataDir, exportsDir: resolve(dataDir, 'exports'), resourcesDir: resolve(import.meta.dirname, '../../resources'), app: '0.1.0' });
app.openWorkspace(dir);
const connection = app.connect({ shell: 'direct' });
const opened = await connection.call('session.state', {});
if (opened.ok && opened.value.locked) await connection.call('workspace.unlock', { passphrase: chairPassphrase });
const signedIn = await connection.call('session.signIn', { person: 'Marta Lindqvist', passphrase: chairPassphrase });
if (!signedIn.ok) throw new Error(signedIn.error.code);
writeSync(1, 'ready\n');
for (let i = 0; i < Number(times); i += 1) {
  const reply = await connection.call('change.create', { title: `Raised by ${process.pid}, ${i}`, description: 'Text '.repeat(i % 400) });
  // Written at once, without a buffer: what is on the pipe was acknowledged before the kill.
  writeSync(1, reply.ok ? `${reply.value.number}\n` : `refused ${reply.error.code}\n`);
}
await app.close();
