// Health checks of a deployment, in our own shape and as services answer them.
import { expect, test } from 'vitest';
import { type HealthOptions, readHealth } from '../../src-main/formats/health.ts';
import { fileOf, refusalOf } from './read-fixture.ts';

const read = async (value: unknown, options: HealthOptions = {}) => readHealth(await fileOf(typeof value === 'string' ? value : JSON.stringify(value), 'health.json'), options);
const refusal = async (value: unknown, options: HealthOptions = {}) => refusalOf(read(value, options));
const check = (name: string, status: string, observedAt = '2026-06-01T10:00:00Z') => ({ name, status, observedAt });

test('EMG-04 a list of checks passes when none failed, and was seen at its oldest time', async () => {
  expect(await read({ service: 'Payments', checks: [check('login', 'pass', '2026-06-01T10:05:00Z'), check('queue', 'warn')] })).toEqual({
    checks: [{ name: 'login', status: 'pass', observedAt: '2026-06-01T10:05:00.000Z', observed: null, note: null }, { name: 'queue', status: 'warn', observedAt: '2026-06-01T10:00:00.000Z', observed: null, note: null }],
    isPassing: true, observedAt: '2026-06-01T10:00:00.000Z', service: 'Payments', version: null,
  });
  expect(await read([check('login', 'pass'), check('queue', 'FAIL')])).toMatchObject({ isPassing: false, checks: [{ status: 'pass' }, { status: 'fail' }] });
  expect(await read([check('login', 'pass'), { name: 'queue', status: 'pass' }])).toMatchObject({ isPassing: true, observedAt: null });
});

test('EMG-04 the answer of a service is read with components, values and its own words', async () => {
  const answer = {
    status: 'pass', releaseId: '4.2.0', serviceId: 'pay', checks: {
      'db:responseTime': [{ componentId: 'a', status: 'ok', time: '2026-06-01T10:00:00Z', observedValue: 250, observedUnit: 'ms' }, { componentId: 'b', status: 'down', time: '2026-06-01T09:00:00Z', output: 'no answer' }],
      uptime: { status: 'pass', time: 1780308000 },
    },
  };
  const health = await read(answer);
  expect(health).toMatchObject({ isPassing: false, observedAt: '2026-06-01T09:00:00.000Z', service: 'pay', version: '4.2.0' });
  expect(health.checks).toEqual([
    { name: 'db:responseTime a', status: 'pass', observedAt: '2026-06-01T10:00:00.000Z', observed: '250 ms', note: null }, { name: 'db:responseTime b', status: 'fail', observedAt: '2026-06-01T09:00:00.000Z', observed: null, note: 'no answer' },
    { name: 'uptime', status: 'pass', observedAt: '2026-06-01T10:00:00.000Z', observed: null, note: null },
  ]);
});

test('EMG-04 a service that calls itself failed has failed, whatever its checks say; one without checks is its own check', async () => {
  expect(await read({ status: 'fail', output: 'disk', checks: { a: [{ status: 'pass', time: '2026-06-01T10:00:00Z' }] } })).toMatchObject({ isPassing: false, checks: [{ name: 'a' }, { name: 'overall', status: 'fail', note: 'disk' }] });
  expect(await read({ status: 'UP' })).toMatchObject({ isPassing: true, checks: [{ name: 'overall', status: 'pass' }], observedAt: null });
});

test.each([
  ['a status that is none', [check('a', 'pass'), check('b', 'maybe')], 'checks[1].status'], ['a status named like a built-in', [check('a', 'constructor')], 'checks[0].status'], ['a missing status', [{ name: 'a' }], 'checks[0].status'],
  ['a check without a name', [{ status: 'pass' }], 'checks[0].name'], ['a check that is none', ['pass'], 'checks[0]'], ['a check of a component that is none', { checks: { db: ['pass'] } }, 'checks.db[0]'], ['a time without zone', [check('a', 'pass', '2026-06-01 10:00')], 'checks[0].observedAt'],
  ['a time that is none', { status: 'pass', checks: { db: [{ status: 'pass', time: 'now' }] } }, 'checks.db[0].time'], ['checks that are words', { checks: 'fine' }, 'checks'], ['a status of the whole that is none', { status: true }, 'status'], ['no check at all', { checks: [] }, 'checks'], ['nothing', {}, 'checks'],
])('EMG-04 %s is refused at its field', async (_, value, field) => {
  expect((await refusal(value)).where).toEqual({ file: 'health.json', field });
});

test('EMG-04 a time without zone is read in the one that is said', async () => {
  expect((await read([check('a', 'pass', '2026-06-01 10:00')], { zone: 'Europe/Berlin' })).observedAt).toBe('2026-06-01T08:00:00.000Z');
});

test('EMG-04 broken, cut, deep and foreign files are refused, and too many checks', async () => {
  expect(await refusal('{\n"checks": [}')).toMatchObject({ code: 'malformed_json', where: { line: 2 } });
  expect((await refusal('{"checks": [')).code).toBe('truncated');
  expect((await refusal(`{"checks":${'['.repeat(99)}`)).code).toBe('too_deep');
  expect((await refusal('<health/>')).message).toContain('no single JSON document');
  expect((await refusal('null')).message).toContain('single JSON document');
  expect((await refusal(Array.from({ length: 10_001 }, () => check('a', 'pass')))).code).toBe('too_large');
});
