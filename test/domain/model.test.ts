// Change models and the type of a change: given a model and its runs, when a change uses it, then this type, and this is named.
import { expect, test } from 'vitest';
import type { ModelDefinition } from '../../src-main/contract/models.ts';
import type { ChangeFields } from '../../src-main/contract/change.ts';
import { answerParameters, classificationSheet, classify, flipAfter, refuseTypeEdit, setType, typeInForce, typeOfRelease } from '../../src-main/domain/classification.ts';
import type { Classification, ClassifyFacts } from '../../src-main/domain/classification.ts';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import type { Model, ModelRuns } from '../../src-main/domain/model.ts';
import { draftModel, editModel, modelSheet, preAuthorise, prefilled, proposeModel, stateOf, suspendedBy } from '../../src-main/domain/model.ts';
import { alterationsOf, alterationWords } from '../../src-main/domain/model-use.ts';
import { defaultPolicy } from '../../src-main/domain/policy-document.ts';
import { aChange, by, completeFields, now, outcomeOf, person, stamped } from '../support/given.ts';

const marta = person('Marta', 'change-manager', 'chair');
const tomasz = person('Tomasz', 'requester', 'implementer');
const definition = (over: Partial<ModelDefinition> = {}): ModelDefinition => ({
  name: 'Patch', about: '', steps: [{ text: 'Drain the node', isLocked: true }, { text: 'Install', isLocked: true }, { text: 'Tell the desk', isLocked: false }], parameters: [{ kind: 'number', id: 'nodes', name: 'Nodes at once', unit: '', least: 1, most: 2 }],
  mandatory: [], evidence: [], authority: null, plans: { testPlan: 'Smoke', backoutPlan: 'Put back', rollbackCriteria: '' }, lockedPlans: ['backoutPlan'], limits: { services: [], environments: ['production'], outageMinutes: 5, durationMinutes: 60 }, ...over,
});
const clean: ModelRuns = { inARow: 5, runs: 0, failures: 0, incident: null };
const drafted = (over: Partial<ModelDefinition> = {}): DomainEvent => ({ type: 'model.drafted', subject: 'model:m1', data: { digest: 'd1' }, text: { name: 'Patch', definition: definition(over) } });
const given = (until = '2027-11-24T00:00:00.000Z', rev = 'd1'): DomainEvent => ({ type: 'model.preAuthorised', subject: 'model:m1', data: { rev, role: 'chair', supersedes: [], decision: 'decision-1', change: 'c1', until } });
const fold = (...events: DomainEvent[]): Model => events.reduce<Model | null>((model, event) => modelSheet.fold(model, stamped(event, 'marta')), null)!;
const edited: DomainEvent = { type: 'model.edited', subject: 'model:m1', data: { digest: 'd2' }, text: { definition: definition({ about: 'More' }) } };
const proposed: DomainEvent = { type: 'model.proposed', subject: 'model:m1', data: { runs: 5, digest: 'd1' } };

const plan = '1. Drain the node\n2. Install\n3. Tell the desk';
const fields = (over: Partial<ChangeFields> = {}): ChangeFields => ({ ...completeFields, type: 'standard', model: 'Patch', implementationPlan: plan, backoutPlan: 'Put back', outageMinutes: 0, ...over });
const altered = (over: Partial<ChangeFields>, nodes: number | null = 1) => alterationsOf(definition(), fields(over), nodes === null ? {} : { nodes }).map(alterationWords);
const facts = (over: Partial<ClassifyFacts> = {}): ClassifyFacts => ({ model: { model: fold(drafted(), proposed, given()), runs: clean }, parameters: { nodes: 1 }, hasCriterion: false, policy: defaultPolicy, ...over });
const asked = (over: Partial<ChangeFields> = {}) => aChange({ fields: fields(over), tier: 'medium' });

