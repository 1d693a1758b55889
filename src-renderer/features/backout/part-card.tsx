// A card of the backout: its title, how it stands for the gates, what to do about it, and its acts.
import type { ReactNode } from 'react';
import type { BackoutRecord } from '#contract/backout.ts';
import { SignalMark } from '../../ui/marks.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { isOpen, pieceOf, pieceSignal, whyOf } from './backout-words.ts';
import s from './backout.module.css';

export function PartCard({ record, title, pieces, aside, acts, children }: { record: BackoutRecord; title: string; pieces: readonly string[]; aside?: ReactNode; acts?: ReactNode; children?: ReactNode }) {
  const mine = pieces.flatMap((id) => pieceOf(record, id) ?? []);
  const open = mine.filter(isOpen);
  const mark = mine.length === 0 ? aside : <span className={s.aside}>{aside}<SignalMark signal={open[0] ? pieceSignal[open[0].status] : 'ok'}>{open[0] ? (open[0].status === 'stale' ? 'out of date' : open[0].status === 'waiting' ? 'waiting' : 'open') : 'there'}</SignalMark></span>;
  return (
    <Card title={title} aside={mark}>
      <div className={s.cardBody}>
        {open.map((p) => <p key={p.id} className={s.why}><SignalMark signal={pieceSignal[p.status]} label={p.label} /><span className="prose">{whyOf(p)} <span className="dim nowrap">{p.rule}</span></span></p>)}
        {children}
        {acts !== undefined && <div className={s.acts}>{acts}</div>}
      </div>
    </Card>
  );
}

/** What somebody else wrote apart and lost, until whoever has seen both writes it again. */
export function AlsoWritten({ also }: { also: readonly { by: string; at: string; said: string }[] }) {
  if (also.length === 0) return null;
  return <p className={s.why}><SignalMark signal="clash" label="Written apart" /><span className="prose">Also written: {also.map(({ by, said }) => `${said} (${by})`).join('; ')}. Writing it again settles it.</span></p>;
}
