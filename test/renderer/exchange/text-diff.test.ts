import { expect, test } from 'vitest';
import fc from 'fast-check';
import { compared, folded } from '../../../src-renderer/features/exchange/text-diff.ts';
import type { Part } from '../../../src-renderer/features/exchange/text-diff.ts';

const only = (parts: readonly Part[]): string[] => parts.filter((p) => p.isOnlyHere).map((p) => p.text);
const whole = (parts: readonly Part[]): string => parts.map((p) => p.text).join('');
const shared = (parts: readonly Part[]): string => whole(parts.filter((p) => !p.isOnlyHere));

test('SYN-02 of two plans only the lines that differ are marked', () => {
  const [a, b] = compared('stop\nwait\nstart\n', 'stop\nwait an hour\nstart\n');
  expect([only(a), only(b)]).toEqual([['wait\n'], ['wait an hour\n']]);
});

test('SYN-02 of two long sentences only the words that differ are marked', () => {
  const [a, b] = compared('close the call after fifteen quiet minutes', 'close the call after thirty quiet minutes');
  expect([only(a), only(b)]).toEqual([['fifteen '], ['thirty ']]);
});

test('equal texts have nothing of their own, an empty one is wholly the other’s', () => {
  const [same] = compared('as it was', 'as it was');
  const [none, all] = compared('', 'new text');
  expect([only(same), none, only(all)]).toEqual([[], [{ text: '', isOnlyHere: true }], ['new text']]);
});

test('whatever the texts are, the parts of a side are its text and both sides share the same rest', () => {
  const text = fc.array(fc.constantFrom('a ', 'b ', 'stop\n', 'start\n', 'Straße\n'), { maxLength: 40 }).map((words) => words.join(''));
  fc.assert(fc.property(text, text, (one, two) => {
    const [a, b] = compared(one, two);
    expect([whole(a), whole(b)]).toEqual([one, two]);
    expect(shared(a)).toBe(shared(b));
  }));
});

test('texts too long for the table of common parts are shown with their unlike middle whole', () => {
  const lines = (word: string): string => Array.from({ length: 2500 }, (_, i) => `${word} ${i}\n`).join('');
  const [a] = compared(`same\n${lines('left')}end\n`, `same\n${lines('right')}end\n`);
  expect(a.map((p) => p.isOnlyHere)).toEqual([false, true, false]);
});

test('a long run of lines alike is folded to its edges, a short one is shown', () => {
  expect(folded('1\n2\n3\n')).toBeNull();
  expect(folded('1\n2\n3\n4\n5\n6\n7\n8\n')).toEqual({ head: '1\n2\n', count: 4, tail: '7\n8\n' });
});