test('CHG-02 a change that uses a pre-authorised model unaltered is Standard, and cites the version and the decision', () => {
  expect(classify(asked(), facts(), now)).toEqual({ type: 'standard', size: null, because: { code: 'model', model: 'Patch', version: 1, decision: 'decision-1', until: '2027-11-24T00:00:00.000Z' } });
  expect(altered({ implementationPlan: 'Drain  the node\n\n- Install\n* Ring the desk' })).toEqual([]);
});

test('CHG-02 an edited locked step flips the type to Normal and is named', () => {
  const change = asked({ implementationPlan: '1. Drain half of the node\n2. Install\n3. Tell the desk' });
  const classified = classify(change, facts(), now);
  expect(classified).toEqual({ type: 'normal', size: 'significant', because: { code: 'altered', model: 'Patch', altered: ['locked step 1, “Drain the node”, is altered'] } });
  expect(flipAfter(change, classified)).toEqual([{ type: 'change.edited', subject: `change:${change.id}`, data: { type: 'normal' } }]);
  expect(flipAfter(asked(), classify(asked(), facts(), now))).toEqual([]);
});

test('CHG-02 a requester does not set the type back; a change manager does, with a reason that is kept, until the ground changes', () => {
  const change = asked({ type: 'normal', implementationPlan: 'Install' });
  const classified = classify(change, facts(), now);
  outcomeOf(setType(change, classified, { type: 'standard', reason: 'Please' }, by({ ...tomasz }))).refused('type_proposed', { type: 'standard', proposed: 'normal', why: 'locked step 1, “Drain the node”, is altered' });
  expect(refuseTypeEdit({ type: 'standard' }, { fields: fields({ implementationPlan: 'Install' }) }, classified, null)).toMatchObject({ error: { code: 'type_proposed' } });
  expect(refuseTypeEdit({ title: 'Else' }, { fields: change.fields }, classified, null)).toBeNull();
  outcomeOf(setType(change, classified, { type: 'standard', reason: ' ' }, by(marta))).refused('reason_needed');
  const verdict = setType(change, classified, { type: 'standard', reason: 'Renamed only' }, by(marta));
  outcomeOf(verdict).then({ type: 'change.edited', data: { type: 'standard' } }, { type: 'classification.typeSet', data: { type: 'standard', proposed: 'normal' }, text: { reason: 'Renamed only' } });
  const said = (verdict.ok ? verdict.events : []).reduce<Classification | null>((state, event) => (event.type === 'classification.typeSet' ? classificationSheet.fold(state, stamped(event, 'marta')) : state), null);
  const set = asked({ implementationPlan: 'Install' });
  expect([typeInForce(set, classified, said), typeInForce(set, classified, null), flipAfter(set, classified, said)]).toEqual(['standard', 'normal', []]);
  expect(typeInForce(set, { ...classified, type: 'emergency' }, said)).toBe('normal');
});

test('CHG-02 an Emergency needs an evidenced criterion; without one it is Normal, and a more demanding type is free to choose', () => {
  expect(classify(asked({ type: 'emergency', model: '' }), facts({ model: null }), now)).toMatchObject({ type: 'normal', because: { code: 'no-criterion' } });
  expect(classify(asked({ type: 'emergency' }), facts({ hasCriterion: true }), now)).toMatchObject({ type: 'emergency', because: { code: 'criterion' } });
  const normal = asked({ type: 'normal', model: '', owner: 'Tomasz' });
  outcomeOf(setType(normal, classify(normal, facts({ model: null }), now), { type: 'emergency', reason: '' }, by(tomasz))).then({ type: 'change.edited', data: { type: 'emergency' } });
  outcomeOf(setType({ ...normal, state: 'authorised' }, classify(normal, facts({ model: null }), now), { type: 'emergency', reason: '' }, by(tomasz))).refused('field_settled');
});

test('CHG-02 a Normal change is minor, significant or major by its tier', () => {
  expect((['low', 'medium', 'high', 'critical', null] as const).map((tier) => classify(aChange({ tier, fields: { model: '' } }), facts({ model: null }), now).size)).toEqual(['minor', 'significant', 'major', 'major', null]);
});

