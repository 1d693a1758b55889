// Rules of deployment tokens and of the gate: how a token stands, and which check decides (DEP-01, DEP-02, CHG-03).
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FeedDocument, RevocationDocument, TokenDocument } from '../../src-main/contract/token.ts';
import type { DomainEvent, StampedEvent } from '../../src-main/domain/event.ts';
import type { GateFacts, Shown } from '../../src-main/domain/gate-check.ts';
import { isUntrusted, judgeGate, refusalOf } from '../../src-main/domain/gate-check.ts';
import type { Tokens } from '../../src-main/domain/token.ts';
import { isDemanding, materialOf, standingOf, tokenSheet } from '../../src-main/domain/token.ts';
import { aChange, aDossier, now, stamped } from '../support/given.ts';

const build = 'b'.repeat(64);
const digest = (value: unknown): string => JSON.stringify(value);
const authorised = aChange({ state: 'authorised', tier: 'low' });
const dossier = aDossier(authorised, { artefacts: [build] });
const issued: DomainEvent = {
  type: 'token.issued', subject: `change:${authorised.id}`, text: { environment: 'production' },
  data: { token: 't1', notBefore: '2026-11-24T13:00:00.000Z', notAfter: '2026-11-24T15:00:00.000Z', artefacts: [build], digest: 'd', material: digest(materialOf(dossier)), decision: 'x', emergency: false, demanding: true },
};
const fold = (...events: DomainEvent[]): Tokens => events.reduce<Tokens | null>((state, event) => tokenSheet.fold(state, stamped(event)), null)!;
const standing = (state: Tokens, over: Partial<typeof dossier> = {}, at = now): string => standingOf(state.tokens[0]!, { ...dossier, ...over }, { now: at, digest }).standing;
const said = (type: DomainEvent['type'], data: DomainEvent['data'] = {}, text: DomainEvent['text'] = {}): DomainEvent => ({ type, subject: issued.subject, data, text });

test('DEP-01 a token counts from its first instant to the one before its last', () => {
  const state = fold(issued);
  expect(['2026-11-24T12:59:59.999Z', '2026-11-24T13:00:00.000Z', '2026-11-24T14:59:59.999Z', '2026-11-24T15:00:00.000Z'].map((at) => standing(state, {}, at))).toEqual(['not-yet', 'in-force', 'in-force', 'expired']);
});

test('CHG-03 an edit that voids the authorisation voids its tokens for good, also once everything is as it was; one that does not leaves them', () => {
  expect(standing(fold(issued, said('change.edited', {}, { owner: 'Zoe' })))).toBe('in-force');
  expect(standing(fold(issued, said('change.edited', { voids: true }, { items: ['node 2'] })))).toBe('void');
  expect(standing(fold(issued, said('change.windowGivenUp')))).toBe('void');
  const later: DomainEvent = { ...issued, data: { ...issued.data, token: 't2' } };
  expect(fold(issued, said('change.edited', { voids: true }), later).tokens.map(({ voidedAt }) => voidedAt === null)).toEqual([false, true]);
});

test('DEP-01 what is not as it was when a token was issued voids it: state, window, scope, artefacts; who owns the change does not', () => {
  const state = fold(issued);
  for (const from of ['awaiting-authorisation', 'deferred', 'cancelled', 'validating', 'implemented', 'closed'] as const) expect(standing(state, { change: { ...authorised, state: from } }), from).toBe('void');
  for (const from of ['authorised', 'scheduled', 'implementing'] as const) expect(standing(state, { change: { ...authorised, state: from } }), from).toBe('in-force');
  expect(standing(state, { scope: 'another' })).toBe('void');
  expect(standing(state, { artefacts: [build, 'c'.repeat(64)] })).toBe('void');
  expect(standing(state, { change: { ...authorised, fields: { ...authorised.fields, plannedEndAt: '2026-11-26T00:00:00.000Z' } } })).toBe('void');
  expect(standing(state, { change: { ...authorised, fields: { ...authorised.fields, owner: 'Zoe' } } })).toBe('in-force');
  expect(standing(fold(issued, said('token.revoked', { token: 't1' }, { reason: 'Why' })), { scope: 'another' })).toBe('revoked');
});

