// One acceptable input for every command of the contract, each on a record that is in the right state for it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Asked, NameOf } from '../../src-main/contract/index.ts';
import type { Connection } from '../../src-main/boot.ts';
import { backoutActs } from './backout-acts.ts';
import { policyActs } from './policy-acts.ts';
import { legacyActs } from './legacy-acts.ts';
import { accessActs } from './access-acts.ts';
import { archiveActs } from './archive-acts.ts';
import { analysisActs } from './analysis-acts.ts';
import { flagActs } from './flag-acts.ts';
import { releaseActs } from './release-acts.ts';
import { scopeActs } from './scope-acts.ts';
import { rankingActs } from './ranking-acts.ts';
import { trainActs } from './train-acts.ts';
import { capacityActs } from './capacity-acts.ts';
import { levelActs } from './level-acts.ts';
import { waveActs } from './wave-acts.ts';
import { riskActs } from './risk-acts.ts';
import { controlActs } from './control-acts.ts';
import { emergencyActs } from './emergency-acts.ts';
import { auditActs } from './audit-acts.ts';
import { findingActs } from './finding-acts.ts';
import { obligationActs } from './obligation-acts.ts';
import { scheduleActs } from './schedule-acts.ts';
import { tokenActs } from './token-acts.ts';
import { answer, completeChange, putForward } from './workspace.ts';
import type { TestWorkspace } from './workspace.ts';
import { calmRisk } from './calm-risk.ts';

export type Acts = { [N in NameOf<'command'>]: Asked<N> };

const window = { plannedStartAt: '2026-11-24T09:30:00.000Z', plannedEndAt: '2026-11-24T11:00:00.000Z' };
/** A quarter of an hour of it each, so that those on one service do not meet. */
const quarter = (nth: number): typeof window => ({ plannedStartAt: new Date(Date.parse('2026-11-24T09:00:00.000Z') + nth * 900_000).toISOString(), plannedEndAt: new Date(Date.parse('2026-11-24T09:15:00.000Z') + nth * 900_000).toISOString() });
/** On a service that few rely on, so that its tier asks for no evidence. */
const quietChange = { ...completeChange, service: 'Service desk tools' };
type Hands = { chair: Connection; release: Connection };

/** A change on its way to implementation: decided in the running meeting, with one condition left for later. */
async function decided({ chair, release }: Hands, meeting: string, { title, nth }: { title: string; nth: number }): Promise<string> {
  const { id: change } = await answer(release, 'change.create', { ...quietChange, ...quarter(nth), title });
  await putForward(change, release, chair);
  await answer(chair, 'cab.admit', { meeting, change, reason: 'Came late' });
  await answer(chair, 'cab.recordDecision', { meeting, change, verdict: 'approved-with-conditions', conditions: [{ text: 'Report back', owner: 'Grace Obi', dueOn: '2026-12-01', when: 'after' }] });
  return change;
}

