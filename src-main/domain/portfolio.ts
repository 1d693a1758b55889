// A portfolio: its release manager and its governance gates in their order (REL-08).
import { roles } from '#contract/people.ts';
import type { Role } from '#contract/people.ts';
import type { Json, StampedEvent } from './event.ts';
import { idOf } from './event.ts';
import { oneIn, recordIn, textIn } from './json-values.ts';
import { sheet } from './sheet.ts';

/** `id` stays when a gate is renamed. */
export type Gate = { id: string; name: string; role: Role };
export type Portfolio = { id: string; name: string; /** UUID of a person. */ manager: string | null; gates: Gate[]; at: string };

function gateIn(value: Json, names: { [key: string]: Json }): Gate[] {
  const told = recordIn(value);
  const [id, role] = [textIn(told['id']), oneIn(told['role'], roles)];
  return id === '' || role === null ? [] : [{ id, role, name: textIn(names[id]) || '(erased)' }];
}
export const portfolioSheet = sheet<Portfolio>({
  name: 'portfolio', kind: 'portfolio', types: ['portfolio.described'],
  fold: (before, event: StampedEvent) => {
    const { data, text } = event;
    const gates = (Array.isArray(data['gates']) ? data['gates'] : []).slice(0, 50).flatMap((one) => gateIn(one, recordIn(text['gates'])));
    return { id: idOf(event.subject), name: textIn(text['name']) || '(erased)', manager: textIn(data['manager']) || null, gates: gates.filter(({ id }, i) => gates.findIndex((one) => one.id === id) === i), at: before?.at ?? event.at };
  },
  columns: ({ name }) => ({ label: name }),
});
