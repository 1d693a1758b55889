// Time-stamps of checkpoints (RFC 3161, RFC 5816): the request that is taken to an authority on another machine, and the reply that is brought back.
// Whether an authority deserves trust is nobody's to say here; that its reply is about a text, whole and signed by the certificate it carries, is.
import { constants as cryptoConstants, createHash, verify, X509Certificate } from 'node:crypto';
import { ContentInfo, SignedData } from '@peculiar/asn1-cms';
import type { Attribute, SignerInfo } from '@peculiar/asn1-cms';
import { AsnConvert, AsnIntegerArrayBufferConverter, AsnProp, AsnPropTypes, AsnType, AsnTypeTypes, OctetString } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier, Certificate, ExtendedKeyUsage, Extensions, GeneralName } from '@peculiar/asn1-x509';
import { children, readDer, tags } from './pdf-der.ts';

/** Fields of a sequence in their order; the library takes them as decorators, which are plain functions. */
function sequenceOf(target: new () => object, fields: Record<string, Parameters<typeof AsnProp>[0]>): void {
  AsnType({ type: AsnTypeTypes.Sequence })(target);
  for (const [name, field] of Object.entries(fields)) AsnProp(field)(target.prototype as object, name);
}
const { Any, BitString, Boolean: Flag, GeneralizedTime, Integer, ObjectIdentifier, Utf8String } = AsnPropTypes;

class MessageImprint { hashAlgorithm = new AlgorithmIdentifier(); hashedMessage = new OctetString(); }
sequenceOf(MessageImprint, { hashAlgorithm: { type: AlgorithmIdentifier }, hashedMessage: { type: OctetString } });
class TimeStampReq { version = 1; messageImprint = new MessageImprint(); certReq = false; }
sequenceOf(TimeStampReq, { version: { type: Integer }, messageImprint: { type: MessageImprint }, certReq: { type: Flag, defaultValue: false } });
class PkiStatusInfo { status = -1; statusString?: string[]; failInfo?: ArrayBuffer; }
sequenceOf(PkiStatusInfo, { status: { type: Integer }, statusString: { type: Utf8String, repeated: 'sequence', optional: true }, failInfo: { type: BitString, optional: true } });
class TimeStampResp { status = new PkiStatusInfo(); timeStampToken?: ArrayBuffer; }
sequenceOf(TimeStampResp, { status: { type: PkiStatusInfo }, timeStampToken: { type: Any, optional: true } });
class Accuracy { seconds?: number; millis?: number; micros?: number; }
sequenceOf(Accuracy, { seconds: { type: Integer, optional: true }, millis: { type: Integer, optional: true, context: 0, implicit: true }, micros: { type: Integer, optional: true, context: 1, implicit: true } });
class TstInfo { version = 0; policy = ''; messageImprint = new MessageImprint(); serialNumber = new ArrayBuffer(0); genTime = new Date(Number.NaN); accuracy?: Accuracy; ordering = false; nonce?: ArrayBuffer; tsa?: GeneralName; extensions?: Extensions; }
const bigInteger = { type: Integer, converter: AsnIntegerArrayBufferConverter };
sequenceOf(TstInfo, {
  version: { type: Integer }, policy: { type: ObjectIdentifier }, messageImprint: { type: MessageImprint }, serialNumber: bigInteger, genTime: { type: GeneralizedTime }, accuracy: { type: Accuracy, optional: true },
  ordering: { type: Flag, defaultValue: false }, nonce: { ...bigInteger, optional: true }, tsa: { type: GeneralName, optional: true, context: 0 }, extensions: { type: Extensions, optional: true, context: 1, implicit: true },
});
class EssCertId { certHash = new OctetString(); issuerSerial?: ArrayBuffer; }
sequenceOf(EssCertId, { certHash: { type: OctetString }, issuerSerial: { type: Any, optional: true } });
/** RFC 5035: the algorithm is SHA-256 where none is named. */
class EssCertIdV2 { hashAlgorithm?: AlgorithmIdentifier; certHash = new OctetString(); issuerSerial?: ArrayBuffer; }
sequenceOf(EssCertIdV2, { hashAlgorithm: { type: AlgorithmIdentifier, optional: true }, certHash: { type: OctetString }, issuerSerial: { type: Any, optional: true } });
class SigningCertificate { certs: EssCertId[] = []; policies?: ArrayBuffer; }
sequenceOf(SigningCertificate, { certs: { type: EssCertId, repeated: 'sequence' }, policies: { type: Any, optional: true } });
class SigningCertificateV2 { certs: EssCertIdV2[] = []; policies?: ArrayBuffer; }
sequenceOf(SigningCertificateV2, { certs: { type: EssCertIdV2, repeated: 'sequence' }, policies: { type: Any, optional: true } });

