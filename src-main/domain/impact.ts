// What a change of some items reaches: items downstream of them, the services these belong to, and who must be asked (RISK-04).
import type { Response } from '#contract/impact.ts';
import type { RelationKind } from '#contract/configuration.ts';
import { type Dossier, isTaken, type Piece } from './dossier.ts';
import type { DomainEvent, Json, StampedEvent } from './event.ts';
import { idOf, subjectOf } from './event.ts';
import type { Holder, Service } from './item.ts';
import { deputiesOf, isHeldBy, nameKey, numberOf, ownerOf, textOf } from './item.ts';
import type { PolicyDocument } from './policy-document.ts';
import { needs, permissions } from './roles.ts';
import type { Sheet } from './sheet.ts';
import { sheet } from './sheet.ts';
import type { Actor, By, Refused, Verdict } from './verdict.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';

/** One step of impact: what happens to `from` reaches `to`. */
export type Step = { from: string; to: string; kind: RelationKind };
export type Reached = { item: string; distance: number; /** From the item changed to this one, both included. */ path: string[] };
export type Walk = { reached: Reached[]; steps: Step[]; /** More than `most` items would be reached; what lies further is left out. */ isCut: boolean };

/**
 * Whether what happens to the target of a relation reaches its source, as where the source relies on the target; else it is the other way
 * round, as where the source sends something to the target.
 */
export const reachesSource = (kind: RelationKind): boolean => kind !== 'feeds';

/**
 * Walks breadth-first from the items changed, each item once at its shortest distance, so that a cycle ends by itself. `stepsFrom` answers
 * the steps out of a whole level at once. Items changed are not listed among those reached.
 */
export function walkImpact(starts: readonly string[], { depth, most }: { depth: number; most: number }, stepsFrom: (items: readonly string[]) => readonly Step[]): Walk {
  const cameFrom = new Map<string, { from: string | null; distance: number }>([...new Set(starts)].map((id) => [id, { from: null, distance: 0 }]));
  const steps: Step[] = [];
  const order: string[] = [];
  let isCut = false;
  let level = [...cameFrom.keys()];
  for (let distance = 1; distance <= depth && level.length > 0; distance += 1) {
    const next: string[] = [];
    for (const step of stepsFrom(level)) {
      const isNew = !cameFrom.has(step.to);
      if (isNew && order.length >= most) { isCut = true; continue; }
      steps.push(step);
      if (!isNew) continue;
      cameFrom.set(step.to, { from: step.from, distance });
      order.push(step.to);
      next.push(step.to);
    }
    level = next;
  }
  const pathOf = (item: string): string[] => {
    const path = [item];
    for (let at = cameFrom.get(item)!.from; at !== null; at = cameFrom.get(at)!.from) path.push(at);
    return path.toReversed();
  };
  return { reached: order.map((item) => ({ item, distance: cameFrom.get(item)!.distance, path: pathOf(item) })), steps, isCut };
}

/** What an owner of an affected service said about a change. */
export type ConsultAnswer = { id: string; service: string; response: Response; note: string; by: string; role: string; at: string; /** What it was said about: the digest of the change's scope. */ scope: string };
export type ConsultSheet = { change: string; answers: ConsultAnswer[] };
const word = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** Answers are only ever added; the latest of a service counts. */
export const consultSheet: Sheet<ConsultSheet> = sheet<ConsultSheet>({
  name: 'impact', kind: 'change', types: ['impact.consulted'],
  fold: (state, event: StampedEvent) => {
    const { data, text } = event;
    const [id, service, response] = [word(data['answer']), word(data['service']), data['response']];
    if (id === '' || service === '' || (response !== 'agree' && response !== 'object') || state?.answers.some((known) => known.id === id)) return state;
    const answer: ConsultAnswer = { id, service, response, note: word(text['note']), by: idOf(event.by), role: word(data['role']), at: event.at, scope: word(data['scope']) };
    return { change: idOf(event.subject), answers: [...(state?.answers ?? []), answer] };
  },
  columns: (state) => ({ change: state.change, state: state.answers.some((a) => a.response === 'object') ? 'objected' : 'answered' }),
});

/** A service that a change reaches. `isConsulted`: its owner must answer before the change is authorised (RISK-04). */
export type AffectedService = { id: string; name: string; tier: number | null; owner: Holder; deputies: readonly Holder[]; distance: number; isConsulted: boolean; /** The business unit it belongs to (CAB-07). */ unit?: string };
/** What gates and screens know of the reach of a change. `unknown`: items it names that are in no register, so that its scope is unknown as far as they go. */
export type ImpactFacts = { depth: number; items: number; reached: number; unknown: readonly string[]; services: readonly AffectedService[]; answers: readonly (ConsultAnswer & { byName: string })[] };

