// The examples of feature flags and of standards: entries that both laptops have, and what they say apart.
import type { EventType, Json } from '../../src-main/domain/event.ts';
import type { Maker, Scene, Told } from './event-examples.ts';

type Fields = Record<string, Json>;
type Tools = { of: (kind: string, tell: (scene: Scene) => Told) => Maker; signedAs: (role: string) => Fields };
type Mine = Extract<EventType, `flag.${string}` | `flagExport.${string}` | `standard.${string}`>;
const flag = { data: { kind: 'release', owner: 'p', authority: 'q', isOn: false, removeBy: '2027-02-01' }, text: { key: 'instant-payments', about: 'The new scheme', states: [{ environment: 'staging', isOn: true }], regulatedIn: ['production'] } };
const standard = { data: { lifecycle: 'retire', validFrom: '2026-01-01', validUntil: null }, text: { technology: 'log4j', range: '<2.17', note: 'Holes' } };
const states = (isOn: boolean): Fields => ({ environment: 'production', source: 'states.csv', states: [{ key: 'instant-payments', isOn }] });

export function flagExamples({ of, signedAs }: Tools): Record<Mine, Maker> {
  const known = { flag: { made: 'flag.registered', revised: 'flag.revised', letter: 'FF', ...flag, apart: { ...flag.text, about: 'Written apart' } }, standard: { made: 'standard.registered', revised: 'standard.revised', letter: 'AS', ...standard, apart: { ...standard.text, note: 'Written apart' } } } as const;
  const entry = (kind: keyof typeof known, said: { data?: Fields; text?: Fields }, apart?: { type: EventType; data: Fields; text?: Fields }): Maker => of(kind, ({ one, subject }) => {
    const { made, revised, letter, data, text, apart: written } = known[kind];
    return { given: [{ type: made, subject, data: { number: one.store.nextNumber(letter), ...data }, text }], data: {}, ...said, apart: { subject, ...(apart ?? { type: revised, data, text: written }) } };
  });
  const begun = (kind: keyof typeof known): Maker => of(kind, ({ one, subject }) => {
    const { revised, letter, data, text, apart } = known[kind];
    return { data: { number: one.store.nextNumber(letter), ...data }, text, apart: { subject, type: revised, data, text: apart } };
  });
  const dispensed = (until: string): Fields => ({ dispensation: 'd1', release: 'r1', until, ...signedAs('change-manager') });
  return {
    'flag.registered': begun('flag'), 'flag.revised': entry('flag', { data: { ...flag.data, removeBy: '2027-03-01' }, text: flag.text }), 'flag.removed': entry('flag', { text: { reason: 'Out of the code' } }),
    'flag.activated': entry('flag', { data: { isOn: true, change: 'c1', ...signedAs('member') }, text: { environment: 'production' } }, { type: 'flag.activated', data: { isOn: false, change: null, ...signedAs('member') }, text: { environment: 'production' } }),
    'flagExport.imported': of('flagExport', ({ subject }) => ({ data: { count: 1 }, text: states(true), apart: { type: 'flagExport.imported', subject, data: { count: 1 }, text: states(false) } })),
    'standard.registered': begun('standard'), 'standard.revised': entry('standard', { data: { ...standard.data, validUntil: '2027-12-31' }, text: standard.text }), 'standard.ended': entry('standard', { text: { reason: 'Replaced' } }),
    'standard.dispensed': entry('standard', { data: dispensed('2027-01-31'), text: { reason: 'No other driver yet' } }, { type: 'standard.dispensed', data: { ...dispensed('2027-03-31'), dispensation: 'd2' }, text: { reason: 'Apart' } }),
    'standard.dispensationEnded': entry('standard', { data: { dispensation: 'd1' }, text: { reason: 'Replaced' } }, { type: 'standard.dispensed', data: dispensed('2027-01-31'), text: { reason: 'No other driver yet' } }),
  };
}
