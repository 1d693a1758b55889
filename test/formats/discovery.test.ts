// Discovery imports of configuration items from tables, JSON and clouds: recognised, asked, or set aside with row, field and reason.
import { describe, expect, test } from 'vitest';
import { type DiscoveryOptions, readDiscovery } from '../../src-main/formats/discovery.ts';
import { fileOf, refusalOf } from './read-fixture.ts';

const read = async (content: unknown, options: DiscoveryOptions = {}) => readDiscovery(await fileOf(typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content), 'discovery'), options);
const refusal = async (content: unknown, options: DiscoveryOptions = {}) => refusalOf(read(content, options));
const nothing = { type: null, version: null, environment: null, owner: null, service: null, tier: null, lifecycle: null, attributes: {}, relations: [] };

describe('CFG-01 tables', () => {
  const table = 'CI Name;Serial Number;FQDN;IP Address;CI Class;OS Version;Env;Owned by;Business Service;Tier;Status;Depends on;Rack\r\npay-db-01;S1;pay-db-01.example.org;10.0.0.5;database;16.2;prod;DBA;Payments;1;live;san-01 | net-02;R7\r\n';
  const item = {
    row: 1, identifiers: { name: 'pay-db-01', serial: 'S1', fqdn: 'pay-db-01.example.org', address: '10.0.0.5' }, type: 'database', version: '16.2', environment: 'prod', owner: 'DBA', service: 'Payments', tier: '1', lifecycle: 'live',
    attributes: { Rack: 'R7' }, relations: [{ kind: 'depends-on', to: 'san-01' }, { kind: 'depends-on', to: 'net-02' }],
  };

  test.each([['semicolons', table], ['tabs', table.replaceAll(';', '\t')], ['UTF-16', Buffer.from(`\uFEFF${table}`, 'utf16le')]])('CFG-01 a table with %s gives items by the names of its columns', async (_, content) => {
    const found = await read(content);
    expect(found).toMatchObject({ kind: 'table', questions: [], setAside: [], warnings: [], records: 1 });
    expect(found.items).toEqual([item]);
  });

  test('CFG-01 a table nobody can recognise an item in asks for the name, and is read once it is said', async () => {
    const content = 'Bezeichner,Kiste,Haengt an\na,b,c\n';
    expect(await read(content)).toMatchObject({ questions: [{ field: 'name', candidates: ['Bezeichner', 'Kiste', 'Haengt an'] }], items: [], setAside: [], records: 1 });
    const mapping = { columns: { name: 'Bezeichner', type: 'Kiste', owner: '' }, relations: { 'Haengt an': 'runs-on' } };
    expect((await read(content, { mapping })).items).toEqual([{ ...nothing, row: 1, identifiers: { name: 'a' }, type: 'b', relations: [{ kind: 'runs-on', to: 'c' }] }]);
    expect((await read([{ Bezeichner: 'a' }], { mapping })).questions.map((question) => question.field)).toEqual(['type']);
  });

  test('CFG-01 an ID alone names no item: the name is asked, for a table of anything has an ID', async () => {
    expect((await read('sys_id,number,type\nabc,CHG1,normal\n')).questions.map((question) => question.field)).toEqual(['name']);
    expect((await read('DNS Name,IP Address\n,10.0.0.1\nb.example.org,10.0.0.2\n')).items.map((each) => each.identifiers.name)).toEqual(['10.0.0.1', 'b.example.org']);
  });

  test('CFG-01 where several columns could be a field the likeliest name wins, and the others stay attributes', async () => {
    const { mapping, items } = await read('hostname,name,sys_id,id\nh1,Payments database,abc,7\n');
    expect(mapping.columns).toEqual({ name: 'name', externalId: 'sys_id' });
    expect(items[0]).toMatchObject({ identifiers: { name: 'Payments database', externalId: 'abc' }, attributes: { hostname: 'h1', id: '7' } });
  });

  test('CFG-01 rows that are no item are set aside with row, field and reason, the others stand', async () => {
    const long = 'n'.repeat(201);
    const found = await read(`name,type,relations\na,server,runs-on: host-1; uses -> bus\n,server,\n${long},server,\nb,server,host-1\nc,server\nd,,\n`);
    expect(found.items.map((each) => each.identifiers.name)).toEqual(['a', 'd']);
    expect(found.items[0]?.attributes).toEqual({});
    expect(found.items[0]?.relations).toEqual([{ kind: 'runs-on', to: 'host-1' }, { kind: 'uses', to: 'bus' }]);
    expect(found.setAside.map(({ row, field, reason }) => [row, field, reason])).toEqual([[2, 'name', 'missing'], [3, 'name', 'too_long'], [4, 'relations', 'relation_unclear'], [5, 'row', 'ragged_row']]);
    expect(found.records).toBe(found.items.length + found.setAside.length);
  });

  test('CFG-01 an item keeps at most a hundred attributes, and says how many it does not', async () => {
    const columns = Array.from({ length: 130 }, (_, i) => `c${i}`);
    const { items, warnings } = await read(`name,${columns.join(',')}\na,${columns.map(() => 'x').join(',')}\n`);
    expect([Object.keys(items[0]!.attributes).length, warnings]).toEqual([100, ['30 values were left out: an item keeps at most 100 attributes.']]);
  });

  test('CFG-01 hundred rows are all accounted for', async () => {
    const rows = Array.from({ length: 100 }, (_, i) => `host-${i},server,S${i % 97}`);
    expect(await read(`name,type,serial\n${rows.join('\n')}\n`)).toMatchObject({ records: 100, items: { length: 100 }, setAside: [] });
  });
});

