// No path leads around a guard: whatever people try in whatever order, a change is only where its gates let it be.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChangeState } from '../../src-main/contract/change.ts';
import type { Change } from '../../src-main/domain/change.ts';
import { evolveChange } from '../../src-main/domain/change.ts';
import type { Dossier, Gate } from '../../src-main/domain/dossier.ts';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import { gapsBefore } from '../../src-main/domain/gates.ts';
import * as rules from '../../src-main/domain/lifecycle.ts';
import { defaultPolicy } from '../../src-main/domain/policy-document.ts';
import type { RiskForm } from '../../src-main/domain/risk.ts';
import { riskSheet } from '../../src-main/domain/risk.ts';
import { fillRisk } from '../../src-main/domain/risk-fill.ts';
import type { Verdict } from '../../src-main/domain/verdict.ts';
import { calmRisk } from '../support/calm-risk.ts';
import { aChange, aDossier, by, person, stamped } from '../support/given.ts';

const people = { tomasz: person('Tomasz', 'requester', 'implementer'), ingrid: person('Ingrid', 'change-manager'), rosa: person('Rosa', 'release-manager'), grace: person('Grace', 'implementer'), ada: person('Ada', 'administrator'), owen: person('Owen', 'auditor') };
type Who = keyof typeof people;
const before = '2026-11-24T14:00:00.000Z';
const during = '2026-11-25T05:10:00.000Z';

/** A risk form that nobody has begun, one with a section open, one signed, and one signed for another scope. */
const forms = ((): Record<'none' | 'open' | 'signed' | 'stale', RiskForm | null> => {
  const blank: Dossier = { ...aDossier(aChange({ tier: null, score: null })), change: aChange({ tier: null, score: null }) };
  const made = (input: Partial<Parameters<typeof fillRisk>[1]>): RiskForm | null => {
    const verdict = fillRisk(blank, { ...calmRisk, answers: calmRisk.answers.map((a) => ({ ...a, residual: null, mitigation: '', reason: '' })), ...input }, { assessment: 'a1', by: by(people.ingrid) });
    if (!verdict.ok) throw new Error(verdict.error.code);
    return verdict.events.filter(({ type }) => riskSheet.types.includes(type)).reduce<RiskForm | null>((form, event) => riskSheet.fold(form, { ...stamped(event, 'ingrid'), isSigned: true }), null);
  };
  const signed = made({});
  return { none: null, open: made({ answers: [], sign: false }), signed, stale: signed && { ...signed, signed: signed.signed.map((s) => ({ ...s, scope: 's0' })) } };
})();

type Step = { act: string; who: Who; form: keyof typeof forms; isDemanding: boolean; isDuring: boolean };
const acts = ['submit', 'assess', 'approve', 'schedule', 'unschedule', 'start', 'finish', 'retry', 'validate', 'close', 'cancel', 'return', 'editWindow', 'editPlan', 'editTitle', 'blank'] as const;
const step: fc.Arbitrary<Step> = fc.record({ act: fc.constantFrom(...acts), who: fc.constantFrom(...Object.keys(people) as Who[]), form: fc.constantFrom('none', 'open', 'signed', 'signed', 'signed', 'stale'), isDemanding: fc.boolean(), isDuring: fc.boolean() });

/** How a change goes when everything is there; histories leave this way at any point. */
const straight: Step[] = ([['submit', 'tomasz', false], ['assess', 'ingrid', false], ['approve', 'ingrid', false], ['schedule', 'rosa', false], ['start', 'grace', true], ['finish', 'grace', true], ['validate', 'ingrid', true], ['close', 'ingrid', true]] as const)
  .map(([act, who, isDuring]) => ({ act, who, isDuring, form: 'signed', isDemanding: false }));
const histories = fc.record({ straight: fc.nat(straight.length), then: fc.array(step, { minLength: 2, maxLength: 12 }) }).map(({ straight: n, then }) => [...straight.slice(0, n), ...then]);

const easy = { ...defaultPolicy, evidence: { ...defaultPolicy.evidence, sets: { low: [], medium: [], high: [], critical: [] } }, matrix: [{ authority: 'change-manager' as const }] };
const dossierOf = (change: Change, { form, isDemanding }: Step): Dossier => ({ ...aDossier(change), change, risk: forms[form], policy: isDemanding ? defaultPolicy : easy });

