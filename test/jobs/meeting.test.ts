// Whole stretches of meetings through the bridge: votes to token, actions to the next agenda, what came late, and how earlier decisions turned out.
import { expect, it } from 'vitest';
import { build, runMeeting, tokenWindow } from '../support/token-acts.ts';
import { aWorkspace, answer, completeChange, putForward, refusal } from '../support/workspace.ts';

it('CAB-05 three approve, one of them with a condition before the start, one rejects under majority: authorised with an open condition, no token until it is met, and the decision stands', async () => {
  const w = await aWorkspace();
  const release = await w.as('Tomasz Zielinski');
  const five = ['Aisha Bello', 'Grace Obi', 'Luis Ortega', 'Marta Lindqvist', 'Ravi Menon'];
  const { id: board } = await w.call('board.create', { name: 'Payments board', seats: five.map((person) => ({ person })), charter: { rule: 'majority', requiredFunctions: [] } });
  const { id: meeting } = await w.call('meeting.create', { board, startsAt: '2026-11-24T10:00:00Z' });
  const { id: change } = await answer(release, 'change.create', { ...completeChange, service: 'Service desk tools', ...tokenWindow });
  await answer(release, 'evidence.declare', { change, artefacts: [{ sha256: build, name: 'desk-7.tar' }] });
  await putForward(change, release, w.chair);
  await w.call('cab.admit', { meeting, change });
  await w.call('meeting.start', { meeting });
  await w.call('meeting.rollCall', { meeting, attendance: five.map((person) => ({ person, status: 'present' as const })) });
  const votes = ['approve', 'approve', 'approve-with-conditions', 'reject'] as const;
  const approving = { meeting, change, verdict: 'approved-with-conditions' as const, conditions: [{ text: 'Freeze the old node', owner: 'Grace Obi', dueOn: '2026-11-24', when: 'before' as const }] };
  for (const [i, vote] of votes.entries()) {
    if (i === 2) expect((await w.refused('cab.recordDecision', approving)).code).toBe('vote_not_carried');
    await w.call('meeting.vote', { meeting, change, person: five[i]!, vote });
  }
  expect((await w.call('meeting.run', { meeting, item: change })).tally).toMatchObject({ approve: 2, conditions: 1, reject: 1, need: 3, result: 'approve' });
  expect((await w.refused('cab.recordDecision', { meeting, change, verdict: 'rejected', reason: 'The chair would rather not' })).code).toBe('vote_carried');
  await w.call('cab.recordDecision', approving);
  const { state, decisions: [decision] } = await w.call('change.show', { change });
  expect([state, decision?.conditions.map(({ text, metAt }) => [text, metAt])]).toEqual(['authorised', [['Freeze the old node', null]]]);
  expect(await refusal(release, 'token.issue', { change, environment: 'production' })).toMatchObject({ code: 'conditions_open', facts: { conditions: ['Freeze the old node'] } });
  expect((await w.refused('cab.recordDecision', { meeting, change, verdict: 'rejected', reason: 'On second thoughts' })).code).toBe('already_decided');
  expect((await w.refused('meeting.vote', { meeting, change, person: five[4]!, vote: 'reject' })).code).toBe('already_decided');
  await answer(release, 'change.meetCondition', { change, condition: decision!.conditions[0]!.id });
  expect(await answer(release, 'token.issue', { change, environment: 'production' })).toMatchObject({ file: { name: expect.stringMatching(/token/) as string } });
});

it('CAB-05 votes given in the room fall when the change is edited, the room votes again on the new text, and the minutes say what happened', async () => {
  const w = await aWorkspace();
  const release = await w.as('Tomasz Zielinski');
  const three = ['Aisha Bello', 'Marta Lindqvist', 'Ravi Menon'];
  const { id: board } = await w.call('board.create', { name: 'Payments board', seats: three.map((person) => ({ person })), charter: { rule: 'majority', requiredFunctions: [] } });
  const { id: meeting } = await w.call('meeting.create', { board, startsAt: '2026-11-24T10:00:00Z' });
  const { id: change } = await answer(release, 'change.create', { ...completeChange, service: 'Service desk tools', description: 'Ten hosts' });
  await putForward(change, release, w.chair);
  await w.call('cab.admit', { meeting, change });
  await w.call('meeting.start', { meeting });
  await w.call('meeting.rollCall', { meeting, attendance: three.map((person) => ({ person, status: 'present' as const })) });
  const before = (await w.call('cab.packet', { change, meeting })).card.revision;
  for (const person of three.slice(0, 2)) await w.call('meeting.vote', { meeting, change, person, vote: 'approve', revision: before });
  await w.call('meeting.vote', { meeting, change, person: 'Ravi Menon', vote: 'reject' });
  const seen = async () => { const run = await w.call('meeting.run', { meeting, item: change }); return { result: run.tally!.result, fallen: run.voters.filter(({ isFallen }) => isFallen).map(({ name }) => name), votes: run.voters.map(({ vote }) => vote) }; };
  expect(await seen()).toEqual({ result: 'approve', fallen: [], votes: ['approve', 'approve', 'reject'] });

  await answer(release, 'change.edit', { change, fields: { description: 'Ten thousand hosts' } });
  expect(await seen()).toEqual({ result: 'open', fallen: three, votes: [null, null, null] });
  expect((await w.call('cab.packet', { change, meeting })).votes).toEqual([]);
  expect((await w.refused('cab.recordDecision', { meeting, change, verdict: 'approved' })).code).toBe('vote_not_carried');
  expect((await w.refused('meeting.vote', { meeting, change, person: 'Aisha Bello', vote: 'approve', revision: before })).code).toBe('stale_revision');
  // Edited back, it is the text they voted on.
  await answer(release, 'change.edit', { change, fields: { description: 'Ten hosts' } });
  expect(await seen()).toMatchObject({ result: 'approve', fallen: [] });
  await answer(release, 'change.edit', { change, fields: { description: 'Twenty hosts' } });
  await w.call('meeting.vote', { meeting, change, person: 'Aisha Bello', vote: 'reject' });
  expect(await seen()).toEqual({ result: 'open', fallen: three.slice(1), votes: ['reject', null, null] });
  await w.call('meeting.vote', { meeting, change, person: 'Marta Lindqvist', vote: 'reject' });
  await w.call('cab.recordDecision', { meeting, change, verdict: 'rejected', reason: 'Not without a rehearsal' });
  await w.call('meeting.end', { meeting });
  const [item] = (await w.call('minutes.show', { meeting })).items;
  expect(item!.votes.map(({ name, vote }) => [name, vote])).toEqual([['Aisha Bello', 'reject'], ['Marta Lindqvist', 'reject']]);
  expect(item!.silent).toEqual(['Ravi Menon']);
  expect(item!.fallen).toEqual([{ name: 'Aisha Bello', vote: 'approve' }, { name: 'Marta Lindqvist', vote: 'approve' }, { name: 'Ravi Menon', vote: 'reject' }]);
});

