// How portfolios and trains look to people on the command line (REL-08).
import type { Output } from '#contract/index.ts';
import { facts, minuteOf, oneLine, table } from './text.ts';

const risksOf = (risks: Output<'portfolio.show'>['risks']): string => risks.filter(({ count }) => count > 0).map(({ tier, count }) => `${count} ${tier === 'none' ? 'not assessed' : tier}`).join(', ') || 'none';
export const portfoliosText = ({ rows, total }: Output<'portfolio.list'>): string => (rows.length === 0 ? 'No portfolios.'
  : `${total} ${total === 1 ? 'portfolio' : 'portfolios'}\n\n${table(['Portfolio', 'Release manager', 'Gates', 'Trains', 'Items', 'Gates missing', 'Late', 'Risks'], rows.map((r) => [r.name, r.manager?.name ?? 'nobody', r.gates.map(({ name }) => name).join(' > '), r.trains, r.items, r.missing, r.late, risksOf(r.risks)]))}`);

type Train = Output<'portfolio.show'>['trains'][number];
const offersOf = ({ items }: Train): string[] => {
  const rows = items.flatMap((item) => item.offers.map((o) => [o.id, item.number, o.unit, o.contact.name, o.standing, minuteOf(o.offered), minuteOf(o.countered), minuteOf(o.agreed)]));
  return rows.length === 0 ? [] : [table(['Offer', 'Item', 'Unit', 'Speaks for it', 'Standing', 'Offered', 'Countered', 'Agreed'], rows)];
};
const trainText = (train: Train): string => [
  `${oneLine(train.name)}: every ${train.everyWeeks === 1 ? 'week' : `${train.everyWeeks} weeks`}, boarding until ${train.cutOffHours} hours before. Next: ${train.departures.map(({ at, isBoarding }) => `${minuteOf(at)}${isBoarding ? ' (boarding)' : ''}`).join(', ')} UTC.`,
  train.items.length === 0 ? 'Nothing is aboard.' : table(['Item', 'Departs', 'Standing', 'Tier', 'Gates', 'Moved from', 'Title'], train.items.map((item) => [item.number, minuteOf(item.departure), item.goesWith === null ? item.standing : `late, goes with ${minuteOf(item.goesWith)}`, item.tier, item.gates.map(({ name, signed }) => `${name} ${signed ? 'passed' : 'open'}`).join(', '), item.moves.map(({ from, why, gate }) => `${minuteOf(from)} (${why === 'gate' ? `without ${gate}` : 'after the cut-off'})`).join(', '), item.title])),
  ...offersOf(train),
].join('\n\n');
export const portfolioText = (p: Output<'portfolio.show'>): string => [
  oneLine(p.name),
  facts([['Release manager', p.manager?.name ?? 'nobody'], ['Gates', p.gates.map(({ name, role }) => `${name} (${role})`).join(' > ')], ['Items', p.items], ['Gates missing', p.missing], ['Risks', risksOf(p.risks)], ['Late', p.lateItems.map(({ number }) => number).join(', ') || 'nothing']]),
  ...(p.trains.length === 0 ? ['No train.'] : p.trains.map(trainText)),
].join('\n\n');
