// The order in which a release goes out: steps with what goes at the same time, the windows on a line, and every dependency (REL-03).
import { useState } from 'react';
import type { DependencyRow } from '#contract/dependencies.ts';
import type { ReleaseRecord } from '#contract/release.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { hrefOf } from '../../app/routes.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { counted } from '../../ui/words.ts';
import { ImportButton } from './import-button.tsx';
import { OrderPicture } from './order-picture.tsx';
import { DependencyDialog, WithdrawDialog } from './plan-dialogs.tsx';
import { dependencyWords, sentenceOf } from './release-words.ts';
import { Windows } from './windows.tsx';
import s from './release.module.css';

export function SequencePart({ release }: { release: ReleaseRecord }) {
  const [asking, setAsking] = useState<'new' | DependencyRow | null>(null);
  const answer = useQuery('sequence.show', { release: release.id }, { keepPrevious: true });
  const order = answer.value;
  const close = (): void => { setAsking(null); };
  const refusal = refusalOf(order?.mayRecord);
  useActions(order ? [{ id: 'release.depend', label: 'Record a dependency…', hotkey: 'A', group: release.number, may: order.mayRecord, run: () => { setAsking('new'); } }] : []);
  const placed = order?.steps.flat() ?? [];
  const blocked = placed.filter((change) => change.blocked !== null);
  return (
    <>
      <RefusalLine refusal={answer.error} />
      {order && (
        <>
          <Card title="Order of deployment" aside={order.circle === null ? `${counted(order.steps.length, 'step')}` : undefined}>
            {order.circle !== null && <SignalMark signal="bad">No order holds: {order.circle.join(' before ')}. Withdraw one of these dependencies.</SignalMark>}
            {placed.length === 0 && order.circle === null && <p className="dim">Nothing is in the release yet.</p>}
            {placed.length > 0 && <OrderPicture steps={order.steps} />}
            {blocked.length > 0 && <ul className={s.lines} aria-label="Blocked">{blocked.map((change) => <li key={change.id}><SignalMark signal="bad"><a className="mono" href={hrefOf({ place: 'change', change: change.number })}>{change.number}</a> {sentenceOf(change.blocked!)}</SignalMark></li>)}</ul>}
          </Card>
          {placed.length > 0 && <Windows release={release} changes={placed} />}
          <Card isPadded={false}>
            <div className={s.head}><h2>Dependencies</h2><ImportButton refusal={refusal} /><Button hotkey="A" refusal={refusal} onPress={() => { setAsking('new'); }}>Record one</Button></div>
            {order.dependencies.length === 0 ? <p className={s.none}>None is recorded, so everything may go at the same time. Record what goes before what, or bring in a CSV or JSON file with from, type and to.</p> : (
              <div className={s.scroll} tabIndex={0} role="group" aria-label="Dependencies">
                <table className={s.table}>
                  <thead><tr><th scope="col">First</th><th scope="col">Goes</th><th scope="col">Second</th><th scope="col">Said by</th><th scope="col"><span className="unseen">Acts</span></th></tr></thead>
                  <tbody>{order.dependencies.map((row) => (
                    <tr key={row.id}><td><End place={row.from} /></td><td className="nowrap">{dependencyWords[row.type]}</td><td><End place={row.to} /></td><td><bdi>{row.by}</bdi>{row.source !== '' && <small className={s.note}>{row.source}</small>}</td>
                      <td className={s.acts}><Button kind="quiet" refusal={refusal} onPress={() => { setAsking(row); }}>Withdraw…<span className="unseen"> {row.from.label} {dependencyWords[row.type]} {row.to.label}</span></Button></td></tr>
                  ))}</tbody>
                </table>
              </div>
            )}
          </Card>
        </>
      )}
      {asking === 'new' && <DependencyDialog release={release} onClose={close} />}
      {asking !== null && asking !== 'new' && <WithdrawDialog dependency={asking} onClose={close} />}
    </>
  );
}

function End({ place }: { place: DependencyRow['from'] }) {
  const href = place.kind === 'change' ? hrefOf({ place: 'change', change: place.label }) : hrefOf({ place: 'release', release: place.label.split('/')[0]! });
  return <><a className={place.kind === 'package' ? undefined : 'mono'} href={href}>{place.label}</a>{place.kind !== 'package' && <small className={s.note}>{place.title}</small>}</>;
}
