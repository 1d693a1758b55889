// The recovery kit on paper: one page, and every character of the text is on it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { kitFromText, kitText } from '../../src-main/documents/recovery-kit.ts';
import { printKit } from '../../src-main/documents/recovery-kit-page.ts';
import { aWorkspace } from '../support/workspace.ts';

const folder = mkdtempSync(join(tmpdir(), 'gavel-kit-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });
const fontsDir = resolve('resources/fonts');
const hasTools = spawnSync('which', ['pdftotext']).status === 0;
const readable = hasTools ? test : test.skip;
const textIn = (path: string): string => spawnSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' }).stdout;
const bare = (text: string): string => text.replace(/\s+/g, '');

/** A kit of the size real ones have. */
const kit = { organisation: 'Harbour Trust & Søn “Œuvre”', rootKey: '0123456789abcdef'.repeat(4), made: '2026-11-24T09:00:00.000Z', kit: JSON.stringify({ wrapped: { v: 1, kdf: 'scrypt', n: 131072, salt: Buffer.from(Array.from({ length: 16 }, (_, i) => i * 7)).toString('base64'), box: Buffer.from(Array.from({ length: 420 }, (_, i) => (i * 89 + (i >> 3) * 31) % 256)).toString('base64') } }) };

describe('the printed recovery kit', () => {
  readable('SEC-02 is one page on which every character of the text stands, in its order, and whose lines read back', async () => {
    const path = join(folder, 'kit.pdf');
    expect(await printKit(kit, createWriteStream(path), { fontsDir })).toEqual({ pages: 1 });
    const text = textIn(path);
    expect(bare(text)).toContain(bare(kitText(kit)));
    expect(kitFromText(text)).toEqual({ kit: kit.kit });
  });

  readable('SEC-02 a line changed on the paper is named', async () => {
    const path = join(folder, 'changed.pdf');
    await printKit(kit, createWriteStream(path), { fontsDir });
    expect(kitFromText(textIn(path).replace(/^(\s*003\s+)./m, '$1x'))).toEqual({ line: 3 });
    const text = textIn(path);
    const other = text.replace(/^(\s*003\s+)(.)/m, (_all, lead: string, digit: string) => `${lead}${digit === '0' ? '1' : '0'}`);
    expect(kitFromText(other)).toEqual({ line: 3 });
  });

  test('the same kit gives the same bytes', async () => {
    const bytes = await Promise.all(['a.pdf', 'b.pdf'].map(async (name) => {
      const path = join(folder, name);
      await printKit(kit, createWriteStream(path), { fontsDir });
      return readFileSync(path);
    }));
    expect(bytes[0]!.equals(bytes[1]!)).toBe(true);
  });

  readable('SEC-02 the job writes the page for nobody else to read, and the typed lines of a real one bring the kit back', async () => {
    const workspace = await aWorkspace();
    const { file } = await workspace.call('key.recoveryKit', { name: 'Kit', format: 'pdf' });
    const path = join(file.folder, file.name);
    expect([file.name, statSync(path).size, statSync(path).mode & 0o077]).toEqual(['Kit.pdf', file.size, 0]);
    const read = kitFromText(textIn(path));
    expect('kit' in read && JSON.parse(read.kit)).toEqual(JSON.parse(readFileSync(join(workspace.dir, 'keys', 'recovery-kit.json'), 'utf8')));
    if (spawnSync('which', ['qpdf']).status === 0) expect(spawnSync('qpdf', ['--check', path]).status).toBe(0);
    if (spawnSync('which', ['pdfinfo']).status === 0) expect(spawnSync('pdfinfo', [path], { encoding: 'utf8' }).stdout).toMatch(/Pages:\s+1\n/);
  });
});
