// The service catalogue through the bridge: what releases declare becomes what is offered (CFG-09).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { changeStates } from '../../src-main/contract/change.ts';
import { featuresOf, mayRetireOffering } from '../../src-main/domain/catalogue.ts';
import type { Declaration, ReleaseOfFeature } from '../../src-main/domain/catalogue.ts';
import { aWorkspace, answer, refusal } from '../support/workspace.ts';

const declared = (id: string, release: string, over: Partial<Declaration> = {}): Declaration => ({ id, release, feature: 'Instant transfer', action: 'add', version: '1.0', ...over });
const releases: Record<string, ReleaseOfFeature> = {
  done: { number: 'R-1', transitionedOn: '2026-11-20', plannedOn: '2026-11-18', isOff: false }, next: { number: 'R-2', transitionedOn: null, plannedOn: '2026-12-10', isOff: false }, later: { number: 'R-3', transitionedOn: '2026-12-12', plannedOn: null, isOff: false }, off: { number: 'R-4', transitionedOn: null, plannedOn: '2026-12-01', isOff: true },
};
const shown = (...declarations: Declaration[]) => featuresOf({ entry: null, declarations }, (id) => releases[id] ?? null).map(({ state, version, on, release, plannedOn }) => [state, version, on, release, plannedOn]);

test('CFG-09 a feature is planned until its release is transitioned, then live with version and day, then changed or removed by the next', () => {
  expect(shown(declared('a', 'next'))).toEqual([['planned', '1.0', null, 'R-2', '2026-12-10']]);
  expect(shown(declared('a', 'done'))).toEqual([['live', '1.0', '2026-11-20', 'R-1', null]]);
  expect(shown(declared('a', 'done'), declared('b', 'next', { action: 'alter', version: '2.0' }))).toEqual([['changing', '1.0', '2026-11-20', 'R-2', '2026-12-10']]);
  expect(shown(declared('b', 'later', { action: 'alter', version: '2.0' }), declared('a', 'done'))).toEqual([['live', '2.0', '2026-12-12', 'R-3', null]]);
  expect(shown(declared('a', 'done'), declared('b', 'later', { action: 'remove', version: '' }))).toEqual([['removed', '1.0', '2026-12-12', 'R-3', null]]);
  expect(shown(declared('a', 'off'), declared('b', 'nowhere'))).toEqual([]);
});

test('CFG-09 an artefact behind a live offering is not retired; the catalogue lists what is planned and exports as CSV and JSON', async () => {
  const w = await aWorkspace();
  const manager = await w.as('Tomasz Zielinski');
  await answer(manager, 'item.register', { name: 'Transfer engine', service: 'Card authorisation', environment: 'production', version: '4.1' });
  const { number: release } = await answer(manager, 'release.plan', { name: 'December', startsAt: '2026-12-10T05:00:00Z', endsAt: '2026-12-10T08:00:00Z' });
  const declaring = { service: 'Card authorisation', release: release!, feature: 'Instant transfer', featureVersion: '1.0' };
  expect(await refusal(manager, 'catalogue.declare', declaring)).toMatchObject({ code: 'not_offered' });
  await answer(manager, 'catalogue.offer', { service: 'Card authorisation', state: 'live', artefacts: ['Transfer engine'] });
  await answer(manager, 'catalogue.declare', declaring);
  expect(await refusal(manager, 'catalogue.declare', { ...declaring, feature: 'Other', action: 'remove' })).toMatchObject({ code: 'feature_unknown' });
  expect(await answer(manager, 'catalogue.list', { text: 'instant' })).toMatchObject({ total: 1, rows: [{ name: 'Card authorisation', state: 'live', environments: ['production'], isUnsupported: false, artefacts: [{ name: 'Transfer engine', version: '4.1' }], features: [{ name: 'Instant transfer', state: 'planned', plannedOn: '2026-12-10', release }] }] });
  expect(await refusal(manager, 'item.describe', { item: 'Transfer engine', fields: { lifecycle: 'retired' } })).toMatchObject({ code: 'behind_live_offering', facts: { offerings: ['Card authorisation'] } });
  const read = async (format: 'csv' | 'json') => readFileSync(join(w.dataDir, 'exports', (await answer(manager, 'catalogue.export', { format })).file.name), 'utf8');
  expect(await read('csv')).toContain('Card authorisation,live,');
  expect(JSON.parse(await read('json'))).toMatchObject([{ name: 'Card authorisation', features: [{ name: 'Instant transfer' }] }]);
  await answer(manager, 'catalogue.offer', { service: 'Card authorisation', state: 'retired', artefacts: ['Transfer engine'] });
  await answer(manager, 'item.describe', { item: 'Transfer engine', fields: { lifecycle: 'retired' } });
  expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
});

test('CFG-09 a service is not retired under a baselined release, is retired under one in planning and then holds it back; nothing is declared of a retired one but its end', async () => {
  const w = await aWorkspace();
  const manager = await w.as('Tomasz Zielinski');
  const service = 'Card authorisation';
  const { number: change } = await answer(manager, 'change.create', { title: 'New limits', service });
  const { number: release } = await answer(manager, 'release.plan', { name: 'December' });
  const offered = async () => (await answer(manager, 'catalogue.list', { text: service })).rows[0]!;
  await answer(manager, 'catalogue.offer', { service, state: 'live' });
  const open = (await answer(manager, 'change.list', { service, state: changeStates.filter((state) => !['closed', 'cancelled', 'rejected'].includes(state)) })).total;
  expect(await offered()).toMatchObject({ releases: [], openChanges: open, mayRetire: { ok: true } });
  await answer(manager, 'release.scope', { release: release!, add: [change!] });
  expect(await offered()).toMatchObject({ releases: [{ number: release, name: 'December', state: 'planning', startsAt: null }], mayRetire: { ok: true } });
  await answer(manager, 'catalogue.offer', { service, state: 'retired' });
  expect((await answer(manager, 'release.show', { release: release! })).pieces.find(({ rule }) => rule === 'CFG-09')).toMatchObject({ status: 'missing', why: { code: 'release_of_retired', facts: { service } } });
  expect(await refusal(manager, 'catalogue.declare', { service, release: release!, feature: 'Fax' })).toMatchObject({ code: 'offering_retired' });
  const inScope = [{ number: 'R-1', state: 'scoped' as const }, { number: 'R-2', state: 'planning' as const }];
  const by = { actor: { id: 't', name: 'T', roles: ['release-manager' as const] }, now: '2026-11-20T00:00:00.000Z' };
  expect(mayRetireOffering('Fax', inScope, by)).toMatchObject({ error: { code: 'offering_in_release', facts: { releases: ['R-1'] } } });
  expect(mayRetireOffering('Fax', inScope.slice(1), by)).toBeNull();
});
