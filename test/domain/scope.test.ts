// The scope of a release after its baseline: requests, trade-offs, and what to cut when it holds too much.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toDefer } from '../../src-main/domain/deferral.ts';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import { noCapacity } from '../../src-main/domain/capacity.ts';
import { defaultPolicy } from '../../src-main/domain/policy-document.ts';
import type { Scoping } from '../../src-main/domain/release-acts.ts';
import { mayScope, scopeRelease } from '../../src-main/domain/release-acts.ts';
import { releasePieces } from '../../src-main/domain/release-pieces.ts';
import type { Release } from '../../src-main/domain/release.ts';
import { releaseSheet } from '../../src-main/domain/release.ts';
import type { Requesting } from '../../src-main/domain/scope-acts.ts';
import { decideRequest, decideTradeOff, draftRequest, mayDecide, requestScope, setCapacity, setEffort, setTradeOff, withdrawRequest } from '../../src-main/domain/scope-acts.ts';
import type { By, Verdict } from '../../src-main/domain/verdict.ts';
import { aChange, by, now, outcomeOf, person, stamped } from '../support/given.ts';

const [manager, owner, engineer, auditor] = [person('Tomasz', 'release-manager'), person('Grace', 'service-owner'), person('Luis', 'implementer'), person('Owen', 'auditor')];
const on = (actor = manager): By => by(actor);
const change = (n: number, state: 'draft' | 'authorised' | 'closed' = 'draft') => aChange({ id: `c${n}`, number: `C-A1-000${n}`, state });
const fold = (release: Release | null, events: readonly DomainEvent[], actor = manager): Release => events.reduce((state, event) => releaseSheet.fold(state, stamped(event, actor.id)), release)!;
const after = (release: Release, verdict: Verdict<DomainEvent>, actor = manager): Release => { if (!verdict.ok) throw new Error(verdict.error.code); return fold(release, verdict.events, actor); };
const told = (type: DomainEvent['type'], data: DomainEvent['data'] = {}, text: DomainEvent['text'] = {}): DomainEvent => ({ type, subject: 'release:r1', data, text });
const planning = fold(null, [
  told('release.planned', { number: 'R-A1-0001', startsAt: '2026-12-05T20:00:00.000Z', endsAt: '2026-12-06T04:00:00.000Z', zone: 'UTC', types: [], owner: 'grace', businessOwner: null }, { name: 'Winter', objective: '' }),
  told('release.scopeEdited', { add: ['c1', 'c2'], remove: [] }), told('release.exclusionSet', { exclusion: 'e1' }, { what: 'Archive', reason: 'Too early' }),
]);
const frozen = fold(planning, [told('release.baselined', { changes: ['c1', 'c2'] })]);
const adding = (...add: number[]): Scoping => ({ add: add.map((n) => ({ change: change(n), inRelease: null })), remove: [] });
const removing = (...remove: number[]): Scoping => ({ add: [], remove: remove.map((n) => change(n)) });
const said: Omit<Requesting, 'scoping'> = { id: 's1', known: null, reason: 'The scheme asks for it', days: 2, hours: 16, risk: 'A little higher', exclusion: '', includes: [], skips: [] };
const asked = (release = frozen, scoping = adding(3), more: Partial<Requesting> = {}): Release => after(release, requestScope(release, { ...said, scoping, ...more }, on(engineer)), engineer);
const decide = (release: Release, verdict: 'accepted' | 'declined', actor = owner, { reason = 'Needed', scoping = adding(3) } = {}) => decideRequest(release, { request: release.requests[0]!, scoping, ownerName: 'Grace Obi', verdict, reason, rev: 'r' }, on(actor));

