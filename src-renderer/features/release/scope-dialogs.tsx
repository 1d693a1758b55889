// Forms of the scope: changes in and out, what is left out, teams and their answers, reporting duties, and steps.
import { useState } from 'react';
import type { ReleaseRecord, ReleaseState, consents } from '#contract/release.ts';
import { CommandDialog } from '../../app/command-dialog.tsx';
import { useQuery } from '../../data/use-query.ts';
import { DayField, Select, TextArea, TextField } from '../../ui/fields.tsx';
import { counted } from '../../ui/words.ts';
import { releaseStateWords, stepWords } from './release-words.ts';

type Props = { release: ReleaseRecord; onClose: () => void };
const lack = (isTried: boolean, value: string, text: string): string | undefined => (isTried && value.trim() === '' ? text : undefined);
export const numbersIn = (text: string): string[] => text.split(/[\s,;]+/u).filter(Boolean);

export function AddChangesDialog({ release, onClose }: Props) {
  const [text, setText] = useState('');
  const open = useQuery('change.list', { limit: 50, order: 'updatedAt', state: ['draft', 'submitted', 'assessment', 'awaiting-authorisation', 'authorised', 'scheduled'] }).value?.rows ?? [];
  const add = numbersIn(text);
  const suggestions = open.filter(({ id }) => !release.changes.some((change) => change.id === id)).map(({ number }) => number);
  return (
    <CommandDialog op="release.scope" title={`Take changes into ${release.number}`} verb="Take in" input={add.length === 0 ? null : { release: release.id, add }} said={`${counted(add.length, 'change')} taken into ${release.number}.`} onClose={onClose}>
      {(isTried) => <TextField label="Changes" value={text} onChange={setText} isRequired autoFocus placeholder="C-A1-0412, C-A1-0413" maxLength={2000} suggestions={suggestions} help="By number, several parted by commas" error={lack(isTried, text, 'Name at least one change')} />}
    </CommandDialog>
  );
}
export const RemoveChangeDialog = ({ release, change, onClose }: Props & { change: string }) => (
  <CommandDialog op="release.scope" title={`Take ${change} out of ${release.number}?`} verb="Take out" input={{ release: release.id, remove: [change] }} said={`${change} is out of ${release.number}.`} onClose={onClose} about="It stays a change of its own, and leaves its package.">{() => null}</CommandDialog>
);

export function ExcludeDialog({ release, onClose }: Props) {
  const [form, setForm] = useState({ what: '', reason: '' });
  const isWhole = form.what.trim() !== '' && form.reason.trim() !== '';
  return (
    <CommandDialog op="release.exclude" title={`Leave something out of ${release.number}`} verb="Leave out" input={isWhole ? { release: release.id, ...form } : null} said={`${form.what.trim()} is left out.`} onClose={onClose} about="What a release does not do is said as plainly as what it does.">
      {(isTried) => (
        <>
          <TextField label="What is left out" value={form.what} onChange={(what) => { setForm((now) => ({ ...now, what })); }} isRequired autoFocus error={lack(isTried, form.what, 'Say what is left out')} />
          <TextField label="Why" value={form.reason} onChange={(reason) => { setForm((now) => ({ ...now, reason })); }} isRequired error={lack(isTried, form.reason, 'Say why')} />
        </>
      )}
    </CommandDialog>
  );
}
export const ExcludeNoneDialog = ({ release, onClose }: Props) => (
  <CommandDialog op="release.excludeNone" title="Sign that nothing is left out?" verb="Sign" input={{ release: release.id }} said="It is signed that nothing is left out." onClose={onClose} about={`You sign that ${release.number} leaves nothing out. Naming an exclusion later takes this back.`}>{() => null}</CommandDialog>
);

