// Portfolios and their trains: what departs when, which gates it still has to pass, what is late, and which dates the units were offered (REL-08).
import { useState } from 'react';
import type { OfferRow, TrainItem, TrainRow } from '#contract/trains.ts';
import type { Output } from '#contract/index.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { hrefOf } from '../../app/routes.ts';
import { Screen } from '../../app/screen.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ReadField } from '../../ui/fields.tsx';
import { RiskMark, SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { Moment } from '../../ui/time.tsx';
import { formatShort, formatShortDay, zoneName } from '../../ui/time-words.ts';
import { counted, figure, roleWords } from '../../ui/words.ts';
import { ReleaseTabs } from '../release/release-tabs.tsx';
import { AnswerOfferDialog, BoardDialog, LeaveDialog, OfferDialog, PortfolioDialog, SignGateDialog, TrainDialog } from './train-dialogs.tsx';
import { everyWord, itemSignals, itemWords, offerSignals, offerWords } from './train-words.ts';
import s from './trains.module.css';

type Portfolio = Output<'portfolio.show'>;
type Asking =
  | { what: 'portfolio'; portfolio: Portfolio | null } | { what: 'train' } | { what: 'board'; train: TrainRow } | { what: 'leave' | 'offer'; train: TrainRow; item: TrainItem } | { what: 'gate'; train: TrainRow; item: TrainItem; gate: TrainItem['gates'][number] }
  | { what: 'answer'; train: TrainRow; offer: OfferRow } | null;
type Ask = (asking: Asking) => void;

export function TrainsScreen({ portfolio }: { portfolio: string | null }) {
  const [chosen, choose] = useState(portfolio);
  const [asking, setAsking] = useState<Asking>(null);
  const list = useQuery('portfolio.list', { limit: 500 }, { keepPrevious: true });
  const rows = list.value?.rows ?? [];
  const id = rows.find((row) => row.id === chosen)?.id ?? rows[0]?.id ?? null;
  const close = (): void => { setAsking(null); };
  const begin = (): void => { setAsking({ what: 'portfolio', portfolio: null }); };
  useActions([{ id: 'portfolio.new', label: 'Make a portfolio…', hotkey: 'C', group: 'Trains', may: list.value?.mayPlan, run: begin }]);
  const button = <Button kind={rows.length === 0 ? 'primary' : 'plain'} hotkey="C" refusal={refusalOf(list.value?.mayPlan)} onPress={begin}>Make a portfolio</Button>;
  return (
    <Screen title="Releases" acts={button}>
      <div className={s.screen}>
        <ReleaseTabs current="trains" />
        <RefusalLine refusal={list.error} />
        {list.value && rows.length === 0 && (
          <EmptyState title="No trains yet" steps={[{ title: 'Make a portfolio', text: 'Assign its release manager and put its governance gates in order', act: button }, { title: 'Open a train', text: 'How often it departs, and until when items board' }, { title: 'Board changes and releases', text: 'What lacks a gate at the cut-off goes with the next departure' }]}>A train departs regularly. What is ready rides along; what is not takes the next one, and nothing is held up for it.</EmptyState>
        )}
        {id !== null && (
          <div className={s.body} tabIndex={0} role="group" aria-label="Portfolio">
            {rows.length > 1 && <div><Segments label="Portfolio" choices={rows.map((row) => ({ value: row.id, label: row.name }))} chosen={id} onChoose={choose} /></div>}
            <PortfolioPart key={id} id={id} onAsk={setAsking} asking={asking} onClose={close} />
          </div>
        )}
      </div>
      {asking?.what === 'portfolio' && <PortfolioDialog portfolio={asking.portfolio} onClose={close} onDone={choose} />}
    </Screen>
  );
}

function PortfolioPart({ id, asking, onAsk, onClose }: { id: string; asking: Asking; onAsk: Ask; onClose: () => void }) {
  const answer = useQuery('portfolio.show', { portfolio: id }, { keepPrevious: true });
  const portfolio = answer.value;
  const moveLate = useCommand('train.moveLate');
  const waiting = portfolio?.lateItems.filter(({ goesWith }) => goesWith !== null) ?? [];
  useActions(portfolio ? [
    { id: 'portfolio.edit', label: 'Edit the portfolio…', hotkey: 'E', group: 'Trains', may: portfolio.may.edit, run: () => { onAsk({ what: 'portfolio', portfolio }); } },
    { id: 'train.open', label: 'Open a train…', hotkey: 'T', group: 'Trains', may: portfolio.may.openTrain, run: () => { onAsk({ what: 'train' }); } },
    ...portfolio.trains.slice(0, 1).map((train) => ({ id: 'train.board', label: `Board ${train.name}…`, hotkey: 'A', group: 'Trains', may: train.mayBoard, run: () => { onAsk({ what: 'board', train }); } })),
  ] : []);
  return (
    <>
      <RefusalLine refusal={answer.error} />
      {portfolio && (
        <>
          <Head portfolio={portfolio} onAsk={onAsk} />
          {portfolio.lateItems.length > 0 && (
            <Card title="Late" aside={<span className={s.aside}>{counted(portfolio.lateItems.length, 'item')}{waiting.length > 0 && <Button refusal={refusalOf(portfolio.may.moveLate)} isPending={moveLate.isPending} onPress={() => { void moveLate.run({}); }}>Move them now</Button>}</span>}>
              {waiting.length > 0 && <p className="sec">What missed its cut-off goes with the next departure. The move is written with the next act on the train, when somebody signs in who plans releases, or here.</p>}
              <RefusalLine refusal={moveLate.error} />
              <ul className={s.lines}>{portfolio.lateItems.map((item) => <li key={item.id}><Late item={item} zone={portfolio.trains.find(({ name }) => name === item.train)?.zone ?? 'UTC'} /></li>)}</ul>
            </Card>
          )}
          {portfolio.trains.length === 0 && <Card><p className="dim">No train departs yet.</p></Card>}
          {portfolio.trains.map((train) => <TrainCard key={train.id} train={train} onAsk={onAsk} />)}
          {asking?.what === 'train' && <TrainDialog portfolio={portfolio} onClose={onClose} />}
        </>
      )}
      {asking?.what === 'board' && <BoardDialog train={asking.train} onClose={onClose} />}
      {asking?.what === 'leave' && <LeaveDialog train={asking.train} item={asking.item} onClose={onClose} />}
      {asking?.what === 'offer' && <OfferDialog train={asking.train} item={asking.item} onClose={onClose} />}
      {asking?.what === 'gate' && <SignGateDialog train={asking.train} item={asking.item} gate={asking.gate} onClose={onClose} />}
      {asking?.what === 'answer' && <AnswerOfferDialog train={asking.train} offer={asking.offer} onClose={onClose} />}
    </>
  );
}

function Head({ portfolio: p, onAsk }: { portfolio: Portfolio; onAsk: Ask }) {
  return (
    <Card title={p.name} aside={<span className={s.aside}><Button hotkey="E" refusal={refusalOf(p.may.edit)} onPress={() => { onAsk({ what: 'portfolio', portfolio: p }); }}>Edit</Button><Button kind="primary" hotkey="T" refusal={refusalOf(p.may.openTrain)} onPress={() => { onAsk({ what: 'train' }); }}>Open a train</Button></span>}>
      <dl className={s.figures}>
        <ReadField label="Release manager">{p.manager ? <bdi>{p.manager.name}</bdi> : <SignalMark signal="missing">Nobody yet</SignalMark>}</ReadField>
        <ReadField label="Gates">{p.gates.length === 0 ? <span className="dim">none</span> : <ol className={s.way}>{p.gates.map((gate) => <li key={gate.id}>{gate.name} <span className="dim tiny">{roleWords[gate.role].toLowerCase()}</span></li>)}</ol>}</ReadField>
        <ReadField label="Aboard">{figure(p.items)}{p.missing > 0 && <span className="dim">, {figure(p.missing)} with an open gate</span>}</ReadField>
        <ReadField label="Risk"><span className={s.risks}>{p.risks.filter(({ count }) => count > 0).map(({ tier, count }) => <span key={tier}><RiskMark tier={tier === 'none' ? null : tier} /> × {count}</span>)}{p.items === 0 && <span className="dim">none</span>}</span></ReadField>
      </dl>
    </Card>
  );
}
const Late = ({ item, zone }: { item: Portfolio['lateItems'][number]; zone: string }) => {
  const last = item.moves.at(-1);
  return <SignalMark signal={item.standing === 'late' ? 'bad' : 'warn'}><span className="mono">{item.number}</span> <bdi>{item.title}</bdi> {item.goesWith !== null ? `missed the cut-off for ${formatShortDay(item.departure, zone)} without ${item.gates.find(({ signed }) => signed === null)?.name ?? 'a gate'}; goes with ${formatShortDay(item.goesWith, zone)}` : last === undefined ? `goes ${formatShortDay(item.departure, zone)}` : <>missed {formatShortDay(last.from, zone)}{last.why === 'gate' ? ` without ${last.gate}` : ', boarding after the cut-off'}; goes {formatShortDay(item.departure, zone)}</>}{item.moves.length > 1 && <span className="dim">, moved {item.moves.length} times</span>}</SignalMark>;
};

function TrainCard({ train, onAsk }: { train: TrainRow; onAsk: Ask }) {
  const boarding = train.departures.find(({ isBoarding }) => isBoarding);
  return (
    <Card isPadded={false}>
      <div className={s.head}>
        <h2><bdi>{train.name}</bdi></h2>
        <span className="dim">{everyWord(train.everyWeeks)}, {zoneName(train.zone)}</span>
        <span className="dim">{train.departures.map(({ at, isBoarding }, i) => <span key={at}>{i > 0 && ' · '}{isBoarding ? <b>{formatShort(at, train.zone)}</b> : formatShort(at, train.zone)}</span>)}</span>
        {boarding && <span className="dim tiny">boarding until {formatShort(boarding.cutOffAt, train.zone)}</span>}
        <Button hotkey="A" refusal={refusalOf(train.mayBoard)} onPress={() => { onAsk({ what: 'board', train }); }}>Board<span className="unseen"> {train.name}</span></Button>
      </div>
      {train.items.length === 0 ? <p className={s.none}>Nothing is aboard yet.</p> : (
        <div className={s.scroll} tabIndex={0} role="group" aria-label={`Aboard ${train.name}`}>
          <table className={s.table}>
            <thead><tr><th scope="col">Item</th><th scope="col">Title</th><th scope="col">Departs</th><th scope="col">Standing</th><th scope="col">Gates</th><th scope="col">Risk</th><th scope="col">Dates with units</th><th scope="col"><span className="unseen">Acts</span></th></tr></thead>
            <tbody>{train.items.map((item) => <ItemRow key={item.id} train={train} item={item} onAsk={onAsk} />)}</tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
function ItemRow({ train, item, onAsk }: { train: TrainRow; item: TrainItem; onAsk: Ask }) {
  const next = item.gates.find(({ signed }) => signed === null);
  return (
    <tr>
      <td><a className="mono" href={hrefOf(item.kind === 'change' ? { place: 'change', change: item.number } : { place: 'release', release: item.number })}>{item.number}</a></td>
      <td><bdi>{item.title}</bdi></td>
      <td className="nowrap"><Moment at={item.departure} zone={train.zone} isShort />{item.moves.length > 0 && <small className={s.note}>moved from {formatShortDay(item.moves.at(-1)!.from, train.zone)}</small>}</td>
      <td className="nowrap"><SignalMark signal={itemSignals[item.standing]}>{itemWords[item.standing]}</SignalMark></td>
      <td><ul className={s.gates}>{item.gates.map((gate) => (
        <li key={gate.id}><SignalMark signal={gate.signed ? 'ok' : 'missing'} label={gate.signed ? 'passed' : 'open'} /> <span title={gate.signed ? `${gate.signed.by}, ${formatShort(gate.signed.at, train.zone)}` : undefined}>{gate.name}</span>{gate.id === next?.id && gate.maySign.ok && <Button kind="quiet" onPress={() => { onAsk({ what: 'gate', train, item, gate }); }}>Sign…<span className="unseen"> {gate.name} for {item.number}</span></Button>}</li>
      ))}</ul></td>
      <td><RiskMark tier={item.tier} score={item.score} /></td>
      <td><ul className={s.offers}>{item.offers.map((offer) => <li key={offer.id}><OfferLine train={train} offer={offer} onAsk={onAsk} /></li>)}</ul><Button kind="quiet" refusal={refusalOf(item.mayOffer)} onPress={() => { onAsk({ what: 'offer', train, item }); }}>Offer…<span className="unseen"> a date for {item.number}</span></Button></td>
      <td className={s.acts}><Button kind="quiet" refusal={refusalOf(item.mayLeave)} onPress={() => { onAsk({ what: 'leave', train, item }); }}>Take off…<span className="unseen"> {item.number}</span></Button></td>
    </tr>
  );
}
function OfferLine({ train, offer, onAsk }: { train: TrainRow; offer: OfferRow; onAsk: Ask }) {
  const isOpen = offer.standing === 'open' || offer.standing === 'countered';
  const mayAnswer = offer.mayAccept.ok || offer.mayCounter.ok || offer.mayDecline.ok;
  return (
    <>
      <SignalMark signal={offerSignals[offer.standing]}><bdi>{offer.unit}</bdi> {offerWords[offer.standing]}</SignalMark>
      <small className={s.note}>{offer.agreed !== null ? formatShort(offer.agreed, train.zone) : <>offered {formatShort(offer.offered, train.zone)}{offer.countered !== null && <>, named {formatShort(offer.countered, train.zone)}</>}</>}</small>
      {isOpen && mayAnswer && <Button kind="quiet" onPress={() => { onAsk({ what: 'answer', train, offer }); }}>Answer…<span className="unseen"> {offer.unit}</span></Button>}
    </>
  );
}
