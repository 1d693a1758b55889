// Forgeries of a sealed pack, each named in a sentence with its place: after sealing, sealed anew by somebody else, sealed anew by whoever holds the seal (AUD-02; trail design, C4 and E).
import 'reflect-metadata';
import { createWriteStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';
import { beforeAll, expect, test } from 'vitest';
import { printMinutes } from '../../src-main/documents/minutes.ts';
import { signBytes } from '../../src-main/trail/keys.ts';
import { entriesOf, layOut } from '../../src-main/documents/evidence-out.ts';
import { evidenceFiles, manifestFiles, manifestText } from '../../src-main/trail/pdf-evidence.ts';
import type { EvidenceFile } from '../../src-main/trail/pdf-evidence.ts';
import { judgePack } from '../../src-main/trail/pdf-pack.ts';
import { judgePdf } from '../../src-main/trail/pdf-verdict.ts';
import type { Seal, SealKey } from '../../src-main/trail/pki.ts';
import { aTrail, entered, feeds, keys, trailBuilder, trustedRoot } from '../trail/trail-in-memory.ts';
import { aMeeting } from './a-meeting.ts';
import { added, objectWith, partsOf, readPdf, rebuilt, replaceIn, sealAnyhow, wrongSeal } from './forging.ts';
import type { Parts } from './forging.ts';
import { aSeal, evidenceOf, fontsDir, newFolder, sealedPack } from './sealed.ts';
import type { SealedPack } from './sealed.ts';

let pack: SealedPack;
let good: Buffer;
let text: string;
let gap: { from: number; to: number };
let by: Awaited<ReturnType<typeof aSeal>>;
let printed: Buffer;
const folder = newFolder();
let files = 0;
const newPath = (): string => join(folder, `${files += 1}.pdf`);

beforeAll(async () => {
  by = await aSeal();
  pack = await sealedPack({ by });
  good = readPdf(pack.path);
  text = good.toString('latin1');
  const m = /\/ByteRange \[0 (\d+) (\d+) \d+\]/.exec(text)!;
  gap = { from: Number(m[1]), to: Number(m[2]) };
  printed = rebuilt(good, () => {});
});

type Told = { verdict: string; problems: string[] };
async function judged(path: string): Promise<Told> {
  const { verdict, problems } = await judgePack(path, { trustedCa: by.ca.fingerprint, trustedRoot });
  return { verdict, problems };
}
const written = async (bytes: Buffer): Promise<Told> => { const path = newPath(); writeFileSync(path, bytes); return judged(path); };
const patched = (at: number, by2: string): Buffer => { const bytes = Buffer.from(good); bytes.write(by2, at, 'latin1'); return bytes; };
const inPlace = (find: RegExp, replace: (match: string) => string): Buffer => {
  const m = find.exec(text);
  if (!m) throw new Error(`nothing matches ${String(find)}`);
  const next = replace(m[0]);
  if (next.length !== m[0].length) throw new Error(`${String(find)}: ${m[0].length} letters became ${next.length}`);
  return patched(m.index, next);
};
const xrefAt = (): number => Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)![1]);
const catalogue = (parts: Parts): [number, string] => objectWith(parts, /\/Type \/Catalog/);
const update = (body: string): Buffer => {
  const old = xrefAt();
  const [id] = catalogue(partsOf(good));
  const object = `${id} 0 obj\n${body}\nendobj\n`;
  return Buffer.concat([good, Buffer.from(`${object}xref\n${id} 1\n${String(good.length).padStart(10, '0')} 00000 n \ntrailer\n<< /Size ${partsOf(good).objects.size + 1} /Root ${id} 0 R /Prev ${old} >>\nstartxref\n${good.length + object.length}\n%%EOF\n`, 'latin1')]);
};
const range = (a: number, b: number, c: number, from = 0): Buffer => inPlace(/\/ByteRange \[0 \d+ \d+ \d+\] */, (m) => `/ByteRange [${from} ${a} ${b} ${c}]`.padEnd(m.length, ' '));

