// What happens to the scope after its baseline: requests, ways out of what is not met, and the hours it has (REL-07).
import { useState } from 'react';
import type { Output } from '#contract/index.ts';
import type { ReleaseRecord } from '#contract/release.ts';
import type { ScopeRequestRow, TradeOffKind, TradeOffRow } from '#contract/scope.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { hrefOf } from '../../app/routes.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { ReadField } from '../../ui/fields.tsx';
import { Badge, RiskMark, SignalMark } from '../../ui/marks.tsx';
import type { Signal } from '../../ui/marks.tsx';
import { Meter } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { formatShort } from '../../ui/time-words.ts';
import { counted, figure, listed } from '../../ui/words.ts';
import { sentenceOf } from './release-words.ts';
import { CapacityDialog, DecideDialog, EffortDialog, RequestDialog, WithdrawRequestDialog } from './request-dialogs.tsx';
import { daysWord, hoursWord, optionWords, requestTitle, standingWords, trends } from './scope-words.ts';
import { ChooseDialog, TradeOffDialog } from './trade-off-dialogs.tsx';
import s from './release.module.css';

type Shown = Output<'scope.show'>;
type Asking =
  | { what: 'request'; known?: ScopeRequestRow; out?: readonly string[]; frees?: number } | { what: 'decide' | 'withdraw'; request: ScopeRequestRow } | { what: 'trade'; known?: TradeOffRow; about?: string } | { what: 'choose'; tradeOff: TradeOffRow; kind: TradeOffKind }
  | { what: 'capacity' } | { what: 'effort'; row: Shown['load']['rows'][number] } | null;
type Props = { release: ReleaseRecord; shown: Shown; onAsk: (asking: Asking) => void };

export function RequestsPart({ release }: { release: ReleaseRecord }) {
  const [asking, setAsking] = useState<Asking>(null);
  const answer = useQuery('scope.show', { release: release.id }, { keepPrevious: true });
  const shown = answer.value;
  const close = (): void => { setAsking(null); };
  useActions(shown ? [
    { id: 'scope.request', label: 'Ask for another scope…', hotkey: 'A', group: release.number, may: shown.may.request, run: () => { setAsking({ what: 'request' }); } },
    { id: 'tradeoff.set', label: 'Weigh ways out…', hotkey: 'W', group: release.number, may: shown.may.trade, run: () => { setAsking({ what: 'trade' }); } },
    { id: 'scope.capacity', label: 'Say its capacity…', hotkey: 'H', group: release.number, may: shown.may.capacity, run: () => { setAsking({ what: 'capacity' }); } },
  ] : []);
  const props = shown && { release, shown, onAsk: setAsking };
  return (
    <>
      <RefusalLine refusal={answer.error} />
      {props && <><Requests {...props} /><TradeOffs {...props} /><Hours {...props} /></>}
      {asking?.what === 'request' && <RequestDialog release={release} known={asking.known ?? null} out={asking.out ?? []} frees={asking.frees ?? 0} onClose={close} />}
      {asking?.what === 'decide' && <DecideDialog release={release} request={asking.request} onClose={close} />}
      {asking?.what === 'withdraw' && <WithdrawRequestDialog release={release} request={asking.request} onClose={close} />}
      {asking?.what === 'trade' && <TradeOffDialog release={release} known={asking.known ?? null} about={asking.about ?? ''} onClose={close} />}
      {asking?.what === 'choose' && <ChooseDialog release={release} tradeOff={asking.tradeOff} kind={asking.kind} onClose={close} />}
      {asking?.what === 'capacity' && <CapacityDialog release={release} hours={shown?.load.capacity ?? null} onClose={close} />}
      {asking?.what === 'effort' && <EffortDialog release={release} row={asking.row} onClose={close} />}
    </>
  );
}

