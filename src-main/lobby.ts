// Workspaces on this machine: making, opening and remembering them, and the files a page hands over. Part of boot.
import { createHash, randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { appError } from './app-error.ts';

export type Remembered = { handle: string; dir: string; organisation: string; site: string; isSample: boolean; openedAt: string | null };
export type Staged = { path: string; name: string; isOurs: boolean };

/** The list of workspaces this machine has opened, latest first; a few dozen entries at most. */
export function recentWorkspaces(dataDir: string): { list(): Remembered[]; remember(entry: Omit<Remembered, 'handle'>): void; find(handle: string): Remembered | null } {
  const file = join(dataDir, 'recent.json');
  const list = (): Remembered[] => {
    if (!existsSync(file)) return [];
    try {
      return (JSON.parse(readFileSync(file, 'utf8')) as Remembered[]).filter((entry) => existsSync(join(entry.dir, 'gavel.db')));
    } catch {
      // A damaged list only means that workspaces have to be opened by hand once.
      return [];
    }
  };
  return {
    list,
    find: (handle) => list().find((entry) => entry.handle === handle) ?? null,
    remember: (entry) => {
      const dir = resolve(entry.dir);
      const handle = `${basename(dir)}-${createHash('sha256').update(dir).digest('hex').slice(0, 6)}`;
      mkdirSync(dataDir, { recursive: true });
      writeFileSync(`${file}.partial`, JSON.stringify([{ ...entry, dir, handle }, ...list().filter((e) => e.dir !== dir)].slice(0, 30), null, 2));
      renameSync(`${file}.partial`, file);
    },
  };
}

/** A folder name people recognise, made from the organisation's name. */
export function folderFor(dataDir: string, organisation: string): string {
  const base = organisation.normalize('NFKD').replace(/[^A-Za-z0-9]+/g, '-').replace(/^-+|-+$/g, '').toLowerCase().slice(0, 40) || 'workspace';
  for (let n = 1; ; n += 1) {
    const dir = join(dataDir, 'workspaces', n === 1 ? base : `${base}-${n}`);
    if (!existsSync(dir)) return dir;
  }
}

/** Files handed over by a page, in order and in slices; kept in a private folder until discarded or the app ends. */
export function stagingArea(dataDir: string): { begin(name: string, size: number): string; chunk(file: string, offset: number, bytes: Uint8Array): number; adopt(path: string): string; find(file: string): Staged; discard(file: string): void; clear(): void } {
  const files = new Map<string, Staged & { size: number; received: number }>();
  let folder: string | null = null;
  const home = (): string => {
    if (folder === null) {
      mkdirSync(dataDir, { recursive: true });
      folder = mkdtempSync(join(dataDir, 'staging-'));
    }
    return folder;
  };
  const find = (file: string): Staged & { size: number; received: number } => {
    const found = files.get(file);
    if (!found) throw appError('file_missing', { file: 'handed over' });
    return found;
  };
  return {
    begin: (name, size) => {
      const file = randomUUID();
      const path = join(home(), file);
      writeFileSync(path, '', { mode: 0o600 });
      files.set(file, { path, name: basename(name.replaceAll('\\', '/')) || 'file', isOurs: true, size, received: 0 });
      return file;
    },
    chunk: (file, offset, bytes) => {
      const staged = find(file);
      if (!staged.isOurs || offset !== staged.received || staged.received + bytes.length > staged.size) throw appError('invalid_input', { field: 'offset', problem: 'chunks come in order and fit the announced size' });
      appendFileSync(staged.path, bytes);
      staged.received += bytes.length;
      return staged.received;
    },
    adopt: (path) => {
      if (!existsSync(path) || !statSync(path).isFile()) throw appError('file_missing', { file: path });
      const file = randomUUID();
      const { size } = statSync(path);
      files.set(file, { path: resolve(path), name: basename(path), isOurs: false, size, received: size });
      return file;
    },
    find: (file) => {
      const staged = find(file);
      if (staged.received !== staged.size) throw appError('unreadable_file', { file: staged.name, reason: `only ${staged.received} of ${staged.size} bytes arrived` });
      return staged;
    },
    discard: (file) => {
      const staged = files.get(file);
      files.delete(file);
      if (staged?.isOurs) rmSync(staged.path, { force: true });
    },
    clear: () => { files.clear(); if (folder !== null) rmSync(folder, { recursive: true, force: true }); },
  };
}
