// Organisation roots this machine has met, kept in the data folder beside the high-water marks: what `gavel verify` trusts unasked.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export type Pin = { words: string; organisation: string; dir: string; seenAt: string };
const fileOf = (dataDir: string): string => join(dataDir, 'pins.json');

export function readPins(dataDir: string): Pin[] {
  if (!existsSync(fileOf(dataDir))) return [];
  try {
    const { pins } = JSON.parse(readFileSync(fileOf(dataDir), 'utf8')) as { pins: Pin[] };
    return Array.isArray(pins) ? pins : [];
  } catch {
    // Damaged pins trust nothing: the worst that follows is `unknown-signer` until a root is named.
    return [];
  }
}

function writePins(dataDir: string, pins: readonly Pin[]): void {
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(`${fileOf(dataDir)}.partial`, JSON.stringify({ version: 1, pins }, null, 2));
  renameSync(`${fileOf(dataDir)}.partial`, fileOf(dataDir));
}

/** Remembers the root of a workspace. A folder keeps the root it was first seen with unless `isNew` says it was made just now. */
export function pinRoot(dataDir: string, pin: Pin, { isNew }: { isNew: boolean }): void {
  const dir = resolve(pin.dir);
  const pins = readPins(dataDir);
  const known = pins.find((one) => one.dir === dir);
  if (known && (!isNew || known.words === pin.words)) return;
  writePins(dataDir, [{ ...pin, dir }, ...pins.filter((one) => one.dir !== dir)]);
}

/** Forgets what a folder is pinned to, or every pin of a root by its twelve words; answers what was forgotten. */
export function forgetPins(dataDir: string, what: string): Pin[] {
  const words = what.trim().toLowerCase().split(/\s+/).join(' ');
  const pins = readPins(dataDir);
  const gone = pins.filter((pin) => pin.dir === resolve(what) || pin.words === words);
  if (gone.length > 0) writePins(dataDir, pins.filter((pin) => !gone.includes(pin)));
  return gone;
}

/** The root to believe in: the one this folder is pinned to, else the offered one when any workspace here has it; null when neither. */
export function pinnedRoot(dataDir: string, { words, dir }: { words: string | null; dir?: string }): string | null {
  const pins = readPins(dataDir);
  const here = dir === undefined ? undefined : pins.find((pin) => pin.dir === resolve(dir));
  return here?.words ?? pins.find((pin) => pin.words === words)?.words ?? null;
}
