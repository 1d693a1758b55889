import { z } from 'zod';
import { command, job, query, session } from './define.ts';
import { Count, ExportedFile, Line, May, Page, Receipt, Ref, SiteCode } from './values.ts';

/** Each role holds explicit permissions, checked in the rules (SEC-01). */
export const roles = ['requester', 'change-manager', 'chair', 'member', 'technical-reviewer', 'release-manager', 'implementer', 'rollback-owner', 'service-owner', 'communications-lead', 'legal', 'executive', 'registrar', 'auditor', 'administrator'] as const;
export const Role = z.enum(roles);
export type Role = z.output<typeof Role>;

export const Passphrase = z.string().min(8).max(1024);

export const PersonRow = z.object({
  id: z.string(), name: z.string(), roles: z.array(Role), hasKey: z.boolean(), canSignHere: z.boolean(), isSuspended: z.boolean(),
});
export type PersonRow = z.output<typeof PersonRow>;

/** An entry of the roster that one registrar has signed and another one has yet to. */
export const ProposalRow = z.object({
  id: z.string(), about: z.string(), what: z.string(), type: z.string(), role: z.string().nullable(), proposedBy: z.string(), proposedAt: z.string(), /** Registrars who could be the second one. */ waitsFor: z.array(z.string()), mayConfirm: May, mayDecline: May,
});
export type ProposalRow = z.output<typeof ProposalRow>;
export const DeviceRow = z.object({ feed: z.string(), /** The fingerprint of its key. */ words: z.string(), site: z.string(), isOwn: z.boolean(), enrolledAt: z.string(), revokedFrom: Count.nullable(), canReceive: z.boolean(), hasSeal: z.boolean() });
/** What a machine says of itself that asks to join: its words are read aloud and compared. */
export const JoinRequest = z.object({ words: z.string(), site: z.string(), person: z.string(), made: z.string(), isSiteFree: z.boolean(), isKnown: z.boolean() });

export type DeviceRow = z.output<typeof DeviceRow>;
export type JoinRequest = z.output<typeof JoinRequest>;

/** Opens the recovery kit and signs with the organisation's root, where two registrars cannot. */
const recoveryPassphrase = Passphrase.optional();
/** `isPending`: a second registrar has yet to confirm. */
const RosterReceipt = Receipt.extend({ isPending: z.boolean() });

export const people = {
  'person.add': job('Enrols a person with roles; with a passphrase the person can sign on this device. Two registrars sign, or the root.',
    z.strictObject({ name: Line, roles: z.array(Role).max(15).default([]), passphrase: Passphrase.optional(), recoveryPassphrase }), RosterReceipt),
  'person.list': query('People, their roles, and who can sign here.',
    z.strictObject({ ...Page, text: z.string().max(200).optional() }), z.object({ rows: z.array(PersonRow), total: Count, next: z.string().nullable() }), ['person']),
  'person.suspend': command('Takes everything away from a person until two registrars reinstate them.', z.strictObject({ person: Ref, reason: Line }), Receipt),
  'person.reinstate': job('Ends a suspension. Two registrars sign, or the root.', z.strictObject({ person: Ref, recoveryPassphrase }), RosterReceipt),
  'person.revokeKey': command('Revokes the key of a person; what it signed counts as far as this device has seen it.', z.strictObject({ person: Ref, reason: Line }), Receipt),
  'person.issueKey': job('Gives a person without a key one that signs on this device, as after a revocation. Two registrars sign, or the root.', z.strictObject({ person: Ref, passphrase: Passphrase, recoveryPassphrase }), RosterReceipt),
  'person.changePassphrase': job('Wraps the key of the person who is signed in under a new passphrase.', z.strictObject({ passphrase: Passphrase, newPassphrase: Passphrase }), z.object({})),
  'role.grant': job('Grants a role; nobody grants to themselves. Two registrars sign, or the root.', z.strictObject({ person: Ref, role: Role, recoveryPassphrase }), RosterReceipt),
  'role.revoke': command('Takes a role away.', z.strictObject({ person: Ref, role: Role }), Receipt),
  'roster.pending': query('Entries of the roster that wait for a second registrar.', z.strictObject({}), z.object({ rows: z.array(ProposalRow), registrars: Count, mayManage: May }), ['person']),
  'roster.confirm': command('Signs an entry as the second registrar; it takes effect.', z.strictObject({ proposal: z.string().max(64) }), Receipt),
  'roster.decline': command('Turns down an entry that another registrar proposed, or takes back one’s own.', z.strictObject({ proposal: z.string().max(64), reason: Line }), Receipt),
  'device.list': query('Devices of the organisation, by site code.', z.strictObject({}), z.object({ rows: z.array(DeviceRow) }), ['workspace', 'person']),
  'device.inspectRequest': job('Who asks to join with this file, and the words to compare aloud.', z.strictObject({ file: z.string() }), JoinRequest),
  'device.enrol': job('Enrols a device and its person from the file of a machine that asks to join. Two registrars sign, or the root.',
    z.strictObject({ file: z.string(), roles: z.array(Role).max(15).default([]), recoveryPassphrase }), RosterReceipt.extend({ site: z.string(), words: z.string() })),
  'device.revoke': command('Ends what a device may write; commits it made later do not count.', z.strictObject({ device: z.string().max(64), reason: Line }), Receipt),
  'key.new': session('Makes a key of its own for a pipeline: an encrypted file, and the request with which it is enrolled like a device.',
    z.strictObject({ role: z.enum(['pipeline']).default('pipeline'), site: SiteCode, name: Line, passphrase: Passphrase }), z.object({ file: ExportedFile, /** Text of the request, which holds no secret. */ request: z.string(), words: z.string() })),
  'key.rotateRoot': job('Lets the organisation’s root give way to a new one, in a new recovery kit under a new passphrase. The old kit opens nothing more.', z.strictObject({ recoveryPassphrase: Passphrase, newPassphrase: Passphrase }), z.object({ words: z.string(), was: z.string() })),
  'key.restoreKit': job('Brings the recovery kit back from the text of its printed page.', z.strictObject({ file: z.string(), recoveryPassphrase: Passphrase }), z.object({ words: z.string() })),
  'key.recoveryKit': job('Writes the recovery kit to be printed and locked away: the organisation root, encrypted under its passphrase.', z.strictObject({ name: z.string().max(120).optional(), format: z.enum(['txt', 'pdf']).default('txt').describe('plain text, or one page of PDF with the same words and lines') }), z.object({ file: ExportedFile })),
};
