// The worked example without a window: import, agenda, meeting, decisions, signed minutes and pack, verification.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Card } from '#contract/cab.ts';
import type { TrailReport } from '#contract/trail.ts';
import type { Asked, OpName, Output } from '#contract/index.ts';
import type { Refusal } from '#contract/errors.ts';
import { AppError, appError } from '../../app-error.ts';
import type { Answer, Command } from './command.ts';
import type { Desk } from './desk.ts';
import { usage } from './flags.ts';
import { askStrangers } from './strangers.ts';
import type { Opinion } from './strangers.ts';
import { verdictRefusal } from './verdicts.ts';
import { samplePassphrase } from './workspaces.ts';

type Ask = <N extends OpName>(name: N, input: Asked<N>) => Promise<Output<N>>;
type Stage = { ask: Ask; tell: (line: string) => void; day: (ahead: number) => string };

const chair = 'Marta Lindqvist';
/** The export's times are those of the office it comes from. */
const zone = 'Europe/London';

/** What the board decides, in the order of the agenda: one of each kind that a chair meets in an ordinary week. */
const script = (day: Stage['day']): Omit<Asked<'cab.recordDecision'>, 'meeting' | 'change'>[] => [
  { verdict: 'approved', reason: 'Rehearsed, evidence complete, window agreed with operations.' },
  { verdict: 'approved-with-conditions', reason: 'The backout is tight for this window.', conditions: [
    { text: 'Rehearse the backout once more on the copy of production', owner: 'Luis Ortega', dueOn: day(3), when: 'before' },
    { text: 'Report the measured times to the board', owner: 'Samuel Adeyemi', dueOn: day(14), when: 'after', isBlocking: false },
  ] },
  { verdict: 'deferred', reason: 'The vendor has announced a corrected build for next week.', deferredTo: day(7) },
  { verdict: 'rejected', reason: 'The backout needs longer than the window allows.' },
  { verdict: 'approved', reason: 'The risk of waiting is larger than the risk of the change.' },
  { verdict: 'noted', reason: 'Taken note of; the owner brings figures to the next meeting.' },
];

/** Imports the shipped export twice: the second time nothing changes. */
async function importExport({ ask, tell }: Stage, desk: Desk): Promise<{ new: number; changed: number; unchanged: number; quarantined: number }> {
  const { app } = desk.core();
  const path = join(desk.places.resourcesDir, 'samples', 'servicenow-changes.csv');
  const first = await ask('import.run', { file: app.stagePath(path), zone });
  tell(`Imported ${basename(path)}: ${first.new} new, ${first.quarantinedCount} of ${first.rows} rows set aside:`);
  for (const { row, field, why, value } of first.quarantined) tell(`  row ${row}, ${field}: ${why.replaceAll('_', ' ')}${value === '' ? '' : ` (${value})`}`);
  const again = await ask('import.run', { file: app.stagePath(path), zone });
  tell(`Imported once more: ${again.new} new, ${again.unchanged} unchanged`);
  return { new: first.new, changed: first.changed, unchanged: first.unchanged, quarantined: first.quarantinedCount };
}

/** Calls a meeting and puts imported changes on its agenda, the riskiest first. */
async function prepare({ ask, tell }: Stage, now: number): Promise<{ meeting: string; cards: Card[] }> {
  const boards = await ask('board.list', {});
  const board = boards.find((one) => one.name === 'CAB') ?? boards[0];
  if (!board) throw new Error('the worked example has no board');
  const { id, number = id } = await ask('meeting.create', { board: board.id, startsAt: new Date(now).toISOString(), zone });
  const { ready } = await ask('cab.board', { meeting: id, limit: 200 });
  const wanted = script(() => '').length;
  const cards = ready.cards.filter((card) => card.externalId !== null && card.mayAdmit.ok).toSorted((a, b) => ['critical', 'high', 'medium', 'low'].indexOf(a.tier ?? 'low') - ['critical', 'high', 'medium', 'low'].indexOf(b.tier ?? 'low')).slice(0, wanted);
  if (cards.length < wanted) throw new Error(`only ${cards.length} imported changes are ready for the board`);
  for (const card of cards) await ask('cab.admit', { meeting: id, change: card.id });
  tell(`Called ${number} of ${board.name} with ${cards.length} items`);
  return { meeting: id, cards };
}

/** Roll call with one apology, votes, and a decision on each item. */
async function hold(stage: Stage, meeting: string, cards: readonly Card[]): Promise<void> {
  const { ask, tell, day } = stage;
  await ask('meeting.start', { meeting });
  const { attendance } = await ask('cab.board', { meeting });
  const away = attendance.filter((seat) => seat.isVoting && seat.name !== chair).at(-1)?.person;
  await ask('meeting.rollCall', { meeting, attendance: attendance.map(({ person }) => ({ person, status: person === away ? 'apologies' as const : 'present' as const })) });
  const voters = attendance.filter((seat) => seat.isVoting && seat.person !== away);
  const { quorum } = await ask('cab.board', { meeting });
  tell(`Started; ${quorum?.why ?? 'no quorum'}`);
  for (const [i, decision] of script(day).entries()) {
    const card = cards[i]!;
    const vote = { 'approved': 'approve', 'approved-with-conditions': 'approve-with-conditions', 'deferred': 'defer', 'rejected': 'reject' }[decision.verdict as string] ?? 'abstain';
    const able = new Set((await ask('meeting.run', { meeting, item: card.id })).voters.filter(({ how }) => how === 'self').map(({ person }) => person));
    for (const [n, voter] of voters.filter(({ person }) => able.has(person)).entries()) await ask('meeting.vote', { meeting, change: card.id, person: voter.person, vote: (n === 2 && i % 2 === 1 ? 'abstain' : vote) as Asked<'meeting.vote'>['vote'] });
    await ask('cab.recordDecision', { meeting, change: card.id, revision: card.revision, ...decision });
    tell(`  ${card.number} ${card.title.slice(0, 60)}: ${decision.verdict}`);
  }
  await ask('meeting.end', { meeting, actions: [{ text: 'Ask the vendor for the date of the corrected build', owner: 'Tomasz Zielinski', dueOn: day(2) }] });
  await ask('minutes.sign', { meeting });
}

