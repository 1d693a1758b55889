import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AgeLock } from '../../src-main/trail/age-box.ts';
import { ageEncrypt, newAgeIdentity, recipientOf } from '../../src-main/trail/age-box.ts';
import { bundleLimits } from '../../src-main/trail/bundle-error.ts';
import { isForPassphrase, readBundleFile, writeBundleFile } from '../../src-main/trail/bundle-file.ts';
import { bundleFrames } from '../../src-main/trail/bundle-frames.ts';
import { sha256Hex } from '../../src-main/trail/hashes.ts';
import { bytesOf, collecting, isSigned, partsOf, problemIn, smallParts } from './bundle-in-memory.ts';
import { aTrail, keys } from './trail-in-memory.ts';

const hasAge = spawnSync('age', ['--version']).status === 0;
let folder = '';
let identity = '';
let lock: AgeLock = { recipients: [] };
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gavel-test-'));
  identity = await newAgeIdentity();
  lock = { recipients: [await recipientOf(identity)] };
});
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

const at = (name: string): string => join(folder, name);
const small = bytesOf(smallParts());
const write = (name: string, by = lock) => writeBundleFile(at(name), bundleFrames(smallParts()), { lock: by });
async function read(name: string, by: Parameters<typeof readBundleFile>[1] = { identity }, options: Parameters<typeof readBundleFile>[3] = {}) {
  const { found, sink } = collecting();
  await readBundleFile(at(name), by, sink, options);
  return found;
}
/** Encrypts whatever is given, as anybody can who knows the recipient. */
async function seal(name: string, body: Uint8Array): Promise<void> {
  const sealed = await ageEncrypt(new Blob([new Uint8Array(body)]).stream(), lock);
  writeFileSync(at(name), Buffer.from(await new Response(sealed).arrayBuffer()));
}

test('SYN-01 a bundle written for a device is read by that device and holds what was put in', async () => {
  const parts = partsOf(aTrail(60));
  const { size, plainSha256 } = await writeBundleFile(at('a.cabsync'), bundleFrames(parts), { lock });
  const found = await read('a.cabsync');
  expect(isSigned(found, keys.a.publicKey)).toBe(true);
  expect(bytesOf({ ...parts, manifest: found.manifest!, commits: found.commits, texts: found.texts, checkpoints: found.checkpoints }).equals(bytesOf(parts))).toBe(true);
  expect([plainSha256, size]).toEqual([sha256Hex(bytesOf(parts)), statSync(at('a.cabsync')).size]);
  expect(readdirSync(folder)).toEqual(['a.cabsync']);
});

test.skipIf(!hasAge)('SYN-01 the age command opens a bundle with the right key, and finds gzip with our frames in it', async () => {
  await write('a.cabsync');
  writeFileSync(at('key.txt'), `${identity}\n`);
  expect(gunzipSync(execFileSync('age', ['-d', '-i', at('key.txt'), at('a.cabsync')])).equals(small)).toBe(true);
  writeFileSync(at('other.txt'), `${await newAgeIdentity()}\n`);
  expect(spawnSync('age', ['-d', '-i', at('other.txt'), at('a.cabsync')]).status).not.toBe(0);
});

test.skipIf(!hasAge)('SYN-02 a bundle that the age command encrypted is read', async () => {
  const [recipient] = 'recipients' in lock ? lock.recipients : [];
  writeFileSync(at('b.cabsync'), execFileSync('age', ['-r', recipient!], { input: gzipSync(small) }));
  expect(isSigned(await read('b.cabsync'), keys.a.publicKey)).toBe(true);
});

test('SYN-01 neither the file nor the stream in it names a path or the file', async () => {
  await write('secret-name.cabsync');
  for (const bytes of [readFileSync(at('secret-name.cabsync')), small]) for (const word of [folder, tmpdir(), 'secret-name', '.cabsync']) expect(bytes.includes(word)).toBe(false);
});

test('SYN-01 every recipient opens the bundle; nobody else does; more than 64 are refused', async () => {
  const others = await Promise.all(Array.from({ length: 64 }, newAgeIdentity));
  const recipients = await Promise.all(others.map(recipientOf));
  await write('many.cabsync', { recipients });
  for (const other of [others[0]!, others[63]!]) expect((await read('many.cabsync', { identity: other })).end).not.toBe(null);
  expect(await problemIn(read('many.cabsync'))).toBe('not_for_us');
  expect(await problemIn(read('many.cabsync', { identity: null }))).toBe('not_for_us');
  expect(await problemIn(write('more.cabsync', { recipients: [...recipients, await recipientOf(identity)] }))).toBe('limit_exceeded');
  expect(existsSync(at('more.cabsync'))).toBe(false);
});

test('SYN-01 a bundle for nobody is not written', async () => {
  await expect(write('nobody.cabsync', { recipients: [] })).rejects.toThrow();
  expect(readdirSync(folder)).toEqual([]);
});

test('SYN-01 a passphrase opens its bundle; another one, or none, has its own sentence', async () => {
  await write('p.cabsync', { passphrase: 'four plain words here' });
  expect(await isForPassphrase(at('p.cabsync'))).toBe(true);
  expect((await read('p.cabsync', { identity, passphrase: 'four plain words here' })).end).not.toBe(null);
  expect(await problemIn(read('p.cabsync', { identity, passphrase: 'four other words here' }))).toBe('bundle_passphrase_wrong');
  expect(await problemIn(read('p.cabsync'))).toBe('bundle_passphrase_needed');
});

