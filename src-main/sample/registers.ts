// Boards, services, items and the calendar of the worked example.
import type { EntryKind, eventKinds, ScopePart } from '#contract/calendar.ts';
import type { ChangeType } from '#contract/change.ts';
import type { Role } from '#contract/people.ts';
import type { Appended } from '../store/event-log.ts';
import type { Cast } from './changes.ts';
import type { Random } from './random.ts';
import { services } from './words.ts';

const days = (from: string, n: number, clock: string): string => new Date(Date.parse(`${from}T${clock}:00.000Z`) + n * 86_400_000).toISOString();

type Told = { hours: number; clock: string; owner: string; scope: ScopePart[]; rule?: string; permitted?: ChangeType[]; reason?: string; mode?: 'hard' | 'soft'; event?: (typeof eventKinds)[number]; sensitivity?: 'low' | 'medium' | 'high' };
const named = (...names: string[]): ScopePart[] => names.map((id) => ({ by: 'service', id }));
/** Recurring windows and freezes, a year-end freeze, what the business does in the weeks around today. Scopes name services by their names, as a person would. */
function calendar(random: Random, { chair: by, people }: Cast, today: string): Appended[] {
  const person = (role: Role): string => people.find(({ roles }) => roles.includes(role))!.name;
  const add = (kind: EntryKind, title: string, from: number, { hours, clock, owner, scope, rule, reason, ...codes }: Told): Appended => {
    const startsAt = days(today, from, clock);
    const endsAt = new Date(Date.parse(startsAt) + hours * 3_600_000).toISOString();
    return {
      type: 'calendar.entryAdded', subject: `calendar:${random.uuid()}`, by: `person:${by}`, at: days(today, Math.min(-1, from - 30), '09:00'),
      data: { kind, startsAt, endsAt, zone: 'Europe/London', recurrence: rule === undefined ? null : { rule, except: [], moved: [] }, ...codes }, text: { title, owner, scope, ...(reason === undefined ? {} : { reason }) },
    };
  };
  const [release, manager] = [person('release-manager'), person('change-manager')];
  return [
    ...Array.from({ length: 170 }, (_, week) => add('maintenance-window', 'Weekly maintenance', (week - 156) * 7 + 2, { hours: 6, clock: '22:00', owner: release, scope: [{ by: 'environment', id: 'Production' }] })),
    ...Array.from({ length: 13 }, (_, quarter) => add('freeze', 'Quarter-end close', (quarter - 11) * 91, { hours: 96, clock: '00:00', owner: manager, scope: named('Core ledger', 'Batch settlement'), reason: 'Books are closed; figures must not move.' })),
    add('freeze', 'Year-end freeze', 24, { hours: 24 * 14, clock: '18:00', owner: manager, scope: [{ by: 'organisation' }], permitted: ['emergency'], reason: 'Staff are away and volumes peak.' }),
    add('business-event', 'Winter campaign goes live', 12, { hours: 12, clock: '06:00', owner: release, scope: named('Online banking', 'Mobile banking API'), event: 'campaign', sensitivity: 'high' }),
  ];
}

/** Everything the changes refer to; `board` is the CAB. */
export function sampleRegisters(random: Random, cast: Cast, today: string): { events: Appended[]; board: string } {
  const by = `person:${cast.chair}`;
  const at = `${Number(today.slice(0, 4)) - 3}${today.slice(4)}T08:00:00.000Z`.replace('-02-29', '-02-28');
  const board = random.uuid();
  const emergency = random.uuid();
  const seat = (of: string, person: string, held: string, isVoting: boolean): Appended => ({ type: 'board.seatGiven', subject: `board:${of}`, by, at, data: { person, isVoting }, text: { function: held } });
  const functions = ['Chair', 'Release', 'Security', 'Operations', 'Service desk', 'Databases', 'Network'];
  const events: Appended[] = [
    { type: 'board.created', subject: `board:${board}`, by, at, data: { lengthMinutes: 90, zone: 'Europe/London' }, text: { name: 'CAB' } },
    ...functions.map((held, i) => seat(board, cast.people[i]!.id, held, i !== 4)),
    { type: 'board.created', subject: `board:${emergency}`, by, at, data: { lengthMinutes: 30, zone: 'Europe/London' }, text: { name: 'Emergency CAB' } },
    ...functions.slice(0, 4).map((held, i) => seat(emergency, cast.people[i]!.id, held, true)),
  ];
  for (const [name, tier, items] of services) {
    const service = random.uuid();
    events.push({ type: 'service.registered', subject: `service:${service}`, by, at, data: { tier }, text: { name, owner: random.pick(cast.people).name } });
    for (const item of items) events.push({ type: 'item.registered', subject: `item:${random.uuid()}`, by, at, data: { service }, text: { name: item } });
  }
  return { events: [...events, ...calendar(random, cast, today)], board };
}
