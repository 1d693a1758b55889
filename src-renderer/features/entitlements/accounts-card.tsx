// Accounts of the imported tools: those nobody answers for, and shared ones with their owners.
import { useState } from 'react';
import type { AccountRow } from '#contract/entitlements.ts';
import type { May } from '#contract/values.ts';
import { refusalOf } from '../../app/actions.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Badge, SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { figure } from '../../ui/words.ts';
import { kindWords } from './entitlement-words.ts';
import { MapDialog } from './map-dialog.tsx';
import s from './entitlements.module.css';

type Which = 'unowned' | 'shared' | 'all';
const choices: readonly { value: Which; label: string }[] = [{ value: 'unowned', label: 'Unowned' }, { value: 'shared', label: 'Shared and service' }, { value: 'all', label: 'All' }];
const empty: Record<Which, string> = { unowned: 'Somebody answers for every account.', shared: 'No account is shared.', all: 'There are no accounts.' };

export function AccountsCard({ mayMap }: { mayMap: May }) {
  const [only, setOnly] = useState<Which>('unowned');
  const [limit, setLimit] = useState(50);
  const [chosen, setChosen] = useState<AccountRow | null>(null);
  const answer = useQuery('entitlement.accounts', { only, limit }, { keepPrevious: true });
  const rows = answer.value?.rows ?? [];
  return (
    <Card isPadded={false}>
      <div className={s.head}><h2>Accounts</h2><Segments label="Which accounts" choices={choices} chosen={only} onChoose={setOnly} /><span className="dim end" role="status">{answer.value && figure(answer.value.total)}</span></div>
      <RefusalLine refusal={answer.error} />
      {answer.value && rows.length === 0 && <p className={s.none}><SignalMark signal="ok">{empty[only]}</SignalMark></p>}
      {rows.length > 0 && (
        // Reachable by keyboard, so that it can be scrolled without a mouse.
        <div className={s.scroll} tabIndex={0} role="group" aria-label="Accounts">
          <table className={s.table}>
            <thead><tr><th scope="col">Account</th><th scope="col">Tool</th><th scope="col" className={s.right}>Rights</th><th scope="col">Whose</th><th scope="col"><span className="unseen">Acts</span></th></tr></thead>
            <tbody>{rows.map((row) => (
              <tr key={`${row.source} ${row.identity}`}>
                <td className="prose"><b>{row.identity}</b> {row.reachesProduction && <Badge tone="warn">production</Badge>}</td><td>{row.sourceName}</td><td className={s.right}>{figure(row.rights)}</td>
                <td>{row.personName === null ? <SignalMark signal="missing">unowned{row.said === '' ? '' : `, the file says ${row.said}`}</SignalMark> : <><bdi>{row.personName}</bdi> {row.kind !== null && row.kind !== 'personal' && <Badge>{kindWords[row.kind].toLocaleLowerCase()}</Badge>}</>}</td>
                <td className={s.act}><Button label={`${row.person === null ? 'Say' : 'Change'} whose ${row.identity} in ${row.sourceName} is`} refusal={refusalOf(mayMap)} onPress={() => { setChosen(row); }}>{row.person === null ? 'Say whose…' : 'Change…'}</Button></td>
              </tr>
            ))}</tbody>
          </table>
        </div>
      )}
      {answer.value?.next !== null && answer.value !== undefined && limit < 500 && <div className={s.more}><Button kind="quiet" onPress={() => { setLimit(500); }}>Show more</Button></div>}
      {chosen && <MapDialog account={chosen} onClose={() => { setChosen(null); }} />}
    </Card>
  );
}
