// Conflicts of duties: the rule, who holds the rights, the rights themselves, and what has been said about it.
import { useState } from 'react';
import type { DutyConflict } from '#contract/entitlements.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Badge, SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { formatDay } from '../../ui/time-words.ts';
import { counted, figure } from '../../ui/words.ts';
import { AcceptDialog } from './accept-dialog.tsx';
import { rightText, standingText } from './entitlement-words.ts';
import { ReopenDialog } from './reopen-dialog.tsx';
import s from './entitlements.module.css';

const day = (text: string): string => formatDay(`${text}T12:00:00.000Z`, 'UTC');
type Acting = { conflict: DutyConflict; act: 'accept' | 'reopen' } | null;

export function ConflictsCard() {
  const [limit, setLimit] = useState(50);
  const answer = useQuery('entitlement.conflicts', { limit }, { keepPrevious: true });
  const [acting, setActing] = useState<Acting>(null);
  const first = answer.value?.rows.find((row) => row.status === 'open');
  useActions(first ? [{ id: 'entitlement.accept', label: `Accept ${first.rule} of ${first.holder.name}…`, hotkey: 'A', group: 'Entitlements', may: first.mayAccept, run: () => { setActing({ conflict: first, act: 'accept' }); } }] : []);
  if (answer.error) return <RefusalLine refusal={answer.error} />;
  if (!answer.value) return null;
  const { rows, open, accepted, next } = answer.value;
  return (
    <Card isPadded={false}>
      <div className={s.head}><h2>Conflicts of duties</h2><span className="dim end">{figure(open)} open, {figure(accepted)} accepted</span></div>
      {rows.length === 0 && <p className={s.none}><SignalMark signal="ok">No holder has duties that should be apart.</SignalMark></p>}
      <ul className={s.conflicts} aria-label="Conflicts of duties">{rows.map((row) => <ConflictItem key={row.id} row={row} isFirst={row === first} onAct={(act) => { setActing({ conflict: row, act }); }} />)}</ul>
      {next !== null && <div className={s.more}><Button kind="quiet" onPress={() => { setLimit(500); }}>Show more</Button></div>}
      {acting?.act === 'accept' && <AcceptDialog conflict={acting.conflict} onClose={() => { setActing(null); }} />}
      {acting?.act === 'reopen' && <ReopenDialog conflict={acting.conflict} onClose={() => { setActing(null); }} />}
    </Card>
  );
}

/** Rights shown before the rest is folded away. */
const shown = 6;

function ConflictItem({ row, isFirst, onAct }: { row: DutyConflict; isFirst: boolean; onAct: (act: 'accept' | 'reopen') => void }) {
  const [isAll, setAll] = useState(false);
  const isOpen = row.status === 'open';
  const rights = isAll ? row.rights : row.rights.slice(0, shown);
  const who = row.holder.source === null ? row.holder.name : `${row.holder.name} in ${row.holder.source}`;
  return (
    <li className={s.conflict}>
      <div className={s.conflictHead}>
        <SignalMark signal={isOpen ? 'bad' : 'accepted'} label={isOpen ? 'Open' : 'Accepted'} />
        <b className="mono">{row.rule}</b><b>{row.title}</b><bdi className={s.who}>{row.holder.name}</bdi>
        {row.holder.kind === 'account' && <Badge tone="warn">account in {row.holder.source}</Badge>}
        <span className="end">{isOpen
          ? <Button hotkey={isFirst ? 'A' : undefined} refusal={refusalOf(row.mayAccept)} onPress={() => { onAct('accept'); }}>Accept…<span className="unseen"> {row.rule} of {who}</span></Button>
          : <Button refusal={row.mayAccept.ok || row.mayAccept.code === 'own_duty_conflict' ? undefined : refusalOf(row.mayAccept)} onPress={() => { onAct('reopen'); }}>Open again…<span className="unseen"> {row.rule} of {who}</span></Button>}</span>
      </div>
      <p className="sec">{row.why} <span className="dim prose">{standingText(row, day)}</span></p>
      <ul className={s.rights} aria-label={`Rights that make ${row.rule} of ${who}`}>
        {rights.map((right) => (
          <li key={`${right.source} ${right.identity} ${right.system} ${right.environment} ${right.right} ${right.grant}`}>
            <span className="prose"><b>{right.right}</b>{rightText({ ...right, right: '' })}</span><span className="dim prose">as {right.identity} in {right.sourceName}{right.grant === '' ? '' : `, granted for ${right.grant}`}</span>
          </li>
        ))}
      </ul>
      {row.rights.length > shown && !isAll && <Button kind="quiet" onPress={() => { setAll(true); }}>{`and ${counted(row.rights.length - shown, 'more right')}`}</Button>}
    </li>
  );
}
