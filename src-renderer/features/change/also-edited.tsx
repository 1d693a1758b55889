// A value that was written apart and lost stays beside the one that stands, one click away (SYN-02).
import { useState } from 'react';
import type { ChangeRecord } from '#contract/change.ts';
import { hrefOf } from '../../app/routes.ts';
import { SignalMark } from '../../ui/marks.tsx';
import { formatShort } from '../../ui/time-words.ts';
import { conflictIdOf } from '../exchange/exchange-words.ts';
import { valueText } from './field-words.ts';
import s from './record.module.css';

type Lost = NonNullable<ChangeRecord['overwritten']>[number];

/** What else was written into these fields, by whom and when. */
export function AlsoEdited({ record, fields }: { record: ChangeRecord; fields: readonly string[] }) {
  const lost = (record.overwritten ?? []).filter((o) => fields.includes(o.field));
  return lost.map((o) => <Other key={`${o.field} ${o.at} ${o.by}`} record={record} lost={o} />);
}

function Other({ record, lost }: { record: ChangeRecord; lost: Lost }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className={s.also}>
      <button type="button" className={s.alsoHead} aria-expanded={isOpen} onClick={() => { setOpen(!isOpen); }}>
        <SignalMark signal={lost.isMaterial ? 'clash' : 'accepted'}>also edited by {lost.by === '' ? 'somebody' : lost.by} at {formatShort(lost.at)}</SignalMark>
      </button>
      {isOpen && <div className={s.alsoValue}><span className="prose">{valueText(lost.field, lost.value, record.fields.zone)}</span> <a href={hrefOf({ place: 'conflict', conflict: conflictIdOf(record.number, lost.field) })}>Settle which one stands</a></div>}
    </div>
  );
}
