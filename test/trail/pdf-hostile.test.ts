// Sealed files in hostile hands: every change is refused, and the report says where it is.
import { appendFileSync, copyFileSync, createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { judgePdf, placeText } from '../../src-main/trail/pdf-verdict.ts';
import type { PdfVerdict } from '../../src-main/trail/pdf-verdict.ts';
import { judgePack } from '../../src-main/trail/pdf-pack.ts';
import { PdfError } from '../../src-main/trail/pdf-bytes.ts';
import { printMinutes } from '../../src-main/documents/minutes.ts';
import { publicKeyPem, signBytes } from '../../src-main/trail/keys.ts';
import { entriesOf, layOut } from '../../src-main/documents/evidence-out.ts';
import type { BesideFile } from '../../src-main/documents/evidence-out.ts';
import { evidenceFiles, manifestFiles, manifestText } from '../../src-main/trail/pdf-evidence.ts';
import type { EvidenceFile, EvidenceInput } from '../../src-main/trail/pdf-evidence.ts';
import { signPdfFile } from '../../src-main/trail/pdf-signature.ts';
import { aMeeting } from '../documents/a-meeting.ts';
import { aSeal, evidenceOf, fontsDir, newFolder, sealedMinutes, sealedPack, signedAt } from '../documents/sealed.ts';
import type { Sealed } from '../documents/sealed.ts';
import { aTrail, copyOf, feeds, keys, trustedRoot } from './trail-in-memory.ts';

let sealed: Sealed;
let good: Buffer;
let gap: { from: number; to: number };
const folder = newFolder();
let files = 0;

beforeAll(async () => {
  sealed = await sealedMinutes();
  good = readFileSync(sealed.path);
  const m = /\/ByteRange \[0 (\d+) (\d+) \d+\]/.exec(good.toString('latin1'))!;
  gap = { from: Number(m[1]), to: Number(m[2]) };
});

const judge = (bytes: Uint8Array, trustedCa = sealed.ca.fingerprint): Promise<PdfVerdict> => {
  files += 1;
  const path = join(folder, `${files}.pdf`);
  writeFileSync(path, bytes);
  return judgePdf(path, { trustedCa });
};
const failing = (verdict: PdfVerdict): string[] => verdict.checks.filter((c) => !c.holds).map((c) => c.name);
const changed = (edit: (bytes: Buffer) => void): Buffer => { const bytes = Buffer.from(good); edit(bytes); return bytes; };

/** A small generator with a seed (mulberry32), so that a failing flip can be found again. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

test('AUD-02 a sealed file is intact under its authority, given as fingerprint or certificate, and of an unknown signer without one', async () => {
  expect((await judge(good)).verdict).toBe('intact');
  expect((await judge(good, sealed.ca.certificatePem)).verdict).toBe('intact');
  expect((await judge(good, sealed.ca.fingerprint.toUpperCase().replace(/(..)(?=.)/g, '$1:'))).verdict).toBe('intact');
  const unknown = await judgePdf(sealed.path, {});
  expect([unknown.verdict, unknown.signer?.name, unknown.signer?.ca]).toEqual(['unknown-signer', 'Northwind Bank, site A1', sealed.ca.fingerprint]);
});

test('AUD-02 each of 300 flipped bits is refused, and the report names the byte or the container', async () => {
  const roll = dice(20261124);
  for (let i = 0; i < 300; i += 1) {
    const at = roll(good.length);
    const bit = 1 << roll(8);
    const verdict = await judge(changed((bytes) => { bytes[at]! ^= bit; }));
    expect([at, bit, verdict.verdict]).toEqual([at, bit, 'broken']);
    const where = verdict.change;
    const isLocated = where !== null && where.from <= at && at < where.to;
    expect([at, bit, isLocated || failing(verdict).includes('one-signature')]).toEqual([at, bit, true]);
    if (at < gap.from - 200 || at >= gap.to + 400) expect([at, where]).toEqual([at, expect.objectContaining({ from: at, to: at + 1 })]);
  }
});

test('a changed byte is told with its place and with what lies there', async () => {
  const verdict = await judge(changed((bytes) => { bytes[10_233]! ^= 4; }));
  expect(verdict.checks.find((c) => c.name === 'contents')?.text).toMatch(/byte 10,233, inside the signed range, in object \d+\./);
  expect(placeText({ from: 5, to: 9 })).toBe('bytes 5 to 8');
  const inFile = good.indexOf('/Type /EmbeddedFile');
  const stream = good.indexOf('stream\n', inFile) + 40;
  const attached = await judge(changed((bytes) => { bytes[stream]! ^= 1; }));
  expect(attached.change?.part).toMatch(/^the attached file /);
});

test('AUD-02 bytes added at the end are refused, even a single line end', async () => {
  for (const tail of ['\n', '%', 'hello', '\n%%EOF\n']) {
    const verdict = await judge(Buffer.concat([good, Buffer.from(tail)]));
    expect(verdict.verdict).toBe('broken');
    expect(failing(verdict)).toContain('covers-whole-file');
    expect(verdict.change).toMatchObject({ from: good.length, to: good.length + tail.length });
  }
});

test('a file cut short is refused and says by how much', async () => {
  const verdict = await judge(good.subarray(0, good.length - 300));
  expect(verdict.verdict).toBe('broken');
  expect(verdict.checks.find((c) => c.name === 'covers-whole-file')?.text).toContain('300 bytes shorter');
});

/** A real incremental update: a new catalogue, its own table, a link to the old one. */
function update(extra = ''): Buffer {
  const text = good.toString('latin1');
  const old = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)![1]);
  const root = Number(/\/Root (\d+) 0 R/.exec(text.slice(old))![1]);
  const size = Number(/\/Size (\d+)/.exec(text.slice(old))![1]);
  const body = `${root} 0 obj\n<< /Type /Catalog /Pages 1 0 R ${extra}>>\nendobj\n`;
  const table = good.length + body.length;
  return Buffer.concat([good, Buffer.from(`${body}xref\n${root} 1\n${String(good.length).padStart(10, '0')} 00000 n \ntrailer\n<< /Size ${size} /Root ${root} 0 R /Prev ${old} >>\nstartxref\n${table}\n%%EOF\n`, 'latin1')]);
}

