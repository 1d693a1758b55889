// One exam for every wire: whichever door a caller comes through, the same words get the same answers.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bridge, Heard } from '#contract/index.ts';
import type { Progress } from '#contract/define.ts';
import type { Reply } from '#contract/errors.ts';
import type { SessionState } from '#contract/workspace.ts';

export type Home = { dataDir: string; exportsDir: string; resourcesDir: string };
export type OpenedDoor = { bridge: Bridge; close(): Promise<void> };
export type DoorUnderExam = { name: string; shell: SessionState['shell']; open(home: Home): Promise<OpenedDoor> };

/** A fresh home below the system's temporary folder; the caller removes `folder`. */
export function freshHome(): Home & { folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'gavel-door-'));
  return { folder, dataDir: join(folder, 'data'), exportsDir: join(folder, 'exports'), resourcesDir: join(import.meta.dirname, '..', '..', 'resources') };
}

/** For what comes by itself, on a machine that is busy with other tests. */
export const patient = { timeout: 120_000 };
export const founding = { organisation: 'Harbour Trust', person: 'Ada Quill', passphrase: 'correct horse battery' };
/** Text that breaks careless wires: quotes, line separators, both kinds of slash, surrogates, markup, right-to-left. */
const awkward = 'a "b" \\ / \u2028\u2029 </script><script>x</script> 😀 \u202e שלום %00 ${1} `';

async function valueOf<T>(reply: Promise<Reply<T>>): Promise<T> {
  const answer = await reply;
  if (!answer.ok) throw new Error(`refused: ${JSON.stringify(answer.error)}`);
  return answer.value;
}

