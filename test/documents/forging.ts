// Tools of a forger: a sealed file taken apart into its objects, put together again after an edit, and sealed anew with whatever key and certificate are at hand.
import 'reflect-metadata';
import { readFileSync, writeFileSync } from 'node:fs';
import * as x509 from '@peculiar/x509';
import { digestWithBlocks } from '../../src-main/trail/pdf-blocks.ts';
import { openPdf } from '../../src-main/trail/pdf-bytes.ts';
import { makeContainer } from '../../src-main/trail/pdf-cms.ts';
import { byteRangePlaceholder, containerBytes } from '../../src-main/trail/pdf-signature.ts';
import type { Authority, SealKey } from '../../src-main/trail/pki.ts';

/** Bodies of the objects as Latin-1 text, by number; whole `N 0 obj … endobj` with their line end. */
export type Parts = { objects: Map<number, string>; trailer: string };
const tableOf = (text: string): { at: number; offsets: number[] } => {
  const at = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)![1]);
  const rows = text.slice(at).split('\n');
  const count = Number(rows[1]!.split(' ')[1]);
  return { at, offsets: rows.slice(2, 2 + count).map((row) => Number(row.slice(0, 10))) };
};
export function partsOf(bytes: Buffer): Parts & { head: string } {
  const text = bytes.toString('latin1');
  const { at, offsets } = tableOf(text);
  const starts = offsets.map((offset, id) => ({ offset, id })).slice(1).toSorted((a, b) => a.offset - b.offset);
  const objects = new Map(starts.map(({ offset, id }, i) => [id, text.slice(offset, starts[i + 1]?.offset ?? at)]));
  const trailer = text.slice(text.indexOf('trailer\n', at), text.lastIndexOf('startxref\n'));
  return { head: text.slice(0, starts[0]!.offset), objects, trailer };
}

/** The file with its objects edited, its table made anew, and the seal taken off. */
export function rebuilt(bytes: Buffer, edit: (parts: Parts) => void): Buffer {
  const parts = partsOf(bytes);
  edit(parts);
  let text = parts.head;
  const count = Math.max(...parts.objects.keys()) + 1;
  const offsets = new Map<number, number>();
  for (const [id, body] of parts.objects) {
    offsets.set(id, text.length);
    text += body.replace(/\/ByteRange \[0 \d+ \d+ \d+\] *\n\/Contents <[0-9a-f]*>/, `${byteRangePlaceholder}\n/Contents <${'0'.repeat(containerBytes * 2)}>`);
  }
  const rows = Array.from({ length: count - 1 }, (_, i) => `${String(offsets.get(i + 1) ?? 0).padStart(10, '0')} 00000 n \n`).join('');
  const table = text.length;
  return Buffer.from(`${text}xref\n0 ${count}\n0000000000 65535 f \n${rows}${parts.trailer.replace(/\/Size \d+/, `/Size ${count}`)}startxref\n${table}\n%%EOF\n`, 'latin1');
}

/** The number and body of the one object that a pattern matches. */
export function objectWith({ objects }: Parts, pattern: RegExp): [id: number, body: string] {
  const found = [...objects].find(([, body]) => pattern.test(body));
  if (!found) throw new Error(`no object matches ${String(pattern)}`);
  return found;
}
export const replaceIn = (parts: Parts, pattern: RegExp, by: (body: string) => string): void => {
  const [id, body] = objectWith(parts, pattern);
  parts.objects.set(id, by(body));
};
/** Adds an object; answers its number. */
export function added(parts: Parts, body: string): number {
  const id = Math.max(...parts.objects.keys()) + 1;
  parts.objects.set(id, `${id} 0 obj\n${body}\nendobj\n`);
  return id;
}

/** Seals a file that has a placeholder, whatever comes of it. */
export async function sealAnyhow(path: string, unsealed: Buffer, seal: SealKey): Promise<void> {
  const bytes = Buffer.from(unsealed);
  const at = bytes.lastIndexOf(byteRangePlaceholder, undefined, 'latin1');
  const from = at + byteRangePlaceholder.length + '\n/Contents '.length;
  const to = from + containerBytes * 2 + 2;
  bytes.write(`/ByteRange [0 ${from} ${to} ${bytes.length - to}]`.padEnd(byteRangePlaceholder.length, ' '), at, 'latin1');
  writeFileSync(path, bytes);
  const file = await openPdf(path, 'r+');
  try {
    const { digest, map } = await digestWithBlocks(file, [{ from: 0, to: from }, { from: to, to: bytes.length }], {});
    await file.handle.write(makeContainer(seal, digest, map).toString('hex'), from + 1, 'latin1');
  } finally {
    await file.handle.close();
  }
}
export const readPdf = (path: string): Buffer => readFileSync(path);

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;
type Wrong = { from?: string; to?: string; usages?: readonly string[]; keyUsage?: x509.KeyUsageFlags; isCa?: boolean; signer?: Authority };
/** A certificate of the authority with something about it wrong. `signer`: another key signs in the authority's name. */
export async function wrongSeal(ca: Authority, { from = '2026-01-01', to = '2036-01-01', usages = ['1.3.6.1.5.5.7.3.36', '1.3.6.1.5.5.7.3.4'], keyUsage = x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.nonRepudiation, isCa = false, signer = ca }: Wrong): Promise<SealKey> {
  const pair = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const issuer = new x509.X509Certificate(ca.certificatePem);
  const signingKey = await crypto.subtle.importKey('pkcs8', Buffer.from(signer.privateKeyPkcs8), algorithm, true, ['sign']);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: '4a11', subject: 'CN=Northwind Bank\\, site A1', issuer: issuer.subjectName, notBefore: new Date(from), notAfter: new Date(to), signingAlgorithm: { ...algorithm, hash: 'SHA-256' }, publicKey: pair.publicKey, signingKey,
    extensions: [new x509.BasicConstraintsExtension(isCa, undefined, true), new x509.KeyUsagesExtension(keyUsage, true), new x509.ExtendedKeyUsageExtension([...usages])],
  });
  return { certificatePem: certificate.toString('pem'), caPem: ca.certificatePem, privateKeyPkcs8: new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey)) };
}
