// Service terms and agreed windows as people read them in a terminal (CAL-04).
import type { Output } from '#contract/index.ts';
import { facts, oneLine, table } from './text.ts';
import { moment } from './views.ts';

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
export function levelText({ name, terms, activity, month }: Output<'level.show'>): string {
  const hours = terms?.hours ? `${terms.hours.from} to ${terms.hours.to}, ${terms.hours.days.map((day) => days[day - 1]).join(', ')}` : 'at any time';
  const head = facts([
    ['Service', name], ['Hours of service', terms ? `${hours} (${terms.zone})` : 'no terms are known'], ['Operations', terms?.operations?.name ?? 'nobody named'],
    ['Target times', Object.entries(terms?.targets ?? {}).map(([type, minutes]) => `${type} ${minutes} min`).join(', ') || 'none'], [`Downtime in ${month.month}`, month.allowance === null ? `${month.spent} min, no allowance agreed` : `${month.spent} of ${month.allowance} min, ${month.left} left`],
    ['Activity', activity ? `${activity.source}, counted in ${activity.zone}` : 'no profile was taken in'],
  ]);
  const spent = [...month.planned.map((one): [string, string, number, string] => [String(moment(one.startsAt)), one.number, one.minutes, one.title]), ...month.downtimes.map((one): [string, string, number, string] => [one.on, 'unplanned', one.minutes, one.note])];
  const week = activity ? `\n\nUsers by hour\n${table(['', ...Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'))], days.map((day, i) => [day, ...activity.users.slice(i * 24, i * 24 + 24)]))}` : '';
  return `${head}${spent.length === 0 ? '' : `\n\n${table(['When', 'What', 'Minutes', 'Title'], spent)}`}${week}`;
}

const standings: Record<Output<'negotiation.show'>['standing'], string> = { none: 'not proposed to operations', proposed: 'PROPOSED, waits for operations', countered: 'COUNTERED by operations, waits for the change', accepted: 'ACCEPTED, waits for the signature of operations', confirmed: 'CONFIRMED by operations', moved: 'MOVED since it was confirmed; propose it again' };
export function negotiationText({ standing, outage, operations, steps }: Output<'negotiation.show'>): string {
  const projected = outage === null ? 'No window is planned.' : facts([
    ['Window', `${String(moment(outage.startsAt))} to ${String(moment(outage.endsAt))}`], ['Outage', outage.outage ? `${String(moment(outage.outage.startsAt))} to ${String(moment(outage.outage.endsAt))}, ${outage.outage.minutes} min, ${outage.outage.counted} within service hours` : 'none'],
    ['Users expected', outage.affected === null ? 'no activity profile' : `${outage.affected} (at the busiest time ${outage.worst ?? 0})`], ['Allowance', outage.allowance === null ? 'none agreed' : `${outage.allowance} min in ${outage.month}, ${outage.left} left before this change`],
    ['Plan and backout', `${outage.plan ?? '?'} + ${outage.backout} min in ${outage.available}`], ['Target time', outage.target === null ? 'none' : `${outage.target} min${outage.isOverTarget ? ', OVER' : ''}`], ['Operations', operations ?? 'nobody named'],
  ]);
  const thread = steps.length === 0 ? '' : `\n\n${table(['At', 'Step', 'Window', 'Minutes', 'By', 'Note'], steps.map((step) => [moment(step.at), `${step.kind}${step.isLost ? ' (no longer stands)' : ''}`, step.window ? `${String(moment(step.window.startsAt))} to ${String(moment(step.window.endsAt))}` : '', step.minutes, step.by, oneLine(step.note)]))}`;
  return `The window is ${standings[standing]}.\n\n${projected}${thread}`;
}
