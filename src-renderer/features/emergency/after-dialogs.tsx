// What follows the work: validation, deferred papers, root cause, ratification (EMG-03 to EMG-05).
import { useState } from 'react';
import type { CheckResult, Deferrable, EmergencyRecord } from '#contract/emergency.ts';
import { FormDialog } from '../../app/form-dialog.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Select, TextArea, TextField } from '../../ui/fields.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { showToast } from '../../ui/toast.tsx';
import { counted } from '../../ui/words.ts';
import s from './emergency.module.css';

type Props = { emergency: EmergencyRecord; onClose: () => void };
const results: readonly { value: CheckResult; label: string }[] = [{ value: 'passed', label: 'Passed' }, { value: 'failed', label: 'Failed' }, { value: 'missing', label: 'Missing' }];

function Result({ label, value, onChange }: { label: string; value: CheckResult; onChange: (value: CheckResult) => void }) {
  return <div className={s.how}><span className={s.legend}>{label}</span><Segments label={label} choices={results} chosen={value} onChoose={onChange} /></div>;
}

export function ValidateDialog({ emergency, onClose }: Props) {
  const [health, setHealth] = useState<CheckResult>('missing');
  const [smoke, setSmoke] = useState<CheckResult>('missing');
  const [smokeNote, setSmokeNote] = useState('');
  const [confirmation, setConfirmation] = useState<CheckResult>('missing');
  const [confirmedBy, setConfirmedBy] = useState('');
  const [note, setNote] = useState('');
  const validate = useCommand('emergency.validate');
  const file = emergency.healthFile;
  const isBad = [file ? (file.failed > 0 ? 'failed' : 'passed') : health, smoke, confirmation].some((result) => result !== 'passed');
  const send = async (): Promise<void> => {
    if (validate.isPending) return;
    const reply = await validate.run({ change: emergency.change, health, smoke, smokeNote, confirmation, confirmedBy, note });
    if (!reply.ok) return;
    const { verdict, incident } = reply.value;
    showToast(verdict === 'passed' ? { text: `${emergency.number} is validated.` } : { text: `${emergency.number}: a check ${verdict === 'failed' ? 'failed' : 'is missing'}. Decide on the rollback now${incident === null ? '' : `; ${incident} is drafted`}.`, tone: 'warn' });
    onClose();
  };
  return (
    <FormDialog title={`Validate ${emergency.number}?`} about="Somebody other than the implementer says whether it works. A check that failed or is missing proposes the rollback and drafts an incident." verb={isBad ? 'Record, and propose the rollback' : 'Record'} isDangerous={isBad} isPending={validate.isPending} error={validate.error} onSend={() => { void send(); }} onClose={onClose}>
      {file ? <p><SignalMark signal={file.failed > 0 ? 'bad' : 'ok'}>Health checks of {file.file}: {file.failed > 0 ? `${file.failed} of ${file.checks.length} failed` : `${counted(file.passed, 'check')} passed`}</SignalMark></p> : <Result label="Health checks" value={health} onChange={setHealth} />}
      <Result label="Smoke test" value={smoke} onChange={setSmoke} />
      {smoke !== 'missing' && <TextField label="Evidence of the smoke test" value={smokeNote} onChange={setSmokeNote} isRequired={smoke === 'passed'} maxLength={2000} />}
      <Result label="Users confirm it" value={confirmation} onChange={setConfirmation} />
      {confirmation !== 'missing' && <TextField label="Who confirmed" value={confirmedBy} onChange={setConfirmedBy} isRequired={confirmation === 'passed'} />}
      <TextArea label="Note" value={note} onChange={setNote} rows={2} />
    </FormDialog>
  );
}

