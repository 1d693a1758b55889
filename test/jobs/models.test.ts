// Change models through the bridge: from five runs to a Standard change that is authorised at once, and back to Normal.
import { expect, test } from 'vitest';
import type { Connection } from '../../src-main/boot.ts';
import type { ModelDraft } from '../../src-main/contract/models.ts';
import { aWorkspace, answer, completeChange, putForward, refusal } from '../support/workspace.ts';
import type { TestWorkspace } from '../support/workspace.ts';
import { calmRisk } from '../support/calm-risk.ts';

const definition: ModelDraft = {
  name: 'Node patch', steps: [{ text: 'Drain the node' }, { text: 'Install' }, { text: 'Tell the desk', isLocked: false }], parameters: [{ kind: 'number', id: 'nodes', name: 'Nodes at once', least: 1, most: 2 }],
  plans: { backoutPlan: 'Put back', testPlan: 'Smoke' }, lockedPlans: ['backoutPlan'], limits: { durationMinutes: 60 },
};
const plan = '1. Drain the node\n2. Install\n3. Tell the desk';
const minutes = (n: number): number => n * 60_000;
type Scene = { w: TestWorkspace; marta: Connection; ingrid: Connection; tomasz: Connection; iso: (ms: number) => string };
async function aScene(): Promise<Scene> {
  const w = await aWorkspace();
  return { w, marta: w.chair, ingrid: await w.as('Ingrid Solberg'), tomasz: await w.as('Tomasz Zielinski'), iso: (ms) => new Date(w.clock.now + ms).toISOString() };
}
const raise = async ({ tomasz, iso }: Scene, over: Record<string, unknown> = {}): Promise<string> =>
  (await answer(tomasz, 'change.create', { ...completeChange, service: 'Service desk tools', owner: 'Tomasz Zielinski', requester: 'Tomasz Zielinski', model: 'Node patch', implementationPlan: plan, backoutPlan: 'Put back', plannedStartAt: iso(minutes(10)), plannedEndAt: iso(minutes(40)), ...over })).id;

/** Carries an authorised change out. */
async function carryOut({ w, marta, tomasz, iso }: Scene, change: string, outcome: 'successful' | 'failed'): Promise<void> {
  await answer(tomasz, 'change.schedule', { change });
  w.clock.now += minutes(10);
  const [actualStartAt, actualEndAt] = [iso(0), iso(minutes(20))];
  await answer(tomasz, 'change.start', { change });
  w.clock.now += minutes(20);
  await answer(tomasz, 'change.finish', { change, actualStartAt, actualEndAt });
  await answer(marta, 'change.validate', { change, outcome });
  w.clock.now += minutes(1);
}
/** A Normal change of the model, from its draft to its outcome; answers its id. */
async function normalRun(scene: Scene, outcome: 'successful' | 'failed' = 'successful'): Promise<string> {
  const change = await raise(scene);
  await putForward(change, scene.tomasz, scene.marta);
  await answer(scene.ingrid, 'approval.decide', { change, verdict: 'given' });
  await carryOut(scene, change, outcome);
  return change;
}
/** A Standard change of the model, submitted. */
async function standard(scene: Scene, nodes: number, over: Record<string, unknown> = {}): Promise<string> {
  const change = await raise(scene, { type: 'standard', ...over });
  await answer(scene.tomasz, 'classification.answer', { change, parameters: { nodes } });
  await answer(scene.tomasz, 'risk.fill', { change, ...calmRisk });
  await answer(scene.tomasz, 'change.submit', { change });
  return change;
}
/** A change the board decides on: the decision that is cited. */
async function decidedByBoard({ w, marta, tomasz }: Scene): Promise<string> {
  const board = await w.call('cab.board', {});
  const { id: change } = await answer(tomasz, 'change.create', { ...completeChange, service: 'Service desk tools', title: 'Introduce the model', owner: 'Tomasz Zielinski', requester: 'Tomasz Zielinski', plannedStartAt: '2027-01-10T09:00:00.000Z', plannedEndAt: '2027-01-10T10:00:00.000Z' });
  await putForward(change, tomasz, marta);
  const meeting = board.meeting!.id;
  await answer(marta, 'meeting.start', { meeting });
  await answer(marta, 'meeting.rollCall', { meeting, attendance: board.attendance.map(({ person }) => ({ person, status: 'present' as const })) });
  await answer(marta, 'cab.admit', { meeting, change, reason: 'Came late' });
  await answer(marta, 'cab.recordDecision', { meeting, change, verdict: 'approved', reason: 'Yes' });
  return change;
}