test('AUD-02 an incremental update is refused, although common viewers still call the signature valid', async () => {
  const verdict = await judge(update());
  expect(verdict.verdict).toBe('broken');
  expect(failing(verdict)).toEqual(expect.arrayContaining(['covers-whole-file', 'structure']));
});

test('AUD-02 a second signature field, added later, is refused', async () => {
  const verdict = await judge(update('/AcroForm << /Fields [2 0 R 3 0 R] /SigFlags 3 >> '));
  expect(verdict.verdict).toBe('broken');
  expect(failing(verdict)).toContain('one-signature');
});

test('AUD-02 a widened or shifted byte range is refused', async () => {
  const at = good.lastIndexOf('/ByteRange [0 ');
  const end = good.indexOf(']', at);
  const rest = good.length - gap.to;
  for (const range of [`0 ${gap.from - 10} ${gap.to} ${rest}`, `0 ${gap.from} ${gap.to + 4} ${rest - 4}`, `0 ${gap.from} ${gap.to} ${rest - 1}`, `9 ${gap.from} ${gap.to} ${rest}`, `0 ${gap.from + 1} ${gap.to} ${rest}`]) {
    const text = `/ByteRange [${range}`.padEnd(end - at, ' ');
    const verdict = await judge(changed((bytes) => { bytes.write(text, at, 'latin1'); }));
    expect([range, verdict.verdict]).toEqual([range, 'broken']);
  }
});

test('AUD-02 anything stuffed behind the signature in its container is refused', async () => {
  for (const [offset, text] of [[gap.to - 21, '/Contents (evil)    '], [gap.to - 9, '31323334'], [gap.to - 2, ' '], [gap.to - 2, '1']] as const) {
    const verdict = await judge(changed((bytes) => { bytes.write(text, offset, 'latin1'); }));
    expect([text, verdict.verdict]).toEqual([text, 'broken']);
    expect(verdict.change?.part).toBe('the signature container');
  }
  const upper = await judge(changed((bytes) => { bytes.write(good.toString('latin1', gap.from + 1, gap.from + 400).toUpperCase(), gap.from + 1, 'latin1'); }));
  expect(failing(upper)).toContain('container');
});

test('AUD-02 a file sealed by another authority of the same name is not trusted', async () => {
  const other = await sealedMinutes({ by: await aSeal('Northwind Bank') });
  const verdict = await judgePdf(other.path, { trustedCa: sealed.ca.fingerprint });
  expect([verdict.verdict, failing(verdict)]).toEqual(['unknown-signer', ['authority']]);
});

