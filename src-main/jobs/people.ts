// Enrolling people and devices, and roles. Making keys and opening the recovery kit take a moment (scrypt), hence jobs.
import { createHash } from 'node:crypto';
import { createWriteStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Input, Output } from '#contract/index.ts';
import { appError, orRefuse } from '../app-error.ts';
import type { DomainEvent } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import * as rules from '../domain/people.ts';
import type { RosterEntry } from '../domain/people.ts';
import { policy } from '../domain/policy.ts';
import type { JobContext } from '../ports.ts';
import { kitFromText, kitText } from '../documents/recovery-kit.ts';
import type { Kit } from '../documents/recovery-kit.ts';
import { printKit } from '../documents/recovery-kit-page.ts';
import type { ReadRequest } from '../trail/join-request.ts';
import { readJoinRequest } from '../trail/join-request.ts';

/** Bytes of a printed page that was typed in; it has some dozens of lines. */
const largestKit = 256 * 1024;
type Receipt = { id: string; version: number; isPending: boolean };

/** Signs entries with the root when the kit's passphrase is given; else they are proposed to a second registrar, who must exist. */
function enter(context: JobContext, entries: readonly RosterEntry[], recoveryPassphrase: string | undefined): Receipt {
  const subject = entries[0]!.subject;
  const isPending = recoveryPassphrase === undefined;
  if (isPending) {
    context.write((write) => {
      const events: DomainEvent[] = orRefuse(rules.propose(entries, write.newId, write));
      const have = write.registrars().length;
      if (have < 2) throw appError('registrars_missing', { have });
      write.append(events);
    });
  } else {
    context.write((write) => { const no = rules.mayPropose(subject, write); if (no) orRefuse(no); });
    context.writeAsRoot(entries, recoveryPassphrase);
  }
  return context.write((write) => ({ id: subject.slice(subject.indexOf(':') + 1), version: write.versionOf(subject), isPending }));
}

/** Asked before a key is made, so that a refusal leaves no key file behind. */
function beforeKey(context: JobContext, subject: string, recoveryPassphrase: string | undefined): void {
  context.write((write) => {
    const no = rules.mayPropose(subject, write);
    if (no) orRefuse(no);
    const have = write.registrars().length;
    if (recoveryPassphrase === undefined && have < 2) throw appError('registrars_missing', { have });
  });
  if (recoveryPassphrase !== undefined) context.checkKit(recoveryPassphrase);
}

export async function addPerson(context: JobContext, { name, roles, passphrase, recoveryPassphrase }: Input<'person.add'>): Promise<Output<'person.add'>> {
  if (passphrase !== undefined && passphrase.length < policy.leastPassphrase) throw appError('passphrase_too_short', { least: policy.leastPassphrase });
  const id = context.newId();
  beforeKey(context, subjectOf('person', id), recoveryPassphrase);
  const key = passphrase === undefined ? null : Buffer.from(context.enrol(id, passphrase)).toString('hex');
  return enter(context, rules.enrolment({ id, name, key, roles }), recoveryPassphrase);
}

export async function grantRole(context: JobContext, { person, role, recoveryPassphrase }: Input<'role.grant'>): Promise<Output<'role.grant'>> {
  const holder = context.read((read) => read.loadPerson(person));
  context.write((write) => { const no = rules.mayPropose(subjectOf('person', holder.id), write); if (no) orRefuse(no); });
  if (holder.roles.includes(role)) return { id: holder.id, version: context.write((write) => write.versionOf(subjectOf('person', holder.id))), isPending: false };
  return enter(context, [rules.grantOf(holder.id, role)], recoveryPassphrase);
}

export async function reinstate(context: JobContext, { person, recoveryPassphrase }: Input<'person.reinstate'>): Promise<Output<'person.reinstate'>> {
  const holder = context.read((read) => read.loadPerson(person));
  return enter(context, [rules.reinstatement(holder.id)], recoveryPassphrase);
}

/** A new key comes only after the old one has been revoked, so that there is one place where the old one ended. */
export async function issueKey(context: JobContext, { person, passphrase, recoveryPassphrase }: Input<'person.issueKey'>): Promise<Output<'person.issueKey'>> {
  if (passphrase.length < policy.leastPassphrase) throw appError('passphrase_too_short', { least: policy.leastPassphrase });
  const holder = context.read((read) => read.loadPerson(person));
  if (holder.key !== null) throw appError('key_exists', { person: holder.name });
  beforeKey(context, subjectOf('person', holder.id), recoveryPassphrase);
  return enter(context, [rules.keyIssue(holder.id, Buffer.from(context.enrol(holder.id, passphrase)).toString('hex'))], recoveryPassphrase);
}

