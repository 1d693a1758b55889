// The emergency CAB decides: ballots, the authorisation with what it bypasses, its one extension (EMG-02).
import { useState } from 'react';
import { controlIds, controls } from '#contract/emergency.ts';
import type { ControlId, EmergencyRecord } from '#contract/emergency.ts';
import { FormDialog } from '../../app/form-dialog.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Checkbox, NumberField, Select, TextArea, TextField } from '../../ui/fields.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { showToast } from '../../ui/toast.tsx';
import s from './emergency.module.css';

type Props = { emergency: EmergencyRecord; onClose: () => void };

/** The board that is called for emergencies stands first; any other can be chosen. */
function useBoard(): { board: string; setBoard: (id: string) => void; options: { value: string; label: string }[] } {
  const boards = useQuery('board.list', {}).value ?? [];
  const [chosen, setBoard] = useState('');
  const usual = boards.find(({ name }) => /emergency/i.test(name)) ?? boards[0];
  return { board: chosen === '' ? usual?.id ?? '' : chosen, setBoard, options: boards.map(({ id, name }) => ({ value: id, label: name })) };
}

export function BallotDialog({ emergency, onClose }: Props) {
  const { board, setBoard, options } = useBoard();
  const [vote, setVote] = useState<'approve' | 'reject'>('approve');
  const [reason, setReason] = useState('');
  const cast = useCommand('emergency.castBallot');
  const send = async (): Promise<void> => {
    if (cast.isPending || board === '') return;
    const reply = await cast.run({ change: emergency.change, board, vote, reason });
    if (!reply.ok) return;
    showToast({ text: `Your ballot on ${emergency.number} is signed.` });
    onClose();
  };
  return (
    <FormDialog title={`Vote on ${emergency.number}?`} about="A signed ballot counts for the change as it stands now. When it is edited you are asked again." verb="Sign the ballot" size="small" isPending={cast.isPending} error={cast.error} onSend={() => { void send(); }} onClose={onClose}>
      <Segments label="Vote" choices={[{ value: 'approve', label: 'For' }, { value: 'reject', label: 'Against' }]} chosen={vote} onChoose={setVote} />
      <TextArea label="Reason" value={reason} onChange={setReason} rows={2} isRequired={vote === 'reject'} />
      <Select label="Board" value={board} onChange={setBoard} options={options} />
    </FormDialog>
  );
}

type Bypassed = Partial<Record<ControlId, string>>;
export function AuthoriseDialog({ emergency, onClose }: Props) {
  const { board, setBoard, options } = useBoard();
  const [how, setHow] = useState<'ballot' | 'session'>(emergency.ballots.some(({ isStale }) => !isStale) ? 'ballot' : 'session');
  const [meeting, setMeeting] = useState('');
  const [technical, setTechnical] = useState('');
  const [hours, setHours] = useState<number | null>(Math.min(4, emergency.limits.hours));
  const [bypassed, setBypassed] = useState<Bypassed>(() => Object.fromEntries(emergency.lacking.flatMap(({ control }) => (control === null ? [] : [[control, '']]))));
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const authorise = useCommand('emergency.authorise');
  const list = controlIds.flatMap((control) => (bypassed[control] === undefined ? [] : [{ control, reason: bypassed[control].trim() }]));
  const send = async (): Promise<void> => {
    setTried(true);
    if (authorise.isPending || hours === null || board === '' || list.some((one) => one.reason === '') || (how === 'session' && (meeting === '' || technical === ''))) return;
    const reply = await authorise.run({ change: emergency.change, board, hours, bypassed: list, reason, ...(how === 'session' ? { meeting, technical } : {}) });
    if (!reply.ok) return;
    showToast({ text: `${emergency.number} is authorised for ${hours} h.` });
    onClose();
  };
  return (
    <FormDialog title={`Authorise ${emergency.number}?`} about="The decision of the emergency CAB: the chair or deputy and one technical authority. It covers one environment and the named items, until a time." verb="Sign and authorise" isPending={authorise.isPending} error={authorise.error} onSend={() => { void send(); }} onClose={onClose}>
      <div className={s.pair}>
        <div className={s.how}><span className={s.legend}>Decided</span><Segments label="How it was decided" choices={[{ value: 'session', label: 'In session' }, { value: 'ballot', label: 'By ballot' }]} chosen={how} onChoose={setHow} /></div>
        <NumberField label="Lasts" value={hours} onChange={setHours} least={1} most={emergency.limits.hours} unit="hours" isRequired help={`At most ${emergency.limits.hours}`} error={isTried && hours === null ? 'Say for how many hours' : undefined} />
      </div>
      {how === 'session' ? <SessionFields {...{ meeting, setMeeting, technical, setTechnical, isTried }} /> : <><Ballots emergency={emergency} /><Select label="Board" value={board} onChange={setBoard} options={options} /></>}
      <Controls bypassed={bypassed} lacking={emergency.lacking} isTried={isTried} onChange={setBypassed} />
      <TextArea label="Reason of the decision" value={reason} onChange={setReason} rows={2} />
    </FormDialog>
  );
}

