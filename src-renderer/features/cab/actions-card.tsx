// What people promised in meetings and whether it is done: said here by its owner or the chair, under their signature (CAB-06).
import { useState } from 'react';
import type { ActionRow } from '#contract/agenda.ts';
import { refusalOf } from '../../app/actions.ts';
import { FormDialog } from '../../app/form-dialog.tsx';
import { useCommand } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Select, TextArea } from '../../ui/fields.tsx';
import { Badge, SignalMark } from '../../ui/marks.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { formatDay } from '../../ui/time-words.ts';
import { dayWords } from './meeting-words.ts';
import s from './actions.module.css';

export const finishKey = 'X';
export const isOpenAction = ({ done }: ActionRow): boolean => done === null;
const idOf = ({ meeting, action }: ActionRow): string => `${meeting} ${action}`;

function Line({ row, hasMeeting }: { row: ActionRow; hasMeeting: boolean }) {
  const { done } = row;
  return (
    <li>
      <SignalMark signal={done ? 'ok' : row.isOverdue ? 'bad' : 'missing'} label={done ? 'done' : row.isOverdue ? 'overdue' : 'open'} />
      <div className="grow">
        <span className="prose">{row.text}</span>
        <div className="sec">{hasMeeting && <><span className="mono">{row.number}</span>, </>}<bdi>{row.owner}</bdi>, due {dayWords(row.dueOn)}{done && <>. Done: <bdi>{done.by}</bdi>, {formatDay(done.at, row.zone)}{done.note !== '' && <>: <span className="prose">{done.note}</span></>}</>}</div>
      </div>
      {row.isOverdue && <Badge tone="bad">overdue</Badge>}
    </li>
  );
}

/** Actions in a list; `hasMeeting` names the meeting of each, where they come from several. */
export function ActionsCard({ rows, title, hasMeeting = false, onFinish }: { rows: readonly ActionRow[]; title: string; hasMeeting?: boolean; onFinish: () => void }) {
  const open = rows.filter(isOpenAction);
  const refusal = open.some(({ mayFinish }) => mayFinish.ok) ? undefined : refusalOf(open[0]?.mayFinish);
  return (
    <Card title={title} aside={<span className="dim">{open.length === 0 ? 'all done' : `${open.length} open`}</span>}>
      <ul className={s.list}>{rows.map((row) => <Line key={idOf(row)} row={row} hasMeeting={hasMeeting} />)}</ul>
      {open.length > 0 && <div className={s.foot}><Button hotkey={finishKey} refusal={refusal} onPress={onFinish}>Mark one done</Button></div>}
    </Card>
  );
}

/** Which of the open actions is done, and a word about it. */
export function FinishDialog({ rows, onClose }: { rows: readonly ActionRow[]; onClose: () => void }) {
  const mine = rows.filter((row) => isOpenAction(row) && row.mayFinish.ok);
  const [chosen, setChosen] = useState(() => (mine[0] ? idOf(mine[0]) : ''));
  const [note, setNote] = useState('');
  const command = useCommand('meeting.finishAction');
  const row = mine.find((one) => idOf(one) === chosen);
  const send = async (): Promise<void> => {
    if (row && !command.isPending && (await command.run({ meeting: row.meeting, action: row.action, note })).ok) onClose();
  };
  return (
    <FormDialog title="Mark an action done" verb="Sign as done" keep="Not yet" size="small" isPending={command.isPending} error={command.error} onSend={() => { void send(); }} onClose={onClose}>
      <Select label="Action" value={chosen} autoFocus onChange={setChosen} options={mine.map((one) => ({ value: idOf(one), label: `${one.text} (${one.owner}, ${one.number})` }))} />
      <TextArea label="Note" value={note} onChange={setNote} rows={3} maxLength={2000} help="It stands in the trail with your signature, and leaves the agenda of the next meeting." />
    </FormDialog>
  );
}
