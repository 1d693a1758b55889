// What a printed schedule says of itself: whose it is, whose clock, what it was narrowed to, when it was printed.
import { useSession } from '../../app/session.ts';
import { formatMoment, zoneName } from '../../ui/time-words.ts';
import { counted, stateWords, tierWords, typeWords } from '../../ui/words.ts';
import { mostOnPaper } from './printing.ts';
import { laneWords } from './view.ts';
import type { View } from './view.ts';
import s from './calendar.module.css';

/** The view in words, one for each thing that narrows it. */
const narrowedTo = (view: View): string[] => [
  ...(view.look === 'lanes' ? [`lanes by ${laneWords[view.by].toLowerCase()}${view.isBusyOnly ? ', busy ones only' : ''}`] : []),
  ...(view.text.trim() === '' ? [] : [`with “${view.text.trim()}”`]),
  ...(view.tier.length === 0 ? [] : [`risk ${view.tier.map((tier) => (tier === 'none' ? 'not assessed' : tierWords[tier])).join(' or ')}`]),
  ...(view.type.length === 0 ? [] : [view.type.map((type) => typeWords[type]).join(' or ')]), ...(view.state.length === 0 ? [] : [view.state.map((state) => stateWords[state]).join(' or ')]),
  ...[view.service, view.environment, view.team].filter((word) => word !== ''),
];

export function PrintHead({ view, zone, now }: { view: View; zone: string; now: number }) {
  const state = useSession((session) => session.state);
  const facts = [state?.workspace?.organisation ?? '', `times of ${zoneName(zone)}`, ...narrowedTo(view), `printed ${formatMoment(new Date(now).toISOString(), zone)}${state?.person ? ` by ${state.person.name}` : ''}`];
  return <p className={s.onPaper}>{facts.filter((fact) => fact !== '').join(' · ')}</p>;
}

/** Said under a view that is longer than what is put on paper. */
export function CutOnPaper({ of, what }: { of: number; what: 'lane' | 'change' }) {
  return of > mostOnPaper ? <p className={s.onPaper}>The first {mostOnPaper} of {counted(of, what)}. Narrow the view to print the rest, or write it as CSV.</p> : null;
}
