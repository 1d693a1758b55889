// Access reviews through the bridge: what is withheld approves nothing, on this laptop and on the other.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ReviewedRight } from '../../src-main/contract/access-review.ts';
import { handTo, pathOf, projectionsOf, roles, sends, twoWorkspaces } from '../support/two-workspaces.ts';
import { aWorkspace, answer, completeChange, putForward, refusal } from '../support/workspace.ts';
import type { TestWorkspace } from '../support/workspace.ts';

const day = 86_400_000;
type Door = TestWorkspace['chair'];
/** A review of everybody's rights to approve, with Ingrid's own given to Marta. */
async function approvers(ingrid: Door): Promise<{ review: string; right(holder: string, what: string): Promise<string> }> {
  const { id: review } = await answer(ingrid, 'accessReview.start', { title: 'Approvers', kinds: ['approver-right'], reviewers: ['Ingrid Solberg', 'Marta Lindqvist'] });
  return { review, right: async (holder, what) => (await answer(ingrid, 'accessReview.show', { review })).items.find((item) => item.holder === holder && item.what === what)!.id };
}
const awaiting = async (w: TestWorkspace, release: Door, title: string): Promise<string> => {
  const { id } = await answer(release, 'change.create', { ...completeChange, service: 'Service desk tools', impact: 'low', title, owner: 'Tomasz Zielinski', requester: 'Tomasz Zielinski', plannedStartAt: '2027-03-20T05:00:00.000Z', plannedEndAt: '2027-03-20T05:40:00.000Z' });
  await putForward(id, release, w.chair);
  return id;
};

test('AUD-08 in a review of all approvers the reviewer’s own right goes to the other one, a bulk certification of what was not opened is refused, and a revoked right fails the next approval', async () => {
  const w = await aWorkspace();
  const ingrid = await w.as('Ingrid Solberg');
  const { review, right } = await approvers(ingrid);
  const { items } = await answer(ingrid, 'accessReview.show', { review });
  expect(items.length).toBeGreaterThanOrEqual(12);
  expect(new Set(items.filter(({ holder }) => holder === 'Ingrid Solberg').map(({ reviewer }) => reviewer))).toEqual(new Set(['Marta Lindqvist']));
  expect(new Set(items.filter(({ holder }) => holder !== 'Ingrid Solberg').map(({ reviewer }) => reviewer))).toEqual(new Set(['Ingrid Solberg']));
  expect(await refusal(ingrid, 'accessReview.open', { review, right: await right('Ingrid Solberg', 'Role change manager') })).toMatchObject({ code: 'own_right' });
  const hers = items.filter(({ isMine }) => isMine).map(({ id }) => id);
  expect(await refusal(ingrid, 'accessReview.decide', { review, rights: hers, verdict: 'certify', reason: 'All fine' })).toMatchObject({ code: 'right_not_opened', facts: { rights: hers.length } });

  const chair = await right('Marta Lindqvist', 'Role chair');
  const change = await awaiting(w, await w.as('Tomasz Zielinski'), 'Before the board');
  const { id: meeting } = await w.call('meeting.create', { board: 'CAB', startsAt: '2026-12-08T14:00:00Z' });
  await w.call('cab.admit', { meeting, change });
  await w.call('meeting.start', { meeting });
  await answer(ingrid, 'accessReview.open', { review, right: chair });
  await answer(ingrid, 'accessReview.decide', { review, rights: [chair], verdict: 'revoke', reason: 'Hands the chair over' });
  expect(await w.refused('cab.recordDecision', { meeting, change, verdict: 'approved' })).toMatchObject({ code: 'right_withheld', facts: { role: 'chair', because: 'revoked', person: 'Marta Lindqvist' } });
  expect((await answer(ingrid, 'accessReview.show', { review })).items.find(({ id }) => id === chair)).toMatchObject({ standing: 'revoked', isStillGranted: true, decision: { by: 'Ingrid Solberg', reason: 'Hands the chair over' } });
  // The registrar carries it out, and then it is granted no longer.
  await answer(ingrid, 'role.revoke', { person: 'Marta Lindqvist', role: 'chair' });
  expect((await answer(ingrid, 'accessReview.show', { review })).items.find(({ id }) => id === chair)).toMatchObject({ isStillGranted: false });
});

