// The words and marks that minutes and packs share.
import { shapesOf } from './shapes.ts';
import type { MinutesItem, Outcome, RiskTier } from './minutes-document.ts';
import type { Span } from './text.ts';

const outcomes: Record<Outcome, string> = {
  approved: 'Approved', 'approved-with-conditions': 'Approved with conditions', deferred: 'Deferred', rejected: 'Rejected', withdrawn: 'Withdrawn', referred: 'Referred', noted: 'Noted',
};
const tiers: Record<RiskTier, string> = { low: 'Low', medium: 'Medium', high: 'High', critical: 'Critical' };

export const outcomeText = (outcome: Outcome | null): string => (outcome ? outcomes[outcome] : 'Not decided');
export const riskSpans = (risk: { tier: RiskTier; score: number } | null): Span[] => (risk ? [{ text: `${tiers[risk.tier]} ${risk.score}`, shape: shapesOf.risk(risk.tier) }] : [{ text: '–' }]);

type Tally = { for: string[]; conditions: string[]; against: string[]; defer: string[]; others: [string, string][] };
/** Names by vote. What is none of the known votes (recused, a vote of a later version) keeps its own word. */
export function tally(votes: MinutesItem['votes']): Tally {
  const found: Tally = { for: [], conditions: [], against: [], defer: [], others: [] };
  const lists: Record<string, string[]> = { approve: found.for, 'approve-with-conditions': found.conditions, reject: found.against, defer: found.defer };
  for (const { name, vote } of votes) {
    const list = Object.hasOwn(lists, vote) ? lists[vote] : undefined;
    if (list) list.push(name);
    else found.others.push([vote.charAt(0).toUpperCase() + vote.slice(1), name]);
  }
  return found;
}

/** Whether anybody voted; to be recused is no vote. */
export const isVotedOn = (votes: MinutesItem['votes']): boolean => votes.some(({ vote }) => vote !== 'recused');

/** `3–1–0`: for, with conditions, against. */
export function score(votes: MinutesItem['votes']): string {
  if (!isVotedOn(votes)) return '–';
  const t = tally(votes);
  return `${t.for.length}–${t.conditions.length}–${t.against.length}`;
}

/** `For: A, B. With conditions: C.` */
export function votesText(votes: MinutesItem['votes']): string {
  const t = tally(votes);
  const others = new Map<string, string[]>();
  for (const [vote, name] of t.others) others.set(vote, [...(others.get(vote) ?? []), name]);
  const parts: [string, string[]][] = [['For', t.for], ['With conditions', t.conditions], ['Against', t.against], ['To defer', t.defer], ...others];
  const said = parts.filter(([, names]) => names.length > 0).map(([vote, names]) => `${vote}: ${names.join(', ')}.`);
  return said.join(' ') || 'No vote was taken.';
}

/** Hex in groups of four, for people to compare. */
export const grouped = (hex: string): string => hex.replace(/(.{4})(?=.)/g, '$1 ');
/** Twelve words in three groups of four. */
export const wordGroups = (words: string): string => words.trim().split(/\s+/).reduce((text, word, i) => `${text}${i === 0 ? '' : i % 4 === 0 ? '   ' : ' '}${word}`, '');
