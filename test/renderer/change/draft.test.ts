import { expect, test } from 'vitest';
import { ChangeFields } from '#contract/change.ts';
import { changedFields, draftOf, emptyDraft, fieldsOf, isDraft } from '../../../src-renderer/features/change/draft.ts';

test('an empty draft with a title is what the contract takes', () => {
  expect(ChangeFields.safeParse(fieldsOf({ ...emptyDraft('Europe/London', 'Marta'), title: ' A title ' })).success).toBe(true);
});

test('only what differs is sent, and lists are taken line by line without doubles', () => {
  const before = fieldsOf({ ...emptyDraft('UTC', 'Marta'), title: 'A title', items: 'web-1\nweb-2' });
  expect(changedFields(before, draftOf(before))).toEqual({});
  expect(changedFields(before, { ...draftOf(before), items: 'web-1; web-3,\n web-3', impact: 'high' })).toEqual({ items: ['web-1', 'web-3'], impact: 'high' });
});

test('what another version stored is no draft', () => {
  expect(isDraft({ title: 'Half a thought' })).toBe(false);
  expect(isDraft(emptyDraft('UTC', ''))).toBe(true);
});
