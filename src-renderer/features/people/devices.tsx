// The devices of the organisation, and what ends one.
import { useState } from 'react';
import type { DeviceRow } from '#contract/people.ts';
import type { Refusal } from '#contract/errors.ts';
import { useCommand } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/fields.tsx';
import { Badge, SignalMark } from '../../ui/marks.tsx';
import { formatDay, viewerZone } from '../../ui/time-words.ts';
import { showToast } from '../../ui/toast.tsx';
import { figure } from '../../ui/words.ts';
import s from './people.module.css';

export function DevicesTab({ rows, mayManage }: { rows: readonly DeviceRow[]; mayManage: Refusal | undefined }) {
  const [revoking, setRevoking] = useState<DeviceRow | null>(null);
  return (
    <div className={s.scroll} role="group" aria-label="Devices" tabIndex={0}>
      <table className={s.table}>
        <thead><tr><th scope="col">Site</th><th scope="col">Words of its key</th><th scope="col">Enrolled</th><th scope="col">State</th><th scope="col"><span className="unseen">Act</span></th></tr></thead>
        <tbody>{rows.map((d) => (
          <tr key={d.feed} data-off={d.revokedFrom !== null || undefined}>
            <td><span className="row"><b className={s.site}>{d.site}</b><span className="mono dim">{d.feed.slice(0, 8)}</span>{d.isOwn && <Badge>this device</Badge>}</span></td>
            <td className="mono tiny" title={d.words}>{d.words.split(' ').slice(0, 4).join(' ')} …</td>
            <td><time dateTime={d.enrolledAt}>{formatDay(d.enrolledAt, viewerZone())}</time></td>
            <td>{d.revokedFrom !== null ? <SignalMark signal="bad">revoked from commit {figure(d.revokedFrom)}</SignalMark> : d.hasSeal ? <SignalMark signal="ok">writes and seals documents</SignalMark> : <SignalMark signal="info">writes; no seal certificate yet</SignalMark>}</td>
            <td className={s.act}>{d.revokedFrom === null && <Button kind="quiet" label={`Revoke the device at ${d.site}`} refusal={mayManage ?? (d.isOwn ? { code: 'own_device', facts: {} } : undefined)} onPress={() => { setRevoking(d); }}>Revoke…</Button>}</td>
          </tr>
        ))}</tbody>
      </table>
      {revoking && <RevokeDevice device={revoking} onClose={() => { setRevoking(null); }} />}
    </div>
  );
}

function RevokeDevice({ device, onClose }: { device: DeviceRow; onClose: () => void }) {
  const command = useCommand('device.revoke');
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const send = async (): Promise<void> => {
    setTried(true);
    if (reason.trim() === '' || command.isPending) return;
    const reply = await command.run({ device: device.feed, reason: reason.trim() });
    if (!reply.ok) return;
    showToast({ text: `The device at ${device.site} is revoked.` });
    onClose();
  };
  return (
    <ConfirmDialog title={`Revoke the device at ${device.site}?`} verb="Revoke the device" isDangerous isOpen isPending={command.isPending} error={command.error} onConfirm={() => { void send(); }} onClose={onClose}
      consequence={`What this laptop holds of ${device.site} still counts. Everything it wrote beyond that, or writes from now on, is kept aside and never counts. It cannot be taken back: the machine can only join anew. Keys of the people who signed there are revoked on their own.`}>
      <TextField label="Reason" value={reason} onChange={setReason} isRequired autoFocus error={isTried && reason.trim() === '' ? 'Say why' : undefined} help="Stands in the roster for good." onEnter={() => { void send(); }} />
    </ConfirmDialog>
  );
}