test('SYN-02 a passphrase that would take too much work, or too many recipients, are refused before any of it is done', async () => {
  const head = (stanzas: string): string => `age-encryption.org/v1\n${stanzas}--- ${'A'.repeat(43)}\n`;
  for (const [name, stanzas] of [['work', `-> scrypt ${'A'.repeat(22)} 30\n${'A'.repeat(43)}\n`], ['many', `-> X25519 ${'A'.repeat(43)}\n${'A'.repeat(43)}\n`.repeat(65)]] as const) {
    writeFileSync(at(name), head(stanzas));
    expect(await problemIn(read(name, { identity, passphrase: 'four plain words here' })), name).toBe('limit_exceeded');
  }
});

test('SYN-02 a file cut anywhere or changed anywhere is refused', async () => {
  await write('a.cabsync');
  const bytes = readFileSync(at('a.cabsync'));
  let cases = 0;
  for (let i = 0; i < bytes.length; i += 11) {
    const flipped = Buffer.from(bytes);
    flipped[i] = flipped[i]! ^ (1 << i % 8);
    writeFileSync(at('cut'), bytes.subarray(0, i));
    writeFileSync(at('flipped'), flipped);
    expect(await problemIn(read('cut')), `cut at ${i}`).toMatch(/^(truncated|tampered)$/);
    expect(await problemIn(read('flipped')), `flipped at ${i}`).toMatch(/^(truncated|tampered|not_for_us)$/);
    cases += 2;
  }
  writeFileSync(at('longer'), Buffer.concat([bytes, Buffer.from('x')]));
  expect(await problemIn(read('longer'))).toMatch(/^(truncated|tampered)$/);
  expect(cases).toBeGreaterThan(300);
});

test('SYN-02 nothing may follow the compressed stream: no garbage, no zeros, no second member even if it is empty', async () => {
  const frames = [...bundleFrames(smallParts())];
  const whole = gzipSync(small);
  const bodies = {
    garbage: [whole, Buffer.from('garbage')], zeros: [whole, Buffer.alloc(64)], empty: [whole, gzipSync('')], second: [whole, gzipSync('x')],
    split: [gzipSync(frames[0]!), gzipSync(Buffer.concat(frames.slice(1)))], nothing: [], plain: [small],
  };
  for (const [name, body] of Object.entries(bodies)) {
    await seal(name, Buffer.concat(body));
    expect(await problemIn(read(name)), name).toMatch(/^(truncated|tampered)$/);
  }
});

test('SYN-02 bombs are stopped by their ratio, by their expanded size and by the size of the file', async () => {
  const text = { commitment: 'ab'.repeat(32), salt: Buffer.alloc(16), bytes: Buffer.alloc(8 * 1024 * 1024) };
  await writeBundleFile(at('zeros.cabsync'), bundleFrames({ ...smallParts(), commits: [], texts: [text], checkpoints: [] }), { lock });
  await expect(read('zeros.cabsync')).rejects.toThrow(/compression/);
  await expect(read('zeros.cabsync', { identity }, { limits: { ...bundleLimits, ratio: 5000, plainBytes: 1024 * 1024 } })).rejects.toThrow(/expanded bundle/);
  await expect(read('zeros.cabsync', { identity }, { limits: { ...bundleLimits, fileBytes: 100 } })).rejects.toThrow(/The file/);
  expect(await problemIn(read('zeros.cabsync', { identity }, { limits: { ...bundleLimits, ratio: 5000 } }))).toBe(null);
});

test('SYN-01 a writing that fails or is cancelled leaves nothing, and what stood under the name stays', async () => {
  writeFileSync(at('a.cabsync'), 'the bundle of yesterday');
  function* trouble(): Generator<Uint8Array> {
    yield* [...bundleFrames(smallParts())].slice(0, 2);
    throw new Error('the store gave up');
  }
  const whole = (): Generator<Uint8Array> => bundleFrames(smallParts());
  await expect(writeBundleFile(at('a.cabsync'), trouble(), { lock })).rejects.toThrow(/the store gave up/);
  await expect(writeBundleFile(at('a.cabsync'), whole(), { lock, signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  await expect(writeBundleFile(at('a.cabsync'), whole(), { lock: { recipients: ['age1nonsense'] } })).rejects.toThrow();
  await expect(writeBundleFile(at('a.cabsync'), whole(), { lock, check: () => Promise.reject(new Error('it does not open')) })).rejects.toThrow(/does not open/);
  await expect(writeBundleFile(at('no-such-folder/a.cabsync'), trouble(), { lock })).rejects.toThrow(/ENOENT/);
  expect(readdirSync(folder)).toEqual(['a.cabsync']);
  expect(readFileSync(at('a.cabsync'), 'utf8')).toBe('the bundle of yesterday');
});

test('SYN-02 a reading that was cancelled says so and not that the bundle is damaged', async () => {
  await write('a.cabsync');
  await expect(read('a.cabsync', { identity }, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
});

test('SYN-02 trouble of the one who takes the frames is not blamed on the bundle', async () => {
  await write('a.cabsync');
  const sink = { ...collecting().sink, commit: () => { throw new Error('the staging file: invalid page in its header'); } };
  await expect(readBundleFile(at('a.cabsync'), { identity }, sink)).rejects.toThrow(/staging file/);
});
