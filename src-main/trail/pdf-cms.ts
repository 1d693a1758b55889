// The signature container of a sealed PDF: CMS (RFC 5652) with the attributes of PAdES B-B, ECDSA P-256 with SHA-256.
// One extra signed attribute, the block map, lets a verifier say where a sealed file was changed; other readers skip it.
import { createHash, createPrivateKey, sign, verify, X509Certificate } from 'node:crypto';
import type { SealKey } from './pki.ts';
import { child, children, der, DerError, integer, octets, oid, readDer, sequence, setOf, tags } from './pdf-der.ts';
import type { Der } from './pdf-der.ts';

/** `size` is the length of the file; tags are the first 8 bytes of SHA-256 of each of its blocks, the signature container left out. */
export type BlockMap = { size: number; blockSize: number; tags: Buffer };
export type Container = { leaf: X509Certificate; authority: X509Certificate; messageDigest: Buffer; map: BlockMap | null; isSignatureValid: boolean };

const ids = {
  data: oid('1.2.840.113549.1.7.1'), signedData: oid('1.2.840.113549.1.7.2'), sha256: oid('2.16.840.1.101.3.4.2.1'), ecdsaSha256: oid('1.2.840.10045.4.3.2'),
  contentType: oid('1.2.840.113549.1.9.3'), messageDigest: oid('1.2.840.113549.1.9.4'), signingCertificateV2: oid('1.2.840.113549.1.9.16.2.47'),
  // An arc derived from a UUID (ITU-T X.667), so that it needs no registry.
  blockMap: oid('2.25.35544455885922304808423318242901755427'),
} as const;
const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
const attribute = (id: Buffer, value: Buffer): Buffer => sequence(id, setOf(tags.set, [value]));

/** Issuer and serial number as they stand in a certificate. */
function identityOf(certificate: Uint8Array): { issuer: Buffer; serial: Buffer } {
  const fields = children(child(readDer(Buffer.from(certificate)), 0, tags.sequence));
  const at = fields[0]?.tag === tags.context0 ? 1 : 0;
  const serial = fields[at];
  const issuer = fields[at + 2];
  if (serial?.tag !== tags.integer || issuer?.tag !== tags.sequence) throw new DerError('a certificate is malformed');
  return { issuer: issuer.bytes, serial: serial.bytes };
}

/** ESSCertIDv2 with the default algorithm left out, as DER demands (RFC 5035). */
function signingCertificate(certificate: Uint8Array): Buffer {
  const { issuer, serial } = identityOf(certificate);
  const generalNames = sequence(der(0xa4, issuer));
  return sequence(sequence(sequence(octets(sha256(certificate)), sequence(generalNames, serial))));
}

function attributesOf(leaf: Uint8Array, digest: Uint8Array, map: BlockMap | null): Buffer {
  return setOf(tags.set, [
    attribute(ids.contentType, ids.data), attribute(ids.messageDigest, octets(digest)), attribute(ids.signingCertificateV2, signingCertificate(leaf)),
    ...(map ? [attribute(ids.blockMap, sequence(integer(map.size), integer(map.blockSize), octets(map.tags)))] : []),
  ]);
}

function assemble(leaf: Uint8Array, authority: Uint8Array, attributes: Buffer, signature: Uint8Array): Buffer {
  const { issuer, serial } = identityOf(leaf);
  const implicit = Buffer.concat([Buffer.from([tags.context0]), attributes.subarray(1)]);
  const signer = sequence(integer(1), sequence(issuer, serial), sequence(ids.sha256), implicit, sequence(ids.ecdsaSha256), octets(signature));
  const certificates = setOf(tags.context0, [leaf, authority]);
  const signed = sequence(integer(1), setOf(tags.set, [sequence(ids.sha256)]), sequence(ids.data), certificates, setOf(tags.set, [signer]));
  return sequence(ids.signedData, der(tags.context0, signed));
}

