// The failure mode worksheet: every row with its rating before and after its action, and whether it holds the authorisation (RISK-05).
import { Fragment, useState } from 'react';
import type { FailureMode } from '#contract/analysis.ts';
import type { Output } from '#contract/index.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import type { Signal } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { formatDay, formatShort } from '../../ui/time-words.ts';
import { counted } from '../../ui/words.ts';
import { AlsoWritten } from './also-written.tsx';
import { AcceptDialog, ActionDialog, DropDialog, RateDialog } from './failure-dialogs.tsx';
import s from './analysis.module.css';

type Worksheet = Output<'fmea.show'>;
type Asking = { act: 'add' } | { act: 'rewrite' | 'action' | 'again' | 'accept' | 'drop'; row: FailureMode } | null;
const marks: Record<FailureMode['standing'], [Signal, string] | null> = {
  below: null, lowered: ['ok', 'Lowered'], done: ['ok', 'Done'], accepted: ['ok', 'Accepted'], blocks: ['bad', 'Blocks'], insufficient: ['bad', 'Still blocks'], dropped: ['seen', 'Dropped'],
};
const empty = { severity: null, occurrence: null, detection: null };

export function FailureModes({ change }: { change: string }) {
  const { value: sheet, error } = useQuery('fmea.show', { change });
  if (sheet === undefined) return <RefusalLine refusal={error} />;
  return <Rows sheet={sheet} />;
}

function Rows({ sheet }: { sheet: Worksheet }) {
  const { id: change, number, rows, blocking, actAt, actAtSeverity, may } = sheet;
  const [asking, setAsking] = useState<Asking>(null);
  const [openRow, setOpenRow] = useState<string | null>(null);
  const finish = useCommand('fmea.finishAction');
  const add = (): void => { setAsking({ act: 'add' }); };
  useActions([{ id: 'fmea.add', label: 'Add a failure mode…', hotkey: 'F', group: `Risk of ${number}`, may: may.fill, run: add }]);
  return (
    <Card title={<>Failure modes <span className={s.caption}>act at {actAt} or more, or severity {actAtSeverity}</span></>}
      aside={blocking > 0 ? <SignalMark signal="bad">{counted(blocking, 'row')} {blocking === 1 ? 'blocks' : 'block'} authorisation</SignalMark> : rows.length > 0 ? <SignalMark signal="ok">None blocks authorisation</SignalMark> : undefined}>
      {rows.length > 0 && (
        <div className={s.scroll}>
          <table className={s.rows}>
            <thead><tr>
              <th scope="col">Failure and effect</th><Scale /><th scope="col" className={s.num}>RPN</th><th scope="col">Action, owner</th><Scale isAfter /><th scope="col" className={s.num}>After</th><th scope="col"><span className="unseen">Stands</span></th>
            </tr></thead>
            <tbody>{rows.map((row) => (
              <Fragment key={row.id}>
                <Row row={row} limits={sheet} isOpen={openRow === row.id} onOpen={() => { setOpenRow(openRow === row.id ? null : row.id); }} />
                {openRow === row.id && <Detail row={row} may={may} onAsk={setAsking} isPending={finish.isPending} onFinish={() => { void finish.run({ change, row: row.id }); }} />}
              </Fragment>
            ))}</tbody>
          </table>
        </div>
      )}
      <RefusalLine refusal={finish.error} />
      <div className={s.foot}>
        <Button hotkey="F" refusal={refusalOf(may.fill)} onPress={add}>Failure mode…</Button>
        <span className="dim">{rows.length === 0 ? 'What could go wrong, how bad, how often, and how likely it goes unnoticed? Each from 1 to 10; what they multiply to is the risk priority number.' : 'Both values stay in the record when a row is rated again.'}</span>
      </div>
      <Asked asking={asking} sheet={sheet} onClose={() => { setAsking(null); }} />
    </Card>
  );
}

const letters = [['S', 'Severity'], ['O', 'Occurrence'], ['D', 'Detection']] as const;
function Scale({ isAfter = false }: { isAfter?: boolean }) {
  return letters.map(([letter, word]) => <th key={letter} scope="col" className={s.num}><abbr title={isAfter ? `${word} after the action` : word}>{letter}</abbr></th>);
}

type RowProps = { row: FailureMode; limits: Pick<Worksheet, 'actAt' | 'actAtSeverity'>; isOpen: boolean; onOpen: () => void };
function Row({ row, limits: { actAt, actAtSeverity }, isOpen, onOpen }: RowProps) {
  const { original, again, action } = row;
  const mark = marks[row.standing];
  return (
    <tr data-dropped={row.standing === 'dropped' || undefined} data-open={isOpen || undefined}>
      <th scope="row"><button type="button" className={s.opener} aria-expanded={isOpen} onClick={onOpen}><span>{row.failureMode}</span>{row.effect !== '' && <span className="dim">{row.effect}</span>}{row.origin !== null && <span className="dim">From the pre-mortem: {row.origin}</span>}</button></th>
      <td className={s.num} data-acts={original.severity >= actAtSeverity || undefined}>{original.severity}</td><td className={s.num}>{original.occurrence}</td><td className={s.num}>{original.detection}</td>
      <td className={s.num} data-acts={original.rpn >= actAt || original.severity >= actAtSeverity || undefined}><b>{original.rpn}</b></td>
      <td className={s.action}>{row.acceptance ? <><span>Owner accepts by signature</span><span className="dim">{row.acceptance.by}</span></> : action ? <><span>{action.action}</span><span className="dim">{action.owner}, {formatDay(`${action.dueOn}T12:00:00.000Z`, 'UTC')}{action.isLate && ', overdue'}</span></> : <span className="dim">{row.standing === 'below' ? `None needed below ${actAt}` : 'No action yet'}</span>}</td>
      {letters.map(([letter], i) => <td key={letter} className={s.num}>{again ? [again.severity, again.occurrence, again.detection][i] : <span className="dim">–</span>}</td>)}
      <td className={s.num} data-acts={(again !== null && again.rpn >= actAt) || undefined}>{again ? <b>{again.rpn}</b> : <span className="dim">–</span>}</td>
      <td>{mark && <SignalMark signal={mark[0]}>{mark[1]}</SignalMark>}</td>
    </tr>
  );
}

