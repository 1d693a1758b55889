// The power goes at every kind of act of a meeting: whatever was acknowledged is there once, and nothing by halves.
import { spawn } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { MinutesText } from '../../src-main/contract/minutes.ts';
import { rebuild } from '../../src-main/store/rebuild.ts';
import { openStore } from '../../src-main/store/store.ts';
import { fingerprintOf } from '../../src-main/trail/keys.ts';
import { verifyTrail } from '../../src-main/trail/verify.ts';
import type { MeetingFacts } from '../support/meeting-script.ts';
import { meetingScript } from '../support/meeting-script.ts';
import { answer, copiedFolder, migrations, openFolder, rawDatabase, temporaryFolder } from '../support/workspace.ts';
import type { TestWorkspace } from '../support/workspace.ts';

type Facts = MeetingFacts & { now: number };
/** Who is away and votes by ballot; on the roll they stand first. */
const away = 'Tomasz Zielinski';

/** A meeting whose agenda has eight changes, two more that are ready, and a ballot handed in for one of them. */
async function prepared(w: TestWorkspace): Promise<Facts> {
  const board = await w.call('cab.board', {});
  const meeting = board.meeting!.id;
  const able = async (item: string): Promise<string[]> => (await w.call('meeting.run', { meeting, item })).voters.filter(({ how }) => how !== 'recused').map(({ person }) => person);
  const [absent] = board.attendance.filter(({ name }) => name === away).map(({ person }) => person);
  const others = board.attendance.filter(({ person, isVoting }) => isVoting && person !== absent).map(({ person }) => person);
  const items = await Promise.all(board.onAgenda.map(async ({ id }) => ({ id, voters: (await able(id)).filter((person) => person !== absent) })));
  const ready = board.ready.cards.map(({ id }) => id);
  // The first item needs four who may vote; the ballot is for a ninth one.
  items.sort((a, b) => b.voters.length - a.voters.length);
  const voted: string[] = [];
  for (const id of ready) if ((await able(id)).includes(absent!)) voted.push(id);
  const balloted = voted.at(-1)!;
  await w.call('cab.admit', { meeting, change: balloted });
  const { file } = await answer(await w.as(away), 'ballot.write', { meeting, change: balloted, vote: 'approve' });
  return { meeting, items, ready: ready.filter((id) => id !== balloted), people: [absent!, ...others], balloted, ballotFile: join(file.folder, file.name), now: w.clock.now };
}

/** Events of the meeting and of its changes since `after` of them, in the order of the trail. */
const eventsIn = (dir: string, facts: Facts, after = 0): string[] => rawDatabase(dir, (db) =>
  (db.prepare("SELECT type FROM event WHERE subject IN (SELECT value FROM json_each(?)) ORDER BY h, feed, seq, place").pluck().all(JSON.stringify([`meeting:${facts.meeting}`, ...[...facts.items.map(({ id }) => id), ...facts.ready, facts.balloted].map((id) => `change:${id}`)])) as string[]).slice(after));

type Moment = 'asked' | 'midway' | 'committed' | 'acknowledged';
/** Runs acts in a process of its own until it kills itself; answers the last one it had acknowledged. */
async function runUntilKilled(folder: { dataDir: string; dir: string }, factsFile: string, stretch: { from: number; to: number; moment: Moment }): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'meeting-child.ts'), folder.dataDir, folder.dir, factsFile, String(stretch.from), String(stretch.to), stretch.moment], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_COMPILE_CACHE: join(folder.dataDir, 'compiled') } });
  let said = '';
  let complaints = '';
  child.stdout.on('data', (bytes: Buffer) => { said += bytes.toString(); });
  child.stderr.on('data', (bytes: Buffer) => { complaints += bytes.toString(); });
  const signal = await new Promise<NodeJS.Signals | null>((resolve) => { child.once('close', (_, by) => { resolve(by); }); });
  expect(signal, complaints).toBe('SIGKILL');
  return Number(said.split('\n').at(-2) ?? stretch.from - 1);
}

