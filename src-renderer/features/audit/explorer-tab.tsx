// The trail explorer: any record as it stood, what differs from now, who had seen what, and the way to the checkpoint that proves it (AUD-01).
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ExplorerEvent, FieldThen, RecordThen } from '#contract/explorer.ts';
import { useActions } from '../../app/actions.ts';
import { replaceRoute } from '../../app/routes.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { DateTimeField, TextField } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card, CardHead } from '../../ui/surfaces.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { formatMoment, viewerZone } from '../../ui/time-words.ts';
import { Moment } from '../../ui/time.tsx';
import { counted, figure, listed } from '../../ui/words.ts';
import { valueText } from '../change/field-words.ts';
import { ProofCard } from './proof-card.tsx';
import { SeenCard } from './seen-card.tsx';
import s from './explorer.module.css';

/** `record` and `at` stand in the address: a place in the trail has slashes, a time has none. */
export function ExplorerTab({ record, at }: { record: string | null; at: string | null }) {
  const [typed, setTyped] = useState(record ?? '');
  const look = (to: string, moment: string | null = null): void => { replaceRoute({ place: 'audit', tab: 'explorer', ...(to === '' ? {} : { record: to }), ...(to === '' || moment === null ? {} : { at: moment }) }); };
  useActions([{ id: 'explorer.find', label: 'Look at another record', hotkey: '/', group: 'Trail explorer', run: () => { document.querySelector<HTMLInputElement>('#explorer-record input')?.focus(); } }]);
  const search = (
    <form className={s.search} onSubmit={(e) => { e.preventDefault(); look(typed.trim()); }}>
      <div id="explorer-record"><TextField label="Record" value={typed} onChange={setTyped} maxLength={400} placeholder="C-A1-0001, M-A1-0001, a name" /></div>
      <Button kind={record === null ? 'primary' : 'plain'} type="submit">Look</Button>
    </form>
  );
  if (record === null) return <div className={s.page}><Card>{search}</Card><EmptyState title="Any record, as it stood">Type the number of a change, a meeting, a release, a finding, an exception, or the name of a person, a board, a service or an item. What it was is folded from the trail, never read from a copy.</EmptyState></div>;
  return <Looked key={record} record={record} at={at} search={search} onAt={(moment) => { look(record, moment); }} />;
}

type LookedProps = { record: string; at: string | null; search: ReactNode; onAt: (at: string | null) => void };
function Looked({ record, at, search, onAt }: LookedProps) {
  const [isAsSeen, setAsSeen] = useState(false);
  const isPlace = at !== null && at.includes('/');
  const answer = useQuery('explorer.record', { record, ...(at === null ? {} : isPlace ? { event: at, isAsSeen } : { at }) }, { keepPrevious: true });
  const shown = answer.value;
  const events = shown?.events ?? [];
  const chosen = isPlace ? events.findIndex(({ event }) => event === shown?.asOf?.event) : -1;
  const step = (by: 1 | -1): void => {
    const last = chosen >= 0 ? chosen : at === null ? events.length : events.findLastIndex(({ isCounted }) => isCounted);
    const next = events[Math.max(0, Math.min(events.length - 1, last + by))];
    if (next) onAt(next.event);
  };
  useActions([
    { id: 'explorer.earlier', label: 'An event earlier', hotkey: '[', group: 'Trail explorer', run: () => { step(-1); } }, { id: 'explorer.later', label: 'An event later', hotkey: ']', group: 'Trail explorer', run: () => { step(1); } },
    ...(at === null ? [] : [{ id: 'explorer.now', label: 'As it stands now', hotkey: 'N', group: 'Trail explorer', run: () => { onAt(null); } }]),
  ]);
  return (
    <div className={s.page}>
      <Card>
        <div className={s.controls}>
          {search}
          <DateTimeField label="As it stood on" value={at !== null && !isPlace ? at : shown?.asOf?.at ?? null} zone={viewerZone()} onChange={(moment) => { onAt(moment); }} />
          <div className={s.travel}>
            <Button hotkey="[" isDisabled={events.length === 0 || chosen === 0} onPress={() => { step(-1); }}>Earlier</Button>
            <Button hotkey="]" isDisabled={events.length === 0 || at === null || chosen === events.length - 1} onPress={() => { step(1); }}>Later</Button>
            <Button hotkey="N" isDisabled={at === null} onPress={() => { onAt(null); }}>Now</Button>
          </div>
        </div>
        <RefusalLine refusal={answer.error} />
      </Card>
      {shown && (
        <div className={s.columns}>
          <Events shown={shown} chosen={chosen} onChoose={onAt} />
          <div className={s.stack}>
            <Fields shown={shown} isAsSeen={isAsSeen} onAsSeen={isPlace ? setAsSeen : null} />
            {isPlace && shown.asOf?.event && <><SeenCard event={shown.asOf.event} /><ProofCard event={shown.asOf.event} /></>}
          </div>
        </div>
      )}
    </div>
  );
}

