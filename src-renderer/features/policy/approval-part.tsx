// The approval of one change: who may authorise it under which policy and why, who has, and which type it has.
import { useState } from 'react';
import type { ChangeRecord } from '#contract/change.ts';
import { quarantineWords } from '#contract/change.ts';
import type { ApprovalCard } from '#contract/models.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { hrefOf } from '../../app/routes.ts';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/fields.tsx';
import { Badge, SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { formatMoment } from '../../ui/time-words.ts';
import { capital, listed, typeWords } from '../../ui/words.ts';
import { ApprovalDialog, TypeDialog } from './approval-dialogs.tsx';
import { ModelParameters } from './model-parameters.tsx';
import { authorityWords, becauseSentence, whoWords } from './policy-words.ts';
import s from './policy.module.css';

const moment = (at: string): string => formatMoment(at, 'UTC');
export function ApprovalPart({ record }: { record: ChangeRecord }) {
  const answer = useQuery('approval.show', { change: record.id }, { keepPrevious: true });
  const [asking, setAsking] = useState<'given' | 'refused' | 'type' | null>(null);
  const card = answer.value;
  useActions(card ? [
    { id: 'approval.give', label: 'Approve…', hotkey: 'A', group: card.number, may: card.may.decide, run: () => { setAsking('given'); } },
    { id: 'approval.refuse', label: 'Refuse…', hotkey: 'Shift+A', group: card.number, may: card.may.decide, run: () => { setAsking('refused'); } },
    { id: 'classification.type', label: 'Set the type…', hotkey: 'T', group: card.number, may: card.may.answer, run: () => { setAsking('type'); } },
  ] : []);
  return (
    <div className={s.part}>
      <RefusalLine refusal={answer.error} />
      {card && <>
        <Authority card={card} tier={record.tier} onAsk={setAsking} />
        <TypeOf card={card} record={record} onAsk={() => { setAsking('type'); }} />
        {card.given.length > 0 && <Given card={card} />}
        {(asking === 'given' || asking === 'refused') && <ApprovalDialog card={card} verdict={asking} onClose={() => { setAsking(null); }} />}
        {asking === 'type' && <TypeDialog card={card} onClose={() => { setAsking(null); }} />}
      </>}
    </div>
  );
}

const voiceWords = { given: 'has approved', refused: 'has refused', stale: 'approved an earlier version', waiting: 'has not decided yet' } as const;
const voiceSignals = { given: 'ok', refused: 'bad', stale: 'warn', waiting: 'missing' } as const;
function Authority({ card, tier, onAsk }: { card: ApprovalCard; tier: ChangeRecord['tier']; onAsk: (verdict: 'given' | 'refused') => void }) {
  const { route, voices, policyVersion, able } = card;
  const isBoard = route.authority === 'cab' || route.authority === 'cab-and-executive';
  return (
    <Card title="Who authorises it" aside={<span className="dim">under policy <a className="mono" href={hrefOf({ place: 'policy', tab: 'versions' })}>{policyVersion}</a></span>}>
      <p className={s.verdict}><b>{authorityWords[route.authority]}</b><span className="sec">{route.because.code === 'no-row' && tier === null ? 'It is not assessed yet. Until its tier is known, the board would decide.' : becauseSentence(route)}</span></p>
      {voices.length > 0 && <ul className={s.voices} aria-label="Who decides">{voices.map(({ who, status, by, at, reason }) => (
        <li key={who}><SignalMark signal={voiceSignals[status]}>{whoWords[who]} {voiceWords[status]}{by !== null && at !== null && `: ${by}, ${moment(at)}`}</SignalMark>{reason !== '' && <span className="sec prose">{reason}</span>}</li>
      ))}</ul>}
      {!card.isAuthorised && able.length > 0 && <p className="dim">{listed(able)} may decide.</p>}
      {route.authority !== 'cab' && route.authority !== 'automatic' && !(card.isAuthorised && !card.may.decide.ok) && (
        <div className={s.buttons}><Button kind="primary" hotkey="A" refusal={refusalOf(card.may.decide)} onPress={() => { onAsk('given'); }}>Approve…</Button><Button hotkey="Shift+A" refusal={refusalOf(card.may.decide)} onPress={() => { onAsk('refused'); }}>Refuse…</Button></div>
      )}
      {isBoard && <p className="dim">The board decides in a meeting; put the change on an agenda.</p>}
    </Card>
  );
}

function TypeOf({ card, record, onAsk }: { card: ApprovalCard; record: ChangeRecord; onAsk: () => void }) {
  const { type, model } = card;
  const isAgreed = type.chosen === type.inForce;
  const models = useQuery('model.list', {}).value?.rows.filter(({ state }) => state !== 'retired') ?? [];
  const use = useCommand('model.use');
  return (
    <Card title="Type of change" aside={<Button kind="quiet" hotkey="T" refusal={refusalOf(card.may.answer)} onPress={onAsk}>Set the type…</Button>}>
      <p className={s.verdict}><b>{typeWords[type.inForce]}</b>{type.size !== null && type.inForce === 'normal' && <Badge>{capital(type.size)}</Badge>}<span className="sec">{capital(type.because)}{type.proposed === type.inForce ? '.' : `, so ${typeWords[type.proposed]} is proposed.`}</span></p>
      {!isAgreed && <p><SignalMark signal="warn">It is called {typeWords[type.chosen]}, but it is handled as {typeWords[type.inForce]}.</SignalMark></p>}
      {type.altered.length > 0 && <ul className={s.voices} aria-label="What departs from the model">{type.altered.map((text) => <li key={text}><SignalMark signal="bad">{capital(text)}</SignalMark></li>)}</ul>}
      {type.saidBy !== null && <p className="sec">{type.saidBy.by} set the type, {moment(type.saidBy.at)}{type.saidBy.reason === '' ? '' : `: ${type.saidBy.reason}`}</p>}
      {models.length > 0 && record.fields.model === '' && card.may.answer.ok && <Select label="Use a change model" value="" placeholder="Choose a model…" options={models.map(({ id, name }) => ({ value: id, label: name }))} onChange={(id) => { if (id !== '') void use.run({ change: record.id, model: id }); }} />}
      <RefusalLine refusal={use.error} />
      {model && <ModelParameters card={card} model={model} />}
    </Card>
  );
}
function Given({ card }: { card: ApprovalCard }) {
  return (
    <Card title="Approvals outside the board">
      <ul className={s.voices} aria-label="Approvals">{card.given.toReversed().map((a) => (
        <li key={a.id}><SignalMark signal={a.quarantine !== null ? 'bad' : a.isStale ? 'unseen' : a.verdict === 'given' ? 'ok' : 'bad'}>{a.verdict === 'given' ? 'Approved' : 'Refused'} by {a.by} as {a.as.replaceAll('-', ' ')}, {moment(a.at)}, under policy {a.policyVersion}</SignalMark>{a.quarantine !== null ? <span className="dim">{quarantineWords[a.quarantine]}</span> : a.isStale && <span className="dim">for another version of the change, or taken back by a later one</span>}{a.reason !== '' && <span className="sec prose">{a.reason}</span>}</li>
      ))}</ul>
    </Card>
  );
}