describe('CFG-01 JSON', () => {
  const records = [{ name: 'a', type: 'server', owner: { team: 'Ops' }, site: { code: 'A1' }, dependsOn: ['b', 'c; d'], relations: [{ kind: 'runs-on', to: 'esx-1' }] }, { name: 'b', cpu: { cores: 4 }, ports: [80, 443] }];
  const items = [
    { ...nothing, row: 1, identifiers: { name: 'a' }, type: 'server', owner: 'Ops', attributes: { 'site.code': 'A1' }, relations: [{ kind: 'runs-on', to: 'esx-1' }, { kind: 'depends-on', to: 'b' }, { kind: 'depends-on', to: 'c; d' }] },
    { ...nothing, row: 2, identifiers: { name: 'b' }, attributes: { 'cpu.cores': '4', ports: '80, 443' } },
  ];

  test.each([['an array', records], ['an array under a name', { total: 2, items: records }], ['an array in a wrapping', { result: { data: records } }], ['JSON lines', records.map((each) => JSON.stringify(each)).join('\n')], ['a mark before it', `\uFEFF${JSON.stringify(records)}`]])('CFG-01 %s gives items, nested names joined by dots', async (_, content) => {
    const found = await read(content);
    expect([found.kind, found.questions, found.setAside, found.items]).toEqual(['json', [], [], items]);
  });

  test('CFG-01 one object is one item', async () => {
    expect((await read({ name: 'a', version: 2 })).items).toEqual([{ ...nothing, row: 1, identifiers: { name: 'a' }, version: '2' }]);
  });

  test('CFG-01 broken lines, values that are no object and relations without an end are set aside alone', async () => {
    const found = await read(['{"name":"a"}', '{"name":', '7', '{"name":"b","relations":[{"kind":"uses"}]}', '{"name":"\\ud800"}', '{"name":"c"}'].join('\n'));
    expect(found.items.map(({ row, identifiers }) => [row, identifiers.name])).toEqual([[1, 'a'], [6, 'c']]);
    expect(found.setAside.map(({ row, line, field, reason }) => [row, line, field, reason])).toEqual([[2, 2, 'row', 'malformed_json'], [3, 3, 'row', 'not_an_object'], [4, 4, 'relations[0]', 'relation_unclear'], [5, 5, 'name', 'half_character']]);
  });

  test('CFG-01 a file of broken rows alone sets each aside and asks nothing', async () => {
    expect(await read('p,q,r\n1,2,3,4\n5,6,7,8\n')).toMatchObject({ questions: [], items: [], setAside: [{ row: 1, reason: 'ragged_row' }, { row: 2, reason: 'ragged_row' }] });
  });

  test('CFG-01 names of built-ins are names like any other', async () => {
    const { items: [item] } = await read('[{"name":"a","__proto__":{"owner":"x"},"constructor":"y","toString":"z"}]');
    expect(item).toMatchObject({ owner: null, attributes: { '__proto__.owner': 'x', constructor: 'y', toString: 'z' } });
    expect(Object.getPrototypeOf(item!.attributes)).toBe(Object.prototype);
    expect((await read('[{"name":"a","__proto__":"x"}]')).items[0]?.attributes).toEqual({ _proto_: 'x' });
  });
});

