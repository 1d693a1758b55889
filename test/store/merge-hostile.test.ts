// Whatever a foreign device puts into an event, merging neither fails nor parts two laptops. Values of every shape in every field of every type.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DomainEvent, EventType, Json } from '../../src-main/domain/event.ts';
import { eventTypes, mayBeAbout, subjectOf } from '../../src-main/domain/event.ts';
import { rebuild } from '../../src-main/store/rebuild.ts';
import { encode } from '../../src-main/trail/canonical.ts';
import { examples } from '../support/event-examples.ts';
import { digestsOf, exchange, laptopsOf, template } from '../support/laptops.ts';
import type { Laptop } from '../support/laptops.ts';

const made = template(3);
const types = (Object.keys(eventTypes) as EventType[]).filter((type) => examples[type]);

const hostile: Json[] = [
  null, '', { toString: 1, valueOf: 1 }, [null], '\u202Egnp.exe', 2 ** 53 - 1, true, -1, ' ', 'x'.repeat(20_000), '<img src=x onerror=alert(1)>', '=cmd|calc', '\u0000\u0007', "'; DROP TABLE change; --", '../../etc', '__proto__', '2026-13-45T99:99:99.999Z',
  [], [[]], ['a', 5], {}, { text: 5 }, [{ row: -1, field: [], why: {}, value: null }], [{ text: 'a', owner: 'b', dueOn: 'c', when: 7 }], [{ text: {}, owner: [], dueOn: 1 }], { name: 'Export', toJSON: 1 }, { t: 'x', s: 5, d: null },
  JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}') as Json,
];
/** Fields whose wrong value makes the whole commit count for nothing, so that everything after it does not count either: each has a feed of its own. */
const stopping = new Set(['number', 'role', 'proposal', 'entry', 'feed', 'key', 'count', 'head', 'counts', 'revoked', 'granted', 'lastSeq', 'root', 'ca']);

const isCanonical = (value: Json): boolean => { try { encode(value); return true; } catch { return false; } };

type Spot = { part: 'data' | 'text'; field: string };
const spotsOf = ({ data, text = {} }: DomainEvent): Spot[] =>
  [...Object.keys(data).map((field): Spot => ({ part: 'data', field })), ...Object.keys(text).map((field): Spot => ({ part: 'text', field }))];
const altered = (event: DomainEvent, { part, field }: Spot, value: Json): DomainEvent => ({ ...event, [part]: { ...event[part], [field]: value } });

/** All end alike, but for a laptop that wrote what does not count: it does not judge itself. */
function expectAlike(laptops: readonly Laptop[]): void {
  const [witness] = laptops;
  const held = new Set(witness!.store.db.all<{ feed: string }>('SELECT feed FROM held').map(({ feed }) => feed));
  for (const { store } of laptops) expect(rebuild(store.db, store.log, () => {}).tables.filter(({ isEqual }) => !isEqual)).toEqual([]);
  for (const laptop of laptops) if (!held.has(laptop.store.organisation.deviceFeed)) expect(digestsOf(laptop)).toEqual(digestsOf(witness!));
}

/** A laptop writes all of it; another one, which knows nothing of it, writes some itself; a third one hears of both. */
async function exchanged(type: EventType, eventsOf: (example: DomainEvent, fresh: () => string) => DomainEvent[]): Promise<void> {
  const group = laptopsOf(await made, 3);
  try {
    const [witness, one, other] = group.laptops as [Laptop, Laptop, Laptop];
    const { given = [], event, apart } = examples[type]!(type, one, other);
    if (given.length > 0) one.write(...given);
    exchange(one, other);
    let n = 0;
    one.write(...eventsOf(event, () => subjectOf(event.subject.slice(0, event.subject.indexOf(':')), `made-${(n += 1)}`)));
    if (apart) other.write(apart);
    exchange(one, witness);
    exchange(other, witness);
    exchange(witness, other);
    exchange(other, one);
    expectAlike([witness, other, one]);
  } finally {
    group.close();
  }
}

test.each(types)('SYN-02 hostile values in every field of %s are merged without harm', async (type) => {
  const group = laptopsOf(await made, 2);
  const { event } = examples[type]!(type, group.laptops[0]!, group.laptops[1]!);
  group.close();
  for (const spot of spotsOf(event)) {
    if (stopping.has(spot.field) || 'number' in event.data) for (const value of hostile.slice(0, 6)) await exchanged(type, (example) => [altered(example, spot, value)]);
    else await exchanged(type, (example, fresh) => hostile.flatMap((value) => [altered(example, spot, value), { ...altered(example, spot, value), subject: fresh() }]));
  }
});

test('SYN-02 events of any shape about any record are merged without harm', async () => {
  const json = fc.jsonValue({ maxDepth: 3 }).filter((value) => isCanonical(value as Json)) as fc.Arbitrary<Json>;
  const any = fc.record({
    type: fc.constantFrom(...types.filter((type) => !('signed' in eventTypes[type]) && type !== 'org.founded')), kind: fc.constantFrom('change', 'meeting', 'board', 'person', 'device', 'import', 'mapping', 'entitlements', 'org', 'document', 'nothing'), id: fc.constantFrom('a', 'b', ''),
    values: fc.array(json, { minLength: 6, maxLength: 6 }), isOne: fc.boolean(), sends: fc.boolean(),
  });
  const start = await made;
  fc.assert(fc.property(fc.array(any, { minLength: 5, maxLength: 30 }), (steps) => {
    const group = laptopsOf(start, 2);
    try {
      const [one, other] = group.laptops as [Laptop, Laptop];
      for (const { type, kind, id, values, isOne, sends } of steps) {
        const laptop = isOne ? one : other;
        const { event } = examples[type]!(type, one, other);
        const fields = (part: 'data' | 'text'): Record<string, Json> => Object.fromEntries(Object.entries(event[part] ?? {}).map(([name, value], i) => [name, i % 2 === 0 && name !== 'number' ? values[i % values.length]! : value]));
        const data = { ...fields('data'), ...(typeof event.data['number'] === 'string' ? { number: laptop.store.nextNumber(event.data['number'].slice(0, 1)) } : {}) };
        const subject = subjectOf(kind, id);
        if (mayBeAbout(type, subject)) laptop.write({ type, subject, data, ...(event.text ? { text: fields('text') } : {}) });
        if (sends) exchange(laptop, isOne ? other : one);
      }
      exchange(one, other);
      exchange(other, one);
      expectAlike([one, other]);
    } finally {
      group.close();
    }
  }), { numRuns: Number(process.env['GAVEL_HOSTILE'] ?? 60) });
});
