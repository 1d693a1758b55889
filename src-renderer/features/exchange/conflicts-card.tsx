// What was decided or written apart, on top of everything else of the exchange.
import { useQuery } from '../../data/use-query.ts';
import type { ConflictRow } from '#contract/exchange.ts';
import { useActions } from '../../app/actions.ts';
import { goTo, hrefOf } from '../../app/routes.ts';
import { Button } from '../../ui/button.tsx';
import { RiskMark, SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import type { Tier } from '#contract/change.ts';
import { counted, figure } from '../../ui/words.ts';
import { conflictTitle } from './exchange-words.ts';
import s from './exchange.module.css';

const shown = 5;
/** A tier as the marks know it. */
export const tierOf = (row: Pick<ConflictRow, 'tier'>): Tier | null => row.tier as Tier | null;

export function ConflictsCard() {
  const answer = useQuery('bundle.conflicts', { limit: 50 });
  const first = answer.value?.rows[0];
  const settle = (): void => { if (first) goTo({ place: 'conflict', conflict: first.id }); };
  useActions(first ? [{ id: 'exchange.settle', label: 'Settle what is in conflict', hotkey: 'S', group: 'Exchange', run: settle }] : []);
  if (answer.error) return <RefusalLine refusal={answer.error} />;
  if (!answer.value || !first) return null;
  const { rows, total } = answer.value;
  return (
    <Card isPadded={false} className={s.conflicts}>
      <div className={s.conflictsHead}>
        <SignalMark signal="clash" /><h2>{counted(total, 'conflict')} to settle</h2><span className="dim">decided or written on laptops that had not heard of each other</span>
        <span className="end"><Button hotkey="S" onPress={settle}>Settle</Button></span>
      </div>
      <ul>
        {rows.slice(0, shown).map((row) => (
          <li key={row.id}>
            <a className={s.conflictRow} href={hrefOf({ place: 'conflict', conflict: row.id })}>
              <SignalMark signal={row.isHolding ? 'bad' : 'warn'} label={row.isHolding ? 'Holds the change' : 'Holds nothing back'} />
              <span className="mono">{row.number}</span><span className={s.conflictTitle}><bdi className="trunc">{row.title}</bdi><span className="dim trunc">{conflictTitle(row)}{row.isHolding && '. Holds the change until it is settled'}</span></span>
              {row.tier !== null && <RiskMark tier={tierOf(row)} />}
            </a>
          </li>
        ))}
        {total > shown && <li className={s.moreRow}><a href={hrefOf({ place: 'conflict', conflict: rows[shown]!.id })}>and {figure(total - shown)} more</a></li>}
      </ul>
    </Card>
  );
}
