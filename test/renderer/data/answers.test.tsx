// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import type { Output } from '#contract/index.ts';
import type { Reply } from '#contract/errors.ts';
import { hearChanges } from '../../../src-renderer/data/refresh.ts';
import { useQuery } from '../../../src-renderer/data/use-query.ts';
import { useAnswers } from '../../../src-renderer/data/answers.ts';
import { mount, settle } from '../../support/mount.tsx';
import { refusing, scriptedBridge } from '../../support/scripted-bridge.ts';

type People = Output<'person.list'>;
const people = (...names: string[]): People => ({ rows: names.map((name) => ({ id: name, name, roles: [], hasKey: false, canSignHere: false, isSuspended: false })), total: names.length, next: null });

function Names({ text }: { text?: string }) {
  const { value, error, isLoading } = useQuery('person.list', text === undefined ? {} : { text }, { keepPrevious: true });
  return <p>{error?.code ?? value?.rows.map((p) => p.name).join(' ') ?? (isLoading ? 'waiting' : 'nothing')}</p>;
}

const fresh = (): void => { useAnswers.setState({ entries: new Map() }); };

test('two parts that ask the same are answered by one question', async () => {
  fresh();
  const bridge = scriptedBridge({ 'person.list': people('Marta') });
  const place = await mount(<><Names /><Names /></>, bridge);
  expect(place.textContent).toBe('MartaMarta');
  expect(bridge.calls).toHaveLength(1);
});

test('after a commit what is looked at is asked again, once for several commits, and only if it reads their subjects', async () => {
  fresh();
  const bridge = scriptedBridge({ 'person.list': people('Marta') });
  const place = await mount(<Names />, bridge);
  const stop = hearChanges();
  bridge.tell('change');
  await settle(200);
  expect(bridge.calls).toHaveLength(1);
  bridge.script({ 'person.list': people('Marta', 'Aisha') });
  bridge.tell('person');
  bridge.tell('person', 'board');
  await settle(200);
  expect(place.textContent).toBe('Marta Aisha');
  expect(bridge.calls).toHaveLength(2);
  stop();
});

test('an answer that comes late does not replace the one to a later question', async () => {
  fresh();
  const gates: ((reply: Reply<People>) => void)[] = [];
  const bridge = scriptedBridge({ 'person.list': () => new Promise<Reply<People>>((open) => { gates.push(open); }) });
  const place = await mount(<Names />, bridge);
  const stop = hearChanges();
  bridge.tell('person');
  await settle(200);
  expect(gates).toHaveLength(2);
  gates[1]?.({ ok: true, value: people('new') });
  await settle();
  gates[0]?.({ ok: true, value: people('old') });
  await settle();
  expect(place.textContent).toBe('new');
  stop();
});

test('a refusal is shown as the answer', async () => {
  fresh();
  const place = await mount(<Names />, scriptedBridge({ 'person.list': refusing({ code: 'signed_out', facts: {} }) }));
  expect(place.textContent).toBe('signed_out');
});
