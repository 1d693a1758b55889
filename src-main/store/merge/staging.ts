// A bundle taken apart into a private file, and everything about it checked that needs nobody's roster (trail design, B3).
import { chmodSync } from 'node:fs';
import { BundleError } from '../../trail/bundle-error.ts';
import type { BundleRange, Manifest } from '../../trail/bundle-frames.ts';
import type { BundleSink } from '../../trail/bundle-reader.ts';
import { parseCheckpoint } from '../../trail/checkpoint.ts';
import type { Envelope } from '../../trail/envelope.ts';
import { EnvelopeError, parseEnvelope } from '../../trail/envelope.ts';
import { commitHash, payloadCommitment } from '../../trail/hashes.ts';
import { openScratch } from '../open.ts';
import type { WriteDb } from '../open.ts';
import type { Incoming } from './place.ts';
import type { Staged } from './staged.ts';

const tables = `
  CREATE TABLE meta (what TEXT NOT NULL PRIMARY KEY, line BLOB NOT NULL, sig BLOB NOT NULL) STRICT;
  CREATE TABLE commit_in (feed TEXT NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL, env BLOB NOT NULL, sig BLOB NOT NULL, range INTEGER NOT NULL, PRIMARY KEY (range, seq)) STRICT, WITHOUT ROWID;
  CREATE TABLE text_in (commitment BLOB NOT NULL PRIMARY KEY, salt BLOB NOT NULL, bytes BLOB NOT NULL) STRICT;
  CREATE TABLE checkpoint_in (feed TEXT NOT NULL, count INTEGER NOT NULL, text TEXT NOT NULL, sig BLOB NOT NULL, PRIMARY KEY (feed, count)) STRICT;`;

const tampered = (what: string): BundleError => new BundleError('tampered', { what });
type Progress = { manifest: Manifest | null; range: number; seq: number; prev: string | null };

function envelopeIn(env: Uint8Array, what: string): Envelope {
  try {
    return parseEnvelope(env);
  } catch (error) {
    if (error instanceof EnvelopeError) throw tampered(`${what} cannot be read: ${error.reason}`);
    throw error;
  }
}

/** The range the next commit belongs to; a range ends with the commit it was announced with. */
function currentRange(progress: Progress): BundleRange {
  const range = progress.manifest!.feeds[progress.range];
  if (!range) throw tampered('it holds more commits than it announced');
  return range;
}

/** The roster first, then feeds by name and range; nothing twice. */
function checkRanges({ feeds, roster }: Manifest): void {
  const seen = new Set<string>();
  for (const { f, head } of feeds) {
    if (seen.has(`${f}/${head}`)) throw tampered('it announces the same commits twice');
    seen.add(`${f}/${head}`);
  }
  if (roster[0] < 1) throw tampered('it names no roster');
}

function takeCommit(db: WriteDb, progress: Progress, commit: { feed: string; env: Uint8Array; sig: Uint8Array }): void {
  const range = currentRange(progress);
  const seq = progress.seq < range.from ? range.from : progress.seq;
  const prev = seq === range.from ? range.prev : progress.prev;
  const what = `commit ${seq} of feed ${range.f}`;
  const envelope = envelopeIn(commit.env, what);
  if (commit.feed !== range.f || envelope.feed !== range.f || envelope.seq !== seq || envelope.prev !== prev) throw tampered(`${what} is not the one that was announced`);
  if (envelope.org !== progress.manifest!.org) throw new BundleError('wrong_org');
  const hash = commitHash(commit.env);
  db.run('INSERT INTO commit_in (feed, seq, hash, env, sig, range) VALUES (?, ?, ?, ?, ?, ?)', range.f, seq, hash, commit.env, commit.sig, progress.range);
  progress.prev = hash.toString('hex');
  progress.seq = seq + 1;
  if (progress.seq < range.to) return;
  if (progress.prev !== range.head) throw tampered(`feed ${range.f} does not end with the commit that was announced`);
  progress.range += 1;
  progress.seq = -1;
}

/** A sink that fills the file at `path`. `close` must be called; a bundle that was not read to its end is not used. */
export function createStaging(path: string, key: Uint8Array | null = null): { sink: BundleSink; close(): void; abandon(): void } {
  const db = openScratch(path, key);
  chmodSync(path, 0o600);
  db.exec(tables);
  db.exec('BEGIN');
  const progress: Progress = { manifest: null, range: 0, seq: -1, prev: null };
  let last = '';
  return {
    sink: {
      manifest: (manifest, { line, sig }) => {
        checkRanges(manifest);
        progress.manifest = manifest;
        db.run("INSERT INTO meta (what, line, sig) VALUES ('manifest', ?, ?)", line, sig);
      },
      commit: (commit) => { takeCommit(db, progress, commit); },
      text: ({ commitment, salt, bytes }) => {
        if (commitment <= last) throw tampered('its texts are out of order');
        last = commitment;
        if (payloadCommitment(salt, bytes) !== commitment) throw tampered('a text is not the one that was committed');
        db.run('INSERT INTO text_in (commitment, salt, bytes) VALUES (?, ?, ?)', Buffer.from(commitment, 'hex'), salt, bytes);
      },
      checkpoint: ({ feed, text, sig }) => {
        const checkpoint = parseCheckpoint(text);
        if (!checkpoint || checkpoint.feed !== feed || checkpoint.org !== progress.manifest!.org) throw tampered('a checkpoint is malformed');
        if (db.run('INSERT INTO checkpoint_in (feed, count, text, sig) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING', feed, checkpoint.count, text, sig) === 0) throw tampered('it brings the same checkpoint twice');
      },
      end: ({ line, sig }) => {
        if (progress.range !== progress.manifest!.feeds.length) throw tampered('it holds fewer commits than it announced');
        db.run("INSERT INTO meta (what, line, sig) VALUES ('end', ?, ?)", line, sig);
      },
    },
    close: () => {
      db.exec('COMMIT');
      db.close();
    },
    abandon: () => { db.close(); },
  };
}

/** Opens a file that was staged to its end. */
export function openStaged(path: string, key: Uint8Array | null = null): Staged & { close(): void } {
  const db = openScratch(path, key);
  const meta = (what: string): { line: Uint8Array; sig: Uint8Array } => db.get<{ line: Uint8Array; sig: Uint8Array }>('SELECT line, sig FROM meta WHERE what = ?', what)!;
  const signed = meta('manifest');
  const { k: _k, ...manifest } = JSON.parse(Buffer.from(signed.line).toString('utf8')) as Manifest & { k: string };
  const ranges = manifest.feeds.map(({ f, from, to, head }, index) => ({ feed: f, from, to, head, index }));
  return {
    manifest, signed, end: meta('end'), ranges,
    commits: ({ index }, from, limit) => db.all<Incoming>('SELECT feed, seq, hash, env, sig FROM commit_in WHERE range = ? AND seq >= ? ORDER BY seq LIMIT ?', index, from, limit),
    payload: (commitment) => db.get<{ salt: Uint8Array; bytes: Uint8Array }>('SELECT salt, bytes FROM text_in WHERE commitment = ?', commitment) ?? null,
    checkpoints: () => db.all<{ feed: string; count: number; text: string; sig: Uint8Array }>('SELECT feed, count, text, sig FROM checkpoint_in ORDER BY feed, count'),
    close: () => { db.close(); },
  };
}
