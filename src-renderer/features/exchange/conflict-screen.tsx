// One conflict: both sides, who had seen what, what each choice would cause, and the act that settles it.
import { useEffect } from 'react';
import type { ConflictRow, ConflictView } from '#contract/exchange.ts';
import { useActions } from '../../app/actions.ts';
import { goTo, hrefOf } from '../../app/routes.ts';
import { Screen } from '../../app/screen.tsx';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalCard } from '../../ui/refusal.tsx';
import { counted } from '../../ui/words.ts';
import { ConflictHead, Effects, Sides } from './conflict-body.tsx';
import { conflictTitle, holdingSentence, kindWords } from './exchange-words.ts';
import { SeenPicture } from './seen-picture.tsx';
import { SettleBar } from './settle-bar.tsx';
import s from './review.module.css';

const leave = (): void => { if (window.history.length > 1) window.history.back(); else goTo({ place: 'exchange' }); };

export function ConflictScreen({ conflict }: { conflict: string }) {
  const list = useQuery('bundle.conflicts', { limit: 200 }, { keepPrevious: true });
  const answer = useQuery('bundle.conflict', { id: conflict });
  const rows = list.value?.rows ?? [];
  const at = rows.findIndex((r) => r.id === conflict);
  const go = (step: number): void => {
    const next = rows[at + step];
    if (next) goTo({ place: 'conflict', conflict: next.id });
  };
  useActions([
    { id: 'conflict.leave', label: 'Leave it open and go back', hotkey: 'Escape', group: 'Conflict', run: leave },
    { id: 'conflict.next', label: 'Next conflict', hotkey: ['J', 'ArrowDown'], group: 'Conflict', isSilent: true, run: () => { go(1); } },
    { id: 'conflict.previous', label: 'Previous conflict', hotkey: ['K', 'ArrowUp'], group: 'Conflict', isSilent: true, run: () => { go(-1); } },
  ]);
  const view = answer.value;
  return (
    <Screen title="Conflicts" sub={list.value && `${counted(list.value.total, 'conflict')} to settle`} acts={<Button onPress={() => { goTo({ place: 'exchange' }); }}>To the exchange</Button>}>
      <div className={s.review}>
        <section className={s.left} aria-label="Conflicts">
          <ol className={s.list}>{rows.map((row) => <Row key={row.id} row={row} isOn={row.id === conflict} />)}</ol>
          <footer><p>Whatever you choose, every side stays in the record with its signature.</p></footer>
        </section>
        {view ? <Conflict key={view.id} view={view} onSettled={() => { const next = rows[at + 1] ?? rows[at - 1]; goTo(next ? { place: 'conflict', conflict: next.id } : { place: 'exchange' }); }} />
          : <section className={s.right} aria-label="Conflict">{answer.error && (answer.error.code === 'not_in_conflict' || answer.error.code === 'record_missing' ? <Settled rows={rows} /> : <div className={s.detail}><RefusalCard refusal={answer.error} /></div>)}</section>}
      </div>
    </Screen>
  );
}

function Row({ row, isOn }: { row: ConflictRow; isOn: boolean }) {
  useEffect(() => { if (isOn) document.getElementById(`conflict-${row.id}`)?.scrollIntoView({ block: 'nearest' }); }, [isOn, row.id]);
  return (
    <li>
      <a id={`conflict-${row.id}`} className={s.row} href={hrefOf({ place: 'conflict', conflict: row.id })} aria-current={isOn || undefined}>
        <SignalMark signal={row.isHolding ? 'bad' : 'warn'} label={row.isHolding ? 'Holds the change' : 'Holds nothing back'} />
        <span className={s.rowText}><b className="trunc">{row.number}</b><span className="dim">{conflictTitle(row)}</span></span>
        <span className="cap">{kindWords[row.kind].act}</span>
      </a>
    </li>
  );
}

function Settled({ rows }: { rows: readonly ConflictRow[] }) {
  const next = rows[0];
  return (
    <EmptyState title="This conflict is settled" steps={[next ? { title: 'Go on with the next one', text: `${next.number}, ${next.title}`, act: <Button kind="primary" onPress={() => { goTo({ place: 'conflict', conflict: next.id }); }}>Next conflict</Button> }
      : { title: 'Tell the others', text: 'Export a bundle, so that they see how it was settled', act: <Button kind="primary" onPress={() => { goTo({ place: 'exchange' }); }}>Exchange</Button> }]}>
      Somebody settled it, here or on another laptop. Every side and the one that settled it stand in the history of the record.
    </EmptyState>
  );
}

function Conflict({ view, onSettled }: { view: ConflictView; onSettled: () => void }) {
  return (
    <div className={s.conflict}>
      <section className={s.right} aria-label={`${view.number} ${conflictTitle(view, view.sides.length)}`} tabIndex={0}>
        <div className={s.detail}>
          <ConflictHead row={view} sides={view.sides.length} lead={holdingSentence(view)} />
          <Sides row={view} sides={view.sides} />
          <SeenPicture timeline={view.timeline} sides={view.sides} />
          <Effects sides={view.sides} />
        </div>
      </section>
      <SettleBar view={view} onSettled={onSettled} onLeave={leave} />
    </div>
  );
}
