// Attaching a file as evidence, declaring what the change delivers, and withdrawing what was attached.
import { useId, useState } from 'react';
import type { ChangeRecord } from '#contract/change.ts';
import type { EvidenceRow } from '#contract/evidence.ts';
import { evidenceKinds, evidenceLabels } from '#contract/evidence.ts';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand, useJob } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog, Dialog } from '../../ui/dialog.tsx';
import { DateTimeField, Select, TextArea, TextField } from '../../ui/fields.tsx';
import { ProgressBar } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import type { Evidence, EvidenceKind } from './evidence-card.tsx';
import { shortDigest, sizeText } from './review-words.ts';
import { useStaged } from './use-staged.ts';
import s from './reviews.module.css';

type AttachProps = { record: ChangeRecord; evidence: Evidence; kind: EvidenceKind | null; file: File | null; onClose: () => void };
/** Stands for evidence that is about no artefact. */
const none = '';
export function AttachDialog({ record, evidence, kind: asked, file: given, onClose }: AttachProps) {
  const inputId = useId();
  const [file, setFile] = useState(given);
  const [kind, setKind] = useState<EvidenceKind | ''>(asked ?? '');
  const [artefact, setArtefact] = useState(evidence.artefacts.length === 1 ? evidence.artefacts[0]!.sha256 : none);
  const [other, setOther] = useState('');
  const [observedAt, setObservedAt] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const [isTried, setTried] = useState(false);
  const staged = useStaged(file);
  const attach = useJob('evidence.attach');
  const isEmpty = file !== null && file.size === 0;
  const named = other.trim() === '' ? artefact : other.trim();
  const send = async (): Promise<void> => {
    setTried(true);
    if (kind === '' || staged.handle === null || attach.isRunning) return;
    const reply = await attach.run({ change: record.id, kind, file: staged.handle, artefact: named === none ? null : named, note: note.trim(), ...(observedAt === null ? {} : { observedAt }) });
    if (!reply.ok) return;
    showToast({ text: [`${reply.value.number} is attached${reply.value.isKept ? '' : '; its bytes stay outside'}.`, ...reply.value.warnings].join(' '), ...(reply.value.warnings.length > 0 ? { tone: 'warn' as const } : {}) });
    onClose();
  };
  return (
    <Dialog title={`Attach evidence to ${record.number}`} size="medium" isOpen onClose={() => { attach.cancel(); onClose(); }} footer={<><Button hotkey="Escape" onPress={() => { attach.cancel(); onClose(); }}>Not now</Button><Button kind="primary" hotkey="Mod+Enter" isPending={attach.isRunning} onPress={() => { void send(); }}>Attach</Button></>}>
      <SendKey onSend={() => { void send(); }} />
      <input id={inputId} className={s.file} type="file" aria-label="Choose a file of evidence" tabIndex={-1} onChange={(e) => { attach.clear(); setFile(e.target.files?.[0] ?? null); e.target.value = ''; }} />
      <div className="row wrap">
        {file === null ? <span className="sec">No file chosen yet.</span> : <span className="prose"><bdi>{file.name}</bdi>, {sizeText(file.size)}{file.size > evidence.mostKept && <span className="dim">. Larger than {sizeText(evidence.mostKept)}: its digest is kept, the file stays with you</span>}</span>}
        <Button onPress={() => { document.getElementById(inputId)?.click(); }}>{file === null ? 'Choose a file' : 'Another file'}</Button>
      </div>
      {isTried && file === null && <p role="alert" className={s.why} data-bad>Choose a file first.</p>}
      {staged.progress && staged.handle === null && <ProgressBar label="Reading the file" progress={staged.progress} />}
      <Select label="What it shows" value={kind} onChange={setKind} placeholder="Choose…" isRequired autoFocus={asked === null} error={isTried && kind === '' ? 'Choose what it shows' : undefined} options={evidenceKinds.map((value) => ({ value, label: evidenceLabels[value] }))} />
      {evidence.artefacts.length > 0 && <Select label="Artefact it is about" value={artefact} onChange={setArtefact} placeholder="None of them" options={evidence.artefacts.map(({ sha256, name }) => ({ value: sha256, label: name === '' ? shortDigest(sha256) : `${name}, ${shortDigest(sha256)}` }))} />}
      <TextField label={evidence.artefacts.length > 0 ? 'Or another one, by SHA-256' : 'Artefact it is about, by SHA-256'} value={other} onChange={(text) => { attach.clear(); setOther(text); }} maxLength={100} help="Evidence counts when it is about what the change delivers." />
      <DateTimeField label="Seen at" value={observedAt} onChange={(at) => { attach.clear(); setObservedAt(at); }} zone={record.fields.zone} help={`Left empty: as the report says, else now. Evidence counts for ${evidence.days} days`} />
      <TextArea label="Note" value={note} onChange={setNote} rows={2} />
      {attach.isRunning && <ProgressBar label="Attaching" progress={attach.progress} onCancel={attach.cancel} />}
      <RefusalLine refusal={staged.error ?? attach.error} />
      {isEmpty && !attach.error && <p className={s.why} data-bad>This file has no bytes, so it proves nothing.</p>}
    </Dialog>
  );
}

