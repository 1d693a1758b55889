// Versions of the policy (APR-07): proposed whole, with a cause, and in force once two people have signed the same text.
import type { Role } from '#contract/people.ts';
import { policyCauses } from '#contract/policy.ts';
import type { PolicyCause } from '#contract/policy.ts';
import type { DomainEvent, Json, StampedEvent } from './event.ts';
import { idOf, subjectOf } from './event.ts';
import { oneIn, textIn } from './json-values.ts';
import { checkPolicy, lockedOut } from './policy-check.ts';
import { defaultPolicy } from './policy-document.ts';
import type { PolicyDocument } from './policy-document.ts';
import { needs } from './roles.ts';
import { sheet } from './sheet.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

export type Signature = { by: string; at: string; role: string; supersedes: string };
export type PolicyRecord = {
  id: string; document: PolicyDocument; digest: string; cause: PolicyCause; reference: string; reason: string; proposedBy: string; proposedAt: string;
  signatures: Signature[];
  /** The signature that put it in force; null while fewer than two people have signed. */
  active: { by: string; at: string; supersedes: string } | null;
  withdrawn: { by: string; at: string; reason: string } | null;
};
type Events = Verdict<DomainEvent>;

function proposed(event: StampedEvent): PolicyRecord | null {
  const { data, text } = event;
  const { document } = checkPolicy(data['document'], defaultPolicy);
  const cause = oneIn(data['cause'], policyCauses);
  if (document === null || cause === null) return null;
  return { id: idOf(event.subject), document, digest: textIn(data['digest']), cause, reference: textIn(text['reference']), reason: textIn(text['reason']), proposedBy: idOf(event.by), proposedAt: event.at, signatures: [], active: null, withdrawn: null };
}

/** A signature counts for the text it was given to, once for each person; the second one puts the version in force unless it was withdrawn before. */
function signed(record: PolicyRecord, event: StampedEvent): PolicyRecord {
  const by = idOf(event.by);
  const { data } = event;
  if (record.withdrawn !== null || data['rev'] !== record.digest || record.signatures.some((s) => s.by === by)) return record;
  const supersedes = Array.isArray(data['supersedes']) ? textIn(data['supersedes'][0]) : '';
  const signatures = [...record.signatures, { by, at: event.at, role: textIn(data['role']), supersedes }];
  return { ...record, signatures, active: signatures.length === 2 ? { by, at: event.at, supersedes } : record.active };
}

export const policySheet = sheet<PolicyRecord>({
  name: 'policy', kind: 'policy', types: ['policy.proposed', 'policy.signed', 'policy.withdrawn'],
  fold: (record, event) => {
    if (event.type === 'policy.proposed') return record ?? proposed(event);
    if (record === null) return null;
    if (event.type === 'policy.signed') return signed(record, event);
    // Whoever withdrew it had not seen the second signature; what is in force stays in force.
    return record.active !== null || record.withdrawn !== null ? record : { ...record, withdrawn: { by: idOf(event.by), at: event.at, reason: textIn(event.text['reason']) } };
  },
  columns: ({ document, active, withdrawn }) => ({ label: document.version, state: active ? 'active' : withdrawn ? 'withdrawn' : 'proposed' }),
});

/** Roles in which a policy is signed, the first one held is named in the signature. */
const signingRoles: readonly Role[] = ['change-manager', 'chair', 'executive'];
export const mayPropose = ({ actor }: By): Refused | null => needs('proposePolicy', actor);

export type Proposing = { id: string; document: Json; digest: string; cause: PolicyCause; reference: string; reason: string };
/** What stands around a proposal: the version names there are, and the roles somebody holds. */
export type PolicyFacts = { versions: readonly string[]; held: ReadonlySet<Role> };
const notLockedOut = (document: PolicyDocument, held: ReadonlySet<Role>): Refused | null => {
  const out = lockedOut(document.matrix, held);
  return out ? refuse('policy_locks_out', out) : null;
};

/** APR-07: a whole document with its cause; refused while any value is wrong, or while somebody would be locked out. */
export function proposePolicy({ id, document, digest, cause, reference, reason }: Proposing, { versions, held }: PolicyFacts, by: By): Events {
  const no = mayPropose(by);
  if (no) return no;
  const checked = checkPolicy(document, defaultPolicy);
  if (checked.document === null) return refuse('policy_invalid', { problems: checked.problems.map(({ at, problem }) => `${at} ${problem}`.trim()), at: checked.problems[0]!.at }, { field: 'document' });
  if (versions.some((version) => version.toLowerCase() === checked.document.version.trim().toLowerCase())) return refuse('version_taken', { version: checked.document.version }, { field: 'document.version' });
  return notLockedOut(checked.document, held) ?? accept({ type: 'policy.proposed', subject: subjectOf('policy', id), data: { document: checked.document as unknown as Json, digest, cause }, text: { reference, ...(reason === '' ? {} : { reason }) } });
}

/** Keys, not names, tell people apart: `keyOf` answers the key of a person. */
export type SigningFacts = { held: ReadonlySet<Role>; digest: string; inForce: string; keyOf: (person: string) => string | null };
export function maySignPolicy(record: PolicyRecord, { held, digest, keyOf }: Omit<SigningFacts, 'inForce'>, { actor }: By): Refused | null {
  const own = keyOf(actor.id);
  return firstRefusal(needs('signPolicy', actor),
    record.withdrawn !== null ? refuse('policy_settled', { version: record.document.version, state: 'withdrawn' }) : record.active !== null ? refuse('policy_settled', { version: record.document.version, state: 'in force' }) : null,
    record.signatures.some(({ by }) => by === actor.id || (own !== null && keyOf(by) === own)) ? refuse('second_signature_needed', { version: record.document.version }) : null,
    record.digest !== digest ? refuse('policy_altered', { version: record.document.version }) : null,
    notLockedOut(record.document, held));
}
/** APR-07: the signature is bound to the text, and says which version it takes the place of. */
export const signPolicy = (record: PolicyRecord, facts: SigningFacts, by: By): Events =>
  maySignPolicy(record, facts, by) ?? accept({ type: 'policy.signed', subject: subjectOf('policy', record.id),
    data: { rev: record.digest, role: signingRoles.find((role) => by.actor.roles.includes(role)) ?? '', supersedes: facts.inForce === '' ? [] : [facts.inForce] } });

export const mayWithdrawPolicy = (record: PolicyRecord, { actor }: By): Refused | null => firstRefusal(needs('proposePolicy', actor),
  record.withdrawn !== null || record.active !== null ? refuse('policy_settled', { version: record.document.version, state: record.active ? 'in force' : 'withdrawn' }) : null);
export const withdrawPolicy = (record: PolicyRecord, reason: string, by: By): Events =>
  mayWithdrawPolicy(record, by) ?? accept({ type: 'policy.withdrawn', subject: subjectOf('policy', record.id), data: {}, text: { reason } });
