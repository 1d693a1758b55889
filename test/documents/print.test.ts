// The prints themselves: same answer same bytes, nothing lost, nothing acting, every archive rule kept.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { printMinutes } from '../../src-main/documents/minutes.ts';
import type { MinutesDocument } from '../../src-main/documents/minutes-document.ts';
import { printPack } from '../../src-main/documents/pack.ts';
import { printRegister } from '../../src-main/documents/register.ts';
import { writeSignedMinutes } from '../../src-main/documents/signed.ts';
import { checkArchival, isWellFormed } from '../../src-main/trail/pdf-archival.ts';
import { openPdf } from '../../src-main/trail/pdf-bytes.ts';
import { openObjects, readObject, readStream, resolve, resolveDict, textOf } from '../../src-main/trail/pdf-objects.ts';
import { aTrail } from '../trail/trail-in-memory.ts';
import { aMeeting } from './a-meeting.ts';
import { aChange, aPack } from './a-pack.ts';
import { aSeal, evidenceOf, fontsDir, newFolder, resourcesDir, sealedMinutes, signedAt } from './sealed.ts';

const folder = newFolder();
let printed = 0;
const place = (): string => join(folder, `${printed += 1}.pdf`);
const options = { fontsDir, attachments: [] };
async function minutes(over: Partial<MinutesDocument> = {}): Promise<{ path: string; pages: number }> {
  const path = place();
  return { path, ...await printMinutes(aMeeting(over), createWriteStream(path), options) };
}
const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/** The text of a document as its fonts map it back, page by page, by poppler when it is here. */
const hasText = spawnSync('which', ['pdftotext']).status === 0;
const textIn = (path: string, ...args: string[]): string => spawnSync('pdftotext', [...args, path, '-'], { encoding: 'utf8', maxBuffer: 64 << 20 }).stdout;
const readable = (title: string, body: () => Promise<void>): void => (hasText ? test(title, body) : test.skip(`${title} (not checked: pdftotext missing here)`, body));

test('AUD-02 the same answer prints the same bytes, for minutes and packs alike', async () => {
  expect(sha256((await minutes()).path)).toBe(sha256((await minutes()).path));
  const packs = [place(), place()];
  for (const path of packs) await printPack(aPack(), createWriteStream(path), options);
  expect(sha256(packs[0]!)).toBe(sha256(packs[1]!));
  expect(sha256((await minutes({ place: 'Leeds, room 5' })).path)).not.toBe(sha256((await minutes()).path));
});

test('minutes, packs and registers keep every rule of the archive check', async () => {
  const [pack, register] = [place(), place()];
  await printPack(aPack(), createWriteStream(pack), { fontsDir, attachments: [{ name: 'a.txt', bytes: Buffer.from('a'), type: 'text/plain', relationship: 'Data', description: 'A file' }] });
  await printRegister({ organisation: 'Northwind', number: 'R-1', title: 'Register', scope: 'All', zone: 'UTC', madeAt: signedAt, mark: '', rows: [{ ...aChange(1), gaps: 1 }] }, createWriteStream(register), options);
  for (const path of [(await minutes()).path, pack, register]) expect(await checkArchival(path)).toEqual([]);
});

test('the archive check sees what is wrong', async () => {
  const good = readFileSync((await minutes()).path).toString('latin1');
  const spoil = async (from: string | RegExp, to: string): Promise<string[]> => {
    const path = place();
    await new Promise<void>((done) => { createWriteStream(path).end(Buffer.from(good.replace(from, to), 'latin1'), done); });
    return (await checkArchival(path)).map((f) => f.rule);
  };
  expect(await spoil('<pdfaid:part>3</pdfaid:part>', '<pdfaid:part>1</pdfaid:part>')).toContain('metadata');
  expect(await spoil('<dc:title>', '<dc:titel>')).toContain('metadata');
  expect(await spoil(/\/ToUnicode/, '/ToUnikode')).toContain('fonts');
  expect(await spoil('/F 132', '/F 130')).toContain('annotations');
  expect(await spoil('/Marked true', '/Marked null')).toContain('tagged');
  expect(await spoil('/GTS_PDFA1', '/GTS_PDFX1')).toContain('colour');
  expect(await spoil('%PDF-1.7', '%PDF-1.4')).toContain('header');
});

test('markup is told well-formed from broken', () => {
  expect(['<a b="c"><d/>&amp;</a>', '<?x?><a></a>'].map(isWellFormed)).toEqual([true, true]);
  expect(['<a><b></a></b>', '<a>', '<a>&</a>', '<a b=c></a>', '<a>\u0001</a>', '< a></a>'].map(isWellFormed)).toEqual([false, false, false, false, false, false]);
});