const ids = {
  signedData: '1.2.840.113549.1.7.2', tstInfo: '1.2.840.113549.1.9.16.1.4', contentType: '1.2.840.113549.1.9.3', messageDigest: '1.2.840.113549.1.9.4', signingCertificate: '1.2.840.113549.1.9.16.2.12', signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  extendedKeyUsage: '2.5.29.37', timeStamping: '1.3.6.1.5.5.7.3.8', sha1: '1.3.14.3.2.26', pss: '1.2.840.113549.1.1.10',
} as const;
const digests: Record<string, string> = { '2.16.840.1.101.3.4.2.1': 'sha256', '2.16.840.1.101.3.4.2.2': 'sha384', '2.16.840.1.101.3.4.2.3': 'sha512' };
/** Signature algorithms by the digest they sign; null: the digest that is named beside them. */
const signatures: Record<string, string | null> = {
  '1.2.840.113549.1.1.1': null, [ids.pss]: null, '1.2.840.113549.1.1.11': 'sha256', '1.2.840.113549.1.1.12': 'sha384', '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.3.2': 'sha256', '1.2.840.10045.4.3.3': 'sha384', '1.2.840.10045.4.3.4': 'sha512',
};
const namesOfWeak: Record<string, string> = { [ids.sha1]: 'SHA-1', '1.2.840.113549.2.5': 'MD5', '2.16.840.1.101.3.4.2.4': 'SHA-224', '1.2.840.113549.1.1.5': 'SHA-1 with RSA', '1.2.840.113549.1.1.4': 'MD5 with RSA', '1.2.840.10045.4.1': 'SHA-1 with ECDSA' };
const leastRsaBits = 2048;
const curves = new Set(['prime256v1', 'secp384r1', 'secp521r1']);

/** Why a reply is not taken: it is none, its authority granted nothing, an algorithm that is too weak, or something in it that does not fit the rest. */
export type StampProblem = 'unreadable' | 'not_granted' | 'weak' | 'false';
export class TimeStampError extends Error {
  readonly problem: StampProblem;
  constructor(problem: StampProblem, said: string) {
    super(said);
    this.name = 'TimeStampError';
    this.problem = problem;
  }
}

/** What a reply says. `at` is the authority's time as RFC 3339, `accuracyMs` how far it may be off where it says so; `authority` is the certificate the reply carries, its fingerprint SHA-256 in hex. */
export type TimeStamp = {
  imprint: { hash: string; digest: Buffer }; at: string; accuracyMs: number | null; serial: string; policy: string;
  authority: { name: string; issuer: string; fingerprint: string; until: string };
};

const notAReply = 'it is no reply of a time-stamping authority (RFC 3161), or was cut off';
/** The longest reply that is read, in bytes; one with a chain of three certificates has about six thousand. */
export const largestReply = 64 * 1024;

const digestOf = (hash: string, bytes: Uint8Array): Buffer => createHash(hash).update(bytes).digest();

/** The request for a text: its SHA-256, and that the authority's certificate comes with the reply. The same text gives the same request; nothing else is in it. */
export function stampRequest(text: string): Buffer {
  const request = new TimeStampReq();
  request.certReq = true;
  request.messageImprint.hashAlgorithm = new AlgorithmIdentifier({ algorithm: '2.16.840.1.101.3.4.2.1', parameters: null });
  request.messageImprint.hashedMessage = new OctetString(digestOf('sha256', Buffer.from(text)));
  return Buffer.from(AsnConvert.serialize(request));
}

function knownDigest({ algorithm }: AlgorithmIdentifier): string {
  const hash = digests[algorithm];
  if (hash === undefined) throw new TimeStampError('weak', `it uses ${namesOfWeak[algorithm] ?? `the digest ${algorithm}`}, and only SHA-256, SHA-384 and SHA-512 count`);
  return hash;
}

const statusWords: Record<number, string> = { 2: 'refused the request', 3: 'is waiting with it', 4: 'warns of a revocation to come', 5: 'has had its certificate revoked' };
function tokenOf(response: TimeStampResp): ArrayBuffer {
  const { status, statusString } = response.status;
  if (status === 0 || status === 1) {
    if (response.timeStampToken === undefined) throw new TimeStampError('unreadable', 'it says it was granted and holds no time-stamp');
    return response.timeStampToken;
  }
  const said = (statusString ?? []).join(' ').replace(/\p{C}+/gu, ' ').trim().slice(0, 200);
  throw new TimeStampError('not_granted', `its authority ${statusWords[status] ?? `answers with the status ${status}`}${said === '' ? '' : ` and says “${said}”`}`);
}

