// What happens to the scope of a release after its baseline: scope requests, trade-offs, capacity and what to cut (REL-07).
import { z } from 'zod';
import { ChangeState, Tier } from './change.ts';
import { command, query } from './define.ts';
import { Count, Instant, Line, May, Prose, Receipt, Ref } from './values.ts';

/** Ways out when something is not met: leave a feature for later, move the date, deploy it switched off, make the release smaller. */
export const tradeOffKinds = ['defer-feature', 'move-date', 'hide-behind-flag', 'reduce-scope'] as const;
export type TradeOffKind = (typeof tradeOffKinds)[number];
export const trendWords = ['lower', 'same', 'higher'] as const;
export const requestStandings = ['draft', 'asked', 'accepted', 'declined', 'withdrawn'] as const;

const Id = z.string().min(1).max(64);
const Days = z.number().int().min(-3650).max(3650);
const Hours = z.number().int().min(-1_000_000).max(1_000_000);
/** Nothing may stand here: it is asked so that whoever wants it is told where exceptions are granted. */
const Skips = z.array(Line).max(20).default([]).describe('gates or evidence it would do without: none may');
export const OptionInput = z.strictObject({
  kind: z.enum(tradeOffKinds), days: Days.default(0).describe('days by which the date moves'), hours: Hours.default(0).describe('hours of capacity it takes; below zero it frees them'), risk: z.enum(trendWords).default('same'), note: z.string().trim().max(300).default(''),
  remove: z.array(Ref).max(500).default([]).describe('changes it takes out'), startsAt: Instant.nullable().default(null), endsAt: Instant.nullable().default(null), flag: z.string().trim().max(200).default('').describe('key of the feature flag'), skips: Skips,
});
export type OptionInput = z.output<typeof OptionInput>;

const Named = z.object({ id: z.string(), label: z.string(), title: z.string() });
const SaidBy = z.object({ by: z.string(), at: z.string() });
export const ScopeRequestRow = SaidBy.extend({
  id: z.string(), standing: z.enum(requestStandings), add: z.array(Named), remove: z.array(Named), reason: z.string(), days: z.number(), hours: z.number(), risk: z.string(), exclusion: z.string(), includes: z.array(z.object({ id: z.string(), what: z.string() })),
  /** Score of the release now and with the request; null where nothing in it is assessed. */ scores: z.object({ before: Count.nullable(), after: Count.nullable() }), decision: SaidBy.extend({ reason: z.string() }).nullable(), mayComplete: May, mayDecide: May, mayWithdraw: May,
});
export type ScopeRequestRow = z.output<typeof ScopeRequestRow>;
export const OptionRow = OptionInput.omit({ remove: true, skips: true }).extend({ remove: z.array(Named) });
export const TradeOffRow = SaidBy.extend({ id: z.string(), about: z.string(), options: z.array(OptionRow), decision: SaidBy.extend({ kind: z.enum(tradeOffKinds), reason: z.string() }).nullable(), mayEdit: May, mayDecide: May });
export type TradeOffRow = z.output<typeof TradeOffRow>;
/** A change with the hours it takes. `cut`: its place among what is proposed to be left out, null where it stays. */
export const LoadRow = z.object({ id: z.string(), number: z.string(), title: z.string(), state: ChangeState, tier: Tier.nullable(), score: Count.nullable(), hours: Count.nullable(), value: Count.nullable(), cut: Count.nullable(), /** Changes of the release that wait for it. */ neededBy: z.array(z.string()) });

const On = { release: Ref };
export const scope = {
  'scope.show': query('Requests, trade-offs and capacity of a release, with what could be cut when it holds more than it can carry.', z.strictObject(On), z.object({
    release: z.string(), number: z.string(), isFrozen: z.boolean(), owner: z.string().nullable(), requests: z.array(ScopeRequestRow), tradeOffs: z.array(TradeOffRow),
    /** Dependencies of its changes that are not met. */ unmet: z.array(z.object({ change: Named, before: Named, code: z.string(), facts: z.record(z.string(), z.unknown()) })),
    load: z.object({ capacity: Count.nullable(), hours: Count, over: Count, rows: z.array(LoadRow), cuts: z.array(z.string()) }),
    may: z.object({ request: May, trade: May, capacity: May }),
  }), ['release', 'change', 'policy', 'person']),
  'scope.request': command('Asks to take changes into a baselined release or out of it, with what that does to date, capacity, risk and exclusions.', z.strictObject({
    ...On, request: Id.optional().describe('the draft or open request that is completed or rewritten'), add: z.array(Ref).max(500).default([]), remove: z.array(Ref).max(500).default([]), reason: Prose, days: Days.describe('days by which the date moves'),
    hours: Hours.describe('hours of capacity it takes; below zero it frees them'), risk: Prose.describe('what it does to the risk'), exclusion: z.string().trim().max(300).default('').describe('what the release then leaves out'), includes: z.array(Id).max(100).default([]).describe('exclusions that no longer hold'), skips: Skips,
  }), Receipt),
  'scope.decide': command('The scope owner accepts or declines a scope request, by signature.', z.strictObject({ ...On, request: Id.describe('request by id, or one of its changes'), verdict: z.enum(['accepted', 'declined']), reason: Prose.default('') }), Receipt),
  'scope.withdraw': command('Takes a scope request or its draft back.', z.strictObject({ ...On, request: Id.describe('request by id, or one of its changes'), reason: Prose.default('') }), Receipt),
  'scope.setCapacity': command('Says how many hours a release has.', z.strictObject({ ...On, hours: z.number().int().min(0).max(1_000_000).nullable() }), Receipt),
  'scope.setEffort': command('Says how many hours a change of the release takes and what it is worth.', z.strictObject({ ...On, change: Ref, hours: z.number().int().min(0).max(1_000_000), value: z.number().int().min(1).max(5).describe('value from 1 to 5') }), Receipt),
  'tradeoff.set': command('Puts the ways out of an unmet dependency side by side: at least two.', z.strictObject({ ...On, tradeoff: Id.optional().describe('the sheet that is rewritten'), about: Line.describe('what is not met'), options: z.array(OptionInput).min(1).max(4) }), Receipt),
  'tradeoff.decide': command('The scope owner chooses one way of a trade-off, by signature.', z.strictObject({ ...On, tradeoff: Id, kind: z.enum(tradeOffKinds), reason: Prose.default('') }), Receipt),
};