export function bridgeExam({ name, shell, open }: DoorUnderExam): void {
  describe(`the ${name} wire`, () => {
    const home = freshHome();
    let door: OpenedDoor;
    const anyCall = (operation: unknown, input: unknown): Promise<Reply<unknown>> => (door.bridge.call as (operation: unknown, input: unknown) => Promise<Reply<unknown>>)(operation, input);
    beforeAll(async () => { door = await open(home); });
    afterAll(async () => {
      await door?.close();
      rmSync(home.folder, { recursive: true, force: true, maxRetries: 5 });
    });

    test('a question is answered, and the answer names the door', async () => {
      expect(await valueOf(door.bridge.call('session.state', {}))).toMatchObject({ workspace: null, person: null, shell });
    });

    test('a refusal arrives as data with its code and facts', async () => {
      expect(await door.bridge.call('workspace.status', {})).toEqual({ ok: false, error: { code: 'no_workspace_open', facts: {} } });
      expect(await door.bridge.call('workspace.open', { handle: awkward })).toEqual({ ok: false, error: { code: 'workspace_missing', facts: { place: awkward } } });
    });

    test('an operation that does not exist is refused by name', async () => {
      expect(await anyCall('change.explode', {})).toEqual({ ok: false, error: { code: 'unknown_operation', facts: { name: 'change.explode' } } });
    });

    test.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__', 'valueOf', ''])('the name %j is no operation', async (operation) => {
      expect(await anyCall(operation, {})).toMatchObject({ ok: false, error: { code: 'unknown_operation' } });
    });

    test.each([
      ['text', 'session'], ['a number', 7], ['a list', [1, 2]], ['true', true], ['an unknown field', { extra: 1 }], ['a field named __proto__', JSON.parse('{"__proto__":{"isAdmin":true}}')],
      ['a field named constructor', { constructor: { prototype: { isAdmin: true } } }], ['a million letters', { person: 'x'.repeat(1_000_000), passphrase: '' }], ['deep nesting', nested(400)],
    ])('%s in place of the input is refused, and the door stays open', async (_what, input) => {
      expect(await anyCall('session.signIn', input)).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
      expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
      expect(await door.bridge.call('session.state', {})).toMatchObject({ ok: true });
    });

    test('calls made at once are each given their own answer', async () => {
      const names = Array.from({ length: 40 }, (_, n) => `handle-${n}`);
      const replies = await Promise.all(names.map((handle) => door.bridge.call('workspace.open', { handle })));
      expect(replies.map((reply) => (reply.ok ? null : reply.error.facts['place']))).toEqual(names);
    });

    test('a file goes over in slices of a mebibyte', async () => {
      const slice = Buffer.alloc(2 ** 20, 'Gavel').toString('base64');
      const { file } = await valueOf(door.bridge.call('file.begin', { name: 'changes.csv', size: 3 * 2 ** 20 }));
      for (const n of [0, 1, 2]) expect(await valueOf(door.bridge.call('file.chunk', { file, offset: n * 2 ** 20, base64: slice }))).toEqual({ received: (n + 1) * 2 ** 20 });
      expect(await door.bridge.call('file.chunk', { file, offset: 0, base64: slice })).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
      expect(await door.bridge.call('file.discard', { file })).toEqual({ ok: true, value: {} });
    });

    test('a change made is heard once by everybody who listens, and by nobody who stopped', async () => {
      const heard: Heard[] = [];
      const missed: Heard[] = [];
      const stop = door.bridge.onChanged((change) => { missed.push(change); });
      stop();
      const arrived = new Promise<void>((resolve) => { door.bridge.onChanged((change) => { heard.push(change); resolve(); }); });
      expect(await door.bridge.call('workspace.create', founding)).toMatchObject({ ok: true });
      await arrived;
      expect(heard[0]?.subjects).toContain('change');
      expect(missed).toEqual([]);
      const before = heard.length;
      await valueOf(door.bridge.call('person.list', {}));
      await valueOf(door.bridge.call('change.create', { title: 'Replace the core switch' }));
      await expect.poll(() => heard.length, patient).toBe(before + 1);
      expect(heard.at(-1)?.seq).toBeGreaterThan(heard[0]?.seq ?? Infinity);
    });

    test('a large answer with awkward text comes back letter by letter', async () => {
      const prose = awkward.repeat(Math.floor(20_000 / awkward.length));
      const items = Array.from({ length: 500 }, (_, n) => `item-${n}-${'é'.repeat(150)}`);
      const fields = { title: 'Großer Änderungsantrag', description: prose, justification: prose, implementationPlan: prose, testPlan: prose, backoutPlan: prose, items };
      const { id } = await valueOf(door.bridge.call('change.create', fields));
      const shown = await valueOf(door.bridge.call('change.show', { change: id }));
      expect(shown.fields).toMatchObject(fields);
      expect(JSON.stringify(shown).length).toBeGreaterThan(180_000);
    });

    test('a file handed over is read by a job in its own thread', async () => {
      expect((await handOverAndInspect(door.bridge)).columns).toEqual(['Number', 'Title']);
    });

    test('a long task reports how far it is and can be cancelled', async () => {
      const progress: Progress[] = [];
      const controller = new AbortController();
      const onProgress = (step: Progress): void => { progress.push(step); controller.abort(); };
      const reply = await door.bridge.call('workspace.openSample', { size: '10k', seed: 7 }, { onProgress, signal: controller.signal });
      expect(reply).toMatchObject({ ok: false, error: { code: 'cancelled' } });
      expect(progress[0]).toMatchObject({ done: expect.any(Number), what: expect.any(String) });
      expect(progress[0]?.done).toBeGreaterThan(0);
    });

    test('a task cancelled before it was asked for does not go on', async () => {
      const reply = await door.bridge.call('workspace.openSample', { size: '10k', seed: 8 }, { signal: AbortSignal.abort() });
      expect(reply).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    });

    test('a workspace that was closed is closed for this door', async () => {
      expect(await valueOf(door.bridge.call('workspace.close', {}))).toMatchObject({ workspace: null, person: null });
      expect(await door.bridge.call('change.facets', {})).toMatchObject({ ok: false, error: { code: 'no_workspace_open' } });
    });
  });
}

/** Hands a small file over as a page does and has it inspected; a workspace is open. */
export async function handOverAndInspect(bridge: Bridge): Promise<{ columns: string[] }> {
  const bytes = Buffer.from('Number,Title\nCHG0001,Replace the core switch\n');
  const { file } = await valueOf(bridge.call('file.begin', { name: 'changes.csv', size: bytes.length }));
  await valueOf(bridge.call('file.chunk', { file, offset: 0, base64: bytes.toString('base64') }));
  return valueOf(bridge.call('import.inspect', { file }));
}

function nested(depth: number): unknown {
  let value: unknown = 'bottom';
  for (let n = 0; n < depth; n += 1) value = { inner: value };
  return value;
}