export function PaperworkDialog({ emergency, onClose }: Props) {
  const open = emergency.paperwork.flatMap(({ field, ...paper }) => (field === 'riskAssessment' ? [] : [{ ...paper, field }]));
  const [said, setSaid] = useState<Partial<Record<Deferrable, string>>>(() => Object.fromEntries(open.flatMap(({ field, text }) => (text === null ? [] : [[field, text]]))));
  const complete = useCommand('emergency.completePaperwork');
  const papers = open.flatMap(({ field, text }) => { const words = said[field]?.trim() ?? ''; return words === '' || words === text ? [] : [{ field, text: words }]; });
  const send = async (): Promise<void> => {
    if (complete.isPending || papers.length === 0) return;
    const reply = await complete.run({ change: emergency.change, papers });
    if (!reply.ok) return;
    showToast({ text: `${counted(papers.length, 'paper')} of ${emergency.number} completed.` });
    onClose();
  };
  return (
    <FormDialog title={`Complete the papers of ${emergency.number}?`} about="Left out for speed, and due within a day of the work. Those you leave empty stay open." verb="Complete" isPending={complete.isPending} error={complete.error} onSend={() => { void send(); }} onClose={onClose}>
      {open.map(({ field, label }, i) => <TextArea key={field} label={label} value={said[field] ?? ''} onChange={(text) => { setSaid((known) => ({ ...known, [field]: text })); }} rows={3} autoFocus={i === 0} />)}
    </FormDialog>
  );
}

export function RootCauseDialog({ emergency, onClose }: Props) {
  const [cause, setCause] = useState(emergency.rootCause?.cause ?? '');
  const [note, setNote] = useState(emergency.rootCause?.note ?? '');
  const [isTried, setTried] = useState(false);
  const set = useCommand('emergency.setRootCause');
  const send = async (): Promise<void> => {
    setTried(true);
    if (set.isPending || cause.trim() === '') return;
    const reply = await set.run({ change: emergency.change, cause: cause.trim(), note });
    if (!reply.ok) return;
    showToast({ text: `The root cause of ${emergency.number} is recorded.` });
    onClose();
  };
  return (
    <FormDialog title={`Root cause of ${emergency.number}?`} about="Use the words of an earlier emergency where it is the same cause: that is how repeated ones are counted." verb="Record" size="small" isPending={set.isPending} error={set.error} onSend={() => { void send(); }} onClose={onClose}>
      <TextField label="Root cause" value={cause} onChange={setCause} suggestions={emergency.knownCauses} isRequired autoFocus error={isTried && cause.trim() === '' ? 'Name the cause in a few words' : undefined} />
      <TextArea label="What is known of it" value={note} onChange={setNote} rows={3} />
    </FormDialog>
  );
}

export function RatifyDialog({ emergency, onClose }: Props) {
  const [verdict, setVerdict] = useState<'ratified' | 'contested'>('ratified');
  const [reason, setReason] = useState('');
  const [meeting, setMeeting] = useState('');
  const meetings = (useQuery('meeting.list', { limit: 100 }).value?.rows ?? []).filter(({ state }) => state !== 'planned').map((row) => ({ value: row.id, label: `${row.number} ${row.boardName}` }));
  const ratify = useCommand('emergency.ratify');
  const send = async (): Promise<void> => {
    if (ratify.isPending) return;
    const reply = await ratify.run({ change: emergency.change, verdict, reason, ...(meeting === '' ? {} : { meeting }) });
    if (!reply.ok) return;
    showToast({ text: `${emergency.number} is ${verdict}.` });
    onClose();
  };
  return (
    <FormDialog title={`Ratify ${emergency.number}?`} about={`The CAB says whether the emergency route was right. A contested one counts to the misuse of ${emergency.team === '' ? 'its team' : emergency.team}.`} verb={verdict === 'ratified' ? 'Sign: ratified' : 'Sign: contested'} size="small" isPending={ratify.isPending} error={ratify.error} onSend={() => { void send(); }} onClose={onClose}>
      <Segments label="The CAB says" choices={[{ value: 'ratified', label: 'Ratified' }, { value: 'contested', label: 'Contested' }]} chosen={verdict} onChoose={setVerdict} />
      <TextArea label="Reason" value={reason} onChange={setReason} rows={2} isRequired={verdict === 'contested'} />
      <Select label="Session" value={meeting} onChange={setMeeting} placeholder="Outside a session" options={meetings} />
    </FormDialog>
  );
}
