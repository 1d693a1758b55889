// What an audit pack says of the control of a change: evidence with its age, signed reviews, exceptions that touch it, duties that were not apart (APR-03 to APR-06).
import { evidenceLabels } from '#contract/evidence.ts';
import { reviewLabels } from '#contract/reviews.ts';
import type { EvidenceRow, Gap } from '../documents/pack-document.ts';
import type { Change } from '../domain/change.ts';
import type { Dossier } from '../domain/dossier.ts';
import { violationsOf } from '../domain/duties.ts';
import type { EvidenceItem } from '../domain/evidence.ts';
import { flawOf } from '../domain/evidence-pieces.ts';
import { exceptionFor, lastDayOf, standingOf } from '../domain/waivers.ts';
import { nameOf } from '../queries/change.ts';
import type { ReadContext } from '../ports.ts';

const dayMs = 86_400_000;
/** Whole days of what was seen when somebody decided; nothing for a time that another device made up. */
const ageAt = (at: string, observedAt: string): string => { const days = Math.floor((Date.parse(at) - Date.parse(observedAt)) / dayMs); return Number.isNaN(days) || days < 0 ? '' : `${days} d`; };

/** The last decision that stands, else now: what the board had is told as of then. */
const decidedAt = ({ decisions }: Change, now: string): string => decisions.findLast(({ isOpen }) => isOpen)?.decidedAt ?? now;

function stateOf(item: EvidenceItem, dossier: Dossier, then: string): string {
  if (item.withdrawn) return 'Withdrawn';
  if (item.at > then) return 'Came afterwards';
  const flaw = flawOf(item, { days: dossier.policy.evidence.days }, dossier, then);
  return flaw === null ? 'Counts' : flaw.why?.code === 'evidence_mismatch' ? 'Another artefact' : 'Too old';
}

function evidenceRows(dossier: Dossier, then: string): EvidenceRow[] {
  return (dossier.evidence?.items ?? []).map((item) => ({ id: item.number, title: `${evidenceLabels[item.kind]}: ${item.name}`, age: ageAt(then, item.observedAt), state: stateOf(item, dossier, then), sha256: item.sha256 }));
}

function reviewRows(context: ReadContext, dossier: Dossier, then: string): EvidenceRow[] {
  return (dossier.reviews?.reviews ?? []).map(({ kind, verdict, by, at, scope }) => ({ id: 'Review', title: `${reviewLabels[kind]}: ${verdict}, ${nameOf(context, by)}`, age: ageAt(then, at), state: scope === dossier.scope ? 'For this scope' : 'Stale', sha256: scope }));
}

const standingWords = { requested: 'Asked for', refused: 'Refused', revoked: 'Ended', upcoming: 'Not begun', valid: 'Holds', expired: 'Expired' } as const;
/** Every exception that touches the change, in whatever standing; why it was asked for is restricted and stays out. */
function exceptionRows({ exceptions, policy }: Dossier, now: string): EvidenceRow[] {
  return exceptions.map((one) => ({ id: one.number, title: `Exception from ${one.rule}, ${one.from} to ${lastDayOf(one, policy)}. Instead: ${one.control}`, state: standingWords[standingOf(one, policy, now)], sha256: '' }));
}

export type PackControl = { evidence: EvidenceRow[]; gaps: Gap[] };
export function gatherControl(context: ReadContext, change: Change): PackControl {
  const dossier = context.dossierOf(change);
  const then = decidedAt(change, context.now);
  const violations = violationsOf(dossier).filter(({ rule }) => exceptionFor(rule, dossier, context.now)?.standing !== 'valid');
  return {
    evidence: [...evidenceRows(dossier, then), ...reviewRows(context, dossier, then), ...exceptionRows(dossier, context.now)],
    gaps: violations.map(({ rule, name, duty, other }) => ({ what: `Separation of duties (${rule})`, why: `${name} is ${other} and ${duty} of this change; the latter does not count.` })),
  };
}