/** Signs a document digest (SHA-256, 32 bytes). The result is about 1.4 KB without the map. */
export function makeContainer(seal: SealKey, digest: Uint8Array, map: BlockMap | null): Buffer {
  const leaf = new X509Certificate(seal.certificatePem).raw;
  const key = createPrivateKey({ key: Buffer.from(seal.privateKeyPkcs8), format: 'der', type: 'pkcs8' });
  const attributes = attributesOf(leaf, digest, map);
  return assemble(leaf, new X509Certificate(seal.caPem).raw, attributes, sign('sha256', attributes, key));
}

function valueOf(attributes: Der, id: Buffer): Der | null {
  const found = children(attributes).filter((a) => child(a, 0, tags.oid).bytes.equals(id));
  if (found.length > 1) throw new DerError('an attribute stands twice');
  return found[0] ? (children(child(found[0], 1, tags.set))[0] ?? null) : null;
}

function mapOf(attributes: Der): BlockMap | null {
  const value = valueOf(attributes, ids.blockMap);
  if (!value) return null;
  const [size, blockSize] = [0, 1].map((place) => {
    const { body } = child(value, place, tags.integer);
    if (body.length === 0 || body.length > 6) throw new DerError('the block map is malformed');
    return body.readUIntBE(0, body.length);
  });
  return { size: size!, blockSize: blockSize!, tags: child(value, 2, tags.octets).body };
}

function pairOf(certificates: Der): { leaf: X509Certificate; authority: X509Certificate } {
  const [a, b, ...more] = children(certificates).map((c) => new X509Certificate(c.bytes));
  if (!a || !b || more.length > 0) throw new DerError('it must hold the seal and its authority, nothing else');
  return a.ca ? { leaf: b, authority: a } : { leaf: a, authority: b };
}

/**
 * Reads a container and checks its signature, not the chain. Written anew from what was read it must give the same bytes:
 * so nothing can hide in a part that no signature covers. Throws `DerError` otherwise.
 */
export function readContainer(bytes: Buffer): Container {
  try {
    const signed = child(child(readDer(bytes), 1, tags.context0), 0, tags.sequence);
    const { leaf, authority } = pairOf(child(signed, 3, tags.context0));
    const signer = child(child(signed, 4, tags.set), 0, tags.sequence);
    const implicit = child(signer, 3, tags.context0);
    const attributes = readDer(Buffer.concat([Buffer.from([tags.set]), implicit.bytes.subarray(1)]));
    const signature = child(signer, 5, tags.octets).body;
    const digest = valueOf(attributes, ids.messageDigest);
    const map = mapOf(attributes);
    if (digest?.tag !== tags.octets || digest.body.length !== 32) throw new DerError('the document digest is missing');
    if (!assemble(leaf.raw, authority.raw, attributesOf(leaf.raw, digest.body, map), signature).equals(bytes)) throw new DerError('it is not in the only form Gavel writes');
    return { leaf, authority, messageDigest: digest.body, map, isSignatureValid: verify('sha256', attributes.bytes, leaf.publicKey, signature) };
  } catch (error) {
    if (error instanceof DerError) throw error;
    throw new DerError(error instanceof Error ? error.message : 'it cannot be read');
  }
}

const keyUsageId = oid('2.5.29.15');
/** Digital signature and non-repudiation, the two uses a seal must carry (RFC 5280, 4.2.1.3). */
export function maySeal(certificate: X509Certificate): boolean {
  const fields = children(child(readDer(certificate.raw), 0, tags.sequence));
  const list = fields.find((f) => f.tag === 0xa3);
  for (const extension of list ? children(child(list, 0, tags.sequence)) : []) {
    const parts = children(extension);
    if (!parts[0]?.bytes.equals(keyUsageId)) continue;
    const bits = readDer(parts.at(-1)!.body).body;
    return bits.length === 2 && (bits[1]! & 0xc0) === 0xc0;
  }
  return false;
}
