// What legacy systems demand of a change: clear of their constraints (LEG-01), no unisolated point crossed (LEG-03), tools and hands for their workarounds (LEG-04).
import type { Constraint, Window } from './constraint.ts';
import { blockedSpans, isInForce, manualMinutes } from './constraint.ts';
import { totalMinutes } from './backout.ts';
import type { Dossier, Piece } from './dossier.ts';
import type { Point } from './integration.ts';
import { isIsolated } from './integration.ts';
import { minutesBetween } from './spans.ts';
import type { Workaround } from './workaround.ts';
import { unstaffed } from './workaround.ts';

export type LegacyFacts = {
  /** Constraints of what the change touches or depends on, those that have ended left out. */
  constraints: readonly Constraint[];
  /** Other changes in the window that share a constraint, by its UUID; counted for limits alone. */
  others: Readonly<Record<string, readonly string[]>>;
  /** Points that its impact crosses; `behind`: those it crosses on the way to this one. */
  points: readonly { point: Point; behind: readonly Point[] }[];
  workarounds: readonly Workaround[];
};
export const noLegacy: LegacyFacts = { constraints: [], others: {}, points: [], workarounds: [] };

/** What of a constraint lies within a window: the spans in which nothing may run. */
export type Overlap = { constraint: Constraint; spans: Window[] };
export const overlapsOf = (constraints: readonly Constraint[], window: Window): Overlap[] =>
  constraints.map((constraint) => ({ constraint, spans: blockedSpans(constraint, window) })).filter(({ spans }) => spans.length > 0);

const blocking = ['batch', 'staffing', 'blackout'] as const;
const isBlocking = ({ terms: { value } }: Constraint): boolean => (blocking as readonly string[]).includes(value.kind);

/** LEG-01: the window keeps clear of every span, shares no limit, and holds the manual steps beside the way back. */
function constraintPieces({ change: { fields, number }, legacy, backout }: Dossier): Piece[] {
  const { plannedStartAt: startsAt, plannedEndAt: endsAt } = fields;
  if (startsAt === null || endsAt === null || startsAt >= endsAt) return [];
  const window = { startsAt, endsAt };
  const day = startsAt.slice(0, 10);
  const about = { rule: 'LEG-01', gate: 'schedule', part: 'legacy' } as const;
  const clear = legacy.constraints.filter(isBlocking).map((constraint): Piece => {
    const { name, kind, zone } = constraint.terms.value;
    const [span] = blockedSpans(constraint, window);
    const told = { ...about, id: `legacy:clear:${constraint.id}`, label: `Window clear of ${name}` };
    return span ? { ...told, status: 'missing', why: { code: 'constraint_overlaps', facts: { constraint: name, kind, startsAt: span.startsAt, endsAt: span.endsAt, zone, change: number } } } : { ...told, status: 'present' };
  });
  const limits = legacy.constraints.filter((one) => one.terms.value.kind === 'limit' && isInForce(one, day)).map((constraint): Piece => {
    const { name, atOnce } = constraint.terms.value;
    const others = legacy.others[constraint.id] ?? [];
    const told = { ...about, id: `legacy:limit:${constraint.id}`, label: `Room within ${name}` };
    return others.length >= atOnce ? { ...told, status: 'missing', why: { code: 'constraint_full', facts: { constraint: name, atOnce, changes: others } } } : { ...told, status: 'present' };
  });
  const manual = manualMinutes(legacy.constraints, day);
  const back = backout.sheet?.plan ? totalMinutes(backout.sheet.plan.value) : 0;
  const available = minutesBetween(startsAt, endsAt);
  const told = { ...about, id: 'legacy:manual', label: 'Window holds the manual steps' };
  const fits: Piece[] = manual === 0 ? [] : [manual + back > available ? { ...told, status: 'missing', why: { code: 'manual_steps_too_long', facts: { manual, back, available } } } : { ...told, status: 'present' }];
  return [...clear, ...limits, ...fits];
}

/** LEG-03: a High or Critical change that crosses a point is held back unless something isolates it, or a mitigation is written for this change. */
function pointPieces({ change, policy, legacy }: Dossier, now: string): Piece[] {
  if (change.tier !== 'high' && change.tier !== 'critical') return [];
  return legacy.points.filter(({ behind }) => !behind.some((point) => isIsolated(point, policy, now))).map(({ point }): Piece => {
    const { name, isolation } = point.terms.value;
    const isMitigated = point.mitigations.some((one) => one.change === change.id);
    const told = { id: `legacy:point:${point.id}`, rule: 'LEG-03', gate: 'decision', part: 'legacy', label: `${name}, ${isMitigated ? 'mitigated' : 'isolated'}` } as const;
    if (isMitigated || isIsolated(point, policy, now)) return { ...told, status: 'present' };
    return { ...told, status: isolation === null ? 'missing' : 'stale', why: { code: isolation === null ? 'point_not_isolated' : 'isolation_untested', facts: { point: name, days: policy.legacy.isolationTestDays } } };
  });
}

/** LEG-04: every skill that a workaround needs is there among the implementers. */
const skillPieces = ({ change, legacy }: Dossier): Piece[] => legacy.workarounds.flatMap((entry) => {
  const lacking = unstaffed(entry, change.fields.implementers);
  return entry.terms.value.skills.map((skill): Piece => {
    const told = { id: `legacy:skill:${entry.id}:${skill}`, rule: 'LEG-04', gate: 'schedule', part: 'legacy', label: `${skill}, for ${entry.terms.value.tool}` } as const;
    return lacking.includes(skill) ? { ...told, status: 'missing', why: { code: 'skill_unstaffed', facts: { skill, tool: entry.terms.value.tool, people: entry.operators.filter((one) => one.skill === skill).map(({ name }) => name) } } } : { ...told, status: 'present' };
  });
});

export const legacyPieces = (dossier: Dossier, now: string): Piece[] => [...constraintPieces(dossier), ...pointPieces(dossier, now), ...skillPieces(dossier)];

/** One step that legacy systems add to the plan of a change; minutes null where nobody said. */
export type AddedStep = { text: string; from: string; minutes: number | null; by: string; kind: 'manual' | 'workaround' | 'control' };
/** LEG-01, LEG-04: what is added to the implementation plan, in order: the workarounds with their control, then manual steps. */
export function addedSteps({ workarounds, constraints }: Pick<LegacyFacts, 'workarounds' | 'constraints'>, day: string): AddedStep[] {
  const around = workarounds.flatMap(({ terms: { value } }): AddedStep[] => [
    ...value.steps.map((text): AddedStep => ({ text, from: value.tool, minutes: null, by: value.skills.join(', '), kind: 'workaround' })), { text: value.control, from: value.tool, minutes: null, by: value.owner, kind: 'control' },
  ]);
  const manual = constraints.filter((one) => one.terms.value.kind === 'manual-step' && isInForce(one, day)).map(({ terms: { value } }): AddedStep => ({ text: value.note === '' ? value.name : `${value.name}: ${value.note}`, from: value.name, minutes: value.minutes, by: value.operator, kind: 'manual' }));
  return [...around, ...manual];
}
