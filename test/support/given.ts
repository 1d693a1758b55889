// Rules as sentences: given a change with a past, when somebody acts, then these events or this refusal.
import { expect } from 'vitest';
import type { ChangeFields } from '../../src-main/contract/change.ts';
import type { Role } from '../../src-main/contract/people.ts';
import type { Change } from '../../src-main/domain/change.ts';
import { blankFields, evolveChange } from '../../src-main/domain/change.ts';
import { noAnalysis } from '../../src-main/domain/analysis.ts';
import { noControl } from '../../src-main/domain/control.ts';
import type { Dossier } from '../../src-main/domain/dossier.ts';
import { noLegacy } from '../../src-main/domain/legacy.ts';
import { noLevel } from '../../src-main/domain/outage.ts';
import type { Model } from '../../src-main/domain/model.ts';
import { modelSheet } from '../../src-main/domain/model.ts';
import { noSchedule } from '../../src-main/domain/schedule.ts';
import { defaultPolicy } from '../../src-main/domain/policy-document.ts';
import type { DomainEvent, StampedEvent } from '../../src-main/domain/event.ts';
import type { Meeting } from '../../src-main/domain/meeting.ts';
import { evolveMeeting } from '../../src-main/domain/meeting.ts';
import type { Actor, By, Verdict } from '../../src-main/domain/verdict.ts';

export const now = '2026-11-24T14:00:00.000Z';
export const person = (name: string, ...roles: Role[]): Actor => ({ id: name.toLowerCase(), name, roles });
export const by = (actor: Actor, at = now): By => ({ actor, now: at });

/** The event as the trail would read it back. */
export const stamped = (event: DomainEvent, actor = 'author', at = now): StampedEvent =>
  ({ ...event, text: event.text ?? {}, by: `person:${actor}`, at, isSigned: false, signature: null, redacted: [] });

export const foldChange = (events: readonly DomainEvent[]): Change => events.reduce<Change | null>((change, event) => ({ ...evolveChange(change, stamped(event)), revision: 'r1' }), null)!;
export const foldMeeting = (events: readonly DomainEvent[]): Meeting => events.reduce<Meeting | null>((meeting, event) => evolveMeeting(meeting, stamped(event)), null)!;

export const completeFields: ChangeFields = {
  ...blankFields(), title: 'Switch v7 on node 1', justification: 'Leaves support', service: 'Card authorisation', plannedStartAt: '2026-11-25T05:00:00.000Z', plannedEndAt: '2026-11-25T05:40:00.000Z',
  implementationPlan: 'Node by node', testPlan: 'Smoke', backoutPlan: 'Put back', owner: 'Tomasz', requester: 'Tomasz', impact: 'high',
};

/** A change in a state, without the events that led there. */
export const aChange = (over: Partial<Omit<Change, 'fields'>> & { fields?: Partial<ChangeFields> } = {}): Change => ({
  id: '00000000-0000-4000-8000-000000000412', number: 'C-A1-0412', state: 'draft', version: 1, revision: 'r1', score: 72, tier: 'high', source: null, externalId: null, externalState: null, foreign: {}, import: null,
  isArriving: false, isRemoved: false, needsNewer: false, actualStartAt: null, actualEndAt: null, outcome: null, startedBy: null, validator: null, createdBy: 'tomasz', createdAt: now, updatedAt: now, artefacts: [], approved: null, decisions: [], voices: [], links: [], overwritten: [], holds: [], isImported: false, isErased: false,
  ...over, fields: { ...completeFields, ...over.fields },
});

/** What a rule answered, ready to be asked about. */
export function outcomeOf(verdict: Verdict<DomainEvent>): { then(...events: Partial<DomainEvent>[]): void; refused(code: string, facts?: Record<string, unknown>): void; nothing(): void } {
  return {
    then: (...events) => { expect(verdict).toMatchObject({ ok: true, events }); },
    refused: (code, facts) => { expect(verdict).toMatchObject({ ok: false, error: { code, ...(facts ? { facts } : {}) } }); },
    nothing: () => { expect(verdict).toEqual({ ok: true, events: [] }); },
  };
}

/** A change that another tool assessed and that nobody worked on here, so that its gates ask for the record alone. */
export const aDossier = (change: Change = aChange(), over: Partial<Omit<Dossier, 'change'>> = {}): Dossier =>
  ({ change: { ...change, isImported: true }, scope: 's1', policy: defaultPolicy, service: null, impact: null, predecessors: [], backout: { sheet: null, version: null, names: {}, duties: [] }, emergency: { sheet: null, incidents: {} }, path: null, risk: null, history: { runs: 0, failures: 0 }, reach: { items: 0, services: 1 }, load: { freezes: [], others: 0 }, schedule: noSchedule, route: { people: [], charters: [], profiles: [] }, approvals: null, model: null, classification: null, analysis: noAnalysis, legacy: noLegacy, level: noLevel, negotiation: null, obligations: null, ...noControl, ...over });

/** A dossier whose change uses a change model that the board pre-authorised, with nothing locked in it. */
export function aModelledDossier(change: Change, evidence: string[] = []): Dossier {
  const definition = { name: change.fields.model, about: '', steps: [], parameters: [], mandatory: [], evidence, authority: null, plans: { testPlan: '', backoutPlan: '', rollbackCriteria: '' }, lockedPlans: [], limits: { services: [], environments: [], outageMinutes: null, durationMinutes: null } };
  const events: DomainEvent[] = [
    { type: 'model.drafted', subject: 'model:m1', data: { digest: 'd1' }, text: { name: change.fields.model, definition } }, { type: 'model.proposed', subject: 'model:m1', data: { runs: 5, digest: 'd1' } },
    { type: 'model.preAuthorised', subject: 'model:m1', data: { rev: 'd1', role: 'chair', supersedes: [], decision: 'decision-1', change: 'c1', until: '2027-11-24T00:00:00.000Z' } },
  ];
  const model = events.reduce<Model | null>((known, event) => modelSheet.fold(known, stamped(event)), null)!;
  return { ...aDossier(change), change, model: { model, runs: { inARow: 5, runs: 0, failures: 0, incident: null } } };
}
