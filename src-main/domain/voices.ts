// Who may speak for a change, and whose word moves nothing (APR-01, APR-03). The fold itself judges it, so that an approval which another device should never have written
// stays beside the change, quarantined, and authorises nothing. What the policy adds, such as pairs of a regulatory tag, is judged where gates ask.
import type { quarantines } from '#contract/change.ts';
import type { Change } from './change.ts';
import type { StampedEvent } from './event.ts';
import { idOf } from './event.ts';
import { oneIn, textIn } from './json-values.ts';
import { strictness } from './matrix.ts';
import { authorities } from './policy-document.ts';
import type { Authority } from './policy-document.ts';

/** Those who decide outside the board; the executive beside it. */
export const deciders = ['peer', 'team-lead', 'change-manager', 'executive'] as const;
export type Decider = (typeof deciders)[number];
/** Whose word each authority asks for; the board speaks through its decisions. */
export const asks: Record<Authority, readonly (Decider | 'cab')[]> = {
  automatic: [], peer: ['peer'], 'team-lead': ['team-lead'], 'change-manager': ['change-manager'], cab: ['cab'], 'cab-and-executive': ['executive', 'cab'],
};
/** A stricter authority may decide what a lesser one could: the executive only beside the board. */
const rank: Record<Decider, Authority> = { peer: 'peer', 'team-lead': 'team-lead', 'change-manager': 'change-manager', executive: 'cab-and-executive' };
export const stands = (asked: Decider, as: Decider): boolean => (asked === 'executive' || as === 'executive' ? asked === as : strictness(rank[as]) >= strictness(rank[asked]));

export type Quarantine = (typeof quarantines)[number];
/** What somebody said of a change outside the board; `quarantine` null where it counts. */
export type Voice = { id: string; verdict: 'given' | 'refused'; as: Decider; by: string; rev: string; quarantine: Quarantine | null };

type Own = Pick<Change, 'createdBy' | 'startedBy' | 'isImported'>;
/** APR-03: a key does not approve what it asked for or carries out, unless the act names an exception that was granted for the rule (APR-06). */
function ownWord({ createdBy, startedBy, isImported }: Own, { by, signer }: StampedEvent): Quarantine | null {
  const alike = signer?.alike ?? [idOf(by)];
  const isExcepted = (rule: string): boolean => signer?.excepted.some((named) => rule === named || rule.startsWith(`${named}/`)) ?? false;
  if (!isImported && alike.includes(createdBy) && !isExcepted('APR-03/1')) return 'requester';
  return startedBy !== null && alike.includes(startedBy) && !isExcepted('APR-03/2') ? 'implementer' : null;
}

/** A board speaks through its chair; an emergency CAB through its chair or deputy. */
export function boardQuarantine(change: Own & Pick<Change, 'fields'>, event: StampedEvent): Quarantine | null {
  const { role, verdict } = event.data;
  const speaks = role === 'chair' || (role === 'member' && change.fields.type === 'emergency');
  if (!speaks) return 'role';
  return verdict === 'approved' || verdict === 'approved-with-conditions' ? ownWord(change, event) : null;
}

/** Whether a capacity is held by the role somebody signed in; peers and leads are named by a charter, whatever their role. */
const isRoleOf = (as: Decider, role: string): boolean => (as === 'change-manager' || as === 'executive' ? role === as : role !== '');
export function voiceIn(change: Own, event: StampedEvent): Voice | null {
  const { data, type } = event;
  const as = oneIn(data['as'], deciders);
  const id = textIn(data['approval']);
  if (as === null || id === '') return null;
  const verdict = type === 'approval.given' ? 'given' : 'refused';
  return { id, verdict, as, by: idOf(event.by), rev: textIn(data['rev']), quarantine: isRoleOf(as, textIn(data['role'])) ? (verdict === 'given' ? ownWord(change, event) : null) : 'role' };
}

/** APR-01: whether those whom the named authority asks for have said yes to the revision that the event names. `isDecided`: the board has approved it. */
export function isAgreed(voices: readonly Voice[], event: StampedEvent, isDecided: boolean): boolean {
  const authority = oneIn(event.data['authority'], authorities);
  const ofNow = voices.filter(({ rev, quarantine }) => rev === event.data['rev'] && quarantine === null);
  const last = ofNow.filter((voice, i) => !ofNow.slice(i + 1).some(({ by }) => by === voice.by));
  return authority !== null && authority !== 'automatic' && asks[authority].every((who) => (who !== 'executive' && isDecided) || (who !== 'cab' && last.some(({ verdict, as }) => verdict === 'given' && stands(who, as))));
}
