// What the next gates of a change demand: present, missing, out of date or waived, each with the way to where it is done.
import type { ReactNode } from 'react';
import { gates } from '#contract/change.ts';
import type { ChangeRecord, ChangeState } from '#contract/change.ts';
import { whyNot } from '../../app/actions.ts';
import { hrefOf } from '../../app/routes.ts';
import { SignalMark } from '../../ui/marks.tsx';
import { Steps } from '../../ui/meter.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { formatShortDay } from '../../ui/time-words.ts';
import { isLacking, pieceSignals, pieceStates, pieceWords, placeOf, whyOf, gateWords } from './pieces.ts';
import type { Piece } from './pieces.ts';
import s from './record.module.css';

/** Gates that still lie ahead of a state. */
const ahead: Partial<Record<ChangeState, readonly Piece['gate'][]>> = {
  authorised: ['schedule', 'start', 'token', 'closure'], scheduled: ['start', 'token', 'closure'], implementing: ['closure'], validating: ['closure'], implemented: ['closure'], 'under-review': ['closure'],
  closed: [], rejected: [], cancelled: [],
};

function BoardLine({ record }: { record: ChangeRecord }) {
  const approval = record.decisions.find((d) => d.verdict.startsWith('approved') && !d.isStale && d.quarantine === null);
  const isAuthorised = ahead[record.state] !== undefined && record.state !== 'rejected' && record.state !== 'cancelled';
  const note: ReactNode = isAuthorised && approval ? `${approval.meetingNumber}, ${formatShortDay(approval.decidedAt)}` : record.agenda ? <a href={hrefOf({ place: 'board', meeting: record.agenda.number })}>{record.agenda.number}, {formatShortDay(record.agenda.startsAt)}</a> : isAuthorised ? '' : 'on no agenda yet';
  return <li><SignalMark signal={isAuthorised ? 'ok' : 'missing'} label={isAuthorised ? 'there' : 'missing'} /><span className="grow">Authorisation</span><span className="dim">{note}</span></li>;
}

export function BeforeStart({ record }: { record: ChangeRecord }) {
  const mine = record.pieces.filter((p) => (ahead[record.state] ?? gates).includes(p.gate));
  const shown = gates.filter((gate) => mine.some((p) => p.gate === gate));
  const there = mine.filter((p) => !isLacking(p)).length;
  const why = record.state === 'scheduled' ? whyNot(record.may['start']) : undefined;
  return (
    <Card title="Readiness" aside={mine.length > 0 ? <Steps label="Pieces there" ready={there} needed={mine.length} /> : 'nothing more is asked'}>
      <ul className={s.lines}><BoardLine record={record} /></ul>
      {shown.map((gate) => (
        <section key={gate} className={s.gate} aria-label={gateWords[gate]}>
          <h3>{gateWords[gate]}</h3>
          <ul className={s.lines}>{mine.filter((p) => p.gate === gate).map((p) => <PieceLine key={p.id} record={record} piece={p} />)}</ul>
        </section>
      ))}
      {why !== undefined && <p className="sec">{why}</p>}
    </Card>
  );
}

function PieceLine({ record, piece }: { record: ChangeRecord; piece: Piece }) {
  const open = isLacking(piece);
  return (
    <li>
      <SignalMark signal={pieceSignals[piece.status]} label={pieceStates[piece.status]} />
      <span className="grow prose">{open && piece.part !== 'record' ? <a href={hrefOf(placeOf(record.number, piece))}>{pieceWords(piece)}</a> : pieceWords(piece)}{open && piece.why !== undefined && <small className={s.whyNot}>{whyOf(piece)}</small>}</span>
      <span className="dim">{piece.rule}</span>
    </li>
  );
}