it('CAB-06 an action of the last meeting comes back on the next agenda, and says when it is overdue', async () => {
  const w = await aWorkspace();
  const meeting = await runMeeting(w);
  await w.call('meeting.end', { meeting, actions: [{ text: 'Ask the vendor', owner: 'Grace Obi', dueOn: '2026-11-30' }] });
  const { id: next } = await w.call('meeting.create', { board: 'CAB', startsAt: '2026-12-08T14:00:00Z' });
  const line = async (): Promise<unknown> => (await w.call('cab.propose', { meeting: next })).topics.find(({ kind }) => kind === 'actions')?.lines.find(({ text }) => text === 'Ask the vendor');
  expect(await line()).toMatchObject({ said: expect.stringMatching(/^M-A1-\d+, Grace Obi, due 2026-11-30$/) as string, isOverdue: false });
  w.clock.now = Date.parse('2026-12-02T09:00:00Z');
  expect(await line()).toMatchObject({ isOverdue: true });
});

it('CAB-04 what was touched after the agenda closed waits in the late tray with the minutes past cut-off, however much is ready besides', async () => {
  const w = await aWorkspace();
  const board = await w.call('cab.board', { limit: 60 });
  const ready = board.ready.cards.filter(({ source }) => source !== null);
  const late = ready.at(-1)!.id;
  w.clock.now += 60_000;
  const release = await w.as('Tomasz Zielinski');
  await answer(release, 'change.edit', { change: late, fields: { description: 'The vendor warns of it today' } });
  const meeting = await runMeeting(w);
  const { run, touched } = { run: await w.call('meeting.run', { meeting }), touched: w.clock.now };
  const closedAt = Date.parse(run.meeting.startsAt) - 48 * 3_600_000;
  const inTray = run.late.find(({ id }) => id === late);
  expect(inTray).toMatchObject({ minutesPastCutOff: Math.floor((touched - closedAt) / 60_000), mayAdmit: { ok: true } });
  const stands = await Promise.all(run.late.map(async ({ id }) => (await w.call('cab.packet', { change: id })).card.updatedAt));
  expect(stands.every((at) => Date.parse(at) > closedAt)).toBe(true);
  expect((await w.refused('cab.admit', { meeting, change: late })).code).toBe('reason_needed');
  await w.call('cab.admit', { meeting, change: late, reason: 'It is used against us' });
  const after = await w.call('meeting.run', { meeting });
  expect(after.late.some(({ id }) => id === late)).toBe(false);
  expect(after.items.find(({ id }) => id === late)).toMatchObject({ isLate: true });
});

it('CAB-06 the next meeting opens with the board’s own hit rate, equal to a count over the whole archive', async () => {
  const w = await aWorkspace();
  const { meeting } = await w.call('cab.board', {});
  const { hitRate } = await w.call('meeting.run', { meeting: meeting!.id });
  const all = w.raw((db) => db.prepare("SELECT c.number, c.outcome FROM decision d JOIN meeting m ON m.id = d.meeting JOIN change c ON c.id = d.change WHERE m.board = ? AND d.verdict IN ('approved', 'approved-with-conditions') AND c.outcome IS NOT NULL AND c.outcome <> 'cancelled-in-window'").all(meeting!.board) as { number: string; outcome: string }[]);
  const wrong = all.filter(({ outcome }) => outcome === 'failed' || outcome === 'rolled-back').map(({ number }) => number);
  expect(all.length).toBeGreaterThan(0);
  expect(all.length).toBeLessThanOrEqual(100);
  expect(hitRate).toMatchObject({ decided: all.length, failed: wrong.length });
  expect(wrong.length).toBeGreaterThan(0);
  expect(hitRate.wrong.every(({ number, meeting: through }) => wrong.includes(number) && through.startsWith('M-'))).toBe(true);
});
