// Commands for the encrypted copy of a workspace and its return (cli.md).
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { BackupCounts } from '#contract/backup.ts';
import { contract } from '#contract/index.ts';
import type { Output } from '#contract/index.ts';
import { AppError, appError } from '../../app-error.ts';
import { callOperation, optionalSecret } from './command.ts';
import type { Command } from './command.ts';
import type { Desk } from './desk.ts';
import { ownFlag, usage } from './flags.ts';
import { facts } from './text.ts';

/** The passphrase of the file, from where a bundle’s would come; else the person’s own. */
const fileSecret = async (desk: Desk, isNew: boolean): Promise<string> =>
  optionalSecret('passphrase', desk.globals.bundlePassphraseFile, desk.terminal.env['GAVEL_BUNDLE_PASSPHRASE'])['passphrase'] ?? desk.secret(isNew);

const holds = ({ events, commits, feeds }: BackupCounts): string => `${events} events in ${commits} commits, ${feeds.length} feeds`;

const backup: Command = {
  words: 'backup', about: contract['workspace.backup'].about, takes: ['file'], flags: [ownFlag('file', 'where the backup goes; the name usually ends with .gavel-backup', { isRequired: true })],
  run: async (desk, { input }) => {
    if (desk.globals.out !== undefined) throw usage('FILE and --out say the same; give one of them.');
    const target = resolve(String(input['file']));
    // A slip of the tab key must not put the copy in the place of a folder, nor inside what it is a copy of.
    if (existsSync(target) && statSync(target).isDirectory()) throw appError('invalid_input', { field: 'FILE', problem: 'is a folder' }, { field: 'file' });
    if (resolve(target, '..') === join(desk.workspaceDir(), 'keys')) throw appError('invalid_input', { field: 'FILE', problem: 'lies among the keys of the workspace' }, { field: 'file' });
    desk.globals.out = target;
    const answer = await callOperation(desk, 'workspace.backup', { passphrase: await fileSecret(desk, true) });
    const { file: { size, sha256 }, ...counts } = answer.value as Output<'workspace.backup'>;
    return { ...answer, text: () => facts([['File', target], ['Size', `${size} bytes`], ['SHA-256', sha256], ['Holds', holds(counts)]]) };
  },
};

const restore: Command = {
  words: 'restore', about: contract['workspace.restore'].about, takes: ['file', 'dir'],
  flags: [ownFlag('file', 'the backup', { isRequired: true }), ownFlag('dir', 'an empty folder for the workspace, or one that is not there yet', { isRequired: true })],
  run: async (desk, { input }) => {
    const dir = resolve(String(input['dir']));
    const { app, bridge } = desk.core();
    const file = app.stagePath(String(input['file']));
    const counts = await app.restoreWorkspace(dir, { file, passphrase: await fileSecret(desk, false) }, { onProgress: desk.onProgress, signal: desk.signal });
    const reply = await bridge.call('session.state', {});
    if (!reply.ok) throw new AppError(reply.error);
    const { workspace } = reply.value;
    desk.pin(reply.value, dir, false);
    const isOlder = workspace?.readOnlyReason === 'older_than_mark';
    desk.say(`${isOlder ? 'this is an older copy: the device had written more' : 'this is a restored copy'}. Reading is possible; gavel workspace.startNewFeed --site CODE goes on in a new feed`);
    const value = { dir, organisation: workspace?.organisation ?? '', site: workspace?.site ?? '', isOlder, ...counts };
    return { value, text: () => facts([['Workspace', dir], ['Organisation', `${value.organisation} (${value.site})`], ['As of', value.made], ['Holds', holds(counts)]]) };
  },
};

export const backupCommands: readonly Command[] = [backup, restore];
