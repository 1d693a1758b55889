// What goes first: candidates by their scores, the line where the hours end, and what to leave for later (REL-06).
import { Fragment, useState } from 'react';
import type { Output } from '#contract/index.ts';
import { factorNames } from '#contract/ranking.ts';
import type { CandidateRow } from '#contract/ranking.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { hrefOf } from '../../app/routes.ts';
import { Screen } from '../../app/screen.tsx';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Badge, RiskMark, SignalMark } from '../../ui/marks.tsx';
import { Meter } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { formatShortDay } from '../../ui/time-words.ts';
import { counted, figure, listed } from '../../ui/words.ts';
import { ReleaseTabs } from '../release/release-tabs.tsx';
import { CandidateDialog, MoveDialog, RankingDialog, SetAsideDialog } from './priority-dialogs.tsx';
import { factorWords, roiWord, scoreWord } from './priority-words.ts';
import s from './priorities.module.css';

type Ranking = Output<'ranking.show'>;
type Asking = { what: 'candidate'; row: CandidateRow | null } | { what: 'move'; row: CandidateRow; before: CandidateRow | null | undefined } | { what: 'defer' | 'resume' | 'drop'; row: CandidateRow } | { what: 'ranking'; isNew: boolean } | null;
type Ask = (asking: Asking) => void;
const called = ({ number, name }: Pick<CandidateRow, 'number' | 'name'>): string => number ?? name;

export function PrioritiesScreen() {
  const [chosen, choose] = useState<string | null>(null);
  const [asking, setAsking] = useState<Asking>(null);
  const list = useQuery('ranking.list', { limit: 500 }, { keepPrevious: true });
  const rows = list.value?.rows ?? [];
  const id = rows.find((row) => row.id === chosen)?.id ?? rows[0]?.id ?? null;
  const close = (): void => { setAsking(null); };
  const begin = (): void => { setAsking({ what: 'ranking', isNew: true }); };
  useActions([{ id: 'ranking.new', label: 'Begin a prioritisation…', hotkey: 'C', group: 'Priorities', may: list.value?.mayPlan, run: begin }]);
  const button = <Button kind={rows.length === 0 ? 'primary' : 'plain'} hotkey="C" refusal={refusalOf(list.value?.mayPlan)} onPress={begin}>Begin a prioritisation</Button>;
  return (
    <Screen title="Releases" acts={button}>
      <div className={s.screen}>
        <ReleaseTabs current="priorities" />
        <RefusalLine refusal={list.error} />
        {list.value && rows.length === 0 && <EmptyState title="Nothing is ranked yet" steps={[{ title: 'Begin a prioritisation', text: 'Say how many hours there are and what counts how much', act: button }, { title: 'Take candidates in', text: 'Features, changes and releases with benefit, cost and effort' }, { title: 'See the line', text: 'What fits, what does not, and what to leave for later' }]}>Candidates are ordered by return, impact, deadline, value and risk. The line shows where the hours end.</EmptyState>}
        {id !== null && (
          <div className={s.body} tabIndex={0} role="group" aria-label="Prioritisation">
            {rows.length > 1 && <div><Segments label="Prioritisation" choices={rows.map((row) => ({ value: row.id, label: row.name }))} chosen={id} onChoose={choose} /></div>}
            <RankingPart key={id} id={id} asking={asking} onAsk={setAsking} onClose={close} onDone={choose} />
          </div>
        )}
      </div>
      {asking?.what === 'ranking' && asking.isNew && <RankingDialog ranking={null} onClose={close} onDone={choose} />}
    </Screen>
  );
}

