// The release calendar: lanes, a grid or a list of everything that is planned, with what lies behind it and what meets (CAL-01).
import { useCallback, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useActions } from '../../app/actions.ts';
import { goTo, replaceRoute } from '../../app/routes.ts';
import { Screen } from '../../app/screen.tsx';
import { useJob } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { counted } from '../../ui/words.ts';
import { showToast } from '../../ui/toast.tsx';
import { formatClock, viewerZone, zoneName, zonesDiffer } from '../../ui/time-words.ts';
import { sentence } from '#contract/errors.ts';
import { NewChange } from '../change/new-change.tsx';
import { openNew, useListState } from '../change/ui-state.ts';
import { axisOf, flipped, placeOf } from './axis.ts';
import type { Scale } from './axis.ts';
import { remember, useCalendar, useMinute } from './calendar-state.ts';
import { DayGrid } from './day-grid.tsx';
import { DetailPanel } from './detail-panel.tsx';
import { LanesView } from './lanes-view.tsx';
import { useBehind } from './behind.ts';
import { ExportMenu } from './export-menu.tsx';
import { EntriesDialog } from './entries-dialog.tsx';
import { Legend } from './legend.tsx';
import { MonthGrid } from './month-grid.tsx';
import { MoveBar } from './move-bar.tsx';
import { PrintHead } from './print-head.tsx';
import { printView } from './printing.ts';
import { ScheduleList } from './schedule-list.tsx';
import { ConflictsMet, useConflicts } from './conflicts.tsx';
import { CalendarToolbar, scalesOf } from './toolbar.tsx';
import { filterOf, looks, textOf, viewOf } from './view.ts';
import type { View } from './view.ts';
import './print.css';
import s from './calendar.module.css';

/** The view in the address, and how to change it; the last one used is there again when the person comes back. */
function useView(filter: string): [View, (part: Partial<View>) => void] {
  const isEntered = useRef(false);
  useEffect(() => {
    const last = isEntered.current ? '' : useCalendar.getState().text;
    isEntered.current = true;
    if (filter === '' && last !== '') replaceRoute({ place: 'calendar', filter: last });
  }, [filter]);
  const view = useMemo(() => viewOf(filter), [filter]);
  const latest = useRef(view);
  latest.current = view;
  const change = useCallback((part: Partial<View>) => {
    latest.current = { ...latest.current, ...part };
    const text = textOf(latest.current);
    remember(text);
    replaceRoute({ place: 'calendar', filter: text });
  }, []);
  return [view, change];
}

/** Whoever comes to see one change, and says no time, is brought to where it lies. */
function useArrival(view: View, zone: string, change: (part: Partial<View>) => void): void {
  const [sought, setSought] = useState(view.open !== '' && view.at === '' ? view.open : null);
  const record = useQuery('change.show', sought === null ? null : { change: sought }).value;
  useEffect(() => {
    if (record === undefined) return;
    setSought(null);
    const { plannedStartAt } = record.fields;
    if (plannedStartAt !== null) change({ at: placeOf(Date.parse(plannedStartAt), zone).slice(0, 10) });
  }, [record, zone, change]);
}