test('DEP-02 production, High and Critical changes and those nobody assessed demand the signed lists', () => {
  const of = (tier: 'low' | 'medium' | 'high' | 'critical' | null, environment: string): boolean => isDemanding({ change: { ...authorised, tier } }, environment);
  expect([of('low', 'production'), of('medium', 'PROD'), of('high', 'staging'), of('critical', 'test'), of(null, 'test'), of('low', 'staging'), of('medium', 'test')]).toEqual([true, true, true, true, true, false, false]);
});

test('no event of another hand makes the sheet of tokens fail', () => {
  const json = fc.jsonValue({ maxDepth: 3 });
  const bag = fc.dictionary(fc.constantFrom('token', 'notBefore', 'notAfter', 'artefacts', 'environment', 'reason', 'voids', 'material', 'emergency'), json);
  const event = fc.record({ type: fc.constantFrom(...tokenSheet.types), data: bag, text: bag });
  fc.assert(fc.property(fc.array(event, { maxLength: 8 }), (events) => {
    const state = events.reduce<Tokens | null>((before, one) => tokenSheet.fold(before, { ...stamped(issued), ...one } as StampedEvent), fold(issued));
    expect(state!.tokens[0]!.id).toBe('t1');
    tokenSheet.columns!(state!);
  }));
});

const issuer = { keyId: 'a'.repeat(64), site: 'A1', person: 'Tomasz' };
const shown = <D>(document: D): Shown<D> => ({ document, isSigned: true, signer: 'known', keyId: issuer.keyId, file: 'file.json' });
const token: TokenDocument = {
  format: 'gavel-token', v: 1, id: '00000000-0000-4000-8000-000000000001', org: 'o', change: { id: authorised.id, number: authorised.number }, release: null, decision: 'x', policy: '2026-1', tier: 'low', environment: 'staging', services: ['Cards'], items: ['node 1'],
  artefacts: [build], notBefore: '2026-11-24T13:00:00.000Z', notAfter: '2026-11-24T15:00:00.000Z', conditions: [], type: 'normal', permits: [], departments: ['retail'], regions: [], emergency: false, bypassed: [], exceptions: [], triggers: [], demands: { isDemanded: false, hours: 24 }, issuedAt: now, issuer, nonce: '0'.repeat(32),
};
const revocations: RevocationDocument = { format: 'gavel-revocations', v: 1, org: 'o', issuedAt: now, issuer, tokens: [], keys: [] };
const feed: FeedDocument = { format: 'gavel-freezes', v: 1, org: 'o', issuedAt: now, issuer, freezes: [] };
const judge = (over: Partial<GateFacts> = {}, more: Partial<TokenDocument> = {}): (string | null)[] => {
  const checks = judgeGate({ change: authorised.number, environment: 'staging', artefact: build, now, token: shown({ ...token, ...more }), feed: null, revocations: null, isUsed: false, key: 'c'.repeat(64), ...over });
  return checks.filter(({ status }) => status === 'failed').map(({ code }) => code);
};

test('DEP-02 where nothing grave is deployed the lists may be left out; the gate demands them by itself whatever the token says of production or of a High change', () => {
  expect(judge()).toEqual([]);
  expect(judge({ environment: 'production' }, { environment: 'production' })).toEqual(['list_missing', 'list_missing']);
  expect(judge({}, { tier: 'high' })).toEqual(['list_missing', 'list_missing']);
  expect(judge({}, { tier: null })).toEqual(['list_missing', 'list_missing']);
  expect(judge({}, { demands: { isDemanded: true, hours: 24 } })).toEqual(['list_missing', 'list_missing']);
  expect(judge({ feed: shown(feed), revocations: shown(revocations) }, { tier: 'critical' })).toEqual([]);
});

