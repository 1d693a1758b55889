// The examples of the legacy registers and of the service catalogue: entries that both laptops have, and what they say apart.
import type { EventType, Json } from '../../src-main/domain/event.ts';
import type { Maker, Scene, Told } from './event-examples.ts';

type Fields = Record<string, Json>;
const entries = {
  constraint: { made: 'constraint.registered', revised: 'constraint.revised', letter: 'LC', data: { kind: 'batch', items: ['i'], services: ['s'], from: null, until: '2027-12-31', startsAt: '22:00', endsAt: '02:00', days: [1, 2], zone: 'Europe/Vienna', minutes: 0, atOnce: 1, blackoutFrom: '2026-12-24T00:00:00.000Z', blackoutTo: '2026-12-27T00:00:00.000Z' }, text: { name: 'Nightly settlement', owner: 'Zoe', note: 'Locks the ledger', operator: 'Ada' } },
  integration: { made: 'integration.mapped', revised: 'integration.revised', letter: 'LI', data: { from: 'a', to: 'b', direction: 'to-legacy', isolation: 'queue' }, text: { name: 'Ledger', protocol: 'MQ', effect: 'Bookings wait', measure: 'A day of messages', owner: 'Zoe' } },
  workaround: { made: 'workaround.registered', revised: 'workaround.revised', letter: 'LW', data: { item: 'i' }, text: { tool: 'Tape writer', why: 'No vendor', steps: ['Label', 'Write'], risk: 'Mixed up', skills: ['Tapes'], control: 'Two people', owner: 'Zoe' } },
  debt: { made: 'debt.registered', revised: 'debt.revised', letter: 'LD', data: { kind: 'outdated', interestHours: 4, cost: 9000, item: '' }, text: { title: 'Old driver', component: 'Driver', owner: 'Zoe', note: '' } },
  parallel: { made: 'parallel.planned', revised: 'parallel.resultRecorded', letter: 'LP', data: { from: '2026-12-01', until: '2027-01-31', cycles: 6, measures: ['failures', 'evidencePercent'], needed: 3 }, text: { name: 'Pipeline', scope: 'Cards', oldProcess: 'Scripts', newProcess: 'Pipeline' } },
} satisfies Record<string, { made: EventType; revised: EventType; letter: string; data: Fields; text: Fields }>;
type Tools = { of: (kind: string, tell: (scene: Scene) => Told) => Maker; signedAs: (role: string) => Fields };
type Mine = Extract<EventType, `constraint.${string}` | `integration.${string}` | `workaround.${string}` | `debt.${string}` | `debtPlan.${string}` | `parallel.${string}` | 'service.offered' | 'service.featureDeclared'>;
export function legacyExamples({ of, signedAs }: Tools): Record<Mine, Maker> {
  /** An entry of a legacy register that both have; meanwhile the other laptop writes its terms anew, or what is said in `apart`. */
  const entry = (kind: keyof typeof entries, said: { data?: Fields; text?: Fields } = {}, apart?: { type: EventType; data?: Fields; text?: Fields }): Maker => of(kind, ({ one, subject }) => {
    const { made, revised, letter, data, text } = entries[kind];
    return { given: [{ type: made, subject, data: { number: one.store.nextNumber(letter), ...data }, text }], data: {}, ...said, apart: { subject, ...(apart ? { data: {}, ...apart } : { type: revised, data, text: { ...text, owner: 'Written apart' } }) } };
  });
  const begun = (kind: keyof typeof entries, apart?: { type: EventType; data: Fields; text: Fields }): Maker => of(kind, ({ one, subject }) => {
    const { revised, letter, data, text } = entries[kind];
    return { data: { number: one.store.nextNumber(letter), ...data }, text, apart: { subject, ...apart ?? { type: revised, data, text: { ...text, owner: 'Written apart' } } } };
  });
  const rewritten = (kind: keyof typeof entries): Maker => entry(kind, { data: entries[kind].data, text: { ...entries[kind].text, owner: 'Ada' } });
  return {
    'service.offered': of('service', ({ subject }) => ({ data: { state: 'live', artefacts: ['i'] }, apart: { type: 'service.offered', subject, data: { state: 'retired', artefacts: [] } } })), 'service.featureDeclared': of('service', ({ subject }) => ({ data: { declaration: 'd', release: 'r', action: 'add' }, text: { feature: 'Transfer', version: '1.0' }, apart: { type: 'service.featureDeclared', subject, data: { declaration: 'e', release: 'r', action: 'remove' }, text: { feature: 'Transfer', version: '' } } })),
    'constraint.registered': begun('constraint'), 'constraint.revised': rewritten('constraint'), 'constraint.ended': entry('constraint', { text: { reason: 'Retired' } }),
    'integration.mapped': begun('integration'), 'integration.revised': rewritten('integration'), 'integration.removed': entry('integration', { text: { reason: 'Gone' } }),
    'integration.tested': entry('integration', { data: { on: '2026-12-01', passed: true }, text: { evidence: 'drill.pdf' } }, { type: 'integration.tested', data: { on: '2026-12-01', passed: false }, text: { evidence: 'log' } }),
    'integration.mitigated': entry('integration', { data: { change: 'c' }, text: { mitigation: 'By hand' } }),
    'workaround.registered': begun('workaround'), 'workaround.revised': rewritten('workaround'), 'workaround.retired': entry('workaround', { text: { reason: 'Replaced' } }), 'workaround.reviewed': entry('workaround', { text: { note: 'Still needed' } }),
    'workaround.operatorNamed': entry('workaround', { text: { skill: 'Tapes', operator: 'Ada' } }, { type: 'workaround.operatorRemoved', text: { skill: 'Tapes', operator: 'Ada' } }), 'workaround.operatorRemoved': entry('workaround', { text: { skill: 'Tapes', operator: 'Ada' } }, { type: 'workaround.operatorNamed', text: { skill: 'Tapes', operator: 'Ada' } }), 'workaround.used': entry('workaround', { data: { change: 'c' } }),
    'debt.registered': begun('debt'), 'debt.revised': rewritten('debt'), 'debt.settled': entry('debt', { text: { reason: 'Replaced' } }), 'debt.failureAdded': entry('debt', { data: { failure: 'f', on: '2026-12-01', minutes: 90, reworkHours: 2 }, text: { cause: 'Stopped' } }, { type: 'debt.failureAdded', data: { failure: 'g', on: '2026-12-02', minutes: 10, reworkHours: 0 }, text: { cause: 'Stopped again' } }),
    'debt.decided': entry('debt', { data: { verdict: 'funded', hours: 80, ...signedAs('chair') }, text: { reason: 'It pays' } }), 'debtPlan.set': of('debtPlan', ({ subject }) => ({ data: { featureHours: 160, debtHours: 40, debts: ['d'] }, text: { release: '2026.12' }, apart: { type: 'debtPlan.set', subject, data: { featureHours: 190, debtHours: 10, debts: [] }, text: { release: '2026.12' } } })),
    'parallel.planned': begun('parallel', { type: 'parallel.resultRecorded', data: { cycle: 1, side: 'old', values: { failures: 1 } }, text: { release: '2026.12' } }), 'parallel.resultRecorded': entry('parallel', { data: { cycle: 1, side: 'new', values: { failures: 0, evidencePercent: 95 } }, text: { release: '2026.12' } }, { type: 'parallel.resultRecorded', data: { cycle: 1, side: 'new', values: { failures: 2, evidencePercent: 95 } }, text: { release: '2026.12' } }),
    'parallel.extended': entry('parallel', { data: { until: '2027-02-28', ...signedAs('chair') }, text: { reason: 'Two more' } }, { type: 'parallel.extended', data: { until: '2027-03-31', ...signedAs('chair') }, text: { reason: 'Four more' } }), 'parallel.ended': entry('parallel', { data: { kind: 'exit', exception: '', ...signedAs('chair') }, text: { reason: 'Better' } }, { type: 'parallel.ended', data: { kind: 'stop', exception: 'X', ...signedAs('chair') }, text: { reason: 'Given up' } }),
  };
}
