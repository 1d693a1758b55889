// Opens a workspace as another user would and prints how that went. Arguments: data folder, workspace folder.
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { AppError } from '../../src-main/app-error.ts';
import { boot } from '../../src-main/boot.ts';

const [dataDir, dir] = process.argv.slice(2) as [string, string];
const app = boot({ dataDir, exportsDir: tmpdir(), resourcesDir: resolve(import.meta.dirname, '../../resources'), app: '0.1.0' });
try {
  app.openWorkspace(dir);
  console.log('opened');
} catch (error) {
  console.log(error instanceof AppError ? error.refusal.code : String(error));
}
