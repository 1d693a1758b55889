// Evidence of a workspace in which a device was copied: both histories travel, and whoever checks the files comes to our verdict.
import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { subjectOf } from '../../src-main/domain/event.ts';
import { fingerprintOf } from '../../src-main/trail/keys.ts';
import { readEvidence } from '../../src-main/trail/pdf-evidence.ts';
import type { TrailReport } from '../../src-main/trail/verify.ts';
import { verifyTrail } from '../../src-main/trail/verify.ts';
import { byPython, filesOf } from '../support/evidence-files.ts';
import type { Files } from '../support/evidence-files.ts';
import { cloneOf, exchange, laptopsOf, template } from '../support/laptops.ts';
import type { Laptop } from '../support/laptops.ts';

const made = template(3);
const signed = { role: 'registrar', rev: '', supersedes: [] };
const work = (laptop: Laptop, title: string): void => { laptop.write({ type: 'change.created', subject: subjectOf('change', randomUUID()), data: { number: laptop.store.nextNumber('C'), type: 'normal' }, text: { title } }); };

/** A laptop that heard both copies of another one, and had written between the two. */
async function aFork(): Promise<{ witness: Laptop; other: Laptop; feed: string; heads: [string, string] }> {
  const group = laptopsOf(await made, 3);
  onTestFinished(() => { group.close(); });
  const [original, witness, other] = group.laptops as [Laptop, Laptop, Laptop];
  work(original, 'Before');
  const copy = cloneOf(group, original);
  for (let i = 0; i < 3; i += 1) { work(original, `By the original ${i}`); work(copy, `By the copy ${i}`); }
  exchange(original, witness);
  exchange(copy, other);
  // Each of them has seen another history of the feed, and says so in what it writes.
  work(witness, 'Having seen the original');
  work(other, 'Having seen the copy');
  exchange(other, witness);
  exchange(witness, other);
  const feed = original.store.organisation.deviceFeed;
  return { witness, other, feed, heads: [original.store.log.head(feed)!.hash, copy.store.log.head(feed)!.hash] };
}

function settle(first: Laptop, second: Laptop, feed: string, keepHead: string): void {
  const subject = subjectOf('device', feed);
  const proposal = randomUUID();
  first.write({ type: 'roster.proposed', subject, data: { ...signed, proposal, entry: { t: 'fork.resolved', s: subject, d: { feed, keepHead } } }, text: { reason: 'Asked both' } });
  exchange(first, second);
  second.write({ type: 'roster.confirmed', subject, data: { ...signed, proposal } });
  exchange(second, first);
}

const judged = (files: Files, { store }: Laptop): Promise<TrailReport> => verifyTrail(readEvidence(files).source, { depth: 'deep', trustedRoot: fingerprintOf(Buffer.from(store.organisation.rootKey, 'hex')) });
const kinds = ({ findings }: TrailReport): string[] => findings.map(({ severity, kind }) => `${severity} ${kind}`);

const changed = (files: Files, change: (line: Record<string, unknown>) => void): Files => {
  const lines = files.get('evidence.ndjson')!.toString().trimEnd().split('\n').map((line) => {
    const row = JSON.parse(line) as Record<string, unknown>;
    change(row);
    return JSON.stringify(row);
  });
  return new Map([...files, ['evidence.ndjson', Buffer.from(`${lines.join('\n')}\n`)]]);
};

test('AUD-02 SYN-02 a fork that nobody settled travels with both histories, is a gap, and breaks nothing', async () => {
  const { witness, feed } = await aFork();
  const files = await filesOf(witness);
  const report = await judged(files, witness);
  expect(report.findings).toMatchObject([{ kind: 'fork', severity: 'gap', feed, seq: 1 }]);
  expect(report.verdict).toBe('intact-with-gaps');
  const workspace = await verifyTrail(witness.store.source, { depth: 'deep', trustedRoot: fingerprintOf(Buffer.from(witness.store.organisation.rootKey, 'hex')) });
  const inOrder = (all: TrailReport): TrailReport => ({ ...all, feeds: all.feeds.toSorted((a, b) => (a.feed < b.feed ? -1 : 1)) });
  expect(inOrder(workspace), 'the pack says what the workspace says').toEqual(inOrder(report));
  const said = byPython(files);
  expect(said).toContain('3 of another history');
  expect(said).toContain('INTACT: digests');
});

test.each([['in the log', 0], ['beside the log', 1]] as const)('AUD-02 SYN-02 once two registrars admitted the history that lies %s the evidence is intact and says so', async (_, which) => {
  const { witness, other, feed, heads } = await aFork();
  settle(witness, other, feed, heads[which]);
  for (const laptop of [witness, other]) {
    const files = await filesOf(laptop);
    const report = await judged(files, laptop);
    expect(kinds(report)).toEqual(['note fork_settled']);
    expect(report.verdict).toBe('intact');
    expect(report.feeds.find((f) => f.feed === feed)?.head).toBe(heads[which]);
    expect(byPython(files)).toContain('INTACT: digests');
  }
});

test('AUD-02 whoever exchanges the two histories, alters one or leaves one out is found', async () => {
  const { witness, other, feed, heads } = await aFork();
  settle(witness, other, feed, heads[0]);
  const files = await filesOf(witness);
  const exchanged = changed(files, (row) => { if (row['feed'] === feed && (row['seq'] as number) >= 1) row['k'] = row['k'] === 'c' ? 'b' : 'c'; });
  expect(kinds(await judged(exchanged, witness))).toContain('gap fork');
  const altered = changed(files, (row) => { if (row['k'] === 'b') row['env'] = String(row['env']).replace('"type":"normal"', '"type":"emergency"'); });
  expect(kinds(await judged(altered, witness))).toContain('broken branch_altered');
  expect(byPython(altered)).toMatch(/evidence\.ndjson, line \d+: the commit does not have the digest it claims/);
  const unsigned = changed(files, (row) => { if (row['k'] === 'b') row['sig'] = Buffer.alloc(64).toString('base64'); });
  expect(kinds(await judged(unsigned, witness))).toContain('broken branch_altered');
  const without = new Map([...files, ['evidence.ndjson', Buffer.from(files.get('evidence.ndjson')!.toString().split('\n').filter((line) => !line.startsWith('{"k":"b"')).join('\n'))]]);
  expect(kinds(await judged(without, witness)), 'somebody had seen what was left out').toContain('broken seen_differs');
});
