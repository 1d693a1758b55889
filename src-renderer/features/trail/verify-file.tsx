// Checks whatever somebody hands over: a pack, minutes, a bundle, a token, a signed list, a checkpoint. One banner, then who, when, what is covered and what is not (AUD-01).
import { useId, useState } from 'react';
import type { Refusal } from '#contract/errors.ts';
import type { Progress } from '#contract/define.ts';
import { bridge } from '../../bridge.ts';
import { handOver } from '../../data/hand-over.ts';
import { TextField } from '../../ui/fields.tsx';
import { ProgressBar } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import type { TrailReport } from '../../app/trail-state.ts';
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

export function VerifyFile() {
  const id = useId();
  const [root, setRoot] = useState('');
  const [isOver, setOver] = useState(false);
  const [name, setName] = useState('');
  const [progress, setProgress] = useState<Progress | null>(null);
  const [error, setError] = useState<Refusal | undefined>(undefined);
  const [report, setReport] = useState<TrailReport | undefined>(undefined);
  const check = async (given: readonly File[]): Promise<void> => {
    const file = given.find(({ name: called }) => /\.(pdf|txt|cabsync|jsonl?)$/i.test(called)) ?? given[0];
    if (!file || progress) return;
    setName(file.name);
    setError(undefined);
    setReport(undefined);
    const staged = await handOverAll([file, ...given.filter((one) => one !== file)], setProgress);
    setProgress({ done: 0, total: null, what: `Checking ${file.name}` });
    const [first, ...beside] = staged.handles;
    const reply = staged.error === null ? await bridge().call('trail.verifyFile', { file: first!, ...(beside.length === 0 ? {} : { beside }), ...(root.trim() === '' ? {} : { root: root.trim() }) }) : { ok: false as const, error: staged.error, value: undefined };
    setProgress(null);
    if (reply.ok) setReport(reply.value as TrailReport);
    else {
      setError(reply.error);
      setReport(reply.value as TrailReport | undefined);
    }
    for (const handle of staged.handles) void bridge().call('file.discard', { file: handle });
  };
  return (
    <div className={s.stack}>
      <TextField label="Root of trust" value={root} onChange={setRoot} maxLength={400} help="The twelve words of the organisation, from a source you trust. Without them the file is checked against itself only." />
      <div className={s.drop} data-over={isOver || undefined} onDragOver={(e) => { e.preventDefault(); setOver(true); }} onDragLeave={() => { setOver(false); }} onDrop={(e) => { e.preventDefault(); setOver(false); void check([...e.dataTransfer.files]); }}>
        <input id={id} type="file" multiple accept="application/pdf,.pdf,.cabsync,.json,.jsonl,.ndjson,.txt" onChange={(e) => { void check([...e.target.files ?? []]); e.target.value = ''; }} />
        <label htmlFor={id}>Choose a file</label> <span className="dim">or drop it here: pack, minutes, bundle, token, signed list or checkpoint. A pack in volumes comes with all of them at once</span>
      </div>
      {progress && <ProgressBar label={`Checking ${name}`} progress={progress} />}
      <RefusalLine refusal={error} />
      {report && <Report report={report} />}
    </div>
  );
}