function RankingPart({ id, asking, onAsk, onClose, onDone }: { id: string; asking: Asking; onAsk: Ask; onClose: () => void; onDone: (id: string) => void }) {
  const answer = useQuery('ranking.show', { ranking: id }, { keepPrevious: true });
  const ranking = answer.value;
  useActions(ranking ? [
    { id: 'ranking.edit', label: 'Edit hours and weights…', hotkey: 'E', group: 'Priorities', may: ranking.mayEdit, run: () => { onAsk({ what: 'ranking', isNew: false }); } },
    { id: 'ranking.candidate', label: 'Take a candidate in…', hotkey: 'A', group: 'Priorities', may: ranking.mayEdit, run: () => { onAsk({ what: 'candidate', row: null }); } },
  ] : []);
  const of = ranking && { ranking, onClose };
  return (
    <>
      <RefusalLine refusal={answer.error} />
      {ranking && <><Head ranking={ranking} onAsk={onAsk} /><Order ranking={ranking} onAsk={onAsk} /></>}
      {of && asking?.what === 'ranking' && !asking.isNew && <RankingDialog ranking={of.ranking} onClose={onClose} onDone={onDone} />}
      {of && asking?.what === 'candidate' && <CandidateDialog {...of} row={asking.row} />}
      {of && asking?.what === 'move' && <MoveDialog {...of} row={asking.row} before={asking.before} />}
      {of && (asking?.what === 'defer' || asking?.what === 'resume' || asking?.what === 'drop') && <SetAsideDialog {...of} row={asking.row} what={asking.what} />}
    </>
  );
}

function Head({ ranking: r, onAsk }: { ranking: Ranking; onAsk: Ask }) {
  const proposed = r.proposed.flatMap((id) => r.rows.find((row) => row.id === id) ?? []);
  return (
    <Card title={r.name} aside={<span className={s.aside}><Button hotkey="E" refusal={refusalOf(r.mayEdit)} onPress={() => { onAsk({ what: 'ranking', isNew: false }); }}>Hours and weights</Button><Button kind="primary" hotkey="A" refusal={refusalOf(r.mayEdit)} onPress={() => { onAsk({ what: 'candidate', row: null }); }}>Take a candidate in</Button></span>}>
      <div className={s.head}>
        <span className={s.meter}><Meter label="Hours of the capacity" value={r.hours} most={r.capacity} isOver={r.hours > r.capacity} /></span>
        <span className="num nowrap">{figure(r.hours)} of {counted(r.capacity, 'hour')}</span>
        <dl className={s.weights} aria-label="Weights">{factorNames.map((factor) => <div key={factor}><dt>{factorWords[factor]}</dt><dd>{r.weights[factor]} %</dd></div>)}</dl>
      </div>
      {r.isOver && <p><SignalMark signal="bad">Regulatory work alone takes more hours than there are.</SignalMark></p>}
      {proposed.length > 0 && <p className={s.proposal}>To leave for later, the highest risk for the least value first: <b>{listed(proposed.map(called))}</b>.</p>}
    </Card>
  );
}

