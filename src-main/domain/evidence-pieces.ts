// Which evidence a change needs and how each piece of it stands (APR-05), with the stricter set where nothing rolls back by itself (LEG-05).
import { evidenceLabels } from '#contract/evidence.ts';
import { daysBetween, judgeBackup, judgeRehearsal, latestRehearsal, scriptsLacking } from './backout-judged.ts';
import { isTaken } from './dossier.ts';
import type { Dossier, Piece } from './dossier.ts';
import { later } from './emergency-clocks.ts';
import type { EvidenceItem } from './evidence.ts';
import { definitionOf } from './model.ts';
import { evidenceKinds } from './policy-document.ts';
import type { EvidenceKind } from './policy-document.ts';
import { tagRulesFor } from './regulation.ts';
import { waived } from './waivers.ts';

/** One thing that must be proved, by any of these kinds. `days` is how old it may be, `lines` the least coverage in hundredths of a percent. */
export type Need = { id: string; rule: string; label: string; kinds: readonly EvidenceKind[]; days: number; lines?: number };

/** LEG-05: what a service without automatic rollback needs beside the ordinary set; a change on several services takes it as a whole. */
export function strictNeeds({ policy, strict }: Pick<Dossier, 'policy' | 'strict'>): Need[] {
  if (strict.length === 0) return [];
  const { leastLines, rehearsalDays } = policy.strict;
  const { days } = policy.evidence;
  return [
    { id: 'full-regression', rule: 'LEG-05/full-regression', label: evidenceLabels['full-regression'], kinds: ['full-regression'], days },
    { id: 'backout-rehearsal', rule: 'LEG-05/backout-rehearsal', label: evidenceLabels['backout-rehearsal'], kinds: ['backout-rehearsal'], days: rehearsalDays },
    { id: 'backup-restore-test', rule: 'LEG-05/backup-restore-test', label: evidenceLabels['backup-restore-test'], kinds: ['backup-restore-test'], days: policy.backout.restoreTestDays },
    { id: 'coverage', rule: 'LEG-05/coverage', label: `Coverage of ${leastLines / 100} %, or documented manual tests`, kinds: ['coverage', 'manual-tests'], days, lines: leastLines },
  ];
}

/** APR-05, AUD-04: what the tier of the change, its model and its regulatory tags need, and what its service adds. */
export function neededEvidence(dossier: Pick<Dossier, 'change' | 'policy' | 'strict' | 'model'>): Need[] {
  const { change, policy, model } = dossier;
  const strict = strictNeeds(dossier);
  const wanted: readonly string[] = [...(change.tier === null ? [] : policy.evidence.sets[change.tier]), ...(model === null ? [] : definitionOf(model.model)?.evidence ?? []), ...tagRulesFor(change.fields).flatMap(({ evidence }) => evidence)];
  const ordinary = evidenceKinds.filter((kind) => wanted.includes(kind)).map((kind): Need => ({ id: kind, rule: `APR-05/${kind}`, label: evidenceLabels[kind], kinds: [kind], days: policy.evidence.days }));
  return [...ordinary.filter(({ id }) => strict.every((need) => need.id !== id)), ...strict];
}

const dayMinutes = 24 * 60;
type Stands = Pick<Piece, 'status' | 'why'>;
type Judged = Pick<Dossier, 'artefacts'>;
/** How one item stands against what is needed; null when it counts. */
export function flawOf(item: EvidenceItem, need: Pick<Need, 'days' | 'lines'>, { artefacts }: Judged, now: string): Stands | null {
  const facts = { evidence: item.number, name: item.name };
  if (item.artefact === null ? artefacts.length > 0 : !artefacts.includes(item.artefact)) return { status: 'missing', why: { code: 'evidence_mismatch', facts: { ...facts, artefact: item.artefact, artefacts: [...artefacts] } } };
  if (item.observedAt < later(now, -need.days * dayMinutes)) return { status: 'stale', why: { code: 'evidence_stale', facts: { ...facts, observedOn: item.observedAt.slice(0, 10), most: need.days } } };
  if (item.kind === 'coverage' && need.lines !== undefined && (item.measured === null || item.measured < need.lines)) return { status: 'missing', why: { code: 'coverage_low', facts: { ...facts, measured: item.measured, least: need.lines } } };
  return null;
}