/** Parts of the container as they stand in the file: what is signed is hashed as it was sent. */
function rawParts(reply: Buffer): { certificates: Buffer[]; attributes: Buffer | null } {
  const token = children(readDer(reply))[1]!;
  const signed = children(children(children(token)[1]!)[0]!);
  const signer = children(children(signed.at(-1)!)[0]!);
  const attributes = signer.find(({ tag }) => tag === tags.context0);
  const certificates = signed.find(({ tag }) => tag === tags.context0);
  return { certificates: certificates ? children(certificates).map(({ bytes }) => bytes) : [], attributes: attributes ? Buffer.concat([Buffer.from([tags.set]), attributes.bytes.subarray(1)]) : null };
}

/** The only value of a signed attribute; an attribute that stands twice could say two things. */
function valueOf(attributes: readonly Attribute[], id: string): ArrayBuffer | null {
  const found = attributes.filter(({ attrType }) => attrType === id);
  if (found.length > 1 || (found[0] && found[0].attrValues.length !== 1)) throw new TimeStampError('false', 'a signed attribute stands in it twice');
  return found[0]?.attrValues[0] ?? null;
}

/** The certificate that the signed attributes name. It names itself by SHA-1 in older replies; that only finds it, what proves it is the signature. */
function signingCertificate(attributes: readonly Attribute[], certificates: readonly Buffer[]): Buffer {
  const [older, newer] = [valueOf(attributes, ids.signingCertificate), valueOf(attributes, ids.signingCertificateV2)];
  const named = newer ? AsnConvert.parse(newer, SigningCertificateV2).certs[0] : older ? AsnConvert.parse(older, SigningCertificate).certs[0] : undefined;
  if (!named) throw new TimeStampError('false', 'it does not say which certificate signed it');
  const hash = named instanceof EssCertIdV2 ? (named.hashAlgorithm ? knownDigest(named.hashAlgorithm) : 'sha256') : 'sha1';
  const found = certificates.find((one) => digestOf(hash, one).equals(Buffer.from(named.certHash.buffer)));
  if (!found) throw new TimeStampError('false', 'the certificate it says it was signed with is not in it. Ask with the request file of Gavel, which asks for the certificate too');
  return found;
}

const plain = (name: string): string => name.replace(/\p{C}+/gu, ' ').trim().slice(0, 200);
/** The common name out of a name of many lines, else the organisation, else all of it. */
const shortName = (name: string): string => plain(/^CN=(.+)$/m.exec(name)?.[1] ?? /^O=(.+)$/m.exec(name)?.[1] ?? name.replaceAll('\n', ', ')) || 'an authority without a name';

/** RFC 3161, 2.3: a certificate for time-stamps and nothing else, said in an extension that must be understood. */
function isForStamps(raw: Buffer): boolean {
  const usage = AsnConvert.parse(raw, Certificate).tbsCertificate.extensions?.find(({ extnID }) => extnID === ids.extendedKeyUsage);
  if (usage?.critical !== true) return false;
  const uses = [...AsnConvert.parse(usage.extnValue.buffer, ExtendedKeyUsage)];
  return uses.length === 1 && uses[0] === ids.timeStamping;
}

function checkKey({ publicKey }: X509Certificate): void {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = publicKey;
  const isStrong = (type === 'rsa' || type === 'rsa-pss') ? (details?.modulusLength ?? 0) >= leastRsaBits : type === 'ec' && curves.has(details?.namedCurve ?? '');
  if (!isStrong) throw new TimeStampError('weak', `its authority signs with ${type === 'rsa' || type === 'rsa-pss' ? `an RSA key of ${details?.modulusLength ?? 0} bits, and ${leastRsaBits} are the least` : `a key (${details?.namedCurve ?? type ?? 'unknown'}) that is none of RSA, P-256, P-384 and P-521`}`);
}

function isSigned(signer: SignerInfo, attributes: Buffer, { publicKey }: X509Certificate): boolean {
  const { algorithm } = signer.signatureAlgorithm;
  const named = signatures[algorithm];
  if (named === undefined) throw new TimeStampError('weak', `it is signed with ${namesOfWeak[algorithm] ?? `the algorithm ${algorithm}`}, which does not count here`);
  const key = algorithm === ids.pss ? { key: publicKey, padding: cryptoConstants.RSA_PKCS1_PSS_PADDING, saltLength: cryptoConstants.RSA_PSS_SALTLEN_AUTO } : publicKey;
  return verify(named ?? knownDigest(signer.digestAlgorithm), attributes, key, Buffer.from(signer.signature.buffer));
}

function accuracyOf({ accuracy }: TstInfo): number | null {
  return accuracy === undefined ? null : (accuracy.seconds ?? 0) * 1000 + (accuracy.millis ?? 0) + (accuracy.micros ?? 0) / 1000;
}