type DetailProps = { row: FailureMode; may: Worksheet['may']; isPending: boolean; onAsk: (asking: Asking) => void; onFinish: () => void };
/** What else is known of a row, and everything that may be done to it. */
function Detail({ row, may, isPending, onAsk, onFinish }: DetailProps) {
  const { acceptance, action, again, dropped } = row;
  return (
    <tr className={s.detail}><td colSpan={11}>
      <dl className={s.facts}>
        <div><dt>Cause</dt><dd>{row.cause || <span className="dim">not said</span>}</dd></div>
        <div><dt>What catches it today</dt><dd>{row.control || <span className="dim">nothing said</span>}</dd></div>
        <div><dt>First rated</dt><dd>{row.original.rpn} by <bdi>{row.original.by}</bdi>, {formatShort(row.original.at)}</dd></div>
        {again && <div><dt>Rated again</dt><dd>{again.rpn} by <bdi>{again.by}</bdi>, {formatShort(again.at)}</dd></div>}
        {action?.isDone && <div><dt>Action done</dt><dd><bdi>{action.doneBy}</bdi>{action.doneAt !== null && `, ${formatShort(action.doneAt)}`}</dd></div>}
        {acceptance && <div><dt>Accepted</dt><dd><bdi>{acceptance.by}</bdi>, {formatShort(acceptance.at)}: {acceptance.reason}</dd></div>}
        {dropped && <div><dt>Dropped</dt><dd><bdi>{dropped.by}</bdi>: {dropped.reason}</dd></div>}
      </dl>
      <AlsoWritten also={row.also} />
      {!dropped && (
        <div className={s.acts}>
          <Button refusal={refusalOf(may.fill)} onPress={() => { onAsk({ act: 'action', row }); }}>{action ? 'Another action…' : 'Set action…'}</Button>
          {action?.isDone !== true && <Button refusal={refusalOf(row.may.finish)} isPending={isPending} onPress={onFinish}>Action done</Button>}
          <Button refusal={refusalOf(row.may.rateAgain)} onPress={() => { onAsk({ act: 'again', row }); }}>Rate again…</Button>
          {row.isBlocking && <Button refusal={refusalOf(may.accept)} onPress={() => { onAsk({ act: 'accept', row }); }}>Accept the residual risk…</Button>}
          <Button kind="quiet" refusal={refusalOf(row.may.rewrite)} onPress={() => { onAsk({ act: 'rewrite', row }); }}>Write anew…</Button>
          <Button kind="quiet" refusal={refusalOf(may.fill)} onPress={() => { onAsk({ act: 'drop', row }); }}>Drop…</Button>
        </div>
      )}
    </td></tr>
  );
}

function Asked({ asking, sheet, onClose }: { asking: Asking; sheet: Worksheet; onClose: () => void }) {
  const { id: change } = sheet;
  const add = useCommand('fmea.add');
  const rewrite = useCommand('fmea.rewrite');
  const again = useCommand('fmea.rateAgain');
  const set = useCommand('fmea.setAction');
  if (asking === null) return null;
  if (asking.act === 'add') return <RateDialog title="A failure mode" verb="Add" words={{ failureMode: '', effect: '', cause: '', control: '' }} rating={empty} limits={sheet} isPending={add.isPending} error={add.error} onClose={onClose} run={async (words, rating) => (await add.run({ change, ...words, ...rating })).ok} />;
  const { row } = asking;
  const { severity, occurrence, detection } = row.again ?? row.original;
  if (asking.act === 'rewrite') return <RateDialog title={`Row ${row.number} anew`} verb="Write" words={row} rating={row.original} limits={sheet} isPending={rewrite.isPending} error={rewrite.error} onClose={onClose} run={async ({ failureMode, effect, cause, control }, { severity: of, occurrence: by, detection: at }) => (await rewrite.run({ change, row: row.id, failureMode, effect, cause, control, severity: of, occurrence: by, detection: at })).ok} />;
  if (asking.act === 'again') return <RateDialog title={`Rate “${row.failureMode}” after its action`} verb="Rate again" words={null} rating={{ severity, occurrence, detection }} before={row.original} limits={sheet} isPending={again.isPending} error={again.error} onClose={onClose} run={async (_words, rating) => (await again.run({ change, row: row.id, ...rating })).ok} />;
  if (asking.act === 'action') return <ActionDialog title="What is done about it" about={row.failureMode} start={row.action && { action: row.action.action, owner: row.action.owner, dueOn: row.action.dueOn }} isPending={set.isPending} error={set.error} onClose={onClose} run={(planned) => set.run({ change, row: row.id, ...planned })} />;
  return asking.act === 'accept' ? <AcceptDialog change={change} row={row} onClose={onClose} /> : <DropDialog change={change} row={row} onClose={onClose} />;
}
