// A refusal at the place where the person is: what, why, and the code for those who look it up.
import type { RefObject } from 'react';
import { kindOf, sentence } from '#contract/errors.ts';
import type { Refusal } from '#contract/errors.ts';
import { Popover } from './popover.tsx';
import { Shape } from './shapes.tsx';
import s from './refusal.module.css';

/** The reason as a card; put it where the act was. */
export function RefusalCard({ refusal, title }: { refusal: Refusal; title?: string | undefined }) {
  const isGrave = kindOf(refusal) === 'untrusted' || kindOf(refusal) === 'fault';
  return (
    <div className={s.refusal} data-grave={isGrave || undefined}>
      <Shape name={isGrave ? 'sig-bad' : 'sig-warn'} />
      <div className="prose">
        {title !== undefined && <b>{title}</b>}
        <p>{sentence(refusal)}</p>
        {refusal.where && <p className="dim">{whereText(refusal.where)}</p>}
        <p className={s.code}>{refusal.code}</p>
      </div>
    </div>
  );
}

/** A place in a file or form, in words. */
export function whereText(where: NonNullable<Refusal['where']>): string {
  const parts = [where.file, where.row !== undefined && `row ${where.row}`, where.line !== undefined && `line ${where.line}`, where.field !== undefined && `field ${where.field}`];
  return parts.filter(Boolean).join(', ');
}

export function RefusalPopover({ refusal, anchor, isOpen, onClose }: { refusal: Refusal; anchor: RefObject<HTMLElement | null>; isOpen: boolean; onClose: () => void }) {
  return (
    <Popover label="Why this is not possible now" anchor={anchor} isOpen={isOpen} onClose={onClose} classes={[s.popover, s.dialog]} offset={6}><RefusalCard refusal={refusal} /></Popover>
  );
}

/** One line under a form or list: the sentence, announced when it appears. */
export function RefusalLine({ refusal }: { refusal: Refusal | undefined }) {
  return <div role="alert" className={s.slot}>{refusal && <p className={s.line}><Shape name="sig-warn" />{sentence(refusal)} <span className="mono dim">{refusal.code}</span></p>}</div>;
}