const signals: Record<ScopeRequestRow['standing'], Signal> = { draft: 'unseen', asked: 'missing', accepted: 'ok', declined: 'bad', withdrawn: 'unseen' };
function Requests({ release, shown, onAsk }: Props) {
  return (
    <>
      <div className={s.sectionHead}><h2>Scope requests</h2><span className="dim">{shown.isFrozen ? <>decided by <bdi>{shown.owner ?? 'a scope owner, once there is one'}</bdi></> : ''}</span><Button hotkey="A" refusal={refusalOf(shown.may.request)} onPress={() => { onAsk({ what: 'request' }); }}>Ask for another scope</Button></div>
      {shown.requests.length === 0 && <Card><p className="dim">{shown.isFrozen ? 'None. What is to come into the release or leave it is asked for here.' : 'The scope is still open: changes are taken in and out on the first page, without a request.'}</p></Card>}
      {shown.requests.map((request) => <RequestCard key={request.id} release={release} request={request} onAsk={onAsk} />)}
    </>
  );
}
function RequestCard({ request: r, onAsk }: { release: ReleaseRecord; request: ScopeRequestRow; onAsk: Props['onAsk'] }) {
  const title = requestTitle(r);
  return (
    <Card title={title} aside={<span className={s.aside}><SignalMark signal={signals[r.standing]}>{standingWords[r.standing]}</SignalMark></span>}>
      {r.standing === 'draft' ? <p className="dim">Kept from an edit that was refused. What it does to date, capacity, risk and exclusions is still to be said.</p> : (
        <>
          <p className={s.objective}>{r.reason}</p>
          <dl className={s.quarters}>
            <ReadField label="Date">{daysWord(r.days)}</ReadField>
            <ReadField label="Capacity">{hoursWord(r.hours)}</ReadField>
            <ReadField label="Risk">{r.scores.after === null ? 'Not assessed' : r.scores.before === r.scores.after ? `Stays at ${r.scores.before}` : `${r.scores.before ?? 'Not assessed'} → ${r.scores.after}`}<small className={s.note}>{r.risk}</small></ReadField>
            <ReadField label="Left out">{r.exclusion === '' ? 'Nothing further' : <bdi>{r.exclusion}</bdi>}{r.includes.length > 0 && <small className={s.note}>no longer: {listed(r.includes.map(({ what }) => what))}</small>}</ReadField>
          </dl>
        </>
      )}
      <div className={s.foot}>
        <span className="dim tiny">{[...r.add, ...r.remove].map((one, i) => <span key={one.id}>{i > 0 && ', '}<a className="mono" href={hrefOf({ place: 'change', change: one.label })}>{one.label}</a> <bdi>{one.title}</bdi></span>)}. <bdi>{r.by}</bdi>, <Moment at={r.at} isShort />{r.decision && <>. {standingWords[r.standing]} by <bdi>{r.decision.by}</bdi>{r.decision.reason !== '' && `: ${r.decision.reason}`}</>}</span>
        {(r.standing === 'draft' || r.standing === 'asked') && (
          <span className={s.aside}>
            <Button kind="quiet" refusal={refusalOf(r.mayWithdraw)} onPress={() => { onAsk({ what: 'withdraw', request: r }); }}>Withdraw…<span className="unseen"> {title}</span></Button>
            <Button kind={r.standing === 'draft' ? 'primary' : 'quiet'} refusal={refusalOf(r.mayComplete)} onPress={() => { onAsk({ what: 'request', known: r }); }}>{r.standing === 'draft' ? 'Say its impact…' : 'Rewrite…'}<span className="unseen"> {title}</span></Button>
            {r.standing === 'asked' && <Button kind="primary" refusal={refusalOf(r.mayDecide)} onPress={() => { onAsk({ what: 'decide', request: r }); }}>Decide…<span className="unseen"> {title}</span></Button>}
          </span>
        )}
      </div>
    </Card>
  );
}

function TradeOffs({ release, shown, onAsk }: Props) {
  return (
    <>
      <div className={s.sectionHead}><h2>Trade-offs</h2><Button hotkey="W" refusal={refusalOf(shown.may.trade)} onPress={() => { onAsk({ what: 'trade' }); }}>Weigh ways out</Button></div>
      {shown.unmet.length > 0 && <Card title="Not met"><ul className={s.lines}>{shown.unmet.map((one) => <li key={`${one.change.id} ${one.before.id}`}><div className="grow"><SignalMark signal="bad">{sentenceOf(one)}</SignalMark></div><Button refusal={refusalOf(shown.may.trade)} onPress={() => { onAsk({ what: 'trade', about: sentenceOf(one) }); }}>Weigh…<span className="unseen"> {one.change.label} after {one.before.label}</span></Button></li>)}</ul></Card>}
      {shown.tradeOffs.length === 0 && shown.unmet.length === 0 && <Card><p className="dim">Nothing is being weighed, and every dependency of its changes can be met.</p></Card>}
      {shown.tradeOffs.map((tradeOff) => <Sheet key={tradeOff.id} release={release} tradeOff={tradeOff} onAsk={onAsk} />)}
    </>
  );
}
function Sheet({ release, tradeOff, onAsk }: { release: ReleaseRecord; tradeOff: TradeOffRow; onAsk: Props['onAsk'] }) {
  const { decision } = tradeOff;
  const what = ({ kind, remove, startsAt, flag, note }: TradeOffRow['options'][number]): string => [kind === 'move-date' && startsAt !== null ? `to ${formatShort(startsAt, release.zone)}` : '', flag, remove.length > 0 ? `without ${listed(remove.map(({ label }) => label))}` : '', note].filter(Boolean).join('; ');
  return (
    <Card isPadded={false}>
      <div className={s.head}><h2><bdi>{tradeOff.about}</bdi></h2><span className="dim tiny"><bdi>{tradeOff.by}</bdi>, <Moment at={tradeOff.at} isShort /></span>{decision === null && <Button kind="quiet" refusal={refusalOf(tradeOff.mayEdit)} onPress={() => { onAsk({ what: 'trade', known: tradeOff }); }}>Edit…<span className="unseen"> {tradeOff.about}</span></Button>}</div>
      <div className={s.scroll} tabIndex={0} role="group" aria-label={`Ways out: ${tradeOff.about}`}>
        <table className={s.table}>
          <thead><tr><th scope="col">Way out</th><th scope="col">Date</th><th scope="col">Capacity</th><th scope="col">Risk</th><th scope="col">What</th><th scope="col"><span className="unseen">Acts</span></th></tr></thead>
          <tbody>{tradeOff.options.map((option) => (
            <tr key={option.kind}>
              <td>{optionWords[option.kind]}</td><td className="nowrap">{daysWord(option.days)}</td><td className="nowrap">{hoursWord(option.hours)}</td><td>{trends[option.risk]}</td><td>{what(option)}</td>
              <td className={s.acts}>{decision === null ? <Button refusal={refusalOf(tradeOff.mayDecide)} onPress={() => { onAsk({ what: 'choose', tradeOff, kind: option.kind }); }}>Choose…<span className="unseen"> {optionWords[option.kind]}</span></Button> : decision.kind === option.kind && <Badge tone="ok">Chosen</Badge>}</td>
            </tr>
          ))}</tbody>
        </table>
      </div>
      {decision && <p className={s.none}>Chosen by <bdi>{decision.by}</bdi>, <Moment at={decision.at} isShort />: {decision.reason}</p>}
    </Card>
  );
}