const standingItems = ({ evidence }: Pick<Dossier, 'evidence'>, need: Need): EvidenceItem[] => (evidence?.items ?? []).filter((item) => item.withdrawn === null && need.kinds.includes(item.kind));
/** What counts for a need: every item of its kinds without a flaw. */
export const countedFor = (need: Need, dossier: Pick<Dossier, 'evidence' | 'artefacts'>, now: string): EvidenceItem[] => standingItems(dossier, need).filter((item) => flawOf(item, need, dossier, now) === null);

/** What the backout of the change proves already: a script that is attached, a rehearsal that passed, a backup whose restore was tested (BCK-01, BCK-04, BCK-06). */
function isProvedByBackout({ id, days }: Need, dossier: Proving, now: string): boolean {
  const rehearsal = id === 'backout-rehearsal' ? latestRehearsal(dossier.backout) : null;
  if (rehearsal !== null) return judgeRehearsal(rehearsal, dossier, now) === 'passed' && daysBetween(rehearsal.finishedAt, now) <= days;
  // A script of the plan is the evidence of it: it is not asked for twice (BCK-01).
  if (id === 'backout-script') return (dossier.backout.sheet?.scripts.length ?? 0) > 0 && scriptsLacking(dossier.backout.sheet!).length === 0;
  return id === 'backup-restore-test' && judgeBackup(dossier, now).status === 'good';
}
type Proving = Pick<Dossier, 'evidence' | 'artefacts' | 'backout' | 'service' | 'policy'>;

/** How a need stands: met, or why the item that comes nearest does not meet it; the latest is the nearest. */
export function evidenceStands(need: Need, dossier: Proving, now: string): Stands {
  if (countedFor(need, dossier, now).length > 0 || isProvedByBackout(need, dossier, now)) return { status: 'present' };
  const last = standingItems(dossier, need).at(-1);
  return (last && flawOf(last, need, dossier, now)) ?? { status: 'missing', why: { code: 'evidence_missing', facts: { label: need.label } } };
}

/** APR-05, LEG-05: the evidence a change needs before anybody authorises it. */
export function evidencePieces(dossier: Dossier, now: string): Piece[] {
  if (isTaken(dossier) && dossier.evidence === null) return [];
  return [...observationPieces(dossier, now), ...neededEvidence(dossier).map((need) => evidencePiece(need, dossier, now))];
}
export const evidencePiece = (need: Need, dossier: Dossier, now: string): Piece => waived({ id: `evidence:${need.id}`, rule: need.rule, label: need.label, gate: 'decision', part: 'reviews', ...evidenceStands(need, dossier, now) }, dossier, now);

/** LEG-05: a change that cannot be rolled back by itself is watched longer before it is closed. */
function observationPieces(dossier: Dossier, now: string): Piece[] {
  const { change: { actualEndAt }, strict, policy: { strict: { observationHours: hours } } } = dossier;
  if (strict.length === 0 || actualEndAt === null) return [];
  const until = later(actualEndAt, hours * 60);
  const isOver = until <= now;
  return [waived({
    id: 'observation', rule: 'LEG-05/observation', label: `Observation of ${hours} hours`, gate: 'closure', part: 'reviews', status: isOver ? 'present' : 'waiting',
    ...(isOver ? {} : { why: { code: 'observation_short', facts: { services: [...strict], hours, until } } }),
  }, dossier, now)];
}

/** Digests of what counted at an instant, for the decision to store. */
export const evidenceDigests = (dossier: Dossier, now: string): string[] =>
  [...new Set(neededEvidence(dossier).flatMap((need) => countedFor(need, dossier, now).map(({ sha256 }) => sha256)))].toSorted();
