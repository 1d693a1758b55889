// A report in XML, walked element by element in bounded memory. No entity is expanded and nothing is fetched: see `passDoctype`.
import { SaxesParser } from 'saxes';
import { textOf } from './encoding.ts';
import { FormatError } from './format-error.ts';
import { inMiB } from './limits.ts';
import type { ReportFile } from './report-file.ts';

export type XmlElement = { name: string; attributes: Readonly<Record<string, string>>; line: number };
export type XmlVisitor = { open: (element: XmlElement, path: readonly string[]) => void; close: (name: string, path: readonly string[]) => void; /** Text as it comes, in pieces; left out: it is passed over. */ text?: (piece: string) => void };

/**
 * Names of elements come without their prefix; `path` holds the names around the element, the root first.
 * Throws `malformed_xml`, `truncated`, `doctype_refused`, `too_deep` and `too_large` with their line.
 */
export async function walkXml(path: string, { encoding, limits }: ReportFile, visitor: XmlVisitor, signal?: AbortSignal): Promise<void> {
  const parser = new SaxesParser({ xmlns: false, position: true });
  const names: string[] = [];
  let unseen = 0;
  parser.on('error', (error) => {
    const where = { line: parser.line };
    const problem = error.message.replace(/^\d+:\d+:\s*/, '').replace(/\.$/, '');
    throw new FormatError(/unclosed|unexpected end/i.test(problem) ? 'truncated' : 'malformed_xml', { ...where, column: parser.column, problem }, where);
  });
  parser.on('doctype', (text) => { passDoctype(text, parser.line); });
  parser.on('opentag', (tag) => {
    unseen = 0;
    if (names.length >= limits.depth) throw new FormatError('too_deep', { limit: limits.depth, line: parser.line }, { line: parser.line });
    const name = bare(tag.name);
    visitor.open({ name, attributes: tag.attributes as Record<string, string>, line: parser.line }, names);
    names.push(name);
  });
  if (visitor.text) {
    parser.on('text', visitor.text);
    parser.on('cdata', visitor.text);
  }
  parser.on('closetag', () => {
    unseen = 0;
    visitor.close(names.pop()!, names);
  });
  for await (const piece of textOf(path, encoding, signal)) {
    signal?.throwIfAborted();
    parser.write(piece);
    unseen += piece.length;
    // A tag, a comment or a declaration that does not end is held by the parser.
    if (unseen > limits.recordBytes) throw new FormatError('too_large', { what: 'a single part of the XML', limit: inMiB(limits.recordBytes) }, { line: parser.line });
  }
  parser.close();
}

const bare = (name: string): string => name.slice(name.indexOf(':') + 1);

/**
 * JaCoCo and Cobertura always name the DTD their reports follow. A declaration that only names one is passed over, and the DTD is
 * never looked for; one that declares anything itself could define entities and is refused.
 */
function passDoctype(text: string, line: number): void {
  if (!/^\s*[\w:.-]+(\s+(SYSTEM|PUBLIC\s+("[^"]*"|'[^']*'))\s*("[^"]*"|'[^']*'))?\s*$/.test(text)) throw new FormatError('doctype_refused', { line }, { line });
}
