// The PDF/A-3a self-check (trail design, C6), run on every file Gavel prints and on every one it judges: whoever holds a seal could print with something else. It claims no more than the rules it names.
import { openPdf, PdfError, readAt } from './pdf-bytes.ts';
import type { PdfBytes } from './pdf-bytes.ts';
import { isName, isRef, openObjects, readObject, readStream, resolve, resolveDict, textOf } from './pdf-objects.ts';
import type { PdfDict, PdfObject, PdfObjects, PdfValue } from './pdf-objects.ts';

export type ArchivalFinding = { rule: string; text: string };
type Checking = { objects: PdfObjects; root: PdfDict; findings: ArchivalFinding[]; attached: Set<number>; /** Pages that the tree leads to. */ pages: Set<number> };

const mostFindings = 200;
function demand(c: Pick<Checking, 'findings'>, holds: boolean, rule: string, text: string): void {
  if (!holds && c.findings.length < mostFindings) c.findings.push({ rule, text });
}

async function checkHead(c: Checking): Promise<void> {
  const head = await readAt(c.objects.file, 0, 20);
  demand(c, head.toString('latin1', 0, 9) === '%PDF-1.7\n' && head[9] === 37 && head.subarray(10, 14).every((b) => b > 127), 'header', 'The file must begin with its version and a comment of four high bytes.');
  demand(c, Array.isArray(c.objects.trailer.get('ID')), 'trailer', 'The trailer needs an identifier.');
  demand(c, !c.objects.trailer.has('Encrypt'), 'trailer', 'The file must not be encrypted.');
}

