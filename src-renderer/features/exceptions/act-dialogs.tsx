// Granting, refusing, renewing and ending an exception.
import { useState } from 'react';
import type { ExceptionRow } from '#contract/exceptions.ts';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog, Dialog } from '../../ui/dialog.tsx';
import { DayField, TextField } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { dayText } from './exception-words.ts';

export type ExceptionAct = 'approve' | 'refuse' | 'renew' | 'revoke';
type Props = { exception: ExceptionRow; onClose: () => void };

export function ActDialog({ act, ...props }: Props & { act: ExceptionAct }) {
  if (act === 'approve') return <Approve {...props} />;
  return act === 'renew' ? <Renew {...props} /> : <WithReason act={act} {...props} />;
}

function Approve({ exception, onClose }: Props) {
  const approve = useCommand('exception.approve');
  const send = async (): Promise<void> => {
    const reply = await approve.run({ exception: exception.id });
    if (!reply.ok) return;
    showToast({ text: `${exception.number} is granted until ${dayText(exception.until)}.` });
    onClose();
  };
  return <ConfirmDialog title={`Grant ${exception.number}?`} verb="Sign and grant" isOpen isPending={approve.isPending} error={approve.error} onConfirm={() => { void send(); }} onClose={onClose}
    consequence={<>You sign that {exception.rule} ({exception.ruleName.toLowerCase()}) need not be met by {exception.scope.kind === 'all' ? 'anything' : exception.scope.label} until {dayText(exception.until)}, while this is done instead: {exception.control}</>} />;
}

function Renew({ exception, onClose }: Props) {
  const [until, setUntil] = useState<string | null>(null);
  const [isTried, setTried] = useState(false);
  const renew = useCommand('exception.renew');
  const send = async (): Promise<void> => {
    setTried(true);
    if (until === null || renew.isPending) return;
    const reply = await renew.run({ exception: exception.id, until });
    if (!reply.ok) return;
    showToast({ text: `${exception.number} holds until ${dayText(until)}.` });
    onClose();
  };
  return (
    <Dialog title={`Renew ${exception.number}`} isOpen onClose={onClose} footer={<><Button hotkey="Escape" onPress={onClose}>Not now</Button><Button kind="primary" hotkey="Mod+Enter" isPending={renew.isPending} onPress={() => { void send(); }}>Sign and renew</Button></>}>
      <SendKey onSend={() => { void send(); }} />
      <p className="sec">It holds until {dayText(exception.until)}. {exception.renewalsLeft === 1 ? 'This is the last renewal it may have.' : `It may be renewed ${exception.renewalsLeft} times.`}</p>
      <DayField label="New last day" value={until} onChange={(day) => { renew.clear(); setUntil(day); }} isRequired error={isTried && until === null ? 'Name the new last day' : undefined} help={until === null ? `At most ${dayText(exception.latestRenewal)}` : undefined} />
      <RefusalLine refusal={renew.error} />
    </Dialog>
  );
}

const words = {
  refuse: { verb: 'Refuse', consequence: 'It never holds; whoever asked sees your reason.', command: 'exception.refuse' },
  revoke: { verb: 'End it', consequence: 'It holds no more from now on; gates ask for what it waived again.', command: 'exception.revoke' },
} as const;
function WithReason({ act, exception, onClose }: Props & { act: 'refuse' | 'revoke' }) {
  const [reason, setReason] = useState('');
  const { verb, consequence, command } = words[act];
  const say = useCommand(command);
  const send = async (): Promise<void> => {
    if (reason.trim() === '' || say.isPending) return;
    const reply = await say.run({ exception: exception.id, reason: reason.trim() });
    if (reply.ok) onClose();
  };
  return (
    <ConfirmDialog title={act === 'refuse' ? `Refuse ${exception.number}?` : `End ${exception.number}?`} consequence={consequence} verb={verb} isOpen isDangerous isPending={say.isPending} isDisabled={reason.trim() === ''} error={say.error} onConfirm={() => { void send(); }} onClose={onClose}>
      <TextField label="Reason" value={reason} onChange={setReason} isRequired autoFocus onEnter={() => { void send(); }} />
    </ConfirmDialog>
  );
}
