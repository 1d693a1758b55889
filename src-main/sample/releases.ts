// Releases of the worked example: one that is over, one that is baselined, one that is being planned, made by the commands themselves from changes that are there.
import type { Asked } from '#contract/index.ts';
import type { Founded } from '../store/founding.ts';
import { trainSheet } from '../domain/train.ts';
import { releaseEvent } from '../domain/release-acts.ts';
import { seeded } from './random.ts';
import { stageOf } from './stage.ts';
import type { Stage } from './stage.ts';
import { playOperations } from './operations.ts';
import { playTechnology } from './technology.ts';

const day = 86_400_000;
const hour = 3_600_000;
const iso = (ms: number): string => new Date(ms).toISOString();
const [marta, tomasz, ingrid, luis] = ['Marta Lindqvist', 'Tomasz Zielinski', 'Ingrid Solberg', 'Luis Ortega'] as const;
/** What releases of a bank are about. */
const services = ['Payment hub', 'Card authorisation', 'Online banking', 'Mobile banking API', 'Core ledger', 'Login and identity', 'Database platform'];
type Row = { id: string; number: string; starts: string; ends: string };
type Group = Omit<Asked<'stakeholder.setGroup'>, 'release'>;
type Play = Stage & { now: number; founded: Founded };

/** Changes in a state whose windows lie in a span of days from now, the earliest first. */
function changesIn({ founded: { store }, now }: Play, states: readonly string[], [from, to]: readonly [number, number]): Row[] {
  return store.db.all<Row>(`SELECT id, number, planned_start_at AS starts, planned_end_at AS ends FROM change WHERE state IN (SELECT value FROM json_each(?)) AND type = 'normal' AND service IN (SELECT value FROM json_each(?)) AND planned_start_at BETWEEN ? AND ? ORDER BY planned_start_at, n LIMIT 12`, JSON.stringify(states), JSON.stringify(services), iso(now + from * day), iso(now + to * day));
}
const spanOf = (changes: readonly Row[], fallback: number): { startsAt: string; endsAt: string } => {
  const [first, last] = [changes.map(({ starts }) => starts).toSorted()[0], changes.map(({ ends }) => ends).toSorted().at(-1)];
  return { startsAt: iso(Date.parse(first ?? iso(fallback)) - 2 * hour), endsAt: iso(Date.parse(last ?? iso(fallback)) + 2 * hour) };
};
/** A release with an exclusion and a team that consented. */
function plan({ act, within }: Play, at: number, name: string, told: { objective: string; changes: readonly Row[]; fallback: number; out: readonly [string, string]; team: string; groups: readonly Group[] }): { id: string; number: string } {
  const { id, number } = act(tomasz, at, 'release.plan', { name, objective: told.objective, ...spanOf(told.changes, told.fallback), zone: 'Europe/London', owner: tomasz, businessOwner: marta });
  // Written as it was then: some of these changes are closed by now, and nobody could take them in any more.
  within(tomasz, at + hour, (context) => { context.append([releaseEvent({ id }, 'release.scopeEdited', { add: told.changes.map((change) => change.id), remove: [] })]); });
  act(tomasz, at + hour, 'release.exclude', { release: id, what: told.out[0], reason: told.out[1] });
  act(tomasz, at + hour, 'release.addTeam', { release: id, name: told.team, lead: marta });
  for (const group of told.groups) act(tomasz, at + 2 * hour, 'stakeholder.setGroup', { release: id, ...group });
  act(marta, at + 3 * hour, 'stakeholder.sign', { release: id });
  act(marta, at + 3 * hour, 'release.answer', { release: id, team: told.team, answer: 'consents', note: 'Two people are set aside for it.' });
  return { id, number: number! };
}

function over(play: Play): void {
  const { act, now } = play;
  const at = now - 150 * day;
  const changes = changesIn(play, ['closed'], [-140, -60]).slice(0, 3);
  const { id } = plan(play, at, 'Autumn platform release', { objective: 'Servers that leave support before winter are replaced.', changes, fallback: now - 90 * day, out: ['Treasury desk', 'Its contract runs until spring'], team: 'Data centre', groups: [{ name: 'Operators of the data centre', department: 'Operations', headcount: 18, severity: 2, processes: ['Patch weekend'], training: 'Half a day on the new consoles', points: 10 }] });
  act(tomasz, at + day, 'release.baseline', { release: id });
  for (const [i, to] of (['ready', 'go', 'deploying', 'stabilising', 'transitioned', 'closed'] as const).entries()) act(tomasz, now - (50 - i) * day, 'release.step', { release: id, to });
}