function parsed(reply: Buffer): TimeStamp {
  const whole = readDer(reply);
  if (whole.tag !== tags.sequence) throw new TimeStampError('unreadable', notAReply);
  if (whole.bytes.length !== reply.length) throw new TimeStampError('unreadable', 'something stands after its end');
  const container = AsnConvert.parse(tokenOf(AsnConvert.parse(reply, TimeStampResp)), ContentInfo);
  if (container.contentType !== ids.signedData) throw new TimeStampError('unreadable', 'what it holds is not signed');
  const { encapContentInfo, signerInfos } = AsnConvert.parse(container.content, SignedData);
  const [signer] = signerInfos;
  const content = encapContentInfo.eContent?.single;
  if (encapContentInfo.eContentType !== ids.tstInfo || content === undefined) throw new TimeStampError('unreadable', 'what it holds is no time-stamp');
  if (signer === undefined || signerInfos.length !== 1) throw new TimeStampError('false', `it has ${signerInfos.length} signatures and must have one`);
  const info = Buffer.from(content.buffer);
  const raw = rawParts(reply);
  const certificate = checkSigner(signer, raw, info);
  const said = AsnConvert.parse(info, TstInfo);
  const at = said.genTime;
  if (!(at >= new Date(certificate.validFrom) && at <= new Date(certificate.validTo))) throw new TimeStampError('false', 'its time lies outside the days its certificate is valid');
  return {
    imprint: { hash: knownDigest(said.messageImprint.hashAlgorithm), digest: Buffer.from(said.messageImprint.hashedMessage.buffer) }, at: at.toISOString(), accuracyMs: accuracyOf(said),
    serial: Buffer.from(said.serialNumber).toString('hex'), policy: said.policy,
    authority: { name: shortName(certificate.subject), issuer: shortName(certificate.issuer), fingerprint: digestOf('sha256', certificate.raw).toString('hex'), until: new Date(certificate.validTo).toISOString() },
  };
}

/** The certificate behind a signature that fits: over these attributes, over this content, by a key for time-stamps. */
function checkSigner(signer: SignerInfo, { certificates, attributes }: ReturnType<typeof rawParts>, info: Buffer): X509Certificate {
  const signed = signer.signedAttrs ?? [];
  const [type, digest] = [valueOf(signed, ids.contentType), valueOf(signed, ids.messageDigest)];
  if (attributes === null || type === null || digest === null) throw new TimeStampError('false', 'its signature does not say what it is over');
  const raw = signingCertificate(signed, certificates);
  const certificate = new X509Certificate(raw);
  const serial = signer.sid.issuerAndSerialNumber?.serialNumber;
  if (serial !== undefined && BigInt(`0x${Buffer.from(serial).toString('hex')}`) !== BigInt(`0x${certificate.serialNumber}`)) throw new TimeStampError('false', 'it names two certificates as its signer');
  if (!isForStamps(raw)) throw new TimeStampError('false', `the certificate of ${shortName(certificate.subject)} is not one for time-stamps`);
  checkKey(certificate);
  if (!digestOf(knownDigest(signer.digestAlgorithm), info).equals(readDer(Buffer.from(digest)).body)) throw new TimeStampError('false', 'it was altered after it was signed');
  if (!isSigned(signer, attributes, certificate)) throw new TimeStampError('false', `its signature is not one of ${shortName(certificate.subject)}`);
  return certificate;
}

/** Reads a reply and checks its signature with the certificate it carries. Throws `TimeStampError`, whose message completes "The reply is not taken: …". */
export function readStamp(reply: Uint8Array): TimeStamp {
  if (reply.length > largestReply) throw new TimeStampError('unreadable', `it is larger than the ${largestReply / 1024} KiB that a reply can have`);
  try {
    return parsed(Buffer.from(reply));
  } catch (error) {
    if (error instanceof TimeStampError) throw error;
    throw new TimeStampError('unreadable', notAReply);
  }
}

/** Whether a time-stamp is of this text. */
export const isStampOf = ({ imprint }: TimeStamp, text: string): boolean => digestOf(imprint.hash, Buffer.from(text)).equals(imprint.digest);

/** What holds a reply against the text it lies beside: the time-stamp, or the sentence that says why it does not count. */
export function judgeStamp(reply: Uint8Array, text: string): { stamp: TimeStamp } | { problem: string } {
  try {
    const stamp = readStamp(reply);
    return isStampOf(stamp, text) ? { stamp } : { problem: 'it is a time-stamp of something else' };
  } catch (error) {
    if (error instanceof TimeStampError) return { problem: error.message };
    throw error;
  }
}
