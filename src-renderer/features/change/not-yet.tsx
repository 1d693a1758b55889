// Why a change cannot ask for authorisation yet: each thing that is lacking, with the way to the part where it is done.
import type { ChangeRecord } from '#contract/change.ts';
import { hrefOf } from '../../app/routes.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { isLacking, pieceSignals, pieceStates, pieceWords, placeOf, whyOf } from './pieces.ts';
import type { Piece } from './pieces.ts';
import s from './record.module.css';

/** What the step to its authority still lacks. */
export const lackingToAsk = (record: ChangeRecord): Piece[] => record.pieces.filter((piece) => (piece.gate === 'submission' || piece.gate === 'authorisation') && isLacking(piece));

export function NotYet({ record, onClose }: { record: ChangeRecord; onClose: () => void }) {
  return (
    <Dialog title={`${record.number} cannot ask for authorisation yet`} isOpen onClose={onClose} role="dialog" footer={<Button onPress={onClose} hotkey="Escape">Close</Button>}>
      <p className="sec">These are asked for before its authority looks at it. Each leads to where it is done.</p>
      <ul className={s.lines}>
        {lackingToAsk(record).map((piece) => (
          <li key={piece.id}>
            <SignalMark signal={pieceSignals[piece.status]} label={pieceStates[piece.status]} />
            <span className="grow prose"><a href={hrefOf(placeOf(record.number, piece))} onClick={onClose}>{pieceWords(piece)}</a>{piece.why !== undefined && <small className={s.whyNot}>{whyOf(piece)}</small>}</span>
            <span className="dim">{piece.rule}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