const paymentGroups: readonly Group[] = [
  { name: 'Branch tellers', department: 'Retail banking', headcount: 640, severity: 3, processes: ['Counter payment', 'Recall of a payment'], training: 'One hour, recorded, before the release', support: 'Floor walkers in the first week', points: 35 },
  { name: 'Payment investigations', department: 'Operations', headcount: 24, severity: 5, processes: ['Recall of a payment', 'Reconciliation'], training: 'Two days with the vendor', support: 'The project team beside them for a month', points: 25 },
  { name: 'Corporate desk', department: 'Corporate banking', headcount: 85, severity: 2, processes: ['Advice to customers'], training: '', support: 'A page of answers', points: 10 },
];
function baselined(play: Play): void {
  const { act, now } = play;
  const at = now - 12 * day;
  const changes = changesIn(play, ['awaiting-authorisation', 'authorised'], [6, 40]).slice(0, 5);
  const { id, number } = plan(play, at, 'Year-end payments release', { objective: 'Instant payments are ready for the scheme rules of January, on machines that stay in support through the year-end freeze.', changes, fallback: now + 20 * day, out: ['Statements and archive', 'New layouts follow in spring, after the customer survey'], team: 'Payments', groups: paymentGroups });
  act(tomasz, at + hour, 'release.setDuty', { release: id, duty: 'Notify the supervisor of the new scheme', regulator: 'Financial supervisor', dueOn: iso(now + 9 * day).slice(0, 10) });
  const half = Math.ceil(changes.length / 2);
  const split = [['Core', changes.slice(0, half), 'Put the previous release back with the same script; 20 minutes.'], ['Channels', changes.slice(half), 'Switch the flag off; takes effect within a minute.']] as const;
  for (const [name, part, backout] of split) act(tomasz, at + 4 * hour, 'release.setPackage', { release: id, name, changes: part.map((change) => change.id), owner: luis, boundary: `What the ${name.toLowerCase()} team deploys with its own pipeline.`, backout });
  act(tomasz, at + 4 * hour, 'release.decidePackaging', { release: id, criteria: { coupling: 3, rollback: 2, criticality: 4, automation: 4 }, choice: 'modular', rationale: 'Each team takes its part back alone.' });
  const [one, two] = changes;
  if (one && two) act(tomasz, at + 5 * hour, 'dependency.record', { from: one.number, type: 'before', to: two.number });
  act(tomasz, at + 5 * hour, 'dependency.record', { from: `${number}/Core`, type: 'before', to: `${number}/Channels` });
  act(tomasz, at + day, 'release.baseline', { release: id });
  playTechnology(play, { now, at: at + 2 * day, release: id, changes });
  traded(play, id, changes);
}

/** More than it has hours for, a request that waits for its scope owner, and a trade-off (REL-07). */
function traded(play: Play, release: string, changes: readonly Row[]): void {
  const { act, now } = play;
  act(tomasz, now - 9 * day, 'scope.setCapacity', { release, hours: 200 });
  for (const [i, { id }] of changes.entries()) act(tomasz, now - 9 * day, 'scope.setEffort', { release, change: id, hours: [64, 48, 40, 36, 52][i] ?? 40, value: [5, 4, 2, 3, 1][i] ?? 3 });
  const [late] = changesIn(play, ['awaiting-authorisation', 'authorised', 'assessment'], [6, 60]).filter(({ id }) => !changes.some((change) => change.id === id));
  if (late) act(luis, now - 2 * day, 'scope.request', { release, add: [late.number], reason: 'The scheme moved its date; without this the January files are refused.', days: 0, hours: 24, risk: 'A further change in the same night; its rollback is rehearsed.' });
  const last = changes.at(-1);
  if (last === undefined) return;
  act(tomasz, now - day, 'tradeoff.set', { release, about: 'The vendor delivers the channel adapter a week late', options: [
    { kind: 'move-date', days: 7, risk: 'higher', note: 'Collides with the first week of the year-end freeze', startsAt: iso(now + 47 * day), endsAt: iso(now + 48 * day) },
    { kind: 'hide-behind-flag', hours: 16, risk: 'same', note: 'Deployed switched off, switched on in January', flag: 'instant-payments' },
    { kind: 'reduce-scope', hours: -52, risk: 'lower', remove: [last.number], note: 'Branches keep the batch screen until spring' },
  ] });
}

function planned(play: Play): void {
  const { act, now } = play;
  const at = now - 3 * day;
  const { id } = act(ingrid, at, 'release.plan', { name: 'Identity and login refresh', objective: 'One login for the branches and the web.', startsAt: iso(now + 60 * day), endsAt: iso(now + 61 * day), zone: 'Europe/London', types: ['application'], owner: ingrid });
  act(ingrid, at + hour, 'release.addTeam', { release: id, name: 'Identity', lead: 'Fatima Zahra' });
  act(ingrid, at + hour, 'release.setDuty', { release: id, duty: 'Report the new sign-in to the data protection officer' });
  act(ingrid, at + hour, 'stakeholder.setGroup', { release: id, name: 'Everybody who signs in at a branch', department: 'Retail banking', headcount: 2100, severity: 2, processes: ['Signing in'], training: 'A film of three minutes', points: 30 });
}