export async function changePassphrase(context: JobContext, input: Input<'person.changePassphrase'>): Promise<Output<'person.changePassphrase'>> {
  if (input.newPassphrase.length < policy.leastPassphrase) throw appError('passphrase_too_short', { least: policy.leastPassphrase });
  context.rewrap(input);
  return {};
}

function requestIn(context: JobContext, file: string): ReadRequest {
  const { path, name } = context.staged(file);
  const read = readJoinRequest(context.readFile(path));
  if (typeof read === 'string') throw appError('not_a_join_request', { file: name, reason: read }, { file: name });
  return read;
}

export async function inspectRequest(context: JobContext, { file }: Input<'device.inspectRequest'>): Promise<Output<'device.inspectRequest'>> {
  const { request, feed, words } = requestIn(context, file);
  return context.read((read) => ({
    words, site: request.site, person: request.person.name, made: request.made, isSiteFree: read.isSiteFree(request.site), isKnown: read.db.get('SELECT 1 FROM device WHERE feed = ?', feed) !== undefined,
  }));
}

/** Enrols a device with its person and roles, and issues its seal certificate where the authority's key is at hand. */
export async function enrolDevice(context: JobContext, { file, roles, recoveryPassphrase }: Input<'device.enrol'>): Promise<Output<'device.enrol'>> {
  const { request, feed, words } = requestIn(context, file);
  const { site, device: key, age, person } = request;
  context.read((read) => { if (!read.isSiteFree(site)) throw appError('site_taken', { site }, { field: 'site' }); });
  const seal = await context.certify(request);
  const device = rules.deviceEnrolment({ feed, key, site, age, seal: seal?.fingerprint ?? null }, seal && { certificate: seal.certificate, authority: seal.authority });
  return { ...enter(context, [device, ...rules.enrolment({ id: person.id, name: person.name, key: person.key, roles })], recoveryPassphrase), site, words };
}

/** Reads the lines of the printed page back; a mistyped one is named before anything is written. */
export async function restoreKit(context: JobContext, { file, recoveryPassphrase }: Input<'key.restoreKit'>): Promise<Output<'key.restoreKit'>> {
  const { path, name } = context.staged(file);
  const bytes = context.readFile(path);
  const read = bytes.length > largestKit ? { line: 1 } : kitFromText(Buffer.from(bytes).toString('utf8'));
  if ('line' in read) throw appError('kit_line_wrong', { file: name, line: read.line }, { file: name, line: read.line });
  context.restoreKit(read.kit, recoveryPassphrase);
  return context.read((reads) => ({ words: reads.wordsOf(context.organisation.rootKey) }));
}

/** SEC-02: the old root signs that it gives way, the new one that it takes over. */
export async function rotateRoot(context: JobContext, input: Input<'key.rotateRoot'>): Promise<Output<'key.rotateRoot'>> {
  if (input.newPassphrase.length < policy.leastPassphrase) throw appError('passphrase_too_short', { least: policy.leastPassphrase });
  const was = context.read((read) => read.wordsOf(context.organisation.rootKey));
  context.rotateRoot(input);
  return context.read((read) => ({ words: read.wordsOf(context.organisation.rootKey), was }));
}

/** The encrypted kit as a page to print: what it is for, the organisation's words, and lines with a check of their own (SEC-02). */
export async function writeRecoveryKit(context: JobContext, { name, format }: Input<'key.recoveryKit'>): Promise<Output<'key.recoveryKit'>> {
  context.write((write) => { const no = rules.mayPropose('', write); if (no) orRefuse(no); });
  const { organisation: { name: organisation, rootKey }, exportsDir } = context;
  const kit: Kit = { organisation, rootKey, kit: context.recoveryKit(), made: context.now() };
  mkdirSync(exportsDir, { recursive: true });
  const file = `${name ?? `Recovery kit ${organisation.replace(/[^\p{L}\p{N} ]+/gu, ' ').trim()}`}.${format}`;
  const path = join(exportsDir, file);
  if (format === 'pdf') await printKit(kit, createWriteStream(path, { mode: 0o600, flush: true }), { fontsDir: join(context.resourcesDir, 'fonts') });
  else writeFileSync(path, kitText(kit), { mode: 0o600, flush: true });
  const bytes = readFileSync(path);
  return { file: { name: file, folder: exportsDir, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') } };
}
