import { expect, it } from 'vitest';
import { answer, aWorkspace, completeChange } from '../support/workspace.ts';
import { calmRisk } from '../support/calm-risk.ts';

it('CAB-03 a draft of mine stands in my list until it is submitted, and in nobody else’s', async () => {
  const workspace = await aWorkspace();
  const tomasz = await workspace.as('Tomasz Zielinski');
  const { number } = await answer(tomasz, 'change.create', { ...completeChange, title: 'Mine alone' });
  const mine = async (): Promise<string[]> => (await answer(tomasz, 'work.mine', {})).rows.filter((row) => row.number === number).flatMap((row) => row.tasks.map(({ label }) => label));
  expect(await mine()).toContain('Submit');
  await answer(tomasz, 'risk.fill', { change: number!, ...calmRisk });
  await answer(tomasz, 'change.submit', { change: number! });
  expect(await mine()).not.toContain('Submit');
  const auditor = await workspace.as('Owen Hughes');
  expect((await answer(auditor, 'work.mine', {})).rows.filter((row) => row.kind === 'change')).toEqual([]);
});

it('CAB-06 minutes that nobody signed wait for the chair, and tasks come with the most urgent first', async () => {
  const { chair } = await aWorkspace();
  const { rows, tasks, overdue } = await answer(chair, 'work.mine', {});
  expect(rows.flatMap((row) => row.tasks).filter(({ kind }) => kind === 'minutes').length).toBeGreaterThan(0);
  expect(tasks).toBe(rows.reduce((sum, row) => sum + row.tasks.length, 0));
  expect(overdue).toBe(rows.flatMap((row) => row.tasks).filter(({ isOverdue }) => isOverdue).length);
  const due = rows.map((row) => row.tasks.map(({ dueAt }) => dueAt ?? '9').toSorted()[0]!);
  expect(due).toEqual(due.toSorted());
});
