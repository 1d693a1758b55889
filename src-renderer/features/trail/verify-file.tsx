// Checks whatever somebody hands over: a pack, minutes, a bundle, a token, a signed list, a checkpoint with its signature and time-stamp, a proof. One banner, then who, when, what is covered and what is not (AUD-01).
import { useId, useState } from 'react';
import { sentence } from '#contract/errors.ts';
import type { Refusal } from '#contract/errors.ts';
import type { Progress } from '#contract/define.ts';
import { bridge } from '../../bridge.ts';
import { handOver } from '../../data/hand-over.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/fields.tsx';
import { ProgressBar } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import type { TrailReport } from '../../app/trail-state.ts';
import { KeepStamp } from './checkpoints.tsx';
import { Report } from './report.tsx';
import s from './audit.module.css';

/** Stages the files one after the other; what was staged before a refusal is answered with it, to be forgotten. */
async function handOverAll(files: readonly File[], onProgress: (progress: Progress) => void): Promise<{ handles: string[]; error: Refusal | null }> {
  const handles: string[] = [];
  for (const file of files) {
    onProgress({ done: 0, total: file.size, what: `Reading ${file.name}` });
    const staged = await handOver(file, { onProgress });
    if (!staged.ok) return { handles, error: staged.error };
    handles.push(staged.value.file);
  }
  return { handles, error: null };
}

/** What a bundle is refused with whose passphrase is not known here. */
const locked: ReadonlySet<Refusal['code']> = new Set(['bundle_passphrase_needed', 'bundle_passphrase_wrong']);

export function VerifyFile() {
  const id = useId();
  const [root, setRoot] = useState('');
  const [isOver, setOver] = useState(false);
  const [files, setFiles] = useState<readonly File[]>([]);
  const [passphrase, setPassphrase] = useState('');
  const [progress, setProgress] = useState<Progress | null>(null);
  const [error, setError] = useState<Refusal | undefined>(undefined);
  const [report, setReport] = useState<TrailReport | undefined>(undefined);
  const check = async (given: readonly File[], secret = ''): Promise<void> => {
    const file = given.find(({ name: called }) => /\.(pdf|txt|cabsync|jsonl?)$/i.test(called)) ?? given[0];
    if (!file || progress) return;
    setFiles([file, ...given.filter((one) => one !== file)]);
    setPassphrase(secret);
    setError(undefined);
    setReport(undefined);
    const staged = await handOverAll([file, ...given.filter((one) => one !== file)], setProgress);
    setProgress({ done: 0, total: null, what: `Checking ${file.name}` });
    const [first, ...beside] = staged.handles;
    const reply = staged.error === null ? await bridge().call('trail.verifyFile', { file: first!, ...(beside.length === 0 ? {} : { beside }), ...(root.trim() === '' ? {} : { root: root.trim() }), ...(secret === '' ? {} : { passphrase: secret }) }) : { ok: false as const, error: staged.error, value: undefined };
    setProgress(null);
    if (reply.ok) setReport(reply.value as TrailReport);
    else {
      setError(reply.error);
      setReport(reply.value as TrailReport | undefined);
    }
    for (const handle of staged.handles) void bridge().call('file.discard', { file: handle });
  };
  const name = files[0]?.name ?? '';
  const isLocked = error !== undefined && locked.has(error.code);
  return (
    <div className={s.stack}>
      <TextField label="Root of trust" value={root} onChange={setRoot} maxLength={400} help="The twelve words of the organisation, from a source you trust. Without them the file is checked against itself only." />
      <div className={s.drop} data-over={isOver || undefined} onDragOver={(e) => { e.preventDefault(); setOver(true); }} onDragLeave={() => { setOver(false); }} onDrop={(e) => { e.preventDefault(); setOver(false); void check([...e.dataTransfer.files]); }}>
        <input id={id} type="file" multiple accept="application/pdf,.pdf,.cabsync,.json,.jsonl,.ndjson,.txt,.sig,.tsr" onChange={(e) => { void check([...e.target.files ?? []]); e.target.value = ''; }} />
        <label htmlFor={id}>Choose a file</label> <span className="dim">or drop it here: pack, minutes, bundle, token, signed list, proof, checkpoint or time-stamp. A pack in volumes comes with all of them at once, a checkpoint with its .sig and .tsr</span>
      </div>
      {progress && <ProgressBar label={`Checking ${name}`} progress={progress} />}
      {isLocked ? (
        <form className={s.unlock} onSubmit={(e) => { e.preventDefault(); if (passphrase.length >= 8) void check(files, passphrase); }}>
          <TextField label={`Passphrase of ${name}`} type="password" maxLength={1024} value={passphrase} onChange={setPassphrase} error={error.code === 'bundle_passphrase_wrong' ? sentence(error) : undefined} help="It was told by another way than the file came." autoFocus />
          <Button kind="primary" type="submit" isDisabled={passphrase.length < 8}>Open and check</Button>
        </form>
      ) : <RefusalLine refusal={error} />}
      {report && <Report report={report} />}
      {report?.verdict === 'intact' && files.length === 1 && files[0] && /\.tsr$/i.test(files[0].name) && <KeepStamp key={files[0].name} file={files[0]} />}
    </div>
  );
}
