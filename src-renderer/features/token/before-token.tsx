// What still keeps the token back, each with the way to where it is done (DEP-01).
import { refusalOf, whyNot } from '../../app/actions.ts';
import { hrefOf } from '../../app/routes.ts';
import { Button } from '../../ui/button.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { Steps } from '../../ui/meter.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { isLacking, openOf, pieceSignals, pieceStates, pieceWords, placeOf, whyOf } from '../change/pieces.ts';
import type { CardProps } from './deployment-part.tsx';
import s from './token.module.css';

export function BeforeToken({ record, deployment: { pieces, artefacts, mayIssue }, onIssue }: CardProps & { onIssue: () => void }) {
  const open = openOf(pieces);
  const waived = pieces.filter((piece) => piece.status === 'waived');
  const isAuthorised = record.state === 'authorised' || record.state === 'scheduled' || record.state === 'implementing';
  const ready = pieces.filter((piece) => !isLacking(piece)).length + Number(isAuthorised) + Number(artefacts.length > 0);
  const isReady = open.length === 0 && isAuthorised && artefacts.length > 0;
  const refusal = refusalOf(mayIssue);
  return (
    <Card title="Before a token is issued" aside={<Steps label="Pieces there" ready={ready} needed={pieces.length + 2} />}>
      <ul className={s.lines} aria-label="What keeps the token back">
        <Line isThere={isAuthorised} label="Authorisation" rule="DEP-01" href={hrefOf({ place: 'change', change: record.number, part: 'approval' })} why={`The change is ${record.state.replaceAll('-', ' ')}. Whoever answers for it has to authorise it first.`} />
        <Line isThere={artefacts.length > 0} label={artefacts.length === 0 ? 'Artefacts declared' : `${artefacts.length === 1 ? 'One artefact' : `${artefacts.length} artefacts`} declared`} rule="DEP-01" href={hrefOf({ place: 'change', change: record.number, part: 'reviews' })} why="Say by SHA-256 what is delivered: a token names it, and the gate compares." />
        {[...open, ...waived].map((piece) => (
          <li key={piece.id}>
            <SignalMark signal={pieceSignals[piece.status]} label={pieceStates[piece.status]} />
            <span className="grow prose">{isLacking(piece) ? <a href={hrefOf(placeOf(record.number, piece))}>{pieceWords(piece)}</a> : pieceWords(piece)}{piece.why !== undefined && <small className={s.why}>{whyOf(piece)}</small>}</span>
            <span className="dim tiny mono">{piece.rule}</span>
          </li>
        ))}
        {open.length === 0 && isAuthorised && <li><SignalMark signal="ok" label="there" /><span className="grow">Everything that the gates before the deployment ask for</span></li>}
      </ul>
      <div className={s.foot}>
        <Button kind="primary" hotkey="T" refusal={refusal} onPress={onIssue}>Issue a token…</Button>
        {isReady && !mayIssue.ok && <span className="sec">{whyNot(mayIssue)}</span>}
      </div>
    </Card>
  );
}

type LineProps = { isThere: boolean; label: string; rule: string; href: string; why: string };
function Line({ isThere, label, rule, href, why }: LineProps) {
  return (
    <li>
      <SignalMark signal={isThere ? 'ok' : 'missing'} label={isThere ? 'there' : 'missing'} />
      <span className="grow prose">{isThere ? label : <a href={href}>{label}</a>}{!isThere && <small className={s.why}>{why}</small>}</span>
      <span className="dim tiny mono">{rule}</span>
    </li>
  );
}