test('REL-07 a change added directly to a frozen release is refused, and what was wanted is drafted as a scope request', () => {
  outcomeOf(scopeRelease(frozen, adding(3), on())).refused('release_scope_frozen', { release: 'R-A1-0001' });
  const draft = draftRequest(frozen, 's1', adding(3), on())!;
  expect(draft).toMatchObject({ type: 'release.scopeDrafted', data: { request: 's1', add: ['c3'], remove: [] } });
  const drafted = fold(frozen, [draft]);
  expect(drafted).toMatchObject({ changes: ['c1', 'c2'], requests: [{ standing: 'draft', by: 'tomasz' }] });
  // Trying once more makes no second one, and a draft is not decided before its impact is said.
  expect(draftRequest(drafted, 's2', adding(3), on())).toBeNull();
  outcomeOf(decide(drafted, 'accepted')).refused('scope_draft');
  const whole = after(drafted, requestScope(drafted, { ...said, known: drafted.requests[0]!, scoping: adding(3) }, on()));
  expect(whole.requests).toMatchObject([{ id: 's1', standing: 'asked', days: 2, hours: 16, risk: 'A little higher' }]);
  // Nothing is drafted of what would be refused anyway.
  expect(draftRequest(frozen, 's1', { add: [{ change: change(3), inRelease: 'R-A1-0009' }], remove: [] }, on())).toBeNull();
  expect(draftRequest(frozen, 's1', removing(9), on())).toBeNull();
  expect(draftRequest(planning, 's1', adding(3), on())).toBeNull();
  expect(draftRequest(frozen, 's1', adding(3), on(auditor))).toBeNull();
});

test('REL-07 each addition and removal says what it does to date, capacity, risk and exclusions', () => {
  outcomeOf(requestScope(frozen, { ...said, scoping: adding(3) }, on(engineer))).then({ type: 'release.scopeRequested', data: { request: 's1', add: ['c3'], remove: [], days: 2, hours: 16, includes: [] }, text: { reason: 'The scheme asks for it', risk: 'A little higher', exclusion: '' } });
  outcomeOf(requestScope(frozen, { ...said, scoping: adding(3), risk: ' ' }, on())).refused('scope_risk_unsaid');
  outcomeOf(requestScope(frozen, { ...said, scoping: adding(3), reason: '' }, on())).refused('reason_needed');
  outcomeOf(requestScope(frozen, { ...said, scoping: removing(1) }, on())).refused('scope_exclusion_unsaid', { changes: ['C-A1-0001'] });
  outcomeOf(requestScope(frozen, { ...said, scoping: adding(1) }, on())).refused('scope_request_empty');
  outcomeOf(requestScope(frozen, { ...said, scoping: adding(3), includes: ['e9'] }, on())).refused('record_missing');
  outcomeOf(requestScope(frozen, { ...said, scoping: { add: [{ change: change(3, 'closed'), inRelease: null }], remove: [] } }, on())).refused('change_spent');
  outcomeOf(requestScope(asked(), { ...said, id: 's2', scoping: adding(3) }, on())).refused('scope_asked_already', { change: 'C-A1-0003' });
  outcomeOf(requestScope(planning, { ...said, scoping: adding(3) }, on())).refused('scope_still_open');
  outcomeOf(requestScope({ ...frozen, state: 'deploying' }, { ...said, scoping: adding(3) }, on())).refused('scope_past', { state: 'deploying' });
  outcomeOf(requestScope(frozen, { ...said, scoping: adding(3) }, on(auditor))).refused('auditor_reads_only');
});