test('AUD-02 the container of one file does not fit another', async () => {
  const other = readFileSync((await sealedMinutes({ by: await aSeal(), trail: aTrail(30) })).path);
  const m = /\/ByteRange \[0 (\d+) (\d+) \d+\]/.exec(other.toString('latin1'))!;
  const container = other.subarray(Number(m[1]), Number(m[2]));
  const verdict = await judge(changed((bytes) => { container.copy(bytes, gap.from); }));
  expect(verdict.verdict).toBe('broken');
  expect(failing(verdict)).toContain('contents');
});

test('files that are no PDF, or nothing at all, are refused without an exception', async () => {
  for (const bytes of [Buffer.alloc(0), Buffer.from('hello'), Buffer.from('%PDF-1.7\n'), Buffer.alloc(70_000, 0x3c), deflateSync(Buffer.alloc(1000)), Buffer.from('%PDF-1.7\nxref\n0 99999999\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n')]) {
    expect((await judge(bytes)).verdict).toBe('broken');
    const path = join(folder, `${files}.pdf`);
    const pack = await judgePack(path, { trustedRoot });
    expect(pack.verdict).toBe('broken');
    expect(pack.problems.length).toBeGreaterThan(0);
  }
  await expect(judgePdf(join(folder, 'nowhere.pdf'), {})).rejects.toBeInstanceOf(PdfError);
});

test('structures nested without end and lengths without measure are refused in bounded time', async () => {
  const wrap = (body: string): Buffer => {
    const head = `%PDF-1.7\n1 0 obj\n${body}\nendobj\n`;
    return Buffer.from(`${head}xref\n0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer\n<< /Size 2 /Root 1 0 R >>\nstartxref\n${head.length}\n%%EOF\n`, 'latin1');
  };
  for (const body of ['['.repeat(100_000), '<</A'.repeat(50_000), '1 0 R', `<< /Length 999999999 >>\nstream\n`, `<< /Names 1 0 R /AcroForm 1 0 R >>`, `(${'('.repeat(1000)}`]) expect((await judge(wrap(body))).verdict).toBe('broken');
});

test('AUD-02 a pack is intact as a whole; a swapped attachment is named', async () => {
  const pack = await sealedPack();
  const whole = await judgePack(pack.path, { trustedCa: pack.ca.fingerprint, trustedRoot });
  expect([whole.verdict, whole.problems]).toEqual(['intact', []]);
  expect(whole.files.map((f) => f.name)).toEqual(expect.arrayContaining(['evidence.ndjson', 'roster.ndjson', 'manifest.txt', 'manifest.sig', 'verify.py', 'proofs.json', 'device-1.pem', 'checkpoint-1.txt']));
  const text = readFileSync(pack.path).toString('latin1');
  const contents = (name: string): string => new RegExp(`/F \\(${name.replace('.', '\\.')}\\)\\n/EF <<\\n/F (\\d+) 0 R`).exec(text)![1]!;
  const [roster, proofs] = [contents('roster.ndjson'), contents('proofs.json')];
  const swapped = Buffer.from(text.replace(`/F (roster.ndjson)\n/EF <<\n/F ${roster} 0 R`, `/F (roster.ndjson)\n/EF <<\n/F ${proofs} 0 R`), 'latin1');
  expect(proofs.length).toBe(roster.length);
  const path = join(newFolder(), 'swapped.pdf');
  writeFileSync(path, swapped);
  const verdict = await judgePack(path, { trustedCa: pack.ca.fingerprint, trustedRoot });
  expect(verdict.verdict).toBe('broken');
  expect(verdict.problems.join('\n')).toContain('roster.ndjson is not the file the manifest names; it was changed.');
});

/** Minutes printed and sealed with the attachments given. */
async function sealedWith(attachments: readonly EvidenceFile[]): Promise<{ path: string; ca: string }> {
  const { seal, ca } = await aSeal();
  const path = join(newFolder(), 'minutes.pdf');
  await printMinutes(aMeeting(), createWriteStream(`${path}.partial`), { fontsDir, attachments });
  await signPdfFile(`${path}.partial`, path, seal, { signedAt });
  return { path, ca: ca.fingerprint };
}
/** The files of a document's evidence, as they are laid out for `pack.pdf` in a folder. */
async function evidence(attachUpTo: number, over: Partial<EvidenceInput> = {}): Promise<{ attached: EvidenceFile[]; beside: BesideFile[] }> {
  const input = { ...evidenceOf(aTrail(20)), verifyPy: Buffer.from('#'), ...over };
  const { long, short } = evidenceFiles(input);
  const laid = await layOut(long, { outPath: join(newFolder(), 'pack.pdf'), attachUpTo });
  const all = { attached: [...laid.attached, ...short], beside: laid.beside };
  return { attached: [...all.attached, ...manifestFiles(manifestText(entriesOf(all)), input.sign)], beside: all.beside };
}