const changed = /^The contents were changed after sealing: bytes? [\d,]+.*, in .+\.$|^The contents are not the ones that were sealed\.$/m;
/** What a stranger does to the bytes of the finished file. Each is broken, and a sentence says what and where. */
const afterSealing: [name: string, forge: () => Buffer, says: RegExp][] = [
  ['an incremental update that replaces the catalogue', () => update('<< /Type /Catalog /Pages 1 0 R >>'), /bytes were added after sealing, from byte [\d,]+ on/],
  ['a second signature field in an update', () => update('<< /Type /Catalog /Pages 1 0 R /AcroForm << /Fields [2 0 R 3 0 R] /SigFlags 3 >> >>'), /does not hold exactly one signature/],
  ['one line end more', () => Buffer.concat([good, Buffer.from('\n')]), /1 bytes were added after sealing, from byte [\d,]+ on/],
  ['a doubled end', () => Buffer.concat([good, Buffer.from('%%EOF\n')]), /6 bytes were added after sealing/],
  ['a second document behind the first', () => Buffer.concat([good, good]), /[\d,]+ bytes were added after sealing|does not cover the whole file/],
  ['bytes before the head', () => Buffer.concat([Buffer.from('junk\n'), good]), /does not begin as a PDF 1\.7/],
  ['one byte less', () => good.subarray(0, good.length - 1), /1 bytes shorter than when it was sealed/],
  ['the second half gone', () => good.subarray(0, good.length >> 1), /does not end with its own table of contents/],
  ['the table gone', () => good.subarray(0, xrefAt()), /does not end with its own table of contents/],
  ['a byte range with a wider hole', () => range(gap.from - 20, gap.to, good.length - gap.to), /does not cover the whole file around its own container/],
  ['a byte range that ends early', () => range(gap.from, gap.to, good.length - gap.to - 40), /does not cover the whole file/],
  ['a byte range that does not begin at the beginning', () => range(gap.from, gap.to, good.length - gap.to, 9), /does not hold exactly one signature/],
  ['a byte range that leaves the hole to the end', () => range(gap.from, good.length, 0), /does not cover the whole file/],
  ['letters stuffed behind the signature', () => patched(gap.to - 9, '31323334'), /Something else than a signature stands in the signature container, bytes [\d,]+ to [\d,]+/],
  ['another object stuffed into the hole', () => patched(gap.to - 21, '/Contents (evil)    '), /does not hold exactly one signature|signature container, bytes/],
  ['the signature written in capitals', () => patched(gap.from + 1, text.slice(gap.from + 1, gap.from + 400).toUpperCase()), /signature container, bytes [\d,]+ to [\d,]+/],
  ['a digest algorithm that was not used', () => inPlace(/608648016503040201/, () => '608648016503040203'), /cannot be read: it is not in the only form Gavel writes|signature container/],
  ['a letter of the signature', () => patched(gap.from + 900, text[gap.from + 900] === '0' ? '1' : '0'), /in bytes [\d,]+ to [\d,]+|signature container/],
  ['an object put elsewhere by the table', () => { const at = xrefAt(); const row = text.indexOf(' 00000 n \n', at) - 10; return patched(row, String(Number(text.slice(row, row + 10)) + 3).padStart(10, '0')); }, changed],
  ['an object set free in the table', () => { const at = text.indexOf(' 00000 n \n', xrefAt()); return patched(at, ' 00001 f \n'); }, /Row \d+ of the cross-reference table is malformed/],
  ['a table with an object less', () => inPlace(/xref\n0 \d+\n(?=0000000000)/, (m) => m.replace(/\d+\n$/, (n) => `${Number(n) - 1}\n`)), /trailer is missing|does not hold/],
  ['an end that names another table', () => inPlace(/startxref\n\d+(?=\n%%EOF\n$)/, (m) => m.replace(/\d(?=$)/, (d) => String((Number(d) + 1) % 10))), /no cross-reference table at byte \d+/],
  ['a trailer that leads to another root', () => inPlace(/\/Root \d+ 0 R(?=[\s\S]{0,400}startxref\n\d+\n%%EOF\n$)/, (m) => m.replace(/\d(?= 0 R)/, (d) => String((Number(d) + 1) % 10))), /catalogue|exactly one signature|form is missing/i],
  ['a page tree that leaves a page out', () => inPlace(/\/Kids \[\d+ 0 R/, (m) => m.replace(/\d+ 0 R/, (ref) => ' '.repeat(ref.length))), changed],
  ['a page count', () => inPlace(/\/Count \d/, (m) => m.replace(/\d/, (d) => String((Number(d) + 1) % 10))), changed],
  ['another title in the metadata', () => inPlace(/<dc:title>[\s\S]{40}/, (m) => `${m.slice(0, -1)}X`), changed],
  ['another day of making', () => inPlace(/\/CreationDate \(D:2026/, () => '/CreationDate (D:2025'), changed],
  ['another claimed time of signing', () => inPlace(/\/M \(D:20261124153100Z\)/, () => '/M (D:20261124153101Z)'), changed],
  ['two attachments swapped', () => { const ref = (name: string): string => new RegExp(`/F \\(${name.replace('.', '\\.')}\\)\\n/EF <<\\n/F (\\d+) 0 R`).exec(text)![1]!; const [a, b] = [ref('roster.ndjson'), ref('proofs.json')]; return inPlace(new RegExp(`/F \\(roster\\.ndjson\\)\\n/EF <<\\n/F ${a} 0 R`), (m) => m.replace(`/F ${a} 0 R`, `/F ${b.padStart(a.length, '0')} 0 R`)); }, /roster\.ndjson is not the file the manifest names; it was changed/],
  ['an attachment under another name', () => inPlace(/\/F \(verify\.py\)[\s\S]{0,300}?\/UF \(verify\.py\)|\/UF \(verify\.py\)/, (m) => m.replace(/\/UF \(verify\.py\)/, '/UF (verify.qy)')), /attached file has a name|verify\.py is missing: the manifest names it/],
  ['an attachment\'s bytes', () => { const at = text.indexOf('stream\n', text.indexOf('/Type /EmbeddedFile')) + 60; return patched(at, String.fromCharCode(text.charCodeAt(at) ^ 1)); }, /in the attached file [\w.-]+/],
  ['the certification taken out', () => inPlace(/\/DocMDP/, () => '/DocNDP'), changed],
  ['the kind of the signature', () => inPlace(/ETSI\.CAdES\.detached/, () => 'adbe.pkcs7.detached'), changed],
];

test.each(afterSealing)('AUD-02 a forgery after sealing is broken and named: %s', async (_, forge, says) => {
  const { verdict, problems } = await written(forge());
  expect(verdict).toBe('broken');
  expect(problems.join('\n')).toMatch(says);
  for (const problem of problems) expect(problem).toMatch(/^\S.*\.$/s);
});

const resealed = async (edit: (parts: Parts) => void, seal: SealKey = by.seal): Promise<Told> => {
  const path = newPath();
  await sealAnyhow(path, rebuilt(good, edit), seal);
  return judged(path);
};
test('AUD-02 the forger\'s tools alone forge nothing: taken apart, put together and sealed by the seal itself, the pack is intact', async () => {
  expect(await resealed(() => {})).toEqual({ verdict: 'intact', problems: [] });
  expect(printed.length).toBe(good.length);
});

/** Sealed anew with a key that is at hand, or a certificate that is not one for it. */
const otherSeals: [name: string, seal: () => Promise<SealKey>, says: RegExp, verdict: 'broken' | 'unknown-signer'][] = [
  ['another authority of the same name', async () => (await aSeal()).seal, /issued by another authority than the one you trust/, 'unknown-signer'],
  ['a certificate for web servers', () => wrongSeal(by.ca, { usages: ['1.3.6.1.5.5.7.3.1'] }), /not one for sealing documents/, 'broken'],
  ['a certificate for mail alone', () => wrongSeal(by.ca, { usages: ['1.3.6.1.5.5.7.3.4'] }), /not one for sealing documents/, 'broken'],
  ['a certificate that may not sign', () => wrongSeal(by.ca, { keyUsage: x509.KeyUsageFlags.keyEncipherment }), /not one for sealing documents/, 'broken'],
  ['a certificate that had run out', () => wrongSeal(by.ca, { from: '2020-01-01', to: '2024-01-01' }), /was not valid at the stated time of sealing/, 'broken'],
  ['a certificate of tomorrow', () => wrongSeal(by.ca, { from: '2026-12-01' }), /was not valid at the stated time of sealing/, 'broken'],
  ['an authority below the authority', () => wrongSeal(by.ca, { isCa: true, keyUsage: x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.nonRepudiation | x509.KeyUsageFlags.keyCertSign }), /was not issued by the authority that comes with it|cannot be read/, 'broken'],
  ['a certificate in the authority\'s name by another key', async () => wrongSeal(by.ca, { signer: (await aSeal()).ca }), /was not issued by the authority that comes with it/, 'broken'],
  ['the certificate of one seal and the key of another', async () => ({ ...by.seal, privateKeyPkcs8: ((await aSeal()).seal as Seal).privateKeyPkcs8 }), /The signature does not hold under the key of the seal; something in bytes/, 'broken'],
];
test.each(otherSeals)('AUD-02 a pack sealed anew is named for what it is: %s', async (_, seal, says, expected) => {
  const { verdict, problems } = await resealed(() => {}, await seal());
  expect(verdict).toBe(expected);
  expect(problems.join('\n')).toMatch(says);
});

const inCatalogue = (entry: string) => (parts: Parts): void => { const [id, body] = catalogue(parts); parts.objects.set(id, body.replace('/Type /Catalog', `/Type /Catalog\n${entry}`)); };
const onPage = (entry: string) => (parts: Parts): void => { replaceIn(parts, /\/Type \/Page\n/, (body) => body.replace('/Type /Page\n', `/Type /Page\n${entry}\n`)); };
const script = '<< /S /JavaScript /JS (app.alert\\(1\\)) >>';
/** Whoever holds the seal prints something else than Gavel prints. The seal holds, and the document is not accepted. */
const otherDocuments: [name: string, edit: (parts: Parts) => void, says: RegExp][] = [
  ['a script at opening', inCatalogue(`/OpenAction ${script}`), /must not act on opening/],
  ['a script of the document', (parts) => { replaceIn(parts, /\/Type \/Catalog/, (body) => body.replace(/\/Names (\d+) 0 R/, (_, n: string) => { const names = parts.objects.get(Number(n))!; parts.objects.set(Number(n), names.replace('<<', `<<\n/JavaScript << /Names [(a) ${added(parts, script)} 0 R] >>`)); return `/Names ${n} 0 R`; })); }, /must hold no scripts|holds an action that is not allowed/],
  ['an action when a page is shown', onPage(`/AA << /O ${script} >>`), /holds an action that is not allowed/],
  ['a program started by a link', (parts) => { const id = added(parts, '<< /Type /Annot /Subtype /Link /F 4 /Rect [0 0 600 800] /A << /Type /Action /S /Launch /F (calc.exe) >> >>'); onPage(`/Annots [${id} 0 R]`)(parts); }, /holds an action that is not allowed/],
  ['a layer that can be hidden', (parts) => { const id = added(parts, '<< /Type /OCG /Name (Approved) >>'); inCatalogue(`/OCProperties << /OCGs [${id} 0 R] /D << /OFF [${id} 0 R] >> >>`)(parts); }, /no layers that can be hidden/],
  ['a hidden note over a decision', (parts) => { const id = added(parts, '<< /Type /Annot /Subtype /FreeText /F 2 /Rect [0 0 600 800] /Contents (Rejected) >>'); onPage(`/Annots [${id} 0 R]`)(parts); }, /does not print or is hidden/],
  ['a page that is in the file and not shown', (parts) => { const [, tree] = objectWith(parts, /\/Type \/Pages/); replaceIn(parts, /\/Type \/Pages/, () => tree.replace(/(\/Kids \[)\d+ 0 R ?/, '$1').replace(/\/Count (\d+)/, (_, n: string) => `/Count ${Number(n) - 1}`)); }, /is in the file and not shown/],
  ['a page shown twice', (parts) => { replaceIn(parts, /\/Type \/Pages/, (body) => body.replace(/\/Kids \[(\d+ 0 R)/, '/Kids [$1 $1')); }, /stands in the document twice/],
  ['a form that draws itself anew', (parts) => { inCatalogue('')(parts); replaceIn(parts, /\/SigFlags 3/, (body) => body.replace('/SigFlags 3', '/SigFlags 3 /NeedAppearances true')); }, /must not need XFA or new appearances/],
  ['another title than the metadata says', (parts) => { const info = Number(/\/Info (\d+) 0 R/.exec(parts.trailer)![1]); parts.objects.set(info, parts.objects.get(info)!.replace(/\/Title (?:\d+ 0 R|\((?:\\.|[^)\\])*\))/s, '/Title (Another matter)')); }, /Title differs between the document information and XMP/],
  ['another claim of the archive', (parts) => { replaceIn(parts, /<pdfaid:part>3/, (body) => body.replace('<pdfaid:part>3', '<pdfaid:part>2')); }, /must claim PDF\/A-3/],
];
test.each(otherDocuments)('AUD-02 a document of another making is not accepted although its seal holds: %s', async (_, edit, says) => {
  const path = newPath();
  await sealAnyhow(path, rebuilt(good, edit), by.seal);
  const told = await judged(path);
  expect((await judgePdf(path, { trustedCa: by.ca.fingerprint })).verdict, told.problems.join('\n')).toBe('intact');
  expect(told.verdict).toBe('broken');
  expect(told.problems.join('\n')).toMatch(says);
});

type Evidence = Map<string, EvidenceFile>;
const lines = (file: EvidenceFile): string[] => Buffer.from(file.bytes).toString('utf8').split('\n').slice(0, -1);
const withLines = (evidence: Evidence, name: string, edit: (all: string[]) => string[]): void => { const file = evidence.get(name)!; evidence.set(name, { ...file, bytes: Buffer.from(`${edit(lines(file)).join('\n')}\n`) }); };
/** Minutes whose evidence was edited before its manifest was made and everything was signed and sealed by the right keys. */
async function withEvidence(edit: (evidence: Evidence) => void, { isResigned = true, trail = aTrail(40) } = {}): Promise<Told> {
  const input = { ...evidenceOf(trail), verifyPy: Buffer.from('#') };
  const { long, short } = evidenceFiles(input);
  const laid = await layOut(long, { outPath: newPath(), attachUpTo: 1 << 20 });
  const manifest = manifestFiles(manifestText(entriesOf({ attached: [...laid.attached, ...short], beside: laid.beside })), input.sign);
  const evidence: Evidence = new Map([...laid.attached, ...short, ...(isResigned ? [] : manifest)].map((file) => [file.name, file]));
  edit(evidence);
  const edited = [...evidence.values()];
  const attachments = isResigned ? [...edited, ...manifestFiles(manifestText(entriesOf({ attached: edited, beside: [] })), input.sign)] : edited;
  const path = newPath();
  await printMinutes(aMeeting(), createWriteStream(`${path}.partial`), { fontsDir, attachments });
  await sealAnyhow(path, readPdf(`${path}.partial`), by.seal);
  return judged(path);
}
const another = (): string => { const { trail, append, checkpoint } = trailBuilder('11111111-2222-4333-8444-555555555555'); append(keys.a, [{ t: 'change.created', s: 'change:1' }]); checkpoint(keys.a); return trail.checkpoints[0]!.text; };

/** Whoever holds the seal and the key of a device puts other evidence into a document. */
const otherEvidence: [name: string, edit: (evidence: Evidence) => void, says: RegExp, isResigned?: boolean][] = [
  ['a commit left out', (e) => { withLines(e, 'evidence.ndjson', (all) => all.filter((_, i) => i !== 5)); }, /evidence\.ndjson, line \d+:|feed [0-9a-f]+/],
  ['a commit changed', (e) => { withLines(e, 'evidence.ndjson', (all) => all.map((line, i) => (i === 4 ? line.replace('Low', 'Mid') : line))); }, /evidence\.ndjson, line \d+:/],
  ['two commits in each other\'s place', (e) => { withLines(e, 'evidence.ndjson', ([a, b, ...rest]) => [b!, a!, ...rest]); }, /evidence\.ndjson, line 2: commit 0 of feed [0-9a-f]{8} stands behind commit 1/],
  ['a commit twice', (e) => { withLines(e, 'evidence.ndjson', ([a, ...rest]) => [a!, a!, ...rest]); }, /evidence\.ndjson, line 2: commit 0 of feed [0-9a-f]{8} stands behind commit 0/],
  ['a text changed', (e) => { withLines(e, 'evidence.ndjson', (all) => all.map((line) => (line.includes('"k":"p"') ? line.replace(/"bytes":"...."/, '"bytes":"e30="').replace(/"bytes":"[^"]*"/, `"bytes":"${Buffer.from('{"text":"Another"}').toString('base64')}"`) : line))); }, /evidence\.ndjson, line \d+:|text/],
  ['a line that is no line', (e) => { withLines(e, 'evidence.ndjson', (all) => [...all.slice(0, 3), '{"k":"c"', ...all.slice(3)]); }, /evidence\.ndjson, line 4: it is not JSON/],
  ['evidence cut off in a line', (e) => { const file = e.get('evidence.ndjson')!; e.set('evidence.ndjson', { ...file, bytes: Buffer.from(file.bytes).subarray(0, -30) }); }, /evidence\.ndjson, line \d+: it is (cut off|not JSON)/],
  ['a roster without its second half', (e) => { withLines(e, 'roster.ndjson', (all) => all.slice(0, -1)); }, /roster|feed [0-9a-f]+|No/i],
  ['the checkpoint of another organisation', (e) => { e.set('checkpoint-1.txt', { ...e.get('checkpoint-1.txt')!, bytes: Buffer.from(another()) }); }, /organisation|checkpoint/i],
  ['an older checkpoint with the signature of the last one', (e) => { const older = aTrail(40).checkpoints.find(({ feed }) => feed === feeds.a)!; e.set('checkpoint-1.txt', { ...e.get('checkpoint-1.txt')!, bytes: Buffer.from(older.text) }); }, /checkpoint/i],
  ['a checkpoint that counts one commit more', (e) => { const file = e.get('checkpoint-1.txt')!; e.set('checkpoint-1.txt', { ...file, bytes: Buffer.from(Buffer.from(file.bytes).toString('utf8').replace(/\n(\d+)\n/, (_, n) => `\n${Number(n) + 1}\n`)) }); }, /checkpoint/i],
  ['the key of a stranger for a device', (e) => { const [a, b] = [e.get('device-1.pem')!, e.get('device-2.pem')!]; e.set('device-1.pem', { ...a, bytes: b.bytes }); e.delete('device-2.pem'); e.delete('device-3.pem'); }, /manifest/i],
  ['a digest altered in the manifest', (e) => { withLines(e, 'manifest.txt', (all) => all.map((line) => (line.endsWith('verify.py') ? line.replace(/^./, (c) => (c === '0' ? '1' : '0')) : line))); }, /verify\.py is not the file the manifest names; it was changed/, false],
  ['a line taken out of the manifest', (e) => { withLines(e, 'manifest.txt', (all) => all.filter((line) => !line.endsWith('proofs.json'))); }, /proofs\.json is attached, but the manifest does not name it/, false],
  ['a manifest without its name', (e) => { withLines(e, 'manifest.txt', ([, ...rest]) => rest); }, /The manifest is malformed/, false],
  ['the signature of the manifest left out', (e) => { e.delete('manifest.sig'); }, /The signature of the manifest is missing/, false],
  ['a manifest signed by a person', (e) => { e.set('manifest.sig', { ...e.get('manifest.sig')!, bytes: signBytes(keys.chair.privateKey, e.get('manifest.txt')!.bytes) }); }, /does not hold under any attached key/, false],
];
test.each(otherEvidence)('AUD-02 other evidence in a sealed document is named although its seal holds: %s', async (_, edit, says, isResigned = true) => {
  const { verdict, problems } = await withEvidence(edit, { isResigned });
  expect(verdict, problems.join('\n')).toBe('broken');
  expect(problems.join('\n')).toMatch(says);
});

test('AUD-02 a roster whose signer was revoked before the document was sealed is told, not taken', async () => {
  const builder = trailBuilder();
  const told = aTrail(40);
  Object.assign(builder.trail, { rows: told.rows, checkpoints: told.checkpoints, payloads: told.payloads });
  const last = told.rows.get(feeds.a)!.at(-1)!;
  builder.append(keys.b, entered({ t: 'device.revoked', s: `device:${feeds.a}`, d: { feed: feeds.a, lastSeq: 2, lastHash: Buffer.from(told.rows.get(feeds.a)![2]!.hash).toString('hex') } }, 'gone'));
  builder.checkpoint(keys.b);
  const { verdict, problems } = await withEvidence(() => {}, { trail: builder.trail });
  expect([verdict, last.seq > 2]).not.toEqual(['intact', true]);
  expect(problems.join('\n')).toMatch(/revoked|does not know|[Rr]oster/);
});

test('AUD-02 each of 500 bits flipped over a pack is refused, and most are told to the byte', async () => {
  let state = 7;
  const roll = (below: number): number => { state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0; return Math.floor(state / 2 ** 32 * below); };
  const path = newPath();
  let located = 0;
  for (let i = 0; i < 500; i += 1) {
    const at = roll(good.length);
    const bytes = Buffer.from(good);
    bytes[at]! ^= 1 << roll(8);
    writeFileSync(path, bytes);
    const { verdict, change, checks } = await judgePdf(path, { trustedCa: by.ca.fingerprint });
    expect([at, verdict]).toEqual([at, 'broken']);
    expect(checks.filter(({ holds }) => !holds).every((check) => /^\S.*\.$/.test(check.text)), String(at)).toBe(true);
    if (change && change.from <= at && at < change.to) located += 1;
  }
  expect(located).toBeGreaterThan(450);
});
