// The steps of the backout and what belongs to them, written as a whole.
import { useRef, useState } from 'react';
import { ArrowDown, ArrowUp, X } from 'lucide-react';
import type { BackoutRecord } from '#contract/backout.ts';
import { useActions } from '../../app/actions.ts';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Checkbox, NumberField, Select, TextArea, TextField } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { showToast } from '../../ui/toast.tsx';
import s from './backout.module.css';

type Step = { id: string; title: string; owner: string; minutes: number | null; script: string; verification: string };
type Draft = { steps: Step[]; pointOfNoReturn: string; changesData: boolean; dataReversal: string; limitations: string; rtoMinutes: number | null; rpoMinutes: number | null };
const blankStep = (): Step => ({ id: crypto.randomUUID(), title: '', owner: '', minutes: null, script: '', verification: '' });
function draftOf({ plan }: BackoutRecord): Draft {
  if (plan === null) return { steps: [blankStep()], pointOfNoReturn: '', changesData: false, dataReversal: '', limitations: '', rtoMinutes: null, rpoMinutes: null };
  const { pointOfNoReturn, changesData, dataReversal, limitations, rtoMinutes, rpoMinutes } = plan;
  return { pointOfNoReturn, changesData, dataReversal, limitations, rtoMinutes, rpoMinutes, steps: plan.steps.map(({ id, title, owner, minutes, script, verification }) => ({ id, title, owner, minutes, script, verification })) };
}

const moved = <T,>(list: readonly T[], from: number, to: number): T[] => {
  const next = [...list];
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
};

export function PlanEditor({ record, onClose }: { record: BackoutRecord; onClose: () => void }) {
  const [draft, setDraft] = useState(() => draftOf(record));
  const [base, setBase] = useState(record.version);
  const list = useRef<HTMLOListElement>(null);
  const write = useCommand('backout.writePlan');
  const edit = (more: Partial<Draft>): void => { setDraft({ ...draft, ...more }); };
  const setStep = (at: number, more: Partial<Step>): void => { edit({ steps: draft.steps.map((step, i) => (i === at ? { ...step, ...more } : step)) }); };
  const focusStep = (at: number): void => { requestAnimationFrame(() => { list.current?.children[at]?.querySelector('input')?.focus(); }); };
  const add = (): void => { edit({ steps: [...draft.steps, blankStep()] }); focusStep(draft.steps.length); };
  const move = (at: number, by: number): void => {
    const to = at + by;
    if (to < 0 || to >= draft.steps.length) return;
    edit({ steps: moved(draft.steps, at, to) });
    focusStep(to);
  };
  const remove = (at: number): void => { edit({ steps: draft.steps.filter((_, i) => i !== at) }); focusStep(Math.max(0, at - 1)); };
  const save = async (): Promise<void> => {
    if (write.isPending) return;
    const { steps, ...rest } = draft;
    const written = steps.filter((step) => step.title.trim() !== '').map(({ minutes, ...step }) => ({ ...step, minutes: minutes ?? 0 }));
    const reply = await write.run({ change: record.change, planVersion: base, steps: written, ...rest });
    if (!reply.ok) return;
    showToast({ text: `Backout plan of ${record.number} saved.` });
    onClose();
  };
  // The step in which somebody is typing.
  const here = (): number => Number(document.activeElement?.closest('[data-step]')?.getAttribute('data-step') ?? -1);
  useActions([
    { id: 'backout.save', label: 'Save the backout plan', hotkey: ['Mod+S', 'Mod+Enter'], group: record.number, run: () => { void save(); } },
    { id: 'backout.stepUp', label: 'Move this step up', hotkey: 'Mod+Shift+ArrowUp', group: record.number, isSilent: true, run: () => { if (here() > 0) move(here(), -1); } },
    { id: 'backout.stepDown', label: 'Move this step down', hotkey: 'Mod+Shift+ArrowDown', group: record.number, isSilent: true, run: () => { if (here() >= 0) move(here(), 1); } },
  ]);
  const total = draft.steps.reduce((sum, { minutes }) => sum + (minutes ?? 0), 0);
  return (
    <Card title="Write the backout plan" aside={`${total} min in all`}>
      {base !== record.version && <div className={s.notice}><Banner tone="warn" verdict="Somebody changed this while you typed." acts={<Button onPress={() => { setBase(record.version); write.clear(); }}>Keep mine on top</Button>}>Saving would take the place of theirs.</Banner></div>}
      <ol ref={list} className={s.steps} aria-label="Steps of the backout">
        {draft.steps.map((step, i) => <StepFields key={step.id} record={record} step={step} at={i} count={draft.steps.length} onChange={(more) => { setStep(i, more); }} onMove={(by) => { move(i, by); }} onRemove={() => { remove(i); }} onNext={add} />)}
      </ol>
      <div className={s.acts}><Button onPress={add}>Add a step</Button><span className="dim">Ctrl Shift ↑ and ↓ move a step; Enter in its last field adds one</span></div>
      <Rest record={record} draft={draft} onEdit={edit} />
      <RefusalLine refusal={write.error} />
      <div className={s.foot}>
        <Button onPress={onClose}>Leave it</Button>
        <span className="end dim">An edit withdraws the review.</span>
        <Button kind="primary" hotkey="Mod+S" isPending={write.isPending} onPress={() => { void save(); }}>Save the plan</Button>
      </div>
    </Card>
  );
}