/** What the minutes say, without what is drawn anew for each meeting. */
const plain = (text: MinutesText): unknown => JSON.parse(JSON.stringify(text, (key, value: unknown) => (key === 'id' || key === 'signature' ? '' : value)));
const minutesOf = async (w: TestWorkspace, meeting: string): Promise<unknown> => { const { meeting: _row, digest: _digest, ...text } = await w.call('minutes.show', { meeting }); return plain(text); };

test('CAB-04 a process killed at every kind of act of a meeting, at more than fifty points, reopens with everything acknowledged there exactly once', async () => {
  const first = await copiedFolder();
  const w = await openFolder(first);
  const facts = await prepared(w);
  await w.app.close();
  const acts = meetingScript(facts);
  // Side by side: at every act in one, at every second one in the other, so that the suite stays quick.
  const lanes = [{ moments: ['committed', 'asked'], step: 1 }, { moments: ['midway', 'acknowledged'], step: 2 }].map(({ moments, step }) => {
    const dataDir = temporaryFolder();
    onTestFinished(() => { rmSync(dataDir, { recursive: true, force: true }); });
    cpSync(first.dataDir, dataDir, { recursive: true });
    return { moments: moments as Moment[], step, dataDir, dir: first.dir.replace(first.dataDir, dataDir) };
  });
  const factsFile = join(first.dataDir, 'facts.json');
  writeFileSync(factsFile, JSON.stringify(facts));

  // The same meeting without a fault: what each act writes, and what the minutes say in the end.
  const calm = await openFolder(first);
  calm.clock.now = facts.now;
  const base = eventsIn(first.dir, facts).length;
  const after: string[][] = [];
  for (const { run } of acts) {
    await run((name, input) => answer(calm.chair, name, input), (path) => calm.app.stagePath(path));
    after.push(eventsIn(first.dir, facts, base));
  }
  expect(after.every((events, i) => events.length > (after[i - 1]?.length ?? 0)), 'every act writes').toBe(true);
  const wanted = await minutesOf(calm, facts.meeting);

  const points = new Set<string>();
  await Promise.all(lanes.map(async (lane) => {
    let from = 0;
    for (let at = 0; at < acts.length; at += lane.step) {
      const moment = lane.moments[(at / lane.step) % 2]!;
      const acknowledged = await runUntilKilled(lane, factsFile, { from, to: at, moment });
      points.add(`${acts[at]!.name}, ${moment}`);
      const events = eventsIn(lane.dir, facts, base);
      const stands = after.findIndex((known) => known.length === events.length);
      expect(events, `${acts[at]!.name}, ${moment}`).toEqual(after[stands] ?? []);
      expect(stands, `${acts[at]!.name}, ${moment}`).toBeGreaterThanOrEqual(acknowledged);
      expect(stands).toBeLessThanOrEqual(at);
      if (moment === 'committed' || moment === 'acknowledged') expect(stands).toBe(at);
      if (moment === 'asked') expect(stands).toBe(at - 1);
      from = stands + 1;
    }
    if (from < acts.length) await runUntilKilled(lane, factsFile, { from, to: acts.length - 1, moment: 'acknowledged' });
    const store = openStore({ ...lane, migrations, app: '0.1.0', nowMs: () => facts.now });
    try {
      expect(store.readOnly).toBeNull();
      expect(await verifyTrail(store.source, { depth: 'fast', trustedRoot: fingerprintOf(Buffer.from(store.organisation.rootKey, 'hex')) })).toMatchObject({ verdict: 'intact', findings: [] });
      expect(rebuild(store.db, store.log, () => {}).tables.filter((t) => !t.isEqual)).toEqual([]);
    } finally {
      store.close();
    }
    expect(await minutesOf(await openFolder(lane), facts.meeting)).toEqual(wanted);
  }));
  expect(points.size).toBeGreaterThan(50);
});
