// Which column of a discovery export is which field of an item: recognised by common names, or as a person said.
import { type DiscoveredItem, type ItemRelation, type ItemSetAside, attributesOf } from './discovered-item.ts';
import { type FlatCell, type FlatRecord, cellText, relationNames } from './flat-record.ts';
import { shortened } from './imported-change.ts';

export const identifierFields = ['name', 'serial', 'fqdn', 'externalId', 'address'] as const;
export const itemFields = [...identifierFields, 'type', 'version', 'environment', 'owner', 'service', 'tier', 'lifecycle'] as const;
export type ItemField = (typeof itemFields)[number];
/** `columns` binds a field to a column, an empty text to none; `relations` a column that names other items to the kind of relation. */
export type ItemMapping = { columns: Partial<Record<ItemField, string>>; relations: Record<string, string> };
export type ItemQuestion = { about: 'field'; field: ItemField; text: string; candidates: string[] };

/** Names a column may have, in their plain form, the likeliest first: where several columns fit a field, the first name wins. No name stands for two fields. */
const knownNames: Record<ItemField, readonly string[]> = {
  name: ['name', 'ciname', 'configurationitem', 'itemname', 'displayname', 'resourcename', 'assetname', 'devicename', 'servername', 'computername', 'instancename', 'hostname', 'host', 'inventoryhostname'],
  serial: ['serial', 'serialnumber', 'serialno', 'productserial', 'chassisserial'],
  fqdn: ['fqdn', 'fullyqualifieddomainname', 'dnsname', 'privatednsname', 'publicdnsname', 'dns'],
  externalId: ['externalid', 'sysid', 'resourceid', 'arn', 'resourcearn', 'instanceid', 'assetid', 'ciid', 'objectid', 'uuid', 'selflink', 'machineid', 'id'],
  address: ['ipaddress', 'ip', 'ipv4', 'ipv4address', 'primaryip', 'privateip', 'privateipaddress', 'managementip', 'address'],
  type: ['type', 'citype', 'ciclass', 'sysclassname', 'class', 'resourcetype', 'assettype', 'category', 'kind'],
  version: ['version', 'softwareversion', 'appversion', 'engineversion', 'osversion', 'release'],
  environment: ['environment', 'env', 'stage', 'usedfor'],
  owner: ['owner', 'ciowner', 'ownedby', 'businessowner', 'technicalowner', 'ownerteam', 'team', 'managedby', 'supportgroup', 'assignmentgroup'],
  service: ['service', 'servicename', 'businessservice', 'application', 'app', 'product', 'system'],
  tier: ['tier', 'servicetier', 'businesscriticality', 'criticality'],
  lifecycle: ['lifecycle', 'lifecyclestate', 'lifecyclestage', 'operationalstatus', 'installstatus', 'provisioningstate', 'status', 'statename', 'state'],
};
const relationKinds = new Map([
  ['dependson', 'depends-on'], ['dependencies', 'depends-on'], ['dependency', 'depends-on'], ['runson', 'runs-on'], ['hostedon', 'runs-on'], ['partof', 'part-of'], ['parent', 'part-of'], ['memberof', 'part-of'],
  ['connectsto', 'connects-to'], ['connectedto', 'connects-to'], ['uses', 'uses'],
]);
const needed = ['name', 'fqdn'] as const;
const fieldWords: Record<ItemField, string> = {
  name: 'the name of the item', serial: 'the serial number', fqdn: 'the full domain name', externalId: "the source's own ID", address: 'the network address', type: 'the type of item', version: 'the version',
  environment: 'the environment', owner: 'the owner', service: 'the service', tier: 'the tier', lifecycle: 'the life-cycle state',
};

const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
/** `tags.Environment` is the environment where no column of that name stands for itself. */
const untagged = (name: string): string | null => /^(?:tags|labels|tag|label)\.(.+)$/i.exec(name)?.[1] ?? null;

export function recognisedItems(columns: readonly string[]): ItemMapping {
  const direct = new Map<string, string>();
  const tagged = new Map<string, string>();
  for (const column of columns) {
    const tag = untagged(column);
    const [names, name] = tag === null ? [direct, plain(column)] : [tagged, plain(tag)];
    if (!names.has(name)) names.set(name, column);
  }
  const found = itemFields.flatMap((field) => {
    const column = [direct, tagged].flatMap((names) => knownNames[field].flatMap((name) => names.get(name) ?? []))[0];
    return column === undefined ? [] : [[field, column] as const];
  });
  const relations = columns.flatMap((column) => (relationKinds.has(plain(column)) ? [[column, relationKinds.get(plain(column))!] as const] : []));
  return { columns: Object.fromEntries(found), relations: Object.fromEntries(relations) };
}

