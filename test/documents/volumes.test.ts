// Packs in volumes (AUD-02): each sealed by itself, held together by a signed manifest, checked by strangers with the printed commands and by us.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkArchival } from '../../src-main/trail/pdf-archival.ts';
import { judgeManifest, judgePack } from '../../src-main/trail/pdf-pack.ts';
import type { PackVerdict } from '../../src-main/trail/pdf-pack.ts';
import { judgePdf } from '../../src-main/trail/pdf-verdict.ts';
import { founded, keys, trustedRoot } from '../trail/trail-in-memory.ts';
import { aChange, aPack } from './a-pack.ts';
import { aSeal, newFolder, sealedPack } from './sealed.ts';
import type { SealedPack } from './sealed.ts';
import { asPrinted, strangersFolder, times, whyNot } from './stranger-script.ts';

const document = (over = {}): ReturnType<typeof aPack> => aPack({ changes: Array.from({ length: 14 }, (_, i) => aChange(i)), ...over });
let by: Awaited<ReturnType<typeof aSeal>>;
let pack: SealedPack;
let names: string[];
beforeAll(async () => {
  by = await aSeal();
  pack = await sealedPack({ document: document(), mostPages: 12, by });
  names = pack.volumes.map(({ path }) => basename(path));
});

/** A copy of the pack in a folder of its own, to do harm to. */
function copied(from = pack): { folder: string; at: (name: string) => string } {
  const folder = join(newFolder(), 'copy');
  mkdirSync(folder);
  for (const { path } of [...from.volumes, ...from.beside]) copyFileSync(path, join(folder, basename(path)));
  return { folder, at: (name) => join(folder, name) };
}
const judged = (path: string): Promise<PackVerdict> => judgePack(path, { trustedRoot, trustedCa: by.ca.fingerprint });
const pagesOf = (path: string): number => Number(/Pages:\s+(\d+)/.exec(spawnSync('pdfinfo', [path], { encoding: 'utf8' }).stdout)![1]);