test('CHG-02 a release has the most demanding type among its changes', () => {
  expect([typeOfRelease(['standard', 'normal', 'standard']), typeOfRelease(['standard', 'standard']), typeOfRelease(['standard', 'emergency', 'normal']), typeOfRelease([])]).toEqual(['normal', 'standard', 'emergency', 'normal']);
});

test.each([
  ['a step in another order', { implementationPlan: 'Install\nDrain the node\nTell the desk' }, 1, 'locked step 2, “Install”, is altered'],
  ['a step more', { implementationPlan: `${plan}\n4. Drop the table` }, 1, 'the step “Drop the table” is not in the model'],
  ['a locked plan in other words', { backoutPlan: 'Hope' }, 1, 'the locked backout plan is altered'],
  ['a parameter beyond its limit', {}, 3, 'Nodes at once is 3, and must be from 1 to 2'], ['a parameter that is missing', {}, null, 'Nodes at once is not given, and must be from 1 to 2'],
  ['another environment', { environment: 'staging' }, 1, 'the model is not for the environment staging'], ['a longer outage', { outageMinutes: 6 }, 1, 'an outage of 6 minutes is more than 5'],
  ['a longer window', { plannedEndAt: '2026-11-25T06:00:01.000Z' }, 1, 'a window of 61 minutes is more than 60'], ['no window', { plannedEndAt: null }, 1, 'the planned window is not given'],
])('APR-02 %s departs from the model and is named', (_, over, nodes, said) => {
  expect(altered(over, nodes)).toEqual([said]);
  expect(classify(asked(over), facts({ parameters: nodes === null ? {} : { nodes } }), now)).toMatchObject({ type: 'normal', because: { code: 'altered' } });
});

test('APR-02 two failures in the last twenty runs or a severe incident suspend a model, and the next change is not automatic', () => {
  const model = fold(drafted(), proposed, given());
  expect([0, 1, 2].map((failures) => stateOf(model, { ...clean, runs: 20, failures }, defaultPolicy, now))).toEqual(['pre-authorised', 'pre-authorised', 'suspended']);
  expect(suspendedBy(model, { ...clean, incident: 'I-A1-0001' }, defaultPolicy)).toBe('incident');
  expect(classify(asked(), facts({ model: { model, runs: { ...clean, failures: 2 } } }), now)).toMatchObject({ type: 'normal', because: { code: 'model-state', state: 'suspended' } });
  const byHand = fold(drafted(), proposed, given(), { type: 'model.suspended', subject: 'model:m1', data: {}, text: { reason: 'Odd' } });
  expect([stateOf(byHand, clean, defaultPolicy, now), stateOf(fold(drafted(), given(), { type: 'model.suspended', subject: 'model:m1', data: {} }, given()), clean, defaultPolicy, now)]).toEqual(['suspended', 'pre-authorised']);
});

test('APR-02 a pre-authorisation ends on its day, with the text it was given to, and with the model', () => {
  expect(stateOf(fold(drafted(), given(now)), clean, defaultPolicy, now)).toBe('expired');
  expect(stateOf(fold(drafted(), given(), edited), clean, defaultPolicy, now)).toBe('edited');
  expect(stateOf(fold(drafted(), edited, given()), clean, defaultPolicy, now)).toBe('drafted');
  expect(stateOf(fold(drafted(), given(), { type: 'model.retired', subject: 'model:m1', data: {}, text: { reason: 'Over' } }), clean, defaultPolicy, now)).toBe('retired');
});

