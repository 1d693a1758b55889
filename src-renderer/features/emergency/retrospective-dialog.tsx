// The retrospective: set questions, each yes with what it leads to (EMG-05).
import { useState } from 'react';
import { questionIds, questions } from '#contract/emergency.ts';
import type { EmergencyRecord, Question } from '#contract/emergency.ts';
import { FormDialog } from '../../app/form-dialog.tsx';
import { useCommand } from '../../data/use-command.ts';
import { DayField, Select, TextArea, TextField } from '../../ui/fields.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { showToast } from '../../ui/toast.tsx';
import s from './emergency.module.css';

type Said = { isYes: boolean | null; kind: 'improvement' | 'problem'; text: string; owner: string; dueOn: string | null };
type All = Record<Question, Said>;
function startOf({ retrospective }: EmergencyRecord): All {
  return Object.fromEntries(questionIds.map((id): [Question, Said] => {
    const action = retrospective?.actions.find(({ question }) => question === id);
    return [id, { isYes: retrospective?.answers[id] ?? null, kind: action?.kind ?? 'improvement', text: action?.text ?? '', owner: action?.owner ?? '', dueOn: action?.dueOn ?? null }];
  })) as All;
}
const lacks = ({ isYes, text, owner, dueOn }: Said): boolean => isYes === true && (text.trim() === '' || owner.trim() === '' || dueOn === null);

export function RetrospectiveDialog({ emergency, onClose }: { emergency: EmergencyRecord; onClose: () => void }) {
  const [all, setAll] = useState<All>(() => startOf(emergency));
  const [summary, setSummary] = useState(emergency.retrospective?.summary ?? '');
  const [isTried, setTried] = useState(false);
  const hold = useCommand('emergency.holdRetrospective');
  const unanswered = questionIds.filter((id) => all[id].isYes === null);
  const send = async (): Promise<void> => {
    setTried(true);
    if (hold.isPending || unanswered.length > 0 || questionIds.some((id) => lacks(all[id]))) return;
    const actions = questionIds.flatMap((question) => { const { isYes, kind, text, owner, dueOn } = all[question]; return isYes === true && dueOn !== null ? [{ question, kind, text: text.trim(), owner: owner.trim(), dueOn }] : []; });
    const reply = await hold.run({ change: emergency.change, answers: Object.fromEntries(questionIds.map((id) => [id, all[id].isYes === true])) as Record<Question, boolean>, actions, summary });
    if (!reply.ok) return;
    showToast({ text: `The retrospective of ${emergency.number} is recorded.` });
    onClose();
  };
  return (
    <FormDialog title={`Retrospective of ${emergency.number}`} about="Answer every question. Each yes leads to an improvement or a problem with an owner and a date." verb="Record" isPending={hold.isPending} error={hold.error} onSend={() => { void send(); }} onClose={onClose}>
      <ol className={s.questions}>
        {questionIds.map((id) => <QuestionFields key={id} id={id} said={all[id]} isTried={isTried} onChange={(part) => { hold.clear(); setAll((known) => ({ ...known, [id]: { ...known[id], ...part } })); }} />)}
      </ol>
      {isTried && unanswered.length > 0 && <p className={s.problem} role="alert">{unanswered.length === 1 ? 'One question has' : `${unanswered.length} questions have`} no answer yet</p>}
      <TextArea label="What happened, and what was learned" value={summary} onChange={setSummary} rows={3} />
    </FormDialog>
  );
}

function QuestionFields({ id, said, isTried, onChange }: { id: Question; said: Said; isTried: boolean; onChange: (part: Partial<Said>) => void }) {
  return (
    <li className={s.question}>
      <span>{questions[id]}</span>
      <Segments label={questions[id]} choices={[{ value: 'no', label: 'No' }, { value: 'yes', label: 'Yes' }]} chosen={said.isYes === null ? 'none' as 'no' : said.isYes ? 'yes' : 'no'} onChoose={(answer) => { onChange({ isYes: answer === 'yes' }); }} />
      {said.isYes === true && (
        <div className={s.action}>
          <TextField label="Leads to" value={said.text} onChange={(text) => { onChange({ text }); }} isRequired error={isTried && said.text.trim() === '' ? 'Name the improvement or problem' : undefined} />
          <div className={s.three}>
            <Select label="Kind" value={said.kind} onChange={(kind) => { onChange({ kind }); }} options={[{ value: 'improvement', label: 'Improvement' }, { value: 'problem', label: 'Problem' }]} />
            <TextField label="Owner" value={said.owner} onChange={(owner) => { onChange({ owner }); }} isRequired error={isTried && said.owner.trim() === '' ? 'Name an owner' : undefined} />
            <DayField label="Due" value={said.dueOn} onChange={(dueOn) => { onChange({ dueOn }); }} isRequired error={isTried && said.dueOn === null ? 'Name a day' : undefined} />
          </div>
        </div>
      )}
    </li>
  );
}
