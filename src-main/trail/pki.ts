// The organisation's certificate authority and the seal of a device (trail design, C3): ECDSA P-256 on WebCrypto.
import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { sha256Hex } from './hashes.ts';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const documentSigning = '1.3.6.1.5.5.7.3.36';
const emailProtection = '1.3.6.1.5.5.7.3.4';
const years = { ca: 20, seal: 10 };

export type Certified = { certificatePem: string; privateKeyPkcs8: Uint8Array; fingerprint: string };

x509.cryptoProvider.set(webcrypto as unknown as Crypto);

const keyPair = (): Promise<CryptoKeyPair> => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']) as Promise<CryptoKeyPair>;
const importKey = (pkcs8: Uint8Array): Promise<CryptoKey> => webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, true, ['sign']) as Promise<CryptoKey>;
/** 20 bytes at most, positive, never zero (RFC 5280, 4.1.2.2). */
const serial = (): string => `4${randomBytes(16).toString('hex').slice(1)}`;
/** Commas, quotes and the like have a meaning in names (RFC 4514). */
const named = (text: string): string => text.replace(/[\\,+"<>;=#\0]/g, ' ').replace(/\s+/g, ' ').trim().slice(0, 60) || 'Unnamed';
const after = (at: string, n: number): Date => { const d = new Date(at); d.setUTCFullYear(d.getUTCFullYear() + n); return d; };

async function certified(certificate: x509.X509Certificate, key: CryptoKey): Promise<Certified> {
  return { certificatePem: `${certificate.toString('pem')}\n`, privateKeyPkcs8: new Uint8Array(await webcrypto.subtle.exportKey('pkcs8', key as never)), fingerprint: sha256Hex(new Uint8Array(certificate.rawData)) };
}

/** A new certificate authority that can sign seals and nothing below them. `fingerprint` is SHA-256 of the DER, as the roster pins it. */
export async function makeCa(options: { organisation: string; notBeforeAt: string }): Promise<Certified> {
  const keys = await keyPair();
  const name = `CN=${named(options.organisation)} Gavel CA, O=${named(options.organisation)}`;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(), name, notBefore: new Date(options.notBeforeAt), notAfter: after(options.notBeforeAt, years.ca), signingAlgorithm: algorithm, keys,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true), new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true), await x509.SubjectKeyIdentifierExtension.create(keys.publicKey)],
  });
  return certified(certificate, keys.privateKey);
}

/** A seal certificate for one device. Common verifiers want the e-mail purpose beside document signing. */
export async function issueSeal(ca: Certified, options: { name: string; notBeforeAt: string }): Promise<Certified> {
  const issuer = new x509.X509Certificate(ca.certificatePem);
  const keys = await keyPair();
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial(), subject: `CN=Seal of ${named(options.name)}`, issuer: issuer.subject, notBefore: new Date(options.notBeforeAt), notAfter: after(options.notBeforeAt, years.seal),
    signingAlgorithm: algorithm, publicKey: keys.publicKey, signingKey: await importKey(ca.privateKeyPkcs8),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true), new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.nonRepudiation, true),
      new x509.ExtendedKeyUsageExtension([documentSigning, emailProtection], false), await x509.SubjectKeyIdentifierExtension.create(keys.publicKey), await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return certified(certificate, keys.privateKey);
}
