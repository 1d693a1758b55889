// How hard a passphrase is to guess, in words. An estimate from length and variety: it advises, and only the least length is enforced.

export const leastPassphrase = 8;
export type Strength = { word: 'too short' | 'weak' | 'fair' | 'good' | 'strong'; advice: string };

/** Bits a guesser must try when each character were chosen freely; repeated characters count for little. */
export function guessBits(passphrase: string): number {
  const characters = [...passphrase];
  const kinds = [[/\p{Ll}/u, 26], [/\p{Lu}/u, 26], [/\p{Nd}/u, 10], [/[^\p{L}\p{Nd}]/u, 33], [/[^\x20-\x7e]/u, 100]] as const;
  const alphabet = kinds.reduce((sum, [kind, size]) => sum + (kind.test(passphrase) ? size : 0), 0);
  const counted = new Set(characters).size + (characters.length - new Set(characters).size) * 0.4;
  return alphabet === 0 ? 0 : counted * Math.log2(alphabet);
}

export function strengthOf(passphrase: string): Strength {
  if ([...passphrase].length < leastPassphrase) return { word: 'too short', advice: `At least ${leastPassphrase} characters; four or five unrelated words are easy to keep in mind.` };
  const bits = guessBits(passphrase);
  if (bits < 45) return { word: 'weak', advice: 'Quickly guessed. Add a few more words.' };
  if (bits < 60) return { word: 'fair', advice: 'Holds against people, less so against machines. One more word would do.' };
  if (bits < 80) return { word: 'good', advice: 'Hard to guess.' };
  return { word: 'strong', advice: 'Very hard to guess.' };
}
