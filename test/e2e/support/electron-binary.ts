// Where Electron's binary is, if it is installed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from './browser-door.ts';

export function electronBinary(): string | null {
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(projectDir, 'node_modules', 'electron', 'dist');
  const file = join(folder, ({ win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' } as Partial<Record<NodeJS.Platform, string>>)[process.platform] ?? 'electron');
  return existsSync(file) ? file : null;
}