/** What happened to the record, the last event in front; one that is chosen is where the record is looked at. */
function Events({ shown, chosen, onChoose }: { shown: RecordThen; chosen: number; onChoose: (event: string) => void }) {
  return (
    <Card isPadded={false} className={s.events}>
      <div className={s.cardHead}><CardHead title="Events" aside={shown.asOf === null ? figure(shown.total) : `${figure(shown.counted)} of ${figure(shown.total)} by then`} /></div>
      <ol>{shown.events.map((event, i) => ({ event, i })).toReversed().map(({ event, i }) => (
        <li key={event.event} data-out={!event.isCounted || undefined}><button type="button" className={s.event} aria-pressed={i === chosen} onClick={() => { onChoose(event.event); }}><Told event={event} /></button></li>
      ))}</ol>
      {shown.total > shown.events.length && <p className={s.foot}>The last {figure(shown.events.length)} of {figure(shown.total)} are listed.</p>}
    </Card>
  );
}
const Told = ({ event }: { event: ExplorerEvent }) => (
  <>
    <span className="prose">{event.said}</span>
    <span className={s.meta}><bdi className="trunc">{event.by}</bdi><span className="end"><Moment at={event.at} isShort /></span></span>
    <span className={s.meta}><span title={event.feed}>{event.site === '' ? event.feed.slice(0, 8) : event.site} {figure(event.seq)}{event.isSigned && ', signed'}</span><span className="end mono tiny" title={event.hash}>{event.hash.slice(0, 4)} {event.hash.slice(4, 8)}</span></span>
  </>
);

function Fields({ shown, isAsSeen, onAsSeen }: { shown: RecordThen; isAsSeen: boolean; onAsSeen: ((is: boolean) => void) | null }) {
  const isNow = shown.asOf === null;
  const [view, setView] = useState<'differs' | 'all'>('differs');
  const rows = isNow || view === 'all' ? shown.fields.filter(({ was, now, isErased }) => isErased || (was ?? '') !== '' || (now ?? '') !== '') : shown.fields.filter(({ differs, isErased }) => differs || isErased);
  const groups = [...Map.groupBy(rows, ({ group }) => group)];
  return (
    <Card isPadded={false}>
      <div className={s.cardHead}><CardHead title={<bdi>{shown.name}</bdi>} aside={isNow ? 'as it stands now' : `${counted(shown.differing, 'field')} ${shown.differing === 1 ? 'differs' : 'differ'} from now`} /></div>
      <div className={s.head}>
        {shown.asOf !== null && <p>As it stood {shown.asOf.event !== null && (isAsSeen ? 'before the eyes of whoever wrote this event, ' : 'after this event, ')}<b>{formatMoment(shown.asOf.at, viewerZone())}</b>. {shown.counted === 0 && 'It was not there yet.'}</p>}
        {!isNow && <Segments label="Fields" choices={[{ value: 'differs', label: 'What differs' }, { value: 'all', label: 'All fields' }]} chosen={view} onChoose={setView} />}
        {onAsSeen && <Segments label="Events that count" choices={[{ value: 'order', label: 'In the order of the trail' }, { value: 'seen', label: 'As its writer had seen it' }]} chosen={isAsSeen ? 'seen' : 'order'} onChoose={(to) => { onAsSeen(to === 'seen'); }} />}
        {shown.erased.length > 0 && <p className="dim">Some {listed(shown.erased)} texts were erased since. What they said, nobody can tell any more.</p>}
      </div>
      {rows.length === 0 ? <p className={s.none}>Nothing differs from now.</p> : (
        <table className={s.fields}>
          <thead><tr><th scope="col">Field</th>{!isNow && <th scope="col">Then</th>}<th scope="col">Now</th></tr></thead>
          {groups.map(([group, fields]) => (
            <tbody key={group}>
              {groups.length > 1 && <tr className={s.group}><th colSpan={isNow ? 2 : 3} scope="colgroup">{group}</th></tr>}
              {fields.map((field) => <tr key={field.name} data-differs={(!isNow && field.differs) || undefined}><th scope="row">{field.name}</th>{!isNow && <td><Value field={field} value={field.was} /></td>}<td><Value field={field} value={field.now} /></td></tr>)}
            </tbody>
          ))}
        </table>
      )}
    </Card>
  );
}

/** A longer text is opened by whoever wants to read it. */
const longText = 400;
function Value({ field, value }: { field: FieldThen; value: string | null }) {
  if (field.isErased && (value === null || value === '' || value === '(erased)')) return <span className={s.erased}>Erased</span>;
  if (value === null || value === '') return <span className="dim">nothing</span>;
  if (value.length > longText) return <details className={s.long}><summary><span className="prose">{value.slice(0, longText / 2)}…</span></summary><span className="prose">{value}</span></details>;
  const isDigest = /^[0-9a-f]{40,}$/.test(value);
  return isDigest ? <code title={value}>{value.slice(0, 16)}…</code> : <span className="prose">{/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? valueText('At', value, viewerZone()) : value}</span>;
}
