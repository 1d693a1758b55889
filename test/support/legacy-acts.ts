// Inputs for the commands of the legacy registers, each on an entry of its own.
import type { Connection } from '../../src-main/boot.ts';
import type { Asked, NameOf } from '../../src-main/contract/index.ts';
import { answer } from './workspace.ts';

export const aBatch = { kind: 'batch', name: 'Nightly settlement', owner: 'Ingrid Solberg', startsAt: '22:00', endsAt: '02:00', zone: 'UTC' } as const;
export const aWorkaround = { tool: 'Tape writer', why: 'The vendor is gone', steps: ['Label the tape', 'Write it'], risk: 'A tape may be mixed up', skills: ['Tape handling'], control: 'Second person reads the label', owner: 'Ingrid Solberg' };
export const aDebt = { title: 'Parser without tests', component: 'Clearing parser', kind: 'missing-tests', interestHours: 6, cost: 12_000, owner: 'Ingrid Solberg' } as const;
export const aRun = { name: 'New pipeline', scope: 'Card services', oldProcess: 'Shell scripts', newProcess: 'Pipeline', from: '2026-11-24', until: '2027-01-31', cycles: 6 };
type LegacyActs = { [N in Extract<NameOf<'command'>, `catalogue.${'offer' | 'declare'}` | `constraint.${string}` | `integration.${string}` | `workaround.${string}` | `debt.${string}` | `parallel.${string}`>]: Asked<N> };

/** `item` and `other` are items of the register, `change` a change. */
export async function legacyActs(release: Connection, { item, other, change }: { item: string; other: string; change: string }): Promise<LegacyActs> {
  const batch = { ...aBatch, items: [item] };
  const point = { name: 'Clearing to mainframe', from: item, to: other, isolation: 'queue' as const, measure: 'A day of messages' };
  const kept = { constraint: (await answer(release, 'constraint.register', batch)).id, ending: (await answer(release, 'constraint.register', { ...batch, name: 'Old settlement' })).id };
  const [mapped, removed] = [(await answer(release, 'integration.map', point)).id, (await answer(release, 'integration.map', { ...point, name: 'Files at night' })).id];
  const [workaround, retiring] = [(await answer(release, 'workaround.register', aWorkaround)).id, (await answer(release, 'workaround.register', { ...aWorkaround, tool: 'Fax' })).id];
  const [debt, settled] = [(await answer(release, 'debt.register', aDebt)).id, (await answer(release, 'debt.register', { ...aDebt, title: 'Old driver' })).id];
  const [run, ending] = [(await answer(release, 'parallel.plan', aRun)).id, (await answer(release, 'parallel.plan', { ...aRun, name: 'Sign-off by mail' })).id];
  for (const cycle of [1, 2, 3]) for (const side of ['old', 'new'] as const) await answer(release, 'parallel.record', { run: ending, cycle, side, release: `R${cycle}`, durationMinutes: 60, failures: 0, defects: 1, manualMinutes: 30, evidencePercent: 90 });
  await answer(release, 'catalogue.offer', { service: 'Clearing', state: 'live', artefacts: [item] });
  const planned = await answer(release, 'release.plan', { name: 'With a feature' });
  return {
    'catalogue.offer': { service: 'Clearing', state: 'live', artefacts: [item] }, 'catalogue.declare': { service: 'Clearing', release: planned.id, feature: 'Same-day clearing' },
    'constraint.register': { ...batch, name: 'Weekly settlement' }, 'constraint.revise': { constraint: kept.constraint, ...batch, endsAt: '03:00' }, 'constraint.end': { constraint: kept.ending, reason: 'Retired' },
    'integration.map': { ...point, name: 'Prices' }, 'integration.revise': { point: mapped, ...point, protocol: 'MQ' }, 'integration.test': { point: mapped, on: '2026-11-20', result: 'passed', evidence: 'drill.pdf' }, 'integration.mitigate': { point: mapped, change, text: 'Stopped by hand' }, 'integration.remove': { point: removed, reason: 'Gone' },
    'workaround.register': { ...aWorkaround, tool: 'Punch cards' }, 'workaround.revise': { workaround, ...aWorkaround, risk: 'None left' }, 'workaround.review': { workaround, note: 'Still needed' }, 'workaround.setOperator': { workaround, skill: 'Tape handling', operator: 'Grace Obi' }, 'workaround.use': { workaround, change }, 'workaround.retire': { workaround: retiring, reason: 'Replaced' },
    'debt.register': { ...aDebt, title: 'Old library' }, 'debt.revise': { debt, ...aDebt, cost: 9000 }, 'debt.settle': { debt: settled, reason: 'Replaced' }, 'debt.addFailure': { debt, on: '2026-11-20', minutes: 90, cause: 'Parser stopped' }, 'debt.decide': { debt, verdict: 'funded', hours: 80, reason: 'It pays' }, 'debt.plan': { release: '2026.12', featureHours: 160, debtHours: 40, debts: [debt] },
    'parallel.plan': { ...aRun, name: 'Board by ballot' }, 'parallel.record': { run, cycle: 1, side: 'old', release: '2026.11', durationMinutes: 90 }, 'parallel.extend': { run, until: '2027-02-28', reason: 'Two more releases' }, 'parallel.end': { run: ending, kind: 'exit', reason: 'Better in everything' },
  };
}