function tried(dossier: Dossier, { act, who, isDuring }: Step): Verdict<DomainEvent> {
  const { change } = dossier;
  const actor = by(people[who], isDuring ? during : before);
  const input = { change: change.id };
  switch (act as (typeof acts)[number]) {
    case 'submit': return rules.submitChange(dossier, actor);
    case 'assess': return rules.assessChange(dossier, { ...input, note: '' }, actor);
    case 'approve': return rules.decideOutsideBoard(dossier, { id: `p${change.version}`, verdict: 'given', reason: '' }, actor);
    case 'schedule': return rules.scheduleChange(dossier, actor);
    case 'unschedule': return rules.stepChange('unschedule', change, 'Not now', actor);
    case 'start': return rules.startChange(dossier, actor);
    case 'finish': return rules.finishChange(dossier, { ...input, actualStartAt: '2026-11-25T05:00:00.000Z', actualEndAt: '2026-11-25T05:30:00.000Z' }, actor);
    case 'retry': return rules.stepChange('retry', change, 'Again', actor);
    case 'validate': return rules.validateChange(dossier, { ...input, outcome: 'successful', note: '' }, actor);
    case 'close': return rules.closeChange(dossier, input, actor);
    case 'cancel': return rules.cancelChange(change, 'No longer', actor);
    case 'return': return rules.stepChange('return', change, 'Too thin', actor);
    case 'editWindow': return rules.editChange(change, { plannedEndAt: '2026-11-25T06:00:00.000Z' }, actor);
    case 'editPlan': return rules.editChange(change, { implementationPlan: `${change.fields.implementationPlan}.` }, actor);
    case 'editTitle': return rules.editChange(change, { title: `${change.fields.title}.` }, actor);
    case 'blank': return rules.editChange(change, { backoutPlan: '' }, actor);
  }
}

/** The gate that stands before a state, when an act of a person leads into it. */
const gateInto: Partial<Record<ChangeState, Gate>> = { 'awaiting-authorisation': 'authorisation', authorised: 'decision', scheduled: 'schedule', implementing: 'start', closed: 'closure' };
/** Acts that fall back to an earlier state pass no gate on their way. */
const isBack = (act: string): boolean => act.startsWith('edit') || act === 'blank' || act === 'unschedule' || act === 'retry';

test('CHG-03 no path leads around a guard: in 10,000 random histories a change only enters a state whose gate lacked nothing', () => {
  const entered = new Set<string>();
  fc.assert(fc.property(histories, (history) => {
    let change: Change = aChange({ tier: null, score: null });
    let n = 0;
    for (const it of history) {
      const dossier = dossierOf(change, it);
      const verdict = tried(dossier, it);
      if (!verdict.ok) continue;
      n += 1;
      const after = verdict.events.reduce((c, event) => ({ ...evolveChange(c, stamped(event, it.who)), revision: event.type === 'change.edited' ? `r${n}` : c.revision }), change);
      const gate = gateInto[after.state];
      if (after.state !== change.state && gate !== undefined && !isBack(it.act)) {
        entered.add(after.state);
        const judged = gate === 'authorisation' ? { ...dossier, change: { ...change, tier: after.tier, score: after.score } } : dossier;
        const lacks = gapsBefore(gate, judged, it.isDuring ? during : before).filter(({ id }) => !id.startsWith('authority:'));
        expect(lacks.map(({ id }) => id), `${it.act} by ${it.who}: ${change.state} to ${after.state}`).toEqual([]);
      }
      if (['authorised', 'scheduled', 'implementing'].includes(after.state)) expect(['Ada', 'Owen'], 'nobody who may not act got here').not.toContain(people[it.who].name);
      expect(['closed', 'rejected', 'cancelled'].includes(change.state) && after.state !== change.state, 'a final state is left').toBe(false);
      change = after;
    }
  }), { numRuns: 10_000 });
  // The property says nothing unless histories got through.
  for (const state of ['awaiting-authorisation', 'authorised', 'scheduled', 'implementing', 'closed']) expect([...entered]).toContain(state);
});
