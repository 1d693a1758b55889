// Change capacity through the bridge: a release that overloads a department is not confirmed until it is deferred, cut or excepted (CAL-05).
import { expect, test } from 'vitest';
import { aWorkspace, answer, completeChange, refusal } from '../support/workspace.ts';

const group = { name: 'Tellers', department: 'Branches', headcount: 100, severity: 3 } as const;
async function aScene() {
  const w = await aWorkspace();
  const release = await w.as('Tomasz Zielinski');
  const { rows } = await answer(release, 'person.list', { limit: 100 });
  const tomasz = rows.find(({ name }) => name === 'Tomasz Zielinski')!.id;
  /** A release that lacks nothing but room. */
  const plan = async (name: string, points: number, month = '2027-03'): Promise<{ id: string; number: string }> => {
    const { id, number } = await answer(release, 'release.plan', { name, startsAt: `${month}-05T20:00:00Z`, endsAt: `${month}-06T04:00:00Z`, owner: tomasz, businessOwner: tomasz });
    const { id: change } = await answer(release, 'change.create', { ...completeChange, title: `Change of ${name}` });
    await answer(release, 'release.scope', { release: id, add: [change] });
    await answer(release, 'release.exclude', { release: id, what: 'Cards', reason: 'Not rehearsed' });
    await answer(release, 'release.addTeam', { release: id, name: 'Payments', lead: tomasz });
    await answer(release, 'release.answer', { release: id, team: 'Payments', answer: 'consents' });
    await answer(release, 'stakeholder.setGroup', { release: id, ...group, points });
    await answer(release, 'stakeholder.sign', { release: id });
    return { id, number: number! };
  };
  return { w, release, plan };
}
const exception = { justification: 'The regulator asks for it', control: 'Two more trainers', from: '2026-11-24', until: '2026-12-20', owner: 'Tomasz Zielinski' };

test('CAL-05 a department at 80 points gets a release of 30: shown, not confirmed, and cleared by deferral, by another initiative’s end or by an exception', async () => {
  const { w, release, plan } = await aScene();
  const { id: initiative } = await answer(release, 'initiative.enter', { name: 'New branch system', department: 'branches', from: '2027-02', until: '2027-03', points: 50 });
  const first = await plan('First', 30);
  await answer(release, 'release.baseline', { release: first.id });
  const second = await plan('Second', 30);
  const { overloads } = await answer(release, 'capacity.ofRelease', { release: second.id });
  expect(overloads).toMatchObject([{ kind: 'adoption', of: 'Branches', month: '2027-03', used: 80, own: 30, total: 110, over: 10, deferTo: '2027-04', isWaived: false }]);
  expect(overloads[0]!.cuts.map(({ name, isEnough }) => [name, isEnough]).toSorted()).toEqual([['First', true], ['New branch system', true], ['Second', true]]);
  expect(await refusal(release, 'release.baseline', { release: second.id })).toMatchObject({ code: 'capacity_overloaded', facts: { over: 10, limit: 100, total: 110, deferTo: '2027-04' } });
  const loads = (await answer(release, 'capacity.show', { from: '2027-03', to: '2027-04' })).loads.filter(({ of }) => of === 'Branches' || of === 'branches');
  expect(loads).toMatchObject([{ month: '2027-03', limit: 100, used: 80, planned: 110, over: 0 }, { month: '2027-04', used: 0 }]);

  await answer(release, 'release.edit', { release: second.id, fields: { startsAt: '2027-04-02T20:00:00Z', endsAt: '2027-04-03T04:00:00Z', zone: 'UTC' } });
  expect((await answer(release, 'capacity.ofRelease', { release: second.id })).overloads).toEqual([]);
  await answer(release, 'release.baseline', { release: second.id });

  const third = await plan('Third', 25);
  expect(await refusal(release, 'release.baseline', { release: third.id })).toMatchObject({ code: 'capacity_overloaded' });
  const { rule } = await answer(release, 'capacity.ofRelease', { release: third.id });
  const asked = await answer(release, 'exception.request', { ...exception, rule });
  expect(await refusal(release, 'release.baseline', { release: third.id })).toMatchObject({ code: 'capacity_overloaded' });
  await answer(w.chair, 'exception.approve', { exception: asked.id });
  expect((await answer(release, 'capacity.ofRelease', { release: third.id })).overloads).toMatchObject([{ isWaived: true }]);
  await answer(release, 'release.baseline', { release: third.id });

  const fourth = await plan('Fourth', 20);
  expect(await refusal(release, 'release.baseline', { release: fourth.id })).toMatchObject({ code: 'capacity_overloaded', facts: { total: 125 } });
  await answer(release, 'initiative.end', { initiative, reason: 'Stopped' });
  await answer(release, 'release.baseline', { release: fourth.id });
});

test('CAL-05 two releases at once that leave 15 % of an environment free are flagged, and negative capacity is refused', async () => {
  const { release, plan } = await aScene();
  await answer(release, 'capacity.set', { kind: 'infrastructure', of: 'Production', amount: 45 });
  const [first, second] = [await plan('First', 0), await plan('Second', 0)];
  for (const { id } of [first, second]) await answer(release, 'demand.set', { release: id, needs: [{ kind: 'infrastructure', of: 'production', amount: 20 }] });
  await answer(release, 'release.baseline', { release: first.id });
  expect(await refusal(release, 'release.baseline', { release: second.id })).toMatchObject({ code: 'headroom_short', facts: { headroom: 15, least: 20, cuts: `${first.number} (20)` } });
  expect(await refusal(release, 'capacity.set', { kind: 'testing', of: 'Payments', amount: -1 })).toMatchObject({ code: 'capacity_negative' });
  expect(await refusal(release, 'demand.set', { release: second.id, needs: [{ kind: 'testing', of: 'Payments', amount: 3 }, { kind: 'support', of: 'Desk', amount: -3 }] })).toMatchObject({ code: 'capacity_negative', where: { field: 'needs.1' } });
  await answer(release, 'demand.set', { release: second.id, needs: [{ kind: 'infrastructure', of: 'production', amount: 15 }] });
  await answer(release, 'release.baseline', { release: second.id });
});