const torture = [
  '<script>alert(1)</script> & </rdf:li> ]]> --> "\'', '(unbalanced ) \\ ( >> endobj stream', '/ByteRange [0 /********** /********** /**********]', 'startxref\n0\n%%EOF\n', '%PDF-1.4 trailer << /Root 1 0 R >>',
  'abc\u202egnp.exe\u202c end', '\u2066isolate\u2069 \u200b\u200d\ufeff', 'nul\u0000bell\u0007del\u007f', 'lone \ud800 surrogate', '\u{1f600}\u{1f468}\u200d\u{1f469}', '漢字かな', '\u0378 unassigned \ue000 private \u{10ffff}',
  'x'.repeat(10_000), `${'word '.repeat(5_000)}`, '-'.repeat(3_000), 'a\n\n\nb\r\nc\u2028d', '\t\ttabs', 'e\u0301 ﬁ ﬂ ǅ ẞ', 'שלום עולם abc', 'مرحبا بالعالم', 'Ελληνικά Кириллица Tiếng Việt Čeština', '→ ≤ ≥ ≠ ∞ ✓', '=cmd|calc', '', ' ', '\u00ad\u00a0\u3000\u180e', 'Z\u0335\u0336\u0337a\u0340\u0341l\u0316',
];

describe('hostile text', () => {
  test.each(torture.map((text, i) => [i, text] as const))('torture %i is printed without breaking the page, the archive rules or the seal', async (_, text) => {
    const document = aMeeting({ title: text, place: text, organisation: text, board: text, summary: text, items: aMeeting().items.slice(0, 1).map((item) => ({ ...item, ref: text, title: text, rationale: text, conflicts: [text], conditions: [{ text, owner: text, dueAt: text, isBlocking: true }] })), actions: [{ text, owner: text, dueAt: text }], gaps: [text], attendance: [{ name: text, function: text, isVoting: true, seat: text, status: text }] });
    const { seal, ca } = await sharedSeal;
    const made = await sealedMinutes({ document, by: { seal, ca }, trail: small });
    expect(made.findings).toEqual([]);
    if (spawnSync('which', ['qpdf']).status === 0) expect(spawnSync('qpdf', ['--check', made.path]).status).toBe(0);
  });
  const sharedSeal = aSeal();
  const small = aTrail(6);

  readable('what cannot be seen or printed is told by its number, and overrides do not act', async () => {
    const { path } = await minutes({ place: 'abc\u202egnp.exe\u0000 \u{1f600} 漢 \ud800' });
    const text = textIn(path);
    for (const mark of ['U+202E', 'U+0000', 'U+1F600', 'U+6F22', 'U+D800']) expect(text).toContain(`⟦${mark}⟧`);
    expect(text).toContain('gnp.exe');
    expect(text).not.toContain('\u202e');
  });

  readable('a word of ten thousand letters loses none of them', async () => {
    const { path } = await minutes({ quorum: [`Q${'x'.repeat(9_998)}Q`] });
    expect(textIn(path, '-raw').replace(/[^x]/g, '').length).toBeGreaterThanOrEqual(9_998);
  });

  readable('Greek, Cyrillic, Vietnamese, Hebrew and Arabic are printed as letters', async () => {
    const { path } = await minutes({ place: 'Ελληνικά Кириллица Việt Čeština → ≤ שלום مرحبا' });
    const text = textIn(path).normalize('NFKC');
    for (const word of ['Ελληνικά', 'Кириллица', 'Việt', 'Čeština', '→ ≤']) expect(text).toContain(word);
    expect(text).not.toContain('⟦');
  });
});

test('a title in the metadata is escaped once and equals the one in the document information', async () => {
  const { path } = await minutes({ title: 'R&D <b>"x"</b> ä' });
  const file = await openPdf(path);
  const objects = await openObjects(file);
  const info = await resolveDict(objects, objects.trailer.get('Info'), 'info');
  expect(textOf(await resolve(objects, info.get('Title')))).toBe('R&D <b>"x"</b> ä, M-A1-0047');
  expect(await checkArchival(path)).toEqual([]);
  await file.handle.close();
});

