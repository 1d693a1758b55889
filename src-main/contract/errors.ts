// Every refusal Gavel can give: its kind and one plain sentence made from its facts. Rules return codes, never prose.

export type ErrorKind = 'invalid' | 'missing' | 'refused' | 'denied' | 'conflict' | 'untrusted' | 'fault';
export type Facts = Record<string, unknown>;
/** Where the trouble is: a file, a row counted from 1 without the header, a field by its contract name. */
export type Where = { file?: string; row?: number; line?: number; field?: string };

type Entry = { kind: ErrorKind; say: (f: Facts) => string };
const t = (v: unknown): string => (Array.isArray(v) ? v.map(t).join(', ') : v === null || v === undefined ? '' : typeof v === 'object' ? JSON.stringify(v) : String(v));
const entry = (kind: ErrorKind, say: (f: Facts) => string): Entry => ({ kind, say });

export const errors = {
  invalid_input: entry('invalid', (f) => `${t(f['field']) || 'The input'}: ${t(f['problem'])}`),
  unknown_operation: entry('invalid', (f) => `There is no operation “${t(f['name'])}”.`),
  usage: entry('invalid', (f) => t(f['problem'])),
  passphrase_missing: entry('invalid', () => 'A passphrase is needed: type it at the prompt, set GAVEL_PASSPHRASE, or name a file with --passphrase-file.'),

  record_missing: entry('missing', (f) => `There is no ${t(f['record'])} ${t(f['id'])} here.`),
  workspace_missing: entry('missing', (f) => `There is no Gavel workspace in ${t(f['place'])}.`),
  file_missing: entry('missing', (f) => `The file ${t(f['file'])} cannot be found.`),
  no_workspace_open: entry('refused', () => 'Open or create a workspace first.'),
  workspace_exists: entry('refused', (f) => `${t(f['place'])} already holds a workspace or other files. Choose an empty folder.`),
  workspace_in_use: entry('refused', () => 'Another program is writing in this workspace just now. Try again in a moment.'),
  workspace_too_new: entry('refused', (f) => `This workspace was written by a newer Gavel (schema ${t(f['found'])}, this one knows ${t(f['known'])}). Update Gavel to open it.`),
  not_a_workspace: entry('invalid', (f) => `${t(f['place'])} is not a Gavel workspace.`),

  signed_out: entry('denied', () => 'Sign in first: every act carries the name of a person.'),
  wrong_passphrase: entry('denied', (f) => `That is not the passphrase of ${t(f['person']) || 'this person'}.`),
  passphrase_too_short: entry('invalid', (f) => `A passphrase needs at least ${t(f['least'])} characters.`),
  workspace_locked: entry('denied', () => 'This workspace is encrypted. Unlock it with the passphrase of a person who signs here.'),
  workspace_unlocked: entry('refused', () => 'This workspace is open already; sign in instead.'),
  unlock_wrong: entry('denied', () => 'That passphrase does not open this workspace. It is the one of a person who signs here.'),
  too_many_tries: entry('denied', (f) => `Too many wrong passphrases. Try again in ${t(f['seconds'])} seconds.`),
  no_key_here: entry('denied', (f) => `${t(f['person'])} has no key on this device, so nothing can be signed in that name here.`),
  key_revoked: entry('untrusted', (f) => `The key of ${t(f['person']) || 'this person'} was revoked, so nothing more is signed with it. Ask a registrar for a new key.`),
  key_exists: entry('refused', (f) => `${t(f['person']) || 'This person'} has a key. Revoke it first, so that it is on record where it ended.`),
  role_needed: entry('denied', (f) => `This needs the role ${t(f['roles'])}; ${t(f['person']) || 'you'} ${f['person'] ? 'has' : 'have'} ${t(f['have']) || 'none'}.`),
  auditor_reads_only: entry('denied', () => 'An auditor reads and verifies; records are changed by the people who answer for them.'),
  administrator_cannot_approve: entry('denied', () => 'An administrator looks after settings and cannot approve or decide changes.'),
  own_role: entry('denied', () => 'Nobody signs a roster entry about themselves. Ask another registrar.'),
  own_device: entry('refused', () => 'A device does not revoke itself. Do it on another device of the organisation.'),
  second_registrar_needed: entry('denied', () => 'You proposed this entry yourself. Another registrar has to confirm it.'),
  second_person_needed: entry('denied', () => 'You asked for this yourself. Another person has to carry it out.'),
  proposal_settled: entry('refused', () => 'This entry has been settled already.'),
  registrars_missing: entry('refused', (f) => `Two registrars must sign, and this organisation has ${Number(f['have']) === 1 ? 'one' : t(f['have']) === '0' ? 'none' : t(f['have'])} who can. Open the recovery kit with its passphrase to sign with the root instead.`),
  kit_missing: entry('refused', () => 'The recovery kit is not on this device. Use the device that holds it, or let two registrars sign.'),
  kit_passphrase_wrong: entry('denied', () => 'The recovery kit does not open with this passphrase.'),
  kit_line_wrong: entry('invalid', (f) => `Line ${t(f['line'])} of the recovery kit does not hold. Compare it with the page; the four characters at its end check it.`),
  kit_of_another: entry('untrusted', () => 'This recovery kit holds the root of another organisation. Nothing was changed.'),
  not_a_join_request: entry('invalid', (f) => `${t(f['file']) || 'This file'} is no request to join${f['reason'] ? `: ${t(f['reason'])}` : ''}.`),
  not_yet_enrolled: entry('refused', () => 'This bundle does not enrol this machine yet. Two registrars have to sign its request first.'),
  root_not_confirmed: entry('untrusted', (f) => `The organisation names itself by the words “${t(f['words'])}”. Compare them with the ones read out to you before you join.`),
  own_change: entry('denied', () => 'Whoever requested or owns a change does not decide on it.'),
  not_the_requester: entry('denied', () => 'Only the requester, the owner or a change manager may do this.'),

  transition_not_allowed: entry('refused', (f) => `A change that is ${t(f['from'])} cannot become ${t(f['to'])}.`),
  incomplete: entry('refused', (f) => `Not complete yet: ${t(f['fields'])}.`),
  end_before_start: entry('refused', () => 'The planned end is not after the planned start.'),
  field_settled: entry('refused', (f) => `${t(f['field'])} is settled while the change is ${t(f['state'])}.`),
  not_assessed: entry('refused', () => 'The risk assessment is not done, so the change cannot go on an agenda.'),
  not_awaiting_authorisation: entry('refused', (f) => `Only a change that awaits authorisation can be decided; this one is ${t(f['state'])}.`),
  same_person: entry('refused', () => 'The validator must be another person than the implementer.'),
  outcome_missing: entry('refused', () => 'A change closes only with an outcome, an actual start and end, and a validator.'),
  window_not_open: entry('refused', (f) => `The planned window opens ${t(f['opensAt'])}.`),
  conditions_open: entry('refused', (f) => `Conditions to be met before the start are still open: ${t(f['conditions'])}.`),
  stale_revision: entry('conflict', () => 'The change was edited after you opened it. Look at the new version before you decide.'),
  link_target_missing: entry('refused', (f) => `${t(f['from'])} cannot be linked to ${t(f['to'])}: there is no such record.`),
  link_exists: entry('refused', () => 'That link is already there.'),
  arriving: entry('refused', () => 'This change belongs to an import that is still running and cannot be decided yet.'),

  meeting_not_planned: entry('refused', (f) => `The meeting has already ${t(f['state']) === 'ended' ? 'ended' : 'started'}.`),
  meeting_not_running: entry('refused', (f) => `The meeting is not running (it is ${t(f['state'])}).`),
  meeting_not_ended: entry('refused', () => 'End the meeting first; minutes are made from what it decided.'),
  already_on_agenda: entry('refused', (f) => `${t(f['change'])} is already on the agenda of ${t(f['meeting'])}.`),
  not_on_agenda: entry('refused', (f) => `${t(f['change'])} is not on this agenda.`),
  already_decided: entry('refused', (f) => `${t(f['change'])} has been decided in this meeting.`),
  no_quorum: entry('refused', (f) => `No quorum: ${t(f['have'])} voting ${Number(f['have']) === 1 ? 'member is' : 'members are'} present, ${t(f['need'])} are needed.`),
  board_without_seats: entry('refused', () => 'The board has no voting seats yet. Add members to the board first.'),
  not_a_member: entry('denied', (f) => `${t(f['person']) || 'You'} ${f['person'] ? 'has' : 'have'} no seat on this board.`),
  reason_needed: entry('invalid', (f) => `Say why: ${t(f['what']) || 'this decision'} needs a reason.`),
  conditions_needed: entry('invalid', () => 'Approval with conditions needs at least one condition with an owner and a date.'),
  defer_date_needed: entry('invalid', () => 'A deferred change needs the meeting or day it comes back.'),
  minutes_final: entry('refused', () => 'These minutes are signed and final. A correction is an addendum.'),
  minutes_not_signed: entry('refused', () => 'The chair has not signed the minutes yet.'),

  not_a_change_file: entry('invalid', (f) => `${t(f['file']) || 'This file'} holds no change records${f['reason'] ? `: ${t(f['reason'])}` : ''}.`),
  unreadable_file: entry('invalid', (f) => `${t(f['file']) || 'The file'} cannot be read${f['reason'] ? `: ${t(f['reason'])}` : ''}.`),
  mapping_needed: entry('invalid', (f) => `Say which column holds ${t(f['fields'])}.`),
  zone_needed: entry('invalid', () => 'The dates in this file have no time zone. Say which zone they are in, for instance Europe/London.'),
  zone_unknown: entry('invalid', (f) => `${t(f['zone'])} is not an IANA time zone, such as Europe/London.`),
  answer_needed: entry('invalid', (f) => `Before the import can go on: ${t(f['question'])}`),
  import_cancelled: entry('refused', () => 'The import was cancelled; nothing was kept.'),
  import_running: entry('refused', () => 'Another import is running. Wait for it to end or cancel it.'),
  import_not_undoable: entry('refused', (f) => `This import cannot be undone: ${t(f['reason'])}.`),
  too_many_quarantined: entry('refused', (f) => `${t(f['quarantined'])} of ${t(f['rows'])} rows cannot be imported, more than the limit of ${t(f['limit'])}. Nothing was imported.`),
  not_an_entitlement_file: entry('invalid', (f) => `${t(f['file']) || 'This file'} holds no permissions${f['reason'] ? `: ${t(f['reason'])}` : ''}.`),
  own_duty_conflict: entry('denied', () => 'Nobody accepts a conflict of duties about themselves or an account they answer for. Ask another chair or change manager.'),
  duty_owner_is_holder: entry('refused', () => 'The owner of an exception is another person than the one it is about.'),
  exception_over: entry('invalid', (f) => `An exception cannot end on ${t(f['day'])}, which is past. Choose today or a later day.`),
  no_exception: entry('refused', () => 'No exception runs for this conflict; it is open already.'),
  limit_exceeded: entry('invalid', (f) => `${t(f['what'])} is larger than Gavel reads (${t(f['limit'])}).`),
  parser_died: entry('invalid', (f) => `The file could not be read within the limits of ${t(f['limit'])}. Nothing was imported.`),
  cancelled: entry('refused', () => 'Cancelled; nothing was kept.'),

  truncated: entry('invalid', (f) => `${t(f['file']) || 'The bundle'} ends too early${f['what'] ? `: ${t(f['what'])}` : ''}. Copy it again or ask for a new one; nothing was changed.`),
  tampered: entry('untrusted', (f) => `The bundle is not as its sender made it${f['what'] ? `: ${t(f['what'])}` : ''}. Nothing was changed; ask the sender for a new one.`),
  wrong_org: entry('untrusted', () => 'This bundle belongs to another organisation. Nothing was changed.'),
  not_for_us: entry('denied', () => 'This bundle was encrypted for other devices. Ask the sender to choose this device as a recipient.'),
  bundle_passphrase_wrong: entry('denied', () => 'The bundle does not open with this passphrase.'),
  bundle_passphrase_needed: entry('invalid', () => 'This bundle is protected by a passphrase. Ask its sender for it.'),
  sender_unknown: entry('untrusted', (f) => `The device that sent this bundle (feed ${t(f['feed'])}) is not on the roster. Bring the bundle in which it was enrolled first.`),
  sender_revoked: entry('untrusted', (f) => `The device that sent this bundle (feed ${t(f['feed'])}) was revoked. Ask another device for a bundle.`),
  too_new: entry('refused', (f) => `This bundle needs ${t(f['needs']) || 'a newer Gavel'}, which this version does not have. Update Gavel to open it.`),
  recipients_missing: entry('invalid', () => 'Say for which devices the bundle is, or protect it with a passphrase.'),
  branch_missing: entry('invalid', (f) => `Feed ${t(f['feed'])} has no branch that ends with ${t(f['head'])}.`),
  not_forked: entry('refused', (f) => `Feed ${t(f['feed'])} has not forked.`),
  text_missing: entry('refused', () => 'There is no text of this class to erase.'),
  roster_forked: entry('untrusted', () => 'The roster of this organisation has two histories. Nothing is imported until its administrators have found out why.'),
  restored_copy: entry('refused', () => 'This workspace was put back from a backup; what this device wrote after it is not known here. Reading is possible; writing needs a new feed, with a new site code.'),
  feed_elsewhere: entry('untrusted', () => 'Another copy of this workspace went on writing under this device’s name. Reading is possible; writing needs a new feed.'),
  needs_newer: entry('refused', (f) => `A newer Gavel wrote something about ${t(f['change'])} that this version does not understand. Update Gavel before you decide on it.`),
  in_conflict: entry('refused', (f) => `${t(f['change']) || 'The change'} is in conflict: ${t(f['what']) || 'something was decided apart'}. Settle that first.`),
  not_in_conflict: entry('refused', () => 'This conflict has been settled already.'),

  not_a_backup: entry('invalid', (f) => `${t(f['file']) || 'This file'} is no backup of Gavel${f['reason'] ? `: ${t(f['reason'])}` : ''}. Nothing was changed.`),
  backup_damaged: entry('untrusted', (f) => `The backup is damaged${f['what'] ? `: ${t(f['what'])}` : ''}. Nothing was changed; take another copy of it or an earlier backup.`),
  backup_passphrase_wrong: entry('denied', () => 'The backup does not open with this passphrase. It is the one that was typed when the backup was made.'),
  place_unwritable: entry('refused', (f) => `Nothing can be written in ${t(f['place'])}. Choose another folder; nothing was changed.`),

  feed_is_current: entry('refused', () => 'This device’s feed is complete; there is nothing to start anew.'),
  site_taken: entry('refused', (f) => `The site code ${t(f['site'])} is already in use. Numbers stay unique only with a new one.`),
  chain_broken: entry('untrusted', (f) => `The trail does not hold at feed ${t(f['feed'])}, position ${t(f['seq'])}: ${t(f['problem'])}. No more is written until this is settled.`),
  older_than_mark: entry('untrusted', (f) => `This workspace ends at position ${t(f['have'])}, but this device had already written up to ${t(f['mark'])}. It is an older copy: reading is possible, writing needs a new feed.`),
  signature_wrong: entry('untrusted', (f) => `A signature does not hold: ${t(f['what'])}.`),
  key_unknown: entry('untrusted', (f) => `The key ${t(f['key'])} is not one this workspace trusts.`),
  not_verified: entry('untrusted', (f) => t(f['problem'])),
  verdict_gaps: entry('refused', (f) => `What is there holds, but there are gaps: ${t(f['problem'])}.`),
  rebuild_differs: entry('untrusted', (f) => `The rebuilt tables differ from what stood there: ${t(f['tables'])}.`),
  no_seal: entry('refused', () => 'This device has no seal certificate yet, so it cannot print signed documents.'),
  disk_full: entry('refused', () => 'The disk is full. Nothing was changed.'),
  read_only: entry('refused', (f) => `The workspace is open for reading only${f['reason'] ? `: ${t(f['reason'])}` : ''}.`),

  fault: entry('fault', (f) => `Something went wrong inside Gavel. Nothing was changed. Incident ${t(f['incident'])} is in the log.`),
} satisfies Record<string, Entry>;

export type ErrorCode = keyof typeof errors;
export type Refusal = { code: ErrorCode; facts: Facts; where?: Where };
export type Reply<T> = { ok: true; value: T } | { ok: false; error: Refusal; value?: T };

/** The sentence for people; window and command line say the same. */
export const sentence = (error: Refusal): string => errors[error.code].say(error.facts);
export const kindOf = (error: Refusal): ErrorKind => errors[error.code].kind;

/** Exit codes of the command line (cli.md). */
const exits: Record<ErrorKind, number> = { invalid: 2, missing: 2, refused: 1, denied: 1, conflict: 1, untrusted: 3, fault: 70 };
export const exitCode = (error: Refusal): number => exits[kindOf(error)];
