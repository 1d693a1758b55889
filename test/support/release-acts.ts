// Acceptable inputs for releases, each on a release that is in the right state for it.
import type { Connection } from '../../src-main/boot.ts';
import type { Asked, NameOf } from '../../src-main/contract/index.ts';
import { answer, completeChange } from './workspace.ts';

type ReleaseAct = Extract<NameOf<'command'>, `release.${string}` | `dependency.${string}` | `stakeholder.${string}` | `version.${string}`>;
const window = { startsAt: '2026-12-05T20:00:00Z', endsAt: '2026-12-06T04:00:00Z' };

/** A release with a change, an exclusion, a team that consented, and its people: everything that a baseline asks for. */
export async function aPlannedRelease(release: Connection, name: string): Promise<{ id: string; number: string; change: string; team: string }> {
  const { id, number } = await answer(release, 'release.plan', { name, ...window, types: ['application'], owner: 'Tomasz Zielinski', businessOwner: 'Tomasz Zielinski' });
  const { id: change } = await answer(release, 'change.create', { ...completeChange, title: `Work of ${name}` });
  await answer(release, 'release.scope', { release: id, add: [change] });
  await answer(release, 'release.exclude', { release: id, what: 'Statements', reason: 'Follows in spring' });
  await answer(release, 'release.addTeam', { release: id, name: 'Payments', lead: 'Tomasz Zielinski' });
  await answer(release, 'release.answer', { release: id, team: 'Payments', answer: 'consents' });
  await answer(release, 'stakeholder.setGroup', { release: id, name: 'Branch tellers', department: 'Retail', headcount: 100, severity: 3, points: 30 });
  await answer(release, 'stakeholder.sign', { release: id });
  const { teams } = await answer(release, 'release.show', { release: id });
  return { id, number: number!, change, team: teams[0]!.id };
}

export async function releaseActs(release: Connection): Promise<{ [N in ReleaseAct]: Asked<N> }> {
  const [planned, whole, empty] = [await aPlannedRelease(release, 'Autumn release'), await aPlannedRelease(release, 'Winter release'), await answer(release, 'release.plan', { name: 'Bare release' })];
  const { exclusions: [exclusion] } = await answer(release, 'release.show', { release: planned.id });
  await answer(release, 'release.setDuty', { release: planned.id, duty: 'Notify the central bank' });
  const { duties: [duty] } = await answer(release, 'release.show', { release: planned.id });
  const { id: another } = await answer(release, 'change.create', { ...completeChange, title: 'Comes along' });
  await answer(release, 'release.setPackage', { release: whole.id, name: 'Hub', changes: [whole.change] });
  const told = await answer(release, 'dependency.record', { from: another, type: 'conflicts', to: whole.number });
  await answer(release, 'stakeholder.setGroup', { release: empty.id, name: 'Archive clerks', department: 'Records', headcount: 4, severity: 1 });
  await answer(release, 'version.record', { service: 'Clearing', environment: 'staging', semver: '2.1' });
  await answer(release, 'version.plan', { release: planned.id, change: planned.change, service: 'Clearing', environment: 'staging', semver: '2.2' });
  const { planned: [entry] } = await answer(release, 'version.check', { release: planned.id });
  const on = { release: planned.id };
  return {
    'release.plan': { name: 'Spring release' }, 'release.edit': { ...on, fields: { objective: 'Instant payments' } }, 'release.scope': { ...on, add: [another] }, 'release.exclude': { ...on, what: 'Archive', reason: 'Too early' }, 'release.includeAgain': { ...on, exclusion: exclusion!.id },
    'release.excludeNone': { release: empty.id }, 'release.addTeam': { ...on, name: 'Cards', lead: 'Grace Obi' }, 'release.answer': { ...on, team: planned.team, answer: 'consents' }, 'release.dropTeam': { ...on, team: planned.team },
    'release.setDuty': { ...on, duty: 'Report to the supervisor', dueOn: '2026-12-20' }, 'release.dropDuty': { ...on, duty: duty!.id }, 'release.setPackage': { ...on, name: 'Core', changes: [planned.change], boundary: 'The hub alone' }, 'release.dropPackage': { release: whole.id, package: 'Hub' }, 'release.decidePackaging': { ...on, criteria: { coupling: 2, rollback: 2, criticality: 3, automation: 4 }, choice: 'modular' },
    'version.record': { service: 'Clearing', environment: 'production', semver: '2.0', needs: ['Core ledger@^5.0'] }, 'version.remove': { service: 'Clearing', environment: 'staging' }, 'version.plan': { ...on, change: planned.change, service: 'Clearing', environment: 'production', semver: '3.0' }, 'version.unplan': { ...on, entry: entry!.entry },
    'stakeholder.setGroup': { ...on, name: 'Contact centre', department: 'Retail', headcount: 20, severity: 5, points: 10 }, 'stakeholder.dropGroup': { release: empty.id, group: 'Archive clerks' }, 'stakeholder.sign': on,
    'dependency.record': { from: planned.change, type: 'before', to: whole.change }, 'dependency.withdraw': { dependency: told.id, reason: 'No longer so' }, 'release.baseline': { release: whole.id }, 'release.step': { ...on, to: 'deferred', reason: 'Too early' },
  };
}
