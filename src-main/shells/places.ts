// Where Gavel lies and where it keeps things; every door asks here, so that all of them mean the same folders.
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Places = { dataDir: string; exportsDir: string; resourcesDir: string; rendererDir: string; preload: string; app: string };

type Machine = { env: NodeJS.ProcessEnv; platform: NodeJS.Platform; home: string };

/** The data folder: `GAVEL_DATA`, else the platform's own place for it. */
export function dataFolder({ env, platform, home }: Machine): string {
  if (env['GAVEL_DATA']) return resolve(env['GAVEL_DATA']);
  if (platform === 'win32') return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Gavel');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Gavel');
  return join(env['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'gavel');
}

/** The folder people find their files in. On Linux its name is translated, and a settings file says how. */
function documentsFolder({ env, platform, home }: Machine): string {
  const settings = join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'user-dirs.dirs');
  const named = platform === 'linux' && existsSync(settings) ? /^XDG_DOCUMENTS_DIR="(.+)"$/m.exec(readFileSync(settings, 'utf8'))?.[1] : undefined;
  return named ? named.replace(/^\$HOME(?=\/|$)/, home) : join(home, 'Documents');
}

/** The folder exported files are written to: `GAVEL_EXPORTS`, else Gavel in the documents folder. */
export function exportsFolder(machine: Machine): string {
  return machine.env['GAVEL_EXPORTS'] ? resolve(machine.env['GAVEL_EXPORTS']) : join(documentsFolder(machine), 'Gavel');
}

/** The installation: the nearest folder above this file that holds `resources/migrations`. */
function installation(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'resources', 'migrations'))) return folder;
    if (folder === dirname(folder)) throw new Error('the installation lacks its resources folder');
  }
}

export function findPlaces(machine: Machine = { env: process.env, platform: process.platform, home: homedir() }): Places {
  const root = installation();
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return {
    dataDir: dataFolder(machine), exportsDir: exportsFolder(machine), resourcesDir: join(root, 'resources'),
    rendererDir: join(root, 'out', 'renderer'), preload: join(root, 'out', 'preload', 'preload.cjs'), app: version,
  };
}