function Ballots({ emergency: { ballots } }: { emergency: EmergencyRecord }) {
  const counting = ballots.filter(({ isStale }) => !isStale);
  return <p className="sec">{counting.length === 0 ? 'No ballot has been cast for the change as it stands.' : `${counting.filter(({ vote }) => vote === 'approve').length} of ${counting.length} ballots are for it: ${counting.map(({ name, vote }) => `${name} ${vote === 'approve' ? 'for' : 'against'}`).join(', ')}.`}</p>;
}

type SessionProps = { meeting: string; setMeeting: (id: string) => void; technical: string; setTechnical: (id: string) => void; isTried: boolean };
function SessionFields({ meeting, setMeeting, technical, setTechnical, isTried }: SessionProps) {
  const meetings = (useQuery('meeting.list', { limit: 100 }).value?.rows ?? []).filter(({ state }) => state === 'running');
  const people = useQuery('person.list', { limit: 500 }).value?.rows ?? [];
  return (
    <div className={s.pair}>
      <Select label="Session" value={meeting} onChange={setMeeting} placeholder={meetings.length === 0 ? 'No meeting is running' : 'Choose…'} isRequired options={meetings.map((row) => ({ value: row.id, label: `${row.number} ${row.boardName}` }))} error={isTried && meeting === '' ? 'Choose the session; it has to be running' : undefined} />
      <Select label="Technical authority present" value={technical} onChange={setTechnical} placeholder="Choose…" isRequired options={people.map((row) => ({ value: row.id, label: row.name }))} error={isTried && technical === '' ? 'Say who of them is in the session' : undefined} />
    </div>
  );
}

function Controls({ bypassed, lacking, isTried, onChange }: { bypassed: Bypassed; lacking: EmergencyRecord['lacking']; isTried: boolean; onChange: (bypassed: Bypassed) => void }) {
  const isLacking = (control: ControlId): boolean => lacking.some((one) => one.control === control);
  const toggle = (control: ControlId, isOn: boolean): void => {
    const { [control]: said, ...rest } = bypassed;
    onChange(isOn ? { ...rest, [control]: said ?? '' } : rest);
  };
  return (
    <fieldset className={s.criteria}>
      <legend>Controls bypassed <span className="dim">whatever is missing now is listed, each with a reason</span></legend>
      {lacking.some(({ control }) => control === null) && <p className={s.problem}>Complete first: {lacking.filter(({ control }) => control === null).map(({ label }) => label).join(', ')}</p>}
      {controlIds.toSorted((a, b) => Number(isLacking(b)) - Number(isLacking(a))).map((control) => (
        <div key={control} className={s.criterion}>
          <Checkbox label={<>{controls[control].label} <span className="mono dim">{controls[control].rules[0]}</span></>} {...(isLacking(control) ? { help: `Missing now: ${lacking.filter((one) => one.control === control).map(({ label }) => label).join(', ')}` } : {})} isChecked={bypassed[control] !== undefined} onChange={(isOn) => { toggle(control, isOn); }} />
          {bypassed[control] !== undefined && <div className={s.criterionFields}><TextField label={`Why ${controls[control].label.toLocaleLowerCase('en')} is bypassed`} value={bypassed[control]} onChange={(reason) => { onChange({ ...bypassed, [control]: reason }); }} isRequired error={isTried && bypassed[control].trim() === '' ? 'Say why' : undefined} /></div>}
        </div>
      ))}
    </fieldset>
  );
}

export function ExtendDialog({ emergency, onClose }: Props) {
  const { board, setBoard, options } = useBoard();
  const [hours, setHours] = useState<number | null>(2);
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const extend = useCommand('emergency.extend');
  const send = async (): Promise<void> => {
    setTried(true);
    if (extend.isPending || hours === null || reason.trim() === '' || board === '') return;
    const reply = await extend.run({ change: emergency.change, board, hours, reason });
    if (!reply.ok) return;
    showToast({ text: `The authorisation of ${emergency.number} is extended.` });
    onClose();
  };
  return (
    <FormDialog title={`Extend the authorisation of ${emergency.number}?`} about={`An authorisation is extended once, and lasts ${emergency.limits.ceilingHours} hours at most with its extension.`} verb="Sign and extend" size="small" isPending={extend.isPending} error={extend.error} onSend={() => { void send(); }} onClose={onClose}>
      <NumberField label="Longer by" value={hours} onChange={setHours} least={1} most={emergency.limits.hours} unit="hours" isRequired autoFocus error={isTried && hours === null ? 'Say by how many hours' : undefined} />
      <TextArea label="Reason" value={reason} onChange={setReason} rows={2} isRequired error={isTried && reason.trim() === '' ? 'Say why it takes longer' : undefined} />
      <Select label="Board" value={board} onChange={setBoard} options={options} />
    </FormDialog>
  );
}