test('AUD-08 what is left undecided is suspended when its day has passed: approval is refused, the seat votes no more, the list of the due says so, and a late certification gives it back', async () => {
  const w = await aWorkspace();
  const [ingrid, release] = [await w.as('Ingrid Solberg'), await w.as('Tomasz Zielinski')];
  const change = await awaiting(w, release, 'Waits for a manager');
  const { review, right } = await approvers(ingrid);
  w.clock.now += 16 * day;
  const refused = await w.refused('approval.decide', { change, verdict: 'given', reason: 'Small' });
  expect(refused).toMatchObject({ code: 'right_withheld', facts: { because: 'undecided', review: 'V-A1-0003' } });
  expect((await w.call('board.list', {})).find(({ name }) => name === 'CAB')!.seats.find(({ name }) => name === 'Ravi Menon')).toMatchObject({ until: '2026-12-08' });
  const { rows: [listed], overdue } = await w.call('accessReview.list', {});
  expect([listed!.isOverdue, listed!.suspended > 0, overdue > 0]).toEqual([true, true, true]);
  expect((await w.call('accessReview.due', { isOverdue: true })).rows).toEqual(expect.arrayContaining([expect.objectContaining({ holder: 'Marta Lindqvist', what: 'Role change manager', review: 'V-A1-0003', isOverdue: true })]));
  // Ingrid's own roles are suspended as well, and she may still review.
  for (const what of ['Role change manager', 'Role chair', 'Role member']) {
    const id = await right('Marta Lindqvist', what);
    await answer(ingrid, 'accessReview.open', { review, right: id });
    await answer(ingrid, 'accessReview.decide', { review, rights: [id], verdict: 'certify', reason: 'Late, and needed' });
  }
  await w.call('approval.decide', { change, verdict: 'given', reason: 'Small' });

  expect((await w.call('work.mine', {})).rows).toEqual(expect.arrayContaining([expect.objectContaining({ number: 'V-A1-0003', tasks: [expect.objectContaining({ kind: 'access-review', isOverdue: true })] })]));
  await answer(ingrid, 'accessReview.close', { review, note: 'Nobody else came' });
  const written = await answer(ingrid, 'accessReview.write', { review });
  expect(written).toMatchObject({ file: { name: 'V-A1-0003-REPORT.pdf' } });
  const { closed } = await w.call('accessReview.show', { review });
  expect(closed).toMatchObject({ by: 'Ingrid Solberg', note: 'Nobody else came' });
  expect(closed!.signature).toMatch(/^[\w-]{80,}$/);
});

