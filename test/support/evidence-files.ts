// The files of a pack over everything that a laptop holds, and what the script that travels with them says of them.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { signBytes } from '../../src-main/trail/keys.ts';
import { entriesOf, layOut } from '../../src-main/documents/evidence-out.ts';
import { evidenceFiles, manifestFiles, manifestText } from '../../src-main/trail/pdf-evidence.ts';
import { sourceOf } from '../../src-main/store/store.ts';
import { newFolder, resourcesDir } from '../documents/sealed.ts';
import type { Laptop } from './laptops.ts';

export type Files = Map<string, Buffer>;
export async function filesOf({ store, device }: Laptop): Promise<Files> {
  const { organisation, db, log } = store;
  db.transaction(() => log.checkpoint({ feed: organisation.deviceFeed, key: device.privateKey }));
  const sign = (manifest: Uint8Array): Uint8Array => signBytes(device.privateKey, manifest);
  const keys = db.all<{ key: string }>('SELECT key FROM device ORDER BY feed').map(({ key }) => Buffer.from(key, 'hex'));
  const { long, short } = evidenceFiles({
    source: sourceOf(db, organisation.id), rosterFeed: organisation.rosterFeed, keys: [Buffer.from(organisation.rootKey, 'hex'), ...keys], signer: organisation.deviceFeed,
    sign, verifyPy: readFileSync(join(resourcesDir, 'verify', 'verify.py')),
  });
  const laid = await layOut(long, { outPath: join(newFolder(), 'evidence.pdf'), attachUpTo: 2 ** 30 });
  const all = { attached: [...laid.attached, ...short], beside: [] };
  return new Map([...all.attached, ...manifestFiles(manifestText(entriesOf(all)), sign)].map(({ name, bytes }) => [name, Buffer.from(bytes)]));
}

export function byPython(files: Files): string {
  const folder = join(newFolder(), 'files');
  mkdirSync(folder);
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
  const { stdout, stderr, error } = spawnSync('python3', ['verify.py'], { cwd: folder, encoding: 'utf8' });
  if (error) throw error;
  return `${stdout}${stderr}`;
}
