// Versions of the policy: which one is in force, who signed it, what it answers to, and what a proposal would do.
import { useState } from 'react';
import type { PolicyVersion } from '#contract/policy.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/fields.tsx';
import { Badge, SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { formatMoment } from '../../ui/time-words.ts';
import { showToast } from '../../ui/toast.tsx';
import { causeWords } from './policy-words.ts';
import { Replay } from './replay.tsx';
import s from './policy.module.css';

const stateWords: Record<PolicyVersion['state'], string> = { default: 'Where nothing was signed', proposed: 'Proposed', 'in-force': 'In force', superseded: 'No longer in force', withdrawn: 'Withdrawn' };
const moment = (at: string): string => formatMoment(at, 'UTC');

export function VersionsTab({ rows, onEdit }: { rows: readonly PolicyVersion[]; onEdit: (version: PolicyVersion) => void }) {
  const open = rows.find(({ state }) => state === 'proposed');
  const [replayed, setReplayed] = useState<string | null>(null);
  const [withdrawing, setWithdrawing] = useState<PolicyVersion | null>(null);
  const sign = useCommand('policy.sign');
  const signIt = async (version: PolicyVersion): Promise<void> => {
    const reply = await sign.run({ policy: version.id });
    if (reply.ok) showToast({ text: reply.value.isInForce ? `Policy ${version.version} is in force.` : `Policy ${version.version} is signed. Another person has to sign it too.` });
  };
  useActions(open ? [
    { id: 'policy.sign', label: `Sign policy ${open.version}`, hotkey: 'S', group: 'Policy', may: open.maySign, run: () => { void signIt(open); } },
    { id: 'policy.replay', label: `Replay policy ${open.version}`, hotkey: 'R', group: 'Policy', run: () => { setReplayed(open.version); } },
  ] : []);
  const shown = replayed ?? open?.version ?? null;
  const of = rows.find(({ version }) => version === shown);
  return (
    <div className={s.tab}>
      <Card isPadded={false}>
        <div className={s.head}><h2>Versions</h2><span className="dim end">Every decision stores the version it was made under</span></div>
        <ul className={s.versions} aria-label="Versions of the policy">{rows.map((row) => (
          <li key={row.version} className={s.version}>
            <div className={s.versionHead}>
              <b className="mono">{row.version}</b>
              {row.state === 'in-force' ? <SignalMark signal="ok">In force</SignalMark> : <Badge tone={row.state === 'proposed' ? 'info' : 'plain'}>{stateWords[row.state]}</Badge>}
              {row.lostTo !== null && <SignalMark signal="clash">Put in force apart from {row.lostTo}, which counts</SignalMark>}
              <span className={s.acts}>
                <Button kind="quiet" onPress={() => { onEdit(row); }}>Begin from it<span className="unseen"> {row.version}</span></Button>
                {row.state !== 'in-force' && row.state !== 'default' && <Button kind="quiet" hotkey={row === open ? 'R' : undefined} isPressed={shown === row.version} onPress={() => { setReplayed(row.version); }}>Replay<span className="unseen"> {row.version}</span></Button>}
                {row.state === 'proposed' && <Button kind="quiet" refusal={refusalOf(row.mayWithdraw)} onPress={() => { setWithdrawing(row); }}>Withdraw…<span className="unseen"> {row.version}</span></Button>}
                {row.state === 'proposed' && <Button kind="primary" hotkey={row === open ? 'S' : undefined} refusal={refusalOf(row.maySign)} isPending={sign.isPending} onPress={() => { void signIt(row); }}>Sign<span className="unseen"> {row.version}</span></Button>}
              </span>
            </div>
            <p className="sec">{row.cause === null ? 'The values Gavel begins with.' : <>{causeWords[row.cause]} <span className="mono">{row.reference}</span>{row.reason !== '' && <>: {row.reason}</>}. Proposed by {row.proposed?.name}, {moment(row.proposed?.at ?? '')}.</>}</p>
            {row.cause !== null && <p className={s.signatures}>{row.signatures.map((who) => <SignalMark key={who.id} signal="ok">Signed by {who.name}, {moment(who.at)}</SignalMark>)}{row.state === 'proposed' && <SignalMark signal="missing">{row.signatures.length === 0 ? 'Two signatures are missing' : 'One signature is missing, of another person'}</SignalMark>}</p>}
            {row.withdrawn && <p className="dim">Withdrawn by {row.withdrawn.name}: {row.withdrawn.reason}</p>}
          </li>
        ))}</ul>
        <RefusalLine refusal={sign.error} />
      </Card>
      {of && of.state !== 'in-force' && of.id !== '' && <Replay title={`Policy ${of.version} over the last twelve months`} policy={of.id} />}
      {withdrawing && <WithdrawDialog version={withdrawing} onClose={() => { setWithdrawing(null); }} />}
    </div>
  );
}

function WithdrawDialog({ version, onClose }: { version: PolicyVersion; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const withdraw = useCommand('policy.withdraw');
  const send = async (): Promise<void> => {
    if (reason.trim() === '' || withdraw.isPending) return;
    if ((await withdraw.run({ policy: version.id, reason: reason.trim() })).ok) onClose();
  };
  return (
    <ConfirmDialog title={`Withdraw policy ${version.version}?`} verb="Withdraw" isOpen isPending={withdraw.isPending} isDisabled={reason.trim() === ''} error={withdraw.error} onConfirm={() => { void send(); }} onClose={onClose} consequence="Signatures given to it count for nothing. It stays in the list with the reason.">
      <TextField label="Reason" value={reason} autoFocus isRequired onChange={setReason} onEnter={() => { void send(); }} />
    </ConfirmDialog>
  );
}

/** The versions, as the screen asks for them. */
export const useVersions = () => useQuery('policy.versions', {}, { keepPrevious: true });
