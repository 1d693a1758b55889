// What departments, staff and environments can take month by month, what takes it, and where it is too much (CAL-05).
import { useState } from 'react';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { Load } from '#contract/capacity.ts';
import type { Output } from '#contract/index.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { hrefOf } from '../../app/routes.ts';
import { Screen } from '../../app/screen.tsx';
import { useQuery } from '../../data/use-query.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { vars } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { CardHead, Panel, Section, Toolbar } from '../../ui/surfaces.tsx';
import { counted, figure } from '../../ui/words.ts';
import { InitiativeDialog, SetDialog } from './capacity-dialogs.tsx';
import type { Setting } from './capacity-dialogs.tsx';
import { kindNames, loadText, monthName, poolKey, unitWords } from './capacity-words.ts';
import s from './capacity.module.css';

type Shown = Output<'capacity.show'>;
const shownMonths = 6;
const moved = (month: string, by: number): string => { const [year = 0, at = 1] = month.split('-').map(Number); return new Date(Date.UTC(year, at - 1 + by, 15)).toISOString().slice(0, 7); };

export function CapacityScreen() {
  const [from, setFrom] = useState<string | null>(null);
  const [open, setOpen] = useState<{ pool: string; month: string } | null>(null);
  const [setting, setSetting] = useState<Setting | null>(null);
  const [initiative, setInitiative] = useState<'new' | Shown['initiatives'][number] | null>(null);
  const answer = useQuery('capacity.show', from === null ? {} : { from, to: moved(from, shownMonths - 1) }, { keepPrevious: true });
  const shown = answer.value;
  const first = shown?.months[0] ?? null;
  const flip = (by: number): void => { if (first !== null) setFrom(moved(first, by)); };
  const set = (): void => { setSetting({ kind: 'adoption', of: '', month: null, amount: null }); };
  useActions([
    { id: 'capacity.set', label: 'Say what somebody can take…', hotkey: 'C', group: 'Capacity', may: shown?.mayKeep, run: set },
    { id: 'capacity.initiative', label: 'Enter an initiative…', hotkey: 'I', group: 'Capacity', may: shown?.mayKeep, run: () => { setInitiative('new'); } },
    { id: 'capacity.back', label: 'Months before', hotkey: '[', group: 'Capacity', run: () => { flip(-shownMonths); } }, { id: 'capacity.on', label: 'Months after', hotkey: ']', group: 'Capacity', run: () => { flip(shownMonths); } },
    ...(open ? [{ id: 'capacity.close', label: 'Close the load', hotkey: 'Escape', group: 'Capacity', isSilent: true, run: () => { setOpen(null); } }] : []),
  ]);
  const load = open && shown?.loads.find((one) => poolKey(one) === open.pool && one.month === open.month);
  return (
    <Screen title="Capacity" sub={<a href={hrefOf({ place: 'calendar', filter: '' })}>Calendar</a>} acts={<><Button hotkey="I" refusal={refusalOf(shown?.mayKeep)} onPress={() => { setInitiative('new'); }}>Enter an initiative</Button><Button kind="primary" hotkey="C" refusal={refusalOf(shown?.mayKeep)} onPress={set}>Say what somebody can take</Button></>}>
      <div className={s.page}>
        <Toolbar label="Months">
          <IconButton label="Months before" icon={<ChevronLeft aria-hidden="true" />} onPress={() => { flip(-shownMonths); }} />
          <IconButton label="Months after" icon={<ChevronRight aria-hidden="true" />} onPress={() => { flip(shownMonths); }} />
          <span className="dim" role="status">{shown && overloadText(shown.loads)}</span>
        </Toolbar>
        <RefusalLine refusal={answer.error} />
        {shown && shown.loads.length === 0 && <EmptyState title="Nothing takes capacity in these months">A release takes adoption points of the departments named in its impact assessment: {figure(shown.points)} a month, where nobody says otherwise. Staff and environments count once somebody says how much there is.</EmptyState>}
        <div className={s.body}>
          {shown && shown.loads.length > 0 && <Loads shown={shown} open={open} onOpen={setOpen} />}
          {load && shown && <LoadPanel load={load} shown={shown} onClose={() => { setOpen(null); }} onSet={() => { setSetting({ kind: load.kind, of: load.of, month: load.month, amount: load.kind === 'infrastructure' ? load.inUse : load.limit }); }} />}
        </div>
        {shown && shown.initiatives.length > 0 && <Initiatives shown={shown} onEdit={setInitiative} />}
      </div>
      {setting && <SetDialog initial={setting} onClose={() => { setSetting(null); }} />}
      {initiative && <InitiativeDialog initiative={initiative === 'new' ? null : initiative} month={first ?? ''} onClose={() => { setInitiative(null); }} />}
    </Screen>
  );
}

function overloadText(loads: readonly Load[]): string {
  const over = loads.filter((load) => load.over > 0).length;
  return over === 0 ? 'Nothing is overloaded' : counted(over, 'overload');
}

