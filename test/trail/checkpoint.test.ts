import { describe, expect, it } from 'vitest';
import { checkpointText, parseCheckpoint, signCheckpoint, verifyCheckpoint } from '../../src-main/trail/checkpoint.ts';
import { sha256 } from '../../src-main/trail/hashes.ts';
import { markBytes, parseMark, signMark, verifyMark } from '../../src-main/trail/high-water-mark.ts';
import { feeds, keys, orgId } from './trail-in-memory.ts';

const head = sha256('head').toString('hex');
const checkpoint = { org: orgId, feed: feeds.a, count: 256, root: sha256('root').toString('base64'), head, hlc: '001768471200000-0000002a' };
const text = checkpointText(checkpoint);

describe('checkpoint', () => {
  it('is six lines that begin with their domain', () => {
    expect(text).toBe(`gavel-checkpoint-v1\n${orgId}/${feeds.a}\n256\n${checkpoint.root}\n${head}\n001768471200000-0000002a\n`);
    expect(parseCheckpoint(text)).toEqual(checkpoint);
  });

  it('is signed as it stands', () => {
    const sig = signCheckpoint(text, keys.a.privateKey);
    expect(verifyCheckpoint(text, sig, keys.a.publicKey)).toBe(true);
    expect(verifyCheckpoint(text, sig, keys.b.publicKey)).toBe(false);
    for (let i = 0; i < text.length; i += 1) expect(verifyCheckpoint(`${text.slice(0, i)}~${text.slice(i + 1)}`, sig, keys.a.publicKey)).toBe(false);
  });

  it.each([
    ['', 'nothing'], [text.slice(0, -1), 'no last line end'], [`${text}\n`, 'one more line'], [text.replaceAll('\n', '\r\n'), 'other line ends'], [text.replace('-v1', '-v2'), 'another version'], [text.replace('\n256\n', '\n0256\n'), 'a count with zeros before'], [text.replace('\n256\n', '\n0\n'), 'a count of nothing'],
    [text.replace('\n256\n', '\n-1\n'), 'a negative count'], [text.replace(head, head.toUpperCase()), 'an upper-case head'], [text.replace('=\n', '\n'), 'a root without padding'], [text.replace(feeds.a, 'feed'), 'another feed name'], [text.replace(orgId, 'a/b'), 'a slash in the organisation'],
  ])('reads none from %j: %s', (other) => {
    expect(parseCheckpoint(other)).toBeNull();
  });
});

describe('high-water mark', () => {
  const mark = { org: orgId, feed: feeds.a, count: 7, head };
  const bytes = markBytes(mark);

  it('is four lines that begin with their domain, and reads back', () => {
    expect(Buffer.from(bytes).toString()).toBe(`gavel-mark-v1\n${orgId}/${feeds.a}\n7\n${head}\n`);
    expect(parseMark(bytes)).toEqual(mark);
  });

  it('is signed by the device', () => {
    const sig = signMark(bytes, keys.a.privateKey);
    expect(verifyMark(bytes, sig, keys.a.publicKey)).toBe(true);
    expect(verifyMark(markBytes({ ...mark, count: 6 }), sig, keys.a.publicKey)).toBe(false);
    expect(verifyMark(bytes, signMark(bytes, keys.b.privateKey), keys.a.publicKey)).toBe(false);
  });

  it('is not read from anything else', () => {
    for (const other of ['', 'gavel-mark-v1\n', `${Buffer.from(bytes).toString()}x`, text]) expect(parseMark(Buffer.from(other))).toBeNull();
  });
});
