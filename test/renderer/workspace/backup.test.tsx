// @vitest-environment happy-dom
import { act } from 'react';
import { beforeEach, expect, test } from 'vitest';
import type { Output } from '#contract/index.ts';
import { useSession } from '../../../src-renderer/app/session.ts';
import { useAnswers } from '../../../src-renderer/data/answers.ts';
import { actionsNow } from '../../../src-renderer/app/actions.ts';
import { BackupLine } from '../../../src-renderer/features/workspace/backup-line.tsx';
import { Restore } from '../../../src-renderer/features/workspace/restore.tsx';
import { buttonIn, click, mount, settle } from '../../support/mount.tsx';
import { refusing, scriptedBridge } from '../../support/scripted-bridge.ts';
import type { Scripted } from '../../support/scripted-bridge.ts';

const counts = { made: '2026-11-24T09:00:00.000Z', commits: 41, events: 120, feeds: [] };
const status: Output<'workspace.status'> = {
  organisation: 'Harbour Trust', site: 'B2', isEncrypted: false, changes: { total: 0, byState: {}, byType: {}, byTier: {} }, nextMeeting: null,
  trail: { events: 0, commits: 0, feeds: [], lastCheckpointAt: null, lastCheckpointCount: null }, pending: 0, quarantined: 0, lastBackupAt: null, daysWithoutBackup: 0, isBackupDue: false,
};
const session: Output<'session.state'> = {
  workspace: { organisation: 'Harbour Trust', site: 'B2', rootWords: 'one two', isSample: false, isReadOnly: false, readOnlyReason: null, isEncrypted: false }, locked: null, person: null, signers: [], shell: 'direct', idleLockMinutes: 15, app: 'test',
};
const made: Output<'workspace.backup'> = { ...counts, file: { name: 'Harbour Trust B2.gavel-backup', folder: 'Documents/Gavel', size: 3_200_000, sha256: 'a'.repeat(64) } };

beforeEach(() => {
  useAnswers.setState({ entries: new Map() });
  useSession.setState({ state: null, error: null });
});

const fields = (): HTMLInputElement[] => [...document.querySelectorAll<HTMLInputElement>('input[type="password"]')];
async function type(field: HTMLInputElement | undefined, text: string): Promise<void> {
  if (!field) throw new Error('no field');
  await act(async () => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(field, text);
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
}
const callsOf = (bridge: Scripted, name: string): unknown[] => bridge.calls.filter((c) => c.name === name).map((c) => c.input);

async function line(more: Parameters<Scripted['script']>[0] = {}): Promise<{ place: HTMLElement; bridge: Scripted }> {
  const bridge = scriptedBridge({ 'workspace.status': status, 'workspace.backup': made, ...more });
  const place = await mount(<BackupLine />, bridge);
  await settle();
  return { place, bridge };
}

test('SYN-03 after a week without a backup the window says for how many days, and a press asks for a passphrase', async () => {
  const { place, bridge } = await line({ 'workspace.status': { ...status, daysWithoutBackup: 9, isBackupDue: true } });
  await click(buttonIn(place, 'No backup for 9 days'));
  const dialog = document.querySelector('[role="dialog"]')!;
  expect(dialog.textContent).toContain('Back up this workspace');
  await click(buttonIn(dialog, 'Back up'));
  expect(dialog.textContent).toContain('At least 8 characters');
  await type(fields()[0], 'four plain words here');
  await click(buttonIn(dialog, 'Back up'));
  expect(dialog.textContent).toContain('The two passphrases differ');
  expect(callsOf(bridge, 'workspace.backup')).toEqual([]);
  await type(fields()[1], 'four plain words here');
  await click(buttonIn(dialog, 'Back up'));
  await settle();
  expect(callsOf(bridge, 'workspace.backup')).toEqual([{ passphrase: 'four plain words here' }]);
  expect(document.querySelector('[role="dialog"]')!.textContent).toContain('41 commits and 120 events');
});

test('before that nothing reminds, and the act is in the palette all the same', async () => {
  const { place } = await line();
  expect(place.textContent).toBe('');
  await act(async () => { actionsNow(0).find(({ id }) => id === 'workspace.backup')!.run(); });
  expect(document.querySelector('[role="dialog"]')!.textContent).toContain('There is none on this machine yet.');
});

test('a full disk is said in the dialog, and the passphrase stays typed', async () => {
  const { place } = await line({ 'workspace.status': { ...status, daysWithoutBackup: 7, isBackupDue: true }, 'workspace.backup': refusing({ code: 'disk_full', facts: {} }) });
  await click(buttonIn(place, 'No backup for 7 days'));
  await type(fields()[0], 'four plain words here');
  await type(fields()[1], 'four plain words here');
  await click(buttonIn(document.querySelector('[role="dialog"]')!, 'Back up'));
  await settle();
  expect(document.querySelector('[role="dialog"]')!.textContent).toContain('The disk is full. Nothing was changed.');
  expect(fields()[0]!.value).toBe('four plain words here');
});

async function restoring(more: Parameters<Scripted['script']>[0]): Promise<{ place: HTMLElement; bridge: Scripted }> {
  const bridge = scriptedBridge({ 'file.begin': { file: 'f1' }, 'file.chunk': { received: 3 }, 'file.discard': {}, ...more });
  const place = await mount(<Restore />, bridge);
  const drop = new Event('drop', { bubbles: true, cancelable: true });
  Object.assign(drop, { dataTransfer: { files: [new File(['abc'], 'Harbour.gavel-backup')] } });
  await act(async () => { place.querySelector('label')!.parentElement!.dispatchEvent(drop); });
  await type(fields()[0], 'four plain words here');
  await click(buttonIn(place, 'Restore'));
  await settle(20);
  return { place, bridge };
}

test('SYN-03 a backup dropped on the first screen is handed over, restored and opened, and the core forgets the file', async () => {
  const { bridge } = await restoring({ 'workspace.restore': { state: session, ...counts } });
  expect(callsOf(bridge, 'workspace.restore')).toEqual([{ file: 'f1', passphrase: 'four plain words here' }]);
  expect(callsOf(bridge, 'file.discard')).toEqual([{ file: 'f1' }]);
  expect(useSession.getState().state).toEqual(session);
});

test('SYN-03 a damaged backup is refused in words; nothing is opened', async () => {
  const { place } = await restoring({ 'workspace.restore': refusing({ code: 'backup_damaged', facts: { what: 'it ends too early' } }) });
  expect(place.textContent).toContain('The backup is damaged: it ends too early. Nothing was changed');
  expect(useSession.getState().state).toBeNull();
  expect(fields()[0]!.value).toBe('');
});
