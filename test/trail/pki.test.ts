import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { certificateFingerprint, issueSeal, makeCa, sealUsages } from '../../src-main/trail/pki.ts';
import { maySeal } from '../../src-main/trail/pdf-cms.ts';

const notBeforeAt = '2026-01-01T00:00:00.000Z';
const names = { organisation: 'Nörthwind, "Bank" + Söhne', seal: 'Leeds, O=Other \u202e\u0000 site' };

describe('the authority and its seals', async () => {
  const ca = await makeCa({ organisation: names.organisation, notBeforeAt });
  const seal = await issueSeal(ca, { name: names.seal, notBeforeAt });
  const [authority, leaf] = [new X509Certificate(ca.certificatePem), new X509Certificate(seal.certificatePem)];

  test('a seal is issued by the authority and is none itself', () => {
    expect([authority.ca, leaf.ca, leaf.checkIssued(authority), leaf.verify(authority.publicKey)]).toEqual([true, false, true, true]);
    expect(authority.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    expect(leaf.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
  });
  test('a seal may sign documents, an authority may not', () => {
    expect([maySeal(leaf), leaf.keyUsage]).toEqual([true, [...sealUsages]]);
    expect(maySeal(authority)).toBe(false);
  });
  test('names with quotes and commas stay one name; control characters stay out', () => {
    expect(authority.toLegacyObject().subject.O).toBe(names.organisation);
    expect(leaf.toLegacyObject().subject.O).toBe(names.organisation);
    expect(leaf.toLegacyObject().subject.CN).toBe('Leeds, O=Other   site');
  });
  test('a seal lives ten years and never longer than its authority', async () => {
    expect(leaf.validTo).toMatch(/2036/);
    expect(authority.validTo).toMatch(/2046/);
    const late = await issueSeal(ca, { name: 'late', notBeforeAt: '2040-01-01T00:00:00.000Z' });
    expect(new X509Certificate(late.certificatePem).validTo).toBe(authority.validTo);
  });
  test('the fingerprint is SHA-256 of the certificate, and serial numbers differ', async () => {
    expect(ca.fingerprint).toBe(authority.fingerprint256.replaceAll(':', '').toLowerCase());
    expect(certificateFingerprint(seal.certificatePem)).toBe(seal.fingerprint);
    const second = new X509Certificate((await issueSeal(ca, { name: 'second', notBeforeAt })).certificatePem);
    expect(second.serialNumber).not.toBe(leaf.serialNumber);
  });
});
