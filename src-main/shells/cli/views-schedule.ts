// The calendar and its conflicts as people read them in a terminal (CAL-01 to CAL-03).
import type { Output } from '#contract/index.ts';
import type { Conflict } from '#contract/schedule.ts';
import { oneLine, table } from './text.ts';
import { moment } from './views.ts';

const settledWords = { accepted: 'accepted', permitted: 'let pass', exception: 'excepted', emergency: 'set aside' } as const;
const stateOf = ({ weight, settled, acceptance }: Conflict): string => (settled === null ? (acceptance?.isExpired ? `acceptance ended ${acceptance.until}` : weight === 'blocking' ? 'OPEN' : 'told') : `${settledWords[settled]}${acceptance ? ` until ${acceptance.until}` : ''}`);

export function conflictsText({ rows, next, until }: Output<'conflict.list'>): string {
  if (rows.length === 0) return next === null ? 'No conflicts.' : `No conflicts up to ${String(moment(until))}; there is more to look through.`;
  const open = rows.filter(({ weight, settled }) => weight === 'blocking' && settled === null).length;
  const paragraphs = rows.map((conflict) => [`${stateOf(conflict)}  ${conflict.rule}  ${conflict.key}`, `  ${oneLine(conflict.said)}`, ...conflict.sides.map(({ number, title, owner, startsAt, endsAt }) => `  ${String(moment(startsAt))} to ${String(moment(endsAt))}  ${[number, title].filter(Boolean).map(oneLine).join(' ')}${owner ? `, ${oneLine(owner)}` : ''}`),
    ...(conflict.path.length > 1 ? [`  path: ${conflict.path.map(oneLine).join(' > ')}`] : []), ...(conflict.acceptance ? [`  accepted by ${oneLine(conflict.acceptance.by)}, ${oneLine(conflict.acceptance.owner)} answers for it: ${oneLine(conflict.acceptance.reason)}`] : [])].join('\n'));
  return [`${next === null ? '' : 'The first '}${rows.length} ${rows.length === 1 ? 'conflict' : 'conflicts'}, ${open} open`, ...paragraphs].join('\n\n');
}
export const windowsText = ({ rows, minutes }: Output<'window.propose'>): string => (rows.length === 0 ? `No free window of ${minutes} minutes was found. Look further with --to.`
  : table(['', 'From', 'To', 'Why'], rows.map(({ rank, startsAt, endsAt, reasons }) => [rank, moment(startsAt), moment(endsAt), reasons.join('; ')])));
export const calendarText = ({ rows }: Output<'calendar.list'>): string => (rows.length === 0 ? 'Nothing is entered in that span.'
  : table(['From', 'To', 'Kind', 'Mode', 'Title', 'For', 'Owner', 'Passes', 'Id'], rows.map((r) => [moment(r.startsAt), moment(r.endsAt), r.kind, r.kind === 'freeze' || r.kind === 'maintenance-window' ? r.mode : '', r.title, r.scopeText, r.owner, r.permitted.join(', '), r.id])));
export const effectsText = ({ rows, notices }: Output<'effect.list'>): string => (rows.length === 0 ? 'It touches nothing that is planned.'
  : [table(['Change', 'From', 'To', 'Free window', 'Answer', 'Owner', 'Title'], rows.map((r) => [r.number, moment(r.startsAt), moment(r.endsAt), r.proposed === null ? null : moment(r.proposed.startsAt), r.answer === null ? 'open' : `${r.answer.verdict}${r.answer.isStale ? ' (moved since)' : ''}`, r.owner, r.title])), `${notices} ${notices === 1 ? 'notice' : 'notices'} to send`].join('\n'));
