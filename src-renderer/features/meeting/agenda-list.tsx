// The frozen agenda beside the item: what is done, what is up, what is to come, and below it what came too late.
import type { MeetingRun, RunItem } from '#contract/cab.ts';
import { refusalOf } from '../../app/actions.ts';
import { Button } from '../../ui/button.tsx';
import { OutcomeMark, RiskMark, SignalMark } from '../../ui/marks.tsx';
import { clockWords, secondsNow } from './clock.ts';
import { openRun } from './run-state.ts';
import { pastCutOff } from './run-words.ts';
import s from './run.module.css';

/** The item that is up stands in sight, however long the agenda is. */
const intoView = (row: HTMLElement | null): void => { row?.scrollIntoView({ block: 'nearest' }); };
function Entry({ run, item, now, onOpen }: { run: MeetingRun; item: RunItem; now: number; onOpen: (id: string) => void }) {
  const seconds = secondsNow(item, run, now);
  const isNow = item.id === run.current;
  const isOver = seconds > item.minutes * 60;
  return (
    <li ref={isNow ? intoView : undefined} data-now={isNow || undefined} data-done={item.isDone || undefined} data-aside={item.isSetAside || undefined}>
      <span className={s.ord}>{item.position}</span>
      <button type="button" aria-current={isNow ? 'step' : undefined} onClick={() => { onOpen(item.id); }}>
        <span className={s.what}><bdi>{item.title}</bdi></span>
        <span className={s.meta}>
          {item.kind === 'topic' ? <span className="dim">{item.outcome === null ? 'No change' : item.outcome}</span> : item.verdict === null ? <RiskMark tier={item.tier} score={item.score} /> : <OutcomeMark verdict={item.verdict} isPlain />}
          {item.isLate && <SignalMark signal="warn">late</SignalMark>}
          {item.isSetAside && <SignalMark signal="unseen">set aside</SignalMark>}
          <span className="end" data-over={isOver || undefined}>{seconds > 0 ? `${clockWords(seconds)} / ${item.minutes}` : `${item.minutes} min`}</span>
        </span>
      </button>
    </li>
  );
}

export function AgendaList({ run, now, onOpen }: { run: MeetingRun; now: number; onOpen: (id: string) => void }) {
  const done = run.items.filter((i) => i.isDone).length;
  return (
    <section className={s.agenda} aria-label="Agenda">
      <header className={s.head}>{run.startedAt === null ? 'Agenda' : 'Agenda, frozen'}<span className="end dim">{done} of {run.items.length} done</span></header>
      <ol>{run.items.map((item) => <Entry key={item.id} run={run} item={item} now={now} onOpen={onOpen} />)}</ol>
      {run.late.length > 0 && <LateTray run={run} />}
    </section>
  );
}

/** Peers, idea 1: what qualified after the agenda closed waits here until the chair lets it in. */
function LateTray({ run }: { run: MeetingRun }) {
  const [first] = run.late;
  if (!first) return null;
  return (
    <div className={s.tray}>
      <div className={s.head}>Late tray<span className="end dim">{run.late.length}</span></div>
      <div className={s.meta}><span className="mono">{first.number}</span><RiskMark tier={first.tier} score={first.score} /></div>
      <div className={s.what}><bdi>{first.title}</bdi></div>
      <div className={s.meta}><SignalMark signal="warn">Ready {pastCutOff(first.minutesPastCutOff)} past cut-off</SignalMark></div>
      <Button hotkey="L" refusal={refusalOf(run.may['run'])} onPress={() => { openRun({ kind: 'late' }); }}>Admit with a reason</Button>
    </div>
  );
}