function Hours({ shown: { load, may }, onAsk }: Props) {
  return (
    <Card isPadded={false}>
      <div className={s.head}>
        <h2>Capacity</h2>
        {load.capacity === null ? <span className="dim">{counted(load.hours, 'hour')} of work; nobody said how many it has</span> : <><span className={s.meter}><Meter label="Hours of its capacity" value={load.hours} most={load.capacity} isOver={load.over > 0} /></span><span className="nowrap num">{figure(load.hours)} of {counted(load.capacity, 'hour')}</span></>}
        <Button hotkey="H" refusal={refusalOf(may.capacity)} onPress={() => { onAsk({ what: 'capacity' }); }}>{load.capacity === null ? 'Say its capacity' : 'Change'}</Button>
      </div>
      {load.over > 0 && (
        <div className={s.over}>
          <div className="grow prose"><SignalMark signal="bad">{counted(load.over, 'hour')} more than it has.</SignalMark> {load.cuts.length === 0 ? 'Nothing in it can still be cut.' : <>To cut first, the highest risk for the least value: <b>{listed(load.cuts)}</b>.</>}</div>
          {load.cuts.length > 0 && <Button kind="primary" refusal={refusalOf(may.request)} onPress={() => { onAsk({ what: 'request', out: load.cuts, frees: load.rows.reduce((sum, { cut, hours }) => sum + (cut === null ? 0 : hours ?? 0), 0) }); }}>Ask to take out…</Button>}
        </div>
      )}
      {load.rows.length > 0 && (
        <div className={s.scroll} tabIndex={0} role="group" aria-label="Hours of the changes">
          <table className={s.table}>
            <thead><tr><th scope="col">Change</th><th scope="col">Title</th><th scope="col">Risk</th><th scope="col">Value</th><th scope="col">Hours</th><th scope="col">Cut</th><th scope="col"><span className="unseen">Acts</span></th></tr></thead>
            <tbody>{load.rows.map((row) => (
              <tr key={row.id}>
                <td><a className="mono" href={hrefOf({ place: 'change', change: row.number })}>{row.number}</a></td><td><bdi>{row.title}</bdi>{row.neededBy.length > 0 && <small className={s.note}>{listed(row.neededBy)} {row.neededBy.length === 1 ? 'waits' : 'wait'} for it</small>}</td><td><RiskMark tier={row.tier} score={row.score} /></td>
                <td className="num">{row.value === null ? <span className="dim">not said</span> : `${row.value} of 5`}</td><td className="num">{row.hours === null ? <span className="dim">not said</span> : figure(row.hours)}</td><td>{row.cut !== null && <SignalMark signal="warn">{row.cut === 0 ? 'first' : `${row.cut + 1}.`}</SignalMark>}</td>
                <td className={s.acts}><Button kind="quiet" refusal={refusalOf(may.capacity)} onPress={() => { onAsk({ what: 'effort', row }); }}>Effort…<span className="unseen"> {row.number}</span></Button></td>
              </tr>
            ))}</tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
