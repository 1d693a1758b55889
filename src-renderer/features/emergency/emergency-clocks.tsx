// What an emergency owes and how long it has: large on its own tab, small wherever else the change is shown (EMG-02, EMG-04, EMG-05).
import { Clock3 } from 'lucide-react';
import type { Clock } from '#contract/emergency.ts';
import { useQuery } from '../../data/use-query.ts';
import { SignalMark } from '../../ui/marks.tsx';
import { Moment } from '../../ui/time.tsx';
import { clockWords, faceOf } from './emergency-words.ts';
import type { ClockFace } from './emergency-words.ts';
import { useNow } from './use-now.ts';
import s from './emergency.module.css';

/** A clock that merely runs is no signal: it has a clock beside it. */
const Face = ({ face }: { face: ClockFace }) => (face.tone === 'running' ? <span className={s.running}><Clock3 aria-hidden="true" />{face.words}</span> : <SignalMark signal={face.signal}>{face.words}</SignalMark>);

/** Clocks as figures, for the page that is about them. */
export function BigClocks({ clocks }: { clocks: readonly Clock[] }) {
  const now = useNow();
  return (
    <ul className={s.clocks} aria-label="Clocks">
      {clocks.map((clock) => {
        const face = faceOf(clock, now);
        return (
          <li key={clock.id} className={s.clock} data-tone={face.tone}>
            <span className={s.clockName}>{clockWords[clock.id]}</span>
            <b className={s.clockFace}><Face face={face} /></b>
            <span className="dim">{clock.doneAt === null ? <>until <Moment at={clock.dueAt} /></> : <Moment at={clock.doneAt} />}</span>
          </li>
        );
      })}
    </ul>
  );
}

/** Clocks as one line of marks; those that are done in time are left out. */
export function SmallClocks({ clocks }: { clocks: readonly Clock[] }) {
  const now = useNow();
  const open = clocks.map((clock) => ({ clock, face: faceOf(clock, now) })).filter(({ face }) => face.tone !== 'done');
  if (open.length === 0) return null;
  return <span className={s.small}>{open.map(({ clock, face }) => <span key={clock.id} className={s.smallClock} data-tone={face.tone}><Face face={{ ...face, words: `${clockWords[clock.id]}: ${face.words.toLocaleLowerCase('en')}` }} /></span>)}</span>;
}

/** The open clocks of an emergency change, for cards and heads; nothing for a change that owes nothing. */
export function EmergencyClocks({ change }: { change: string }) {
  const known = useQuery('emergency.clocks', { change }).value;
  return known ? <SmallClocks clocks={known.clocks} /> : null;
}
