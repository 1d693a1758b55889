// What the regulatory tags of a change ask for: the business owner's signature, the impact on personal data, and how long the record is kept (AUD-04).
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ChangeRecord } from '#contract/change.ts';
import { personalDataImpacts } from '#contract/controls.ts';
import type { Output } from '#contract/index.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { FormDialog } from '../../app/form-dialog.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Select, TextArea, TextField } from '../../ui/fields.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { showToast } from '../../ui/toast.tsx';
import { counted, listed } from '../../ui/words.ts';
import { Checklist, standing } from './checklist.tsx';

type Impact = (typeof personalDataImpacts)[number];
const impactWords: Record<Impact, string> = { none: 'It touches no personal data', unchanged: 'Personal data is processed as before', changed: 'Personal data is processed otherwise', 'high-risk': 'People may be put at high risk' };

/** Only where a tag asks for something. */
export function ObligationsCard({ record }: { record: ChangeRecord }) {
  const { value, error } = useQuery('obligation.show', { change: record.id });
  if (!value) return <RefusalLine refusal={error} />;
  return value.tags.length === 0 ? null : <Shown record={record} shown={value} />;
}

function Shown({ record, shown }: { record: ChangeRecord; shown: Output<'obligation.show'> }) {
  const [asking, setAsking] = useState<'approve' | 'state' | null>(null);
  const { tags, needed, impact, alsoStated, approvals, mayApprove, mayState } = shown;
  const [asksOwner, asksImpact] = [tags.some((tag) => tag.asksOwner), tags.some((tag) => tag.asksImpact)];
  useActions([
    ...(asksOwner ? [{ id: 'obligation.approve', label: 'Approve as the business owner…', hotkey: 'B', group: record.number, may: mayApprove, run: () => { setAsking('approve'); } }] : []),
    ...(asksImpact ? [{ id: 'obligation.state', label: 'State the impact on personal data…', group: record.number, may: mayState, run: () => { setAsking('state'); } }] : []),
  ]);
  const acts: Record<string, ReactNode> = {
    'business-owner': <Button hotkey="B" refusal={refusalOf(mayApprove)} onPress={() => { setAsking('approve'); }}>Approve…<span className="unseen"> as the business owner</span></Button>,
    'personal-data': <Button refusal={refusalOf(mayState)} onPress={() => { setAsking('state'); }}>{impact ? 'State anew…' : 'State…'}<span className="unseen"> the impact on personal data</span></Button>,
  };
  return (
    <Card title="Regulatory tags" aside={needed.length === 0 ? listed(tags.map(({ tag }) => tag)) : `${listed(tags.map(({ tag }) => tag))}, ${standing(needed)}`}>
      <Checklist label="Asked for by its tags" items={needed} actOf={({ id }) => acts[id.slice(id.lastIndexOf(':') + 1)]} />
      {impact && <p className="prose"><SignalMark signal="info">{impactWords[impact.impact]}</SignalMark>: {impact.statement} <span className="dim tiny"><bdi>{impact.by}</bdi>, <Moment at={impact.at} isShort /></span></p>}
      {alsoStated.map((one) => <p key={one.at} className="dim">Also stated by <bdi>{one.by}</bdi>: {impactWords[one.impact]}: {one.statement}</p>)}
      {approvals.map((one) => <p key={one.at} className="prose"><SignalMark signal={one.isStale ? 'gap' : 'ok'}>Approved by <bdi>{one.by}</bdi>{one.isStale && ', for an earlier scope'}</SignalMark>: {one.reason} <span className="dim tiny"><Moment at={one.at} isShort /></span></p>)}
      <p className="dim tiny">{tags.flatMap(({ evidence }) => evidence).length > 0 && `Also asks for ${listed([...new Set(tags.flatMap(({ evidence }) => evidence))]).toLowerCase()} among the evidence. `}Its record is kept for {counted(shown.retentionYears, 'year')}.</p>
      {asking === 'approve' && <Approve record={record} scope={shown.scope} onClose={() => { setAsking(null); }} />}
      {asking === 'state' && <State record={record} before={impact} onClose={() => { setAsking(null); }} />}
    </Card>
  );
}

/** What is signed is what stood on the screen when the dialog opened; an edit meanwhile is told instead of signed. */
function Approve({ record, scope, onClose }: { record: ChangeRecord; scope: string; onClose: () => void }) {
  const [seen] = useState(scope);
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const approve = useCommand('obligation.approve');
  const send = async (): Promise<void> => {
    setTried(true);
    if (reason.trim() === '' || approve.isPending) return;
    const reply = await approve.run({ change: record.id, reason: reason.trim(), scope: seen });
    if (!reply.ok) return;
    showToast({ text: `${record.number} is approved for the business.` });
    onClose();
  };
  return (
    <FormDialog title="Approve as the business owner" verb="Sign" keep="Not now" isPending={approve.isPending} error={approve.error} onSend={() => { void send(); }} onClose={onClose} about="You sign for the service, items, environment and plans as they stand. Once one of them changes, the signature no longer counts.">
      <TextField label="Why the business agrees" value={reason} onChange={(said) => { approve.clear(); setReason(said); }} isRequired autoFocus error={isTried && reason.trim() === '' ? 'Say why' : undefined} />
    </FormDialog>
  );
}

function State({ record, before, onClose }: { record: ChangeRecord; before: Output<'obligation.show'>['impact']; onClose: () => void }) {
  const [impact, setImpact] = useState<Impact | ''>(before?.impact ?? '');
  const [statement, setStatement] = useState(before?.statement ?? '');
  const [isTried, setTried] = useState(false);
  const state = useCommand('obligation.stateImpact');
  const send = async (): Promise<void> => {
    setTried(true);
    if (impact === '' || statement.trim() === '' || state.isPending) return;
    const reply = await state.run({ change: record.id, impact, statement: statement.trim() });
    if (reply.ok) onClose();
  };
  return (
    <FormDialog title="Impact on personal data" verb="State it" keep="Not now" isPending={state.isPending} error={state.error} onSend={() => { void send(); }} onClose={onClose} about="The tag GDPR asks for this before the change is submitted.">
      <Select label="What it does" value={impact} onChange={(next) => { state.clear(); setImpact(next); }} placeholder="Choose…" isRequired autoFocus options={personalDataImpacts.map((value) => ({ value, label: impactWords[value] }))} error={isTried && impact === '' ? 'Choose what it does' : undefined} />
      <TextArea label="Which data, and what changes for whom" value={statement} onChange={(said) => { state.clear(); setStatement(said); }} rows={3} maxLength={300} isRequired error={isTried && statement.trim() === '' ? 'Say which data' : undefined} />
    </FormDialog>
  );
}
