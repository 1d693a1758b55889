// Emergencies through the bridge, from the incident to the register as a file.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import type { Connection } from '../../src-main/boot.ts';
import type { ChangeFields } from '../../src-main/contract/change.ts';
import { questionIds } from '../../src-main/contract/emergency.ts';
import type { Question } from '../../src-main/contract/emergency.ts';
import { aWorkspace, answer, completeChange, refusal } from '../support/workspace.ts';
import type { TestWorkspace } from '../support/workspace.ts';
import { calmRisk } from '../support/calm-risk.ts';

type Scene = { w: TestWorkspace; chair: Connection; release: Connection; manager: Connection; incident: string; stage(name: string, text: string): string };
async function aScene(): Promise<Scene> {
  const w = await aWorkspace();
  const release = await w.as('Tomasz Zielinski');
  const { number: incident } = await answer(release, 'incident.open', { severity: 1, service: 'Card authorisation', summary: 'No card is authorised' });
  return {
    w, chair: w.chair, release, manager: await w.as('Ingrid Solberg'), incident: incident!,
    stage: (name, text) => { const path = join(w.dataDir, name); writeFileSync(path, text); return w.app.stagePath(path); },
  };
}
const minutes = ({ w }: Scene, n: number): string => new Date(w.clock.now + n * 60_000).toISOString();
/** A change of Ingrid’s that is declared an emergency and awaits its authorisation. */
async function declared(scene: Scene, over: Partial<ChangeFields> = {}): Promise<string> {
  const { id } = await answer(scene.manager, 'change.create', { ...completeChange, title: 'Restart the switch', type: 'emergency', items: ['switch-1'], plannedStartAt: minutes(scene, 0), plannedEndAt: minutes(scene, 120), ...over });
  await answer(scene.manager, 'emergency.declare', { change: id, criteria: [{ kind: 'incident', incident: scene.incident }], team: 'Cards' });
  await answer(scene.manager, 'backout.setTriggers', { change: id, triggers: [{ metric: 'errors', comparison: 'above', threshold: '5', unit: 'percent', seconds: 300 }] });
  await answer(scene.manager, 'change.submit', { change: id });
  return id;
}
const bypassed = [{ control: 'independent-review' as const, reason: 'Nobody is awake' }];
async function authorised(scene: Scene, change: string, hours = 4): Promise<void> {
  await answer(scene.release, 'emergency.castBallot', { change, board: 'Emergency CAB', vote: 'approve' });
  await answer(scene.chair, 'emergency.authorise', { change, board: 'Emergency CAB', hours, bypassed });
}
async function implemented(scene: Scene, change: string): Promise<void> {
  await answer(scene.release, 'change.schedule', { change });
  await answer(scene.release, 'change.start', { change });
  scene.w.clock.now += 20 * 60_000;
  await answer(scene.release, 'change.finish', { change, actualStartAt: minutes(scene, -20), actualEndAt: minutes(scene, 0) });
}
const answers = Object.fromEntries(questionIds.map((id) => [id, false])) as Record<Question, boolean>;

test('EMG-01 choosing Emergency with an incident that was closed is refused with the rule; with an open severity 1 incident it is accepted', async () => {
  const scene = await aScene();
  const { number: old } = await answer(scene.release, 'incident.open', { severity: 1, service: 'Cards', summary: 'Last week' });
  await answer(scene.release, 'incident.close', { incident: old!, resolution: 'Restarted' });
  scene.w.clock.now += 7 * 86_400_000;
  const { id } = await answer(scene.manager, 'change.create', { ...completeChange, type: 'emergency' });
  expect(await refusal(scene.manager, 'emergency.declare', { change: id, criteria: [{ kind: 'incident', incident: old }] })).toMatchObject({ code: 'incident_closed', facts: { incident: old } });
  expect(await answer(scene.manager, 'emergency.declare', { change: id, criteria: [{ kind: 'incident', incident: scene.incident }] })).toMatchObject({ isExpedited: false });
  expect(await answer(scene.manager, 'emergency.show', { change: id })).toMatchObject({ isDeclared: true, criteria: [{ kind: 'incident', incident: { number: scene.incident, severity: 1, state: 'open' } }] });
});

