// Separation of duties (APR-03): who did what for a change, told apart by keys and not by names, and what one of them may not do as well.
import { changeDuties } from '#contract/reviews.ts';
import type { Approvals } from './approval.ts';
import { standingApprovals } from './approval.ts';
import type { Change, Decision } from './change.ts';
import type { Control } from './control.ts';
import type { Dossier, Piece } from './dossier.ts';
import type { StampedEvent } from './event.ts';
import { idOf } from './event.ts';
import { oneIn } from './json-values.ts';
import type { ChangeDuty } from './policy-document.ts';
import { sheet } from './sheet.ts';
import type { By, Refused } from './verdict.ts';
import { refuse } from './verdict.ts';
import { exceptionFor, waived } from './waivers.ts';

/** Acts that the change itself does not remember: whoever wrote its plans, finished its implementation, or stood for it in an emergency. */
export type Acted = { duty: ChangeDuty; person: string; at: string };
export const planFields = ['implementationPlan', 'testPlan', 'backoutPlan', 'rollbackCriteria'] as const;
const dutyOfType: Partial<Record<StampedEvent['type'], ChangeDuty>> = { 'change.implementationFinished': 'implementer', 'emergency.validated': 'validator', 'emergency.authorised': 'approver' };

function actIn(event: StampedEvent): Acted | null {
  const isPlan = (event.type === 'change.created' || event.type === 'change.edited') && planFields.some((name) => typeof event.text[name] === 'string' && event.text[name] !== '');
  const duty = isPlan ? 'author' : dutyOfType[event.type];
  return duty === undefined ? null : { duty, person: idOf(event.by), at: event.at };
}

export const dutySheet = sheet<Acted[]>({
  name: 'duties', kind: 'change', types: ['change.created', 'change.edited', 'change.implementationFinished', 'emergency.validated', 'emergency.authorised'],
  fold: (acted, event) => {
    const act = actIn(event);
    if (act === null || acted?.some(({ duty, person }) => duty === act.duty && person === act.person)) return acted;
    return [...(acted ?? []), act];
  },
});

/** Keys a person held until they were revoked (hex): what was signed with them stays theirs. */
export const formerKeySheet = sheet<string[]>({
  name: 'former-keys', kind: 'person', types: ['person.keyRevoked'],
  fold: (keys, { data: { key } }) => (typeof key === 'string' && /^[0-9a-f]{64}$/.test(key) && !keys?.includes(key) ? [...(keys ?? []), key] : keys),
});

/** Somebody who holds a duty of a change. `alike` are the people behind the same key, the person included; empty where only a name is known. */
export type DutyAct = Acted & { name: string; alike: readonly string[]; /** A word in quarantine: it counts as a violation and for nothing else. */ isVoid?: boolean };
/** A duty before anybody asked whose key it is: by a person, or by a name that the record says. */
export type DutyClaim = { duty: ChangeDuty; at: string; isVoid?: boolean } & ({ person: string } | { named: string });

/** In quarantine because whoever said it holds another duty of the change. */
const isOwnWord = ({ quarantine }: Pick<Decision, 'quarantine'>): boolean => quarantine === 'requester' || quarantine === 'implementer';
const approving: readonly Decision['verdict'][] = ['approved', 'approved-with-conditions'];
/** Every duty that somebody holds now. A review counts while it is for the scope that stands, a decision while it stands. */
export function dutyClaims(change: Change, scope: string, { acted, reviews, approvals }: { acted: readonly Acted[]; reviews: Control['reviews']; approvals: Approvals | null }): DutyClaim[] {
  const { fields, createdAt } = change;
  return [
    ...(!change.isImported ? [{ duty: 'requester' as const, person: change.createdBy, at: createdAt }] : []),
    ...(fields.requester === '' ? [] : [{ duty: 'requester' as const, named: fields.requester, at: createdAt }]),
    ...fields.implementers.map((named) => ({ duty: 'implementer' as const, named, at: change.updatedAt })),
    ...(change.startedBy === null ? [] : [{ duty: 'implementer' as const, person: change.startedBy, at: change.actualStartAt ?? change.updatedAt }]),
    ...acted.filter(({ duty, person }) => duty !== 'implementer' || person !== change.startedBy),
    ...(change.validator === null || acted.some(({ duty, person }) => duty === 'validator' && person === change.validator) ? [] : [{ duty: 'validator' as const, person: change.validator, at: change.actualEndAt ?? change.updatedAt }]),
    ...change.decisions.filter((d) => (d.isOpen || isOwnWord(d)) && approving.includes(d.verdict)).map((d) => ({ duty: 'approver' as const, person: d.by, at: d.decidedAt, isVoid: isOwnWord(d) })),
    ...(approvals?.all ?? []).filter(({ id }) => change.voices.some((voice) => voice.id === id && isOwnWord(voice))).map((one) => ({ duty: 'approver' as const, person: one.by, at: one.at, isVoid: true })),
    ...standingApprovals({ change, approvals }).filter(({ verdict }) => verdict === 'given').map((one) => ({ duty: 'approver' as const, person: one.by, at: one.at })),
    ...(reviews?.reviews ?? []).filter((r) => r.verdict === 'approve' && r.scope === scope).map((r) => ({ duty: 'reviewer' as const, person: r.by, at: r.at })),
  ];
}

