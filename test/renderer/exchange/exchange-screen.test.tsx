// @vitest-environment happy-dom
import { act } from 'react';
import { beforeEach, expect, test } from 'vitest';
import type { BundlePreview } from '#contract/exchange.ts';
import { useAnswers } from '../../../src-renderer/data/answers.ts';
import { ExchangeScreen } from '../../../src-renderer/features/exchange/exchange-screen.tsx';
import { useExchange } from '../../../src-renderer/features/exchange/exchange-state.ts';
import { ToastRegion } from '../../../src-renderer/ui/toast.tsx';
import { alone, conflictRows, exported, feeds, preview, report, status } from '../../support/exchange-given.ts';
import { buttonIn, click, mount, settle } from '../../support/mount.tsx';
import { refusing, scriptedBridge } from '../../support/scripted-bridge.ts';
import type { Scripted } from '../../support/scripted-bridge.ts';

beforeEach(() => {
  useAnswers.setState({ entries: new Map() });
  useExchange.setState({ staged: null, isLocked: false, passphrase: null, preview: null, report: null, work: null, error: undefined });
});

async function open(more: Parameters<Scripted['script']>[0] = {}): Promise<{ place: HTMLElement; bridge: Scripted }> {
  const bridge = scriptedBridge({
    'exchange.status': status, 'bundle.conflicts': { rows: conflictRows, total: 3, next: null }, 'file.begin': { file: 'f1' }, 'file.chunk': { received: 3 }, 'file.discard': {},
    'bundle.inspect': preview, 'bundle.import': report, 'bundle.export': exported, 'meeting.list': { rows: [], next: null }, ...more,
  });
  const place = await mount(<><ExchangeScreen /><ToastRegion /></>, bridge);
  await settle();
  return { place, bridge };
}

