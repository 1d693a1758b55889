// A process that writes the same pack in volumes over and over into a folder, until it is killed: `node packing-child.ts FOLDER SEAL.json`.
import { readFileSync } from 'node:fs';
import { aChange, aPack } from '../documents/a-pack.ts';
import { sealedPack } from '../documents/sealed.ts';

const [folder, seal] = process.argv.slice(2) as [string, string];
const by = JSON.parse(readFileSync(seal, 'utf8'), (key, value: unknown) => (key === 'privateKeyPkcs8' ? Buffer.from(value as string, 'hex') : value)) as NonNullable<Parameters<typeof sealedPack>[0]>['by'];
const document = aPack({ changes: Array.from({ length: 14 }, (_, i) => aChange(i)) });
process.stdout.write('ready\n');
for (;;) {
  await sealedPack({ document, mostPages: 12, attachUpTo: 20_000, folder, ...(by ? { by } : {}) });
  process.stdout.write('done\n');
}
