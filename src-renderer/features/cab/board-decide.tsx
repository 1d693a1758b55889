// Deciding: buttons with their keys, then one dialog that names the consequence. What is typed survives until it is recorded.
import { useEffect, useState } from 'react';
import type { Card } from '#contract/cab.ts';
import type { Condition } from '#contract/change.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { readStored, store } from '../../data/stored.ts';
import { useCommand } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Checkbox, DayField, Select, TextArea, TextField } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Shape } from '../../ui/shapes.tsx';
import { showToast } from '../../ui/toast.tsx';
import { openDecision } from './board-state.ts';
import type { Chosen, Recommendation, Verdict } from './board-state.ts';
import s from './board.module.css';

export const verdictActs: readonly { verdict: Verdict; label: string; hotkey: string; said: string }[] = [
  { verdict: 'approved', label: 'Approve', hotkey: 'A', said: 'approved' }, { verdict: 'approved-with-conditions', label: 'With conditions', hotkey: 'C', said: 'approved with conditions' },
  { verdict: 'deferred', label: 'Defer', hotkey: 'D', said: 'deferred' }, { verdict: 'rejected', label: 'Reject', hotkey: 'R', said: 'rejected' },
  { verdict: 'referred', label: 'Refer', hotkey: 'F', said: 'referred' },
  { verdict: 'withdrawn', label: 'Withdraw', hotkey: 'W', said: 'withdrawn' }, { verdict: 'noted', label: 'Note', hotkey: 'N', said: 'noted' },
];
/** What a board does with an item that a higher one decides (CAB-07). */
export const recommendActs: readonly { recommends: Recommendation; label: string; hotkey: string; said: string }[] = [
  { recommends: 'approve', label: 'Recommend', hotkey: 'A', said: 'recommended' }, { recommends: 'reject', label: 'Advise against', hotkey: 'R', said: 'advised against' },
];
export type DecisionAct = Chosen & { id: string; label: string; hotkey: string; look: Verdict };
/** What can be done with an item: every decision, or, where a higher board decides, to recommend and to pass on (CAB-07). */
export function decisionActs(card: Pick<Card, 'above'> | undefined): DecisionAct[] {
  const decide = verdictActs.map(({ verdict, label, hotkey }): DecisionAct => ({ id: verdict, verdict, label, hotkey, look: verdict }));
  if (!card?.above) return decide;
  return [...recommendActs.map(({ recommends, label, hotkey }): DecisionAct => ({ id: `recommend.${recommends}`, verdict: 'referred', recommends, label, hotkey, look: recommends === 'approve' ? 'approved' : 'rejected' })), ...decide.filter(({ verdict }) => verdict === 'referred')];
}

const consequences: Record<Verdict, string> = {
  approved: 'The change becomes Authorised and can be scheduled. Your signature is on the decision.',
  'approved-with-conditions': 'The change becomes Authorised; an open condition due before the start holds it back until it is met.',
  deferred: 'The change leaves the queue and comes back on the day you name.',
  rejected: 'Rejected is final. The requester may raise a new change.',
  referred: 'Another board or an expert answers first; the change goes on awaiting authorisation. Say who, what the question is and by when.',
  withdrawn: 'The change becomes Cancelled, which is final.',
  noted: 'The item is done and the change goes on awaiting authorisation.',
};

type Draft = { reason: string; deferredTo: string | null; conditions: Condition[] };
const emptyDraft: Draft = { reason: '', deferredTo: null, conditions: [] };
const isDraft = (x: unknown): x is Draft => typeof x === 'object' && x !== null && 'reason' in x && 'conditions' in x && Array.isArray(x.conditions);
const draftKey = (change: string, verdict: Verdict): string => `gavel.decision.${change}.${verdict}`;
const blankCondition = (): Condition => ({ text: '', owner: '', dueOn: new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10), when: 'before', isBlocking: true });

function Conditions({ conditions, owners, onChange }: { conditions: readonly Condition[]; owners: readonly string[]; onChange: (conditions: Condition[]) => void }) {
  const set = (i: number, part: Partial<Condition>): void => { onChange(conditions.map((c, k) => (k === i ? { ...c, ...part } : c))); };
  return (
    <>
      {conditions.map((c, i) => (
        <fieldset key={i} className={s.condition}>
          <legend>Condition {i + 1}</legend>
          <TextField label="What must be done" value={c.text} onChange={(text) => { set(i, { text }); }} isRequired autoFocus={i === 0} />
          <div className={s.two}><TextField label="Owner" value={c.owner} onChange={(owner) => { set(i, { owner }); }} suggestions={owners} isRequired /><DayField label="Due" value={c.dueOn} onChange={(dueOn) => { set(i, { dueOn: dueOn ?? '' }); }} isRequired /></div>
          <div className={s.two}>
            <Select label="When" value={c.when} onChange={(when) => { set(i, { when }); }} options={[{ value: 'before', label: 'Before the start' }, { value: 'after', label: 'After the end' }]} />
            <Checkbox label="Holds the change back while open" isChecked={c.isBlocking} onChange={(isBlocking) => { set(i, { isBlocking }); }} />
          </div>
          {conditions.length > 1 && <Button kind="quiet" onPress={() => { onChange(conditions.filter((_, k) => k !== i)); }}>Remove</Button>}
        </fieldset>
      ))}
      <Button onPress={() => { onChange([...conditions, blankCondition()]); }}>Add a condition</Button>
    </>
  );
}

