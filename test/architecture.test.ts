// The table of who may import whom, read from the import lines themselves; lint says the same sooner, this also sees through relative paths.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { expect, test } from 'vitest';
import { contract } from '#contract/index.ts';
import { analysis } from '#contract/analysis.ts';
import { accessReview } from '#contract/access-review.ts';
import { archive } from '#contract/archive.ts';
import { audit } from '#contract/audit.ts';
import { backout } from '#contract/backout.ts';
import { ballot } from '#contract/ballot.ts';
import { calendar } from '#contract/calendar.ts';
import { calendarViews } from '#contract/calendar-views.ts';
import { configuration } from '#contract/configuration.ts';
import { impact } from '#contract/impact.ts';
import { cab } from '#contract/cab.ts';
import { emergency } from '#contract/emergency.ts';
import { entitlements } from '#contract/entitlements.ts';
import { incident } from '#contract/incident.ts';
import { evidence } from '#contract/evidence.ts';
import { checkpoints } from '#contract/checkpoints.ts';
import { explorer } from '#contract/explorer.ts';
import { catalogue } from '#contract/catalogue.ts';
import { debt } from '#contract/debt.ts';
import { escalation } from '#contract/escalation.ts';
import { exceptions } from '#contract/exceptions.ts';
import { legacy } from '#contract/legacy.ts';
import { parallel } from '#contract/parallel.ts';
import { finding } from '#contract/finding.ts';
import { feeds } from '#contract/feed.ts';
import { exchange } from '#contract/exchange.ts';
import { change } from '#contract/change.ts';
import { compliance } from '#contract/compliance.ts';
import { controls } from '#contract/controls.ts';
import { imports } from '#contract/imports.ts';
import { minutes } from '#contract/minutes.ts';
import { models } from '#contract/models.ts';
import { people } from '#contract/people.ts';
import { policies } from '#contract/policy.ts';
import { dependencies } from '#contract/dependencies.ts';
import { release } from '#contract/release.ts';
import { flags } from '#contract/flags.ts';
import { standards } from '#contract/standards.ts';
import { versions } from '#contract/versions.ts';
import { stakeholders } from '#contract/stakeholders.ts';
import { scope } from '#contract/scope.ts';
import { trains } from '#contract/trains.ts';
import { rankings } from '#contract/ranking.ts';
import { risk } from '#contract/risk.ts';
import { reviews } from '#contract/reviews.ts';
import { schedule } from '#contract/schedule.ts';
import { token } from '#contract/token.ts';
import { trail } from '#contract/trail.ts';
import { waves } from '#contract/waves.ts';
import { capacity } from '#contract/capacity.ts';
import { levels } from '#contract/service-level.ts';
import { negotiations } from '#contract/negotiation.ts';
import { work } from '#contract/work.ts';
import { workspace } from '#contract/workspace.ts';

const root = resolve(import.meta.dirname, '..');
type Line = { file: string; room: string; target: string; targetRoom: string; isTypeOnly: boolean };

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(path);
    return /\.(ts|tsx|mjs)$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : [];
  });
}

/** Files at the top that are rooms of their own; the others there are parts of boot. */
const ownRooms = ['app-error', 'ports', 'dispatch', 'worker', 'core-thread', 'wire', 'run'];

/** The room of a path in the house: a folder, a door, or one of the files at the top. */
function roomOf(path: string): string {
  const [house, first = '', second = '', third] = relative(root, path).split(sep);
  if (house === 'src-renderer') return 'renderer';
  if (house !== 'src-main') return house ?? '';
  if (first === 'shells') return third === undefined ? 'shells' : `shells/${second}`;
  if (second !== '') return first;
  const name = first.replace(/\.(ts|mjs)$/, '');
  return ownRooms.includes(name) ? name : 'boot';
}

function targetOf(file: string, name: string): { target: string; targetRoom: string } {
  if (name.startsWith('#contract/')) return { target: name, targetRoom: 'contract' };
  if (!name.startsWith('.')) return { target: name, targetRoom: name };
  const path = resolve(dirname(file), name);
  return { target: relative(root, path), targetRoom: roomOf(path) };
}

