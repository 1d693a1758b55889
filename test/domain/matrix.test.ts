// The approval matrix: given rows and charters, when a change asks, then this authority and this row answer.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changeTypes, impactLevels, tiers } from '../../src-main/contract/change.ts';
import { authorityFor, contradictions, decidingRow, matches, strictness } from '../../src-main/domain/matrix.ts';
import type { Delegation, RouteFacts } from '../../src-main/domain/matrix.ts';
import { authorities, defaultPolicy } from '../../src-main/domain/policy-document.ts';
import type { MatrixRow } from '../../src-main/domain/policy-document.ts';
import { now } from '../support/given.ts';

const facts = (over: Partial<RouteFacts> = {}): RouteFacts => ({ type: 'normal', tier: 'low', impact: 'low', environment: 'production', serviceTier: 3, service: 'Ledger', people: ['ravi'], ...over });
const charter = (over: Partial<Delegation> = {}): Delegation => ({ team: 'Payments', members: ['ravi', 'grace'], lead: 'grace', tiers: ['low'], services: [], environments: [], from: '2026-01-01T00:00:00.000Z', until: '2027-01-01T00:00:00.000Z', ...over });
const ask = (over: Partial<RouteFacts> = {}, charters: Delegation[] = [charter()]) => authorityFor(facts(over), defaultPolicy.matrix, charters, now);

test('APR-01 a Low change of a chartered team goes to a peer, and the same change on a tier 1 service to the board', () => {
  expect(ask()).toEqual({ authority: 'peer', row: { tier: 'low', authority: 'peer' }, because: { code: 'delegated', team: 'Payments', until: '2027-01-01T00:00:00.000Z' } });
  expect(ask({ serviceTier: 1 })).toEqual({ authority: 'cab', row: { serviceTier: 1, authority: 'cab' }, because: { code: 'row' } });
});

test('APR-01 the default sends Medium to the change manager, High to the board, Critical to the board and an executive, and what was not assessed to the board', () => {
  expect((['medium', 'high', 'critical', null] as const).map((tier) => ask({ tier }).authority)).toEqual(['change-manager', 'cab', 'cab-and-executive', 'cab']);
  expect(ask({ tier: null }).because).toEqual({ code: 'no-row' });
  expect(authorityFor(facts(), [], [charter()], now)).toEqual({ authority: 'cab', row: null, because: { code: 'no-row' } });
});

test('APR-01 an expired delegation falls back to the change manager, and so does one that does not cover the change', () => {
  expect(ask({}, [charter({ until: now })])).toMatchObject({ authority: 'change-manager', because: { code: 'expired', team: 'Payments', until: now } });
  expect(ask({}, [charter({ from: '2026-12-01T00:00:00.000Z' })])).toMatchObject({ authority: 'change-manager', because: { code: 'undelegated' } });
  for (const limited of [charter({ tiers: ['medium'] }), charter({ services: ['Cards'] }), charter({ environments: ['test'] }), charter({ members: ['grace', 'luis'] })]) expect(ask({}, [limited])).toMatchObject({ authority: 'change-manager', because: { code: 'undelegated' } });
  expect(ask({}, [charter({ services: ['LEDGER '], environments: ['Production'] })]).authority).toBe('peer');
});

test('APR-01 a team lead decides where the matrix says so and the charter names one', () => {
  const rows: MatrixRow[] = [{ tier: 'low', authority: 'team-lead' }];
  expect(authorityFor(facts(), rows, [charter()], now).authority).toBe('team-lead');
  expect(authorityFor(facts(), rows, [charter({ lead: null })], now)).toMatchObject({ authority: 'change-manager', because: { code: 'no-lead' } });
});

test('APR-01 two rows that set the same conditions and name different authorities contradict each other; rows that merely overlap do not', () => {
  const rows: MatrixRow[] = [{ tier: 'low', environment: 'Test', authority: 'peer' }, { environment: 'test ', tier: 'low', authority: 'cab' }, { tier: 'low', authority: 'peer' }];
  expect(contradictions(rows)).toEqual([[rows[0], rows[1]]]);
  expect(contradictions(defaultPolicy.matrix)).toEqual([]);
  expect(contradictions([rows[0]!, { ...rows[0]! }])).toEqual([]);
});

const open = <T>(arb: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arb, { nil: undefined });
const aRow: fc.Arbitrary<MatrixRow> = fc.record({ type: open(fc.constantFrom(...changeTypes)), tier: open(fc.constantFrom(...tiers)), impact: open(fc.constantFrom(...impactLevels)), environment: open(fc.constantFrom('production', 'Test', 'staging')), serviceTier: open(fc.integer({ min: 1, max: 3 })), authority: fc.constantFrom(...authorities) })
  .map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as MatrixRow);
const someFacts: fc.Arbitrary<RouteFacts> = fc.record({ type: fc.constantFrom(...changeTypes), tier: fc.constantFrom(...tiers, null), impact: fc.constantFrom(...impactLevels, null), environment: fc.constantFrom('production', 'test', 'elsewhere', ''), serviceTier: fc.constantFrom(1, 2, 3, null), service: fc.constantFrom('Ledger', ''), people: fc.constantFrom(['ravi'], ['zoe'], []) });

test('APR-01 the matrix is total, the strictest matching row wins, and the order of rows means nothing', () => {
  fc.assert(fc.property(fc.array(aRow, { maxLength: 12 }), someFacts, fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), (rows, asked, keys) => {
    const row = decidingRow(asked, rows);
    const matching = rows.filter((one) => matches(one, asked));
    expect(row === null).toBe(matching.length === 0);
    for (const one of matching) expect(strictness(one.authority)).toBeLessThanOrEqual(strictness(row!.authority));
    const shuffled = rows.map((one, i) => [keys[i]!, one] as const).toSorted((a, b) => a[0] - b[0]).map(([, one]) => one);
    expect(decidingRow(asked, shuffled)).toEqual(row);
    const route = authorityFor(asked, rows, [charter()], now);
    expect(authorities).toContain(route.authority);
    // A delegation never makes it less strict than the row; without one it is the change manager at least.
    if (row) expect(strictness(route.authority)).toBeGreaterThanOrEqual(strictness(row.authority));
    else expect(route.authority).toBe('cab');
  }), { numRuns: 500 });
});