/** RISK-04: the owner of a tier 1 or 2 service other than the change's own is asked; its own service speaks through the change. `own` is the name of that. */
export function affected({ service, distance }: { service: Service; distance: number }, own: string, policy: Pick<PolicyDocument, 'reach'>): AffectedService {
  const tier = numberOf(service.values, 'tier');
  const name = textOf(service.values, 'name');
  return { id: service.id, name, tier, owner: ownerOf(service), deputies: deputiesOf(service), unit: textOf(service.values, 'unit'), distance, isConsulted: tier !== null && tier <= policy.reach.consultTier && nameKey(name) !== nameKey(own) };
}

export const holdersOf = ({ owner, deputies }: Pick<AffectedService, 'owner' | 'deputies'>): Holder[] => [owner, ...deputies];
type Standing = { status: 'answered' | 'stale' | 'waiting' | 'unowned'; answer: ImpactFacts['answers'][number] | null };
/** Where the consultation of a service stands: the latest answer of its owner or a deputy counts while the scope is the one it was given for. */
export function standingOf(service: AffectedService, answers: ImpactFacts['answers'], scope: string): Standing {
  const own = answers.filter((a) => a.service === service.id && holdersOf(service).some((h) => isHeldBy(h, { id: a.by, name: a.byName }))).toReversed();
  const current = own.find((a) => a.scope === scope);
  if (current) return { status: 'answered', answer: current };
  if (own[0]) return { status: 'stale', answer: own[0] };
  return { status: holdersOf(service).every((h) => h.name === '' && h.person === null) ? 'unowned' : 'waiting', answer: null };
}

const said = { agree: 'agrees', object: 'objects' } as const;

/** RISK-04: before a change is authorised, the owner of each affected tier 1 or 2 service has answered; an objection is an answer, for the board to weigh. */
export function impactPieces({ change, scope, policy, impact }: Dossier, _now: string): Piece[] {
  if (impact === null || (isTaken({ change, policy }) && impact.answers.length === 0)) return [];
  return impact.services.filter((s) => s.isConsulted).map((service): Piece => {
    const { status, answer } = standingOf(service, impact.answers, scope);
    const owner = service.owner.name || 'its owner';
    const piece = { id: `consult:${service.id}`, rule: 'RISK-04', label: answer && status === 'answered' ? `${answer.byName} ${said[answer.response]}, for ${service.name}` : `Answer of ${owner}, for ${service.name}`, gate: 'decision', part: 'impact' } as const;
    const facts = { service: service.name, owner, tier: service.tier, change: change.number };
    if (status === 'answered') return { ...piece, status: 'present' };
    if (status === 'stale') return { ...piece, status: 'stale', why: { code: 'consultation_stale', facts } };
    return status === 'waiting' ? { ...piece, status: 'waiting', why: { code: 'consultation_open', facts } } : { ...piece, status: 'missing', why: { code: 'service_unowned', facts } };
  });
}

/** The role an owner signs in: that of a service owner where they hold it. */
const roleFor = (actor: Actor): string => (actor.roles.includes('service-owner') ? 'service-owner' : actor.roles.find((role) => (permissions.answerAsOwner as readonly string[]).includes(role)) ?? '');

/** RISK-04: the owner of the service or a deputy answers, nobody for them. */
export const mayRespond = (service: Pick<AffectedService, 'name' | 'owner' | 'deputies'>, { actor }: Pick<By, 'actor'>): Refused | null =>
  firstRefusal(needs('answerAsOwner', actor), holdersOf(service).some((h) => isHeldBy(h, actor)) ? null : refuse('not_service_owner', { service: service.name, owner: service.owner.name || 'nobody' }));

export type Responding = { id: string; service: string; response: Response; note: string };
/** The answer of an owner or a deputy, signed, for the scope as it is now. */
export function respond({ change, scope, impact }: Pick<Dossier, 'change' | 'scope' | 'impact'>, { id, service: serviceId, response, note }: Responding, by: By): Verdict<DomainEvent> {
  const service = impact?.services.find((s) => s.id === serviceId);
  if (!service) return refuse('service_not_affected', { change: change.number });
  const no = firstRefusal(mayRespond(service, by), response === 'object' && note.trim() === '' ? refuse('objection_needs_note', {}, { field: 'note' }) : null);
  return no ?? accept({
    type: 'impact.consulted', subject: subjectOf('change', change.id),
    data: { answer: id, service: serviceId, response, scope, role: roleFor(by.actor), rev: change.revision, supersedes: [] }, ...(note.trim() === '' ? {} : { text: { note } }),
  });
}
