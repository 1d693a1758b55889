// What two texts have only for themselves: by lines where there are lines, by words in one long paragraph.

export type Part = { text: string; isOnlyHere: boolean };

/** Cells of the table of common parts; beyond it the unlike middle is shown as a whole. */
const mostCells = 4_000_000;
const longText = 60;

const tokensOf = (text: string, isByLine: boolean): string[] => (isByLine ? text.split(/(?<=\n)/) : text.split(/(?<=\s)/));

/** Whether telling the parts apart helps: two short values are read faster whole. */
export const isLong = (a: string, b: string): boolean => a.length > longText || b.length > longText || a.includes('\n') || b.includes('\n');

/** Both texts in parts; joined again, the parts of a side are its text. */
export function compared(a: string, b: string): [Part[], Part[]] {
  const isByLine = a.includes('\n') && b.includes('\n');
  const [one, two] = [tokensOf(a, isByLine), tokensOf(b, isByLine)];
  const most = Math.min(one.length, two.length);
  let start = 0;
  while (start < most && one[start] === two[start]) start += 1;
  let end = 0;
  while (end < most - start && one.at(-1 - end) === two.at(-1 - end)) end += 1;
  const middle = common(one.slice(start, one.length - end), two.slice(start, two.length - end));
  const flags = (length: number, inMiddle: readonly boolean[]): boolean[] => Array.from({ length }, (_, i) => i >= start && i < length - end && inMiddle[i - start] === false);
  return [joined(one, flags(one.length, middle[0])), joined(two, flags(two.length, middle[1]))];
}

/** Which tokens of each side are in the longest common row of tokens. */
function common(a: readonly string[], b: readonly string[]): [boolean[], boolean[]] {
  const [inA, inB] = [a.map(() => false), b.map(() => false)];
  if (a.length * b.length > mostCells) return [inA, inB];
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) table[i * width + j] = a[i] === b[j] ? table[(i + 1) * width + j + 1]! + 1 : Math.max(table[(i + 1) * width + j]!, table[i * width + j + 1]!);
  }
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) { inA[i] = true; inB[j] = true; i += 1; j += 1; }
    else if (table[(i + 1) * width + j]! >= table[i * width + j + 1]!) i += 1;
    else j += 1;
  }
  return [inA, inB];
}

function joined(tokens: readonly string[], only: readonly boolean[]): Part[] {
  return tokens.reduce<Part[]>((parts, text, i) => {
    const last = parts.at(-1);
    if (last && last.isOnlyHere === only[i]) last.text += text;
    else parts.push({ text, isOnlyHere: only[i]! });
    return parts;
  }, []);
}

const keptLines = 2;
const foldedFrom = 7;
/** A long run of lines that are alike on both sides, folded to its edges; null where it is short enough to show. */
export function folded(text: string): { head: string; count: number; tail: string } | null {
  const lines = text.split(/(?<=\n)/);
  if (lines.length < foldedFrom) return null;
  return { head: lines.slice(0, keptLines).join(''), count: lines.length - 2 * keptLines, tail: lines.slice(-keptLines).join('') };
}
