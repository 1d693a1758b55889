// Imports one bundle and says so, unless it is killed. Arguments: data folder, workspace folder, bundle, person, passphrase.
import { writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { boot } from '../../src-main/boot.ts';

const [dataDir, dir, bundle, person, passphrase] = process.argv.slice(2) as [string, string, string, string, string];
const app = boot({ dataDir, exportsDir: resolve(dataDir, 'exports'), resourcesDir: resolve(import.meta.dirname, '../../resources'), app: '0.1.0' });
app.openWorkspace(dir);
const connection = app.connect({ shell: 'direct' });
const signedIn = await connection.call('session.signIn', { person, passphrase });
if (!signedIn.ok) throw new Error(signedIn.error.code);
writeSync(1, 'ready\n');
const reply = await connection.call('bundle.import', { file: app.stagePath(bundle) });
writeSync(1, reply.ok ? 'done\n' : `refused ${JSON.stringify(reply.error)}\n`);
await app.close();