function Order({ ranking, onAsk }: { ranking: Ranking; onAsk: Ask }) {
  const [dragged, drag] = useState<string | null>(null);
  const { rows } = ranking;
  const line = rows.findIndex(({ isBelow }) => isBelow);
  const later = rows.findIndex(({ deferred }) => deferred !== null);
  const active = rows.filter(({ deferred }) => deferred === null);
  /** One place up or down: before the one above it, or before the one after the one below it. */
  const nudge = (row: CandidateRow, by: -1 | 1): void => {
    const at = active.findIndex(({ id }) => id === row.id);
    if (at < 0 || at + by < 0 || at + by >= active.length) return;
    onAsk({ what: 'move', row, before: by < 0 ? active[at - 1]! : active[at + 2] ?? null });
  };
  const drop = (before: CandidateRow | null): void => {
    const row = active.find(({ id }) => id === dragged);
    drag(null);
    if (row && row.id !== before?.id) onAsk({ what: 'move', row, before });
  };
  if (rows.length === 0) return <Card><p className="dim">No candidate yet. Take features, changes and releases in with what they bring and what they take.</p></Card>;
  return (
    <Card isPadded={false}>
      <div className={s.scroll} tabIndex={0} role="group" aria-label="Order of the candidates">
        <table className={s.table}>
          <thead><tr><th scope="col">#</th><th scope="col">Candidate</th><th scope="col">Return</th><th scope="col">Impact</th><th scope="col">Deadline</th><th scope="col">Value</th><th scope="col">Risk</th><th scope="col">Score</th><th scope="col">Hours</th><th scope="col">Sum</th><th scope="col"><span className="unseen">Acts</span></th></tr></thead>
          <tbody>{rows.map((row, i) => (
            <Fragment key={row.id}>
              {i === line && i !== later && <tr className={s.line}><td colSpan={11}><span>Capacity: {counted(ranking.capacity, 'hour')}</span></td></tr>}
              {i === later && <tr className={s.later}><td colSpan={11}>Left for later</td></tr>}
              <tr data-below={row.isBelow || undefined} data-dragged={dragged === row.id || undefined} draggable={row.deferred === null && ranking.mayEdit.ok} onDragStart={(e) => { e.dataTransfer.effectAllowed = 'move'; e.dataTransfer.setData('text/plain', called(row)); drag(row.id); }} onDragEnd={() => { drag(null); }}
                onDragOver={(e) => { if (dragged !== null && row.deferred === null) e.preventDefault(); }} onDrop={(e) => { if (dragged !== null && row.deferred === null) { e.preventDefault(); drop(row); } }}>
                <Cells row={row} place={active.findIndex(({ id }) => id === row.id) + 1} />
                <td className={s.acts}>
                  {row.deferred === null ? (
                    <>
                      <Button kind="quiet" refusal={refusalOf(ranking.mayEdit)} label={`Move ${called(row)} up`} onPress={() => { nudge(row, -1); }}>↑</Button><Button kind="quiet" refusal={refusalOf(ranking.mayEdit)} label={`Move ${called(row)} down`} onPress={() => { nudge(row, 1); }}>↓</Button>
                      <Button kind="quiet" refusal={refusalOf(ranking.mayEdit)} onPress={() => { onAsk({ what: 'move', row, before: undefined }); }}>Move…<span className="unseen"> {called(row)}</span></Button><Button kind="quiet" refusal={refusalOf(ranking.mayEdit)} onPress={() => { onAsk({ what: 'defer', row }); }}>Defer…<span className="unseen"> {called(row)}</span></Button>
                    </>
                  ) : <Button kind="quiet" refusal={refusalOf(ranking.mayEdit)} onPress={() => { onAsk({ what: 'resume', row }); }}>Take up…<span className="unseen"> {called(row)}</span></Button>}
                  <Button kind="quiet" refusal={refusalOf(ranking.mayEdit)} onPress={() => { onAsk({ what: 'candidate', row }); }}>Edit…<span className="unseen"> {called(row)}</span></Button>
                </td>
              </tr>
            </Fragment>
          ))}</tbody>
        </table>
      </div>
    </Card>
  );
}
function Cells({ row, place }: { row: CandidateRow; place: number }) {
  const { points } = row;
  const pointsOf = (n: number) => <small className={s.points}>{n} points</small>;
  return (
    <>
      <td className="num">{place > 0 ? place : ''}{place > 0 && row.rank !== place && <small className={s.points}>by score {row.rank}</small>}</td>
      <td>
        {row.number !== null && <><a className="mono" href={hrefOf(row.kind === 'change' ? { place: 'change', change: row.number } : { place: 'release', release: row.number })}>{row.number}</a> </>}<bdi>{row.name}</bdi>
        <span className={s.marks}>{row.dueOn !== null && <Badge tone="info">{row.isExcepted ? 'Regulatory, excepted' : row.isLifted ? 'Regulatory, kept above the line' : 'Regulatory'}</Badge>}{row.isProposed && <Badge tone="warn">Defer?</Badge>}</span>
        {row.moved && <small className={s.note}>Moved by <bdi>{row.moved.by}</bdi>: {row.moved.reason}</small>}{row.deferred && <small className={s.note}>Deferred by <bdi>{row.deferred.by}</bdi>: {row.deferred.reason}</small>}
      </td>
      <td className="num">{row.roi === null ? <span className="dim" title="Nothing is spent on it, so its return has no figure">undefined</span> : roiWord(row.roi)}{pointsOf(points.roi)}</td>
      <td className="num">{row.impact === null ? <span className="dim">not said</span> : figure(row.impact)}{pointsOf(points.impact)}</td>
      <td className="nowrap">{row.dueOn === null ? <span className="dim">none</span> : formatShortDay(`${row.dueOn}T12:00:00Z`, 'UTC')}{pointsOf(points.deadline)}</td>
      <td className="num">{row.value} of 5{pointsOf(points.value)}</td><td><RiskMark tier={row.tier} />{pointsOf(points.risk)}</td><td className="num"><b>{scoreWord(row.score)}</b></td><td className="num">{figure(row.hours)}</td><td className="num">{row.deferred === null ? figure(row.sum) : ''}</td>
    </>
  );
}
