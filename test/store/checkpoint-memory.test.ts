// What a checkpoint reads again is given back as it goes: an import makes one every 256 big commits, and their bytes would stand side by side.
import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { subjectOf } from '../../src-main/domain/event.ts';
import { laptopsOf, template } from '../support/laptops.ts';
import type { Laptop } from '../support/laptops.ts';

const commits = 100;
const commitBytes = 200_000;

test('a checkpoint over a hundred big commits leaves none of their bytes behind', async () => {
  const group = laptopsOf(await template(1), 1);
  onTestFinished(() => { group.close(); });
  const { store, device, write } = group.laptops[0] as Laptop;
  const subject = subjectOf('change', randomUUID());
  for (let i = 0; i < commits; i += 1) write({ type: 'change.edited', subject, data: { filler: 'x'.repeat(commitBytes) } });
  const before = process.memoryUsage().arrayBuffers;
  expect(store.db.transaction(() => store.log.checkpoint({ feed: store.organisation.deviceFeed, key: device.privateKey }))?.text).toContain(`\n${commits}\n`);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(commits * commitBytes / 4);
});
