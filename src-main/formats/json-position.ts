// Where a JSON text breaks (RFC 8259). The engine's own message names no place for every fault, and no file may be refused without one.

export type JsonFault = { line: number; column: number; problem: string; isEnd: boolean };

const numberAt = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// eslint-disable-next-line no-control-regex
const stringAt = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const wordAt = /true|false|null/y;

/** The first fault of the text, line and column from 1; null when there is none. Nesting is walked with a stack of our own. */
export function locateJsonError(text: string): JsonFault | null {
  let at = 0;
  const skip = (): void => { while (at < text.length && ' \n\r\t'.includes(text[at]!)) at += 1; };
  const takes = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };
  const fault = (problem: string): JsonFault => {
    const before = text.slice(0, at);
    const isEnd = at >= text.length;
    return { line: before.split('\n').length, column: at - before.lastIndexOf('\n'), problem: isEnd ? 'the text ends too early' : problem, isEnd };
  };
  const open: ('{' | '[')[] = [];
  let expects: 'value' | 'key' | 'key-or-end' | 'value-or-end' | 'comma' | 'end' = 'value';
  const closed = (): void => { at += 1; open.pop(); expects = open.length === 0 ? 'end' : 'comma'; };
  for (;;) {
    skip();
    const c = text[at];
    if (expects === 'end') return at === text.length ? null : fault('something follows the end');
    if (expects === 'comma') {
      const inside = open.at(-1);
      if (c === (inside === '{' ? '}' : ']')) closed();
      else if (c === ',') { at += 1; expects = inside === '{' ? 'key' : 'value'; }
      else return fault(`expected a comma or ${inside === '{' ? '}' : ']'}`);
    } else if (expects === 'key' || expects === 'key-or-end') {
      if (c === '}' && expects === 'key-or-end') { closed(); continue; }
      if (!takes(stringAt)) return fault('a name in double quotes was expected');
      skip();
      if (text[at] !== ':') return fault('a colon was expected');
      at += 1;
      expects = 'value';
    } else {
      if (c === ']' && expects === 'value-or-end') { closed(); continue; }
      if (c === '{' || c === '[') { open.push(c); at += 1; expects = c === '{' ? 'key-or-end' : 'value-or-end'; continue; }
      if (!takes(stringAt) && !takes(wordAt) && !takes(numberAt)) return fault('a value was expected');
      expects = open.length === 0 ? 'end' : 'comma';
    }
  }
}