test('APR-02 five runs, a proposal and a decision make a Standard change go at once; a parameter beyond its limit and a second failure make it Normal again', async () => {
  const scene = await aScene();
  const { w, marta, ingrid, tomasz } = scene;
  const { id: model } = await answer(ingrid, 'model.draft', { definition });
  for (let i = 0; i < 4; i += 1) await normalRun(scene);
  expect(await refusal(tomasz, 'model.propose', { model })).toMatchObject({ code: 'too_few_runs', facts: { have: 4, need: 5 } });
  await normalRun(scene);
  expect(await w.call('model.show', { model: 'node patch' })).toMatchObject({ state: 'drafted', inARow: 5, history: [{ outcome: 'successful', isCounted: false }, {}, {}, {}, {}] });
  await answer(tomasz, 'model.propose', { model });
  const cited = await decidedByBoard(scene);
  expect(await refusal(tomasz, 'model.preAuthorise', { model, decidedOn: cited, until: '2027-11-24' })).toMatchObject({ code: 'role_needed' });
  expect(await refusal(marta, 'model.preAuthorise', { model, decidedOn: cited, until: '2027-11-25' })).toMatchObject({ code: 'pre_authorisation_too_long' });
  await answer(marta, 'model.preAuthorise', { model, decidedOn: cited, until: '2027-11-24' });

  expect((await w.call('model.list', {})).rows.filter(({ name }) => name === 'Node patch')).toMatchObject([{ name: 'Node patch', state: 'pre-authorised', preAuthorised: { by: 'Marta Lindqvist', until: '2027-11-25T00:00:00.000Z' } }]);
  const first = await standard(scene, 2);
  expect(await w.call('change.show', { change: first })).toMatchObject({ state: 'authorised' });
  const decision = (await w.call('change.show', { change: cited })).decisions[0]!.id;
  expect(await w.call('approval.show', { change: first })).toMatchObject({ route: { authority: 'automatic', because: { code: 'model', version: 1, decision } }, type: { inForce: 'standard' }, isAuthorised: true });
  const beyond = await standard(scene, 3);
  expect(await w.call('change.show', { change: beyond })).toMatchObject({ state: 'assessment' });
  expect(await w.call('approval.show', { change: beyond })).toMatchObject({ type: { inForce: 'normal', altered: ['Nodes at once is 3, and must be from 1 to 2'] } });

  await carryOut(scene, first, 'failed');
  expect(await w.call('model.show', { model })).toMatchObject({ state: 'pre-authorised', runs: 1, failures: 1 });
  const second = await standard(scene, 1);
  await carryOut(scene, second, 'failed');
  expect(await w.call('model.show', { model })).toMatchObject({ state: 'suspended', suspendedBy: 'failures', failures: 2 });
  expect(await w.call('change.show', { change: await standard(scene, 1) })).toMatchObject({ state: 'assessment' });
  expect(await w.call('trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
});

test('APR-02 a severe incident linked to a run suspends the model; an edit ends the pre-authorisation', async () => {
  const scene = await aScene();
  const { w, marta, ingrid, tomasz } = scene;
  const { id: model } = await answer(ingrid, 'model.draft', { definition });
  for (let i = 0; i < 5; i += 1) await normalRun(scene);
  await answer(tomasz, 'model.propose', { model });
  await answer(marta, 'model.preAuthorise', { model, decidedOn: await decidedByBoard(scene), until: '2027-11-24' });
  const change = await standard(scene, 1);
  w.clock.now += minutes(1);
  await answer(tomasz, 'incident.open', { severity: 3, service: 'Service desk tools', summary: 'Slow', change });
  expect(await w.call('model.show', { model })).toMatchObject({ state: 'pre-authorised' });
  const { number } = await answer(tomasz, 'incident.open', { severity: 2, service: 'Service desk tools', summary: 'Down', change });
  expect(await w.call('model.show', { model })).toMatchObject({ state: 'suspended', suspendedBy: 'incident', incident: number });
  await answer(ingrid, 'model.edit', { model, definition: { ...definition, about: 'More careful' } });
  expect(await w.call('model.show', { model })).toMatchObject({ version: 2 });
  expect(await refusal(marta, 'model.preAuthorise', { model, decidedOn: change, until: '2027-11-24' })).toMatchObject({ code: 'model_not_proposed' });
});

test('CHG-02 editing a locked step flips the type to Normal and names the step; the requester does not set it back, the change manager does with a reason', async () => {
  const scene = await aScene();
  const { w, marta, ingrid, tomasz } = scene;
  const { id: model } = await answer(ingrid, 'model.draft', { definition });
  for (let i = 0; i < 5; i += 1) await normalRun(scene);
  await answer(tomasz, 'model.propose', { model });
  await answer(marta, 'model.preAuthorise', { model, decidedOn: await decidedByBoard(scene), until: '2027-11-24' });
  const change = await raise(scene, { model: '', implementationPlan: '', backoutPlan: '' });
  await answer(tomasz, 'model.use', { change, model: 'Node patch' });
  await answer(tomasz, 'classification.answer', { change, parameters: { nodes: 1 } });
  expect(await w.call('approval.show', { change })).toMatchObject({ type: { chosen: 'standard', inForce: 'standard' }, model: { parameters: [{ value: 1 }] } });
  expect((await w.call('change.show', { change })).fields).toMatchObject({ implementationPlan: plan, backoutPlan: 'Put back' });
  await answer(tomasz, 'change.edit', { change, fields: { implementationPlan: '1. Drain half of it\n2. Install\n3. Tell the desk' } });
  expect((await w.call('change.show', { change })).fields.type).toBe('normal');
  expect(await w.call('approval.show', { change })).toMatchObject({ type: { chosen: 'normal', proposed: 'normal', altered: ['locked step 1, “Drain the node”, is altered'] } });
  expect(await refusal(tomasz, 'classification.setType', { change, type: 'standard', reason: 'Please' })).toMatchObject({ code: 'type_proposed', facts: { why: 'locked step 1, “Drain the node”, is altered' } });
  expect(await refusal(ingrid, 'classification.setType', { change, type: 'standard' })).toMatchObject({ code: 'reason_needed' });
  await answer(ingrid, 'classification.setType', { change, type: 'standard', reason: 'Half is enough here' });
  expect(await w.call('approval.show', { change })).toMatchObject({ type: { chosen: 'standard', inForce: 'standard', saidBy: { by: 'Ingrid Solberg', reason: 'Half is enough here' } }, route: { because: { code: 'no-row' } } });
});

test('CHG-03 a field that the model marks mandatory keeps the submission back, and what the model names as authority is asked at least', async () => {
  const scene = await aScene();
  const { w, marta, ingrid, tomasz } = scene;
  await answer(ingrid, 'model.draft', { definition: { ...definition, mandatory: ['stakeholders'], authority: 'cab' } });
  const change = await raise(scene);
  await answer(tomasz, 'risk.fill', { change, ...calmRisk });
  expect(await refusal(tomasz, 'change.submit', { change })).toMatchObject({ code: 'incomplete', facts: { fields: ['Stakeholders'] } });
  await answer(tomasz, 'change.edit', { change, fields: { stakeholders: ['Zoe'] } });
  await answer(tomasz, 'change.submit', { change });
  await answer(marta, 'change.assess', { change });
  expect(await w.call('approval.show', { change })).toMatchObject({ route: { authority: 'cab', because: { code: 'model-authority', model: 'Node patch' } } });
  expect(await refusal(ingrid, 'approval.decide', { change, verdict: 'given' })).toMatchObject({ code: 'board_decides' });
});