/** Two duties that one key may not hold for the same change; with `tag` only for changes that carry this regulatory tag. */
export type DutyPair = { id: string; a: ChangeDuty; b: ChangeDuty; tag: string | null };
/** A pair as the policy writes it: `APR-03/7 author approver SOX`. */
export function dutyPair(line: string): DutyPair | null {
  const [id = '', first = '', second = '', ...tag] = line.trim().split(/\s+/);
  const [a, b] = [oneIn(first, changeDuties), oneIn(second, changeDuties)];
  return id === '' || a === null || b === null || a === b ? null : { id, a, b, tag: tag.length === 0 ? null : tag.join(' ') };
}

type Ruled = Pick<Dossier, 'change' | 'policy'>;
/** The pairs in force for a change: those of everybody, and those of its regulatory tags. */
export function pairsFor({ change, policy }: Ruled): DutyPair[] {
  const tags = change.fields.regulatoryTags.map((tag) => tag.trim().toLowerCase());
  return policy.duties.flatMap((line) => dutyPair(line) ?? []).filter(({ tag }) => tag === null || tags.includes(tag.toLowerCase()));
}

const isBy = (act: DutyAct, { id, name }: By['actor']): boolean => act.alike.includes(id) || (act.alike.length === 0 && act.name.trim().toLowerCase() === name.trim().toLowerCase());
export const isSameKey = (a: DutyAct, b: DutyAct): boolean => a.alike.some((id) => b.alike.includes(id)) || (a.alike.length === 0 && b.alike.length === 0 && a.name.trim().toLowerCase() === b.name.trim().toLowerCase());

type Judged = Ruled & Pick<Dossier, 'acts' | 'exceptions' | 'service'>;
/** Pairs that this person would break by taking on the duty, each with what they hold already and the exception that lets them. */
function broken(duty: ChangeDuty, { actor, now }: By, dossier: Judged): { rule: string; held: DutyAct; exception: string | null }[] {
  return pairsFor(dossier).flatMap(({ id, a, b }) => {
    const other = a === duty ? b : b === duty ? a : null;
    const held = other === null ? undefined : dossier.acts.find((act) => act.duty === other && act.isVoid !== true && isBy(act, actor));
    const found = held && exceptionFor(id, dossier, now);
    return held === undefined ? [] : [{ rule: id, held, exception: found?.standing === 'valid' ? found.exception.id : null }];
  });
}
/** APR-03: why this person may not take on this duty as well: a rule, named, that their key would break. An exception that holds lets them. */
export function dutyConflict(duty: ChangeDuty, by: By, dossier: Judged): Refused | null {
  const first = broken(duty, by, dossier).find(({ exception }) => exception === null);
  if (first === undefined) return null;
  const { rule, held } = first;
  return refuse('duty_conflict', { rule, person: by.actor.name, duty, other: held.duty, ...(held.person !== '' && held.person !== by.actor.id ? { as: held.name } : {}) });
}
/** APR-06: what an approval names when exceptions let its signer approve, so that everybody who receives it can judge it. */
export function namedExceptions(by: By, dossier: Judged): { exceptions?: string[] } {
  const exceptions = [...new Set(broken('approver', by, dossier).flatMap(({ exception }) => exception ?? []))];
  return exceptions.length === 0 ? {} : { exceptions };
}

/** One key in two duties that a rule keeps apart. */
export type Violation = { rule: string; duty: ChangeDuty; other: ChangeDuty; person: string; name: string; otherName: string; at: string; /** In quarantine, so that no gate waits for it. */ isVoid: boolean };
/** APR-03: what stands in the record although a rule forbids it, as when another device wrote it. */
export function violationsOf(dossier: Ruled & Pick<Dossier, 'acts'>): Violation[] {
  return pairsFor(dossier).flatMap(({ id, a, b }) => {
    const firsts = dossier.acts.filter(({ duty }) => duty === a);
    const seconds = dossier.acts.filter(({ duty }) => duty === b);
    const found = firsts.flatMap((first) => seconds.filter((second) => isSameKey(first, second)).map((second): Violation => ({ rule: id, duty: b, other: a, person: second.person, name: second.name, otherName: first.name, at: second.at > first.at ? second.at : first.at, isVoid: first.isVoid === true || second.isVoid === true })));
    return found.filter(({ person, name, isVoid }, i) => found.findIndex((v) => v.person === person && v.name === name && v.isVoid === isVoid) === i);
  });
}

/** The gate that a broken pair closes. A review that breaks one does not count, which its own piece says. */
const gateOf = ({ duty, other }: Violation, { state }: Change): Piece['gate'] | null =>
  [duty, other].includes('validator') ? 'closure' : [duty, other].includes('approver') ? (state === 'authorised' ? 'schedule' : 'start') : null;

/** APR-03: an approval by a key that holds another duty does not count; nothing goes on with it but by an exception. */
export function dutyPieces(dossier: Dossier, now: string): Piece[] {
  const found = violationsOf(dossier).filter(({ isVoid }) => !isVoid);
  const pieces = found.flatMap((violation): Piece[] => {
    const gate = gateOf(violation, dossier.change);
    const { rule, name, duty, other } = violation;
    const piece: Piece | null = gate && { id: `duty:${rule}:${name}`, rule, label: `Duties of ${name}`, gate, part: 'reviews', status: 'missing', why: { code: 'duty_violated', facts: { rule, person: name, duty, other } } };
    return piece ? [waived(piece, dossier, now)] : [];
  });
  if (pieces.length > 0 || dossier.change.decisions.length === 0) return pieces;
  return [{ id: 'duties', rule: 'APR-03', label: 'Duties apart', gate: 'schedule', part: 'reviews', status: 'present' }];
}
