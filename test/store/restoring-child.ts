// Restores a backup into a folder and says when it is done, unless it is killed before. Arguments: data folder, backup, folder; the passphrase comes from the environment.
import { writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { boot } from '../../src-main/boot.ts';

const [dataDir, backup, dir] = process.argv.slice(2) as [string, string, string];
const app = boot({ dataDir, exportsDir: resolve(dataDir, 'exports'), resourcesDir: resolve(import.meta.dirname, '../../resources'), app: '0.1.0' });
await app.restoreWorkspace(dir, { file: app.stagePath(backup), passphrase: process.env['BACKUP_PASSPHRASE']! });
writeSync(1, 'done\n');
await app.close();
