import { z } from 'zod';
import { BackupCounts } from './backup.ts';
import { job, query, session } from './define.ts';
import { Passphrase, PersonRow, Role } from './people.ts';
import { Count, ExportedFile, Line, SiteCode } from './values.ts';

export const sampleSizes = ['small', '10k', '100k', '1m'] as const;
export const SampleSize = z.enum(sampleSizes);

export const Signed = z.object({ id: z.string(), name: z.string(), roles: z.array(Role) });
export const SessionState = z.object({
  workspace: z.object({ organisation: z.string(), site: z.string(), rootWords: z.string(), isSample: z.boolean(), isReadOnly: z.boolean(), readOnlyReason: z.string().nullable(),
    /** Whether its database can be read without a passphrase by whoever has the disk (SEC-04). */
    isEncrypted: z.boolean() }).nullable(),
  /** An encrypted workspace that was chosen and waits for the passphrase of anybody who signs there; nothing in it can be read before. */
  locked: z.object({ organisation: z.string(), site: z.string() }).nullable(),
  person: Signed.nullable(),
  /** People who can sign in on this device, for the sign-in screen. */
  signers: z.array(PersonRow.pick({ id: true, name: true, roles: true })),
  shell: z.enum(['electron', 'browser', 'cli', 'direct']),
  /** Minutes without input after which the window locks. */
  idleLockMinutes: Count,
  app: z.string(),
});
export type SessionState = z.output<typeof SessionState>;

/** A folder for a workspace is named by a short handle below the data folder; paths never cross the bridge. */
const Handle = z.string().min(1).max(100);
export const RecentWorkspace = z.object({ handle: z.string(), organisation: z.string(), site: z.string(), isSample: z.boolean(), isEncrypted: z.boolean(), openedAt: z.string().nullable() });

export const workspace = {
  'session.state': session('What is open and who is signed in.', z.strictObject({}), SessionState),
  'session.signIn': session('Unlocks a person’s key with the passphrase.',
    z.strictObject({ person: z.string().min(1).max(300), passphrase: z.string().max(1024) }), SessionState),
  'session.lock': session('Forgets the unlocked keys; reading stays possible after signing in again.', z.strictObject({}), SessionState),
  'workspace.recent': session('Workspaces on this machine, latest first.', z.strictObject({}), z.array(RecentWorkspace)),
  'workspace.create': session('A new workspace: organisation root, device key, certificate authority, first person.',
    z.strictObject({ organisation: Line, site: SiteCode.default('A1'), person: Line, roles: z.array(Role).min(1).default(['administrator', 'chair', 'change-manager', 'registrar']), passphrase: Passphrase, zone: z.string().max(64).default('UTC'),
      encrypted: z.boolean().default(false).describe('the database is encrypted and opens with a passphrase only') }), SessionState),
  'workspace.openSample': session('Opens the worked example, making it first when it is not there; signed in as its chair.',
    z.strictObject({ size: SampleSize.default('small'), seed: z.number().int().min(0).max(2 ** 31).default(1) }), SessionState),
  'workspace.open': session('Opens a workspace of this machine; an encrypted one waits to be unlocked.', z.strictObject({ handle: Handle }), SessionState),
  'workspace.unlock': session('Opens an encrypted workspace with the passphrase of a person who signs there, and signs that person in (SEC-04).',
    z.strictObject({ passphrase: z.string().max(1024) }), SessionState),
  'workspace.startNewFeed': session('After an older copy was opened: this device goes on in a new feed, with a new site code (SYN-03).',
    z.strictObject({ site: SiteCode }), SessionState),
  'workspace.join': session('Makes the keys of this machine and the file with which it asks to join an organisation (SEC-02).',
    z.strictObject({ site: SiteCode, person: Line, passphrase: Passphrase, encrypted: z.boolean().default(false) }), z.object({ handle: z.string(), file: ExportedFile, words: z.string() })),
  'workspace.joinings': session('Machines’ requests made here that wait for the answer.', z.strictObject({}), z.array(z.object({ handle: z.string(), site: z.string(), person: z.string(), words: z.string(), made: z.string() }))),
  'workspace.finishJoin': session('Opens the bundle that answers a request. Refused with the organisation’s words until they are given back, compared aloud.',
    z.strictObject({ handle: Handle, files: z.array(z.string()).min(1).max(1000).describe('the bundle, or all its parts'), passphrase: z.string().max(1024), words: z.string().max(400).optional() }), SessionState),
  'workspace.backup': job('An encrypted copy of the workspace in one file, read back and compared after writing (SYN-03).',
    z.strictObject({ passphrase: Passphrase, name: z.string().max(120).optional() }), BackupCounts.extend({ file: ExportedFile })),
  'workspace.restore': session('Makes a workspace from a backup, once all of it has been verified; its people sign in afterwards (SYN-03).',
    z.strictObject({ file: z.string(), passphrase: z.string().max(1024) }), BackupCounts.extend({ state: SessionState })),
  'workspace.close': session('Closes the workspace and goes back to the first screen.', z.strictObject({}), SessionState),
  'file.begin': session('Announces a file the page will hand over in chunks.',
    z.strictObject({ name: z.string().min(1).max(255), size: z.number().int().min(0).max(2 * 1024 ** 3) }), z.object({ file: z.string() })),
  'file.chunk': session('One chunk of at most 1 MiB, in order.',
    z.strictObject({ file: z.string(), offset: Count, base64: z.string().max(1_400_000) }), z.object({ received: Count })),
  'file.discard': session('Forgets a file handed over.', z.strictObject({ file: z.string() }), z.object({})),
  'workspace.revealExports': session('Shows the folder with exported files in the system’s file manager.', z.strictObject({}), z.object({ folder: z.string() })),
  'workspace.status': query('Counts by type, state and tier; the next meeting; the last checkpoint.',
    z.strictObject({}),
    z.object({
      organisation: z.string(), site: z.string(), isEncrypted: z.boolean(),
      changes: z.object({ total: Count, byState: z.record(z.string(), Count), byType: z.record(z.string(), Count), byTier: z.record(z.string(), Count) }),
      nextMeeting: z.object({ number: z.string(), board: z.string(), startsAt: z.string(), items: Count }).nullable(),
      trail: z.object({ events: Count, commits: Count, feeds: z.array(z.object({ feed: z.string(), /** Site of the device that writes it; `roster` for the feed of people and devices. */ site: z.string(), count: Count, head: z.string() })), lastCheckpointAt: z.string().nullable(), lastCheckpointCount: Count.nullable() }),
      pending: Count, quarantined: Count,
      /** When a backup was last made here; whole days since then, or since this device was enrolled; and whether that is too long (SYN-03). */
      lastBackupAt: z.string().nullable(), daysWithoutBackup: Count, isBackupDue: z.boolean(),
    }), ['workspace', 'change', 'cab', 'trail']),
};
