// The backout of a change: the act that matters while it is live, else the plan and everything that has to stand behind it.
import { useState } from 'react';
import type { BackoutRecord } from '#contract/backout.ts';
import type { ChangeRecord } from '#contract/change.ts';
import { useActions } from '../../app/actions.ts';
import type { Action } from '../../app/actions.ts';
import { useQuery } from '../../data/use-query.ts';
import { RefusalCard } from '../../ui/refusal.tsx';
import { BackupCard, BackupDialog, ScheduleDialog } from './backup-card.tsx';
import { OrderedCard } from './ordered-card.tsx';
import { OwnerCard, OwnerDialog } from './owner-card.tsx';
import { PlanCard } from './plan-card.tsx';
import { PlanEditor } from './plan-editor.tsx';
import { RehearsalCard } from './rehearsal-card.tsx';
import { RehearsalDialog } from './rehearsal-dialog.tsx';
import { ReviewCard, ReviewDialog } from './review-card.tsx';
import { isLive, RollbackNow } from './rollback-now.tsx';
import { ScriptsCard } from './scripts-card.tsx';
import { TimePicture } from './time-picture.tsx';
import { TriggersCard, TriggersDialog } from './triggers-card.tsx';
import s from './backout.module.css';

type Asking = 'triggers' | 'review' | 'rehearse' | 'owner' | 'backup' | 'schedule';
const dialogs: Record<Asking, (props: { record: BackoutRecord; onClose: () => void }) => React.ReactNode> = { triggers: TriggersDialog, review: ReviewDialog, rehearse: RehearsalDialog, owner: OwnerDialog, backup: BackupDialog, schedule: ScheduleDialog };

export function BackoutPart({ record }: { record: ChangeRecord }) {
  const answer = useQuery('backout.show', { change: record.id });
  if (answer.value !== undefined) return <Backout record={answer.value} change={record} />;
  return answer.error ? <RefusalCard refusal={answer.error} /> : <p className="dim" aria-busy="true">Loading…</p>;
}

function Backout({ record, change }: { record: BackoutRecord; change: ChangeRecord }) {
  const [isEditing, setEditing] = useState(false);
  const [asking, setAsking] = useState<Asking | null>(null);
  const group = `Backout of ${record.number}`;
  const ask = (what: Asking) => (): void => { setAsking(what); };
  useActions([
    { id: 'backout.edit', label: record.plan === null ? 'Write the backout plan' : 'Edit the backout plan', hotkey: 'P', group, may: record.may['plan'], run: () => { setEditing(true); } },
    { id: 'backout.triggers', label: 'Set rollback triggers…', group, may: record.may['triggers'], run: ask('triggers') },
    { id: 'backout.review', label: 'Review the backout plan…', hotkey: 'V', group, may: record.may['review'], run: ask('review') },
    { id: 'backout.rehearse', label: 'Rehearse the backout…', hotkey: 'R', group, may: record.may['rehearse'], run: ask('rehearse') },
    { id: 'backout.owner', label: 'Name the rollback owner…', group, may: record.may['nameOwner'], run: ask('owner') },
    { id: 'backout.backup', label: 'Register a backup…', hotkey: 'B', group, may: record.may['backup'], run: ask('backup') },
  ] satisfies Action[]);
  const Asked = asking === null ? null : dialogs[asking];
  return (
    <div className="stack">
      {record.order !== null ? <OrderedCard record={record} /> : isLive(change) && <RollbackNow record={record} />}
      <div className={s.columns}>
        <div className="stack">
          {isEditing ? <PlanEditor record={record} onClose={() => { setEditing(false); }} /> : <PlanCard record={record} onEdit={() => { setEditing(true); }} />}
          <ScriptsCard record={record} />
          <RehearsalCard record={record} onRehearse={ask('rehearse')} />
        </div>
        <div className="stack">
          <TimePicture record={record} />
          <TriggersCard record={record} onEdit={ask('triggers')} />
          <ReviewCard record={record} onReview={ask('review')} />
          <OwnerCard record={record} onName={ask('owner')} />
          <BackupCard record={record} onRegister={ask('backup')} onSchedule={ask('schedule')} />
        </div>
      </div>
      {Asked && <Asked record={record} onClose={() => { setAsking(null); }} />}
    </div>
  );
}
