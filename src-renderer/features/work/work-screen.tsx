// Everything that waits for me: one list, the most urgent first, each line a way straight to where it is done.
import { useState } from 'react';
import type { Task, WorkOfRecord } from '#contract/work.ts';
import type { ErrorCode } from '#contract/errors.ts';
import { sentence } from '#contract/errors.ts';
import { useActions } from '../../app/actions.ts';
import { goTo, hrefOf } from '../../app/routes.ts';
import type { Route } from '../../app/routes.ts';
import { Screen } from '../../app/screen.tsx';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Badge, RiskMark, SignalMark, StateRing } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { formatDay, formatMoment } from '../../ui/time-words.ts';
import { counted } from '../../ui/words.ts';
import s from './work.module.css';

type Shown = 'all' | 'overdue' | 'steps';
const isShown: Record<Shown, (task: Task) => boolean> = { all: () => true, overdue: (task) => task.isOverdue, steps: (task) => task.kind === 'step' };

/** Where a task is done. */
export function placeOfTask(row: Pick<WorkOfRecord, 'kind' | 'number'>, { part }: Pick<Task, 'part'>): Route {
  if (row.kind === 'roster') return { place: 'people' };
  if (row.kind === 'audit') return { place: 'audit', tab: part };
  if (row.kind === 'release') return { place: 'release', release: row.number, part };
  if (row.kind === 'train') return { place: 'releases', part: 'trains', of: part };
  if (row.kind === 'meeting') return { place: 'minutes', meeting: row.number };
  return part === 'record' ? { place: 'change', change: row.number } : { place: 'change', change: row.number, part };
}

export function WorkScreen() {
  const answer = useQuery('work.mine', {}, { keepPrevious: true });
  const [shown, setShown] = useState<Shown>('all');
  const [at, setAt] = useState(0);
  const rows = (answer.value?.rows ?? []).map((row) => ({ ...row, tasks: row.tasks.filter(isShown[shown]) })).filter((row) => row.tasks.length > 0);
  const lines = rows.flatMap((row) => row.tasks.map((task) => ({ row, task })));
  const selected = Math.min(at, Math.max(0, lines.length - 1));
  const step = (by: number): void => {
    const to = Math.max(0, Math.min(lines.length - 1, selected + by));
    setAt(to);
    const line = lines[to];
    if (line) document.getElementById(idOf(line.row, line.task))?.focus();
  };
  const line = lines[selected];
  useActions([
    { id: 'work.next', label: 'Next task', hotkey: ['J', 'ArrowDown'], group: 'For me', isSilent: true, run: () => { step(1); } },
    { id: 'work.previous', label: 'Task before', hotkey: ['K', 'ArrowUp'], group: 'For me', isSilent: true, run: () => { step(-1); } },
    ...(line ? [{ id: 'work.open', label: `Open ${line.row.number || line.row.title}`, hotkey: 'Enter', group: 'For me', isSilent: true, run: () => { goTo(placeOfTask(line.row, line.task)); } }] : []),
  ]);
  return (
    <Screen title="For me" sub={answer.value && `${counted(answer.value.tasks, 'task')}${answer.value.overdue > 0 ? `, ${answer.value.overdue} overdue` : ''}`}
      acts={<Segments label="Show" choices={[{ value: 'all', label: 'Everything' }, { value: 'steps', label: 'Next steps' }, { value: 'overdue', label: 'Overdue' }]} chosen={shown} onChoose={setShown} />}>
      <RefusalLine refusal={answer.error} />
      {answer.value && rows.length === 0 && (
        <EmptyState title={shown === 'all' ? 'Nothing waits for you' : 'Nothing of this kind waits for you'} steps={[{ title: 'See what the board has', text: 'Changes that are ready, and what others still lack', act: <Button kind="primary" onPress={() => { goTo({ place: 'board', meeting: null }); }}>Open the board</Button> }]}>
          Drafts of yours, conditions with your name, pieces that a change of yours lacks, scopes and dates that you answer for, and steps that your roles take will stand here.
        </EmptyState>
      )}
      {rows.length > 0 && (
        <div className={s.list}>
          {rows.map((row) => <Entry key={row.record} row={row} selected={line?.row.record === row.record ? line.task.id : null} onSelect={(task) => { setAt(lines.findIndex((l) => l.row.record === row.record && l.task.id === task.id)); }} />)}
          {answer.value?.isCut && <p className="dim">Only the changes with the nearest windows were looked through.</p>}
        </div>
      )}
    </Screen>
  );
}

const idOf = (row: Pick<WorkOfRecord, 'record'>, task: Pick<Task, 'id'>): string => `task-${row.record}-${task.id}`;

function Entry({ row, selected, onSelect }: { row: WorkOfRecord; selected: string | null; onSelect: (task: Task) => void }) {
  return (
    <section className={s.entry} aria-label={row.number || row.title}>
      <header className={s.head}>
        {row.number !== '' && <span className="mono">{row.number}</span>}
        <h2 className="trunc"><bdi>{row.title}</bdi></h2>
        <span className={s.marks}>{row.kind === 'meeting' && row.plannedStartAt !== null && <span className="dim">{formatDay(row.plannedStartAt, row.zone)}</span>}{row.kind === 'change' && <RiskMark tier={row.tier} score={row.score} />}{row.state !== null && <StateRing state={row.state} />}</span>
      </header>
      <ul>
        {row.tasks.map((task) => (
          <li key={task.id} data-on={task.id === selected || undefined}>
            <a id={idOf(row, task)} href={hrefOf(placeOfTask(row, task))} onFocus={() => { onSelect(task); }}>
              <SignalMark signal={task.isOverdue ? 'bad' : task.kind === 'step' ? 'info' : 'missing'} label={task.isOverdue ? 'overdue' : task.kind === 'step' ? 'next step' : 'to do'} />
              <span className={s.what}><b>{task.label}</b>{task.why && <small>{sentence({ code: task.why.code as ErrorCode, facts: task.why.facts })}</small>}</span>
              {task.isOverdue && <Badge tone="bad">overdue</Badge>}
              {task.dueAt !== null && <span className="dim">{task.kind === 'condition' || task.kind === 'action' || row.kind === 'audit' ? 'due ' : 'by '}{formatMoment(task.dueAt, row.zone)}</span>}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
