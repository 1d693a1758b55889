// Releases: planning, scope, exclusions, teams, duties, baseline and steps (REL-01, REL-02).
import type { Receipt } from '#contract/values.ts';
import { appError, orRefuse } from '../app-error.ts';
import { stabilise } from '../domain/calendar.ts';
import type { DomainEvent } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import type { ChangePackage, Release, Team } from '../domain/release.ts';
import * as packageRules from '../domain/package-acts.ts';
import * as rules from '../domain/release-acts.ts';
import type { ReleasePiece } from '../domain/release-pieces.ts';
import { releasePieces } from '../domain/release-pieces.ts';
import { accept } from '../domain/verdict.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';
import { scopingOf } from './scope.ts';

const piecesOf = (context: WriteContext, release: Release): ReleasePiece[] => releasePieces(release, context.releaseFactsOf(release), context.now);

function onRelease(context: WriteContext, ref: string, rule: (release: Release) => Verdict<DomainEvent>): Receipt {
  const release = context.loadRelease(ref);
  context.append(orRefuse(rule(release)));
  return { id: release.id, number: release.number, version: context.versionOf(subjectOf('release', release.id)) };
}
/** A form is saved over the release that it was opened with. */
function refuseStale(context: WriteContext, { id, number }: Release, ifVersion: number | undefined): void {
  if (ifVersion !== undefined && ifVersion !== context.versionOf(subjectOf('release', id))) throw appError('stale_release', { release: number });
}
function teamIn(release: Release, ref: string): Team {
  const team = release.teams.find(({ id }) => id === ref) ?? release.teams.find(({ name }) => name.toLowerCase() === ref.trim().toLowerCase());
  if (!team) throw appError('record_missing', { record: `team of ${release.number}`, id: ref }, { field: 'team' });
  return team;
}
function packageIn(release: Release, ref: string): ChangePackage {
  const pack = release.packages.find(({ id }) => id === ref) ?? release.packages.find(({ name }) => name.toLowerCase() === ref.trim().toLowerCase());
  if (!pack) throw appError('record_missing', { record: `package of ${release.number}`, id: ref }, { field: 'package' });
  return pack;
}
/** CAL-06: with the last change of a release implemented, its services are left alone for the hours of the policy. */
function stabilised(context: WriteContext, { id, number, changes, owner }: Release): DomainEvent[] {
  const names = [...new Set(changes.flatMap((change) => context.findChange(change)?.fields.service ?? []))].filter((name) => name !== '');
  const services = names.map((name) => context.findService(name)?.id ?? name);
  const { calendar } = context.policy();
  const holder = owner.value === null ? context.actor.name : context.loadPerson(owner.value).name;
  return services.length === 0 ? [] : [stabilise(context.newId(), { id, title: number, owner: holder, services, completedAt: context.now, criteria: [], hours: calendar.stabilisationHours })];
}
/** People are kept by their UUIDs, whatever they were called by. */
function withPeople(context: WriteContext, fields: rules.Fields): rules.Fields {
  const { owner, businessOwner } = fields;
  const id = (ref: string | null): string | null => (ref === null ? null : context.loadPerson(ref).id);
  return { ...fields, ...(owner === undefined ? {} : { owner: id(owner) }), ...(businessOwner === undefined ? {} : { businessOwner: id(businessOwner) }) };
}

export const releaseCommands = {
  'release.plan': (context, fields) => {
    const id = context.newId();
    const number = context.nextNumber('R');
    context.append(orRefuse(rules.planRelease(id, number, withPeople(context, fields), context)));
    return { id, number, version: 1 };
  },
  'release.edit': (context, { release, fields, ifVersion }) => onRelease(context, release, (one) => {
    refuseStale(context, one, ifVersion);
    return rules.editRelease(one, withPeople(context, fields), context);
  }),
  'release.scope': (context, { release, add, remove }) => onRelease(context, release, (one) => rules.scopeRelease(one, scopingOf(context, one, { add, remove }), context)),
  'release.exclude': (context, { release, exclusion, what, reason }) => onRelease(context, release, (one) => rules.setExclusion(one, { id: exclusion ?? context.newId(), what, reason }, context)),
  'release.includeAgain': (context, { release, exclusion }) => onRelease(context, release, (one) => rules.dropExclusion(one, exclusion, context)),
  'release.excludeNone': (context, { release }) => onRelease(context, release, (one) => rules.excludeNone(one, context.digest(one), context)),
  'release.addTeam': (context, { release, team, name, lead }) => onRelease(context, release, (one) => rules.setTeam(one, { id: team ?? context.newId(), name, lead: context.loadPerson(lead).id }, context)),
  'release.dropTeam': (context, { release, team }) => onRelease(context, release, (one) => rules.dropTeam(one, teamIn(one, team).id, context)),
  'release.answer': (context, { release, team: ref, answer, note }) => onRelease(context, release, (one) => {
    const team = teamIn(one, ref);
    return rules.answerForTeam(one, { team, leadName: context.releaseFactsOf(one).names[team.lead] ?? '', answer, note, rev: context.digest(one) }, context);
  }),
  'release.setDuty': (context, { release, rewrites, duty, regulator, dueOn }) => onRelease(context, release, (one) => rules.setDuty(one, { id: rewrites ?? context.newId(), duty, regulator, dueOn }, context)),
  'release.dropDuty': (context, { release, duty }) => onRelease(context, release, (one) => rules.dropDuty(one, duty, context)),
  'release.setPackage': (context, { release, package: ref, owner, changes, items, ifVersion, ...said }) => onRelease(context, release, (one) => {
    refuseStale(context, one, ifVersion);
    const members = changes.map((change) => context.loadChange(change));
    const pack = { ...said, id: ref === undefined ? context.newId() : packageIn(one, ref).id, owner: owner === null ? null : context.loadPerson(owner).id, changes: members.map(({ id }) => id), items: items.map((item) => context.loadItem(item).id) };
    return packageRules.setPackage(one, pack, Object.fromEntries(members.map(({ id, number }) => [id, number])), context);
  }),
  'release.dropPackage': (context, { release, package: ref }) => onRelease(context, release, (one) => packageRules.dropPackage(one, packageIn(one, ref), context)),
  'release.decidePackaging': (context, { release, ...deciding }) => onRelease(context, release, (one) => packageRules.decidePackaging(one, deciding, context)),
  'release.baseline': (context, { release }) => onRelease(context, release, (one) => rules.baseline(one, { pieces: piecesOf(context, one), rev: context.digest(one) }, context)),
  'release.step': (context, { release, to, reason }) => onRelease(context, release, (one) => {
    const stepped = rules.stepRelease(one, { to, reason, pieces: piecesOf(context, one), rev: context.digest(one) }, context);
    return stepped.ok && to === 'stabilising' ? accept(...stepped.events, ...stabilised(context, one)) : stepped;
  }),
} satisfies Partial<CommandHandlers>;