export function ArtefactsDialog({ record, evidence, onClose }: { record: ChangeRecord; evidence: Evidence; onClose: () => void }) {
  const [text, setText] = useState(evidence.artefacts.map(({ sha256, name }) => (name === '' ? sha256 : `${sha256} ${name}`)).join('\n'));
  const [wrong, setWrong] = useState<string | undefined>(undefined);
  const declare = useCommand('evidence.declare');
  const send = async (): Promise<void> => {
    const lines = text.split('\n').map((line) => line.trim()).filter((line) => line !== '');
    const artefacts = lines.map((line) => { const [digest = '', ...name] = line.split(/\s+/); return { sha256: digest.toLowerCase().replace(/^sha256:/, ''), name: name.join(' ') }; });
    const bad = artefacts.findIndex(({ sha256 }) => !/^[0-9a-f]{64}$/.test(sha256));
    setWrong(bad < 0 ? undefined : `Line ${bad + 1} does not begin with a SHA-256, which has 64 hexadecimal digits`);
    if (bad >= 0 || declare.isPending) return;
    const reply = await declare.run({ change: record.id, artefacts });
    if (reply.ok) onClose();
  };
  return (
    <Dialog title={`What ${record.number} delivers`} size="medium" isOpen onClose={onClose} footer={<><Button hotkey="Escape" onPress={onClose}>Leave it</Button><Button kind="primary" hotkey="Mod+Enter" isPending={declare.isPending} onPress={() => { void send(); }}>Declare</Button></>}>
      <SendKey onSend={() => { void send(); }} />
      <p className="sec">One artefact to a line: its SHA-256, then its name. The list takes the place of the one before; evidence about anything else stops counting.</p>
      <TextArea label="Artefacts" value={text} onChange={(next) => { declare.clear(); setWrong(undefined); setText(next); }} rows={5} autoFocus error={wrong} placeholder="9f86d081… payments-7.2.0.tar" />
      <RefusalLine refusal={declare.error} />
    </Dialog>
  );
}

export function WithdrawDialog({ record, item, onClose }: { record: ChangeRecord; item: EvidenceRow; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const withdraw = useCommand('evidence.withdraw');
  const send = async (): Promise<void> => {
    const reply = await withdraw.run({ change: record.id, evidence: item.id, reason: reason.trim() });
    if (reply.ok) onClose();
  };
  return (
    <ConfirmDialog title={`Withdraw ${item.number}?`} consequence={<>It stays on record with its digest and counts for nothing any more.</>} verb="Withdraw" isOpen isDangerous isPending={withdraw.isPending} isDisabled={reason.trim() === ''} error={withdraw.error} onConfirm={() => { void send(); }} onClose={onClose}>
      <TextField label="Reason" value={reason} onChange={setReason} isRequired autoFocus onEnter={() => { if (reason.trim() !== '') void send(); }} />
    </ConfirmDialog>
  );
}
