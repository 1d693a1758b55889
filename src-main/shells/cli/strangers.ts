// What programs by others say about a signed PDF, where they are installed (design, section 6). Used by the worked example.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

export type Opinion = { tool: string; isGood: boolean; said: string };
type Ran = { isDone: boolean; text: string };

const isHere = (tool: string): boolean => (process.env['PATH'] ?? '').split(delimiter).some((folder) => folder !== '' && ['', '.exe'].some((end) => existsSync(join(folder, tool + end))));

function run(tool: string, args: readonly string[], cwd: string): Ran {
  const done = spawnSync(tool, args, { cwd, encoding: 'utf8', timeout: 60_000, maxBuffer: 2 ** 24, windowsHide: true });
  return { isDone: done.status === 0, text: `${done.stdout ?? ''}${done.stderr ?? ''}`.trim() };
}
const line = (text: string, wanted: RegExp): string => text.split('\n').find((one) => wanted.test(one))?.trim() ?? text.split('\n').at(-1)?.trim() ?? '';

/** The signed bytes and the signature of the last signature in the file, for OpenSSL. */
function cutSignature(pdf: string, folder: string): { content: string; signature: string } | null {
  const bytes = readFileSync(pdf);
  const found = [...bytes.toString('latin1').matchAll(/\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g)].at(-1);
  if (!found) return null;
  const [from, length, next, rest] = found.slice(1).map(Number) as [number, number, number, number];
  const hex = bytes.subarray(from + length, next).toString('latin1').replace(/[^0-9a-fA-F]/g, '');
  const content = join(folder, 'content.bin');
  const signature = join(folder, 'signature.der');
  writeFileSync(content, Buffer.concat([bytes.subarray(from, from + length), bytes.subarray(next, next + rest)]));
  writeFileSync(signature, Buffer.from(hex, 'hex'));
  return { content, signature };
}

function poppler(pdf: string, ca: string, folder: string): Opinion {
  const hasTrust = isHere('certutil');
  const store = join(folder, 'nss');
  if (hasTrust) {
    mkdirSync(store);
    run('certutil', ['-N', '-d', `sql:${store}`, '--empty-password'], folder);
    run('certutil', ['-A', '-d', `sql:${store}`, '-n', 'ca', '-t', ',C,', '-i', ca], folder);
  }
  const { text } = run('pdfsig', [...(hasTrust ? ['-nssdir', `sql:${store}`] : []), pdf], folder);
  const wanted = ['Signature is Valid', ...(hasTrust ? ['Certificate is Trusted'] : []), 'Total document signed'];
  // Its exit code is always 0: only what it says counts, and one missing sentence is a no.
  const lacking = wanted.filter((sentence) => !text.includes(sentence));
  return { tool: 'pdfsig', isGood: lacking.length === 0 && !text.includes('Not total document signed'), said: lacking.length === 0 ? wanted.join(', ') : `not said: ${lacking.join(', ')}` };
}

function evidence(pdf: string, folder: string): Opinion {
  const attachments = join(folder, 'attachments');
  mkdirSync(attachments);
  run('pdfdetach', ['-saveall', '-o', attachments, pdf], folder);
  const { isDone, text } = run('python3', ['verify.py'], attachments);
  return { tool: 'verify.py', isGood: isDone, said: line(text, /./) };
}

function openssl(pdf: string, ca: string, folder: string): Opinion {
  const cut = cutSignature(pdf, folder);
  if (!cut) return { tool: 'openssl', isGood: false, said: 'there is no signature in the file' };
  const { isDone, text } = run('openssl', ['cms', '-verify', '-inform', 'DER', '-in', cut.signature, '-content', cut.content, '-binary', '-CAfile', ca, '-purpose', 'any', '-out', join(folder, 'out.bin')], folder);
  return { tool: 'openssl', isGood: isDone, said: line(text, /verif/i) };
}

/** Everybody who is installed, asked about one file; `ca` is the path of the organisation's certificate. */
export function askStrangers(pdf: string, ca: string): Opinion[] {
  const folder = mkdtempSync(join(tmpdir(), 'gavel-strangers-'));
  try {
    const opinions: Opinion[] = [];
    if (isHere('pdfsig')) opinions.push(poppler(pdf, ca, folder));
    if (isHere('qpdf')) { const { isDone, text } = run('qpdf', ['--check', pdf], folder); opinions.push({ tool: 'qpdf', isGood: isDone, said: line(text, /No syntax|error|warning/i) }); }
    if (isHere('mutool')) { const { text } = run('mutool', ['sign', '-v', pdf], folder); opinions.push({ tool: 'mutool', isGood: /unchanged since signing/i.test(text), said: line(text, /unchanged|changed/i) }); }
    if (isHere('openssl')) opinions.push(openssl(pdf, ca, folder));
    if (isHere('pdfdetach') && isHere('python3')) opinions.push(evidence(pdf, folder));
    return opinions;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
