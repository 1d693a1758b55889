import { describe, expect, it } from 'vitest';
import { MalformedKeyFile, unwrapSecret, WrongPassphrase, wrapSecret } from '../../src-main/trail/wrap.ts';

const secret = Buffer.from('thirty-two secret bytes, or more');
const cost = 2 ** 10;

describe('wrapped secrets', () => {
  it('open with the passphrase and the purpose they were closed with', () => {
    const wrapped: unknown = JSON.parse(JSON.stringify(wrapSecret(secret, 'a long passphrase', 'person key', cost)));
    expect(Buffer.from(unwrapSecret(wrapped, 'a long passphrase', 'person key')).equals(secret)).toBe(true);
  });

  it('cost about as much as a login may take, unless told otherwise', () => {
    const wrapped = wrapSecret(secret, 'passphrase', 'person key');
    expect(wrapped).toMatchObject({ n: 2 ** 17, r: 8, p: 1 });
    expect(Buffer.from(unwrapSecret(wrapped, 'passphrase', 'person key')).equals(secret)).toBe(true);
  });

  it('stay shut under another passphrase or purpose', () => {
    const wrapped = wrapSecret(secret, 'right', 'person key', cost);
    expect(() => unwrapSecret(wrapped, 'wrong', 'person key')).toThrow(WrongPassphrase);
    expect(() => unwrapSecret(wrapped, 'right', 'device key')).toThrow(WrongPassphrase);
    expect(() => unwrapSecret(wrapped, '', 'person key')).toThrow(WrongPassphrase);
  });

  it('open with the same passphrase typed as other code points', () => {
    const wrapped = wrapSecret(secret, 'caf\u00e9 \ufb01n', 'person key', cost);
    expect(Buffer.from(unwrapSecret(wrapped, 'cafe\u0301 fin', 'person key')).equals(secret)).toBe(true);
  });

  it('never use a salt or a nonce twice', () => {
    const [a, b] = [wrapSecret(secret, 'x', 'p', cost), wrapSecret(secret, 'x', 'p', cost)];
    expect(a.salt).not.toBe(b.salt);
    expect(a.nonce).not.toBe(b.nonce);
    expect(a.box).not.toBe(b.box);
  });

  it('show every changed byte of the box, the salt and the nonce', () => {
    const wrapped = wrapSecret(secret, 'x', 'p', 2);
    for (const name of ['box', 'salt', 'nonce'] as const) {
      const bytes = Buffer.from(wrapped[name], 'base64url');
      for (let i = 0; i < bytes.length; i += 1) {
        const other = Buffer.from(bytes);
        other[i]! ^= 0x40;
        expect(() => unwrapSecret({ ...wrapped, [name]: other.toString('base64url') }, 'x', 'p')).toThrow(WrongPassphrase);
      }
    }
  });

  it('refuse hostile parameters before any work is done', () => {
    const wrapped = wrapSecret(secret, 'x', 'p', cost);
    const hostile: unknown[] = [
      null, undefined, 7, 'text', [], {}, { ...wrapped, v: 2 }, { ...wrapped, kdf: 'none' }, { ...wrapped, n: 2 ** 21 }, { ...wrapped, n: 2 ** 40 }, { ...wrapped, n: 1 }, { ...wrapped, n: 1000 }, { ...wrapped, n: '1024' }, { ...wrapped, n: Number.NaN },
      { ...wrapped, n: 2 ** 20, r: 32 }, { ...wrapped, r: 0 }, { ...wrapped, r: 1.5 }, { ...wrapped, r: 2 ** 30 }, { ...wrapped, p: 0 }, { ...wrapped, p: 1000 }, { ...wrapped, salt: 7 }, { ...wrapped, salt: '' }, { ...wrapped, salt: 'not base64!' },
      { ...wrapped, nonce: wrapped.salt }, { ...wrapped, box: 'AAAA' }, { ...wrapped, box: 'A'.repeat(200_000) }, { ...wrapped, box: undefined },
    ];
    const start = performance.now();
    for (const file of hostile) expect(() => unwrapSecret(file, 'x', 'p')).toThrow(MalformedKeyFile);
    expect(performance.now() - start).toBeLessThan(1000);
    expect(() => wrapSecret(secret, 'x', 'p', 1000)).toThrow(RangeError);
  });
});
