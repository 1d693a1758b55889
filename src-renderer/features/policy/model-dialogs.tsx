// Acts on a model that need a word: which decision pre-authorises it and until when, why it is suspended or retired.
import { useState } from 'react';
import type { ModelRow } from '#contract/models.ts';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog, Dialog } from '../../ui/dialog.tsx';
import { DayField, TextField } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';

export type ModelAct = 'preAuthorise' | 'suspend' | 'retire';
export const ModelDialog = ({ act, model, onClose }: { act: ModelAct; model: ModelRow; onClose: () => void }) => (act === 'preAuthorise' ? <PreAuthorise model={model} onClose={onClose} /> : <Ending act={act} model={model} onClose={onClose} />);

function PreAuthorise({ model, onClose }: { model: ModelRow; onClose: () => void }) {
  const [decidedOn, setDecidedOn] = useState('');
  const [until, setUntil] = useState<string | null>(null);
  const [isTried, setTried] = useState(false);
  const decided = useQuery('change.list', { state: ['authorised', 'scheduled', 'implementing', 'validating', 'implemented', 'closed'], text: decidedOn, limit: 20 }).value?.rows ?? [];
  const act = useCommand('model.preAuthorise');
  const problems = { decidedOn: decidedOn.trim() === '' ? 'Name the change the board decided on' : undefined, until: until === null ? 'Name the last day' : undefined };
  const send = async (): Promise<void> => {
    setTried(true);
    if (act.isPending || problems.decidedOn !== undefined || until === null) return;
    if (!(await act.run({ model: model.id, decidedOn: decidedOn.trim(), until })).ok) return;
    showToast({ text: `${model.name} is pre-authorised.` });
    onClose();
  };
  return (
    <Dialog title={`Pre-authorise ${model.name}?`} isOpen onClose={onClose} footer={<><Button hotkey="Escape" onPress={onClose}>Not now</Button><Button kind="primary" hotkey="Mod+Enter" isPending={act.isPending} onPress={() => { void send(); }}>Pre-authorise</Button></>}>
      <SendKey label="Pre-authorise the model" onSend={() => { void send(); }} />
      <p className="sec">You sign, as chair, that the board approved this text of the model. Standard changes that use it unaltered are then authorised at once and cite the decision.</p>
      <TextField label="Change whose decision says so" value={decidedOn} autoFocus isRequired placeholder="C-A1-0412" suggestions={decided.map(({ number }) => number)} error={isTried ? problems.decidedOn : undefined} onChange={(text) => { act.clear(); setDecidedOn(text); }} />
      <DayField label="Until" value={until} isRequired help="At most twelve months from today" error={isTried ? problems.until : undefined} onChange={(day) => { act.clear(); setUntil(day); }} />
      <RefusalLine refusal={act.error} />
    </Dialog>
  );
}

const endings = {
  suspend: { command: 'model.suspend', verb: 'Suspend', said: 'is suspended', consequence: 'From now on its changes are Normal, until the board pre-authorises it anew.' },
  retire: { command: 'model.retire', verb: 'Retire', said: 'is retired', consequence: 'It is used no more, and it cannot be brought back. Its runs stay in the record.' },
} as const;
function Ending({ act, model, onClose }: { act: keyof typeof endings; model: ModelRow; onClose: () => void }) {
  const { command, verb, said, consequence } = endings[act];
  const [reason, setReason] = useState('');
  const run = useCommand(command);
  const send = async (): Promise<void> => {
    if (reason.trim() === '' || run.isPending) return;
    if (!(await run.run({ model: model.id, reason: reason.trim() })).ok) return;
    showToast({ text: `${model.name} ${said}.` });
    onClose();
  };
  return (
    <ConfirmDialog title={`${verb} ${model.name}?`} verb={verb} isDangerous isOpen isPending={run.isPending} isDisabled={reason.trim() === ''} error={run.error} onConfirm={() => { void send(); }} onClose={onClose} consequence={consequence}>
      <TextField label="Reason" value={reason} autoFocus isRequired onChange={setReason} onEnter={() => { void send(); }} />
    </ConfirmDialog>
  );
}
