// Tokens issued for a change: how each stands, for what, until when, and revoking one.
import { useState } from 'react';
import type { ChangeRecord } from '#contract/change.ts';
import type { ErrorCode } from '#contract/errors.ts';
import { sentence } from '#contract/errors.ts';
import type { TokenRow } from '#contract/token.ts';
import { refusalOf } from '../../app/actions.ts';
import { useCommand } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/fields.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Moment, Span } from '../../ui/time.tsx';
import { showToast } from '../../ui/toast.tsx';
import type { CardProps } from './deployment-part.tsx';
import { shortDigest, shortToken, standingSignals, standingWords } from './token-words.ts';
import s from './token.module.css';

export function TokensCard({ record, deployment: { rows } }: CardProps) {
  const [revoking, setRevoking] = useState<TokenRow | null>(null);
  const inForce = rows.filter(({ standing }) => standing === 'in-force' || standing === 'not-yet').length;
  return (
    <Card title="Tokens" aside={rows.length === 0 ? 'none yet' : `${inForce} of ${rows.length} count`}>
      {rows.length === 0 ? <p className="sec">None has been issued. A token is a signed file that the gate of a pipeline checks by itself, without a network: the change, the environment, the artefact, the time, freezes, and that it is used once.</p> : (
        <ul className={s.tokens} aria-label="Tokens issued">
          {rows.map((row) => <Token key={row.id} row={row} zone={record.fields.zone} onRevoke={() => { setRevoking(row); }} />)}
        </ul>
      )}
      {rows.length > 0 && <p className="dim tiny">Whether one was used stands in the ledger of the pipeline, which only the pipeline has.</p>}
      {revoking && <RevokeDialog record={record} row={revoking} onClose={() => { setRevoking(null); }} />}
    </Card>
  );
}

function Token({ row, zone, onRevoke }: { row: TokenRow; zone: string; onRevoke: () => void }) {
  const isOver = row.standing === 'revoked' || row.standing === 'expired';
  return (
    <li>
      <SignalMark signal={standingSignals[row.standing]} label={standingWords[row.standing]} />
      <div>
        <b className={s.name}><span className="mono" title={row.id}>{shortToken(row.id)}</span> <bdi>{row.environment}</bdi>, {standingWords[row.standing]}{row.isEmergency && ', emergency'}</b>
        <p className={s.facts}><Span from={row.notBefore} to={row.notAfter} zone={zone} isOneLine /></p>
        <p className={s.facts}>Issued by <bdi>{row.by}</bdi>, <Moment at={row.at} isShort />. For {row.artefacts.map((sha256, i) => <span key={sha256}>{i > 0 && ', '}<span className="mono" title={sha256}>{shortDigest(sha256)}</span></span>)}</p>
        {row.why !== null && <p className={s.why} data-bad>{sentence({ code: row.why.code as ErrorCode, facts: row.why.facts })} The next revocation list names it.</p>}
        {row.revoked !== null && <p className={s.why}>Revoked by <bdi>{row.revoked.by}</bdi>, <Moment at={row.revoked.at} isShort />: {row.revoked.reason}</p>}
      </div>
      {!isOver && <Button kind="quiet" refusal={refusalOf(row.mayRevoke)} onPress={onRevoke}>Revoke…<span className="unseen"> {shortToken(row.id)}</span></Button>}
    </li>
  );
}

function RevokeDialog({ record, row, onClose }: { record: ChangeRecord; row: TokenRow; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const revoke = useCommand('token.revoke');
  const send = async (): Promise<void> => {
    const reply = await revoke.run({ token: row.id, reason: reason.trim() });
    if (!reply.ok) return;
    showToast({ text: `The token is revoked. Give the pipeline a new revocation list: it knows of this only by that.` });
    onClose();
  };
  return (
    <ConfirmDialog title={`Revoke token ${shortToken(row.id)} of ${record.number}?`} consequence={<>It opens no gate that is shown the next revocation list. It cannot be taken back; another token can be issued.</>} verb="Revoke" isOpen isDangerous isPending={revoke.isPending} isDisabled={reason.trim() === ''} error={revoke.error} onConfirm={() => { void send(); }} onClose={onClose}>
      <TextField label="Reason" value={reason} onChange={setReason} isRequired autoFocus onEnter={() => { if (reason.trim() !== '') void send(); }} />
    </ConfirmDialog>
  );
}