function SendKey({ onSend }: { onSend: () => void }) {
  useActions([{ id: 'decide.send', label: 'Record the decision', hotkey: ['Mod+Enter', 'Enter'], isSilent: true, run: onSend }]);
  return null;
}

/** A draft per change and verdict, kept on this machine until the decision is recorded. */
function useDraft(change: string, verdict: Verdict): [Draft, (part: Partial<Draft>) => void, () => void] {
  const key = draftKey(change, verdict);
  const [draft, setDraft] = useState<Draft>(() => readStored(key, isDraft) ?? (verdict === 'approved-with-conditions' ? { ...emptyDraft, conditions: [blankCondition()] } : emptyDraft));
  useEffect(() => { store(key, draft); }, [key, draft]);
  return [draft, (part) => { setDraft((d) => ({ ...d, ...part })); }, () => { store(key, null); }];
}

type DecideProps = { meeting: string; /** Who can own a condition. */ people: readonly string[]; card: Card; verdict: Verdict; onClose: () => void; onDone: () => void; /** The decision is seen elsewhere at once. */ isQuiet?: boolean; /** What a higher board is told: the item is passed on instead of decided (CAB-07). */ recommends?: Recommendation };
export function DecideDialog({ meeting, people, card, verdict, onClose: close, onDone, isQuiet = false, recommends }: DecideProps) {
  const act = recommends ? recommendActs.find((a) => a.recommends === recommends)! : verdictActs.find((a) => a.verdict === verdict)!;
  const [draft, set, forget] = useDraft(card.id, verdict);
  const command = useCommand('cab.recordDecision');
  // The revision that was on the screen when the dialog opened; a later edit is refused, not overlooked.
  const [revision] = useState(card.revision);
  const send = async (): Promise<void> => {
    if (command.isPending) return;
    const reply = await command.run({ meeting, change: card.id, verdict, reason: draft.reason, revision, ...(recommends ? { recommends } : {}),
      conditions: verdict === 'approved-with-conditions' ? draft.conditions : [], ...(verdict === 'deferred' && draft.deferredTo ? { deferredTo: draft.deferredTo } : {}) });
    if (!reply.ok) return;
    forget();
    if (!isQuiet) showToast({ text: `${card.number} ${act.said}` });
    onDone();
  };
  return (
    <Dialog title={`${act.label}: ${card.number}?`} isOpen onClose={close} size={verdict === 'approved-with-conditions' ? 'medium' : 'small'} footer={(
      <>
        <Button hotkey="Escape" onPress={close}>Not yet</Button>
        <Button kind={verdict === 'rejected' || verdict === 'withdrawn' ? 'danger' : 'primary'} hotkey="Enter" isPending={command.isPending} autoFocus={verdict === 'approved' || recommends === 'approve'} onPress={() => { void send(); }}>{act.label}</Button>
      </>
    )}>
      <SendKey onSend={() => { void send(); }} />
      <div className={s.form}>
        <p><b><bdi>{card.title}</bdi></b></p>
        <p className="sec">{recommends ? `The item is passed on to the ${card.above?.label ?? 'higher board'} with this recommendation and your signature. The change goes on awaiting authorisation.` : consequences[verdict]}</p>
        {verdict === 'approved-with-conditions' && <Conditions conditions={draft.conditions} owners={people} onChange={(conditions) => { set({ conditions }); }} />}
        {verdict === 'deferred' && <DayField label="Comes back on" value={draft.deferredTo} onChange={(deferredTo) => { set({ deferredTo }); }} isRequired />}
        <TextArea label="Reason" value={draft.reason} onChange={(reason) => { set({ reason }); }} isRequired={verdict === 'deferred' || verdict === 'rejected' || (verdict === 'referred' && recommends !== 'approve') || verdict === 'withdrawn'} rows={2} />
        <RefusalLine refusal={command.error} />
      </div>
    </Dialog>
  );
}

export const verdictShapes = { approved: 'out-approved', 'approved-with-conditions': 'out-conditions', deferred: 'out-deferred', rejected: 'out-rejected', referred: 'out-referred', withdrawn: 'out-withdrawn', noted: 'out-noted' } as const;
/** As many acts as stand beside each other under the board; the others have their keys. */
const mostActs = 4;
/** The bar under the board while the meeting runs: the item before the board, and the keys that decide it. */
export function DecideBar({ card }: { card: Card | undefined }) {
  return (
    <section className={s.decide} aria-label="Decision">
      <div className={s.decideWhat}>
        <b>{card ? <><span className="mono">{card.number}</span> <bdi>{card.title}</bdi></> : 'Select an item on the agenda'}</b>
        <p>{card?.mayRefer.ok === false ? 'Press a greyed act to see why' : card?.above ? `The ${card.above.label} decides on this; this board recommends` : 'J and K go through the agenda'}</p>
      </div>
      <div className={s.acts}>
        {decisionActs(card).slice(0, mostActs).map((a) => <Button key={a.id} size="large" hotkey={a.hotkey} isDisabled={!card} refusal={refusalOf(card?.mayRefer)} icon={<Shape name={verdictShapes[a.look]} />} onPress={() => { openDecision(a); }}>{a.label}</Button>)}
      </div>
    </section>
  );
}