export function CalendarScreen({ filter }: { filter: string }) {
  const [view, change] = useView(filter);
  const now = useMinute();
  const facets = useQuery('schedule.facets', {}).value;
  const site = facets?.zone ?? viewerZone();
  const zone = view.clock === 'mine' ? viewerZone() : site;
  useArrival(view, zone, change);
  const shown = scalesOf(view.look);
  const scale: Scale = shown.includes(view.scale) ? view.scale : 'month';
  const axis = useMemo(() => axisOf(scale, view.at === '' ? placeOf(now, zone) : view.at, { zone, now }), [scale, view.at, zone, now]);
  const searchId = useId();
  const isNewOpen = useListState((l) => l.isNewOpen);
  const draft = useCalendar((c) => c.draft);
  const flip = (by: 1 | -1): void => { change({ at: flipped(scale, placeOf(axis.from, zone), { zone, by }) }); };
  const zoom = (by: 1 | -1): void => { const to = shown[shown.indexOf(scale) + by]; if (to !== undefined) change({ scale: to, at: view.at === '' ? '' : placeOf(axis.from, zone) }); };
  const write = useExport(axis, view);
  const writeFile = useCalendarFile();
  const behind = useBehind(axis.from, axis.to);
  const [isEntriesOpen, setEntriesOpen] = useState(false);
  useActions([
    { id: 'calendar.today', label: 'Today', hotkey: 'T', group: 'Calendar', run: () => { change({ at: '' }); } },
    { id: 'calendar.next', label: 'Next view', hotkey: 'PageDown', group: 'Calendar', run: () => { flip(1); } },
    { id: 'calendar.before', label: 'View before', hotkey: 'PageUp', group: 'Calendar', run: () => { flip(-1); } },
    { id: 'calendar.closer', label: 'Closer', hotkey: '+', group: 'Calendar', run: () => { zoom(-1); } },
    { id: 'calendar.farther', label: 'Farther', hotkey: '-', group: 'Calendar', run: () => { zoom(1); } },
    { id: 'calendar.look', label: 'Lanes, grid or list', hotkey: 'L', group: 'Calendar', run: () => { change({ look: looks[(looks.indexOf(view.look) + 1) % looks.length]! }); } },
    { id: 'calendar.search', label: 'Search the schedule', hotkey: ['/', 'F'], group: 'Calendar', run: () => { document.getElementById(searchId)?.focus(); } },
    { id: 'change.new', label: 'Plan a change…', hotkey: 'N', group: 'Calendar', run: () => { openNew(true); } },
    { id: 'calendar.entries', label: 'Freezes, windows and events…', hotkey: 'E', group: 'Calendar', run: () => { setEntriesOpen(true); } },
    { id: 'calendar.csv', label: 'Write this schedule as CSV', group: 'Calendar', run: write },
    { id: 'calendar.ics', label: 'Write the schedule ahead as a calendar file', group: 'Calendar', run: writeFile },
    { id: 'calendar.print', label: 'Print this schedule', hotkey: 'Mod+P', group: 'Calendar', run: printView },
    ...(view.open === '' || draft !== null ? [] : [{ id: 'calendar.close', label: 'Close the panel', hotkey: 'Escape', group: 'Calendar', isSilent: true, run: () => { change({ open: '' }); } }, { id: 'calendar.open', label: 'Open the record', hotkey: 'O', group: 'Calendar', run: () => { goTo({ place: 'change', change: view.open }); } }]),
  ]);
  const { lit, clashes, open, isWhole, ofOpen, preview, mayAccept } = useConflicts(axis, view.open);
  const picture = { axis, view: { ...view, scale }, now, lit, clashes, onChange: change };
  return (
    <Screen title="Release calendar" sub={<><Clocks site={site} now={now} zone={zone} onSwitch={() => { change({ clock: view.clock === 'site' ? 'mine' : 'site' }); }} /> <Button kind="quiet" onPress={() => { goTo({ place: 'capacity' }); }}>Capacity</Button></>} acts={<><Button hotkey="E" onPress={() => { setEntriesOpen(true); }}>Freezes and events</Button><ExportMenu ways={[{ label: 'As a table (CSV)', run: write }, { label: 'As a calendar file (ICS)', run: writeFile }, { label: 'On paper', hotkey: 'Mod+P', run: printView }]} /><Button kind="primary" hotkey="N" onPress={() => { openNew(true); }}>Plan a change</Button></>}>
      <div className={s.screen} data-print="calendar">
        <CalendarToolbar view={view} axis={axis} facets={facets} onChange={change} onFlip={flip} onGo={change} searchId={searchId} aside={open > 0 && <SignalMark signal="clash">{isWhole ? counted(open, 'conflict') : `${open}+ conflicts`}</SignalMark>} />
        <PrintHead view={view} zone={zone} now={now} />
        <div className={s.room}>
          {view.look === 'lanes' && <LanesView {...picture} />}
          {view.look === 'grid' && (scale === 'month' ? <MonthGrid {...picture} /> : <DayGrid {...picture} />)}
          {view.look === 'list' && <ScheduleList {...picture} />}
        </div>
        <MoveBar zone={zone} told={<ConflictsMet preview={preview} />} />
        {view.open !== '' && <DetailPanel number={view.open} zone={zone} conflicts={ofOpen} mayAccept={mayAccept} onChange={change} />}
        {view.look !== 'list' && <Legend />}
      </div>
      {isEntriesOpen && <EntriesDialog zone={zone} behind={behind} services={facets?.services ?? []} onClose={() => { setEntriesOpen(false); }} />}
      {isNewOpen && <NewChange onClose={() => { openNew(false); }} services={facets?.services ?? []} />}
    </Screen>
  );
}

/** The clock of the site, and the viewer's beside it when it shows another time; pressing it lets the other one lead. */
function Clocks({ site, now, zone, onSwitch }: { site: string; now: number; zone: string; onSwitch: () => void }) {
  const at = new Date(now).toISOString();
  const here = viewerZone();
  if (!zonesDiffer(at, site)) return <>{zoneName(site)} {formatClock(at, site)}</>;
  const other = zone === site ? here : site;
  return <>{zoneName(zone)} {formatClock(at, zone)}, {zone === site ? 'you in ' : ''}{zoneName(other)} {formatClock(at, other)} <Button kind="quiet" onPress={onSwitch}>Show {zoneName(other)} time</Button></>;
}

/** Writes what is shown into the exports folder. */
function useExport({ from, to }: { from: number; to: number }, view: View): () => void {
  const job = useJob('schedule.write');
  return () => {
    void job.run({ from: new Date(from).toISOString(), to: new Date(to).toISOString(), ...filterOf(view) }).then((reply) => {
      showToast(reply.ok ? { text: `${reply.value.file.name} is in ${reply.value.file.folder}` } : { text: sentence(reply.error), tone: 'warn' });
    });
  };
}

/** Writes the schedule ahead, with its freezes, for other calendar programs. */
function useCalendarFile(): () => void {
  const job = useJob('feed.writeCalendar');
  return () => {
    void job.run({}).then((reply) => {
      showToast(reply.ok ? { text: `${reply.value.file.name} is in ${reply.value.file.folder}` } : { text: sentence(reply.error), tone: 'warn' });
    });
  };
}

export type PictureProps = { axis: ReturnType<typeof axisOf>; view: View; now: number; lit: ReadonlySet<string>; clashes: ReadonlyMap<string, number>; onChange: (part: Partial<View>) => void };
