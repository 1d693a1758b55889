// Evidence: what is needed, what is there, and which artefacts it must be about. A file is attached by dropping it or by a button.
import { useState } from 'react';
import type { DragEvent } from 'react';
import type { ChangeRecord } from '#contract/change.ts';
import type { ChecklistItem, EvidenceRow } from '#contract/evidence.ts';
import { evidenceLabels } from '#contract/evidence.ts';
import type { Output } from '#contract/index.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { useJob } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { showToast } from '../../ui/toast.tsx';
import { listed } from '../../ui/words.ts';
import { Checklist, standing } from './checklist.tsx';
import { ArtefactsDialog, AttachDialog, WithdrawDialog } from './evidence-dialogs.tsx';
import { shortDigest, sizeText, whyText } from './review-words.ts';
import s from './reviews.module.css';

export type Evidence = Output<'evidence.list'>;
export type EvidenceKind = EvidenceRow['kind'];
type Asking = { act: 'attach'; kind: EvidenceKind | null; file: File | null } | { act: 'artefacts' } | { act: 'withdraw'; item: EvidenceRow } | null;

export function EvidenceCard({ record, evidence }: { record: ChangeRecord; evidence: Evidence }) {
  const [asking, setAsking] = useState<Asking>(null);
  const [isOver, setOver] = useState(false);
  const { needed, rows, mayAttach } = evidence;
  const refusal = refusalOf(mayAttach);
  const attach = (kind: EvidenceKind | null, file: File | null = null): void => { setAsking({ act: 'attach', kind, file }); };
  useActions([
    { id: 'evidence.attach', label: 'Attach evidence…', hotkey: 'A', group: record.number, may: mayAttach, run: () => { attach(null); } },
    { id: 'evidence.declare', label: 'Declare what the change delivers…', group: record.number, may: mayAttach, run: () => { setAsking({ act: 'artefacts' }); } },
  ]);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file && mayAttach.ok) attach(null, file);
  };
  const over = (event: DragEvent): void => { if (mayAttach.ok && event.dataTransfer.types.includes('Files')) { event.preventDefault(); event.stopPropagation(); setOver(true); } };
  const actOf = ({ kinds, status, label }: ChecklistItem) => (kinds.length > 0 && status !== 'present' ? <Button refusal={refusal} onPress={() => { attach(kinds[0] ?? null); }}>Attach…<span className="unseen"> {label.toLowerCase()}</span></Button> : null);
  return (
    <Card title="Evidence" aside={needed.length === 0 ? (record.tier === null ? 'risk not assessed' : 'none needed') : standing(needed)}>
      <div className={s.drop} data-over={isOver || undefined} onDragOver={over} onDragLeave={() => { setOver(false); }} onDrop={drop}>
        {evidence.strict.length > 0 && <p className={s.strict}><SignalMark signal="warn">{listed(evidence.strict)} cannot be rolled back automatically, so more must be proved (LEG-05).</SignalMark></p>}
        {needed.length === 0 && <p className="sec">{record.tier === null ? 'Which evidence is needed follows from the risk, once it is assessed. What you attach now counts then.' : 'The policy asks for no evidence of a change like this. What you attach is kept all the same.'}</p>}
        <Checklist label="Evidence needed" items={needed} actOf={actOf} />
        <Artefacts evidence={evidence} />
        {rows.length > 0 && <ul className={s.items} aria-label="Evidence attached">{rows.map((item) => <Item key={item.id} record={record} item={item} mayWithdraw={mayAttach} onWithdraw={() => { setAsking({ act: 'withdraw', item }); }} />)}</ul>}
        <div className={s.foot}>
          <Button hotkey="A" refusal={refusal} onPress={() => { attach(null); }}>Attach a file</Button>
          <Button kind="quiet" refusal={refusal} onPress={() => { setAsking({ act: 'artefacts' }); }}>{evidence.artefacts.length === 0 ? 'Declare artefacts…' : 'Other artefacts…'}</Button>
          <span className="dim tiny">Or drop a file here. Up to {sizeText(evidence.mostKept)} its bytes are kept in the trail.</span>
        </div>
      </div>
      {asking?.act === 'attach' && <AttachDialog record={record} evidence={evidence} kind={asking.kind} file={asking.file} onClose={() => { setAsking(null); }} />}
      {asking?.act === 'artefacts' && <ArtefactsDialog record={record} evidence={evidence} onClose={() => { setAsking(null); }} />}
      {asking?.act === 'withdraw' && <WithdrawDialog record={record} item={asking.item} onClose={() => { setAsking(null); }} />}
    </Card>
  );
}

