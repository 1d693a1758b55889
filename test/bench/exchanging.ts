// B10: a second laptop joins with everything, then sends back the edits of one change in a hundred.
import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, rmSync, statSync } from 'node:fs';
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
  const took = await timeOf(() => {
    copyFileSync(source, copy);
    createHash('sha256').update(readFileSync(copy)).digest('hex');
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

export async function exchanging(ground: Ground): Promise<Result[]> {
  const dataDir = join(ground.exportsDir, `second-${ground.size}-${Date.now()}`);
  const app = boot({ dataDir, exportsDir: join(dataDir, 'exports'), resourcesDir, app: '0.1.0' });
  const second: Laptop = { app, bridge: app.connect({ shell: 'direct' }) };
  const site = `B${(Date.now() % 1296).toString(36).toUpperCase().padStart(2, '0')}`.replace(/[^A-Z0-9]/g, '0');
  try {
    const request = await ask(second.bridge, 'workspace.join', { site, person: 'Second laptop', passphrase });
    await ask(ground.chair, 'device.enrol', { file: ground.app.stagePath(join(request.file.folder, request.file.name)), roles: ['change-manager', 'release-manager', 'registrar'], recoveryPassphrase: passphrase });
    const floor = await floorOf(ground);
    let whole = { name: '', folder: '', size: 0 };
    const exported = await timeOf(async () => { whole = (await ask(ground.chair, 'bundle.export', { to: [site], scope: 'everything' })).file; });
    const words = (await ask(ground.chair, 'session.state', {})).workspace!.rootWords;
    const joined = await timeOf(async () => { await ask(second.bridge, 'workspace.finishJoin', { handle: request.handle, file: second.app.stagePath(join(whole.folder, whole.name)), passphrase, words }); });
    const edits = await changeIds(second.bridge, Math.round(changesOf[ground.size] / 100));
    for (const [i, change] of edits.entries()) await ask(second.bridge, 'change.edit', { change, fields: { description: `Looked at again ${i}` } });
    const delta = (await ask(second.bridge, 'bundle.export', { to: ['A1'] })).file;
    let merged = { new: 0, events: 0 };
    const imported = await timeOf(async () => { merged = await ask(ground.chair, 'bundle.import', { file: ground.app.stagePath(join(delta.folder, delta.name)) }); });
    const mb = statSync(join(ground.dir, 'gavel.db')).size / 2 ** 20;
    const size = ground.size;
    const note = `a database of ${mb.toFixed(0)} MB; the bundle has ${(whole.size / 2 ** 20).toFixed(1)} MB`;
    return [
      { id: 'B10', what: `bundle out, everything, ${size}`, ours: `${(exported / 1000).toFixed(2)} s`, floor: `${(floor / 1000).toFixed(2)} s`, ratio: floor / exported, bar: { atLeast: 0.6 }, note },
      { id: 'B10', what: `bundle in, everything, ${size}`, ours: `${(joined / 1000).toFixed(2)} s`, floor: `${(floor / 1000).toFixed(2)} s`, ratio: floor / joined, bar: { atLeast: 0.6 }, note: 'every signature checked, every table folded' },
      { id: 'B10', what: `bundle in, edits of 1 %, ${size}`, ours: `${(imported / merged.new).toFixed(2)} ms a commit`, floor: `${(joined / 1000).toFixed(2)} s for everything`, ratio: imported / joined, bar: { atMost: 0.1 }, note: `${merged.new} commits in ${(imported / 1000).toFixed(2)} s` },
    ];
  } finally {
    await app.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
