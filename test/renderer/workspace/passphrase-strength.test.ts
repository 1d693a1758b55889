import { expect, test } from 'vitest';
import { strengthOf } from '../../../src-renderer/features/workspace/passphrase-strength.ts';

test.each([['', 'too short'], ['seven77', 'too short'], ['aaaaaaaaaaaaaaaa', 'weak'], ['password', 'weak'], ['correct horse battery staple', 'strong']])('“%s” is called %s', (passphrase, word) => {
  expect(strengthOf(passphrase).word).toBe(word);
});