test('AUD-08 a review travels: what one laptop revokes binds the other, both show the same, and a re-granted role counts again', async () => {
  const { ada, bo } = await twoWorkspaces([...roles, 'executive']);
  const { id: review } = await ada.call('accessReview.start', { title: 'Two of us', kinds: ['approver-right'], reviewers: ['Ada Lindqvist', 'Bo Larsen'] });
  await sends(ada, bo);
  const items = (await bo.call('accessReview.show', { review })).items;
  const bos = items.filter(({ holder }) => holder === 'Bo Larsen').map(({ id }) => id);
  const adas = items.filter(({ isMine }) => isMine).map(({ id }) => id);
  expect([bos.length > 0, adas.length > 0, items.length]).toEqual([true, true, bos.length + adas.length]);
  for (const right of adas) await bo.call('accessReview.open', { review, right });
  await bo.call('accessReview.decide', { review, rights: adas, verdict: 'certify', reason: 'Needed' });
  const chair = items.find(({ holder, what }) => holder === 'Bo Larsen' && what === 'Role chair')!.id;
  await ada.call('accessReview.open', { review, right: chair });
  await ada.call('accessReview.decide', { review, rights: [chair], verdict: 'change', instead: 'Role member', reason: 'Two chairs are one too many' });
  await sends(bo, ada);
  await sends(ada, bo);
  expect(projectionsOf(bo)).toEqual(projectionsOf(ada));
  expect(await bo.refused('cab.recordDecision', { meeting: 'M-A1-0001', change: 'C-A1-0001', verdict: 'approved' })).toMatchObject({ code: 'right_withheld', facts: { role: 'chair', because: 'changed' } });
  for (const machine of [ada, bo]) {
    expect((await machine.call('accessReview.show', { review })).items.find(({ id }) => id === chair)).toMatchObject({ standing: 'changed', decision: { instead: 'Role member' } });
    expect(await machine.call('trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
  }
  ada.clock.now += day;
  await ada.call('role.revoke', { person: 'Bo Larsen', role: 'chair' });
  await ada.call('role.grant', { person: 'Bo Larsen', role: 'chair', recoveryPassphrase: 'ada keeps it to herself' });
  await sends(ada, bo);
  expect((await bo.refused('cab.recordDecision', { meeting: 'M-A1-0001', change: 'C-A1-0001', verdict: 'approved' })).code).toBe('record_missing');
});

test('AUD-08 a laptop that has not heard of a review signs on in the role it withheld; once both have met, the act is flagged in the history on both, by verification with feed and position, and in packs', async () => {
  const { ada, bo } = await twoWorkspaces([...roles, 'executive']);
  const { id: review } = await ada.call('accessReview.start', { title: 'Two of us', kinds: ['approver-right'], reviewers: ['Ada Lindqvist', 'Bo Larsen'] });
  const { id: change, number } = await ada.call('change.create', { ...completeChange, service: 'Ledger', impact: 'low', owner: 'Ada Lindqvist', requester: 'Ada Lindqvist' });
  await putForward(change, ada.bridge, ada.bridge);
  await sends(ada, bo);
  // Apart: Ada takes the role away, and Bo approves in it.
  const right = (await ada.call('accessReview.show', { review })).items.find(({ holder, what }) => holder === 'Bo Larsen' && what === 'Role change manager')!.id;
  await ada.call('accessReview.open', { review, right });
  await ada.call('accessReview.decide', { review, rights: [right], verdict: 'revoke', reason: 'Moved on' });
  await bo.call('approval.decide', { change, verdict: 'given', reason: 'Fine' });
  const flags = async (machine: typeof ada): Promise<(string | undefined)[]> => (await machine.call('change.history', { change })).rows.filter(({ type }) => type === 'approval.given').map(({ flag }) => flag);
  expect(await flags(bo), 'nobody has heard of it yet').toEqual([undefined]);
  await sends(bo, ada);
  await sends(ada, bo);
  expect(projectionsOf(bo)).toEqual(projectionsOf(ada));
  const said = 'Signed as change manager, which access review V-A1-0001 had revoked elsewhere; neither laptop had heard of the other. It counts, and somebody else should look at it.';
  expect([await flags(ada), await flags(bo)]).toEqual([[said], [said]]);
  const { feed, seq } = (await ada.call('change.history', { change })).rows.find(({ type }) => type === 'approval.given')!;
  for (const machine of [ada, bo]) expect(await machine.call('trail.verify', { deep: true })).toMatchObject({ verdict: 'intact', findings: expect.arrayContaining([expect.objectContaining({ kind: 'role_withheld', severity: 'note', feed, seq })]) as unknown[] });
  const pack = await ada.call('pack.write', { change: [number!], name: 'withheld' });
  const text = spawnSync('pdftotext', [pathOf(pack), '-'], { encoding: 'utf8' });
  if (text.error) throw text.error;
  const printed = text.stdout.replace(/\s+/g, ' ');
  expect(printed.split('which access review V-A1-0001 had revoked elsewhere').length - 1, 'in the history, and among what does not speak for itself').toBe(2);
  expect(await ada.call('trail.verifyFile', { file: handTo(ada, pathOf(pack)), root: (await ada.call('session.state', {})).workspace!.rootWords })).toMatchObject({ verdict: 'intact', findings: expect.arrayContaining([expect.objectContaining({ kind: 'role_withheld', feed, seq })]) as unknown[] });
  // The reviewer thinks again: the right was due, and so was the act.
  await ada.call('accessReview.decide', { review, rights: [right], verdict: 'certify', reason: 'Still does it' });
  expect(await flags(ada)).toEqual([undefined]);
});

test('AUD-08 members of a delegated team and permissions of pipelines stand among the rights that are due; a revoked permission is ordered until the next import lacks it', async () => {
  const w = await aWorkspace();
  const [ingrid, release] = [await w.as('Ingrid Solberg'), await w.as('Tomasz Zielinski')];
  await w.call('charter.grant', { team: 'Payments', members: ['Ingrid Solberg', 'Tomasz Zielinski'], until: '2027-06-30' });
  const rights = (lines: string[]): string => { const path = join(w.dataDir, 'rights.csv'); writeFileSync(path, ['user,system,environment,permission', ...lines].join('\n')); return w.app.stagePath(path); };
  await answer(release, 'entitlement.import', { file: rights(['ravi,Pay,production,admin', 'ravi,Pay,production,deploy']), source: 'Pipeline' });
  const { rows } = await w.call('accessReview.due', {});
  const of = (kind: string): [string, number][] => rows.filter((row) => row.kind === kind).map(({ what, days }): [string, number] => [what, days]);
  expect(of('delegation')).toEqual([['Member of Payments under its charter', 180], ['Member of Payments under its charter', 180]]);
  expect(of('pipeline-permission').toSorted()).toEqual([['admin on Pay, production (Pipeline)', 90], ['deploy on Pay, production (Pipeline)', 180]]);

  const { id: review } = await answer(ingrid, 'accessReview.start', { title: 'Pipelines', kinds: ['pipeline-permission'], source: 'pipeline', reviewers: ['Ingrid Solberg'] });
  const admin = async (): Promise<ReviewedRight> => (await answer(ingrid, 'accessReview.show', { review })).items.find(({ what }) => what.startsWith('admin'))!;
  await answer(ingrid, 'accessReview.open', { review, right: (await admin()).id });
  await answer(ingrid, 'accessReview.decide', { review, rights: [(await admin()).id], verdict: 'revoke', reason: 'Nobody administers by hand' });
  expect(await admin()).toMatchObject({ standing: 'revoked', isStillGranted: true });
  await answer(release, 'entitlement.import', { file: rights(['ravi,Pay,production,deploy']), source: 'Pipeline' });
  expect(await admin()).toMatchObject({ standing: 'revoked', isStillGranted: false });
  expect(await refusal(ingrid, 'accessReview.start', { title: 'None', kinds: ['pipeline-permission'], source: 'Another', reviewers: ['Ingrid Solberg'] })).toMatchObject({ code: 'no_rights_to_review' });
});
