// B10: a second laptop joins with everything, then sends back the edits of one change in a hundred.
import { createHash } from 'node:crypto';
import { copyFileSync, createReadStream, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { boot } from '../../src-main/boot.ts';
import type { App, Connection } from '../../src-main/boot.ts';
import type { Ground } from './ground.ts';
import { ask, changesOf, resourcesDir } from './ground.ts';
import { timeOf } from './measure.ts';
import type { Result } from './measure.ts';

const passphrase = 'northwind sample';
type Laptop = { app: App; bridge: Connection };

/** The floor: the same database copied and hashed, as somebody without Gavel would hand it over and check it. */
async function floorOf(ground: Ground): Promise<number> {
  const source = join(ground.dir, 'gavel.db');
  const copy = join(ground.exportsDir, 'floor.copy');
  const took = await timeOf(async () => {
    copyFileSync(source, copy);
    const hash = createHash('sha256');
    for await (const piece of createReadStream(copy, { highWaterMark: 2 ** 20 })) hash.update(piece as Buffer);
    hash.digest('hex');
  });
  rmSync(copy);
  return took;
}

const changeIds = async (bridge: Connection, count: number): Promise<string[]> => {
  const ids: string[] = [];
  for (let after: string | undefined; ids.length < count;) {
    const page = await ask(bridge, 'change.list', { limit: 500, state: ['assessment', 'awaiting-authorisation', 'draft', 'authorised'], ...(after === undefined ? {} : { after }) });
    ids.push(...page.rows.map(({ id }) => id));
    if (page.next === null) break;
    after = page.next;
  }
  return ids.slice(0, count);
};

/** Edits made on the second laptop, one commit each, and merged into the first; milliseconds of the merge and how many commits were new. */
async function editsBroughtBack(ground: Ground, { bridge }: Laptop, edits: readonly string[]): Promise<{ took: number; commits: number }> {
  for (const [i, change] of edits.entries()) await ask(bridge, 'change.edit', { change, fields: { description: `Looked at again ${i} of ${edits.length}` } });
  const { file } = await ask(bridge, 'bundle.export', { to: ['A1'] });
  let commits = 0;
  const took = await timeOf(async () => { commits = (await ask(ground.chair, 'bundle.import', { file: ground.app.stagePath(join(file.folder, file.name)) })).new; });
  return { took, commits };
}

export async function exchanging(ground: Ground): Promise<Result[]> {
  const dataDir = join(ground.exportsDir, `second-${ground.size}-${Date.now()}`);
  const app = boot({ dataDir, exportsDir: join(dataDir, 'exports'), resourcesDir, app: '0.1.0' });
  const second: Laptop = { app, bridge: app.connect({ shell: 'direct' }) };
  const site = `B${(Date.now() % 1296).toString(36).toUpperCase().padStart(2, '0')}`.replace(/[^A-Z0-9]/g, '0');
  try {
    const request = await ask(second.bridge, 'workspace.join', { site, person: 'Second laptop', passphrase });
    await ask(ground.chair, 'device.enrol', { file: ground.app.stagePath(join(request.file.folder, request.file.name)), roles: ['change-manager', 'release-manager', 'registrar'], recoveryPassphrase: passphrase });
    const floor = await floorOf(ground);
    let parts: { name: string; folder: string; size: number }[] = [];
    const exported = await timeOf(async () => { parts = (await ask(ground.chair, 'bundle.export', { to: [site], scope: 'everything' })).files; });
    const words = (await ask(ground.chair, 'session.state', {})).workspace!.rootWords;
    const joined = await timeOf(async () => { await ask(second.bridge, 'workspace.finishJoin', { handle: request.handle, files: parts.map(({ folder, name }) => second.app.stagePath(join(folder, name))), passphrase, words }); });
    const edits = await changeIds(second.bridge, Math.round(changesOf[ground.size] / 100));
    const fifth = edits.slice(0, Math.ceil(edits.length / 5));
    const small = await editsBroughtBack(ground, second, fifth);
    const large = await editsBroughtBack(ground, second, edits);
    const mb = statSync(join(ground.dir, 'gavel.db')).size / 2 ** 20;
    const size = ground.size;
    const note = `a database of ${mb.toFixed(0)} MB; the bundle has ${(parts.reduce((sum, part) => sum + part.size, 0) / 2 ** 20).toFixed(1)} MB${parts.length > 1 ? ` in ${parts.length} parts` : ''}`;
    return [
      { id: 'B10', what: `bundle out, everything, ${size}`, ours: `${(exported / 1000).toFixed(2)} s`, floor: `${(floor / 1000).toFixed(2)} s`, ratio: floor / exported, bar: { atLeast: 0.6 }, note },
      { id: 'B10', what: `bundle in, everything, ${size}`, ours: `${(joined / 1000).toFixed(2)} s`, floor: `${(floor / 1000).toFixed(2)} s`, ratio: floor / joined, bar: { atLeast: 0.6 }, note: 'every signature checked, every table folded' },
      { id: 'B10', what: `bundle in, edits of 1 %, ${size}`, ours: `${(large.took / large.commits).toFixed(2)} ms a commit`, floor: `${(joined / 1000).toFixed(2)} s for everything`, ratio: large.took / joined, bar: { atMost: 0.1 }, note: `${large.commits} commits in ${(large.took / 1000).toFixed(2)} s` },
      { id: 'B10', what: `bundle in, edits of 1 % beside those of 0.2 %, ${size}`, ours: `${(large.took / 1000).toFixed(2)} s`, floor: `${(small.took / 1000).toFixed(2)} s`, ratio: large.took / large.commits / (small.took / small.commits), bar: { atMost: 1 }, note: `a commit of the larger delta, ${large.commits} commits, beside one of the smaller, ${small.commits}: no more, so the cost follows the delta` },
    ];
  } finally {
    await app.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
