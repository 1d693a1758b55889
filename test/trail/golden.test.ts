import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { verifyTrail } from '../../src-main/trail/verify.ts';
import type { Trail } from './trail-in-memory.ts';
import { aTrail, orgId, sourceOf, trustedRoot } from './trail-in-memory.ts';

// One line per commit, checkpoint and payload. Files of released versions are never changed: what was written once is read for ever.
type Line =
  | { k: 'commit'; feed: string; seq: number; env: string; hash: string; sig: string }
  | { k: 'checkpoint'; feed: string; text: string; sig: string }
  | { k: 'payload'; c: string; salt: string; bytes: string }
  | { k: 'redacted'; c: string };

const folder = new URL('golden/', import.meta.url);
const current = new URL('trail-v1.ndjson', folder);
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const bytesOf = (text: string): Buffer => Buffer.from(text, 'base64');

function linesOf(trail: Trail): string {
  const lines: Line[] = [...trail.rows].flatMap(([feed, rows]) => rows.map((r): Line => ({ k: 'commit', feed, seq: r.seq, env: Buffer.from(r.env).toString(), hash: base64(r.hash), sig: base64(r.sig) })));
  for (const { feed, text, sig } of trail.checkpoints) lines.push({ k: 'checkpoint', feed, text, sig: base64(sig) });
  for (const [c, p] of trail.payloads) lines.push('redacted' in p ? { k: 'redacted', c } : { k: 'payload', c, salt: base64(p.salt), bytes: base64(p.bytes) });
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

function trailOf(text: string): Trail {
  const trail: Trail = { org: orgId, rows: new Map(), checkpoints: [], payloads: new Map(), marks: [] };
  for (const line of text.trimEnd().split('\n').map((l) => JSON.parse(l) as Line)) {
    if (line.k === 'commit') trail.rows.set(line.feed, [...(trail.rows.get(line.feed) ?? []), { seq: line.seq, env: Buffer.from(line.env), hash: bytesOf(line.hash), sig: bytesOf(line.sig) }]);
    else if (line.k === 'checkpoint') trail.checkpoints.push({ feed: line.feed, text: line.text, sig: bytesOf(line.sig) });
    else trail.payloads.set(line.c, line.k === 'redacted' ? { redacted: true } : { salt: bytesOf(line.salt), bytes: bytesOf(line.bytes) });
  }
  return trail;
}

describe('golden trails', () => {
  it.each(readdirSync(folder).filter((name) => name.endsWith('.ndjson')))('AUD-01 %s is read as intact', async (name) => {
    const report = await verifyTrail(sourceOf(trailOf(readFileSync(new URL(name, folder), 'utf8'))), { depth: 'deep', trustedRoot });
    expect(report.verdict).toBe('intact');
    expect(report.events).toBeGreaterThan(40);
  });

  it('what is written today is written as the newest golden trail was', () => {
    expect(linesOf(aTrail(24))).toBe(readFileSync(current, 'utf8'));
  });
});
