// What operations of the worked example know: when services are used, what was agreed for them, what departments, staff and environments can take, and a window that is being agreed (CAL-04, CAL-05).
import type { Asked } from '#contract/index.ts';
import { orRefuse } from '../app-error.ts';
import { takeActivity } from '../domain/service-level.ts';
import type { Founded } from '../store/founding.ts';
import type { Stage } from './stage.ts';

const day = 86_400_000;
const hour = 3_600_000;
const iso = (ms: number): string => new Date(ms).toISOString();
const [tomasz, ingrid] = ['Tomasz Zielinski', 'Ingrid Solberg'] as const;
const zone = 'Europe/London';

/** Users of a service in each hour of a day. Customers come at noon and after work; settlement runs when branches are closed. */
const shapes = {
  customers: [40, 25, 15, 10, 15, 60, 240, 620, 900, 1050, 1120, 1240, 1480, 1300, 1150, 1100, 1180, 1420, 1690, 1850, 1620, 1100, 520, 160],
  batch: [180, 220, 240, 210, 160, 90, 30, 12, 8, 8, 8, 8, 10, 8, 8, 8, 10, 20, 60, 90, 120, 150, 170, 180],
} as const;
/** A week of them, Monday first; at weekends there are fewer, fewest on Sunday. */
const weekOf = (shape: readonly number[]): number[] => Array.from({ length: 168 }, (_, i) => Math.round(shape[i % 24]! * [1, 1.05, 1.02, 1, 1.1, 0.6, 0.4][Math.floor(i / 24)]!));

type Terms = Omit<Asked<'level.setTerms'>, 'service' | 'zone' | 'operations'>;
const agreed: readonly (readonly [service: string, shape: keyof typeof shapes, Terms])[] = [
  ['Online banking', 'customers', { hours: { from: '06:00', to: '23:00', days: [1, 2, 3, 4, 5, 6, 7] }, allowance: 120, targets: { normal: 240, standard: 60, emergency: 120 } }],
  ['Login and identity', 'customers', { allowance: 90, targets: { normal: 180, standard: 45 } }],
  ['Batch settlement', 'batch', { hours: { from: '18:00', to: '06:00', days: [1, 2, 3, 4, 5] }, allowance: 240 }],
];
function levels({ act, within }: Stage, now: number): void {
  for (const [service, shape, terms] of agreed) {
    act(ingrid, now - 60 * day, 'level.setTerms', { service, zone, operations: ingrid, ...terms });
    within(ingrid, now - 59 * day, (context) => { context.append(orRefuse(takeActivity(context.loadService(service).id, { zone, users: weekOf(shapes[shape]), source: `${service} hourly.csv` }, context))); });
  }
  act(ingrid, now - 4 * day, 'level.addDowntime', { service: 'Online banking', on: iso(now - 5 * day).slice(0, 10), minutes: 18, note: 'The session store ran out of memory' });
}

function capacity({ act }: Stage, now: number): void {
  const month = (ahead: number): string => { const at = new Date(now); return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + ahead, 15)).toISOString().slice(0, 7); };
  const at = now - 35 * day;
  act(tomasz, at, 'initiative.enter', { name: 'New screens for the branches', department: 'Retail banking', from: month(-1), until: month(4), points: 25 });
  act(tomasz, at, 'initiative.enter', { name: 'Move to the new operations centre', department: 'Operations', from: month(1), until: month(2), points: 40 });
  for (const [kind, of, amount] of [['testing', '', 320], ['support', 'Service desk', 160], ['rollback', '', 60], ['infrastructure', 'production', 55], ['infrastructure', 'staging', 40]] as const) act(tomasz, at, 'capacity.set', { kind, of, amount });
  act(tomasz, now - 9 * day, 'demand.set', { release: 'R-A1-0002', needs: [{ kind: 'testing', amount: 140 }, { kind: 'support', of: 'Service desk', amount: 60 }, { kind: 'rollback', amount: 24 }, { kind: 'infrastructure', of: 'production', amount: 12 }] });
}

/** Operations would rather have a quieter night for a draft; nobody has answered them yet. */
function agreeing({ act }: Stage, now: number, { store }: Founded): void {
  const draft = store.db.get<{ id: string; service: string }>("SELECT id, service FROM change WHERE state = 'draft' AND type = 'normal' AND planned_start_at > ? ORDER BY planned_start_at, n LIMIT 1", iso(now));
  if (!draft) return;
  if (!agreed.some(([service]) => service === draft.service)) act(ingrid, now - 3 * day, 'level.setTerms', { service: draft.service, zone, operations: ingrid });
  // The Sunday after next week: the evening before, or as operations want it.
  const sunday = now - (now % day) + (14 - new Date(now).getUTCDay()) * day;
  const window = (startsAt: number): { startsAt: string; endsAt: string } => ({ startsAt: iso(startsAt), endsAt: iso(startsAt + 4 * hour) });
  act(tomasz, now - 3 * day, 'negotiation.propose', { change: draft.id, ...window(sunday - 5 * hour), minutes: 120, note: 'The vendor’s engineer is here until eleven.' });
  act(ingrid, now - 2 * day, 'negotiation.counter', { change: draft.id, ...window(sunday + 2 * hour), minutes: 120, note: 'On a Saturday evening many are still at it; at two in the morning hardly anybody.' });
}

export function playOperations(stage: Stage, now: number, founded: Founded): void {
  levels(stage, now);
  capacity(stage, now);
  agreeing(stage, now, founded);
}
