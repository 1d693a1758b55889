// Refusing evidence: a report, a list of readings, a build file that is not what it should be, with its place and field.
import type { Facts, Where } from '#contract/errors.ts';
import { FormatError } from './format-error.ts';

/** What a program may want to tell apart; people read the sentence. */
export type RefusedBecause = 'wrong_kind' | 'unsupported' | 'missing' | 'invalid' | 'unknown_field' | 'unknown_unit' | 'wrong_order' | 'contradiction';

/** `what` is a clause that begins with "it" or names the field; the cause is kept as `facts.because`. */
export const refused = (because: RefusedBecause, what: string, where: Where = {}, facts: Facts = {}): FormatError =>
  new FormatError('not_a_change_file', { ...facts, because, what, ...where }, where);