readable('a table row longer than a page goes on overleaf, and the head of the table with it', async () => {
  const rationale = Array.from({ length: 900 }, (_, i) => `w${i}`).join(' ');
  const { path, pages } = await minutes({ actions: [{ text: `${rationale} ${rationale} ${rationale}`, owner: 'A', dueAt: '2026-12-01' }] });
  const text = textIn(path, '-raw');
  expect(pages).toBeGreaterThan(3);
  expect([...text.matchAll(/\bw899\b/g)].length).toBe(3);
  expect([...text.matchAll(/Action Owner Due/g)].length).toBeGreaterThan(1);
});

readable('AUD-02 contents stand behind the cover and name the printed page of every change', async () => {
  const path = place();
  const changes = Array.from({ length: 75 }, (_, i) => aChange(i));
  const { pages } = await printPack(aPack({ changes }), createWriteStream(path), options);
  const sheets = textIn(path, '-layout').split('\f');
  expect(sheets[0]).toContain('Page i\n');
  expect(sheets[1]).toContain('Contents');
  const contents = `${sheets[1]}${sheets[2]}`;
  const front = sheets.filter((s) => /Page [ivxlc]+\n/.test(s)).length;
  expect(front).toBe(3);
  for (const ref of ['C-A1-0400', 'C-A1-0437', 'C-A1-0474']) {
    const page = Number(new RegExp(`${ref}.*?(\\d+)$`, 'm').exec(contents)![1]);
    const sheet = sheets[front + page - 1]!;
    expect(sheet).toContain(`Page ${page} of ${pages - front}`);
    expect(sheet).toMatch(new RegExp(`${ref}, `));
  }
});

readable('AUD-02 a change that lacks evidence has a printed gap, and what is not there is said to be none', async () => {
  const path = place();
  await printPack(aPack({ confessions: [] }), createWriteStream(path), options);
  const text = textIn(path, '-layout');
  expect(text).toMatch(/Backout rehearsal on version 7\s+–\s+Gap\s+not attached when decided/);
  for (const kind of ['Forks', 'Quarantines', 'Redactions']) expect(text).toMatch(new RegExp(`${kind}\\s+None\\.`));
  expect(text).toContain('python3 verify.py');
});

test('CAB-06 the attached text of the minutes is byte for byte what the chair signed', async () => {
  const signedText = Buffer.from('{"meeting":"M-A1-0047"}');
  const made = await sealedMinutes({ signedText });
  const file = await openPdf(made.path);
  const objects = await openObjects(file);
  const spec = [...objects.offsets.keys()].slice(1);
  let found: Buffer | null = null;
  for (const id of spec) {
    const { value } = await readObject(objects, id);
    if (value instanceof Map && textOf(value.get('UF')) === 'minutes.json') {
      const contents = (await resolveDict(objects, value.get('EF'), 'contents')).get('F') as { ref: number };
      found = await readStream(objects, await readObject(objects, contents.ref));
    }
  }
  await file.handle.close();
  expect(found?.equals(signedText)).toBe(true);
});

test('a cancelled print leaves no file behind', async () => {
  const { seal } = await aSeal();
  const target = newFolder();
  const abort = new AbortController();
  const document = aMeeting({ items: Array.from({ length: 200 }, () => aMeeting().items[2]!) });
  const pending = writeSignedMinutes({ document, evidence: evidenceOf(aTrail(6)), seal, outPath: join(target, 'm.pdf'), resourcesDir, signedAt, signal: abort.signal, onProgress: ({ what, done }) => { if (what === 'pages' && done > 3) abort.abort(); } });
  await expect(pending).rejects.toThrow();
  expect(readdirSync(target)).toEqual([]);
});

test('a disk that refuses a write ends the print with its error', async () => {
  const sink = new Writable({ write(_chunk, _encoding, done) { done(new Error('no space left')); } });
  await expect(printMinutes(aMeeting({ items: Array.from({ length: 300 }, () => aMeeting().items[2]!) }), sink, options)).rejects.toThrow('no space left');
});

test('a slow sink is waited for: what is printed does not pile up in memory', async () => {
  const most = { bytes: 0 };
  const sink = new Writable({ highWaterMark: 1 << 16, write(_chunk: Buffer, _encoding, done) { most.bytes = Math.max(most.bytes, this.writableLength); setTimeout(done, 4); } });
  const rows = Array.from({ length: 3000 }, (_, i) => ({ ...aChange(i), ref: `C-${i}`, gaps: 0 }));
  const { pages } = await printRegister({ organisation: 'N', number: 'R', title: 'R', scope: 'S', zone: 'UTC', madeAt: signedAt, mark: '', rows }, sink, options);
  expect(pages).toBeGreaterThan(60);
  expect(most.bytes).toBeLessThan(4 << 20);
});