/** Elements open and close in order, attributes are quoted, and every ampersand begins an entity. */
export function isWellFormed(xml: string): boolean {
  const open: string[] = [];
  const text = xml.replace(/<\?[\s\S]*?\?>/g, '');
  let at = 0;
  for (const m of text.matchAll(/<(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/g)) {
    if (text.slice(at, m.index).includes('<')) return false;
    at = m.index + m[0].length;
    if (m[1] === '/') { if (open.pop() !== m[2]) return false; } else if (m[4] !== '/') open.push(m[2]!);
  }
  return open.length === 0 && !text.slice(at).includes('<') && !/&(?!(#\d+|#x[0-9a-fA-F]+|amp|lt|gt|quot|apos);)/.test(text) && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text);
}

const unescapeXml = (text: string): string => text.replace(/&#(\d+);/g, (_, n: string) => String.fromCodePoint(Number(n)));
const inside = (xml: string, element: string): string => unescapeXml(new RegExp(`<${element}[^>]*>([\\s\\S]*?)</${element}>`).exec(xml)?.[1]?.replace(/<[^>]*>/g, '').trim() ?? '');

async function checkMetadata(c: Checking): Promise<void> {
  const ref = c.root.get('Metadata');
  if (!isRef(ref)) { demand(c, false, 'metadata', 'There is no XMP metadata.'); return; }
  const object = await readObject(c.objects, ref.ref);
  const isPlain = object.value instanceof Map && !object.value.has('Filter');
  demand(c, isPlain, 'metadata', 'The XMP metadata must not be compressed.');
  const xml = (await readStream(c.objects, object, 16 << 20)).toString('utf8');
  demand(c, isWellFormed(xml), 'metadata', 'The XMP metadata is not well-formed XML.');
  demand(c, inside(xml, 'pdfaid:part') === '3' && inside(xml, 'pdfaid:conformance') === 'A', 'metadata', 'The XMP metadata must claim PDF/A-3, level A.');
  const info = await resolveDict(c.objects, c.objects.trailer.get('Info'), 'The document information');
  demand(c, !info.has('ModDate'), 'metadata', 'A modification date must not be set.');
  const pairs: [string, string][] = [['Title', 'dc:title'], ['Author', 'dc:creator'], ['Subject', 'dc:description'], ['Creator', 'xmp:CreatorTool'], ['Producer', 'pdf:Producer']];
  for (const [key, element] of pairs) demand(c, textOf(await resolve(c.objects, info.get(key))).trim() === inside(xml, element), 'metadata', `${key} differs between the document information and XMP.`);
  const created = textOf(await resolve(c.objects, info.get('CreationDate'))).replace(/\D/g, '');
  demand(c, created === inside(xml, 'xmp:CreateDate').replace(/\D/g, ''), 'metadata', 'The creation date differs between the document information and XMP.');
}

async function checkCatalogue(c: Checking): Promise<void> {
  const intents = await resolve(c.objects, c.root.get('OutputIntents'));
  const intent = Array.isArray(intents) && intents.length === 1 ? await resolveDict(c.objects, intents[0], 'The output intent') : new Map<string, PdfValue>();
  const profile = await resolve(c.objects, intent.get('DestOutputProfile'));
  demand(c, isName(intent.get('S'), 'GTS_PDFA1') && profile instanceof Map && profile.get('N') === 3, 'colour', 'There must be one output intent with an RGB profile.');
  const marked = await resolve(c.objects, c.root.get('MarkInfo'));
  demand(c, textOf(c.root.get('Lang')) !== '' && marked instanceof Map && marked.get('Marked') === true && c.root.has('StructTreeRoot'), 'tagged', 'Language, mark information and a structure tree are needed.');
  demand(c, !c.root.has('OpenAction') && !c.root.has('AA'), 'actions', 'The document must not act on opening.');
  const names = await resolve(c.objects, c.root.get('Names'));
  demand(c, !(names instanceof Map) || !names.has('JavaScript'), 'actions', 'The document must hold no scripts.');
  demand(c, !c.root.has('OCProperties'), 'layers', 'The document must have no layers that can be hidden.');
  const form = await resolve(c.objects, c.root.get('AcroForm'));
  if (form instanceof Map) demand(c, !form.has('XFA') && form.get('NeedAppearances') !== true, 'form', 'Forms must not need XFA or new appearances.');
}

const mostNodes = 100_000;
/** Every page the tree leads to, each once; the tree says itself how many there are. */
async function checkPages(c: Checking): Promise<void> {
  const waiting = [c.root.get('Pages')];
  let counted: PdfValue | undefined;
  for (let seen = 0; waiting.length > 0 && seen < mostNodes; seen += 1) {
    const node = waiting.pop();
    const dict = await resolveDict(c.objects, node, 'A page');
    if (seen === 0) counted = dict.get('Count');
    const kids = await resolve(c.objects, dict.get('Kids'));
    if (Array.isArray(kids)) { waiting.push(...kids); continue; }
    if (isRef(node)) demand(c, !c.pages.has(node.ref), 'pages', `The page of object ${node.ref} stands in the document twice.`);
    if (isRef(node)) c.pages.add(node.ref);
  }
  demand(c, counted === c.pages.size, 'pages', `The document says it has another number of pages than the ${c.pages.size} it shows.`);
}

const isType = (dict: PdfDict, type: string): boolean => isName(dict.get('Type'), type);

async function checkFont(c: Checking, id: number, dict: PdfDict): Promise<void> {
  if (isType(dict, 'FontDescriptor')) demand(c, dict.has('FontFile2') || dict.has('FontFile3'), 'fonts', `The font of object ${id} is not embedded.`);
  if (!isType(dict, 'Font')) return;
  if (isName(dict.get('Subtype'), 'Type0')) demand(c, dict.has('ToUnicode'), 'fonts', `The font of object ${id} cannot be read back as text.`);
  else if (isName(dict.get('Subtype'), 'CIDFontType2')) demand(c, dict.has('CIDToGIDMap') && dict.has('FontDescriptor'), 'fonts', `The font of object ${id} has no glyph map.`);
  else demand(c, dict.has('FontDescriptor'), 'fonts', `The font of object ${id} is a standard font.`);
}

function checkAnnotation(c: Checking, id: number, dict: PdfDict): void {
  if (!isType(dict, 'Annot')) return;
  const flags = dict.get('F');
  demand(c, typeof flags === 'number' && (flags & 4) !== 0 && (flags & 0b100100011) === 0, 'annotations', `The annotation of object ${id} does not print or is hidden.`);
  const rect = dict.get('Rect');
  const isEmpty = Array.isArray(rect) && rect[0] === rect[2] && rect[1] === rect[3];
  demand(c, isName(dict.get('Subtype'), 'Link') || isEmpty || dict.has('AP'), 'annotations', `The annotation of object ${id} has no appearance.`);
}

async function checkFilespec(c: Checking, id: number, dict: PdfDict): Promise<void> {
  if (!isType(dict, 'Filespec')) return;
  const contents = await resolveDict(c.objects, (await resolveDict(c.objects, dict.get('EF'), 'An embedded file')).get('F'), 'An embedded file');
  const params = await resolve(c.objects, contents.get('Params'));
  demand(c, ['F', 'UF', 'AFRelationship'].every((key) => dict.has(key)) && contents.has('Subtype') && params instanceof Map && params.has('ModDate'), 'attachments', `The attachment of object ${id} lacks name, relationship, type or date.`);
  demand(c, c.attached.has(id), 'attachments', `The attachment of object ${id} is not listed with the document.`);
}

const harmless = ['GoTo', 'URI'];
function checkActions(c: Checking, id: number, dict: PdfDict): void {
  for (const value of [dict, ...dict.values()]) {
    if (!(value instanceof Map)) continue;
    const isAction = value.has('JS') || (isType(value, 'Action') || value === dict.get('A')) && ![...harmless].some((name) => isName(value.get('S'), name)) && value.has('S') && !value.has('O');
    demand(c, !isAction && !value.has('AA'), 'actions', `Object ${id} holds an action that is not allowed.`);
  }
  const forbidden = ['JavaScript', 'Launch', 'Sound', 'Movie', 'ResetForm', 'ImportData', 'Hide', 'SubmitForm', 'Rendition'];
  demand(c, !forbidden.some((name) => isName(dict.get('S'), name)), 'actions', `Object ${id} holds an action that is not allowed.`);
}

const shown = /<([0-9a-f]+)>/g;
/** The first glyph of every font is the box for letters it does not have. */
async function checkContents(c: Checking, object: PdfObject): Promise<void> {
  const contents = object.value instanceof Map && isType(object.value, 'Page') ? object.value.get('Contents') : undefined;
  for (const ref of Array.isArray(contents) ? contents : contents === undefined ? [] : [contents]) {
    if (!isRef(ref)) continue;
    const operators = (await readStream(c.objects, await readObject(c.objects, ref.ref), 64 << 20)).toString('latin1');
    const hasBox = [...operators.matchAll(shown)].some(([, hex]) => { for (let i = hex!.indexOf('0000'); i >= 0; i = hex!.indexOf('0000', i + 1)) if (i % 4 === 0) return true; return false; });
    demand(c, !hasBox, 'letters', `The page of object ${object.id} shows a letter its font does not have.`);
  }
}

async function checkObject(c: Checking, id: number): Promise<void> {
  const object = await readObject(c.objects, id);
  if (!(object.value instanceof Map)) return;
  const filter = object.value.get('Filter');
  demand(c, object.stream === null || filter === undefined || isName(filter, 'FlateDecode'), 'filters', `Object ${id} is packed in a way archives do not allow.`);
  demand(c, !isType(object.value, 'Page') || c.pages.has(id), 'pages', `The page of object ${id} is in the file and not shown.`);
  demand(c, !isType(object.value, 'OCG') && !isType(object.value, 'OCMD'), 'layers', `Object ${id} is a layer that can be hidden.`);
  await checkFont(c, id, object.value);
  checkAnnotation(c, id, object.value);
  await checkFilespec(c, id, object.value);
  checkActions(c, id, object.value);
  await checkContents(c, object);
}

async function checkAll(file: PdfBytes, findings: ArchivalFinding[], signal?: AbortSignal): Promise<void> {
  const objects = await openObjects(file);
  const root = await resolveDict(objects, objects.trailer.get('Root'), 'The catalogue');
  const listed = await resolve(objects, root.get('AF'));
  const c: Checking = { objects, root, findings, attached: new Set(Array.isArray(listed) ? listed.filter(isRef).map((r) => r.ref) : []), pages: new Set() };
  await checkHead(c);
  await checkMetadata(c);
  await checkCatalogue(c);
  await checkPages(c);
  const inFileOrder = [...objects.offsets.keys()].slice(1).sort((a, b) => objects.offsets[a]! - objects.offsets[b]!);
  for (const id of inFileOrder) {
    if (signal?.aborted) throw new PdfError('cancelled', 'Cancelled; nothing was kept.');
    await checkObject(c, id);
  }
}

/** Checks every object of a file. An empty list means that each rule named here holds. */
export async function checkArchival(path: string, signal?: AbortSignal): Promise<ArchivalFinding[]> {
  const file = await openPdf(path);
  const findings: ArchivalFinding[] = [];
  try {
    await checkAll(file, findings, signal);
  } catch (error) {
    if (!(error instanceof PdfError) || error.problem === 'cancelled') throw error;
    findings.push({ rule: 'structure', text: error.message });
  } finally {
    await file.handle.close();
  }
  return findings;
}