export function TeamDialog({ release, onClose }: Props) {
  const people = (useQuery('person.list', { limit: 500 }).value?.rows ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const [form, setForm] = useState({ name: '', lead: '' });
  const isWhole = form.name.trim() !== '' && form.lead !== '';
  return (
    <CommandDialog op="release.addTeam" title={`A team contributes to ${release.number}`} verb="Add the team" input={isWhole ? { release: release.id, ...form } : null} said={`${form.name.trim()} is asked for its consent.`} onClose={onClose} about="Its lead consents by signature; without that the scope is not baselined.">
      {(isTried) => (
        <>
          <TextField label="Team" value={form.name} onChange={(name) => { setForm((now) => ({ ...now, name })); }} isRequired autoFocus error={lack(isTried, form.name, 'Name the team')} />
          <Select label="Lead" value={form.lead} onChange={(lead) => { setForm((now) => ({ ...now, lead })); }} options={people} placeholder="Choose who speaks for it…" isRequired error={lack(isTried, form.lead, 'Choose who speaks for it')} />
        </>
      )}
    </CommandDialog>
  );
}
export function AnswerDialog({ release, team, onClose }: Props & { team: ReleaseRecord['teams'][number] }) {
  const [answer, setAnswer] = useState<(typeof consents)[number]>('consents');
  const [note, setNote] = useState('');
  const isWhole = answer === 'consents' || note.trim() !== '';
  return (
    <CommandDialog op="release.answer" title={`Answer for ${team.name}`} verb="Sign" input={isWhole ? { release: release.id, team: team.id, answer, note } : null} said={`${team.name} ${answer}.`} onClose={onClose}>
      {(isTried) => (
        <>
          <Select label="Answer" value={answer} onChange={setAnswer} autoFocus options={[{ value: 'consents', label: 'Consents to contribute' }, { value: 'declines', label: 'Declines' }]} />
          <TextArea label={answer === 'declines' ? 'Why' : 'Note'} value={note} onChange={setNote} rows={2} isRequired={answer === 'declines'} error={answer === 'declines' ? lack(isTried, note, 'Say why the team declines') : undefined} />
        </>
      )}
    </CommandDialog>
  );
}
export function DutyDialog({ release, duty: known, onClose }: Props & { duty: ReleaseRecord['duties'][number] | null }) {
  const [form, setForm] = useState({ duty: known?.duty ?? '', regulator: known?.regulator ?? '', dueOn: known?.dueOn ?? null });
  const isWhole = form.duty.trim() !== '';
  return (
    <CommandDialog op="release.setDuty" title={known ? `Reporting duty of ${release.number}` : `A reporting duty of ${release.number}`} verb="Save" input={isWhole ? { release: release.id, ...form, ...(known ? { rewrites: known.id } : {}) } : null} said="The reporting duty is saved." onClose={onClose}>
      {(isTried) => (
        <>
          <TextField label="What is reported" value={form.duty} onChange={(duty) => { setForm((now) => ({ ...now, duty })); }} isRequired autoFocus placeholder="Notify the central bank of the new scheme" error={lack(isTried, form.duty, 'Say what is reported')} />
          <TextField label="To whom" value={form.regulator} onChange={(regulator) => { setForm((now) => ({ ...now, regulator })); }} />
          <DayField label="Deadline" value={form.dueOn} onChange={(dueOn) => { setForm((now) => ({ ...now, dueOn })); }} help="Without one the scope is not baselined" />
        </>
      )}
    </CommandDialog>
  );
}

const consequences: Partial<Record<ReleaseState, string>> = {
  scoped: 'You sign what is in the release. From then on the scope changes by decided requests only.', deferred: 'It goes back to its planners; planned anew, every team consents anew.', cancelled: 'Cancelling is final. Its changes stay and can go out with another release.', 'rolled-back': 'What was deployed is taken back. The release can only be closed afterwards.', closed: 'A closed release is final.',
};
const explained: readonly ReleaseState[] = ['deferred', 'cancelled', 'rolled-back', 'planning'];
export function StepDialog({ release, to, onClose }: Props & { to: ReleaseState }) {
  const [reason, setReason] = useState('');
  const needs = explained.includes(to) || to !== release.next;
  return (
    <CommandDialog op="release.step" title={`${stepWords[to]}: ${release.number}?`} verb={stepWords[to]} isDangerous={to === 'cancelled' || to === 'rolled-back'} input={needs && reason.trim() === '' ? null : { release: release.id, to, reason }} said={`${release.number} is ${releaseStateWords[to].toLowerCase()}.`} onClose={onClose} about={consequences[to] ?? `You sign that ${release.number} goes on to ${releaseStateWords[to].toLowerCase()}.`}>
      {(isTried) => needs && <TextArea label="Why" value={reason} onChange={setReason} rows={2} isRequired autoFocus error={lack(isTried, reason, 'Say why')} />}
    </CommandDialog>
  );
}
