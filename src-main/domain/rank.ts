// Places between places: a fractional index, so that moving one item never renumbers another and two laptops can merge their moves.
const digits = '0123456789abcdefghijklmnopqrstuvwxyz';
const value = (c: string | undefined): number => (c === undefined ? 0 : digits.indexOf(c));

/**
 * A rank that sorts (as text) strictly between two others; null means the open end.
 * Ranks never end in `0`, hence there is always room below one.
 */
export function rankBetween(low: string | null, high: string | null): string {
  const a = low ?? '';
  let out = '';
  for (let i = 0; ; i += 1) {
    const from = value(a[i]);
    const bound = high === null || i >= high.length ? digits.length : value(high[i]);
    const isTied = high !== null && out === high.slice(0, i);
    const to = isTied ? bound : digits.length;
    if (to - from > 1) return out + (digits[Math.floor((from + to) / 2)] ?? 'i');
    out += digits[from] ?? '0';
  }
}
