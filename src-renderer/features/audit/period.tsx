// The period that rules and controls are tested over: the last quarter, this one, or any other.
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Output } from '#contract/index.ts';
import { DayField } from '../../ui/fields.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { dayText } from './findings-tab.tsx';
import s from './audit.module.css';

const today = (): string => new Date().toISOString().slice(0, 10);
export const dayAfter = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

export type ChosenPeriod = { /** Null while it is not known, or ends before it begins. */ period: { from: string; to: string } | null; choice: ReactNode; days: ReactNode };
export function usePeriod(closed: Output<'compliance.rules'>['closed'] | undefined): ChosenPeriod {
  const [chosen, setChosen] = useState<'last' | 'this' | 'own'>('last');
  const [own, setOwn] = useState<{ from: string | null; to: string | null }>({ from: null, to: null });
  const { from, to } = closed === undefined ? { from: null, to: null } : chosen === 'last' ? closed : chosen === 'this' ? { from: dayAfter(closed.to), to: today() } : own;
  const isBackwards = from !== null && to !== null && to < from;
  return {
    period: from === null || to === null || isBackwards ? null : { from, to },
    choice: <>
      <Segments label="Which period" chosen={chosen} onChoose={(next) => { if (next === 'own') setOwn({ from, to }); setChosen(next); }} choices={[{ value: 'last', label: 'Last quarter' }, { value: 'this', label: 'This quarter' }, { value: 'own', label: 'Another period' }]} />
      {chosen !== 'own' && from !== null && to !== null && <span className="dim">{dayText(from)} to {dayText(to)}</span>}
    </>,
    days: chosen === 'own' && <div className={s.facts}><div className={s.pair}>
      <DayField label="From" value={own.from} onChange={(day) => { setOwn({ ...own, from: day }); }} />
      <DayField label="To, that day included" value={own.to} onChange={(day) => { setOwn({ ...own, to: day }); }} error={isBackwards ? 'Ends before it begins' : undefined} />
    </div></div>,
  };
}
