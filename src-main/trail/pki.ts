// The organisation's certificate authority and the seal certificates it issues. Both are ECDSA P-256.
// The private keys leave this file as PKCS 8 bytes; wrapping and keeping them is the store's work.
import 'reflect-metadata';
import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** `fingerprint` is SHA-256 of the DER certificate, lower-case hex. */
export type Authority = { certificatePem: string; privateKeyPkcs8: Uint8Array; fingerprint: string };
export type SealKey = { certificatePem: string; caPem: string; privateKeyPkcs8: Uint8Array };
export type Seal = SealKey & { fingerprint: string };

const keyAlgorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const signingAlgorithm = { ...keyAlgorithm, hash: 'SHA-256' } as const;
const caYears = 20;
const sealYears = 10;
/** id-kp-documentSigning (RFC 9336) and e-mail protection, which common verifiers still ask for. */
export const sealUsages = ['1.3.6.1.5.5.7.3.36', '1.3.6.1.5.5.7.3.4'] as const;

/** Upper bound of RFC 5280 for a common or organisation name; control characters have no place in a name. */
const nameMax = 64;
const nameText = (text: string): string => {
  const clean = text.toWellFormed().replace(/\p{C}+/gu, ' ').trim();
  return [...clean].slice(0, nameMax).join('') || 'unnamed';
};
// Typed strings, because plain ones are parsed as if they were written in a distinguished name (quotes would be lost).
const subject = (common: string, organisation: string): x509.Name => new x509.Name([{ CN: [{ utf8String: nameText(common) }] }, { O: [{ utf8String: nameText(organisation) }] }]);

/** Sixteen bytes, positive, never zero: RFC 5280, 4.1.2.2. */
const newSerial = (): string => {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return bytes.toString('hex');
};

const yearsAfter = (iso: string, years: number): Date => {
  const date = new Date(iso);
  date.setUTCFullYear(date.getUTCFullYear() + years);
  return date;
};

const importPrivate = (pkcs8: Uint8Array): Promise<CryptoKey> => crypto.subtle.importKey('pkcs8', Buffer.from(pkcs8), keyAlgorithm, true, ['sign']);
const newPair = (): Promise<CryptoKeyPair> => crypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
const exportPrivate = async (key: CryptoKey): Promise<Uint8Array> => new Uint8Array(await crypto.subtle.exportKey('pkcs8', key));
const pemOf = (certificate: x509.X509Certificate): string => `${certificate.toString('pem').trim()}\n`;

/** SHA-256 over the DER form of a certificate, lower-case hex. */
export const certificateFingerprint = (pem: string): string => createHash('sha256').update(new X509Certificate(pem).raw).digest('hex');

/** A self-signed authority that may issue seals and nothing below them (pathlen 0), valid for 20 years. */
export async function makeCa(options: { organisation: string; notBeforeAt: string; serial?: string }): Promise<Authority> {
  const pair = await newPair();
  const name = subject(`${nameText(options.organisation).slice(0, nameMax - 11)} Gavel seals`, options.organisation);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: options.serial ?? newSerial(), subject: name, issuer: name,
    notBefore: new Date(options.notBeforeAt), notAfter: yearsAfter(options.notBeforeAt, caYears),
    signingAlgorithm, publicKey: pair.publicKey, signingKey: pair.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(pair.publicKey),
    ],
  });
  const certificatePem = pemOf(certificate);
  return { certificatePem, privateKeyPkcs8: await exportPrivate(pair.privateKey), fingerprint: certificateFingerprint(certificatePem) };
}

/** A key for seals whose certificate somebody else issues; `publicKeySpki` goes to the issuer. */
export async function newSealKey(): Promise<{ privateKeyPkcs8: Uint8Array; publicKeySpki: Uint8Array }> {
  const pair = await newPair();
  return { privateKeyPkcs8: await exportPrivate(pair.privateKey), publicKeySpki: new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey)) };
}

type Certifying = { name: string; notBeforeAt: string; publicKeySpki: Uint8Array; serial?: string };
/** The certificate of a seal key, issued by the authority, valid for 10 years and never longer than the authority. Throws when the key is none of P-256. */
export async function certifySeal(ca: Authority, { name, notBeforeAt, publicKeySpki, serial }: Certifying): Promise<{ certificatePem: string; fingerprint: string }> {
  const issuer = new x509.X509Certificate(ca.certificatePem);
  const publicKey = await crypto.subtle.importKey('spki', Buffer.from(publicKeySpki), keyAlgorithm, true, ['verify']);
  const end = yearsAfter(notBeforeAt, sealYears);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial ?? newSerial(), subject: subject(name, issuer.subjectName.getField('O')[0] ?? name), issuer: issuer.subjectName,
    notBefore: new Date(notBeforeAt), notAfter: end < issuer.notAfter ? end : issuer.notAfter,
    signingAlgorithm, publicKey, signingKey: await importPrivate(ca.privateKeyPkcs8),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.nonRepudiation, true),
      new x509.ExtendedKeyUsageExtension([...sealUsages]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
    ],
  });
  const certificatePem = pemOf(certificate);
  return { certificatePem, fingerprint: certificateFingerprint(certificatePem) };
}

/** A seal for documents with a key of its own. */
export async function issueSeal(ca: Authority, options: { name: string; notBeforeAt: string; serial?: string }): Promise<Seal> {
  const { privateKeyPkcs8, publicKeySpki } = await newSealKey();
  return { ...await certifySeal(ca, { ...options, publicKeySpki }), caPem: ca.certificatePem, privateKeyPkcs8 };
}
