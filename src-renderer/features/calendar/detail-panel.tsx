// What stands under the calendar for the bar that is open: the change, its window in both zones, and what may be done.
import { useEffect, useRef } from 'react';
import { X } from 'lucide-react';
import { refusalOf } from '../../app/actions.ts';
import { goTo } from '../../app/routes.ts';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { RiskMark, StateRing } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { formatMinutes } from '../../ui/time-words.ts';
import { Span } from '../../ui/time.tsx';
import type { Output } from '#contract/index.ts';
import type { Planned } from '#contract/calendar-views.ts';
import type { Conflict } from '#contract/schedule.ts';
import type { May } from '#contract/values.ts';
import { placeOf } from './axis.ts';
import { placeDraft, takeUp, useCalendar } from './calendar-state.ts';
import { ConflictColumns, FreeWindows } from './conflicts.tsx';
import { canMove } from './moving.ts';
import type { View } from './view.ts';
import s from './calendar.module.css';

type Record = Output<'change.show'>;
const plannedOf = ({ id, number, state, tier, score, fields: f }: Record): Planned | null => (f.plannedStartAt === null || f.plannedEndAt === null ? null
  : { id, number, state, tier, score, title: f.title, type: f.type, service: f.service, environment: f.environment, zone: f.zone, owner: f.owner, startsAt: f.plannedStartAt, endsAt: f.plannedEndAt, outageMinutes: f.outageMinutes });

export function DetailPanel({ number, zone, conflicts, mayAccept, onChange }: { number: string; zone: string; conflicts: readonly Conflict[]; mayAccept: May | undefined; onChange: (part: Partial<View>) => void }) {
  const asked = useQuery('change.show', { change: number }, { keepPrevious: true });
  const record = asked.value;
  const panel = useRef<HTMLElement>(null);
  // In a low window it lies below what is in sight.
  useEffect(() => { panel.current?.scrollIntoView({ block: 'nearest' }); }, [number]);
  return (
    <aside ref={panel} className={s.panel} aria-label={`Change ${number}`} data-panel>
      <div>
        <div className={s.panelHead}>{record && <RiskMark tier={record.tier} score={record.score} />}<span className="mono">{number}</span><IconButton label="Close" icon={<X aria-hidden="true" />} onPress={() => { onChange({ open: '' }); }} /></div>
        <RefusalLine refusal={asked.error} />
        {record && <ChangeFacts record={record} zone={zone} />}
      </div>
      <ConflictColumns conflicts={conflicts} change={number} mayAccept={mayAccept} />
      {record && canMove(record) && <FreeWindows change={number} zone={zone} onTake={(free) => { const planned = plannedOf(record); if (planned) { takeUp(planned); placeDraft(Date.parse(free.startsAt), Date.parse(free.endsAt)); onChange({ at: placeOf(Date.parse(free.startsAt), zone) }); } }} />}
    </aside>
  );
}

function ChangeFacts({ record, zone }: { record: Record; zone: string }) {
  const schedule = useCommand('change.schedule');
  const draft = useCalendar((c) => c.draft);
  const planned = plannedOf(record);
  const { fields: f } = record;
  const isMoving = draft?.planned.id === record.id;
  return (
    <>
      <p className={s.what}>{f.title}</p>
      <div className={s.facts}>
        <StateRing state={record.state} />
        {planned && <span><Span from={planned.startsAt} to={planned.endsAt} zone={zone} /></span>}
        <span>{[f.service, f.environment].filter((part) => part !== '').join(', ')}{f.outageMinutes !== null && f.outageMinutes > 0 && `, outage ${formatMinutes(f.outageMinutes)}`}</span>
        {f.owner !== '' && <span>Owner {f.owner}{f.implementers.length > 0 && `, carried out by ${f.implementers.join(', ')}`}</span>}
      </div>
      <div className={s.acts}>
        <Button hotkey="O" onPress={() => { goTo({ place: 'change', change: record.number }); }}>Open</Button>
        {planned && canMove(record) && !isMoving && <Button hotkey="M" refusal={refusalOf(record.may['edit'])} onPress={() => { takeUp(planned); document.querySelector<HTMLElement>(`[id^="bar-${CSS.escape(record.number)}-"]`)?.focus(); }}>Move</Button>}
        {record.state === 'authorised' && !isMoving && <Button refusal={refusalOf(record.may['schedule'])} isPending={schedule.isPending} onPress={() => { void schedule.run({ change: record.id }); }}>Schedule</Button>}
      </div>
      <RefusalLine refusal={schedule.error} />
    </>
  );
}
