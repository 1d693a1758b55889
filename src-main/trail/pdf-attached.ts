// The files attached to a PDF: listed, then expanded one by one.
import { PdfError } from './pdf-bytes.ts';
import { isRef, readObject, readStream, resolve, resolveDict, textOf } from './pdf-objects.ts';
import type { PdfObject, PdfObjects } from './pdf-objects.ts';

export type Attached = { name: string; object: PdfObject };
const mostFiles = 4096;
/** Names come out as plain file names only; anything that could leave a folder is refused. */
const plainName = /^[a-z0-9][a-z0-9._-]{0,99}$/i;

/** Every attached file, in the order of the name tree. Throws `PdfError` for names that are no plain file names, or twice the same. */
export async function listAttached(objects: PdfObjects): Promise<Attached[]> {
  const root = await resolveDict(objects, objects.trailer.get('Root'), 'The catalogue');
  const names = await resolve(objects, root.get('Names'));
  const tree = names instanceof Map ? await resolve(objects, names.get('EmbeddedFiles')) : null;
  if (!(tree instanceof Map)) return [];
  const pairs = await resolve(objects, tree.get('Names'));
  if (!Array.isArray(pairs) || pairs.length % 2 !== 0 || pairs.length / 2 > mostFiles) throw new PdfError('malformed', 'The list of attached files is malformed.');
  const found: Attached[] = [];
  for (let i = 0; i < pairs.length; i += 2) {
    const spec = await resolveDict(objects, pairs[i + 1], 'The description of an attached file');
    const name = textOf(spec.get('UF'));
    if (!plainName.test(name) || textOf(pairs[i]) !== name || found.some((f) => f.name === name)) throw new PdfError('malformed', 'An attached file has a name that is no plain file name, or two share one.');
    const contents = (await resolveDict(objects, spec.get('EF'), `The contents of ${name}`)).get('F');
    if (!isRef(contents)) throw new PdfError('malformed', `The contents of ${name} are missing.`);
    found.push({ name, object: await readObject(objects, contents.ref) });
  }
  return found;
}

export const readAttached = (objects: PdfObjects, attached: Attached): Promise<Buffer> => readStream(objects, attached.object);