test('REL-07 the scope owner alone decides; an accepted request alters the scope and the exclusions, a declined one nothing', () => {
  outcomeOf(decide(asked(), 'accepted', manager)).refused('not_scope_owner', { owner: 'Grace Obi' });
  outcomeOf(decide(asked(), 'declined', owner, { reason: '' })).refused('reason_needed');
  const accepted = after(asked(), decide(asked(), 'accepted'), owner);
  expect(accepted).toMatchObject({ changes: ['c1', 'c2', 'c3'], baseline: { changes: ['c1', 'c2'] }, requests: [{ standing: 'accepted', decision: { by: 'grace', reason: 'Needed' } }] });
  outcomeOf(decide(accepted, 'accepted')).refused('scope_request_settled');
  expect(after(asked(), decide(asked(), 'declined', owner, { reason: 'Too late' }), owner)).toMatchObject({ changes: ['c1', 'c2'], requests: [{ standing: 'declined' }] });
  // What goes stands among the exclusions, with the reason it was asked for; what comes in is taken off them.
  const smaller = asked(frozen, removing(1), { exclusion: 'Cards', includes: ['e1'] });
  expect(after(smaller, decide(smaller, 'accepted', owner, { scoping: removing(1) }), owner)).toMatchObject({ changes: ['c2'], exclusions: [{ id: 's1', what: 'Cards', reason: 'The scheme asks for it' }] });
  expect(after(asked(), withdrawRequest(asked(), asked().requests[0]!, '', on(engineer)), engineer).requests[0]).toMatchObject({ standing: 'withdrawn' });
  outcomeOf(withdrawRequest(asked(), asked().requests[0]!, '', on(owner))).refused('role_needed');
  // Meanwhile the change went out with another release.
  outcomeOf(decide(asked(), 'accepted', owner, { scoping: { add: [{ change: change(3), inRelease: 'R-A1-0009' }], remove: [] } })).refused('change_in_release');
  expect(mayDecide({ ...asked(), owner: { ...asked().owner, value: null } }, asked().requests[0]!, '', on(owner))).toMatchObject({ error: { code: 'release_owner_missing' } });
});

test('REL-07 a decision counts for the terms it repeats and from the scope owner alone, whatever a device writes; what comes in late is shown ready anew', () => {
  const deciding = (data: Record<string, never[] | string | string[]>): DomainEvent => told('release.scopeDecided', { request: 's1', verdict: 'accepted', add: ['c3'], remove: [], ...data });
  for (const [data, by_] of [[{}, manager], [{ add: ['c4'] }, owner], [{ remove: ['c1'] }, owner], [{ verdict: 'maybe' }, owner], [{ request: 's9' }, owner]] as const) expect(fold(asked(), [deciding(data as never)], by_)).toMatchObject({ changes: ['c1', 'c2'], requests: [{ standing: 'asked' }] });
  expect(fold({ ...asked(), state: 'deploying' }, [deciding({})], owner).changes).toEqual(['c1', 'c2']);
  expect(fold({ ...asked(), state: 'go' }, [deciding({})], owner)).toMatchObject({ changes: ['c1', 'c2', 'c3'], state: 'scoped' });
  const smaller = { ...asked(frozen, removing(1), { exclusion: 'Cards' }), state: 'go' as const };
  expect(fold(smaller, [deciding({ add: [], remove: ['c1'] })], owner)).toMatchObject({ changes: ['c2'], state: 'go' });
  expect(fold(fold(asked(), [deciding({})], owner), [deciding({ verdict: 'declined' })], owner).requests[0]!.standing).toBe('accepted');
});

const option = { days: 0, hours: 0, risk: 'same' as const, note: '', remove: [] as ReturnType<typeof change>[], startsAt: null as string | null, endsAt: null as string | null, flag: '', skips: [] as string[] };
const later = { ...option, kind: 'move-date' as const, days: 7, startsAt: '2026-12-12T20:00:00.000Z', endsAt: '2026-12-13T04:00:00.000Z' };
const deferring = { ...option, kind: 'defer-feature' as const, remove: [change(1)], note: 'Cards follow in spring' };
const hiding = { ...option, kind: 'hide-behind-flag' as const, flag: 'cards.instant' };
const trade = (...options: Parameters<typeof setTradeOff>[1]['options']) => setTradeOff(frozen, { id: 't1', known: null, about: 'The vendor is late', options, flags: ['Cards.instant', 'old'] }, on());
const choose = (release: Release, kind: 'move-date' | 'defer-feature' | 'hide-behind-flag' | 'reduce-scope', actor = owner, reason = 'Least harm') => decideTradeOff(release, { tradeOff: release.tradeOffs[0]!, kind, ownerName: 'Grace Obi', reason, rev: 'r', flags: ['cards.instant'] }, on(actor));

