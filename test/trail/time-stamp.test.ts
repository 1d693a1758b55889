// Time-stamps (RFC 3161): requests that OpenSSL reads, replies that OpenSSL wrote, and everything that is not taken for one (AUD-01).
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { isStampOf, judgeStamp, largestReply, readStamp, stampRequest, TimeStampError } from '../../src-main/trail/time-stamp.ts';
import { aTimeStampAuthority, granted, hasOpenssl } from '../support/tsa.ts';

const text = 'gavel-checkpoint-v1\norg/0123456789abcdef0123456789abcdef\n12\nAAAA\n00\n';
const authority = hasOpenssl ? aTimeStampAuthority() : null;
afterAll(() => { authority?.remove(); });

describe.skipIf(authority === null)('AUD-01 a time-stamp, with OpenSSL as the authority', () => {
  const tsa = authority!;
  const why = (reply: Uint8Array): string => {
    try {
      readStamp(reply);
      return 'it was read';
    } catch (error) {
      if (!(error instanceof TimeStampError)) throw error;
      return `${error.problem}: ${error.message}`;
    }
  };

  test('AUD-01 the request is what OpenSSL would ask for the same text, and holds nothing else', () => {
    const query = stampRequest(text);
    writeFileSync(join(tsa.folder, 'ours.tsq'), query);
    const said = tsa.openssl('ts', '-query', '-in', 'ours.tsq', '-text');
    expect(said).toMatch(/Version: 1\nHash Algorithm: sha256\n/);
    expect(said).toMatch(/Certificate required: yes/);
    expect(said).toMatch(/Policy OID: unspecified\nNonce: unspecified/);
    tsa.stamp(text);
    expect(query.equals(Buffer.from(execFileSync('cat', [join(tsa.folder, 'asked.tsq')]))), 'byte for byte').toBe(true);
    expect(stampRequest(text).equals(query), 'the same text, the same request').toBe(true);
    expect(query.length).toBe(59);
  });

  test('AUD-01 a reply says when, by whom and of what; OpenSSL agrees about the same files', () => {
    const reply = tsa.reply(stampRequest(text));
    const stamp = readStamp(reply);
    expect(stamp).toMatchObject({ accuracyMs: 1000, policy: '1.2.3.4.1', authority: { name: 'Ostrava Stamps', issuer: 'Ostrava Stamps Root' }, imprint: { hash: 'sha256' } });
    expect([isStampOf(stamp, text), isStampOf(stamp, `${text}\n`)]).toEqual([true, false]);
    for (const [name, bytes] of [['c.txt', text], ['c.tsr', reply]] as const) writeFileSync(join(tsa.folder, name), bytes);
    expect(tsa.openssl('ts', '-verify', '-data', 'c.txt', '-in', 'c.tsr', '-CAfile', 'ca.pem')).toContain('Verification: OK');
    const time = /Time stamp: (.+)/.exec(tsa.openssl('ts', '-reply', '-in', 'c.tsr', '-text'))![1]!;
    expect(new Date(time).toISOString(), 'the time OpenSSL prints').toBe(stamp.at);
    expect(Math.abs(Date.parse(stamp.at) - Date.now())).toBeLessThan(60_000);
  });

  test.each([['P-256', { key: ['EC', 'ec_paramgen_curve:P-256'] as [string, string] }], ['P-384 and SHA-512', { key: ['EC', 'ec_paramgen_curve:P-384'] as [string, string], digest: 'sha512' }]])('AUD-01 an authority that signs with %s is read too', (_, options) => {
    const other = aTimeStampAuthority(options);
    expect(judgeStamp(other.stamp(text), text)).toMatchObject({ stamp: { authority: { name: 'Ostrava Stamps' } } });
    expect(judgeStamp(other.stamp(text, { digest: 'sha512' }), text)).toMatchObject({ stamp: { imprint: { hash: 'sha512' } } });
    other.remove();
  });

  test('AUD-01 a signature with the padding of PSS counts as well', () => {
    expect(judgeStamp(tsa.resigned(text, { certificate: 'tsa', options: ['-keyopt', 'rsa_padding_mode:pss'] }), text)).toMatchObject({ stamp: { authority: { name: 'Ostrava Stamps' } } });
  });

  test('AUD-01 what is no reply, was cut, is huge, goes on after its end, or holds something else is told so', () => {
    const reply = tsa.stamp(text);
    const token = execFileSync('openssl', ['ts', '-reply', '-in', join(tsa.folder, 'reply.tsr'), '-token_out'], { cwd: tsa.folder });
    const notOne = 'unreadable: it is no reply of a time-stamping authority (RFC 3161), or was cut off';
    for (const bytes of [Buffer.alloc(0), Buffer.from('number,title\n1,x\n'), Buffer.from('%PDF-1.7'), stampRequest(text), token, Buffer.alloc(5000), reply.subarray(1)]) expect(why(bytes)).toBe(notOne);
    for (let cut = 0; cut < reply.length; cut += 7) expect(why(reply.subarray(0, cut))).toBe(notOne);
    expect(why(Buffer.concat([reply, Buffer.from('more')]))).toBe('unreadable: something stands after its end');
    expect(why(Buffer.alloc(largestReply + 1, 0x30))).toBe('unreadable: it is larger than the 64 KiB that a reply can have');
    expect(why(Buffer.from('30053003020100', 'hex'))).toBe('unreadable: it says it was granted and holds no time-stamp');
    tsa.openssl('cms', '-sign', '-nodetach', '-binary', '-in', 'data.txt', '-signer', 'tsa.pem', '-inkey', 'tsa.key', '-outform', 'DER', '-out', 'letter.der');
    expect(why(granted(execFileSync('cat', [join(tsa.folder, 'letter.der')])))).toBe('unreadable: what it holds is no time-stamp');
  });

  test('AUD-01 what was not granted, is too weak, is by a certificate for something else or by one it does not bring is told so', () => {
    // A policy that this authority does not have.
    writeFileSync(join(tsa.folder, 'data.txt'), text);
    tsa.openssl('ts', '-query', '-data', 'data.txt', '-sha256', '-tspolicy', '1.2.3.99', '-out', 'asked.tsq');
    expect(why(tsa.reply(execFileSync('cat', [join(tsa.folder, 'asked.tsq')])))).toMatch(/^not_granted: its authority refused the request and says “.+”$/);
    expect(why(tsa.stamp(text, { digest: 'sha1' }))).toBe('weak: it uses SHA-1, and only SHA-256, SHA-384 and SHA-512 count');
    expect(why(tsa.stamp(text, { isBare: true }))).toBe('false: the certificate it says it was signed with is not in it. Ask with the request file of Gavel, which asks for the certificate too');
    expect(why(tsa.resigned(text, { certificate: 'other' }))).toBe('false: the certificate of Ostrava Stamps is not one for time-stamps');
    const [short, old] = [aTimeStampAuthority({ key: ['RSA', 'rsa_keygen_bits:1024'] }), aTimeStampAuthority({ digest: 'sha1' })];
    expect(why(short.stamp(text))).toBe('weak: its authority signs with an RSA key of 1024 bits, and 2048 are the least');
    expect(why(old.stamp(text))).toBe('weak: it uses SHA-1, and only SHA-256, SHA-384 and SHA-512 count');
    short.remove();
    old.remove();
  });

  test('AUD-01 a reply with any bit altered is refused, or says the same by the same certificate', () => {
    const reply = tsa.stamp(text);
    const { stamp } = judgeStamp(reply, text) as { stamp: ReturnType<typeof readStamp> };
    let refused = 0;
    for (let i = 0; i < reply.length; i += 2) {
      const altered = Buffer.from(reply);
      altered[i]! ^= 1 << (i / 2 % 8);
      const found = judgeStamp(altered, text);
      if ('problem' in found) refused += 1;
      else expect(found.stamp, `byte ${i}`).toEqual(stamp);
    }
    expect(refused).toBeGreaterThan(reply.length / 4);
  });
});
