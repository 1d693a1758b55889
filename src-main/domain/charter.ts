// Charters of teams (APR-01): within these limits and until this day the team's own people authorise.
import { tiers } from '#contract/change.ts';
import type { Tier } from '#contract/change.ts';
import type { DomainEvent, StampedEvent } from './event.ts';
import { idOf, subjectOf } from './event.ts';
import { someIn, textIn, textsIn, timeIn } from './json-values.ts';
import type { Delegation } from './matrix.ts';
import { needs } from './roles.ts';
import { sheet } from './sheet.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

export type Charter = Delegation & { id: string; by: string; at: string; ended: { by: string; at: string; reason: string } | null };
type Events = Verdict<DomainEvent>;

function granted(event: StampedEvent): Charter | null {
  const { data, text } = event;
  const from = timeIn(data['from']);
  const until = timeIn(data['until']);
  const members = textsIn(data['members']);
  if (from === null || until === null || members.length === 0) return null;
  const lead = textIn(data['lead']);
  return {
    id: idOf(event.subject), team: textIn(text['team']), members, lead: members.includes(lead) ? lead : null, tiers: someIn(data['tiers'], tiers),
    services: textsIn(text['services']), environments: textsIn(text['environments']), from, until, by: idOf(event.by), at: event.at, ended: null,
  };
}

export const charterSheet = sheet<Charter>({
  name: 'charter', kind: 'charter', types: ['charter.granted', 'charter.ended'],
  fold: (charter, event) => {
    if (event.type === 'charter.granted') return charter ?? granted(event);
    if (charter === null || charter.ended !== null) return charter;
    return { ...charter, ended: { by: idOf(event.by), at: event.at, reason: textIn(event.text['reason']) } };
  },
  columns: ({ team, until, ended }) => ({ label: team, state: ended ? 'ended' : 'granted', dueAt: until }),
});

/** A charter that was ended runs no further than that moment. */
export const delegationOf = (charter: Charter): Delegation => (charter.ended !== null && charter.ended.at < charter.until ? { ...charter, until: charter.ended.at } : charter);

export const mayGrantCharter = ({ actor }: By): Refused | null => needs('grantCharter', actor);
export type Granting = { id: string; team: string; members: readonly string[]; lead: string | null; tiers: readonly Tier[]; services: readonly string[]; environments: readonly string[]; from: string; until: string };
/** APR-01: within limits and dates; at least two people, because nobody authorises their own change; nobody delegates to themselves. */
export function grantCharter(input: Granting, by: By): Events {
  const { id, team, members, lead, services, environments, from, until } = input;
  const people = [...new Set(members)];
  const no = firstRefusal(mayGrantCharter(by),
    people.length < 2 ? refuse('charter_too_small', {}, { field: 'members' }) : null,
    lead !== null && !people.includes(lead) ? refuse('lead_no_member', {}, { field: 'lead' }) : null,
    people.includes(by.actor.id) ? refuse('own_charter') : null,
    until <= from ? refuse('charter_without_end', {}, { field: 'until' }) : until <= by.now ? refuse('charter_over', { until }, { field: 'until' }) : null);
  return no ?? accept({ type: 'charter.granted', subject: subjectOf('charter', id), data: { members: people, lead: lead ?? '', tiers: [...input.tiers], from, until },
    text: { team, ...(services.length > 0 ? { services: [...services] } : {}), ...(environments.length > 0 ? { environments: [...environments] } : {}) } });
}
export const mayEndCharter = (charter: Charter, by: By): Refused | null =>
  firstRefusal(mayGrantCharter(by), charter.ended !== null || charter.until <= by.now ? refuse('charter_not_running', { team: charter.team }) : null);
export const endCharter = (charter: Charter, reason: string, by: By): Events =>
  mayEndCharter(charter, by) ?? accept({ type: 'charter.ended', subject: subjectOf('charter', charter.id), data: {}, text: { reason } });
