// Examples of what two laptops write about the scope of a baselined release (REL-07).
import type { DomainEvent, EventType } from '../../src-main/domain/event.ts';
import type { Fields, Maker, Scene } from './example-parts.ts';
import { of, signedAs } from './example-parts.ts';

const asking = (add: string[], remove: string[] = []): Omit<DomainEvent, 'subject'> => ({ type: 'release.scopeRequested', data: { request: 's1', add, remove, days: 2, hours: -8, includes: [] }, text: { reason: 'The scheme asks for it', risk: 'A little higher', exclusion: remove.length > 0 ? 'Cards' : '' } });
const deciding = (verdict: string, add: string[]): Fields => ({ request: 's1', verdict, add, remove: [], ...signedAs('member') });
const trading = (days: number): Omit<DomainEvent, 'subject'> => ({
  type: 'release.tradeOffSet', data: { tradeOff: 't1', options: [{ kind: 'move-date', days, hours: 0, risk: 'same', remove: [], startsAt: '2026-12-12T20:00:00.000Z', endsAt: '2026-12-13T04:00:00.000Z' }, { kind: 'reduce-scope', days: 0, hours: -20, risk: 'lower', remove: ['c1'], startsAt: null, endsAt: null }] },
  text: { about: 'The vendor is late', options: { 'move-date': { note: 'A week on', flag: '' }, 'reduce-scope': { note: 'Without cards', flag: '' } } },
});

/** On a release that both have, whose scope owner is the one who writes; by default the other one writes the same thing of another request. */
export function scopeExamples(planning: (scene: Scene) => DomainEvent): Partial<Record<EventType, Maker>> {
  const scoped = (event: Omit<DomainEvent, 'subject' | 'type'>, apart: Omit<DomainEvent, 'subject'>, before: Omit<DomainEvent, 'subject'>[] = []): Maker => of('release', (scene) => {
    const on = (one: Omit<DomainEvent, 'subject'>): DomainEvent => ({ ...one, subject: scene.subject });
    const planned = planning(scene);
    return {
      given: [{ ...planned, data: { ...planned.data, owner: scene.one.person.id } }, ...[{ type: 'release.scopeEdited' as const, data: { add: ['c1', 'c2'], remove: [] } }, { type: 'release.baselined' as const, data: { changes: ['c1', 'c2'], ...signedAs('release-manager') } }, ...before].map(on)],
      data: event.data, ...(event.text ? { text: event.text } : {}), apart: on(apart),
    };
  });
  return {
    'release.scopeDrafted': scoped({ data: { request: 's1', add: ['c3'], remove: [] } }, { type: 'release.scopeDrafted', data: { request: 's1', add: ['c4'], remove: [] } }),
    'release.scopeRequested': scoped(asking(['c3']), asking(['c4'], ['c1'])),
    'release.scopeWithdrawn': scoped({ data: { request: 's1' }, text: { reason: 'Not needed' } }, asking(['c5']), [asking(['c3'])]),
    'release.scopeDecided': scoped({ data: deciding('accepted', ['c3']), text: { reason: 'Needed' } }, { type: 'release.scopeDecided', data: deciding('declined', ['c3']), text: { reason: 'Too late' } }, [asking(['c3'])]),
    'release.tradeOffSet': scoped(trading(7), trading(14)),
    'release.tradeOffDecided': scoped({ data: { tradeOff: 't1', kind: 'move-date', remove: [], ...signedAs('member') }, text: { reason: 'The vendor needs it' } }, { type: 'release.edited', data: { startsAt: '2026-12-19T20:00:00.000Z', endsAt: '2026-12-20T04:00:00.000Z', zone: 'UTC' } }, [trading(7)]),
    'release.capacitySet': scoped({ data: { hours: 200 } }, { type: 'release.capacitySet', data: { hours: 160 } }), 'release.effortSet': scoped({ data: { change: 'c1', hours: 40, value: 5 } }, { type: 'release.effortSet', data: { change: 'c1', hours: 60, value: 2 } }),
  };
}
