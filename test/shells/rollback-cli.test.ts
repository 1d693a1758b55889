// rollback-check as a pipeline calls it: no workspace, exit codes, and an order that is signed and comes back proved.
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aDesk } from './gavel.ts';
import type { Desk, Reply } from './gavel.ts';

const secret = 'quiet harbour light';
let desk: Desk;
let change: string;
const bare = { env: { GAVEL_WORKSPACE: '' } };
const at = (minute: number): string => new Date(Date.parse('2099-03-01T05:00:00.000Z') + minute * 60_000).toISOString();
const csv = (name: string, lines: readonly [number, string][], unit = 'percent'): string => {
  writeFileSync(desk.at(name), ['time,metric,value,unit', ...lines.map(([minute, value]) => `${at(minute)},error rate,${value},${unit}`)].join('\n'));
  return name;
};
const breached = (minutes: number): [number, string][] => [...Array.from({ length: minutes + 1 }, (_, i): [number, string] => [i, '5.5']), [minutes + 1, '0.2']];
const check = (metrics: string, ...more: string[]): Promise<Reply> => desk.json(['rollback-check', '--plan', 'plan.json', '--metrics', metrics, '--now', at(20), '--test-clock', ...more], bare);

beforeAll(async () => {
  desk = aDesk({ GAVEL_PASSPHRASE: secret, GAVEL_RECOVERY_PASSPHRASE: secret });
  const done = async (args: readonly string[]): Promise<Reply> => { const reply = await desk.json(args); expect(reply, args.join(' ')).toMatchObject({ exit: 0 }); return reply; };
  await done(['init', desk.at('ws'), '--org', 'Harbour Trust', '--person', 'Ada Quill', '--role', 'release-manager', '--role', 'implementer', '--role', 'change-manager']);
  change = ((await done(['change', 'new', 'Switch v7', '--planned-start-at', at(0), '--planned-end-at', at(60)])).value as { number: string }).number;
  await done(['backout', 'plan', change, '--steps', JSON.stringify([{ title: 'Put v6 back', owner: 'Ada Quill', minutes: 20, verification: 'Version answers' }])]);
  await done(['backout', 'triggers', change, '--deadline-at', at(30), '--triggers', JSON.stringify([{ id: 'errors', metric: 'error rate', comparison: 'above', threshold: '5', unit: 'percent', seconds: 300 }])]);
  await done(['backout', 'export', change, '--out', desk.at('plan.json')]);
});
afterAll(() => { desk.remove(); });

test('BCK-02 above 5 % for 6 minutes: exit 1, the order written, the trigger named; 4 minutes: exit 0', async () => {
  expect(await check(csv('six.csv', breached(6)), '--out', 'order.json')).toMatchObject({ ok: false, exit: 1, error: { code: 'roll_back', facts: { trigger: 'errors', change } }, value: { verdict: 'roll-back', because: 'errors' } });
  expect(JSON.parse(readFileSync(desk.at('order.json'), 'utf8'))).toMatchObject({ order: { because: 'errors', app: expect.stringContaining('test-clock') as string }, signature: null });
  expect(await check(csv('four.csv', breached(4)), '--out', 'none.json')).toMatchObject({ ok: true, exit: 0, value: { verdict: 'healthy', order: null } });
  expect(() => readFileSync(desk.at('none.json'))).toThrow();
  const { code, out, err } = await desk.run(['rollback-check', '--plan', 'plan.json', '--metrics', 'six.csv'], bare);
  expect([code, out.includes('roll back'), err.includes('Name it with --trust'), err.split('\n').at(-2)]).toEqual([1, true, true, `gavel: Roll back ${change}: error rate above 5 percent for 300 s was met from ${at(0)} to ${at(5)} (5.5 percent).`]);
  const { value } = await check('six.csv');
  expect(await check('six.csv', '--trust', (value as { planSigner: string }).planSigner)).toMatchObject({ exit: 1, value: { isPlanTrusted: true } });
});

