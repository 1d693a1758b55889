// Hosts as Ansible lists them, in each shape it writes.
import { describe, expect, test } from 'vitest';
import { readDiscovery } from '../../src-main/formats/discovery.ts';
import { fileOf, refusalOf } from './read-fixture.ts';

const read = async (content: unknown) => readDiscovery(await fileOf(typeof content === 'string' ? content : JSON.stringify(content, null, 4), 'hosts'));
const facts = (host: string, more: object = {}) => ({
  ansible_hostname: host, ansible_fqdn: `${host}.example.org`, ansible_product_serial: 'VMware-56 4d', ansible_product_uuid: 'AAAA-1', ansible_machine_id: 'f00', ansible_default_ipv4: { address: '10.0.0.7', interface: 'eth0' }, ansible_virtualization_role: 'guest',
  ansible_virtualization_type: 'VMware', ansible_distribution: 'Debian', ansible_distribution_version: '13.1', ansible_kernel: '6.12', ansible_memtotal_mb: 7900, ansible_uptime_seconds: 991, ansible_mounts: [{ mount: '/', size_total: 1 }], ...more,
});
const item = {
  row: 1, identifiers: { name: 'web-01', serial: 'VMware-56 4d', fqdn: 'web-01.example.org', externalId: 'AAAA-1', address: '10.0.0.7' }, type: 'virtual-server', version: 'Debian 13.1', environment: null, owner: null, service: null, tier: null, lifecycle: null,
  attributes: { distribution: 'Debian', distribution_version: '13.1', kernel: '6.12', memtotal_mb: '7900', virtualization_type: 'VMware', virtualization_role: 'guest' }, relations: [],
};
const answer = { ansible_facts: facts('web-01'), changed: false };
const bare = { ansible_facts: Object.fromEntries(Object.entries(facts('web-01')).map(([key, value]) => [key.replace('ansible_', ''), value])) };

describe('CFG-01 facts of hosts', () => {
  test.each([
    ['one answer of the setup module', answer], ['facts without their prefix', bare], ['a file of the cache of facts', facts('web-01')], ['answers by host', { 'web-01': answer }], ['an array of answers', [answer]], ['JSON lines of answers', `${JSON.stringify(answer)}\n${JSON.stringify({ host: 'web-02', ...answer })}\n`],
    ['the JSON callback', { plays: [{ tasks: [{ hosts: { 'web-01': { unreachable: true, msg: 'once' } } }, { hosts: { 'web-01': answer } }] }], stats: {} }], ['what the command prints', `[WARNING]: Platform linux\nweb-01 | SUCCESS => ${JSON.stringify(answer, null, 4)}\n`],
  ])('CFG-01 %s gives a host with identifiers, kind and system', async (_, content) => {
    const found = await read(content);
    expect([found.kind, found.questions, found.setAside]).toEqual(['ansible-facts', [], []]);
    expect(found.items[0]).toEqual(item);
  });

  test('CFG-01 hosts that were not reached, failed or broke off are set aside with what was said', async () => {
    const found = await read(`web-01 | SUCCESS => ${JSON.stringify(answer, null, 4)}\nweb-02 | UNREACHABLE! => {\n    "changed": false,\n    "msg": "timed out",\n    "unreachable": true\n}\nweb-03 | FAILED! => {\n    "failed": true,\n    "msg": "no python"\n}\nweb-04 | SUCCESS => {\n    "ansible_facts": {\n`);
    expect(found).toMatchObject({ records: 4, items: [{ identifiers: { name: 'web-01' } }] });
    expect(found.setAside).toEqual([
      { row: 2, field: 'ansible_facts', reason: 'unreachable', value: 'web-02: timed out' }, { row: 3, field: 'ansible_facts', reason: 'failed', value: 'web-03: no python' },
      { row: 4, field: 'row', reason: 'malformed_json', value: expect.stringMatching(/^web-04: /) },
    ]);
  });

  test('CFG-01 what makers leave in place of a number identifies nothing, and a machine of iron is a server', async () => {
    const { items } = await read({ ansible_facts: facts('iron', { ansible_product_serial: 'To Be Filled By O.E.M.', ansible_product_uuid: 'NA', ansible_machine_id: '0000-0000', ansible_fqdn: 'localhost.localdomain', ansible_virtualization_role: 'host', ansible_default_ipv4: {} }) });
    expect(items[0]).toMatchObject({ identifiers: { name: 'iron' }, type: 'server' });
    expect(Object.keys(items[0]!.identifiers)).toEqual(['name']);
  });

  test('CFG-01 containers and network devices are told apart, local facts name service and owner', async () => {
    const local = { gavel: { general: { service: 'Payments', owner: 'Ops', rack: 'R1' } } };
    const { items } = await read([{ ansible_facts: facts('c', { ansible_virtualization_type: 'docker', ansible_local: local }) }, { ansible_facts: facts('sw', { ansible_network_os: 'ios' }) }]);
    expect(items).toMatchObject([{ type: 'container', service: 'Payments', owner: 'Ops', attributes: { 'local.gavel.general.rack': 'R1' } }, { type: 'network-device' }]);
  });

  test('CFG-01 a host that is reached as localhost or by its address is called by its own name', async () => {
    const own = { ansible_facts: facts('control', { ansible_default_ipv4: {} }), changed: false };
    const found = await read({ localhost: own, '10.0.0.3': own, '127.0.0.1': own });
    expect(found.items.map(({ identifiers }) => [identifiers.name, identifiers.address ?? ''])).toEqual([['control', ''], ['control', '10.0.0.3'], ['control', '']]);
  });

  test('CFG-01 a host that tells no name is set aside', async () => {
    expect((await read([answer, { ansible_facts: {} }])).setAside).toEqual([{ row: 2, field: 'name', reason: 'missing', value: '' }]);
  });
});

describe('CFG-01 the listing of an inventory', () => {
  test('CFG-01 every host of every group is an item, with its variables and groups, and no secret', async () => {
    const found = await read({
      _meta: { hostvars: { 'db-01': { ansible_host: '10.0.0.8', ansible_password: 'hunter2', env: 'prod', team: 'DBA', db_password: 'x', vault_key: { __ansible_vault: '$ANSIBLE_VAULT' }, rack: 'R2', labels: { tier: 1 } } } },
      all: { children: ['ungrouped', 'databases', 'web'] }, databases: { hosts: ['db-01'] }, web: { hosts: ['web-01', 'web-02'] }, ungrouped: { hosts: ['odd'] }, old: { hosts: ['web-02'] },
    });
    expect([found.kind, found.records, found.setAside, found.warnings]).toEqual(['ansible-inventory', 4, [], ['2 variables named like a secret were left out.']]);
    expect(found.items[0]).toEqual({ ...item, identifiers: { name: 'db-01', address: '10.0.0.8' }, type: null, version: null, environment: 'prod', owner: 'DBA', tier: '1', attributes: { groups: 'databases', rack: 'R2' } });
    expect(found.items.slice(1).map(({ identifiers, attributes }) => [identifiers.name, attributes['groups'] ?? ''])).toEqual([['web-01', 'web'], ['web-02', 'web, old'], ['odd', '']]);
    expect(JSON.stringify(found)).not.toMatch(/hunter2|VAULT/);
  });

  test('CFG-01 an inventory without a host, and one that is cut, are refused', async () => {
    expect((await refusalOf(read({ _meta: { hostvars: {} }, all: { children: [] } }))).code).toBe('no_records');
    expect((await refusalOf(read('{"_meta": {"hostvars": {"a": {}'))).code).toBe('truncated');
  });
});
