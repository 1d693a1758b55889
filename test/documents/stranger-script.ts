// What a stranger does who has only the paper: the commands are taken out of a pack's printed appendix and run as they stand there.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { newFolder } from './sealed.ts';

/** Tools that the appendix asks for. */
export const tools = ['pdfsig', 'certutil', 'mutool', 'qpdf', 'pdfdetach', 'sha256sum', 'openssl', 'python3', 'xxd', 'pdftotext', 'sh'];
const missing = tools.filter((tool) => spawnSync('which', [tool]).status !== 0);
export const whyNot = missing.length > 0 ? ` (not checked: ${missing.join(', ')} missing here)` : '';

/** The lines that stand indented in the last chapter, heads and feet of pages left out. */
export function printedCommands(pdf: string): string {
  const { stdout } = spawnSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8', maxBuffer: 256 << 20 });
  const pages = stdout.split('\f');
  const first = pages.findLastIndex((page) => page.includes('Check this without Gavel') && page.includes('typed as they are'));
  const lines = pages.slice(first).flatMap((page) => page.split('\n').slice(1));
  return lines.filter((line) => /^ +\S/.test(line) && !/Page \d+ of \d+|trail head/.test(line)).map((line) => line.trim()).join('\n');
}

export type Said = { script: string; text: string };
/** A folder with the files of a pack and the organisation's certificate, and nothing else. */
export function strangersFolder(files: readonly string[], caPem: string): string {
  const folder = join(newFolder(), 'pack');
  mkdirSync(folder);
  for (const file of files) copyFileSync(file, join(folder, basename(file)));
  writeFileSync(join(folder, 'authority.pem'), caPem);
  return folder;
}
/** Runs what is printed in `pdf` in that folder and answers everything that was said. */
export function asPrinted(folder: string, pdf: string): Said {
  const script = printedCommands(join(folder, pdf));
  const { stdout, stderr, error } = spawnSync('sh', ['-c', `${script}\n`], { cwd: folder, encoding: 'utf8', maxBuffer: 256 << 20 });
  if (error) throw error;
  return { script, text: `${stdout}${stderr}` };
}
export const times = (text: string, words: string): number => text.split(words).length - 1;
