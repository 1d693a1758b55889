// Tiers, outcomes, states and signals: a shape and a word, never colour alone.
import type { ReactNode } from 'react';
import { changeStates } from '#contract/change.ts';
import type { ChangeState, DecisionVerdict, Tier } from '#contract/change.ts';
import { cx } from './class-names.ts';
import { Shape } from './shapes.tsx';
import type { ShapeName } from './shapes.tsx';
import { stateWords, tierWords, verdictWords } from './words.ts';
import s from './marks.module.css';

/** A risk tier. `isPill` once per header; bare inside lists; `isShapeOnly` on dense cards, where the score stands beside it. */
export function RiskMark({ tier, score, isPill = false, isShapeOnly = false }: { tier: Tier | null; score?: number | null | undefined; isPill?: boolean; isShapeOnly?: boolean }) {
  if (tier === null) return <span className={cx(s.risk, s.none)} data-pill={isPill || undefined}><Shape name="sig-missing" label={isShapeOnly ? 'Not assessed' : undefined} />{!isShapeOnly && 'Not assessed'}</span>;
  const figure = score === null || score === undefined ? '' : ` ${score}`;
  return (
    <span className={s.risk} data-tier={tier} data-pill={isPill || undefined}>
      <Shape name={`risk-${tier}`} label={isShapeOnly ? tierWords[tier] : undefined} />{isShapeOnly ? figure.trim() : `${tierWords[tier]}${figure}`}
    </span>
  );
}

const outcomeShapes: Record<DecisionVerdict, ShapeName> = {
  approved: 'out-approved', 'approved-with-conditions': 'out-conditions', deferred: 'out-deferred', rejected: 'out-rejected', withdrawn: 'out-withdrawn', referred: 'out-referred', noted: 'out-noted',
};
export function OutcomeMark({ verdict, children, isPlain = false }: { verdict: DecisionVerdict; children?: ReactNode; isPlain?: boolean }) {
  return <span className={s.out} data-verdict={verdict} data-plain={isPlain || undefined}><Shape name={outcomeShapes[verdict]} />{children ?? verdictWords[verdict]}</span>;
}

const stepCount = 10;
const exits: readonly ChangeState[] = ['returned', 'deferred', 'rejected', 'cancelled'];
/** A ring that fills along the life cycle; exits are struck through. Neutral ink, because a state is neither good nor bad. */
export function StateRing({ state, isShapeOnly = false }: { state: ChangeState; isShapeOnly?: boolean }) {
  const step = changeStates.indexOf(state);
  const isExit = exits.includes(state);
  return (
    <span className={s.state}>
      <svg viewBox="0 0 16 16" width="14" height="14" fill="none" stroke="currentColor" role={isShapeOnly ? 'img' : undefined} aria-label={isShapeOnly ? stateWords[state] : undefined} aria-hidden={!isShapeOnly || undefined}>
        <circle cx="8" cy="8" r="6" strokeWidth="1.5" strokeDasharray={state === 'draft' ? '2.6 2.11' : undefined} />
        {isExit ? <path d="M4 12L12 4" strokeWidth="1.5" /> : step > 0 && <circle cx="8" cy="8" r="2" strokeWidth="4" strokeDasharray={`${((step / stepCount) * 4 * Math.PI).toFixed(2)} 99`} transform="rotate(-90 8 8)" />}
      </svg>
      {!isShapeOnly && stateWords[state]}
    </span>
  );
}

export type Signal = 'ok' | 'missing' | 'warn' | 'bad' | 'gap' | 'clash' | 'accepted' | 'seen' | 'unseen' | 'info';
const signalShapes: Record<Signal, ShapeName> = { ok: 'sig-ok', missing: 'sig-missing', warn: 'sig-warn', bad: 'sig-bad', gap: 'sig-gap', clash: 'sig-clash', accepted: 'sig-clash', seen: 'sig-seen', unseen: 'sig-unseen', info: 'sig-seen' };
const signalTones: Record<Signal, 'ok' | 'warn' | 'bad' | 'info' | 'dim'> = { ok: 'ok', missing: 'warn', warn: 'warn', bad: 'bad', gap: 'warn', clash: 'warn', accepted: 'dim', seen: 'dim', unseen: 'dim', info: 'info' };
/** A signal with its words; `label` names it where it stands alone. */
export function SignalMark({ signal, children, label }: { signal: Signal; children?: ReactNode; label?: string }) {
  return <span className={s.sig} data-tone={signalTones[signal]}><Shape name={signalShapes[signal]} label={label} />{children !== undefined && <span>{children}</span>}</span>;
}

export function Badge({ children, tone = 'plain' }: { children: ReactNode; tone?: 'plain' | 'ok' | 'warn' | 'bad' | 'info' }) {
  return <span className={s.badge} data-tone={tone}>{children}</span>;
}

/** A person, as initials. The name stands beside it. */
export function Avatar({ name }: { name: string }) {
  const words = name.trim().split(/\s+/u);
  const initials = [words[0], words.length > 1 ? words.at(-1) : undefined].map((w) => [...(w ?? '')][0] ?? '').join('').toLocaleUpperCase();
  return <span className={s.avatar} aria-hidden="true">{initials}</span>;
}