test('AUD-02 with one file removed the verdict names it; with one added, too', async () => {
  const { attached } = await evidence(1 << 20);
  const without = await sealedWith(attached.filter((f) => f.name !== 'evidence.ndjson'));
  const verdict = await judgePack(without.path, { trustedCa: without.ca, trustedRoot });
  expect([verdict.verdict, verdict.problems[0]]).toEqual(['broken', 'evidence.ndjson is missing: the manifest names it.']);
  const more = await sealedWith([...attached, { ...attached[0]!, name: 'extra.txt' }]);
  expect((await judgePack(more.path, { trustedCa: more.ca, trustedRoot })).problems).toEqual(['extra.txt is attached, but the manifest does not name it.']);
});

test('AUD-02 evidence too large to attach is read from beside the file, and missed when it is not there', async () => {
  const { attached, beside } = await evidence(1000);
  expect([beside.map((f) => f.name), attached.some((f) => f.name.includes('evidence'))]).toEqual([['pack.roster.ndjson', 'pack.evidence.ndjson'], false]);
  const { path, ca } = await sealedWith(attached);
  expect((await judgePack(path, { trustedCa: ca, trustedRoot })).problems[0]).toMatch(/^pack\.evidence\.ndjson is missing: the manifest names it, with [\d,]+ bytes, beside the PDF\.$/);
  for (const { name, partial } of beside) copyFileSync(partial, join(dirname(path), name));
  expect((await judgePack(path, { trustedCa: ca, trustedRoot })).verdict).toBe('intact');
  appendFileSync(join(dirname(path), 'pack.evidence.ndjson'), '\n');
  expect((await judgePack(path, { trustedCa: ca, trustedRoot })).problems[0]).toMatch(/^pack\.evidence\.ndjson is not the file the manifest names; it was changed, and has [\d,]+ bytes instead of [\d,]+\.$/);
});

test('AUD-02 a manifest signed by a device outside the roster is refused', async () => {
  const { attached } = await evidence(1 << 20, { sign: (m) => signBytes(keys.stranger.privateKey, m) });
  const pem = Buffer.from(publicKeyPem(keys.stranger.publicKey));
  const { path, ca } = await sealedWith(attached.map((f) => (f.name === 'device-1.pem' ? { ...f, bytes: pem } : f)));
  const verdict = await judgePack(path, { trustedCa: ca, trustedRoot });
  expect(verdict.verdict).toBe('broken');
  expect(verdict.problems).toContain('The manifest is signed by a device that the roster does not know.');
});

test('AUD-02 evidence altered before sealing is found at its line, although the seal itself holds', async () => {
  const trail = copyOf(aTrail(40));
  const row = trail.rows.get(feeds.b)![3]!;
  row.env = Buffer.from(Buffer.from(row.env).toString('utf8').replace('Low', 'Mid'));
  const pack = await sealedPack({ trail });
  const verdict = await judgePack(pack.path, { trustedCa: pack.ca.fingerprint, trustedRoot });
  expect([verdict.verdict, verdict.pdf.verdict]).toEqual(['broken', 'intact']);
  expect(verdict.problems.join('\n')).toMatch(/^evidence\.ndjson, line \d+: /m);
});

test('AUD-02 a text missing without a word makes gaps, not intact', async () => {
  const trail = copyOf(aTrail(40));
  trail.payloads.delete([...trail.payloads.keys()][4]!);
  const pack = await sealedPack({ trail });
  const verdict = await judgePack(pack.path, { trustedCa: pack.ca.fingerprint, trustedRoot });
  expect(verdict.verdict).toBe('intact-with-gaps');
  expect(verdict.gaps[0]).toMatch(/line \d+: A text of class personal is missing/);
});

test('AUD-02 another root than the trusted one makes an unknown signer', async () => {
  const verdict = await judgePack(sealed.path, { trustedCa: sealed.ca.fingerprint, trustedRoot: 'ab'.repeat(16) });
  expect(verdict.verdict).toBe('unknown-signer');
});

test('AUD-02 two exports bounded by the same checkpoint have identical manifests', async () => {
  const manifest = async (): Promise<string | undefined> => {
    const pack = await sealedPack();
    return (await judgePack(pack.path, { trustedRoot })).files.find((f) => f.name === 'manifest.txt')?.sha256;
  };
  expect(await manifest()).toBe(await manifest());
});