test('APR-02 proposing after four runs is refused, and only what was proposed is pre-authorised, for at most twelve months, with a decision cited', () => {
  const model = fold(drafted());
  outcomeOf(proposeModel(model, { inARow: 4 }, defaultPolicy, by(tomasz))).refused('too_few_runs', { have: 4, need: 5, model: 'Patch' });
  outcomeOf(proposeModel(model, { inARow: 5 }, defaultPolicy, by(tomasz))).then({ type: 'model.proposed', data: { runs: 5 } });
  const decision = { id: 'decision-1', change: 'c1', verdict: 'approved' };
  const until = '2027-11-25T00:00:00.000Z';
  outcomeOf(preAuthorise(model, { decision, until }, defaultPolicy, by(marta))).refused('model_not_proposed');
  const ready = fold(drafted(), proposed);
  outcomeOf(preAuthorise(ready, { decision: null, until }, defaultPolicy, by(marta))).refused('decision_not_cited');
  outcomeOf(preAuthorise(ready, { decision: { ...decision, verdict: 'rejected' }, until }, defaultPolicy, by(marta))).refused('decision_not_cited');
  outcomeOf(preAuthorise(ready, { decision, until: '2027-11-26T00:00:00.000Z' }, defaultPolicy, by(marta))).refused('pre_authorisation_too_long');
  outcomeOf(preAuthorise(ready, { decision, until: now }, defaultPolicy, by(marta))).refused('pre_authorisation_too_long');
  outcomeOf(preAuthorise(ready, { decision, until }, defaultPolicy, by(person('Ingrid', 'change-manager')))).refused('role_needed');
  outcomeOf(preAuthorise(ready, { decision, until }, defaultPolicy, by(marta))).then({ type: 'model.preAuthorised', data: { rev: 'd1', role: 'chair', decision: 'decision-1', until } });
});

test('CHG-03 a model is data that the change manager defines; its name is given once, and nothing in it contradicts itself', () => {
  const act = (over: Partial<ModelDefinition>, names: string[] = [], who = marta) => draftModel({ id: 'm1', definition: definition(over), digest: 'd1' }, names, by(who));
  outcomeOf(act({})).then({ type: 'model.drafted', data: { digest: 'd1' } });
  outcomeOf(act({}, ['PATCH'])).refused('model_exists');
  outcomeOf(act({}, [], tomasz)).refused('role_needed');
  outcomeOf(act({ steps: [] })).refused('model_invalid');
  outcomeOf(act({ evidence: ['horoscope'] })).refused('model_invalid', { problem: 'horoscope is no kind of evidence' });
  outcomeOf(act({ parameters: [{ kind: 'number', id: 'a', name: 'A', unit: '', least: 3, most: 2 }] })).refused('model_invalid');
  outcomeOf(editModel(fold(drafted()), { definition: definition({ name: 'Other' }), digest: 'd2' }, by(marta))).refused('model_name_settled');
  outcomeOf(editModel(fold(drafted()), { definition: definition(), digest: 'd1' }, by(marta))).nothing();
});

test('CHG-03 a model fills in what is empty and leaves what the person wrote', () => {
  expect(prefilled(definition(), { ...fields({ implementationPlan: '', testPlan: 'Mine', backoutPlan: '' }) })).toEqual({ implementationPlan: plan, backoutPlan: 'Put back' });
});

test('CHG-02 parameters are given by whoever may edit the change, numbers as data and words as text', () => {
  const known = { model: fold(drafted({ parameters: [...definition().parameters, { kind: 'choice', id: 'region', name: 'Region', choices: ['north'] }] })), runs: clean };
  outcomeOf(answerParameters(asked({ owner: 'Tomasz' }), { nodes: 2, region: 'north' }, known, by(tomasz))).then({ type: 'classification.answered', data: { numbers: { nodes: 2 } }, text: { choices: { region: 'north' } } });
  outcomeOf(answerParameters(aChange({ state: 'authorised', fields: { owner: 'Tomasz' } }), { nodes: 2 }, known, by(tomasz))).refused('field_settled');
  outcomeOf(answerParameters(asked({ owner: 'Tomasz' }), { speed: 9 }, known, by(tomasz))).refused('invalid_input', { field: 'parameters.speed', problem: 'is no parameter of the model that the change uses' });
  outcomeOf(answerParameters(asked({ owner: 'Tomasz' }), { nodes: 2 }, null, by(tomasz))).refused('invalid_input');
});