type LoadsProps = { shown: Shown; open: { pool: string; month: string } | null; onOpen: (open: { pool: string; month: string }) => void };
function Loads({ shown: { loads, months }, open, onOpen }: LoadsProps) {
  const pools = [...new Map(loads.map((load) => [poolKey(load), load])).values()];
  return (
    <div className={s.scroll} tabIndex={0} role="group" aria-label="Loads by month">
      <table className={s.table}>
        <thead><tr><th scope="col">Who takes it</th>{months.map((month) => <th key={month} scope="col">{monthName(month)}</th>)}</tr></thead>
        <tbody>{pools.map((pool, i) => (
          <tr key={poolKey(pool)} data-first={pools[i - 1]?.kind !== pool.kind || undefined}>
            <th scope="row"><bdi className={s.name}>{pool.of || kindNames[pool.kind]}</bdi>{pool.of !== '' && <small className="dim">{kindNames[pool.kind]}</small>}</th>
            {months.map((month) => {
              const load = loads.find((one) => poolKey(one) === poolKey(pool) && one.month === month);
              return <td key={month}>{load && <Cell load={load} isOpen={open?.pool === poolKey(pool) && open.month === month} onPress={() => { onOpen({ pool: poolKey(pool), month }); }} />}</td>;
            })}
          </tr>
        ))}</tbody>
      </table>
    </div>
  );
}
function Cell({ load, isOpen, onPress }: { load: Load; isOpen: boolean; onPress: () => void }) {
  const { used, planned, limit, over, of, kind, month } = load;
  const share = (n: number): number => (limit === null || limit <= 0 ? (n > 0 ? 100 : 0) : Math.min(100, Math.round((n / limit) * 100)));
  const after = `${unitWords[kind]}${planned > used ? `, ${planned} with what is planned` : ''}${over > 0 ? `, ${over} too many` : ''}`;
  return (
    <button type="button" className={s.cell} data-over={over > 0 || undefined} aria-pressed={isOpen} onClick={onPress}>
      <span className={s.figures}>
        <span className="unseen">{of || kindNames[kind]}, {month === null ? 'no month' : monthName(month)}: </span>{over > 0 && <SignalMark signal="bad" />}<b>{figure(used)}</b>{limit !== null && <span className="dim"> of {figure(limit)}</span>}<span className="unseen"> {after}</span>
      </span>
      {limit !== null && <span className={s.bar} style={vars({ '--used': share(used), '--planned': share(planned) })} aria-hidden="true" />}
    </button>
  );
}

function LoadPanel({ load, shown, onSet, onClose }: { load: Load; shown: Shown; onSet: () => void; onClose: () => void }) {
  const { kind, of, month, limit, over, takers, isDefault, inUse, planned, used } = load;
  return (
    <Panel label={`Load of ${of || kindNames[kind]}`} className={s.panel} header={<CardHead title={<bdi>{of || kindNames[kind]}</bdi>} aside={<Button kind="quiet" hotkey="Escape" onPress={onClose}>Close</Button>} />} footer={<Button refusal={refusalOf(shown.mayKeep)} onPress={onSet}>Say what it can take…</Button>}>
      <Section title={`${kindNames[kind]}${month === null ? '' : `, ${monthName(month)}`}`}>
        <p>{over > 0 ? <SignalMark signal="bad">{loadText(load)}, {figure(over)} too many</SignalMark> : <SignalMark signal="ok">{loadText(load)}</SignalMark>}</p>
        {kind === 'infrastructure' && <p className="dim">{inUse} % in use before releases; {shown.headroom} % have to stay free.</p>}
        {planned > used && <p className="dim">{figure(planned)} once what is planned has its place.</p>}
        {isDefault && limit !== null && kind !== 'infrastructure' && <p className="dim">The figure of the policy, because nobody said another one.</p>}
      </Section>
      <Section title="What takes it" aside={figure(takers.length)}>
        {takers.length === 0 && <p className="dim">Nothing yet.</p>}
        <ul className={s.takers}>{takers.map((taker) => (
          <li key={taker.id}><span className={s.amount}>{figure(taker.amount)}</span>{taker.kind === 'release' ? <a href={hrefOf({ place: 'release', release: taker.number, part: 'impact' })}><span className="mono">{taker.number}</span> <bdi>{taker.name}</bdi></a> : <bdi>{taker.name}</bdi>}<span className="dim">{taker.isConfirmed ? '' : `planned, takes ${unitWords[kind]} from its baseline on`}</span></li>
        ))}</ul>
        {over > 0 && <p className="sec">A release that would add to this is not confirmed. Defer something, cut its scope, or ask for an exception from CAL-05.</p>}
      </Section>
    </Panel>
  );
}

function Initiatives({ shown, onEdit }: { shown: Shown; onEdit: (one: Shown['initiatives'][number]) => void }) {
  return (
    <section className={s.initiatives}>
      <CardHead title="Initiatives" aside={figure(shown.initiatives.filter(({ isEnded }) => !isEnded).length)} />
      <ul aria-label="Initiatives">{shown.initiatives.map((one) => (
        <li key={one.id}><bdi className={s.name}>{one.name}</bdi><span>{figure(one.points)} points a month of <bdi>{one.department}</bdi></span><span className="dim">{monthName(one.from)} to {monthName(one.until)}{one.isEnded && ', ended'}</span>{one.also > 0 && <SignalMark signal="clash">written apart</SignalMark>}{!one.isEnded && <Button kind="quiet" label={`Edit ${one.name}`} refusal={refusalOf(shown.mayKeep)} onPress={() => { onEdit(one); }}>Edit…</Button>}</li>
      ))}</ul>
    </section>
  );
}
