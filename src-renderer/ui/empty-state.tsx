// What will be here, then at most three acts in order, the first one primary. No picture.
import type { ReactNode } from 'react';
import s from './empty-state.module.css';

export type EmptyStep = { title: string; text: string; act?: ReactNode };
export function EmptyState({ title, children, steps = [] }: { title: string; children?: ReactNode; steps?: readonly EmptyStep[] }) {
  return (
    <div className={s.empty}>
      <h2>{title}</h2>
      {children !== undefined && <p>{children}</p>}
      {steps.length > 0 && (
        <ol>
          {steps.map((step, i) => (
            <li key={step.title}><span className={s.order} aria-hidden="true">{i + 1}</span><div className="grow"><b>{step.title}</b><p className="dim">{step.text}</p></div>{step.act}</li>
          ))}
        </ol>
      )}
    </div>
  );
}