describe('CFG-01 cloud inventories', () => {
  test('CFG-01 instances are found under their reservations, tags give name, environment and owner', async () => {
    const instance = (id: string, tags: Record<string, string>) => ({ InstanceId: id, InstanceType: 't3.small', PrivateIpAddress: '10.0.0.9', PrivateDnsName: `${id}.internal`, State: { Code: 16, Name: 'running' }, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) });
    const found = await read({ Reservations: [{ OwnerId: '1', Instances: [instance('i-1', { Name: 'pay-web', Environment: 'prod', team: 'Payments' })] }, { Instances: [instance('i-2', {})] }] });
    expect([found.kind, found.questions]).toEqual(['cloud', []]);
    expect(found.items[0]).toMatchObject({ identifiers: { name: 'pay-web', externalId: 'i-1', fqdn: 'i-1.internal', address: '10.0.0.9' }, environment: 'prod', owner: 'Payments', lifecycle: 'running', attributes: { InstanceType: 't3.small', 'State.Code': '16' } });
    // Without a name of its own an item is called by its domain name.
    expect(found.items[1]).toMatchObject({ row: 2, identifiers: { name: 'i-2.internal', externalId: 'i-2' }, environment: null });
  });

  test('CFG-01 a list of resources with labels is read', async () => {
    const found = await read([{ id: '/subscriptions/1/vm/a', name: 'a', type: 'Microsoft.Compute/virtualMachines', resourceGroup: 'rg', environment: 'test', tags: { env: 'other', owner: 'Ops' } }, { id: '/subscriptions/1/vm/b', name: 'b', type: 'x', tags: null }]);
    expect(found.kind).toBe('cloud');
    expect(found.items).toMatchObject([{ identifiers: { name: 'a', externalId: '/subscriptions/1/vm/a' }, type: 'Microsoft.Compute/virtualMachines', environment: 'test', owner: 'Ops', attributes: { resourceGroup: 'rg' } }, { identifiers: { name: 'b' }, owner: null }]);
  });
});

describe('CFG-01 what is no inventory', () => {
  test.each([
    ['an empty list', '[]', 'no_records'], ['an empty object', '{}', 'no_records'], ['an empty list under a name', '{"items":[]}', 'no_records'], ['a header alone', 'name,type\n', 'no_records'], ['no byte', '', 'empty_file'],
    ['a list cut after a record', '[{"name":"a"},', 'truncated'], ['a document cut within', '{"items":[{"name":"a"}', 'truncated'], ['broken JSON', '[{"name":"a"} x]', 'malformed_json'], ['XML', '<cis><ci/></cis>', 'not_a_change_file'],
    ['nesting without end', `[${'{"a":'.repeat(50)}1${'}'.repeat(50)}]`, 'too_deep'],
  ])('CFG-01 %s is refused', async (_, content, code) => {
    expect(await refusal(content)).toMatchObject({ code, where: { file: 'discovery' } });
  });

  test.each([['CycloneDX', { bomFormat: 'CycloneDX', components: [{ name: 'a' }] }], ['SARIF', { version: '2.1.0', runs: [{ name: 'a' }] }], ['OpenAPI', { openapi: '3.0.0', name: 'a' }], ['Terraform', { format_version: '1.1', terraform_version: '1.2', resource_changes: [{ name: 'a' }] }]])('CFG-01 JSON of %s is refused by its kind, though it has names in it', async (words, content) => {
    expect((await refusal(content)).message).toContain(words);
  });

  test('CFG-01 nesting within one line of JSON lines has an end as well', async () => {
    expect((await refusal(`{"name":"a"}\n{"name":"b","x":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}\n`)).code).toBe('too_deep');
  });

  test('CFG-01 a record of thousands of names, and a list of more items than fit, are refused', async () => {
    const wide = Object.fromEntries(Array.from({ length: 1100 }, (_, i) => [`k${i}`, 'x']));
    expect(await refusal([{ name: 'a' }, wide])).toMatchObject({ code: 'too_large', where: { row: 2 } });
    const different = Array.from({ length: 250 }, (_, row) => ({ name: 'a', ...Object.fromEntries(Array.from({ length: 100 }, (__, i) => [`k${row}-${i}`, 'x'])) }));
    expect(await refusal(different)).toMatchObject({ code: 'too_large', facts: { limit: '20000 names' } });
    expect((await refusal(`name,type\n${'a,b\n'.repeat(200_001)}`)).code).toBe('too_large');
  });
});
