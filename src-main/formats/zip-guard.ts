// Whether a zip archive may be unpacked: what its directory claims, and what really comes out of each entry (APPNOTE 4.3).
import { open } from 'node:fs/promises';
import { createInflateRaw } from 'node:zlib';
import { FormatError } from './format-error.ts';
import { type Limits, inMiB } from './limits.ts';

type Entry = { name: string; method: number; packed: number; unpacked: number; at: number };
const endMark = 0x06054b50;
const entryMark = 0x02014b50;
const entryLimit = 10_000;

const broken = (problem: string): FormatError => new FormatError('unreadable_spreadsheet', { problem });

function directory(archive: Buffer): Entry[] {
  let end = archive.length - 22;
  while (end >= 0 && end > archive.length - 66_000 && archive.readUInt32LE(end) !== endMark) end -= 1;
  if (end < 0 || archive.readUInt32LE(end) !== endMark) throw broken('its directory is missing, the file may be cut off');
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  if (count > entryLimit || count === 0xffff) throw broken('it holds too many files');
  const entries: Entry[] = [];
  for (let i = 0; i < count; i++) {
    if (at + 46 > archive.length || archive.readUInt32LE(at) !== entryMark) throw broken('its directory is damaged');
    const nameLength = archive.readUInt16LE(at + 28);
    entries.push({
      name: archive.toString('utf8', at + 46, at + 46 + nameLength), method: archive.readUInt16LE(at + 10),
      packed: archive.readUInt32LE(at + 20), unpacked: archive.readUInt32LE(at + 24), at: archive.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}

/** Unpacks an entry into nothing and counts; the directory's own figures may lie. */
async function inflatedSize(archive: Buffer, entry: Entry, most: number): Promise<number> {
  if (entry.at + 30 > archive.length) throw broken('its directory is damaged');
  const start = entry.at + 30 + archive.readUInt16LE(entry.at + 26) + archive.readUInt16LE(entry.at + 28);
  const packed = archive.subarray(start, start + entry.packed);
  if (entry.method === 0) return packed.length;
  if (entry.method !== 8) throw broken('it is packed in a way Gavel does not read');
  const inflate = createInflateRaw();
  let size = 0;
  inflate.end(packed);
  try {
    for await (const piece of inflate as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > most) return size;
    }
  } catch {
    throw broken('its contents are damaged');
  } finally {
    inflate.destroy();
  }
  return size;
}

/** Reads an archive that may be unpacked safely. Throws `too_large` for a bomb, `unreadable_spreadsheet` for what is no workbook. */
export async function safeArchive(path: string, limits: Limits, signal?: AbortSignal): Promise<Buffer> {
  const file = await open(path, 'r');
  let archive: Buffer;
  try {
    if ((await file.stat()).size > limits.spreadsheetBytes) throw new FormatError('too_large', { what: 'the spreadsheet', limit: inMiB(limits.spreadsheetBytes) });
    archive = await file.readFile();
  } finally {
    await file.close();
  }
  const entries = directory(archive);
  if (!entries.some((entry) => entry.name === 'xl/workbook.xml')) throw broken('it is a zip archive without a workbook');
  const most = Math.min(limits.expandedBytes, Math.max(1024 * 1024, archive.length * limits.expansionRatio));
  let total = entries.reduce((sum, entry) => sum + entry.unpacked, 0);
  if (total <= most) {
    total = 0;
    for (const entry of entries) {
      signal?.throwIfAborted();
      total += await inflatedSize(archive, entry, most - total);
      if (total > most) break;
    }
  }
  if (total > most) throw new FormatError('too_large', { what: 'the unpacked spreadsheet', limit: `${inMiB(most)}` });
  return archive;
}
