// Where the file of a thread lies: beside the sources while developing, beside the entries in a build.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export function workerFile(name: string): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const found = [join(here, `${name}.ts`), join(here, '..', `${name}.ts`), join(here, `${name}.js`)].find((path) => existsSync(path));
  if (!found) throw new Error(`the build lacks ${name}`);
  return found;
}
