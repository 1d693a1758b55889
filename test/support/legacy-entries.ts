// Entries of the legacy registers as events carry them: what makes one, what revises it, the letter of its number.
import type { EventType, Json } from '../../src-main/domain/event.ts';

type Fields = Record<string, Json>;
export const legacyEntries = {
  constraint: { made: 'constraint.registered', revised: 'constraint.revised', letter: 'LC', data: { kind: 'batch', items: ['i'], services: ['s'], from: null, until: '2027-12-31', startsAt: '22:00', endsAt: '02:00', days: [1, 2], zone: 'Europe/Vienna', minutes: 0, atOnce: 1, blackoutFrom: '2026-12-24T00:00:00.000Z', blackoutTo: '2026-12-27T00:00:00.000Z' }, text: { name: 'Nightly settlement', owner: 'Zoe', note: 'Locks the ledger', operator: 'Ada' } },
  integration: { made: 'integration.mapped', revised: 'integration.revised', letter: 'LI', data: { from: 'a', to: 'b', direction: 'to-legacy', isolation: 'queue' }, text: { name: 'Ledger', protocol: 'MQ', effect: 'Bookings wait', measure: 'A day of messages', owner: 'Zoe' } },
  workaround: { made: 'workaround.registered', revised: 'workaround.revised', letter: 'LW', data: { item: 'i' }, text: { tool: 'Tape writer', why: 'No vendor', steps: ['Label', 'Write'], risk: 'Mixed up', skills: ['Tapes'], control: 'Two people', owner: 'Zoe' } },
  debt: { made: 'debt.registered', revised: 'debt.revised', letter: 'LD', data: { kind: 'outdated', interestHours: 4, cost: 9000, item: '' }, text: { title: 'Old driver', component: 'Driver', owner: 'Zoe', note: '' } },
  parallel: { made: 'parallel.planned', revised: 'parallel.resultRecorded', letter: 'LP', data: { from: '2026-12-01', until: '2027-01-31', cycles: 6, measures: ['failures', 'evidencePercent'], needed: 3 }, text: { name: 'Pipeline', scope: 'Cards', oldProcess: 'Scripts', newProcess: 'Pipeline' } },
} satisfies Record<string, { made: EventType; revised: EventType; letter: string; data: Fields; text: Fields }>;