function Artefacts({ evidence: { artefacts, alsoDeclared } }: { evidence: Evidence }) {
  if (artefacts.length + alsoDeclared.length === 0) return null;
  return (
    <div>
      <h3 className="dim tiny">What the change delivers</h3>
      <ul className={s.artefacts}>{artefacts.map(({ sha256, name }) => <li key={sha256}><span className="mono tiny" title={sha256}>{shortDigest(sha256)}</span><bdi>{name}</bdi></li>)}</ul>
      {alsoDeclared.map((other) => <p key={`${other.by} ${other.at}`} className={s.why}><SignalMark signal="clash">Also declared by {other.by}: {other.artefacts.length === 0 ? 'nothing' : listed(other.artefacts.map(({ sha256, name }) => (name === '' ? shortDigest(sha256) : name)))}</SignalMark></p>)}
    </div>
  );
}

type ItemProps = { record: ChangeRecord; item: EvidenceRow; mayWithdraw: Evidence['mayAttach']; onWithdraw: () => void };
function Item({ record, item, mayWithdraw, onWithdraw }: ItemProps) {
  const write = useJob('evidence.write');
  const flaw = whyText(item.flaw);
  const isBad = flaw !== null;
  const save = async (): Promise<void> => {
    const reply = await write.run({ change: record.id, evidence: item.id });
    if (reply.ok) showToast({ text: `${reply.value.file.name} is in ${reply.value.file.folder}; its digest matches.` });
  };
  return (
    <li>
      <SignalMark signal={item.withdrawn ? 'unseen' : isBad ? 'bad' : item.counts ? 'ok' : 'seen'} label={item.withdrawn ? 'withdrawn' : isBad ? 'does not count' : item.counts ? 'counts' : 'on record'} />
      <div>
        <span className={item.withdrawn ? `${s.itemName} ${s.gone}` : s.itemName}><span className="mono">{item.number}</span> <bdi>{item.name}</bdi></span>
        <p className={s.facts}>
          <span>{evidenceLabels[item.kind]}</span><span>{sizeText(item.size)}</span><span>seen <Moment at={item.observedAt} isShort /></span>{item.measured !== null && <span>{item.measured / 100} % of lines</span>}
          <span>about {item.artefact === null ? 'no artefact' : <span className="mono" title={item.artefact}>{shortDigest(item.artefact)}</span>}</span><span><bdi>{item.by}</bdi></span>{!item.isKept && <span>kept outside</span>}
        </p>
        <p className={s.facts}>SHA-256 <span className="mono">{item.sha256}</span></p>
        {item.note !== '' && <p className={`prose ${s.said}`}>{item.note}</p>}
        {item.withdrawn && <p className={s.why}>Withdrawn by <bdi>{item.withdrawn.by}</bdi>: {item.withdrawn.reason}</p>}
        {flaw !== null && <p className={s.why} data-bad>{flaw}</p>}
        <RefusalLine refusal={write.error} />
      </div>
      <span className={s.acts}>
        {item.isKept && <Button kind="quiet" isPending={write.isRunning} onPress={() => { void save(); }}>Write out<span className="unseen"> {item.number}</span></Button>}
        {!item.withdrawn && <Button kind="quiet" refusal={refusalOf(mayWithdraw)} onPress={onWithdraw}>Withdraw…<span className="unseen"> {item.number}</span></Button>}
      </span>
    </li>
  );
}