/** A portfolio with its train: what waits at its gates, what missed a departure, and a date that a unit countered (REL-08). */
function trains(play: Play): void {
  const { act, now } = play;
  const at = now - 40 * day;
  act(tomasz, at, 'portfolio.set', { name: 'Payments and cards', manager: tomasz, gates: [{ name: 'Readiness', role: 'release-manager' }, { name: 'Security', role: 'technical-reviewer' }, { name: 'Go', role: 'chair' }] });
  const train = 'Payments train';
  const firstDay = iso(now - 16 * day).slice(0, 10);
  act(tomasz, at, 'train.open', { portfolio: 'Payments and cards', name: train, from: firstDay, time: '20:00', everyWeeks: 3, zone: 'Europe/London', cutOffHours: 48 });
  const [one, late, other] = changesIn(play, ['awaiting-authorisation', 'authorised', 'assessment', 'submitted'], [1, 60]);
  for (const change of [one, late]) if (change) act(tomasz, at + day, 'train.board', { train, item: change.number });
  if (one) for (const [who, gate] of [[tomasz, 'Readiness'], [ingrid, 'Security'], [marta, 'Go']] as const) act(who, now - 20 * day, 'train.signGate', { train, item: one.number, gate });
  act(tomasz, now - 17 * day, 'train.moveLate', {});
  if (!other) return;
  act(tomasz, now - 6 * day, 'train.board', { train, item: other.number });
  act(tomasz, now - 5 * day, 'train.signGate', { train, item: other.number, gate: 'Readiness' });
  act(tomasz, now - 5 * day, 'train.offer', { train, item: other.number, unit: 'Retail branches', contact: ingrid, note: 'Before the January sale' });
  const { offers: [offer] } = play.founded.store.records.findSheet(trainSheet, train)!;
  act(ingrid, now - 4 * day, 'train.answer', { train, offer: offer!.id, answer: 'counter', date: iso(now + 12 * day), note: 'Stocktaking is on that Friday' });
}

/** What the board ranks for January: more than there are hours for, with regulatory work that stays above the line (REL-06). */
function priorities(play: Play): void {
  const { act, now } = play;
  const at = now - 8 * day;
  const ranking = 'First quarter';
  const rank = (name: string, [benefit, cost, hours, value]: readonly [number, number, number, number], more: { tier?: 'low' | 'medium' | 'high'; impact?: number; dueOn?: string; record?: string }): void => { act(tomasz, at, 'ranking.setCandidate', { ranking, name, benefit, cost, hours, value, ...more }); };
  act(tomasz, at, 'ranking.set', { name: ranking, capacity: 520 });
  rank('', [420_000, 140_000, 240, 5], { record: 'R-A1-0002' });
  rank('', [180_000, 90_000, 120, 4], { record: 'R-A1-0003', impact: 900 });
  rank('Screening of instant payments against sanctions', [0, 60_000, 90, 2], { tier: 'high', impact: 240, dueOn: iso(now + 45 * day).slice(0, 10) });
  rank('Card limits set in the app', [150_000, 50_000, 80, 5], { tier: 'low', impact: 120 });
  rank('New screens for the branches', [60_000, 80_000, 110, 2], { tier: 'high', impact: 2400 });
  rank('Statements as accessible documents', [30_000, 0, 40, 3], { tier: 'low', impact: 80 });
  act(marta, now - 2 * day, 'ranking.move', { ranking, candidate: 'Statements as accessible documents', before: 'Card limits set in the app', reason: 'Promised to the customer council for February' });
}

/** What was closed long ago lies in the archive; one inquiry holds a part of it. */
function archive({ act, now, founded: { store } }: Play): void {
  const closed = store.db.all<{ number: string }>("SELECT number FROM sheet WHERE name = 'release' AND state = 'closed'").map(({ number }) => number);
  if (closed.length > 0) act(ingrid, now - 20 * day, 'archive.add', { records: closed, tags: ['SOX'], keywords: ['platform', 'end of support'] });
  const old = store.db.all<{ number: string }>("SELECT number FROM change WHERE state IN ('closed', 'cancelled') AND updated_at < ? ORDER BY updated_at LIMIT 40", iso(now - 400 * day)).map(({ number }) => number);
  if (old.length > 0) act(ingrid, now - 20 * day, 'archive.add', { records: old, keywords: ['yearly archive'] });
  act(ingrid, now - 12 * day, 'hold.place', { scope: 'service', of: 'Card authorisation', matter: 'Card scheme inquiry', reason: 'Counsel asked to keep everything about the declined cards.' });
}

/** The same seed and day, the same records. */
export function playReleases(founded: Founded, people: ReadonlyMap<string, string>, { seed, today }: { seed: number; today: string }): void {
  const random = seeded(seed + 7);
  founded.store.db.transaction(() => {
    const play: Play = { ...stageOf(founded, people, random.uuid), now: Date.parse(`${today}T08:00:00.000Z`), founded };
    over(play);
    baselined(play);
    planned(play);
    trains(play);
    priorities(play);
    archive(play);
    playOperations(play, play.now, founded);
  });
}
