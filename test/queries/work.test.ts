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

it('REL-07 REL-08 scope requests and trade-offs wait for the scope owner, and a date for the side that has to answer it, until they are decided', async () => {
  const workspace = await aWorkspace();
  const tomasz = await workspace.as('Tomasz Zielinski');
  const tasksOf = async (who: typeof tomasz, kind: string) => (await answer(who, 'work.mine', {})).rows.flatMap((row) => row.tasks.filter((task) => task.kind === kind).map((task) => ({ of: row.kind, number: row.number, label: task.label, part: task.part })));
  const { rows: [release] } = await answer(tomasz, 'release.list', { text: 'Year-end' });
  const { requests, tradeOffs } = await answer(tomasz, 'scope.show', { release: release!.id });
  const request = requests.find(({ standing }) => standing === 'asked')!;
  const changes = request.add.map(({ label }) => label).join(', ');
  expect(await tasksOf(tomasz, 'scope')).toEqual([{ of: 'release', number: release!.number, label: `Decide the scope request about ${changes}`, part: 'requests' }, { of: 'release', number: release!.number, label: `Choose a way: ${tradeOffs[0]!.about}`, part: 'requests' }]);
  // Whoever is no scope owner decides nothing, so nothing waits.
  expect(await tasksOf(workspace.chair, 'scope')).toEqual([]);
  await answer(tomasz, 'scope.decide', { release: release!.id, request: request.id, verdict: 'declined', reason: 'In spring' });
  expect((await tasksOf(tomasz, 'scope')).map(({ label }) => label)).toEqual([`Choose a way: ${tradeOffs[0]!.about}`]);

  const { rows: [portfolio] } = await answer(tomasz, 'portfolio.list', {});
  const train = (await answer(tomasz, 'portfolio.show', { portfolio: portfolio!.id })).trains[0]!;
  const item = train.items.find(({ offers }) => offers.length > 0)!;
  const offer = item.offers[0]!;
  expect(await tasksOf(tomasz, 'offer')).toEqual([{ of: 'train', number: '', label: `Answer the date that ${offer.unit} named for ${item.number}`, part: portfolio!.id }]);
  const contact = await workspace.as(offer.contact.name);
  expect(await tasksOf(contact, 'offer')).toEqual([]);
  await answer(tomasz, 'train.answer', { train: train.id, offer: offer.id, answer: 'counter', date: train.departures[2]!.at, note: 'Not before' });
  expect([(await tasksOf(tomasz, 'offer')).length, (await tasksOf(contact, 'offer')).map(({ label }) => label)]).toEqual([0, [`Answer the date offered to ${offer.unit} for ${item.number}`]]);
  await answer(contact, 'train.answer', { train: train.id, offer: offer.id, answer: 'decline', note: 'Stocktaking' });
  expect(await tasksOf(contact, 'offer')).toEqual([]);
});
