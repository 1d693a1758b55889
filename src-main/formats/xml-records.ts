// Records of XML: ServiceNow's unload and list exports, its REST answers, and tables of anything. Streams; refuses DOCTYPE.
import { SaxesParser } from 'saxes';
import { textOf } from './encoding.ts';
import { FormatError } from './format-error.ts';
import { asUtc, pairText } from './json-records.ts';
import { type Limits, inMiB, refuseTooManyColumns } from './limits.ts';
import { type Cell, type RecordSource, type SourceOptions, type SourceRecord, growingColumns } from './records.ts';

type Open = { name: string; text: string; display: string | undefined; children: Map<string, string> | null };
/** Roots under which ServiceNow writes rows of tables as they are stored, times in UTC. */
const tableRoots = new Set(['unload', 'xml']);
const changeTables = /^(change_request|u_change\w*|change)$/;

type Building = { columnAt: (name: string) => number; limits: Limits; out: SourceRecord[]; others: Map<string, number> };

function recordBuilder({ columnAt, limits, out, others }: Building, lineNow: () => number): { open: (name: string, attributes: Record<string, string>) => void; text: (piece: string) => void; close: () => void } {
  const path: Open[] = [];
  let cells: Cell[] = [];
  let row = 0;
  let size = 0;
  let startedAt = 0;
  const recordDepth = (): number => (path[0]?.name === 'rss' ? 3 : 2);
  const add = (name: string, text: string): void => {
    const at = columnAt(name);
    const before = cells[at];
    cells[at] = before === undefined ? text : typeof before === 'string' ? [before, text] : [...before, text];
  };
  const endCell = (cell: Open): void => {
    const children = cell.children;
    const isStored = tableRoots.has(path[0]!.name);
    if (!children) add(cell.name, cell.display !== undefined && cell.display !== '' ? cell.display : isStored ? asUtc(cell.text.trim()) : cell.text.trim());
    else if (children.has('display_value') || children.has('value')) add(cell.name, pairText(children.get('display_value'), children.get('value')));
    else for (const [name, text] of children) add(`${cell.name}.${name}`, text);
  };
  const endRecord = (record: Open): void => {
    if (cells.length === 0) return;
    if (tableRoots.has(path[0]!.name) && !changeTables.test(record.name)) {
      others.set(record.name, (others.get(record.name) ?? 0) + 1);
      return;
    }
    row += 1;
    const long = cells.find((cell) => typeof cell === 'string' && cell.length > limits.cellLength);
    out.push({ row, line: startedAt, cells, ...(long === undefined ? {} : { problem: { why: 'cell_too_long' as const, value: `${long.length} characters` } }) });
  };
  return {
    open: (name, attributes) => {
      const bare = name.slice(name.indexOf(':') + 1);
      path.push({ name: bare, text: '', display: attributes['display_value'], children: null });
      if (path.length > limits.depth) throw new FormatError('too_deep', { limit: limits.depth, line: lineNow() }, { line: lineNow() });
      if (path.length === recordDepth()) {
        cells = [];
        size = 0;
        startedAt = lineNow();
      }
      if (path.length === recordDepth() + 2) path.at(-2)!.children ??= new Map();
    },
    text: (piece) => {
      const top = path.at(-1);
      if (!top || path.length <= recordDepth()) return;
      size += piece.length;
      if (size > limits.recordBytes) throw new FormatError('too_large', { what: 'a single record', limit: inMiB(limits.recordBytes) }, { line: startedAt });
      top.text += piece;
    },
    close: () => {
      const top = path.pop()!;
      const depth = path.length + 1;
      if (depth === recordDepth()) endRecord(top);
      else if (depth === recordDepth() + 1) endCell(top);
      else if (depth === recordDepth() + 2) path.at(-1)!.children!.set(top.name, top.text.trim());
      else if (depth > recordDepth() + 2) path.at(-1)!.text += top.text;
      refuseTooManyColumns(cells.length, limits, row + 1);
    },
  };
}

export function openXml(path: string, { encoding, limits, signal }: SourceOptions): RecordSource {
  const columns: string[] = [];
  const warnings: string[] = [];
  let bytes = 0;
  async function* batches(): AsyncGenerator<SourceRecord[]> {
    const parser = new SaxesParser({ xmlns: false, position: true });
    const building: Building = { columnAt: growingColumns(columns), limits, out: [], others: new Map() };
    const builder = recordBuilder(building, () => parser.line);
    parser.on('error', (error) => {
      const where = { line: parser.line };
      throw new FormatError(/unclosed|unexpected end/i.test(error.message) ? 'truncated' : 'malformed_xml', { ...where, column: parser.column, problem: error.message.replace(/^\d+:\d+:\s*/, '').replace(/\.$/, '') }, where);
    });
    parser.on('doctype', () => { throw new FormatError('doctype_refused', { line: parser.line }, { line: parser.line }); });
    parser.on('opentag', (tag) => { builder.open(tag.name, tag.attributes as Record<string, string>); });
    parser.on('text', builder.text);
    parser.on('cdata', builder.text);
    parser.on('closetag', builder.close);
    let total = 0;
    for await (const piece of textOf(path, encoding, signal)) {
      signal?.throwIfAborted();
      parser.write(piece);
      bytes += piece.length;
      total += building.out.length;
      if (building.out.length > 0) yield building.out.splice(0);
    }
    parser.close();
    total += building.out.length;
    if (building.out.length > 0) yield building.out.splice(0);
    const others = [...building.others];
    if (total === 0 && others.length > 0) throw new FormatError('not_a_change_file', { what: `it holds rows of ${others.map(([name]) => name).join(', ')}, none of change_request` });
    for (const [name, count] of others) warnings.push(`${count} ${count === 1 ? 'row' : 'rows'} of the table ${name} ${count === 1 ? 'was' : 'were'} left out: not changes.`);
  }
  return { columns, batches: batches(), warnings, delimiter: null, labels: new Map(), bytesRead: () => bytes };
}