test('REL-07 an option that waives a gate is refused with a pointer to exceptions, and so is such a request', () => {
  const waiving = trade(later, { ...deferring, skips: ['APR-05/security-scan'] });
  outcomeOf(waiving).refused('gate_not_lowered', { gates: ['APR-05/security-scan'] });
  expect(waiving).toMatchObject({ error: { where: { field: 'options.1.skips' } } });
  outcomeOf(requestScope(frozen, { ...said, scoping: adding(3), skips: ['DEP-05'] }, on())).refused('gate_not_lowered');
  outcomeOf(trade(later)).refused('trade_off_of_one');
  outcomeOf(trade(later, later)).refused('option_twice');
  outcomeOf(trade(later, { ...deferring, remove: [] })).refused('option_without_changes');
  outcomeOf(trade(later, { ...deferring, remove: [change(9)] })).refused('not_in_release');
  outcomeOf(trade({ ...later, remove: [change(1)] }, hiding)).refused('option_takes_out');
  outcomeOf(trade(later, { ...hiding, flag: '' })).refused('option_without_flag');
  // REL-09: a flag that nobody registered has no owner and no end.
  const unknown = trade(later, { ...hiding, flag: 'cards.later' });
  outcomeOf(unknown).refused('option_flag_unknown', { flag: 'cards.later' });
  expect(unknown).toMatchObject({ error: { where: { field: 'options.1.flag' } } });
  outcomeOf(trade({ ...later, endsAt: null }, hiding)).refused('option_without_window');
  outcomeOf(trade({ ...later, endsAt: later.startsAt }, hiding)).refused('release_window_reversed');
});

test('REL-07 a trade-off that removes a feature keeps the gate list unchanged; one that moves the date moves the window', () => {
  const sheet = after(frozen, trade(later, deferring, hiding));
  expect(sheet.tradeOffs).toMatchObject([{ about: 'The vendor is late', options: [{ kind: 'move-date', days: 7 }, { kind: 'defer-feature', note: 'Cards follow in spring', remove: ['c1'] }, { kind: 'hide-behind-flag', flag: 'cards.instant' }], decision: null }]);
  const gates = (release: Release) => releasePieces(release, { members: release.changes.map((id) => ({ change: change(Number(id.slice(1))), items: [] })), graph: { edges: [], contains: [] }, predecessors: {}, labels: {}, retired: [], capacity: noCapacity, exceptions: [], names: {}, assessed: { sheet: null, rev: '' }, versions: { running: [], planned: [] }, architecture: { components: [], standards: [] }, policy: defaultPolicy }, now).map(({ id, rule, step }) => [id, rule, step]);
  const cut = after(sheet, choose(sheet, 'defer-feature'), owner);
  expect(cut).toMatchObject({ changes: ['c2'], exclusions: [{ id: 'e1' }, { id: 't1', what: 'Cards follow in spring', reason: 'The vendor is late' }], tradeOffs: [{ decision: { kind: 'defer-feature', by: 'grace' } }] });
  expect(gates(cut)).toEqual(gates(sheet));
  expect(gates(cut).length).toBeGreaterThan(5);
  expect(after(sheet, choose(sheet, 'move-date'), owner)).toMatchObject({ changes: ['c1', 'c2'], window: { value: { startsAt: later.startsAt, endsAt: later.endsAt, zone: 'UTC' } } });
  expect(after(sheet, choose(sheet, 'hide-behind-flag'), owner)).toMatchObject({ changes: ['c1', 'c2'], window: frozen.window, tradeOffs: [{ decision: { kind: 'hide-behind-flag' } }] });
  outcomeOf(choose(sheet, 'defer-feature', manager)).refused('not_scope_owner');
  outcomeOf(choose(sheet, 'defer-feature', owner, ' ')).refused('reason_needed');
  outcomeOf(choose(sheet, 'reduce-scope')).refused('record_missing');
  // The flag was taken out of the code between weighing and choosing.
  const withoutFlag = (kind: 'hide-behind-flag' | 'move-date') => decideTradeOff(sheet, { tradeOff: sheet.tradeOffs[0]!, kind, ownerName: 'Grace Obi', reason: 'Least harm', rev: 'r', flags: [] }, on(owner));
  outcomeOf(withoutFlag('hide-behind-flag')).refused('option_flag_unknown', { flag: 'cards.instant' });
  expect(withoutFlag('move-date').ok).toBe(true);
  outcomeOf(choose(cut, 'move-date')).refused('trade_off_settled');
  outcomeOf(setTradeOff(cut, { id: 't1', known: cut.tradeOffs[0]!, about: 'Again', options: [later, hiding], flags: ['cards.instant'] }, on())).refused('trade_off_settled');
  expect(fold(sheet, [told('release.tradeOffDecided', { tradeOff: 't1', kind: 'defer-feature', remove: ['c2'] })], owner).tradeOffs[0]!.decision).toBeNull();
  // A baselined scope stays closed to everything else.
  expect(mayScope(cut, on())).toMatchObject({ error: { code: 'release_scope_frozen' } });
});