/** What a person has to say before records can be items: a column that is not there, or that nothing names an item. */
export function questionsFor({ columns: bound }: ItemMapping, columns: readonly string[]): ItemQuestion[] {
  const isOpen = (field: ItemField): boolean => bound[field] !== undefined && bound[field] !== '' && !columns.includes(bound[field]);
  const open = itemFields.filter(isOpen);
  if (!needed.some((field) => (bound[field] ?? '') !== '') && !open.includes('name')) open.unshift('name');
  return open.map((field) => ({ about: 'field', field, text: `Which column holds ${fieldWords[field]}?`, candidates: columns.slice(0, 200) }));
}

const longest = 200;
const longestIdentifier = 2000;
type Mapped = { ok: true; item: DiscoveredItem; left: number } | { ok: false; aside: ItemSetAside };

/** An item without a name of its own is called by its domain name, else by the source's ID or its address. */
export function itemMapper({ columns: bound, relations }: ItemMapping): (record: FlatRecord) => Mapped {
  const used = new Set([...Object.values(bound), ...Object.keys(relations)]);
  return (record) => {
    const { row, line, cells } = record;
    const aside = (field: string, reason: ItemSetAside['reason'], value: string): Mapped => ({ ok: false, aside: { row, ...(line === undefined ? {} : { line }), field, reason, value: shortened(value) } });
    if (record.problem) return aside(record.problem.field, record.problem.reason, record.problem.value);
    const texts = Object.fromEntries(itemFields.map((field) => [field, cellText(bound[field] === undefined ? undefined : cells.get(bound[field]))])) as Record<ItemField, string>;
    const name = texts.name || texts.fqdn || texts.externalId || texts.address;
    if (name === '') return aside('name', 'missing', '');
    const long = itemFields.find((field) => texts[field].length > (field === 'externalId' ? longestIdentifier : longest));
    if (long !== undefined || name.length > longest) return aside(long ?? 'name', 'too_long', texts[long ?? 'name'] || name);
    const broken = itemFields.find((field) => !texts[field].isWellFormed());
    if (broken !== undefined) return aside(broken, 'half_character', texts[broken].toWellFormed());
    const found = relationsOf(record, relations);
    if ('unclear' in found) return aside(found.field, 'relation_unclear', found.unclear);
    const { attributes, left } = attributesOf([...cells].filter(([column]) => !used.has(column) && !relationNames.has(plain(column))).map(([column, cell]) => [column, cellText(cell)] as const));
    const given = Object.fromEntries(identifierFields.flatMap((field) => (field !== 'name' && texts[field] !== '' ? [[field, texts[field]]] : [])));
    const or = (field: ItemField): string | null => texts[field] || null;
    return { ok: true, left, item: { row, identifiers: { name, ...given }, type: or('type'), version: or('version'), environment: or('environment'), owner: or('owner'), service: or('service'), tier: or('tier'), lifecycle: or('lifecycle'), attributes, relations: found.relations } };
  };
}

/** Several names in one cell are parted by semicolons, bars or line breaks; commas may be part of a name. */
const partsOf = (cell: FlatCell): string[] => (typeof cell === 'string' ? cell.split(/[;|\n]/) : cell).map((part) => part.trim()).filter((part) => part !== '');

function relationsOf(record: FlatRecord, columns: Record<string, string>): { relations: ItemRelation[] } | { field: string; unclear: string } {
  const relations = [...record.relations];
  for (const [column, cell] of record.cells) {
    const kind = Object.hasOwn(columns, column) ? columns[column] : undefined;
    if (kind !== undefined) relations.push(...partsOf(cell).map((to) => ({ kind, to })));
    else if (relationNames.has(plain(column))) {
      for (const part of partsOf(cell)) {
        const [, named, to] = /^([\p{L}][\p{L}\p{N} _-]{0,60}?)\s*(?::|=|->)\s*(\S.*)$/u.exec(part) ?? [];
        if (named === undefined || to === undefined) return { field: column, unclear: part };
        relations.push({ kind: named.trim(), to: to.trim() });
      }
    }
  }
  const unclear = relations.find(({ to, kind }) => to.length > longest || kind.length > longest || !to.isWellFormed());
  return unclear === undefined ? { relations } : { field: 'relations', unclear: `${unclear.kind}: ${unclear.to}` };
}
