// Drafts that pipelines made of builds, taken into a workspace, and the chain from commit to incident.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Connection } from '../../src-main/boot.ts';
import { aWorkspace, answer, completeChange, refusal } from '../support/workspace.ts';
import type { TestWorkspace } from '../support/workspace.ts';

const digest = 'ab'.repeat(32);
const build = {
  commit: 'C0FFEE1234', title: 'Roll out v7.2', service: 'Card authorisation', pipeline: 'Harbour CI', run: 4711, items: ['auth-node-1'], artefacts: [{ name: 'auth.tar', digest: `sha256:${digest}` }],
  repository: 'git/auth', version: '7.2.0', plannedStartAt: '2026-11-25T05:00:00Z', plannedEndAt: '2026-11-25T05:40:00Z', backoutPlan: 'Put v7.1 back',
};
type Scene = { w: TestWorkspace; manager: Connection; stage: (text: string, name?: string) => string; draftOf: (value: unknown, key?: { key: string; passphrase: string }) => Promise<string> };
async function aScene(): Promise<Scene> {
  const w = await aWorkspace();
  const stage = (text: string, name = 'draft.json'): string => { writeFileSync(join(w.dataDir, name), text); return w.app.stagePath(join(w.dataDir, name)); };
  return {
    w, stage, manager: await w.as('Tomasz Zielinski'),
    draftOf: async (value, key = undefined) => (await answer(w.app.connect({ shell: 'direct' }), 'change.prepareDraft', { build: stage(JSON.stringify(value), 'build.json'), ...key })).text,
  };
}

test('CHG-05 a build becomes one draft of this house, with its commit, artefacts and source; taken twice it is still one', async () => {
  const { w, manager, stage, draftOf } = await aScene();
  const text = await draftOf(build);
  expect(JSON.parse(text)).toMatchObject({ draft: { format: 'gavel-change-draft', build: { commit: 'c0ffee1234', run: '4711' } }, signature: null });
  const before = w.events();
  const taken = await answer(manager, 'change.takeDraft', { file: stage(text) });
  expect(taken).toMatchObject({ isNew: true, isSigned: false, isProved: false, claimedBy: 'a pipeline without a key' });
  expect(await answer(manager, 'change.show', { change: taken.number })).toMatchObject({
    state: 'draft', source: 'Harbour CI', externalId: '4711', score: null, tier: null, foreign: { repository: 'git/auth', version: '7.2.0', 'claimed by': 'a pipeline without a key, unsigned' },
    fields: { title: 'Roll out v7.2', service: 'Card authorisation', items: ['auth-node-1'], backoutPlan: 'Put v7.1 back', plannedStartAt: '2026-11-25T05:00:00.000Z', requester: 'Tomasz Zielinski' },
  });
  expect(w.events() - before).toBe(3);
  // It is asked for everything that a change raised here is asked for.
  expect((await answer(manager, 'change.show', { change: taken.number })).pieces.length).toBeGreaterThan(0);
  expect((await answer(manager, 'change.trace', { change: taken.number })).nodes.map(({ id }) => id)).toEqual(['commit', `artefact:${digest}`]);
  expect(await answer(manager, 'change.takeDraft', { file: stage(await draftOf({ ...build, title: 'Again' })) })).toMatchObject({ isNew: false, number: taken.number });
  expect(await answer(manager, 'change.takeDraft', { file: stage(await draftOf({ ...build, run: 4712 })) })).toMatchObject({ isNew: true });
  expect((await answer(manager, 'change.history', { change: taken.number })).rows.map(({ said }) => said)).toContain('Draft taken in from Harbour CI, run 4711');
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
});

test('CHG-05 a draft that was altered, holds what no change may, or is another file is refused by its field, and nothing is written', async () => {
  const { w, manager, stage, draftOf } = await aScene();
  const text = await draftOf(build);
  const before = w.events();
  const refused = async (altered: string): Promise<unknown> => await refusal(manager, 'change.takeDraft', { file: stage(altered) });
  for (const [altered, field] of [
    [text.replace('"c0ffee1234"', '"nothing"'), 'draft.build.commit'], [text.replace('"Roll out v7.2"', '""'), 'draft.build.title'], [text.replace(`sha256:${digest}`, 'sha256:1'), 'draft.build.artefacts.0.digest'],
    [text.replace('"url":null', '"url":"javascript:alert(1)"'), 'draft.build.url'], [text.replace('"2026-11-25T05:00:00.000Z"', '"yesterday"'), 'draft.build.plannedStartAt'], [text.replace('"type":null', '"type":"wild"'), 'draft.build.type'],
  ] as const) expect(await refused(altered), field).toMatchObject({ code: 'not_a_change_draft', facts: { reason: expect.stringContaining(field) as string } });
  expect(await refused(text.replace('"zone":null', '"zone":"Mars/Base"'))).toMatchObject({ code: 'zone_unknown' });
  for (const other of ['', '{}', '[1]', 'PK', text.replace('"v":1', '"v":2'), ` ${text}`]) expect(await refused(other), other).toMatchObject({ code: 'not_a_change_draft' });
  expect(w.events()).toBe(before);
});