test('REL-07 over-capacity shows what to cut: the highest risk for the least value first, until the rest fits', () => {
  const burden = (id: string, hours: number, risk: number, value: number) => ({ id, hours, risk, value, isHeld: id === 'e' });
  const four = [burden('a', 40, 20, 5), burden('b', 30, 80, 2), burden('c', 20, 80, 1), burden('d', 60, 50, 4)];
  expect(toDefer(four, 150)).toEqual([]);
  expect(toDefer(four, 140)).toEqual(['c']);
  expect(toDefer(four, 100)).toEqual(['c', 'b']);
  expect(toDefer(four, 90)).toEqual(['c', 'b', 'd']);
  expect(toDefer([...four, burden('e', 50, 100, 1)], 150)).toEqual(['c', 'b']);
  expect(toDefer([burden('e', 50, 100, 1)], 10)).toEqual([]);
  outcomeOf(setCapacity(frozen, 120, on())).then({ type: 'release.capacitySet', data: { hours: 120 } });
  expect(after(frozen, setEffort(frozen, change(1), { hours: 40, value: 4 }, on())).efforts).toEqual([{ id: 'c1', hours: 40, value: 4 }]);
  outcomeOf(setEffort(frozen, change(9), { hours: 40, value: 4 }, on())).refused('not_in_release');
  outcomeOf(setCapacity(frozen, 120, on(auditor))).refused('auditor_reads_only');
});

test('REL-07 whatever the hours, what stays fits or nothing more could go, and the last cut is needed', () => {
  const burdens = fc.uniqueArray(fc.record({ id: fc.string({ minLength: 1, maxLength: 3 }), hours: fc.nat(50), risk: fc.nat(100), value: fc.integer({ min: 1, max: 5 }), isHeld: fc.boolean() }), { selector: ({ id }) => id, maxLength: 12 });
  fc.assert(fc.property(burdens, fc.nat(300), (all, capacity) => {
    const cut = toDefer(all, capacity);
    const left = all.filter(({ id }) => !cut.includes(id)).reduce((sum, { hours }) => sum + hours, 0);
    const may = all.filter(({ isHeld, hours }) => !isHeld && hours > 0);
    expect(left <= capacity || cut.length === may.length).toBe(true);
    if (cut.length > 0) expect(left + all.find(({ id }) => id === cut.at(-1))!.hours > capacity).toBe(true);
    expect(toDefer(all.toReversed(), capacity)).toEqual(cut);
  }));
});