test('AUD-02 a pack longer than a volume may be comes in volumes, each a sealed PDF/A that says which of how many it is', async () => {
  expect(names).toEqual(['pack-vol-1-of-3.pdf', 'pack-vol-2-of-3.pdf', 'pack-vol-3-of-3.pdf']);
  expect(readdirSync(pack.folder).sort(), 'nothing else is left').toEqual(names);
  for (const [i, { path, pages }] of pack.volumes.entries()) {
    expect(pages).toBeLessThanOrEqual(12);
    expect(pagesOf(path)).toBe(pages);
    expect(await checkArchival(path)).toEqual([]);
    expect((await judgePdf(path, { trustedCa: by.ca.fingerprint })).verdict).toBe('intact');
    const text = spawnSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' }).stdout;
    expect(times(text, `Audit pack, Q4 2026, volume ${i + 1} of 3`), 'on every page').toBeGreaterThanOrEqual(pages);
    for (const name of names) expect(text).toContain(name);
  }
  expect(pack.pages).toBe(pack.volumes.reduce((sum, { pages }) => sum + pages, 0));
  const all = pack.volumes.map(({ path }) => spawnSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' }).stdout).join('');
  for (let i = 0; i < 14; i += 1) expect(all.match(new RegExp(`^C-A1-${String(400 + i).padStart(4, '0')}, `, 'gm')), 'every change is printed once').toHaveLength(1);
});

test('AUD-02 our verdict on any volume, or on the manifest, is one on the whole pack', async () => {
  for (const { path } of pack.volumes) expect(await judged(path)).toMatchObject({ verdict: 'intact', problems: [], lacking: null });
  const { folder, at } = copied();
  spawnSync('pdfdetach', ['-saveall', '-o', folder, at(names[2]!)]);
  expect(await judgeManifest(at('manifest.txt'), { trustedRoot, trustedCa: by.ca.fingerprint })).toMatchObject({ verdict: 'intact', problems: [] });
});

describe('AUD-02 in one plain sentence our verdict names', () => {
  const withPack = async (harm: (folder: string, at: (name: string) => string) => void | Promise<void>, look = 2): Promise<PackVerdict> => {
    const { folder, at } = copied();
    await harm(folder, at);
    return judged(at(names[look]!));
  };
  const other = (over: Parameters<typeof sealedPack>[0] = {}): Promise<SealedPack> => sealedPack({ document: document({ number: 'AP-A1-0010' }), mostPages: 12, by, ...over });

  test('a volume that is missing', async () => {
    expect(await withPack((_, at) => { rmSync(at(names[1]!)); })).toMatchObject({ verdict: 'broken', problems: ['Volume 2 of 3, pack-vol-2-of-3.pdf, is missing: the manifest names it.'] });
    const lone = await withPack((_, at) => { for (const i of [1, 2]) rmSync(at(names[i]!)); }, 0);
    expect(lone).toMatchObject({ verdict: 'intact-with-gaps', problems: [], trail: null });
    expect(lone.lacking).toBe('This is volume 1 of 3 of AP-A1-0009. Volume 3 of 3, pack-vol-3-of-3.pdf, is missing: it holds the manifest and the evidence. Put all volumes into one folder, or hand them over together.');
  });
  test('volumes that were exchanged', async () => {
    const verdict = await withPack((_, at) => {
      renameSync(at(names[0]!), at('x'));
      renameSync(at(names[1]!), at(names[0]!));
      renameSync(at('x'), at(names[1]!));
    });
    expect(verdict).toMatchObject({ verdict: 'broken', problems: ['pack-vol-1-of-3.pdf stands in the place of volume 1, but it is volume 2: volumes were exchanged or renamed.', 'pack-vol-2-of-3.pdf stands in the place of volume 2, but it is volume 1: volumes were exchanged or renamed.'] });
  });
  test('a volume of another pack', async () => {
    const foreign = await other();
    const verdict = await withPack((_, at) => { copyFileSync(foreign.volumes[0]!.path, at(names[0]!)); });
    expect(verdict).toMatchObject({ verdict: 'broken', problems: ['pack-vol-1-of-3.pdf stands in the place of volume 1, but it is volume 1 of another pack, AP-A1-0010.'] });
    const given = await withPack((_, at) => { copyFileSync(foreign.volumes[0]!.path, at(names[0]!)); }, 0);
    expect(given.problems).toContain('pack-vol-1-of-3.pdf is a volume of AP-A1-0010, but the last volume beside it is of AP-A1-0009.');
  });
  test('a volume of another print of the same pack', async () => {
    const again = await sealedPack({ document: document(), mostPages: 12, by });
    const verdict = await withPack((_, at) => { copyFileSync(again.volumes[1]!.path, at(names[1]!)); });
    expect(verdict.problems).toEqual(['Volume 2 of 3, pack-vol-2-of-3.pdf, is of another print of this pack than the last volume: the manifest names another digest.']);
  });
  test('a volume sealed by another authority', async () => {
    const foreign = await sealedPack({ document: document(), mostPages: 12, by: await aSeal() });
    const verdict = await withPack((_, at) => { copyFileSync(foreign.volumes[1]!.path, at(names[1]!)); });
    expect(verdict.problems).toEqual(['Volume 2 of 3, pack-vol-2-of-3.pdf, was sealed by another authority than the last volume.']);
    const last = await withPack((_, at) => { copyFileSync(foreign.volumes[2]!.path, at(names[2]!)); });
    expect(last.verdict).toBe('broken');
    expect(last.problems).toContain('The seal was issued by another authority than the one you trust.');
    expect(last.problems).toContain('Volume 1 of 3, pack-vol-1-of-3.pdf, was sealed by another authority than the last volume.');
  });
  test('a volume that was altered, and where', async () => {
    const verdict = await withPack((_, at) => {
      const bytes = readFileSync(at(names[0]!));
      bytes[5000]! ^= 1;
      writeFileSync(at(names[0]!), bytes);
    });
    expect(verdict.verdict).toBe('broken');
    expect(verdict.problems[0]).toMatch(/^Volume 1 of 3, pack-vol-1-of-3\.pdf, was changed after sealing: .*bytes? /);
  });
  test('a file that is no volume, and one too many', async () => {
    expect((await withPack((_, at) => { writeFileSync(at(names[0]!), '%PDF-1.7\nnothing'); })).problems[0]).toMatch(/^Volume 1 of 3, pack-vol-1-of-3\.pdf, was changed after sealing: /);
    expect((await withPack((_, at) => { copyFileSync(at(names[0]!), at('pack-vol-4-of-4.pdf')); })).problems).toEqual(['pack-vol-4-of-4.pdf lies with the volumes, but the manifest does not name it.']);
  });
  test('a manifest that was edited or is of another pack', async () => {
    const { folder, at } = copied();
    spawnSync('pdfdetach', ['-saveall', '-o', folder, at(names[2]!)]);
    const text = readFileSync(at('manifest.txt'), 'utf8');
    const look = (): Promise<PackVerdict> => judgeManifest(at('manifest.txt'), { trustedRoot, trustedCa: by.ca.fingerprint });
    writeFileSync(at('manifest.txt'), text.replace(/^[0-9a-f]{8}/m, '00000000'));
    expect((await look()).problems[0]).toBe('It is not the manifest that is attached to pack-vol-3-of-3.pdf: one of them was changed, or they are of two packs.');
    writeFileSync(at('manifest.txt'), text.replace('volume 3 of 3', 'volume 2 of 3'));
    await expect(look()).rejects.toThrow('none in the form they are written in');
    writeFileSync(at('manifest.txt'), text);
    writeFileSync(at('roster.ndjson'), 'other');
    expect(await look()).toMatchObject({ verdict: 'broken', problems: ['roster.ndjson, which lies beside the manifest, is not the file it names; it was changed.'] });
    rmSync(at(names[2]!));
    await expect(look()).rejects.toThrow('volume 3 of 3, pack-vol-3-of-3.pdf, which carries it, does not lie beside it');
  });
});

test('AUD-02 the manifests of two exports at the same checkpoint are the same, but for the lines of sealed volumes', async () => {
  const again = await sealedPack({ document: document(), mostPages: 12, by });
  const manifest = (of: SealedPack): string[] => {
    const folder = newFolder();
    spawnSync('pdfdetach', ['-saveall', '-o', folder, of.path]);
    return readFileSync(join(folder, 'manifest.txt'), 'utf8').split('\n');
  };
  const [one, two] = [manifest(pack), manifest(again)];
  expect(one[1]).toBe('# pack AP-A1-0009 revision 1, volume 3 of 3: pack-vol-3-of-3.pdf');
  const differing = one.filter((line, i) => line !== two[i]);
  expect(differing.map((line) => line.slice(66))).toEqual(names.slice(0, 2));
});

const stranger = (title: string, body: () => void | Promise<void>): void => { if (whyNot === '') test(title, body); else test.skip(`${title}${whyNot}`, () => undefined); };
const trusted = ['Signature is Valid.', 'Certificate is Trusted.', 'Total document signed', 'unchanged since signing', 'No syntax or stream encoding errors found', 'CMS Verification successful'];

stranger('AUD-02 the commands printed in a pack, and nothing else, check it', async () => {
  const single = await sealedPack({ document: document(), by });
  const folder = strangersFolder([single.path], by.ca.certificatePem);
  const { script, text } = asPrinted(folder, 'pack.pdf');
  expect(script.split('\n').length).toBeGreaterThan(15);
  for (const words of trusted) expect(times(text, words), words).toBe(1);
  expect(times(text, 'Signature Verified Successfully')).toBe(4);
  expect(text).toContain('evidence.ndjson: OK');
  expect(text).not.toMatch(/FAILED|No such file|not found|Failure/);
  expect(text).toMatch(/^INTACT: digests/m);
  expect(text.replaceAll(':', '').toLowerCase()).toContain(by.ca.fingerprint);
});

stranger('AUD-02 the commands printed in a pack of three volumes, with evidence beside it, check all of it; with a volume exchanged they say so', async () => {
  const made = await sealedPack({ document: document(), mostPages: 12, by, attachUpTo: 20_000 });
  expect(made.beside.map(({ path }) => basename(path))).toContain('pack.evidence.ndjson');
  const files = [...made.volumes, ...made.beside].map(({ path }) => path);
  const folder = strangersFolder(files, by.ca.certificatePem);
  const { text } = asPrinted(folder, names[0]!);
  for (const words of trusted) expect(times(text, words), words).toBe(3);
  for (const name of ['pack-vol-1-of-3.pdf', 'pack-vol-2-of-3.pdf', 'pack.evidence.ndjson']) expect(text).toContain(`${name}: OK`);
  expect(text).not.toMatch(/FAILED|No such file|not found|Failure/);
  expect(text).toMatch(/^INTACT: digests/m);
  expect(await judged(made.volumes[1]!.path)).toMatchObject({ verdict: 'intact', problems: [] });
  const harmed = strangersFolder(files, by.ca.certificatePem);
  copyFileSync(join(folder, names[1]!), join(harmed, names[0]!));
  rmSync(join(harmed, 'pack.evidence.ndjson'));
  const said = asPrinted(harmed, names[2]!).text;
  expect(said).toContain('pack-vol-1-of-3.pdf: FAILED');
  expect(said).toContain('FAILED  pack-vol-1-of-3.pdf is not the file the manifest names: it is pack-vol-2-of-3.pdf');
  expect(said).toContain('FAILED  pack.evidence.ndjson is missing');
});

test('AUD-02 a text of 32 MiB travels in the evidence and is checked', async () => {
  const { trail, append, checkpoint } = founded();
  append(keys.b, [{ t: 'change.created', s: 'change:b', d: { number: 'C-A2-1' }, text: 'Beside it' }]);
  append(keys.a, [{ t: 'change.created', s: 'change:a', d: { number: 'C-A1-1' }, text: 'ä'.repeat((16 << 20) - 20) }]);
  for (const pair of [keys.a, keys.b]) checkpoint(pair);
  const made = await sealedPack({ trail, by });
  expect(await judged(made.path)).toMatchObject({ verdict: 'intact', problems: [] });
});

test.skipIf(whyNot !== '')('AUD-02 a pack of more than two thousand pages is checked by the commands printed in it', async () => {
  const made = await sealedPack({ document: document({ changes: Array.from({ length: 1920 }, (_, i) => aChange(i)) }), by });
  expect(made.volumes.map(({ pages }) => pages).reduce((sum, pages) => sum + pages, 0)).toBeGreaterThan(2000);
  expect(Math.max(...made.volumes.map(({ pages }) => pages))).toBeLessThanOrEqual(2000);
  const folder = strangersFolder(made.volumes.map(({ path }) => path), by.ca.certificatePem);
  const { text } = asPrinted(folder, basename(made.volumes[0]!.path));
  for (const words of trusted) expect(times(text, words), words).toBe(made.volumes.length);
  expect(text).toMatch(/^INTACT: digests/m);
});
