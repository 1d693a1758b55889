// Fields of one JSON object, each checked where it is read; the first that does not hold is refused by its name.
import { type JsonObject, isObject } from './json-document.ts';
import { type RefusedBecause, refused } from './refused.ts';

export type Fields = {
  /** Text without blanks around it; refused when missing, empty, longer than `most` or broken. */
  text: (name: string, most: number) => string;
  /** The same, or null when it is missing, null or empty. */
  textOrNull: (name: string, most: number) => string | null;
  /** A list of distinct texts, at most `count` of them; empty when missing. */
  texts: (name: string, count: number, most: number) => string[];
  refuse: (because: RefusedBecause, name: string, problem: string) => never;
};

/** `within` is the path of the object in its file, empty for the file itself; `artefacts[2]` gives `artefacts[2].digest`. */
export function fieldsOf(object: JsonObject, within = ''): Fields {
  const refuse: Fields['refuse'] = (because, name, problem) => {
    const field = within === '' ? name : `${within}.${name}`;
    throw refused(because, `${field} ${problem}`, { field });
  };
  const checked = (value: unknown, name: string, most: number): string => {
    if (typeof value !== 'string') return refuse('invalid', name, 'is not a text');
    const text = value.trim();
    if (text.length > most) return refuse('invalid', name, `is longer than ${most} characters`);
    return text.isWellFormed() ? text : refuse('invalid', name, 'holds half a character');
  };
  const own = (name: string): unknown => (Object.hasOwn(object, name) ? object[name] : undefined);
  const textOrNull: Fields['textOrNull'] = (name, most) => {
    const value = own(name);
    return value === undefined || value === null ? null : checked(value, name, most) || null;
  };
  return {
    refuse,
    textOrNull,
    text: (name, most) => textOrNull(name, most) ?? refuse('missing', name, 'is missing'),
    texts: (name, count, most) => {
      const value = own(name) ?? [];
      if (!Array.isArray(value)) return refuse('invalid', name, 'is not a list');
      if (value.length > count) return refuse('invalid', name, `holds more than ${count}`);
      return [...new Set(value.map((each, i) => checked(each, `${name}[${i}]`, most) || refuse('missing', `${name}[${i}]`, 'is empty')))];
    },
  };
}

/** Names that an object may have; any other is refused, since a mistyped field would be lost in silence. */
export function refuseUnknown(object: JsonObject, known: readonly string[], within = ''): void {
  const unknown = Object.keys(object).find((name) => !known.includes(name));
  if (unknown !== undefined) fieldsOf(object, within).refuse('unknown_field', unknown.slice(0, 60), `is not a field Gavel knows here; known are ${known.join(', ')}`);
}

/** The object, or a refusal. */
export const objectAt = (value: unknown, field: string): JsonObject => {
  if (!isObject(value)) throw refused('invalid', `${field} is not an object`, { field });
  return value;
};
