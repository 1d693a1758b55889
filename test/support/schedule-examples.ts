// Examples of what is written about the calendar and the schedule, for the exchange between two laptops.
import type { Fields, Maker } from './example-parts.ts';
import { creating, of, signedAs } from './example-parts.ts';

const frozen = (day: string): { data: Fields; text: Fields } => ({
  data: { kind: 'freeze', startsAt: `2026-12-${day}T00:00:00.000Z`, endsAt: '2027-01-02T00:00:00.000Z', zone: 'UTC', mode: 'hard', permitted: ['emergency'], recurrence: { rule: 'FREQ=YEARLY', except: [], moved: [] } }, text: { title: 'Year end', owner: 'Zoe', scope: [{ by: 'service', id: 'Cards' }] },
});
/** An entry that both have; meanwhile the other laptop moves it. */
const calendar = (data: Fields, text?: Fields): Maker => of('calendar', ({ subject }) => ({
  given: [{ type: 'calendar.entryAdded', subject, ...frozen('20') }], data, ...(text ? { text } : {}), apart: { type: 'calendar.entryChanged', subject, data: { startsAt: '2026-12-22T00:00:00.000Z', endsAt: '2027-01-04T00:00:00.000Z' }, text: { title: 'Year end, later' } },
}));
/** A stabilisation freeze that both have; meanwhile the other laptop signs that it be lifted. */
const stabilising = (data: Fields, text: Fields): Maker => of('calendar', ({ subject }) => ({
  given: [{ type: 'calendar.entryAdded', subject, data: { ...frozen('20').data, kind: 'stabilisation', recurrence: null, release: 'r' }, text: { ...frozen('20').text, criteria: ['No incident', 'Backlog clear'] } }],
  data, text, apart: { type: 'calendar.liftSigned', subject, data: signedAs('change-manager'), text: { reason: 'Quiet here' } },
}));
const accepting = (until: string): Fields => ({ ...signedAs('release-manager'), rule: 'item', owner: 'p', until, sides: [{ id: 'a', ...span('01') }, { id: 'b', ...span('02') }] });
const span = (day: string): Fields => ({ startsAt: `2026-12-${day}T05:00:00.000Z`, endsAt: `2026-12-${day}T06:00:00.000Z` });
/** Something settled about the schedule of a change that both have; meanwhile the other laptop accepts a conflict as well. */
const scheduling = (data: Fields, text: Fields, apart: Fields): Maker => of('change', (scene) => ({ given: [creating(scene)], data, text, apart: { type: 'schedule.conflictAccepted', subject: scene.subject, data: apart, text: { reason: 'Settled apart' } } }));

export const scheduleExamples = {
  'calendar.entryAdded': of('calendar', ({ subject }) => ({ ...frozen('19'), apart: { type: 'calendar.entryAdded', subject, ...frozen('18') } })),
  'calendar.entryChanged': calendar({ startsAt: '2026-12-21T00:00:00.000Z', endsAt: '2027-01-03T00:00:00.000Z', mode: 'soft' }, { owner: 'Ada', scope: [{ by: 'organisation' }] }),
  'calendar.entryRemoved': calendar({}, { reason: 'Given up' }),
  'calendar.criterionMet': stabilising({ criterion: '1' }, { note: 'No incident' }),
  'calendar.liftSigned': stabilising(signedAs('change-manager'), { reason: 'All is quiet' }),
  'calendar.effectAnswered': calendar({ of: 'c', verdict: 'overridden', entryAt: 'a/b', ofAt: 'c/d' }, { reason: 'The supplier waits', notices: [{ to: 'Branches', text: 'Late' }] }),
  'schedule.conflictAccepted': scheduling({ ...accepting('2026-12-10') }, { reason: 'Both know' }, { ...accepting('2026-12-12') }),
  'schedule.freezePermitted': scheduling({ ...signedAs('change-manager'), freeze: 'f', ...frozen('20').data }, { reason: 'It is small' }, { ...accepting('2026-12-12') }),
} satisfies Record<string, Maker>;