test('BCK-02 no readings by the deadline: exit 1 time_limit; wrong unit, order or file: exit 2; an altered plan or another signer: exit 3', async () => {
  const empty = csv('empty.csv', []);
  expect(await check(empty)).toMatchObject({ exit: 0, value: { verdict: 'watching' } });
  expect(await desk.json(['rollback-check', '--plan', 'plan.json', '--metrics', empty, '--now', at(30), '--test-clock'], bare)).toMatchObject({ exit: 1, error: { code: 'roll_back', facts: { because: 'time_limit' } }, value: { because: 'time_limit' } });
  expect(await check(csv('unit.csv', breached(2), 'ms'))).toMatchObject({ exit: 2, error: { code: 'readings_unusable', where: { row: 1 } } });
  expect(await check(csv('order.csv', [[2, '1'], [1, '1']]))).toMatchObject({ exit: 2, error: { code: 'readings_unusable', where: { row: 2 } } });
  expect(await check('nowhere.csv')).toMatchObject({ exit: 2, error: { code: 'file_missing' } });
  writeFileSync(desk.at('altered.json'), readFileSync(desk.at('plan.json'), 'utf8').replace('"threshold":"5"', '"threshold":"50"'));
  expect(await desk.json(['rollback-check', '--plan', 'altered.json', '--metrics', 'six.csv'], bare)).toMatchObject({ exit: 3, error: { code: 'signature_wrong' } });
  expect(await check('six.csv', '--trust', 'a'.repeat(64))).toMatchObject({ exit: 3, error: { code: 'key_unknown' } });
  expect(await desk.json(['rollback-check', '--plan', 'six.csv', '--metrics', 'six.csv'], bare)).toMatchObject({ exit: 2, error: { code: 'not_a_rollback_plan' } });
});

test('BCK-02 a pipeline’s key signs the order; brought back it is claimed, and proved once the key is enrolled; one byte altered is refused', async () => {
  await desk.json(['key', 'new', '--role', 'pipeline', '--site', 'P1', '--name', 'Build server', '--out', desk.at('build.key')], bare);
  expect(await check('six.csv', '--key', 'build.key', '--out', 'signed.json')).toMatchObject({ exit: 1, value: { signedBy: expect.stringMatching(/^[0-9a-f]{64}$/) as string } });
  expect(await desk.json(['rollback-check', '--plan', 'plan.json', '--metrics', 'six.csv', '--key', 'build.key'], { env: { ...bare.env, GAVEL_PASSPHRASE: 'not the one' } })).toMatchObject({ exit: 2, error: { code: 'unreadable_file' } });
  const text = readFileSync(desk.at('signed.json'), 'utf8');
  writeFileSync(desk.at('forged.json'), text.replace('"because":"errors"', '"because":"errorz"'));
  expect(await desk.json(['backout', 'import-order', change, 'forged.json'])).toMatchObject({ exit: 3, error: { code: 'signature_wrong' } });
  await desk.json(['device', 'enrol', desk.at('build.key.gavel-join')]);
  expect(await desk.json(['backout', 'import-order', change, 'signed.json'])).toMatchObject({ exit: 0, value: { claimedBy: 'Build server (P1)', isSigned: true, isProved: true, trigger: 'errors' } });
  expect(await desk.json(['backout', 'show', change])).toMatchObject({ value: { state: 'ordered', order: { claimedBy: 'Build server (P1)', isProved: true } } });
  const { code, out } = await desk.run(['backout', 'show', change]);
  expect([code, ...['Put v6 back', 'signed by an enrolled key', 'not yet carried out', 'No backout script is attached'].map((words) => out.includes(words))]).toEqual([0, true, true, true, true]);
});

test('BCK-01 a script that differs by a byte is broken trust: exit 3', async () => {
  writeFileSync(desk.at('undo.sh'), 'put back');
  expect(await desk.json(['backout', 'attach', change, 'undo.sh'])).toMatchObject({ exit: 0, value: { name: 'undo.sh', size: 8 } });
  expect(await desk.json(['backout', 'verify', change, 'undo.sh'])).toMatchObject({ exit: 0, value: { isSame: true } });
  writeFileSync(desk.at('undo.sh'), 'put bAck');
  expect(await desk.json(['backout', 'verify', change, 'undo.sh', '--file', 'undo.sh'])).toMatchObject({ ok: false, exit: 3, error: { code: 'script_differs' }, value: { isSame: false } });
});
