// Whatever is dropped on the verification panel: bundles, checkpoints, tokens, and what is none of them (AUD-01).
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exported, handTo, twoWorkspaces } from '../support/two-workspaces.ts';
import type { Machine } from '../support/two-workspaces.ts';
import { aWorkspace, answer, refusal } from '../support/workspace.ts';
import type { TestWorkspace } from '../support/workspace.ts';

const given = (w: Pick<TestWorkspace, 'dataDir' | 'app'>, name: string, bytes: string | Buffer): string => { const path = join(w.dataDir, name); writeFileSync(path, bytes); return w.app.stagePath(path); };
const checkpointOf = (w: TestWorkspace): string => w.raw((db) => db.prepare('SELECT text FROM checkpoint ORDER BY count DESC LIMIT 1').pluck().get() as string);

test('AUD-01 a checkpoint that was kept is held against the trail: whole, of another root, with its tail cut off, of another organisation, or with nothing to hold it against', async () => {
  const w = await aWorkspace();
  const text = checkpointOf(w);
  const verify = async (name: string, bytes: string): Promise<unknown> => answer(w.chair, 'trail.verifyFile', { file: given(w, name, bytes) });
  expect(await verify('checkpoint-1.txt', text)).toMatchObject({ verdict: 'intact', findings: [], covered: [expect.stringMatching(/the first \d+ commits of feed \w{8}, .* as they stood on 2026-/)] });
  const [head, feed, count, root, hash, hlc] = text.split('\n') as [string, string, string, string, string, string];
  const put = (parts: string[]): string => `${parts.join('\n')}\n`;
  expect(await verify('other.txt', put([head, feed, count, `${root.startsWith('A') ? 'B' : 'A'}${root.slice(1)}`, hash, hlc]))).toMatchObject({ verdict: 'broken', findings: [{ kind: 'root_differs', feed: feed.split('/')[1], seq: Number(count) - 1 }] });
  expect(await verify('later.txt', put([head, feed, String(Number(count) + 1000), root, hash, hlc]))).toMatchObject({ verdict: 'broken', findings: [{ kind: 'tail_missing', severity: 'broken' }] });
  expect(await verify('else.txt', put([head, `another-org/${feed.split('/')[1]!}`, count, root, hash, hlc]))).toMatchObject({ verdict: 'unknown-signer', findings: [{ kind: 'wrong_org' }] });
  expect(await verify('stranger.txt', put([head, `${feed.split('/')[0]!}/${'0'.repeat(32)}`, count, root, hash, hlc]))).toMatchObject({ verdict: 'intact-with-gaps', findings: [{ kind: 'feed_missing' }] });
  expect(await refusal(w.chair, 'trail.verifyFile', { file: given(w, 'cut.txt', text.slice(0, 60)) })).toMatchObject({ code: 'unreadable_file', where: { file: 'cut.txt' } });
  expect(await refusal(w.chair, 'trail.verifyFile', { file: given(w, 'notes.txt', 'Nothing to see') })).toMatchObject({ code: 'unreadable_file', facts: { reason: expect.stringContaining('no sealed PDF, no bundle') as string } });
  expect(await refusal(w.chair, 'trail.verifyFile', { file: given(w, 'empty.txt', '') })).toMatchObject({ code: 'unreadable_file' });
});

test('AUD-01 a bundle has a verdict before anything of it is taken in: who sent it, when, what it covers and what was left out; one that was altered is broken and says where', async () => {
  const { ada, bo } = await twoWorkspaces();
  await ada.call('change.create', { title: 'Made on A1' });
  const path = await exported(ada, bo);
  bo.clock.now = ada.clock.now;
  const before = await bo.call('workspace.status', {});
  const verify = (machine: Machine, file: string): Promise<unknown> => machine.call('trail.verifyFile', { file: handTo(machine, file) });
  expect(await verify(bo, path)).toMatchObject({ verdict: 'intact', findings: [], signer: { who: 'Ada Lindqvist at site A1', at: expect.stringMatching(/^2026-/) as string }, covered: [expect.stringContaining('signed at its beginning and its end'), expect.stringContaining('commits with their digests')], notCovered: ['what its sender wrote and did not send'] });
  expect((await bo.call('workspace.status', {})).trail).toEqual(before.trail);
  const bytes = readFileSync(path);
  const altered = join(bo.dataDir, 'altered.cabsync');
  bytes[bytes.length - 40]! ^= 1;
  writeFileSync(altered, bytes);
  expect(await verify(bo, altered)).toMatchObject({ verdict: 'broken', covered: [], findings: [{ severity: 'broken', text: expect.any(String) as string }] });
  writeFileSync(altered, readFileSync(path).subarray(0, 900));
  expect(await verify(bo, altered)).toMatchObject({ verdict: 'broken' });
  const partial = join(ada.dataDir, 'part.cabsync');
  writeFileSync(partial, readFileSync((await ada.call('bundle.export', { to: ['B2'], scope: 'everything', audience: 'external', name: 'outside' }).then(({ file }) => join(file.folder, file.name)))));
  expect(await verify(bo, partial)).toMatchObject({ notCovered: expect.arrayContaining([expect.stringContaining('that the sender left out')]) as string[] });
  const stranger = bo.app.connect({ shell: 'direct' });
  expect((await refusal(stranger, 'trail.verifyFile', { file: handTo(bo, path) })).code).toBe('signed_out');
});