/** Brings the example into a state in which every command has something to act on. */
export async function everyAct(workspace: TestWorkspace): Promise<Acts> {
  const hands: Hands = { chair: workspace.chair, release: await workspace.as('Tomasz Zielinski') };
  const { chair, release } = hands;
  const board = await answer(chair, 'cab.board', {});
  const running = board.meeting!.id;
  const item = board.onAgenda[0]!.id;
  const { id: planned } = await answer(chair, 'meeting.create', { board: 'CAB', startsAt: '2026-12-01T14:00:00Z' });
  await answer(chair, 'meeting.start', { meeting: running });
  await answer(chair, 'meeting.rollCall', { meeting: running, attendance: board.attendance.map(({ person }) => ({ person, status: 'present' as const })) });
  const inState = async (state: 'scheduled' | 'implemented' | 'deferred'): Promise<string> => (await answer(chair, 'change.list', { state: [state], limit: 1, descending: false })).rows[0]!.id;
  const raised = async (title: string): Promise<string> => (await answer(release, 'change.create', { ...completeChange, title })).id;

  const draft = await raised('A draft');
  const { id: unheld } = await answer(release, 'change.create', { title: 'Under no legal hold', service: 'Service desk tools' });
  const assessable = await raised('To be assessed');
  await answer(release, 'risk.fill', { change: assessable, ...calmRisk });
  await answer(release, 'change.submit', { change: assessable });
  await answer(release, 'risk.fill', { change: draft, ...calmRisk });
  const [authorised, startable, implementing, validating] = [await decided(hands, running, { title: 'One', nth: 0 }), await decided(hands, running, { title: 'Two', nth: 1 }), await decided(hands, running, { title: 'Three', nth: 2 }), await decided(hands, running, { title: 'Four', nth: 3 })] as const;
  const controls = await controlActs(workspace, hands);
  const tokens = await tokenActs(workspace, running);
  const backouts = await backoutActs(workspace, release, implementing);
  for (const change of [startable, implementing, validating]) await answer(release, 'change.schedule', { change });
  for (const change of [implementing, validating]) await answer(release, 'change.start', { change });
  await answer(release, 'change.finish', { change: validating, actualStartAt: window.plannedStartAt, actualEndAt: window.plannedEndAt });
  const condition = (await answer(chair, 'change.show', { change: authorised })).decisions[0]!.conditions[0]!.id;
  const awaiting = (await answer(chair, 'change.list', { text: 'hand', state: ['awaiting-authorisation'], limit: 5 })).rows.map((row) => row.id) as [string, string];
  const admin = await workspace.as('Ingrid Solberg');
  for (const role of ['chair', 'executive'] as const) await answer(admin, 'role.grant', { person: 'Grace Obi', role });
  const proposals = (await answer(admin, 'roster.pending', {})).rows.map(({ id }) => id);
  const onItem = { meeting: running, change: item };
  await answer(chair, 'meeting.addTopic', { meeting: running, title: 'A topic', reason: 'Came up' });
  const voter = (await answer(chair, 'meeting.run', { meeting: running, item })).voters.find(({ how }) => how === 'self')!.person;
  const { id: ready } = await answer(release, 'change.create', { ...quietChange, ...window, title: 'Ready for the board' });
  await putForward(ready, release, chair);
  const topic = (await answer(chair, 'meeting.run', { meeting: running })).items.find(({ kind }) => kind === 'topic')!.id;
  const rights = join(workspace.dataDir, 'rights.csv');
  writeFileSync(rights, ['user,system,environment,permission', ...['ravi', 'hannah'].flatMap((user) => [`${user},Pay,production,approve`, `${user},Pay,production,deploy`])].join('\n'));
  await answer(release, 'entitlement.import', { file: workspace.app.stagePath(rights), source: 'Pipeline' });
  const [accepted, open] = (await answer(chair, 'entitlement.conflicts', {})).rows.map(({ id }) => id) as [string, string];
  const exception = { reason: 'Small team', owner: 'Ingrid Solberg', expiresOn: '2026-12-31' };
  await answer(chair, 'entitlement.accept', { conflict: accepted, ...exception });

  for (const name of ['Clearing node', 'Clearing store']) await answer(release, 'item.register', { name });
  await answer(release, 'service.register', { name: 'Clearing', tier: 1, owner: 'Marta Lindqvist' });
  await answer(release, 'item.register', { name: 'Clearing desk', service: 'Clearing' });
  for (const [from, to] of [['Clearing node', 'Clearing store'], ['Clearing desk', 'Clearing node']] as const) await answer(release, 'item.relate', { item: from, kind: 'depends-on', to });
  const { id: reaching } = await answer(release, 'change.create', { ...completeChange, title: 'Reaches far', items: ['Clearing node'] });

  const [answered, withdrawn, asked, handedUp] = await Promise.all(['Asked and answered', 'Asked and taken back', 'To be asked', 'To be handed up'].map(async (title) => {
    const { id } = await answer(release, 'change.create', { ...quietChange, ...window, title });
    await putForward(id, release, chair);
    await answer(chair, 'cab.admit', { meeting: running, change: id, reason: 'Came late' });
    return id;
  })) as [string, string, string, string];
  const question = 'Does it hold?';
  for (const change of [answered, withdrawn]) await answer(chair, 'referral.make', { meeting: running, change, expert: 'Ingrid Solberg', question });
  const emergencies = await emergencyActs(workspace, release);

  for (const name of ['Twin one', 'Twin two']) await answer(release, 'item.register', { name, fqdn: 'twin.example' });
  const twins = join(workspace.dataDir, 'twins.csv');
  writeFileSync(twins, 'name,fqdn\nTwin,twin.example\n');
  const { ambiguous: [unclear] } = await answer(release, 'discovery.import', { file: workspace.app.stagePath(twins), source: 'Inventory' });
  return {
    ...await accessActs(admin, 'Pipeline'), ...await archiveActs(workspace, admin),
    ...await policyActs(workspace, { chair, release, decided: authorised }),
    ...emergencies,
    'discovery.settle': { source: 'Inventory', key: unclear!.key, to: 'new' }, 'item.register': { name: 'A new item' }, 'item.describe': { item: 'Clearing node', fields: { version: '2.0' } }, 'item.relate': { item: 'Clearing store', kind: 'contains', to: 'Clearing desk' }, 'item.unrelate': { item: 'Clearing node', kind: 'depends-on', to: 'Clearing store' },
    'service.register': { name: 'A new service' }, 'service.describe': { service: 'Clearing', fields: { rtoMinutes: 30 } }, 'impact.respond': { change: reaching, service: 'Clearing', response: 'agree' },
    'change.create': { title: 'New' }, 'change.edit': { change: draft, fields: { title: 'Edited' } }, 'change.submit': { change: draft }, 'change.assess': { change: assessable },
    'change.return': { change: awaiting[0], reason: 'Too thin' }, 'change.schedule': { change: authorised }, 'change.unschedule': { change: await inState('scheduled'), reason: 'Not now' }, 'change.start': { change: startable },
    'change.finish': { change: implementing, actualStartAt: window.plannedStartAt, actualEndAt: window.plannedEndAt }, 'change.retry': { change: validating, reason: 'Smoke test failed' }, 'change.validate': { change: validating, outcome: 'successful' },
    'change.close': { change: await inState('implemented') }, 'change.cancel': { change: awaiting[0], reason: 'No longer needed' }, 'change.reopen': { change: await inState('deferred'), reason: 'Evidence is here' },
    'change.link': { change: draft, kind: 'affects', to: assessable }, 'change.meetCondition': { change: authorised, condition },
    'board.create': { name: 'Another board' }, 'board.seat': { board: 'CAB', person: 'Priya Nair' }, 'meeting.create': { board: 'CAB', startsAt: '2026-12-08T14:00:00Z' },
    'cab.admit': { meeting: planned, change: ready }, 'cab.fill': { meeting: planned, topics: ['schedule'] }, 'cab.drop': onItem, 'cab.order': { ...onItem, before: null }, 'cab.setMinutes': { ...onItem, minutes: 17 },
    'board.charter': { board: 'CAB', charter: { requiredFunctions: [], cutOffHours: 24 } }, 'board.endSeat': { board: 'CAB', person: 'Hannah Schuster', on: '2026-12-01' },
    'meeting.open': { meeting: running, item }, 'meeting.pause': { meeting: running }, 'meeting.resume': { meeting: running }, 'meeting.setAside': { meeting: running, item }, 'meeting.bringBack': { meeting: running, item },
    'meeting.recuse': { ...onItem, person: 'Ravi Menon', reason: 'Works for the vendor' }, 'meeting.proxy': { meeting: running, from: 'Grace Obi', to: null }, 'meeting.note': { meeting: running, text: 'Heard' },
    'referral.make': { meeting: running, change: asked, expert: 'Ravi Menon', question }, 'escalation.raise': { meeting: running, change: handedUp, why: 'no-context', reason: 'Nobody here knows it' },
    'referral.answer': { change: answered, view: 'for', opinion: 'It holds' }, 'referral.withdraw': { change: withdrawn, expert: 'Ingrid Solberg', reason: 'Settled' }, 'referral.escalateOverdue': {},
    'meeting.addTopic': { meeting: planned, title: 'Open findings' }, 'meeting.conclude': { meeting: running, item: topic, outcome: 'Noted' },
    'meeting.start': { meeting: planned }, 'meeting.rollCall': { meeting: running, attendance: [{ person: 'Grace Obi', status: 'left' }] }, 'meeting.vote': { ...onItem, person: voter, vote: 'approve' },
    'cab.recordDecision': { ...onItem, verdict: 'approved' }, 'meeting.end': { meeting: running, actions: [{ text: 'Ask the vendor', owner: 'Grace Obi', dueOn: '2026-12-27' }] }, 'meeting.finishAction': { meeting: running, action: 1 }, 'minutes.sign': { meeting: 'M-A1-0001' }, 'minutes.addAddendum': { meeting: 'M-A1-0001', text: 'The owner is Grace Obi' },
    'role.revoke': { person: 'Grace Obi', role: 'member' }, 'person.suspend': { person: 'Priya Nair', reason: 'On leave' }, 'person.revokeKey': { person: 'Tomasz Zielinski', reason: 'Laptop lost' },
    'roster.confirm': { proposal: proposals[0]! }, 'roster.decline': { proposal: proposals[1]!, reason: 'Not agreed' }, 'device.revoke': { device: 'A1', reason: 'Lost' },
    'bundle.resolve': { id: 'C-A1-0001:decision' }, 'fork.resolve': { feed: 'A1', keep: '0123456789abcdef', reason: 'Asked both' }, 'payload.redact': { subject: `change:${unheld}`, class: 'internal', reason: 'Asked to' },
    'entitlement.map': { source: 'Pipeline', identity: 'robot', kind: 'service', person: 'Grace Obi' }, 'entitlement.accept': { conflict: open, ...exception }, 'entitlement.reopen': { conflict: accepted, reason: 'Over' },
    ...backouts,
    ...controls,
    ...tokens,
    ...await findingActs(chair), ...await obligationActs(workspace, chair),
    ...await releaseActs(release), ...await scopeActs(release), ...await trainActs(release), ...await rankingActs(release), ...await waveActs(release), ...await flagActs(release, chair), ...await levelActs(workspace), ...await capacityActs(release),
    ...await auditActs(await workspace.as('Owen Hughes'), chair),
    ...await riskActs(release),
    ...await analysisActs(release),
    ...await legacyActs(release, { item: 'Clearing node', other: 'Clearing store', change: draft }),
    'calendar.addEntry': { kind: 'freeze', title: 'Stocktaking', startsAt: '2027-01-01T00:00:00Z', endsAt: '2027-01-02T00:00:00Z' },
    'calendar.changeEntry': { entry: 'Winter campaign goes live', fields: { sensitivity: 'high' } }, 'calendar.removeEntry': { entry: 'Year-end freeze', reason: 'Given up' },
    ...await scheduleActs(workspace),
    'mapping.save': { mapping: { version: 1, name: 'Ours', source: 'desk', externalId: 'Number', fields: { title: { from: 'Short description' } } } },
  };
}