function importsOf(file: string): Line[] {
  const text = readFileSync(file, 'utf8');
  const statements = [...text.matchAll(/^\s*(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm)].map((match) => ({ name: match[2] ?? '', isTypeOnly: match[1] !== undefined }));
  const calls = [...text.matchAll(/\b(?:import|require)\(\s*['"]([^'"]+)['"]/g)].map((match) => ({ name: match[1] ?? '', isTypeOnly: false }));
  return [...statements, ...calls].map(({ name, isTypeOnly }) => ({ file: relative(root, file), room: roomOf(file), isTypeOnly, ...targetOf(file, name) }));
}

const sources = ['src-main', 'src-renderer'].flatMap((house) => filesBelow(join(root, house)));
const lines = sources.flatMap(importsOf);

const streams = ['node:events', 'node:stream', 'node:stream/promises', 'node:buffer'];
const files = ['node:fs', 'node:fs/promises', 'node:path', 'node:url', 'node:os', 'node:timers/promises'];
const door = ['contract', 'boot', 'core-thread', 'wire', 'app-error', 'shells', 'zod', 'node:*'];
/** What each room may import, besides itself. A name ending in * is a family. */
const table: Record<string, string[]> = {
  contract: ['zod'],
  domain: ['contract', 'zod', 'temporal-polyfill', 'rrule-temporal', 'semver'],
  commands: ['contract', 'domain', 'ports', 'app-error'],
  queries: ['contract', 'domain', 'ports', 'app-error', 'store', 'drizzle-orm'],
  jobs: ['contract', 'domain', 'commands', 'trail', 'formats', 'documents', 'queries', 'ports', 'app-error', 'zod', 'node:crypto', 'node:worker_threads', ...files, ...streams],
  documents: ['contract', 'trail', 'resources', 'pdfkit', 'node:crypto', 'node:zlib', ...files, ...streams],
  formats: ['contract', 'resources', 'zod', 'csv-parse*', 'csv-stringify*', 'read-excel-file*', 'saxes', 'ical.js', 'windows-iana', 'rrule-temporal', 'temporal-polyfill', 'node:zlib', 'node:string_decoder', 'node:util', 'node:crypto', 'node:readline', ...files, ...streams],
  trail: ['contract', 'node:crypto', 'node:zlib', 'node:fs/promises', 'node:path', 'node:stream/web', ...streams, '@peculiar/asn1-*', '@peculiar/x509', 'reflect-metadata', 'age-encryption', '@scure/bip39*', 'canonicalize'],
  store: ['contract', 'domain', 'trail', 'ports', 'app-error', 'drizzle-orm*', 'better-sqlite3', 'better-sqlite3-multiple-ciphers', 'temporal-polyfill', 'node:*'],
  'shells/electron': [...door, 'electron'],
  'shells/browser': door,
  'shells/cli': door,
  shells: ['contract', 'boot', 'core-thread', 'node:*'],
  worker: ['boot', 'contract', 'wire', 'app-error', 'node:worker_threads'],
  'core-thread': ['boot', 'contract', 'wire', 'worker', 'app-error', 'node:worker_threads', 'node:crypto'],
  wire: ['contract'],
  dispatch: ['contract', 'ports', 'app-error', 'zod', 'node:crypto'],
  'app-error': ['contract'],
  sample: ['contract', 'domain', 'ports', 'store', 'trail', 'commands', 'app-error', 'dispatch', 'node:*'],
  run: ['node:*'],
};

const allows = (room: string, targetRoom: string): boolean =>
  room === targetRoom || (table[room] ?? []).some((allowed) => (allowed.endsWith('*') ? targetRoom.startsWith(allowed.slice(0, -1)) : targetRoom === allowed));
const show = ({ file, target }: Line): string => `${file} imports ${target}`;

test('every import line stays within the table of rooms', () => {
  // Types of any room may be named by ports, which holds no value; boot ties every room but the doors.
  const isFine = (line: Line): boolean => {
    if (line.room === 'ports') return line.isTypeOnly;
    if (line.room === 'boot') return !line.targetRoom.startsWith('shells') && !['electron', 'better-sqlite3', 'better-sqlite3-multiple-ciphers'].includes(line.target);
    if (line.room === 'renderer') return line.targetRoom === 'contract' || line.targetRoom === 'renderer' || !(line.targetRoom.startsWith('node:') || line.targetRoom === 'electron' || line.target.startsWith('src-main'));
    return allows(line.room, line.targetRoom);
  };
  expect(lines.length).toBeGreaterThan(200);
  expect(lines.filter((line) => !isFine(line)).map(show)).toEqual([]);
});

test('every file of the core is in a room that the table knows', () => {
  const known = new Set([...Object.keys(table), 'boot', 'ports', 'renderer']);
  expect(sources.filter((file) => !known.has(roomOf(file))).map((file) => relative(root, file))).toEqual([]);
});

test('a query sees tables and the reading connection of the store, and nothing that writes', () => {
  const allowed = ['src-main/store/tables.ts', 'src-main/store/open.ts'];
  expect(lines.filter((line) => line.room === 'queries' && line.targetRoom === 'store' && !(line.isTypeOnly && allowed.includes(line.target)) && line.target !== allowed[0]).map(show)).toEqual([]);
});

test('the database is opened in one file', () => {
  expect(lines.filter(({ target, isTypeOnly, file, room }) => target.startsWith('better-sqlite3') && file !== 'src-main/store/open.ts' && !(isTypeOnly && room === 'store')).map(show)).toEqual([]);
});

test('electron is named in its own door only', () => {
  expect(lines.filter(({ target, room }) => target === 'electron' && room !== 'shells/electron').map(show)).toEqual([]);
});

test('sockets exist for the instance lock only, and nothing else of a network anywhere', () => {
  const network = ['node:net', 'node:http', 'node:https', 'node:http2', 'node:tls', 'node:dgram', 'node:dns', 'net', 'http', 'https'];
  expect(lines.filter(({ target, file }) => network.includes(target) && !(target === 'node:net' && file === 'src-main/shells/browser/instance-lock.ts')).map(show)).toEqual([]);
  const speaks = /(?<![.\w'"`-])(?:fetch|XMLHttpRequest|WebSocket|EventSource)\s*\(/;
  expect(sources.filter((file) => speaks.test(withoutComments(file))).map((file) => relative(root, file))).toEqual([]);
});

test('the command line is read at the doors and by run.mjs only', () => {
  const reads = sources.filter((file) => /process\.argv/.test(withoutComments(file)));
  expect(reads.filter((file) => !roomOf(file).startsWith('shells') && roomOf(file) !== 'run').map((file) => relative(root, file))).toEqual([]);
});

test('a rule asks no clock and rolls no dice', () => {
  const pure = sources.filter((file) => ['domain', 'contract'].includes(roomOf(file)));
  expect(pure.length).toBeGreaterThan(10);
  expect(pure.filter((file) => /Math\.random|Temporal\.Now|Date\.now|new Date\(\)|\bprocess\./.test(withoutComments(file))).map((file) => relative(root, file))).toEqual([]);
});

test('no source imports a test', () => {
  expect(lines.filter(({ target }) => target.startsWith('test/') || target === 'vitest').map(show)).toEqual([]);
});

/** Which words may begin an operation of each file of the contract. */
const prefixes = {
  risk: { ops: risk, may: ['risk'] }, analysis: { ops: analysis, may: ['fmea', 'premortem', 'coverage'] }, reviews: { ops: reviews, may: ['review', 'skill', 'duty'] }, evidence: { ops: evidence, may: ['evidence'] }, exceptions: { ops: exceptions, may: ['exception'] }, finding: { ops: finding, may: ['finding'] }, audit: { ops: audit, may: ['audit'] }, archive: { ops: archive, may: ['archive', 'hold'] }, 'access-review': { ops: accessReview, may: ['accessReview'] }, compliance: { ops: compliance, may: ['compliance'] }, controls: { ops: controls, may: ['control', 'obligation'] },
  backout: { ops: backout, may: ['backout'] }, policy: { ops: policies, may: ['policy', 'charter', 'profile'] }, models: { ops: models, may: ['model', 'approval', 'classification'] },
  configuration: { ops: configuration, may: ['service', 'item', 'discovery'] }, impact: { ops: impact, may: ['impact'] },
  workspace: { ops: workspace, may: ['workspace', 'session', 'file'] }, people: { ops: people, may: ['person', 'role', 'roster', 'device', 'key'] }, change: { ops: change, may: ['change', 'list'] },
  cab: { ops: cab, may: ['cab', 'board', 'meeting'] }, escalation: { ops: escalation, may: ['referral', 'escalation'] }, minutes: { ops: minutes, may: ['minutes'] }, ballot: { ops: ballot, may: ['ballot'] }, imports: { ops: imports, may: ['import', 'mapping'] }, calendar: { ops: calendar, may: ['calendar'] }, schedule: { ops: schedule, may: ['conflict', 'window', 'freeze', 'effect'] }, calendarViews: { ops: calendarViews, may: ['schedule'] }, trail: { ops: trail, may: ['trail', 'pack', 'export'] }, explorer: { ops: explorer, may: ['explorer'] }, checkpoints: { ops: checkpoints, may: ['checkpoint'] },
  catalogue: { ops: catalogue, may: ['catalogue'] }, legacy: { ops: legacy, may: ['constraint', 'integration', 'workaround'] }, debt: { ops: debt, may: ['debt'] }, parallel: { ops: parallel, may: ['parallel'] },
  token: { ops: token, may: ['token', 'gate'] }, work: { ops: work, may: ['work'] }, release: { ops: release, may: ['release'] }, scope: { ops: scope, may: ['scope', 'tradeoff'] }, trains: { ops: trains, may: ['portfolio', 'train'] }, rankings: { ops: rankings, may: ['ranking'] }, feed: { ops: feeds, may: ['feed', 'run'] }, waves: { ops: waves, may: ['wave'] }, versions: { ops: versions, may: ['version'] }, flags: { ops: flags, may: ['flag'] }, standards: { ops: standards, may: ['standard'] }, stakeholders: { ops: stakeholders, may: ['stakeholder'] }, dependencies: { ops: dependencies, may: ['dependency', 'sequence'] },
  capacity: { ops: capacity, may: ['capacity', 'initiative', 'demand'] }, levels: { ops: levels, may: ['level'] }, negotiations: { ops: negotiations, may: ['negotiation'] },
  exchange: { ops: exchange, may: ['bundle', 'exchange', 'fork', 'payload'] }, entitlements: { ops: entitlements, may: ['entitlement'] }, emergency: { ops: emergency, may: ['emergency'] }, incident: { ops: incident, may: ['incident'] },
};

test('an operation is named after a subject of its file, and no other file uses that subject', () => {
  const wrong = Object.entries(prefixes).flatMap(([file, { ops, may }]) => Object.keys(ops).filter((name) => !may.includes(name.split('.')[0] ?? '')).map((name) => `${file}: ${name}`));
  expect(wrong).toEqual([]);
  const subjects = Object.values(prefixes).flatMap(({ may }) => may);
  expect(new Set(subjects).size).toBe(subjects.length);
  expect(Object.values(prefixes).flatMap(({ ops }) => Object.keys(ops)).toSorted()).toEqual(Object.keys(contract).toSorted());
});

test('every operation is named in a test', () => {
  const mine = relative(root, import.meta.filename);
  const text = filesBelow(join(root, 'test')).filter((file) => relative(root, file) !== mine).map((file) => readFileSync(file, 'utf8')).join('\n');
  const isNamed = (name: string): boolean => text.includes(`'${name}'`) || text.includes(`"${name}"`) || new RegExp(`\\b${name.replace('.', String.raw`\.`)}\\b`).test(text);
  expect(Object.keys(contract).filter((name) => !isNamed(name))).toEqual([]);
});

function withoutComments(file: string): string {
  return readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}
