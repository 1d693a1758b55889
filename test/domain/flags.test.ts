// Feature flags: what was declared held against what exports say, switching under an authorised change, and what is left over.
import { expect, test } from 'vitest';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import type { Flag, FlagExport, FlagTerms } from '../../src-main/domain/flags.ts';
import { activateFlag, findingsOf, flagExportSheet, flagSheet, importFlagStates, placesOf, registerFlag, removeFlag, reviseFlag } from '../../src-main/domain/flags.ts';
import type { Change } from '../../src-main/domain/change.ts';
import type { Verdict } from '../../src-main/domain/verdict.ts';
import { aChange, by, now, outcomeOf, person, stamped } from '../support/given.ts';

const manager = by(person('Tomasz', 'release-manager'));
const eventsOf = (verdict: Verdict<DomainEvent>): DomainEvent[] => { if (!verdict.ok) throw new Error(`${verdict.error.code} ${JSON.stringify(verdict.error.facts)}`); return verdict.events; };
const terms = (over: Partial<FlagTerms> = {}) => ({ key: 'instant-payments', about: '', kind: 'release' as const, owner: 'tomasz', authority: 'marta', isOn: false, states: [], regulatedIn: ['production'], removeBy: '2027-01-31', ...over });
const fold = (flag: Flag | null, verdict: Verdict<DomainEvent>, who = 'tomasz'): Flag => eventsOf(verdict).reduce((state, event) => flagSheet.fold(state, stamped(event, who)), flag)!;
const flagOf = (over: Partial<FlagTerms> = {}, id = 'f1'): Flag => fold(null, registerFlag({ id, number: `FF-A1-${id}` }, terms(over), [], manager));
const exported = (isOn: boolean, environment = 'production', at = now, key = 'instant-payments'): FlagExport => flagExportSheet.fold(null, stamped(eventsOf(importFlagStates(`${environment}${at}`, { environment, source: 'Flag service', states: [{ key, isOn }] }, manager))[0]!, 'tomasz', at))!;
const authorised = aChange({ id: 'c1', number: 'C-A1-0001', state: 'scheduled', fields: { environment: 'production' } });
const seenWith = (exports: FlagExport[], ...changes: Change[]) => ({ exports, changeOf: (id: string) => changes.find((one) => one.id === id) ?? null });
const kinds = (flags: Flag[], exports: FlagExport[], ...changes: Change[]) => findingsOf(flags, seenWith(exports, ...changes), now).map(({ kind }) => kind);
const switching = (flag: Flag, change: Change | null, over: { environment?: string; isOn?: boolean } = {}, who = manager) => activateFlag(flag, { environment: 'production', isOn: true, change, rev: 'r', ...over }, who);

test('REL-09 a regulated flag that is on in production with no authorised change is a violation; a matching change clears it', () => {
  const flag = flagOf();
  expect(findingsOf([flag], seenWith([exported(true)]), now)).toMatchObject([{ kind: 'violation', key: 'instant-payments', environment: 'production', flag: 'FF-A1-f1', source: 'Flag service' }]);
  const switched = fold(flag, switching(flag, authorised));
  expect(kinds([switched], [exported(true)], authorised)).toEqual([]);
  // The change is judged as it stands now; one that was not authorised after all covers nothing.
  expect(kinds([switched], [exported(true)], { ...authorised, state: 'rejected' })).toEqual(['violation']);
  expect(kinds([switched], [exported(true)])).toEqual(['violation']);
  // Off is no violation, elsewhere is not regulated.
  expect(kinds([flag], [exported(false)])).toEqual([]);
  expect(kinds([flag], [exported(true, 'staging')])).toEqual(['differs']);
});

test('REL-09 a regulated flag is switched on under an authorised change for that environment only, by its owner or authority; off needs none, and nothing of it is a deployment', () => {
  const flag = flagOf();
  outcomeOf(switching(flag, null)).refused('flag_needs_change', { environment: 'production' });
  outcomeOf(switching(flag, { ...authorised, state: 'assessment' })).refused('flag_change_unfit', { state: 'assessment' });
  outcomeOf(switching(flag, { ...authorised, fields: { ...authorised.fields, environment: 'staging' } })).refused('flag_change_unfit', { of: 'staging' });
  outcomeOf(switching(flag, authorised, {}, by(person('Ravi', 'implementer')))).refused('not_flag_authority');
  outcomeOf(switching(flag, authorised, {}, by(person('Marta', 'chair')))).then({ type: 'flag.activated', data: { isOn: true, change: 'c1', role: 'chair', rev: 'r' }, text: { environment: 'production' } });
  outcomeOf(switching(flag, null, { isOn: false })).then({ type: 'flag.activated', data: { isOn: false, change: null } });
  outcomeOf(switching(flag, null, { environment: 'staging' })).then({ type: 'flag.activated' });
  expect(eventsOf(switching(flag, authorised)).map(({ subject }) => subject)).toEqual(['flag:f1']);
  // Switched off and found on, the change of the time before covers nothing.
  const off = fold(fold(flag, switching(flag, authorised)), switching(flag, null, { isOn: false }));
  expect(kinds([off], [exported(true)], authorised)).toEqual(['violation']);
});

