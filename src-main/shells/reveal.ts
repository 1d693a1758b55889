// Shows a folder in the system's file manager, for doors that have no call of their own for it.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';

const programs: Partial<Record<NodeJS.Platform, string>> = { win32: 'explorer.exe', darwin: 'open' };

export function revealFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const child = spawn(programs[process.platform] ?? 'xdg-open', [folder], { stdio: 'ignore', detached: true });
  // No file manager is no error: the window shows the folder's name.
  child.on('error', () => {});
  child.unref();
}
