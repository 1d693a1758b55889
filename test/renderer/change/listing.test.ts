import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contract } from '#contract/index.ts';
import { changeOrders, changeStates, changeTypes } from '#contract/change.ts';
import { filterText, instantsOf, listingOf, questionOf, spans, tierChoices } from '../../../src-renderer/features/change/listing.ts';
import type { Listing } from '../../../src-renderer/features/change/listing.ts';

const inOrder = <T extends string>(all: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...all]);
const listing: fc.Arbitrary<Listing> = fc.record({
  text: fc.string({ maxLength: 60 }).map((t) => t.replaceAll(/[\uD800-\uDFFF]/g, '')), state: inOrder(changeStates), type: inOrder(changeTypes), tier: inOrder(tierChoices), service: fc.constantFrom('', 'Payment hub', 'a,b&c=d?#/%'),
  span: fc.constantFrom(null, ...spans), import: fc.constantFrom('', 'a1b2'), order: fc.constantFrom(...changeOrders), isDescending: fc.boolean(),
});

test('any filter survives being sent to a colleague as text', () => {
  fc.assert(fc.property(listing, (one) => { expect(listingOf(filterText(one))).toEqual(one); }));
});

test('any filter is a question the contract accepts', () => {
  fc.assert(fc.property(listing, fc.nat(10_000), (one, page) => { expect(contract['change.list'].input.safeParse(questionOf(one, page)).success).toBe(true); }));
});

test('what is not known in a filter is left out, never guessed', () => {
  expect(listingOf('state=draft,asleep&tier=purple&sort=mood&window=someday&dir=up')).toEqual({ ...listingOf(''), state: ['draft'], isDescending: false });
});

test('a named window is the same question all day long', () => {
  const morning = new Date(2026, 10, 24, 0, 0, 1).getTime();
  const night = new Date(2026, 10, 24, 23, 59, 59).getTime();
  expect(instantsOf('next-7', morning)).toEqual(instantsOf('next-7', night));
});
