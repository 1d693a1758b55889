// Tools by others must agree with us about our files. A tool that is not here is named; nothing passes in silence.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { sealedMinutes, sealedPack } from './sealed.ts';
import type { Sealed } from './sealed.ts';

const has = (tool: string): boolean => spawnSync('which', [tool]).status === 0;
const withTools = (tools: string[], title: string, body: () => void | Promise<void>): void => {
  const missing = tools.filter((t) => !has(t));
  if (missing.length > 0) test.skip(`${title} (not checked: ${missing.join(', ')} missing here)`, () => undefined);
  else test(title, body);
};
const run = (cwd: string, tool: string, ...args: string[]): string => {
  const { stdout, stderr } = spawnSync(tool, args, { cwd, encoding: 'utf8' });
  return `${stdout}${stderr}`;
};
const exitOf = (cwd: string, tool: string, ...args: string[]): number | null => spawnSync(tool, args, { cwd }).status;

describe.each([['pack.pdf', sealedPack], ['minutes.pdf', sealedMinutes]] as const)('%s', (name, make) => {
  let sealed: Sealed;
  let files: string;
  beforeAll(async () => {
    sealed = await make();
    writeFileSync(join(sealed.folder, 'authority.pem'), sealed.ca.certificatePem);
    files = join(sealed.folder, 'files');
    mkdirSync(files);
    if (has('pdfdetach')) execFileSync('pdfdetach', ['-saveall', '-o', files, join(sealed.folder, name)]);
  });

  withTools(['pdfsig', 'certutil'], 'AUD-02 poppler calls the signature valid, the certificate trusted and the whole document signed', () => {
    const { folder } = sealed;
    mkdirSync(join(folder, 'nss'));
    run(folder, 'certutil', '-N', '-d', 'sql:nss', '--empty-password');
    run(folder, 'certutil', '-A', '-d', 'sql:nss', '-n', 'authority', '-t', ',C,', '-i', 'authority.pem');
    const said = run(folder, 'pdfsig', '-nssdir', 'sql:nss', name);
    expect(said).toContain('Signature is Valid.');
    expect(said).toContain('Certificate is Trusted.');
    expect(said).toContain('Total document signed');
    expect(said).toContain('ETSI.CAdES.detached');
  });
  withTools(['mutool'], 'AUD-02 mupdf says the document is unchanged since signing', () => {
    expect(run(sealed.folder, 'mutool', 'sign', '-v', name)).toContain('unchanged since signing');
  });
  withTools(['qpdf'], 'qpdf finds no error in syntax or streams', () => {
    expect(exitOf(sealed.folder, 'qpdf', '--check', name)).toBe(0);
  });
  withTools(['pdfinfo'], 'poppler sees a tagged PDF 1.7 on A4 with our number of pages and no script', () => {
    const said = run(sealed.folder, 'pdfinfo', name);
    expect(said).toMatch(/Tagged:\s+yes/);
    expect(said).toMatch(/JavaScript:\s+no/);
    expect(said).toMatch(/Page size:\s+595\.28 x 841\.89 pts \(A4\)/);
    expect(said).toMatch(new RegExp(`Pages:\\s+${sealed.pages}\\n`));
  });
  withTools(['pdffonts'], 'every font is embedded, a subset, and can be read back as text', () => {
    const rows = run(sealed.folder, 'pdffonts', name).split('\n').slice(2).filter(Boolean);
    expect(rows.length).toBeGreaterThan(2);
    for (const row of rows) expect(row).toMatch(/Identity-H\s+yes yes yes/);
  });
  withTools(['pdfdetach', 'sha256sum'], 'AUD-02 sha256sum agrees with the manifest about every attached file', () => {
    expect(exitOf(files, 'sha256sum', '-c', '--strict', 'manifest.txt')).toBe(0);
    writeFileSync(join(files, 'roster.ndjson'), 'other');
    expect(run(files, 'sha256sum', '-c', 'manifest.txt')).toContain('roster.ndjson: FAILED');
    execFileSync('pdfdetach', ['-saveall', '-o', files, join(sealed.folder, name)]);
  });
  withTools(['pdfdetach', 'openssl'], 'AUD-02 OpenSSL verifies the manifest and every checkpoint under the attached keys', () => {
    const verify = (key: string, file: string): string => run(files, 'openssl', 'pkeyutl', '-verify', '-pubin', '-inkey', key, '-rawin', '-in', `${file}.txt`, '-sigfile', `${file}.sig`);
    expect(verify('device-1.pem', 'manifest')).toContain('Verified Successfully');
    for (const n of [1, 2, 3]) expect(verify(`device-${n}.pem`, `checkpoint-${n}`)).toContain('Verified Successfully');
    expect(verify('device-2.pem', 'manifest')).not.toContain('Verified Successfully');
  });
  withTools(['openssl'], 'AUD-02 OpenSSL verifies the signature container over the two byte ranges', () => {
    const bytes = readFileSync(join(sealed.folder, name));
    const [, before, after] = /\/ByteRange \[0 (\d+) (\d+) \d+\]/.exec(bytes.toString('latin1'))!.map(Number) as [number, number, number];
    writeFileSync(join(sealed.folder, 'content.bin'), Buffer.concat([bytes.subarray(0, before), bytes.subarray(after)]));
    writeFileSync(join(sealed.folder, 'sig.der'), Buffer.from(bytes.toString('latin1', before + 1, after - 1), 'hex'));
    const args = ['cms', '-verify', '-inform', 'DER', '-in', 'sig.der', '-content', 'content.bin', '-binary', '-CAfile', 'authority.pem', '-purpose', 'any', '-out', '/dev/null'];
    expect(run(sealed.folder, 'openssl', ...args)).toMatch(/verification successful/i);
  });
  withTools(['pdfdetach', 'python3'], 'AUD-02 verify.py accepts the detached files and names what was changed in them', () => {
    expect(run(files, 'python3', 'verify.py')).toContain('INTACT: digests');
    expect(exitOf(files, 'python3', 'verify.py')).toBe(0);
    const evidence = readFileSync(join(files, 'evidence.ndjson'), 'utf8');
    writeFileSync(join(files, 'evidence.ndjson'), evidence.replace('"impact\\":\\"Low', '"impact\\":\\"Mid'));
    const said = run(files, 'python3', 'verify.py');
    expect(said).toContain('evidence.ndjson is not the file the manifest names');
    expect(said).toMatch(/evidence\.ndjson, line \d+: the commit does not have the digest it claims/);
    expect(exitOf(files, 'python3', 'verify.py')).toBe(1);
    writeFileSync(join(files, 'evidence.ndjson'), evidence);
  });
});

withTools(['pdftotext'], 'CAB-06 the printed minutes list who attended, how each voted, and every condition with owner and date', async () => {
  const { folder } = await sealedMinutes();
  const text = run(folder, 'pdftotext', '-layout', 'minutes.pdf', '-');
  for (const words of ['Helen Castellanos', 'Apologies', 'With conditions: Bello', 'Recused: Okafor', 'Rehearse the backout on node 4', 'P. Raman', 'Wed 25 Nov, 17:00', 'Approved with conditions', 'Signed 24 Nov 2026, 15:31 GMT', 'a91c 04de']) expect(text).toContain(words);
});
