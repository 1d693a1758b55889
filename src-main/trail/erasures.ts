// Whether a text that is gone was erased by two persons: one asked for it, another one carried it out (trail design, A9).
import type { TrailEvent } from './envelope.ts';
import type { Origin, Position } from './roster.ts';
import { isVisible } from './roster.ts';

/** An act as it was proved: `key` is the one it was signed with, hex. */
export type ProvedAct = { event: TrailEvent; key: string; position: Position; hlc: string };
/** What is on record about an erased text; `asked` is where another person had asked for it, null when nobody had. */
export type Erasure = { subject: string; kind: string; at: Origin; asked: Origin | null };
type Asked = { by: string; key: string; at: Origin; /** Erasures that were carried out upon it. */ met: Origin[] };

export type Erasures = {
  asked(act: ProvedAct): void;
  carriedOut(act: ProvedAct): void;
  /** Erasures on record that name the text of this commitment. */
  of(commitment: string): readonly Erasure[];
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const originOf = ({ position: { feed, seq, event }, hlc }: ProvedAct): Origin => ({ feed, seq, event, hlc });
/** What is asked for is all texts of one class of one record. */
const nameOf = ({ s, d }: TrailEvent): string => `${text(d['class'])}\n${s}`;

export function openErasures(): Erasures {
  const requests = new Map<string, Asked[]>();
  const erasures = new Map<string, Erasure[]>();
  return {
    asked(act) {
      const name = nameOf(act.event);
      requests.set(name, [...(requests.get(name) ?? []), { by: act.event.by, key: act.key, at: originOf(act), met: [] }]);
    },
    carriedOut(act) {
      const { event, key, position } = act;
      // A request is good for one erasure; two that were carried out apart, neither knowing of the other, are one.
      const request = (requests.get(nameOf(event)) ?? []).find(({ by, key: theirs, at, met }) => by !== event.by && theirs !== key && by === event.d['proposedBy'] && isVisible(at, position) && !met.some((other) => isVisible(other, position)));
      request?.met.push(originOf(act));
      const erasure: Erasure = { subject: event.s, kind: text(event.d['class']), at: originOf(act), asked: request?.at ?? null };
      for (const commitment of Array.isArray(event.d['commitments']) ? event.d['commitments'] : []) erasures.set(String(commitment), [...(erasures.get(String(commitment)) ?? []), erasure]);
    },
    of: (commitment) => erasures.get(commitment) ?? [],
  };
}