/** Drops a file on the window, as the system would. */
async function drop(): Promise<void> {
  const event = new Event('drop', { bubbles: true, cancelable: true });
  Object.assign(event, { dataTransfer: { types: ['Files'], files: [new File(['abc'], 'B2-for-A1.cabsync')] } });
  await act(async () => { window.dispatchEvent(event); });
  await settle(20);
}
const callsOf = (bridge: Scripted, name: string): unknown[] => bridge.calls.filter((c) => c.name === name).map((c) => c.input);
async function type(field: Element | null, text: string): Promise<void> {
  if (!(field instanceof HTMLInputElement)) throw new Error('no field');
  await act(async () => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(field, text);
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
}

test('SYN-02 devices say what they have seen, and what waits says whom to ask', async () => {
  const { place } = await open();
  const rows = [...place.querySelectorAll('table')][0]!.textContent;
  expect(rows).toContain('up to date');
  expect(rows).toContain('47 commits behind');
  expect(rows).toContain('revoked from commit 212');
  expect(place.textContent).toContain('Waits for commits 1\u00a0205 to 1\u00a0241. 18 later commits came already. Ask MC1 for a bundle');
  expect(place.textContent).toContain('Written after the device was revoked.');
});

test('SYN-02 conflicts stand on top and lead to the place where they are settled', async () => {
  const { place } = await open();
  expect([...place.querySelectorAll('a[href^="#/exchange/conflicts/"]')].map((a) => a.getAttribute('href'))).toEqual(conflictRows.map((row) => `#/exchange/conflicts/${encodeURIComponent(row.id)}`));
});

test('a laptop that is the only one is told how a second one joins', async () => {
  const { place } = await open({ 'exchange.status': alone });
  expect(place.textContent).toContain('This laptop is the only one so far');
  expect(buttonIn(place, 'People')).toBeDefined();
  expect(place.querySelector('table')).toBeNull();
});

test('SYN-01 a device chosen in its row gets what it has not seen, locked to it', async () => {
  const { place, bridge } = await open();
  await click(place.querySelector('[aria-label="Export a bundle for B2"]'));
  await click(buttonIn(document.body, 'Export'.concat('Ctrl Enter')));
  await settle();
  expect(callsOf(bridge, 'bundle.export')).toMatchObject([{ to: [feeds.room], everyone: false, scope: 'since', audience: 'full' }]);
  expect(document.body.textContent).toContain('A1-for-B2-2026-11-24-1602.cabsync');
  expect(document.body.textContent).toContain('Left outnothing');
});

test('SYN-01 an export for nobody is refused where the devices are, and nothing is sent', async () => {
  const { bridge, place } = await open();
  await click(buttonIn(place, 'Export a bundle'));
  await click(buttonIn(document.body, 'Export'.concat('Ctrl Enter')));
  expect(document.body.textContent).toContain('Choose at least one device, or use a passphrase');
  expect(callsOf(bridge, 'bundle.export')).toEqual([]);
});

test('SYN-02 a dropped bundle is shown with its checks and groups, and nothing is imported', async () => {
  const { place, bridge } = await open();
  await drop();
  expect(place.textContent).toContain('Import review');
  for (const text of ['Sender on the roster', '212 commits link to ours', 'Meeting M-B2-0047', '6 decisions, 31 votes, attendance', 'C-A1-0415', 'Two decisions, made apart', 'MC1 feed', '9 records, each with its digest', 'C-A1-0415, Open banking edge: certificate rotation 4e4e4e4e4e4e', 'And 7 more.', 'Nothing is written until you import, and then all of it at once.']) expect(place.textContent).toContain(text);
  expect(callsOf(bridge, 'bundle.import')).toEqual([]);
});

test('SYN-02 refusing a bundle forgets the file and writes nothing', async () => {
  const { place, bridge } = await open();
  await drop();
  await click(buttonIn(place, 'Refuse'));
  expect(callsOf(bridge, 'file.discard')).toEqual([{ file: 'f1' }]);
  expect(callsOf(bridge, 'bundle.import')).toEqual([]);
  expect(place.textContent).toContain('Devices');
});

test('SYN-02 after the import the report counts what came, what waits and what is to settle', async () => {
  const { place, bridge } = await open();
  await drop();
  await click(buttonIn(place, 'Import'));
  await settle();
  expect(callsOf(bridge, 'bundle.import')).toEqual([{ file: 'f1' }]);
  expect(place.textContent).toContain('Imported. 212 commits with 268 events from B2, all of it at once. 2 conflicts to settle.');
  expect(place.textContent).toContain('3 commits that had waited count now.');
});

test('SYN-02 an import that is refused leaves the review where it is, with the reason beside it', async () => {
  const { place } = await open({ 'bundle.import': refusing({ code: 'disk_full', facts: {} }) });
  await drop();
  await click(buttonIn(place, 'Import'));
  await settle();
  expect(place.textContent).toContain('The disk is full. Nothing was changed.');
  expect(place.textContent).toContain('Import review');
});

test('SYN-02 a bundle that is here already offers no import', async () => {
  const known: BundlePreview = { ...preview, isSeen: true, new: 0, known: 230, groups: [], conflicts: [], waiting: [] };
  const { place } = await open({ 'bundle.inspect': known });
  await drop();
  expect(place.textContent).toContain('Everything in this bundle is here already.');
  expect(buttonIn(place, 'Import')).toBeUndefined();
});

test('SYN-02 a file that is no whole bundle is refused in words and leaves nothing behind', async () => {
  const { place, bridge } = await open({ 'bundle.inspect': refusing({ code: 'truncated', facts: { file: 'B2-for-A1.cabsync' } }) });
  await drop();
  expect(place.textContent).toContain('B2-for-A1.cabsync ends too early');
  expect(callsOf(bridge, 'file.discard')).toEqual([{ file: 'f1' }]);
});

test('SYN-01 a bundle for a passphrase asks for it, says when it is wrong, and opens with the right one', async () => {
  const { place, bridge } = await open({
    'bundle.inspect': (input: { passphrase?: string }) => (input.passphrase === undefined ? { ok: false, error: { code: 'bundle_passphrase_needed', facts: {} } }
      : input.passphrase === 'four unrelated words' ? { ok: true, value: preview } : { ok: false, error: { code: 'bundle_passphrase_wrong', facts: {} } }),
  });
  await drop();
  const field = (): Element | null => place.querySelector('input[type="password"]');
  await type(field(), 'wrong words here');
  await click(buttonIn(place, 'Open it'));
  await settle();
  expect(place.textContent).toContain('The bundle does not open with this passphrase.');
  await type(field(), 'four unrelated words');
  await click(buttonIn(place, 'Open it'));
  await settle();
  expect(place.textContent).toContain('Import review');
  expect(callsOf(bridge, 'bundle.inspect').at(-1)).toEqual({ file: 'f1', passphrase: 'four unrelated words' });
});

test('SYN-02 of a forked feed one history is admitted with a reason, and a second registrar is named as the next step', async () => {
  const { place, bridge } = await open({ 'fork.resolve': { id: 'x', version: 2 } });
  await click(buttonIn(place, 'Settle…'));
  await click(buttonIn(document.body, 'Admit it and sign'));
  expect(document.body.textContent).toContain('Choose one of them');
  await act(async () => { document.querySelector<HTMLInputElement>('input[type="radio"]')!.click(); });
  await type([...document.querySelectorAll('input')].find((i) => i.type === 'text') ?? null, 'Ines works on this laptop');
  await click(buttonIn(document.body, 'Admit it and sign'));
  await settle();
  expect(callsOf(bridge, 'fork.resolve')).toEqual([{ feed: 'ee71b09c4410', keep: 'a'.repeat(64), reason: 'Ines works on this laptop' }]);
  expect(place.textContent).toContain('a second registrar');
});
