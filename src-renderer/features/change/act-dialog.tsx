// Acts that need a word first: a reason, a score, times, an outcome, another record.
import { useState } from 'react';
import { linkKinds, outcomes } from '#contract/change.ts';
import type { ChangeRecord } from '#contract/change.ts';
import type { Asked, NameOf } from '#contract/index.ts';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DateTimeField, NumberField, Select, TextArea, TextField } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { outcomeWords } from '../../ui/words.ts';
import { labelOf } from './acts.ts';
import type { Act } from './acts.ts';

type Said = { reason: string; score: number | null; note: string; startAt: string | null; endAt: string | null; outcome: (typeof outcomes)[number] | ''; kind: (typeof linkKinds)[number]; to: string };
const consequences: Partial<Record<Act, string>> = {
  assess: 'The tier and score of the signed assessment set the minutes on the agenda. The change then awaits authorisation.',
  finish: 'Validation begins; somebody other than the implementer does it.',
  validate: 'The outcome stands in the record and in every report from now on.',
  close: 'A closed change is final. A correction is a new change.',
  reopen: 'It comes back before its date and can go on an agenda again.',
  retry: 'It goes back to implementation for another try.',
  unschedule: 'It stays authorised and can be scheduled again.',
  return: 'The requester gets it back with your reason and may submit it again.',
  link: 'The link stands in the record and in its trace.',
  cancel: 'Cancelling is final. A copy can be raised as a new change.',
};

/** What is asked of the core, or null while something needed is not said. */
export function inputOf(act: Act, change: string, said: Said): Record<string, unknown> | null {
  const reason = said.reason.trim();
  switch (act) {
    case 'assess': return { change, ...(said.score === null ? {} : { score: said.score }), note: said.note };
    case 'finish': return said.startAt === null || said.endAt === null ? null : { change, actualStartAt: said.startAt, actualEndAt: said.endAt };
    case 'validate': return said.outcome === '' ? null : { change, outcome: said.outcome, note: said.note };
    case 'link': return said.to.trim() === '' ? null : { change, kind: said.kind, to: said.to.trim() };
    case 'close': return reason === '' ? { change } : { change, reason };
    case 'submit': case 'schedule': case 'start': return { change };
    default: return reason === '' ? null : { change, reason };
  }
}

export function ActDialog({ act, record, onClose, onDone }: { act: Act; record: ChangeRecord; onClose: () => void; onDone: (act: Act) => void }) {
  const now = new Date().toISOString();
  const [said, setSaid] = useState<Said>({ reason: '', score: null, note: '', startAt: record.actualStartAt ?? record.fields.plannedStartAt, endAt: record.actualEndAt ?? now, outcome: '', kind: 'part-of', to: '' });
  const name = `change.${act}` as NameOf<'command'>;
  const command = useCommand(name);
  const input = inputOf(act, record.id, said);
  const send = async (): Promise<void> => {
    if (input === null || command.isPending) return;
    const reply = await command.run(input as Asked<typeof name>);
    if (reply.ok) onDone(act);
  };
  const set = <K extends keyof Said>(key: K) => (value: Said[K]): void => { setSaid((x) => ({ ...x, [key]: value })); };
  const label = labelOf(act, record);
  return (
    <Dialog title={`${label}: ${record.number}?`} isOpen onClose={onClose} role="dialog" footer={(
      <>
        <Button onPress={onClose} hotkey="Escape">Keep as it is</Button>
        <Button kind={act === 'cancel' ? 'danger' : 'primary'} hotkey="Mod+Enter" isPending={command.isPending} isDisabled={input === null} onPress={() => { void send(); }}>{label}</Button>
      </>
    )}>
      <SendKey onSend={() => { void send(); }} />
      <p className="sec">{consequences[act]}</p>
      <Asking act={act} said={said} set={set} zone={record.fields.zone} takesScore={record.source !== null} onEnter={() => { void send(); }} />
      <RefusalLine refusal={command.error} />
    </Dialog>
  );
}

type AskingProps = { act: Act; said: Said; set: <K extends keyof Said>(key: K) => (value: Said[K]) => void; zone: string; /** Only what another tool brought may be given a score by hand (RISK-03). */ takesScore: boolean; onEnter: () => void };
function Asking({ act, said, set, zone, takesScore, onEnter }: AskingProps) {
  switch (act) {
    case 'assess': return (
      <>
        {takesScore && <NumberField label="Score" value={said.score} onChange={set('score')} least={0} most={100} unit="of 100" help="Only where nobody has filled in the risk form here" autoFocus onEnter={onEnter} />}
        <TextArea label="Note" value={said.note} onChange={set('note')} autoFocus={!takesScore} />
      </>
    );
    case 'finish': return (
      <>
        <DateTimeField label="Actual start" value={said.startAt} onChange={set('startAt')} zone={zone} isRequired autoFocus />
        <DateTimeField label="Actual end" value={said.endAt} onChange={set('endAt')} zone={zone} isRequired />
      </>
    );
    case 'validate': return (
      <>
        <Select label="Outcome" value={said.outcome} placeholder="Choose" onChange={set('outcome')} options={outcomes.map((value) => ({ value, label: outcomeWords[value] }))} isRequired autoFocus />
        <TextArea label="Note" value={said.note} onChange={set('note')} />
      </>
    );
    case 'link': return (
      <>
        <Select label="This change" value={said.kind} onChange={set('kind')} options={linkKinds.map((value) => ({ value, label: value.replaceAll('-', ' ') }))} />
        <TextField label="Number of the record, or name of an item" help="A change, incident, exception, a piece of evidence, or a configuration item" value={said.to} onChange={set('to')} isRequired autoFocus onEnter={onEnter} maxLength={200} />
      </>
    );
    default: return <TextArea label="Reason" value={said.reason} onChange={set('reason')} isRequired={act !== 'close'} autoFocus maxLength={300} />;
  }
}