test('DEP-02 a list that is given has to hold although nothing demands it: signature, signer, organisation, age', () => {
  expect(judge({ revocations: { ...shown(revocations), isSigned: false } })).toEqual(['signature_broken']);
  expect(judge({ feed: { ...shown(feed), signer: 'unknown' } })).toEqual(['unknown_signer']);
  expect(judge({ feed: { ...shown(feed), signer: 'revoked' } })).toEqual(['signer_revoked']);
  expect(judge({ revocations: shown({ ...revocations, org: 'another' }) })).toEqual(['list_missing']);
  expect(judge({ feed: shown({ ...feed, issuedAt: '2026-11-23T13:59:59.999Z' }) })).toEqual(['list_stale']);
  expect(judge({ feed: shown({ ...feed, issuedAt: '2026-11-23T14:00:00.000Z' }) })).toEqual([]);
});

test('DEP-02 an exception the token leans on ends it with its last day', () => {
  const exceptions = [{ number: 'X-A1-0001', rule: 'BCK-04', until: '2026-11-24T14:00:00.000Z' }];
  expect(judge({ now: '2026-11-24T13:59:59.999Z' }, { exceptions })).toEqual([]);
  expect(judge({}, { exceptions })).toEqual(['exception_expired']);
});

test('CAL-02 a freeze counts from its first instant to the one before its last, for what it names; an emergency that sets freezes aside passes one, as does what it permits', () => {
  type Freeze = FeedDocument['freezes'][number];
  const all: Freeze['scope'] = [{ by: 'organisation' }];
  const frozen = (scope: Freeze['scope'], more: Partial<TokenDocument> = {}, { at = now, ...rest }: Partial<Freeze> & { at?: string } = {}): (string | null)[] =>
    judge({ now: at, feed: shown({ ...feed, freezes: [{ id: 'f', title: 'Stocktaking', owner: 'Grace Obi', mode: 'hard', permitted: [], startsAt: now, endsAt: '2026-11-24T14:30:00.000Z', scope, ...rest }] }) }, more);
  const met: Freeze['scope'][] = [all, [{ by: 'service', id: 'cards' }], [{ by: 'service', id: 'Payroll' }, { by: 'service', id: 'Cards' }], [{ by: 'item', id: 'NODE 1' }], [{ by: 'environment', id: 'staging' }], [{ by: 'department', id: 'Retail' }]];
  expect(met.map((scope) => frozen(scope))).toEqual(met.map(() => ['freeze_active']));
  expect([frozen([{ by: 'service', id: 'Payroll' }]), frozen([{ by: 'region', id: 'Cards' }])]).toEqual([[], []]);
  expect([frozen(all, {}, { at: '2026-11-24T13:59:59.999Z' }), frozen(all, {}, { at: '2026-11-24T14:30:00.000Z' })]).toEqual([[], []]);
  expect([frozen(all, { type: 'emergency' }, { permitted: ['emergency'] }), frozen(all, {}, { permitted: ['emergency'] }), frozen(all, { permits: ['f'] })]).toEqual([[], ['freeze_active'], []]);
  const excepted = (rule: string, until: string): (string | null)[] => frozen(all, { exceptions: [{ number: 'X-A1-0001', rule, until }] });
  expect([excepted('CAL-02', '2026-11-25T00:00:00.000Z'), excepted('APR-05', '2026-11-25T00:00:00.000Z')]).toEqual([[], ['freeze_active']]);
  const bypassed = [{ control: 'freeze', reason: 'Down' }];
  expect([frozen(all, { bypassed }), frozen(all, { emergency: true }), frozen(all, { emergency: true, bypassed })]).toEqual([['freeze_active'], ['freeze_active'], []]);
});

test('DEP-02 what cannot be believed decides the exit code before what says no', () => {
  const checks = judgeGate({ change: 'C-A1-0001', environment: 'test', artefact: 'x', now, token: { ...shown(token), signer: 'unknown' }, feed: null, revocations: null, isUsed: true, key: '' });
  expect(checks.filter(({ status }) => status === 'failed').map(({ code }) => code)).toEqual(['unknown_signer', 'wrong_change', 'wrong_environment', 'artefact_altered', 'already_used']);
  expect([refusalOf(checks)?.code, checks.filter(isUntrusted).length]).toEqual(['unknown_signer', 1]);
});
