// The end of every document: attachments, the place for the signature, running heads, and the last byte.
import type { InsideRef, Printer } from './pdfkit-inside.ts';
import { pageList } from './pdfkit-inside.ts';
import { breathe, finishPage, label, numberPages } from './paper.ts';
import type { Paper } from './paper.ts';

export type Attachment = { name: string; bytes: Uint8Array; type: string; relationship: 'Source' | 'Data' | 'Supplement'; description: string };

/** Hex digits of the container follow as zeros; the signer patches it and the byte range in place. */
const containerBytes = 8192;

/** One invisible certification signature over the whole file (DocMDP, no changes allowed). */
function addSignatureField(paper: Paper, reason: string): void {
  const { doc, root, options } = paper;
  const page = doc.page.dictionary;
  const signature = doc.ref({
    Type: 'Sig', Filter: 'Adobe.PPKLite', SubFilter: 'ETSI.CAdES.detached',
    ByteRange: [0, '**********', '**********', '**********'], Contents: Buffer.alloc(containerBytes),
    Reference: [{ Type: 'SigRef', TransformMethod: 'DocMDP', TransformParams: { Type: 'TransformParams', P: 1, V: '1.2' } }],
    M: new Date(options.createdAt), Name: new String(label(paper.face, options.author)), Reason: new String(label(paper.face, reason)),
  });
  const appearance = doc.ref({ Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 0, 0], Resources: {} });
  appearance.end('');
  // Print and locked; a field without a surface is still a tagged annotation.
  const widget = doc.ref({ Type: 'Annot', Subtype: 'Widget', FT: 'Sig', Rect: [0, 0, 0, 0], F: 132, T: new String('Seal'), TU: new String('Seal of the organisation'), V: signature, P: page, AP: { N: appearance } });
  doc.page.annotations.push(widget);
  const form = doc.struct('Form', { alt: 'Seal of the organisation' });
  root.add(form);
  form._addAnnotationToParentTree(widget);
  form._children.push({});
  form._flushChild = () => (form.dictionary.data['K'] as unknown[]).push({ Type: 'OBJR', Obj: widget, Pg: page });
  form.end();
  const fields = doc.ref({ Fields: [widget], SigFlags: 3 });
  Object.assign(doc._root.data, { AcroForm: fields, Perms: { DocMDP: signature } });
  for (const ref of [signature, widget, fields]) ref.end();
  doc.endAcroForm = () => doc;
}

function attach(doc: Printer, attachments: readonly Attachment[], createdAt: string): void {
  const at = new Date(createdAt);
  const file = doc as unknown as { file(bytes: Uint8Array, options: Record<string, unknown>): void };
  for (const { name, bytes, type, relationship, description } of attachments) {
    file.file(bytes, { name, type, relationship, description, creationDate: at, modifiedDate: at });
  }
}

/** Moves the pages printed last to stand after the first one, and their element with them. */
export function moveToFront(paper: Paper, pages: number, after: number): void {
  const list = pageList(paper.doc);
  list.splice(after, 0, ...list.splice(list.length - pages, pages));
  const elements = paper.root._children;
  elements.splice(1, 0, ...elements.splice(elements.length - 1, 1));
}

/** Attaches, leaves the place for the signature, numbers the pages and waits until the sink has everything. */
export async function closePaper(paper: Paper, attachments: readonly Attachment[], reason: string): Promise<{ pages: number }> {
  addSignatureField(paper, reason);
  return endPaper(paper, attachments);
}

/** The same for a paper that nobody signs. */
export async function endPaper(paper: Paper, attachments: readonly Attachment[]): Promise<{ pages: number }> {
  const { doc, root, options } = paper;
  finishPage(paper);
  const order: readonly InsideRef[] = pageList(doc);
  numberPages(paper, order);
  attach(doc, attachments, options.createdAt);
  root.end();
  (doc as unknown as { end(): void }).end();
  await breathe(paper);
  await paper.written;
  if (paper.failure) throw paper.failure.error;
  return { pages: order.length };
}
