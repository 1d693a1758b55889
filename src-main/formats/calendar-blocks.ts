// A calendar file cut into its components, one at a time, so that memory is one event and a broken one spoils no other. ical.js reads what is inside.
import ICAL from 'ical.js';
import { textOf } from './encoding.ts';
import type { Limits } from './limits.ts';

/** A property as jCal has it (RFC 7265): name, parameters, type of value, values. */
export type Property = [string, Record<string, string | string[]>, string, ...unknown[]];
/** A component cut out of the file, its first line counted from 1; without properties where it cannot be read. */
export type Block = { name: string; line: number; size: number; text: string; problem: 'malformed_event' | 'too_deep' | 'cell_too_long' | 'truncated' | null };

/** Components that are read whole; what is inside them (alarms, changes of a zone) belongs to them. */
const whole = new Set(['VEVENT', 'VTIMEZONE', 'VTODO', 'VJOURNAL', 'VFREEBUSY']);
const mostDepth = 8;
const begin = /^BEGIN[ \t]*:[ \t]*([A-Za-z0-9-]+)[ \t]*$/i;
const end = /^END[ \t]*:[ \t]*([A-Za-z0-9-]+)[ \t]*$/i;

/** Lines of a text in pieces, whichever way they end; many at a time, because waiting for each would take longer than reading it. */
async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string[]> {
  let rest = '';
  for await (const piece of pieces) {
    const parts = (rest + piece).split(/\r\n|\n|\r(?!\n|$)/);
    rest = parts.pop()!;
    yield parts;
  }
  if (rest !== '') yield [rest.replace(/\r$/, '')];
}

type Open = { name: string; line: number; size: number; depth: number; lines: string[]; problem: Block['problem'] };

/** What stands between components: properties of the calendar itself, such as its name. */
export type Outside = (line: string) => void;

/** Yields components in the file's order, many at a time. A component larger than a record may be, or nested too deep, is yielded empty, with what is wrong. */
export async function* blocksOf(path: string, options: { encoding: string; limits: Limits; signal?: AbortSignal | undefined }, outside: Outside): AsyncGenerator<Block[]> {
  const cutter = cutterOf(options.limits, outside);
  for await (const lines of linesOf(textOf(path, options.encoding, options.signal))) {
    const blocks = lines.flatMap(cutter.take);
    if (blocks.length > 0) yield blocks;
  }
  const rest = cutter.rest();
  if (rest.length > 0) yield rest;
}

/** Takes a file line by line, and gives a component with the line that ends it. */
function cutterOf(limits: Limits, outside: Outside): { take: (line: string) => Block[]; rest: () => Block[] } {
  let open: Open | null = null;
  let number = 0;
  const begun = (name: string, line: string): Open => ({ name, line: number, size: line.length, depth: 1, lines: [line], problem: null });
  const cutOff = (): Block[] => (open === null ? [] : [{ ...blockOf(open), problem: 'truncated' }]);
  const take = (line: string): Block[] => {
    number += 1;
    const starts = begin.exec(line)?.[1]?.toUpperCase();
    if (open === null) {
      if (starts !== undefined && whole.has(starts)) open = begun(starts, line);
      else if (starts === undefined) outside(line);
      return [];
    }
    // A component that begins again was never ended: the file was cut and joined, and the first half is no event.
    if (starts === open.name) {
      const half = cutOff();
      open = begun(starts, line);
      return half;
    }
    const ends = starts === undefined ? end.exec(line)?.[1]?.toUpperCase() : undefined;
    open.size += line.length + 2;
    open.depth += starts === undefined ? (ends === undefined ? 0 : -1) : 1;
    if (open.depth > mostDepth) open.problem ??= 'too_deep';
    if (open.size > limits.recordBytes) open.problem ??= 'cell_too_long';
    if (open.problem === null) open.lines.push(line);
    else open.lines = [];
    if (ends !== open.name && open.depth > 0) return [];
    const done = blockOf(open);
    open = null;
    return [done];
  };
  return { take, rest: cutOff };
}

const blockOf = ({ name, line, size, lines, problem }: Open): Block => ({ name, line, size, text: lines.join('\r\n'), problem });

/** A component read by ical.js as jCal: its properties and components. Throws what ical.js throws where it is malformed. */
export function propertiesOf(block: Pick<Block, 'text'>): Property[] {
  const [, , [component]] = ICAL.parse(`BEGIN:VCALENDAR\r\n${block.text}\r\nEND:VCALENDAR`) as [string, unknown[], [string, Property[], unknown[]][]];
  return component![1];
}

/** A VTIMEZONE as ical.js calculates with it; null where it cannot be read. */
export function timezoneOf(block: Pick<Block, 'text'>): { tzid: string; location: string; zone: ICAL.Timezone } | null {
  try {
    const component = new ICAL.Component(ICAL.parse(`BEGIN:VCALENDAR\r\n${block.text}\r\nEND:VCALENDAR`)).getFirstSubcomponent('vtimezone')!;
    const text = (name: string): string => { const value: unknown = component.getFirstPropertyValue(name); return typeof value === 'string' ? value.trim() : ''; };
    return { tzid: text('tzid'), location: text('x-lic-location'), zone: new ICAL.Timezone(component) };
  } catch {
    return null;
  }
}
