// A bundle that one file cannot hold goes into several: taken in one after the other none waits, and in whatever order the end is the same (SYN-01, SYN-02).
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aHistory, startingPoint } from '../support/histories.ts';
import type { Laptop } from '../support/laptops.ts';
import { bundleFrom, bundleInParts, digestsOf, laptopsOf, receive } from '../support/laptops.ts';
import { handTo, joining, pathOf, projectionsOf, twoWorkspaces } from '../support/two-workspaces.ts';

const waitingOn = ({ store: { db } }: Laptop): number => db.get<{ n: number }>('SELECT count(*) AS n FROM pending')!.n;
const isRevoked = ({ store: { db, organisation } }: Laptop): boolean => db.get("SELECT 1 FROM held WHERE feed = ? AND reason = 'revoked'", organisation.deviceFeed) !== undefined || db.get('SELECT 1 FROM device WHERE feed = ? AND revoked_from IS NOT NULL', organisation.deviceFeed) !== undefined;

test('SYN-01 SYN-02 the parts of forty random histories leave nothing waiting when they come in order, and end as one bundle would in any order', async () => {
  const start = await startingPoint(5);
  const met = { parts: 0, forks: 0 };
  for (let seed = 1; seed <= 40; seed += 1) {
    aHistory(start, seed, (laptops) => {
      const from = laptops.find((laptop) => !isRevoked(laptop));
      if (!from) return;
      const group = laptopsOf(start, 5);
      try {
        const fresh = (): Laptop => { const one = laptopsOf(start, 5); group.laptops.push(...one.laptops); return one.laptops[4]!; };
        const parts = bundleInParts(from, { partBytes: 4000 });
        met.parts += Number(parts.length > 2);
        const isForked = parts.at(-1)!.manifest.requires.length > 0;
        met.forks += Number(isForked);
        expect(parts.map(({ manifest }) => manifest.part)).toEqual(parts.length === 1 ? [undefined] : parts.map((_, i) => [i + 1, parts.length]));
        const whole = fresh();
        receive(whole, bundleFrom(from));
        const held = waitingOn(whole);
        const inOrder = fresh();
        for (const [i, part] of parts.entries()) {
          receive(inOrder, part);
          // What had seen a branch of a forked feed waits for it: branches travel whole, in the last part.
          if (i < parts.length - 1 && !isForked) expect(waitingOn(inOrder), `seed ${seed}, part ${i + 1} of ${parts.length}`).toBeLessThanOrEqual(held);
        }
        const backwards = fresh();
        for (const part of parts.toReversed()) receive(backwards, part);
        expect(digestsOf(inOrder), `seed ${seed}`).toEqual(digestsOf(whole));
        expect(digestsOf(backwards), `seed ${seed}, backwards`).toEqual(digestsOf(whole));
      } finally {
        group.close();
      }
    });
  }
  expect(met.parts).toBeGreaterThan(20);
  expect(met.forks).toBeGreaterThan(0);
});

test('SYN-01 SYN-02 what is larger than one file goes into parts: a second laptop joins with all of them in any order, and is told which is missing', async () => {
  const { ada, bo } = await twoWorkspaces();
  for (let i = 0; i < 40; i += 1) await ada.call('change.create', { title: `Change ${i}`, description: 'plan '.repeat(4000), implementationPlan: 'step '.repeat(4000), backoutPlan: 'back '.repeat(4000) });
  const cy = await joining(ada, 'Cy Novak', 'C3');
  // Something of the second part's name is in the way: nothing is left of the first.
  const blocked = join(ada.dataDir, 'exports', 'blocked part 2 of 3.cabsync');
  mkdirSync(join(blocked, 'in the way'), { recursive: true });
  await ada.refused('bundle.export', { to: ['C3'], name: 'blocked', partSize: 1 });
  expect(readdirSync(join(ada.dataDir, 'exports')).filter((name) => name.startsWith('blocked'))).toEqual(['blocked part 2 of 3.cabsync']);
  rmSync(blocked, { recursive: true });
  const whole = await ada.call('bundle.export', { to: ['C3', 'B2'], scope: 'everything', name: 'all', partSize: 1 });
  expect(whole.files.map(({ name }) => name)).toEqual([1, 2, 3].map((n) => `all part ${n} of 3.cabsync`));
  expect(whole).toMatchObject({ file: whole.files[0], omitted: [] });
  expect(whole.files.every((file) => existsSync(pathOf({ file })))).toBe(true);
  const [first, second, third] = whole.files.map((file) => pathOf({ file }));
  expect(await cy.finish([second!, first!])).toMatchObject({ code: 'parts_missing', facts: { missing: [3], of: 3 } });
  expect(await cy.finish([third!, second!, first!])).toBeNull();
  expect(await cy.machine.call('bundle.inspect', { file: handTo(cy.machine, second!) })).toMatchObject({ new: 0, isSeen: true });
  const preview = await bo.call('bundle.inspect', { file: handTo(bo, first!) });
  expect(preview.checks.map(({ text }) => text)).toContain('Part 1 of 3: 2 more parts to bring in after it');
  for (const part of [first, second, third]) expect(await bo.call('bundle.import', { file: handTo(bo, part!) })).toMatchObject({ waiting: [] });
  expect(projectionsOf(bo)).toEqual(projectionsOf(ada));
  expect(projectionsOf(cy.machine)).toEqual(projectionsOf(ada));
});