type Checked = { what: string; report: TrailReport; opinions: Opinion[] };
/** Our verdict on the workspace and both papers, then that of others. */
async function check({ ask, tell }: Stage, desk: Desk, papers: { files: readonly string[]; ca: string; root: string }): Promise<{ checked: Checked[]; refusal: Refusal | null }> {
  const ca = readFileSync(papers.ca, 'utf8');
  const checked: Checked[] = [{ what: 'workspace', report: await ask('trail.verify', { deep: true, root: papers.root }), opinions: [] }];
  for (const file of papers.files) checked.push({ what: basename(file), report: await ask('trail.verifyFile', { file: desk.core().app.stagePath(file), root: papers.root, ca }), opinions: askStrangers(file, papers.ca) });
  for (const { what, report, opinions } of checked) {
    tell(`${what}: ${report.verdict}`);
    for (const { tool, isGood, said } of opinions) tell(`  ${isGood ? 'yes' : 'NO '} ${tool}: ${said}`);
  }
  const bad = checked.map(({ report }) => verdictRefusal(report)).find((refusal) => refusal !== null) ?? null;
  const doubt = checked.flatMap(({ what, opinions }) => opinions.filter((one) => !one.isGood).map((one) => ({ what, ...one })))[0];
  return { checked, refusal: bad ?? (doubt ? { code: 'not_verified', facts: { problem: `${doubt.tool} does not accept ${doubt.what}: ${doubt.said}`, check: doubt.tool } } : null) };
}

/** The folder asked for, or a fresh one among the exports. */
function chooseFolder(desk: Desk): string {
  const { out } = desk.globals;
  if (out === undefined) {
    for (let n = 1; ; n += 1) {
      const folder = join(desk.places.exportsDir, n === 1 ? 'worked-example' : `worked-example-${n}`);
      if (!existsSync(folder)) return folder;
    }
  }
  if (existsSync(out) && readdirSync(out).length > 0) throw appError('workspace_exists', { place: out });
  return resolve(out);
}

/** The organisation's certificate, which is public, out of the workspace's device file. */
function certificateOf(workspace: string): string {
  const { caPem } = JSON.parse(readFileSync(join(workspace, 'keys', 'device.json'), 'utf8')) as { caPem: string };
  return caPem;
}

function stageFor(desk: Desk, now: number): Stage {
  const { bridge } = desk.core();
  const stream = desk.globals.json || desk.globals.jsonl ? desk.terminal.stderr : desk.terminal.stdout;
  return {
    tell: (line) => { stream.write(`${line}\n`); },
    day: (ahead) => new Date(now + ahead * 86_400_000).toISOString().slice(0, 10),
    ask: async (name, input) => {
      const reply = await bridge.call(name, input, { onProgress: desk.onProgress });
      if (!reply.ok) throw new AppError(reply.error);
      return reply.value;
    },
  };
}

async function play(desk: Desk): Promise<Answer> {
  if (desk.globals.workspace !== undefined) throw usage('The demo makes a workspace of its own; --out says where.');
  const folder = chooseFolder(desk);
  mkdirSync(folder, { recursive: true });
  desk.places.exportsDir = folder;
  const workspace = join(folder, 'workspace');
  const now = desk.globals.now ?? Date.now();
  const stage = stageFor(desk, now);
  await desk.core().app.createSample(workspace, { size: 'small', seed: 1 }, { onProgress: desk.onProgress });
  const state = await stage.ask('session.signIn', { person: chair, passphrase: samplePassphrase });
  const root = state.workspace?.rootWords ?? '';
  desk.pin(state, workspace, true);
  stage.tell(`Made the worked example ${state.workspace?.organisation ?? ''} in ${workspace}\nRoot: ${root}`);

  const imported = await importExport(stage, desk);
  const { meeting, cards } = await prepare(stage, now);
  await hold(stage, meeting, cards);
  const at = (file: { name: string }): string => join(folder, file.name);
  const minutes = at((await stage.ask('minutes.write', { meeting })).file);
  const pack = at((await stage.ask('pack.write', { meeting })).file);
  const ca = join(folder, 'ca.pem');
  writeFileSync(ca, certificateOf(workspace));
  writeFileSync(join(folder, 'root.txt'), `${root}\n`);
  const { checked, refusal } = await check(stage, desk, { files: [minutes, pack], ca, root });
  const verdict = checked.find(({ report }) => report.verdict !== 'intact')?.report.verdict ?? 'intact';
  const value = { workspace, import: imported, minutes, pack, ca, root, verdict, checks: checked.map(({ what, report, opinions }) => ({ what, verdict: report.verdict, others: opinions })) };
  return { value, refusal, isBare: true, text: () => `\nMinutes    ${minutes}\nPack       ${pack}\nCA         ${ca}\nWorkspace  ${workspace}\nEverybody there signs in with the passphrase “${samplePassphrase}”.` };
}

export const demo: Command = { words: 'demo', about: 'The worked example without a window: import, meeting, signed minutes and pack, verification; --out names an empty folder.', takes: [], flags: [], run: play };