type StepProps = { record: BackoutRecord; step: Step; at: number; count: number; onChange: (more: Partial<Step>) => void; onMove: (by: number) => void; onRemove: () => void; onNext: () => void };
function StepFields({ record, step, at, count, onChange, onMove, onRemove, onNext }: StepProps) {
  const people = useQuery('person.list', { limit: 500 }).value?.rows ?? [];
  const scripts = [...new Set([...record.scripts.map(({ name }) => name), ...(step.script === '' ? [] : [step.script])])];
  const n = at + 1;
  return (
    <li className={s.step} data-step={at}>
      <span className={s.order}>{n}</span>
      <div className={s.stepFields}>
        <TextField label={`Step ${n}`} className={s.wide} value={step.title} onChange={(title) => { onChange({ title }); }} autoFocus={at === 0 && step.title === ''} />
        <Select label="Owner" value={step.owner} onChange={(owner) => { onChange({ owner }); }} placeholder="Nobody yet" options={people.map((p) => ({ value: p.id, label: p.name }))} />
        <NumberField label="Minutes" value={step.minutes} onChange={(minutes) => { onChange({ minutes }); }} least={0} most={10_000} />
        <Select label="Script" value={step.script} onChange={(script) => { onChange({ script }); }} placeholder="By hand" options={scripts.map((name) => ({ value: name, label: name }))} />
        <TextField label="How it is verified" className={s.wide} value={step.verification} onChange={(verification) => { onChange({ verification }); }} maxLength={2000} onEnter={onNext} />
      </div>
      <span className={s.stepActs}>
        <IconButton label={`Move step ${n} up`} icon={<ArrowUp aria-hidden="true" />} isDisabled={at === 0} onPress={() => { onMove(-1); }} />
        <IconButton label={`Move step ${n} down`} icon={<ArrowDown aria-hidden="true" />} isDisabled={at === count - 1} onPress={() => { onMove(1); }} />
        <IconButton label={`Remove step ${n}`} icon={<X aria-hidden="true" />} onPress={onRemove} />
      </span>
    </li>
  );
}

function Rest({ record, draft, onEdit }: { record: BackoutRecord; draft: Draft; onEdit: (more: Partial<Draft>) => void }) {
  return (
    <div className={s.rest}>
      <TextArea label="Point of no return" value={draft.pointOfNoReturn} onChange={(pointOfNoReturn) => { onEdit({ pointOfNoReturn }); }} rows={2} help="The moment or step after which going back is no longer possible; “None” where there is none." />
      <TextArea label="Known limitations" value={draft.limitations} onChange={(limitations) => { onEdit({ limitations }); }} rows={2} help="Queued messages, notices already sent, calls to others. Left blank, somebody signs that nothing is known." />
      <Checkbox label="The change alters data" isChecked={draft.changesData} onChange={(changesData) => { onEdit({ changesData }); }} help="Then the plan says how data is reversed, and a rehearsal compares counts or checksums." />
      {draft.changesData && <TextArea label="How data is reversed" value={draft.dataReversal} onChange={(dataReversal) => { onEdit({ dataReversal }); }} rows={2} />}
      {!record.objectives.isFromService && (
        <div className={s.pair}>
          <NumberField label="Back within (RTO)" unit="min" value={draft.rtoMinutes} onChange={(rtoMinutes) => { onEdit({ rtoMinutes }); }} least={0} most={525_600} help="The register says nothing of this service." />
          <NumberField label="Data lost at most (RPO)" unit="min" value={draft.rpoMinutes} onChange={(rpoMinutes) => { onEdit({ rpoMinutes }); }} least={0} most={525_600} />
        </div>
      )}
    </div>
  );
}