test('EMG-01 an emergency without evidence becomes an expedited Normal change, and its history says so', async () => {
  const scene = await aScene();
  const { id } = await answer(scene.manager, 'change.create', { ...completeChange, type: 'emergency' });
  expect(await answer(scene.manager, 'emergency.declare', { change: id, criteria: [{ kind: 'data-loss', statement: 'Tonight the ledger' }] })).toMatchObject({ isExpedited: true });
  expect((await answer(scene.manager, 'change.show', { change: id })).fields.type).toBe('normal');
  expect((await answer(scene.manager, 'change.history', { change: id })).rows.map(({ said }) => said)).toContain('Declared an emergency without evidence: handled as an expedited Normal change');
  expect((await answer(scene.manager, 'emergency.register', {})).rows.map(({ change }) => change)).not.toContain(id);
});

test('EMG-02 the emergency CAB authorises by signed ballot: the change is authorised until a time, and a review task with its due time exists', async () => {
  const scene = await aScene();
  const change = await declared(scene);
  expect(await refusal(scene.chair, 'emergency.authorise', { change, board: 'Emergency CAB', hours: 4 })).toMatchObject({ code: 'no_technical_authority' });
  await authorised(scene, change);
  const shown = await answer(scene.chair, 'emergency.show', { change });
  expect(shown.authorisation).toMatchObject({ by: 'Marta Lindqvist', technical: 'Tomasz Zielinski', how: 'ballot', until: minutes(scene, 240), environment: 'production', items: ['switch-1'], deferred: ['Rollback criteria', 'Risk assessment'], bypassed: [{ control: 'independent-review', rule: 'APR-04', reason: 'Nobody is awake' }], extension: null });
  expect(shown.authorisation!.reviewTask).toMatch(/^[0-9a-f-]{36}$/);
  expect(shown.clocks.map(({ id, state, dueAt }) => [id, state, dueAt])).toEqual([['authorisation', 'running', minutes(scene, 240)], ['retrospective', 'running', minutes(scene, 240 + 72 * 60)]]);
  expect((await answer(scene.chair, 'change.show', { change })).state).toBe('authorised');
  expect(await scene.w.call('trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
  await answer(scene.chair, 'emergency.extend', { change, board: 'Emergency CAB', hours: 2, reason: 'Slow disk' });
  expect(await refusal(scene.chair, 'emergency.extend', { change, board: 'Emergency CAB', hours: 2, reason: 'Slower' })).toMatchObject({ code: 'emergency_extended_once' });
});

test('EMG-02 in session the technical authority is in the room', async () => {
  const scene = await aScene();
  const change = await declared(scene);
  const { id: meeting } = await answer(scene.chair, 'meeting.create', { board: 'Emergency CAB', startsAt: minutes(scene, 5) });
  const decide = { change, board: 'Emergency CAB', hours: 2, meeting, technical: 'Ravi Menon' };
  expect(await refusal(scene.chair, 'emergency.authorise', decide)).toMatchObject({ code: 'meeting_not_running' });
  await answer(scene.chair, 'meeting.start', { meeting });
  expect(await refusal(scene.chair, 'emergency.authorise', decide)).toMatchObject({ code: 'no_technical_authority' });
  await answer(scene.chair, 'meeting.rollCall', { meeting, attendance: [{ person: 'Ravi Menon', status: 'present' }] });
  await answer(scene.chair, 'emergency.authorise', decide);
  expect(await answer(scene.chair, 'emergency.show', { change })).toMatchObject({ authorisation: { how: 'session', technical: 'Ravi Menon' } });
});

test('EMG-04 a failing health file turns the emergency red, proposes the rollback and drafts an incident', async () => {
  const scene = await aScene();
  const change = await declared(scene);
  const failing = (): string => scene.stage('health.json', JSON.stringify({ checks: [{ name: 'authorise', status: 'pass' }, { name: 'latency', status: 'fail', observedValue: 2300, observedUnit: 'ms' }] }));
  expect(await refusal(scene.manager, 'emergency.importHealth', { change, file: failing() })).toMatchObject({ code: 'not_implemented' });
  await authorised(scene, change);
  await implemented(scene, change);
  expect(await answer(scene.manager, 'emergency.importHealth', { change, file: failing() })).toMatchObject({ passed: 1, failed: 1, warned: 0, status: 'bad', incident: 'I-A1-0005' });
  const shown = await answer(scene.manager, 'emergency.show', { change });
  expect(shown.health).toEqual({ status: 'bad', isRollbackProposed: true, why: '1 of 2 health checks failed', incident: { number: 'I-A1-0005', state: 'draft' } });
  expect(shown.healthFile).toMatchObject({ file: 'health.json', failed: 1, checks: [{ name: 'latency', status: 'fail', said: '2300 ms' }, { name: 'authorise', status: 'pass' }] });
  expect((await answer(scene.manager, 'incident.list', { state: ['draft'] })).rows).toMatchObject([{ number: 'I-A1-0005', severity: 2, service: 'Card authorisation' }]);
  await answer(scene.manager, 'incident.update', { incident: 'I-A1-0005', severity: 1, confirm: true });
  expect((await answer(scene.manager, 'incident.list', {})).rows[0]).toMatchObject({ state: 'open', severity: 1 });
  expect(await scene.w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
});

test('EMG-04 a file that holds no checks is refused by its name, and nothing is written', async () => {
  const scene = await aScene();
  const change = await declared(scene);
  await authorised(scene, change);
  await implemented(scene, change);
  const before = scene.w.events();
  expect(await refusal(scene.manager, 'emergency.importHealth', { change, file: scene.stage('letter.json', '{"checks": []}') })).toMatchObject({ code: 'not_a_health_file', facts: { file: 'letter.json' } });
  expect(await refusal(scene.manager, 'emergency.importHealth', { change, file: scene.stage('broken.json', '{"checks": [') })).toMatchObject({ code: 'not_a_health_file' });
  expect(scene.w.events()).toBe(before);
});

test('EMG-04 the implementer’s own validation is refused; at 61 minutes without one the change is in the list of overdue emergencies', async () => {
  const scene = await aScene();
  const change = await declared(scene);
  await authorised(scene, change);
  await implemented(scene, change);
  const said = { change, health: 'passed', smoke: 'passed', smokeNote: '42 payments', confirmation: 'passed', confirmedBy: 'Service desk' } as const;
  expect(await refusal(scene.release, 'emergency.validate', said)).toMatchObject({ code: 'same_person' });
  const overdue = async (): Promise<string[]> => (await answer(scene.chair, 'emergency.register', { overdue: true })).rows.map((row) => row.change).filter((id) => id === change);
  scene.w.clock.now += 60 * 60_000;
  expect(await overdue()).toEqual([]);
  scene.w.clock.now += 60_000;
  expect(await overdue()).toEqual([change]);
  expect(await answer(scene.chair, 'emergency.clocks', { change })).toMatchObject({ status: 'bad', clocks: [{ id: 'authorisation', state: 'done' }, { id: 'validation', state: 'overdue' }, { id: 'paperwork' }, { id: 'retrospective', state: 'running' }] });
  expect(await answer(scene.manager, 'emergency.validate', said)).toMatchObject({ verdict: 'passed', incident: null });
  expect(await overdue()).toEqual([]);
});

test('EMG-05 EMG-03 an emergency not reviewed after 72 hours is overdue; contested, it counts to the misuse of its team; it does not close without a root cause', async () => {
  const scene = await aScene();
  const change = await declared(scene);
  await authorised(scene, change);
  await implemented(scene, change);
  await answer(scene.manager, 'emergency.validate', { change, health: 'passed', smoke: 'passed', smokeNote: '42 payments', confirmation: 'passed', confirmedBy: 'Service desk' });
  await answer(scene.manager, 'emergency.completePaperwork', { change, papers: [{ field: 'rollbackCriteria', text: 'Errors above 2 %' }] });
  await answer(scene.manager, 'risk.fill', { change, ...calmRisk });
  scene.w.clock.now += 72 * 3_600_000 + 60_000;
  expect((await answer(scene.chair, 'emergency.register', { overdue: true })).rows.find((row) => row.change === change)?.clocks.filter(({ state }) => state === 'overdue').map(({ id }) => id)).toEqual(['retrospective']);
  expect(await refusal(scene.manager, 'emergency.holdRetrospective', { change, answers: { ...answers, testing: true } })).toMatchObject({ code: 'action_needed' });
  await answer(scene.manager, 'emergency.holdRetrospective', { change, answers: { ...answers, testing: true }, actions: [{ question: 'testing', text: 'Rehearse the restart', owner: 'Ravi Menon', dueOn: '2026-12-24' }] });
  const misuse = async (): Promise<unknown> => (await answer(scene.chair, 'emergency.trends', {})).misuseByTeam;
  expect(await misuse()).toEqual([]);
  await answer(scene.chair, 'emergency.ratify', { change, verdict: 'contested', reason: 'It could have waited' });
  expect(await misuse()).toEqual([{ name: 'Cards', count: 1 }]);
  await answer(scene.chair, 'change.validate', { change, outcome: 'successful' });
  expect(await refusal(scene.chair, 'change.close', { change })).toMatchObject({ code: 'root_cause_missing' });
  await answer(scene.manager, 'emergency.setRootCause', { change, cause: 'Worn disk' });
  await answer(scene.chair, 'change.close', { change });
  expect((await answer(scene.chair, 'emergency.register', { overdue: true })).rows.map((row) => row.change)).not.toContain(change);
  expect((await answer(scene.chair, 'emergency.register', { cause: 'worn DISK' })).rows.filter((row) => row.change === change)).toMatchObject([{ change, rootCause: 'Worn disk', ratification: 'contested', outcome: 'successful', state: 'closed' }]);
});

test('EMG-03 12 emergencies among 100 changes of the last 30 days are 12 % and an alert; three with one cause repeat; the file has one row for each', async () => {
  const scene = await aScene();
  // The span begins after everything the worked example planned, so that only these hundred are in it.
  scene.w.clock.now = Date.parse('2028-06-01T09:00:00.000Z');
  const { number: incident } = await answer(scene.release, 'incident.open', { severity: 2, service: 'Cards', summary: 'Again' });
  const titled = (i: number): Partial<ChangeFields> & { title: string } => ({ ...completeChange, title: `=1+${i}`, plannedStartAt: minutes(scene, -60), plannedEndAt: minutes(scene, 60), items: ['switch-1'] });
  for (let i = 0; i < 88; i += 1) {
    const { id } = await answer(scene.manager, 'change.create', titled(i));
    await answer(scene.manager, 'risk.classify', { change: id, sensitivity: 'internal', users: 10 });
    await answer(scene.manager, 'change.submit', { change: id });
  }
  for (let i = 0; i < 12; i += 1) {
    const change = await declared({ ...scene, incident: incident! }, titled(i));
    if (i < 3) await answer(scene.manager, 'emergency.setRootCause', { change, cause: i === 1 ? 'worn disk' : 'Worn disk' });
  }
  const trends = await answer(scene.chair, 'emergency.trends', {});
  expect(trends.share).toMatchObject({ emergencies: 12, changes: 100, basisPoints: 1200, isAlert: true });
  expect(trends).toMatchObject({ total: 12, byService: [{ name: 'Card authorisation', count: 12 }], byTeam: [{ name: 'Cards', count: 12 }], byCause: [{ name: 'Not found yet', count: 9 }, { name: 'Worn disk', count: 3 }] });
  expect(trends.repeats.found).toMatchObject([{ cause: 'Worn disk', count: 3, problem: { title: 'Repeated emergencies: Worn disk' } }]);

  const ofExample = 2;
  const page = await answer(scene.chair, 'emergency.register', { limit: 5 });
  expect([page.rows.length, page.total, page.next]).toEqual([5, 12 + ofExample, '5']);
  expect((await answer(scene.chair, 'emergency.register', { limit: 100, after: page.next! })).rows.map(({ number }) => number)).not.toContain(page.rows[0]!.number);
  const { file, rows } = await answer(scene.chair, 'emergency.export', {});
  const written = parse(readFileSync(join(file.folder, file.name), 'utf8'), { bom: true, columns: true }) as Record<string, string>[];
  expect([rows, written.length]).toEqual([12 + ofExample, 12 + ofExample]);
  expect(written[0]).toMatchObject({ Title: "'=1+11", Criterion: 'incident', Incident: incident, Team: 'Cards', Requester: 'Ingrid Solberg' });
  expect(await refusal(await scene.w.as('Tomasz Zielinski'), 'incident.close', { incident, resolution: ' ' })).toMatchObject({ code: 'invalid_input' });
});

test('EMG-01 an incident is opened, corrected and closed; what does not differ is not written, and a closed one stays as it is', async () => {
  const scene = await aScene();
  const before = scene.w.events();
  await answer(scene.release, 'incident.update', { incident: scene.incident, severity: 1 });
  expect(scene.w.events()).toBe(before);
  await answer(scene.release, 'incident.update', { incident: scene.incident, severity: 3, summary: 'One shop' });
  await answer(scene.release, 'incident.close', { incident: scene.incident, resolution: 'Cable' });
  expect((await answer(scene.release, 'incident.list', {})).rows.filter(({ number }) => number === scene.incident)).toMatchObject([{ number: scene.incident, severity: 3, summary: 'One shop', state: 'closed', resolution: 'Cable', mayAlter: { ok: false, code: 'incident_over' } }]);
  expect(await refusal(scene.release, 'incident.update', { incident: scene.incident, severity: 1 })).toMatchObject({ code: 'incident_over' });
  expect(await refusal(scene.release, 'incident.close', { incident: 'I-A1-0099', resolution: 'x' })).toMatchObject({ code: 'record_missing' });
  expect(await refusal(await scene.w.as('Owen Hughes'), 'incident.open', { severity: 1, service: 's', summary: 't' })).toMatchObject({ code: 'auditor_reads_only' });
});