test('CHG-05 a build without a commit, or with more items than a change holds, makes no draft', async () => {
  const { w, stage } = await aScene();
  const pipeline = w.app.connect({ shell: 'direct' });
  const prepare = (value: unknown): Promise<unknown> => refusal(pipeline, 'change.prepareDraft', { build: stage(JSON.stringify(value), 'build.json') });
  expect(await prepare({ ...build, commit: undefined })).toMatchObject({ code: 'build_unusable', where: { file: 'build.json', field: 'commit' } });
  expect(await prepare({ ...build, commit: '0000000000' })).toMatchObject({ code: 'build_unusable', where: { field: 'commit' } });
  expect(await prepare({ ...build, items: Array.from({ length: 501 }, (_, i) => `node-${i}`) })).toMatchObject({ code: 'build_unusable', where: { field: 'items' } });
});

test('CHG-06 a link to a record that does not exist is refused with both IDs named; incidents, evidence and items are linked by number and name', async () => {
  const { w, manager, stage } = await aScene();
  const { id: change, number } = await answer(manager, 'change.create', { ...completeChange });
  const incident = await answer(manager, 'incident.open', { severity: 2, service: 'Card authorisation', summary: 'Timeouts' });
  const evidence = await answer(manager, 'evidence.attach', { change, kind: 'test-results', file: stage('<testsuite tests="1"/>', 'junit.xml') });
  for (const to of ['I-A1-9999', 'E-A1-9999', 'X-A1-9999', 'C-A1-9999', 'no such node']) {
    expect(await refusal(manager, 'change.link', { change, kind: 'caused', to })).toMatchObject({ code: 'link_target_missing', facts: { from: number, to }, where: { field: 'to' } });
  }
  await answer(manager, 'change.link', { change, kind: 'caused', to: incident.number! });
  await answer(manager, 'change.link', { change, kind: 'evidenced-by', to: evidence.number });
  expect(await refusal(manager, 'change.link', { change, kind: 'caused', to: incident.id })).toMatchObject({ code: 'link_exists' });
  expect((await w.call('change.show', { change })).links).toEqual([
    { kind: 'caused', to: incident.number, label: 'Timeouts', record: 'incident' }, { kind: 'evidenced-by', to: evidence.number, label: 'junit.xml', record: 'evidence' },
  ]);
  expect((await w.call('change.trace', { change })).nodes).toMatchObject([{ stage: 'incident', label: incident.number, detail: 'caused: Timeouts', number: incident.number, by: 'Tomasz Zielinski' }]);
});

test('CHG-06 the trace of a change leads from commit and artefact over the decision and the deployment to the incident, and names what is missing', async () => {
  const { w, manager, stage, draftOf } = await aScene();
  const { rows: [closed] } = await w.call('change.list', { state: ['closed'], limit: 1 });
  const trace = await w.call('change.trace', { change: closed!.number });
  const stages = (of: typeof trace): string[] => [...new Set(of.nodes.map(({ stage: at }) => at))];
  expect(new Set([...stages(trace), ...trace.missing]).size).toBe(5);
  for (const { from, to } of trace.edges) expect([from, to].every((id) => trace.nodes.some((node) => node.id === id))).toBe(true);
  const { number } = await answer(manager, 'change.takeDraft', { file: stage(await draftOf(build)) });
  const fresh = await w.call('change.trace', { change: number });
  expect(fresh).toMatchObject({ edges: [{ from: 'commit', to: `artefact:${digest}` }], missing: ['decision', 'deployment', 'incident'] });
  expect(readFileSync(join(w.dataDir, 'draft.json'), 'utf8')).toContain('gavel-change-draft');
});