test('REL-09 an export is held against what was declared: what differs, what nobody declared, what no export names; the latest export counts', () => {
  const flag = flagOf({ regulatedIn: [], states: [{ environment: 'Production', isOn: true }] });
  expect(kinds([flag], [exported(false)])).toEqual(['differs']);
  expect(kinds([flag], [exported(false), exported(true, 'PRODUCTION', '2026-11-25T00:00:00.000Z')])).toEqual([]);
  expect(kinds([flag], [exported(true, 'production', now, 'old-tariffs')])).toEqual(['undeclared', 'unreported']);
  expect(placesOf(flag, seenWith([exported(false)]))).toMatchObject([{ declared: true, observed: false, source: 'Flag service' }]);
  expect(kinds([flag], [])).toEqual([]);
});

test('REL-09 a flag past its removal date is debt until it is removed; left out, the date is ninety days ahead', () => {
  expect(kinds([flagOf({ removeBy: '2026-11-23' })], [])).toEqual(['debt']);
  expect(kinds([flagOf({ removeBy: '2026-11-24' })], [])).toEqual([]);
  expect(kinds([fold(flagOf({ removeBy: '2026-11-23' }), removeFlag(flagOf({ removeBy: '2026-11-23' }), 'Out of the code', manager))], [])).toEqual([]);
  expect(eventsOf(registerFlag({ id: 'f1', number: 'FF-A1-0001' }, { ...terms(), removeBy: null }, [], manager))[0]!.data['removeBy']).toBe('2027-02-22');
});

test('REL-09 a key is registered once, whatever its case; two that laptops registered apart are named until one is removed', () => {
  const flag = flagOf();
  outcomeOf(registerFlag({ id: 'f2', number: 'FF-A1-0002' }, terms({ key: 'Instant-Payments' }), [flag], manager)).refused('flag_key_taken', { flag: 'FF-A1-f1' });
  outcomeOf(reviseFlag(flagOf({ key: 'other' }, 'f2'), terms(), [flag], manager)).refused('flag_key_taken');
  outcomeOf(reviseFlag(flag, terms({ about: 'The new scheme' }), [flag], manager)).then({ type: 'flag.revised' });
  const twin = flagOf({}, 'f2');
  expect(kinds([flag, twin], [])).toEqual(['twice', 'twice']);
  const gone = fold(twin, removeFlag(twin, 'Twice', manager));
  expect(kinds([flag, gone], [])).toEqual([]);
  outcomeOf(registerFlag({ id: 'f3', number: 'FF-A1-0003' }, terms(), [gone], manager)).then({ type: 'flag.registered' });
  outcomeOf(switching(gone, authorised)).refused('entry_ended');
  outcomeOf(registerFlag({ id: 'f3', number: 'FF-A1-0003' }, terms(), [], by(person('Owen', 'auditor')))).refused('auditor_reads_only');
});

test('REL-09 what another device wrote is taken for what it is', () => {
  const told = (data: Record<string, unknown>, text: Record<string, unknown>) => flagSheet.fold(null, stamped({ type: 'flag.registered', subject: 'flag:f', data: data as DomainEvent['data'], text: text as Record<string, string> }));
  expect([told({ kind: 'release', removeBy: '2026-02-30' }, { key: 'a' }), told({ kind: 'other', removeBy: '2026-02-01' }, { key: 'a' }), told({ kind: 'release', removeBy: '2026-02-01' }, {})]).toEqual([null, null, null]);
  expect(flagExportSheet.fold(null, stamped({ type: 'flagExport.imported', subject: 'flagExport:e', data: {}, text: { environment: 'x', states: [null, { key: 'a', isOn: 'yes' }, { key: 'b', isOn: true }] } }))!.states).toEqual([{ key: 'b', isOn: true }]);
});
