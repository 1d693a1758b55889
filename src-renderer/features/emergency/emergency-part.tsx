// The emergency side of a change: how long everything still has, on what it stands, who authorised what, and what follows the work (EMG-01 to EMG-05).
import { useId, useState } from 'react';
import type { ChangeRecord } from '#contract/change.ts';
import type { EmergencyRecord } from '#contract/emergency.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import type { Action } from '../../app/actions.ts';
import { hrefOf } from '../../app/routes.ts';
import { useQuery } from '../../data/use-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { CauseCard, PapersCard, RatificationCard, RetrospectiveCard } from './after-cards.tsx';
import { PaperworkDialog, RatifyDialog, RootCauseDialog, ValidateDialog } from './after-dialogs.tsx';
import { AuthorisationCard } from './authorisation-card.tsx';
import { CriterionCard } from './criterion-card.tsx';
import { AuthoriseDialog, BallotDialog, ExtendDialog } from './decide-dialogs.tsx';
import { DeclareDialog } from './declare-dialog.tsx';
import { BigClocks } from './emergency-clocks.tsx';
import { RetrospectiveDialog } from './retrospective-dialog.tsx';
import { useHealthFile } from './use-health-file.ts';
import { ValidationCard } from './validation-card.tsx';
import s from './emergency.module.css';

/** Acts that open a dialog, in the order of their keys on the page. */
const asking = {
  declare: { label: 'Declare the criterion…', hotkey: 'D', Dialog: DeclareDialog }, ballot: { label: 'Vote by ballot…', hotkey: 'B', Dialog: BallotDialog }, authorise: { label: 'Authorise the emergency…', hotkey: 'A', Dialog: AuthoriseDialog },
  extend: { label: 'Extend the authorisation…', hotkey: 'X', Dialog: ExtendDialog }, validate: { label: 'Validate the emergency…', hotkey: 'V', Dialog: ValidateDialog }, paperwork: { label: 'Complete deferred papers…', hotkey: 'P', Dialog: PaperworkDialog },
  retrospective: { label: 'Hold the retrospective…', hotkey: 'R', Dialog: RetrospectiveDialog }, rootCause: { label: 'Set the root cause…', hotkey: 'C', Dialog: RootCauseDialog }, ratify: { label: 'Ratify or contest…', hotkey: 'K', Dialog: RatifyDialog },
} as const;
export type Asking = keyof typeof asking;
export type CardProps = { emergency: EmergencyRecord; onAsk: (act: Asking) => void };
const acts = Object.keys(asking) as Asking[];

export function EmergencyPart({ record }: { record: ChangeRecord }) {
  const answer = useQuery('emergency.show', { change: record.id });
  if (answer.value === undefined) return answer.error ? <RefusalLine refusal={answer.error} /> : <p className="dim" aria-busy="true">Loading…</p>;
  return <Emergency emergency={answer.value} />;
}

function Emergency({ emergency }: { emergency: EmergencyRecord }) {
  const [open, setOpen] = useState<Asking | null>(null);
  const inputId = useId();
  const health = useHealthFile(emergency);
  const group = `Emergency ${emergency.number}`;
  const pick = (): void => { document.getElementById(inputId)?.click(); };
  const ask = (act: Asking): void => { setOpen(act); };
  useActions([
    ...acts.map((act): Action => ({ id: `emergency.${act}`, label: asking[act].label, hotkey: asking[act].hotkey, group, may: emergency.may[act], run: () => { ask(act); } })),
    { id: 'emergency.health', label: 'Import a health file…', hotkey: 'H', group, may: emergency.may['health'], run: pick },
  ]);
  const Shown = open === null ? null : asking[open].Dialog;
  return (
    <div className={s.part}>
      <input id={inputId} className={s.file} type="file" aria-label="Choose a health file" tabIndex={-1} accept=".json" onChange={(e) => { const file = e.target.files?.[0]; e.target.value = ''; if (file) void health.take(file); }} />
      <RollbackBanner emergency={emergency} />
      <RefusalLine refusal={health.error} />
      {emergency.isDeclared ? (
        <>
          {emergency.clocks.length > 0 && <BigClocks clocks={emergency.clocks} />}
          <div className={s.cards}>
            <div className={s.column}>
              <CriterionCard emergency={emergency} onAsk={ask} />
              <ValidationCard emergency={emergency} onAsk={ask} onPick={pick} isReading={health.isReading} />
              <CauseCard emergency={emergency} onAsk={ask} />
              <RetrospectiveCard emergency={emergency} onAsk={ask} />
            </div>
            <div className={s.column}>
              <AuthorisationCard emergency={emergency} onAsk={ask} />
              {emergency.paperwork.length > 0 && <PapersCard emergency={emergency} onAsk={ask} />}
              <RatificationCard emergency={emergency} onAsk={ask} />
            </div>
          </div>
        </>
      ) : <Teaching emergency={emergency} onAsk={ask} />}
      {Shown && <Shown emergency={emergency} onClose={() => { setOpen(null); }} />}
    </div>
  );
}

/** EMG-04: the decision on the rollback stands on screen as long as nothing says that it works. */
function RollbackBanner({ emergency: { health, number } }: { emergency: EmergencyRecord }) {
  if (!health.isRollbackProposed) return null;
  const { incident } = health;
  return (
    <Banner tone="bad" verdict="Roll back?" acts={<a className={s.way} href={hrefOf({ place: 'change', change: number, part: 'backout' })}>Go to the backout plan</a>}>
      Validation says no: {health.why}. Roll back, or repair and validate anew.{incident && <> {incident.state === 'draft' ? 'Drafted' : 'Opened'}: <a className={s.link} href={hrefOf({ place: 'emergencies', part: 'incidents' })}>incident {incident.number}</a>.</>}
    </Banner>
  );
}

function Teaching({ emergency, onAsk }: CardProps) {
  return (
    <EmptyState title="No criterion is declared yet" steps={[
      { title: 'Declare what makes it an emergency', text: 'An active incident of severity 1 or 2, an exploited or critical vulnerability, imminent data loss, or a binding order, with what proves it.', act: <Button kind="primary" hotkey="D" refusal={refusalOf(emergency.may['declare'])} onPress={() => { onAsk('declare'); }}>Declare</Button> },
      { title: 'Let the emergency CAB decide', text: 'The chair or deputy and one technical authority, in session or by signed ballot, for hours and not for days. What is bypassed is listed.' },
      { title: 'Validate at once, review within three days', text: 'Somebody else validates within an hour; papers that were left out follow within a day; the CAB ratifies the emergency afterwards.' },
    ]}>Without evidence the change is handled as an expedited Normal change.</EmptyState>
  );
}
