// Who may do what in the deployment tools, and where one holder has duties that should be apart (SEC-03).
import type { AccountKind, Duty, EntitlementMapping } from '#contract/entitlements.ts';
import type { DomainEvent, Json } from './event.ts';
import { subjectOf } from './event.ts';
import { needs } from './roles.ts';
import type { By, Refused, Verdict } from './verdict.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';

/** A right as its source grants it. `isChangeBound`: its grant names a change that is known here. */
export type Right = {
  source: string; identity: string; system: string; environment: string; right: string; grant: string; kind: string;
  duty: Duty; reachesProduction: boolean; isChangeBound: boolean;
};
export type Account = { kind: AccountKind; person: string };
/** Accounts somebody has placed, by `accountKey`. */
export type Owners = ReadonlyMap<string, Account>;
export type Holder = { kind: 'person'; id: string } | { kind: 'account'; source: string; identity: string };

/** SHA-256 (hex) over the canonical form of a value. */
type Digest = (value: unknown) => string;
/** A tool has the same id wherever its first export is imported, so that two devices speak of one (UUID version 8, RFC 9562, 5.8). */
export function sourceId(name: string, digest: Digest): string {
  const hex = digest({ entitlements: name.normalize('NFC').toLocaleLowerCase('en') });
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

type Need = { duties: readonly Duty[]; isInProduction?: true; isUnbound?: true };
export type DutyRule = {
  id: string; title: string; why: string;
  /** Each is met by a right of the holder; all of them together are the conflict. */
  needs: readonly Need[];
  /** A service account somebody answers for acts by itself: what no person may do alone can be its purpose. */
  isForPeople?: true;
};

/** The rules as data (SEC-03). A rule is never changed under its id: another meaning gets another id. */
export const dutyRules: readonly DutyRule[] = [
  { id: 'DUTY-01', title: 'Commit and approve', why: 'Whoever writes a change can approve it as well, so nobody else has to look at it.', needs: [{ duties: ['commit'] }, { duties: ['approve'] }] },
  { id: 'DUTY-02', title: 'Approve and deploy to production', why: 'One holder can approve a release and bring it to production alone.', needs: [{ duties: ['approve'] }, { duties: ['deploy'], isInProduction: true }] },
  { id: 'DUTY-03', title: 'Direct production right without a change', why: 'Production can be altered past the pipeline, and no change known here is named as the reason.', needs: [{ duties: ['direct'], isInProduction: true, isUnbound: true }], isForPeople: true },
  { id: 'DUTY-04', title: 'Administer and approve', why: 'Whoever sets the rules of a tool can approve under them.', needs: [{ duties: ['administer'] }, { duties: ['approve'] }] },
];

export type Conflict = { rule: DutyRule; holder: Holder; rights: Right[] };

export const accountKey = ({ source, identity }: Pick<Right, 'source' | 'identity'>): string => JSON.stringify([source, identity]);
export const holderKey = (holder: Holder): string => (holder.kind === 'person' ? `person:${holder.id}` : `account:${accountKey(holder)}`);
/** Names a conflict: the same for the same rule and holder, whatever rights make it. */
export const conflictId = ({ rule, holder }: Pick<Conflict, 'rule' | 'holder'>, digest: Digest): string => digest({ rule: rule.id, holder: holderKey(holder) }).slice(0, 32);
/** What an exception covers: the right itself, whatever grant it is held under. */
export const rightKey = ({ source, identity, system, environment, right }: Right): string => JSON.stringify([source, identity, system, environment, right]);

/** A personal account is its person; every other account stands for itself, so that what nobody has placed is judged as well. */
export function holderOf(right: Pick<Right, 'source' | 'identity'>, owners: Owners): Holder {
  const owner = owners.get(accountKey(right));
  return owner?.kind === 'personal' ? { kind: 'person', id: owner.person } : { kind: 'account', source: right.source, identity: right.identity };
}

const meets = (right: Right, need: Need): boolean => need.duties.includes(right.duty) && (need.isInProduction !== true || right.reachesProduction) && (need.isUnbound !== true || !right.isChangeBound);

/**
 * Every conflict of duties among these rights, one per rule and holder, with all rights that make it. Rights of one person through
 * several accounts count together. More rights never make fewer conflicts.
 */
export function dutyConflicts(rights: readonly Right[], owners: Owners, rules: readonly DutyRule[] = dutyRules): Conflict[] {
  const held = new Map<string, { holder: Holder; isService: boolean; rights: Right[] }>();
  for (const right of rights) {
    const holder = holderOf(right, owners);
    const key = holderKey(holder);
    const known = held.get(key) ?? { holder, isService: owners.get(accountKey(right))?.kind === 'service', rights: [] };
    known.rights.push(right);
    held.set(key, known);
  }
  return rules.flatMap((rule) => [...held.values()].flatMap(({ holder, isService, rights: all }) => {
    if (rule.isForPeople === true && isService) return [];
    const isMet = rule.needs.every((need) => all.some((right) => meets(right, need)));
    return isMet ? [{ rule, holder, rights: all.filter((right) => rule.needs.some((need) => meets(right, need))) }] : [];
  }));
}

export type Exception = { id: string; rule: string; holder: string; reason: string; owner: string; expiresOn: string; covers: readonly string[]; by: string; at: string };
export type Standing = { status: 'open' | 'accepted'; exception: Exception | null; lapsed: 'expired' | 'more-rights' | null };

/**
 * Where a conflict stands at `now` (UTC): accepted while an exception runs that covers every right in it. An exception holds through
 * its last day, in UTC; rights gained since it was granted open the conflict again.
 */
export function standingOf({ rule, holder, rights }: Conflict, exceptions: readonly Exception[], now: string): Standing {
  const today = now.slice(0, 10);
  const own = exceptions.filter((e) => e.rule === rule.id && e.holder === holderKey(holder)).toSorted((a, b) => (a.expiresOn !== b.expiresOn ? (a.expiresOn < b.expiresOn ? 1 : -1) : a.id < b.id ? -1 : 1));
  const running = own.filter((e) => e.expiresOn >= today);
  const covering = running.find((e) => rights.every((right) => e.covers.includes(rightKey(right))));
  if (covering) return { status: 'accepted', exception: covering, lapsed: null };
  const last = running[0] ?? own[0] ?? null;
  return { status: 'open', exception: last, lapsed: last === null ? null : running.length > 0 ? 'more-rights' : 'expired' };
}

const plain = (word: string): string => word.trim().toLocaleLowerCase('en').replace(/[\s_-]+/g, ' ');
const dutyWords: Record<Exclude<Duty, 'none'>, readonly string[]> = {
  commit: ['commit', 'push', 'write code', 'developer', 'contribute', 'contributor'],
  approve: ['approve', 'approver', 'approval', 'review', 'reviewer', 'approve release', 'approve deployment', 'release approver'],
  deploy: ['deploy', 'deployer', 'deployment', 'run pipeline', 'execute pipeline', 'promote'],
  direct: ['direct', 'direct write', 'shell', 'ssh', 'sudo', 'root', 'console', 'database write', 'break glass'],
  administer: ['administer', 'administrator', 'admin', 'manage permissions'],
};
const harmless = ['read', 'reader', 'view', 'viewer', 'guest', 'list', 'browse', 'none', 'report'];
const knownDuties = new Map<string, Duty>([...Object.entries(dutyWords).flatMap(([duty, words]) => words.map((word): [string, Duty] => [word, duty as Duty])), ...harmless.map((word): [string, Duty] => [word, 'none'])]);
const production = new Set(['production', 'prod', 'prd', 'live', '*', 'all', 'any']);
const others = new Set(['development', 'dev', 'test', 'testing', 'tst', 'qa', 'integration', 'int', 'staging', 'stage', 'acceptance', 'acc', 'uat', 'preproduction', 'pre production', 'preprod', 'sandbox', 'demo', 'ci']);

/** Which duty a word of a file means: as somebody said, else as the word is commonly used, else null. Words are compared whole. */
export const dutyOf = (word: string, said: EntitlementMapping['duties']): Duty | null => (Object.hasOwn(said, word) ? said[word]! : knownDuties.get(plain(word)) ?? null);
/** Whether an environment is production, or every environment; null when nobody can tell. */
export const isProduction = (word: string, said: EntitlementMapping['production']): boolean | null => (Object.hasOwn(said, word) ? said[word]! : production.has(plain(word)) ? true : others.has(plain(word)) ? false : null);
/** A right to act that names no environment is held everywhere; so is one in an environment nobody has placed, until somebody does. */
export const reachesProduction = (environment: string, duty: Duty, said: EntitlementMapping['production']): boolean =>
  (environment === '' ? duty === 'deploy' || duty === 'direct' : isProduction(environment, said) ?? true);

/** SEC-03: a release manager or an administrator imports exports and says whose accounts they name. */
export const mayKeepEntitlements = ({ actor }: Pick<By, 'actor'>): Refused | null => needs('keepEntitlements', actor);

/** SEC-03: nobody accepts a conflict of duties about themselves, neither their own nor that of an account they answer for. */
export function mayAcceptConflict(holder: Holder, owners: Owners, { actor }: Pick<By, 'actor'>): Refused | null {
  const answers = holder.kind === 'person' ? holder.id : owners.get(accountKey(holder))?.person;
  return firstRefusal(needs('acceptDutyConflict', actor), answers === actor.id ? refuse('own_duty_conflict') : null);
}

export const entitlementSubject = (id: string): string => subjectOf('entitlements', id);

export type SnapshotPart = { source: { id: string; name: string }; snapshot: string; file: string; part: number; of: number; rows: Json[]; quarantined: Json[]; mapping: EntitlementMapping };
/** One part of what a source grants now; the snapshot counts once all of its parts are here. */
export const snapshotPart = ({ source, snapshot, file, part, of, rows, quarantined, mapping }: SnapshotPart): DomainEvent => ({
  type: 'entitlement.snapshotImported', subject: entitlementSubject(source.id), data: { snapshot, part, of, rows: rows.length, aside: quarantined.length },
  text: { source: source.name, file, rows, quarantined, ...(part === 0 ? { mapping: JSON.parse(JSON.stringify(mapping)) as Json } : {}) },
});

type Mapped = { source: string; identity: string; kind: AccountKind; person: string | null };
export function mapIdentity({ source, identity, kind, person }: Mapped, by: By): Verdict<DomainEvent> {
  const no = mayKeepEntitlements(by);
  return no ?? accept({ type: 'entitlement.identityMapped', subject: entitlementSubject(source), data: { kind, person }, text: { identity } });
}

type Accepting = { id: string; reason: string; owner: string; expiresOn: string };
/** SEC-03: an exception has a reason, an owner and a last day that is not past. */
export function acceptConflict(conflict: Conflict, owners: Owners, { id, reason, owner, expiresOn }: Accepting, by: By): Verdict<DomainEvent> {
  const ofHolder = conflict.holder.kind === 'person' && conflict.holder.id === owner;
  const no = firstRefusal(mayAcceptConflict(conflict.holder, owners, by), ofHolder ? refuse('duty_owner_is_holder', {}, { field: 'owner' }) : null, expiresOn < by.now.slice(0, 10) ? refuse('exception_over', { day: expiresOn }, { field: 'expiresOn' }) : null);
  return no ?? accept({
    type: 'entitlement.exceptionGranted', subject: entitlementSubject(id), data: { rule: conflict.rule.id, owner, expiresOn },
    text: { reason, holder: holderKey(conflict.holder), covers: conflict.rights.map(rightKey) },
  });
}

/** Ends every exception that was granted for the conflict and still runs. */
export function reopenConflict(conflict: Conflict, exceptions: readonly Exception[], reason: string, by: By): Verdict<DomainEvent> {
  const running = exceptions.filter((e) => e.rule === conflict.rule.id && e.holder === holderKey(conflict.holder) && e.expiresOn >= by.now.slice(0, 10));
  const no = firstRefusal(needs('acceptDutyConflict', by.actor), running.length === 0 ? refuse('no_exception') : null);
  return no ?? accept(...running.map(({ id }): DomainEvent => ({ type: 'entitlement.exceptionEnded', subject: entitlementSubject(id), data: {}, text: { reason } })));
}
