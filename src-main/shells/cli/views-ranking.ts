// How prioritisations look to people on the command line (REL-06).
import type { Output } from '#contract/index.ts';
import { oneLine, table } from './text.ts';

const percent = (basisPoints: number | null): string => (basisPoints === null ? 'undefined' : `${Math.round(basisPoints / 100)} %`);
export const rankingsText = ({ rows }: Output<'ranking.list'>): string => (rows.length === 0 ? 'No prioritisations.' : table(['Name', 'Capacity', 'Hours', 'Candidates', 'Below the line'], rows.map((r) => [r.name, r.capacity, r.hours, r.candidates, r.below])));
export function rankingText({ name, capacity, hours, weights, rows, proposed, isOver }: Output<'ranking.show'>): string {
  const called = (id: string): string => { const row = rows.find((one) => one.id === id); return row?.number ?? row?.name ?? id; };
  const lines = rows.map((r) => [r.deferred ? 'deferred' : r.isBelow ? 'below' : 'above', r.rank, r.number ?? r.id, percent(r.roi), r.impact, r.dueOn, r.value, r.tier, (r.score / 100).toFixed(1), r.hours, r.deferred ? '' : r.sum, [r.isLifted ? 'regulatory' : '', r.moved ? `moved: ${r.moved.reason}` : '', r.deferred?.reason ?? ''].filter(Boolean).join('; '), r.name]);
  return [
    `${oneLine(name)}: ${hours} of ${capacity} hours. Weights: ROI ${weights.roi} %, impact ${weights.impact} %, deadline ${weights.deadline} %, value ${weights.value} %, risk ${weights.risk} %.`,
    ...(isOver ? ['Regulatory work alone takes more hours than there are.'] : []), rows.length === 0 ? 'No candidates.' : table(['Line', 'Rank', 'Candidate', 'ROI', 'Impact', 'Due', 'Value', 'Tier', 'Score', 'Hours', 'Sum', 'Note', 'Name'], lines),
    ...(proposed.length === 0 ? [] : [`To leave for later, the highest risk for the least value first: ${proposed.map(called).join(', ')}.`]),
  ].join('\n\n');
}
