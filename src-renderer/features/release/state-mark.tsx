// Where a release stands, as a ring that fills on its way; an exit is struck through.
import { releaseStates } from '#contract/release.ts';
import type { ReleaseState } from '#contract/release.ts';
import { releaseStateWords } from './release-words.ts';
import s from './release.module.css';

const way = releaseStates.slice(0, 8);
export function ReleaseStateMark({ state }: { state: ReleaseState }) {
  const step = way.indexOf(state);
  return (
    <span className={s.state}>
      <svg viewBox="0 0 16 16" width="14" height="14" fill="none" stroke="currentColor" aria-hidden="true">
        <circle cx="8" cy="8" r="6" strokeWidth="1.5" strokeDasharray={step === 0 ? '2.6 2.11' : undefined} />
        {step < 0 ? <path d="M4 12L12 4" strokeWidth="1.5" /> : step > 0 && <circle cx="8" cy="8" r="2" strokeWidth="4" strokeDasharray={`${((step / 7) * 4 * Math.PI).toFixed(2)} 99`} transform="rotate(-90 8 8)" />}
      </svg>
      {releaseStateWords[state]}
    </span>
  );
}

/** The way of a release; its exit is named beside it. */
export function ReleaseTrack({ state }: { state: ReleaseState }) {
  const at = way.indexOf(state);
  return (
    <>
      <ol className={s.track} aria-label="Life of the release">
        {way.map((one, i) => <li key={one} data-part={one === state ? 'now' : at >= 0 && i < at ? 'done' : undefined} aria-current={one === state ? 'step' : undefined}><i aria-hidden="true" /><span>{releaseStateWords[one]}</span></li>)}
      </ol>
      {at < 0 && <p><ReleaseStateMark state={state} /></p>}
    </>
  );
}
