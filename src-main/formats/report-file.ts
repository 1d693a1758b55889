// One file of evidence: its size, container and encoding, as every report's reader asks for them first.
import { textHead } from './encoding.ts';
import { FormatError } from './format-error.ts';
import type { Container } from './detect.ts';
import type { Limits } from './limits.ts';
import { type ReadOptions, opened } from './read-changes.ts';

/** `encoding` as somebody said it; otherwise the file's own marks and its XML declaration decide. */
export type ReportOptions = Pick<ReadOptions, 'encoding' | 'name' | 'limits' | 'signal'>;
export type ReportFile = { container: Container; encoding: string; limits: Limits };

/** Throws `not_utf8` with the line when the text is not UTF-8 and nothing says what it is. */
export async function openReport(path: string, options: ReportOptions): Promise<ReportFile> {
  const { container, encoding, line, limits } = await opened(path, options);
  const name = encoding ?? (container === 'xml' ? await declaredEncoding(path) : undefined);
  if (name === undefined) throw new FormatError('not_utf8', line === undefined ? {} : { line }, line === undefined ? {} : { line });
  return { container, encoding: name, limits };
}

/** What an XML declaration says of the bytes that follow it (XML 1.0, 4.3.3). */
async function declaredEncoding(path: string): Promise<string | undefined> {
  const name = /^<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z][\w.-]*)["']/.exec(await textHead(path, 'windows-1252', 400))?.[1];
  return name === undefined || /^utf-?8$/i.test(name) ? undefined : name;
}
