// Coverage and test results that justify a lower risk: rule by rule, with the reason of each that fails (RISK-07).
import { useId, useState } from 'react';
import type { Output } from '#contract/index.ts';
import type { Refusal } from '#contract/errors.ts';
import { sentence } from '#contract/errors.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { SendKey } from '../../app/send-key.tsx';
import { bridge } from '../../bridge.ts';
import { handOver } from '../../data/hand-over.ts';
import { useCommand, useJob } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DateTimeField, TextField } from '../../ui/fields.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { ProgressBar } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { viewerZone } from '../../ui/time-words.ts';
import { Moment } from '../../ui/time.tsx';
import { showToast } from '../../ui/toast.tsx';
import { tierWords } from '../../ui/words.ts';
import { AlsoWritten } from './also-written.tsx';
import s from './analysis.module.css';

type Coverage = Output<'coverage.show'>;

export function CoverageCard({ change }: { change: string }) {
  const { value: coverage, error } = useQuery('coverage.show', { change });
  if (coverage === undefined) return <RefusalLine refusal={error} />;
  return <Credit coverage={coverage} />;
}

function Credit({ coverage }: { coverage: Coverage }) {
  const { number, commit, points, report, checks, credit, leastLines, days, may } = coverage;
  const [asking, setAsking] = useState<'report' | 'commit' | null>(null);
  const attach = (): void => { setAsking('report'); };
  useActions([
    { id: 'coverage.report', label: 'Attach coverage and test results…', hotkey: 'Shift+C', group: `Risk of ${number}`, may, run: attach },
    { id: 'coverage.commit', label: 'Declare the commit of the change…', group: `Risk of ${number}`, may, run: () => { setAsking('commit'); } },
  ]);
  return (
    <Card title="Coverage credit" aside={points > 0 ? <SignalMark signal="ok">−{points} points</SignalMark> : report ? <SignalMark signal="warn">No credit</SignalMark> : undefined}>
      <div className={s.credit}>
        <p className="sec">Commit: {commit === null ? <span className="dim">not declared</span> : <><span className="mono">{commit.commit.slice(0, 12)}</span> <span className="dim">by <bdi>{commit.by}</bdi></span></>}</p>
        <AlsoWritten also={commit?.also ?? []} />
        {report === null ? <p className="dim">{credit} points come off for a report of at least {leastLines / 100} % covered lines, with no failed test, for this commit, at most {days} days old.</p> : (
          <>
            <ul className={s.checks} aria-label="Rules of the credit">{checks.map(({ rule, label, why }) => (
              <li key={rule}><SignalMark signal={why === null ? 'ok' : 'bad'}>{label}</SignalMark>{why !== null && <span className={s.why}>{sentence(why as Refusal)}</span>}</li>
            ))}</ul>
            <p className="dim"><bdi>{report.name}</bdi>, {report.covered} of {report.total} lines; attached by <bdi>{report.by}</bdi>, <Moment at={report.at} isShort />{report.isCommitSaid && '. Which commit it was made for is that person’s word'}</p>
          </>
        )}
        <div className={s.end}>
          <Button hotkey="Shift+C" refusal={refusalOf(may)} onPress={attach}>Attach…</Button>
          <Button kind="quiet" refusal={refusalOf(may)} onPress={() => { setAsking('commit'); }}>Commit…</Button>
        </div>
      </div>
      {asking === 'report' && <ReportDialog coverage={coverage} onClose={() => { setAsking(null); }} />}
      {asking === 'commit' && <CommitDialog coverage={coverage} onClose={() => { setAsking(null); }} />}
    </Card>
  );
}

const isCommit = (text: string): boolean => /^[0-9a-f]{7,64}$/i.test(text.trim());

function CommitDialog({ coverage, onClose }: { coverage: Coverage; onClose: () => void }) {
  const [text, setText] = useState(coverage.commit?.commit ?? '');
  const [isTried, setTried] = useState(false);
  const declare = useCommand('coverage.declareCommit');
  const send = async (): Promise<void> => {
    setTried(true);
    if (!declare.isPending && isCommit(text) && (await declare.run({ change: coverage.id, commit: text })).ok) onClose();
  };
  return (
    <Dialog title={`The commit of ${coverage.number}`} isOpen onClose={onClose} footer={<><Button hotkey="Escape" onPress={onClose}>Leave it</Button><Button kind="primary" hotkey="Mod+Enter" isPending={declare.isPending} onPress={() => { void send(); }}>Declare</Button></>}>
      <SendKey onSend={() => { void send(); }} />
      <TextField label="Commit" value={text} onChange={(typed) => { declare.clear(); setText(typed); }} maxLength={64} autoFocus isRequired onEnter={() => { void send(); }} error={isTried && !isCommit(text) ? 'A commit has 7 to 64 hexadecimal digits' : undefined} help="What the change is built from. Reports of another commit give no credit." />
      <RefusalLine refusal={declare.error} />
    </Dialog>
  );
}

type Picked = { coverage: File | null; tests: readonly File[] };

function ReportDialog({ coverage, onClose }: { coverage: Coverage; onClose: () => void }) {
  const ids = { coverage: useId(), tests: useId() };
  const [files, setFiles] = useState<Picked>({ coverage: null, tests: [] });
  const [commit, setCommit] = useState('');
  const [madeAt, setMadeAt] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [handing, setHanding] = useState<Refusal | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  const report = useJob('coverage.report');
  const send = async (): Promise<void> => {
    const missing = files.coverage === null ? 'Choose the coverage report.' : files.tests.length === 0 ? 'Choose the test results.' : commit.trim() !== '' && !isCommit(commit) ? 'A commit has 7 to 64 hexadecimal digits.' : undefined;
    setProblem(missing);
    if (missing !== undefined || isBusy || report.isRunning) return;
    setBusy(true);
    setHanding(undefined);
    const handed = await handOverAll([files.coverage!, ...files.tests]);
    if (handed.ok) {
      const [first = '', ...tests] = handed.handles;
      const reply = await report.run({ change: coverage.id, coverage: first, tests, zone: viewerZone(), ...(commit.trim() === '' ? {} : { commit: commit.trim() }), ...(madeAt === null ? {} : { madeAt }) });
      for (const file of handed.handles) void bridge().call('file.discard', { file });
      if (reply.ok) {
        const { points, change, score, tier, warnings } = reply.value;
        showToast({ text: [points > 0 ? `${points} points of credit: ${change} scores ${score}, ${tierWords[tier as keyof typeof tierWords]}.` : `No credit; ${change} still scores ${score}.`, ...warnings].join(' '), ...(points === 0 || warnings.length > 0 ? { tone: 'warn' as const } : {}) });
        onClose();
      }
    } else setHanding(handed.error);
    setBusy(false);
  };
  return (
    <Dialog title={`Coverage and tests of ${coverage.number}`} isOpen size="medium" onClose={() => { report.cancel(); onClose(); }} footer={<><Button hotkey="Escape" onPress={() => { report.cancel(); onClose(); }}>Not now</Button><Button kind="primary" hotkey="Mod+Enter" isPending={isBusy || report.isRunning} onPress={() => { void send(); }}>Attach</Button></>}>
      <SendKey onSend={() => { void send(); }} />
      <input id={ids.coverage} className={s.file} type="file" aria-label="Coverage report" tabIndex={-1} onChange={(e) => { report.clear(); setFiles({ ...files, coverage: e.target.files?.[0] ?? null }); e.target.value = ''; }} />
      <input id={ids.tests} className={s.file} type="file" multiple aria-label="Test results" tabIndex={-1} onChange={(e) => { report.clear(); setFiles({ ...files, tests: [...(e.target.files ?? [])] }); e.target.value = ''; }} />
      <div className={s.files}>
        <b>Coverage report</b><span className={files.coverage ? 'prose' : 'dim'}>{files.coverage?.name ?? 'Cobertura, JaCoCo or LCOV'}</span><Button autoFocus label="Choose the coverage report" onPress={() => { document.getElementById(ids.coverage)?.click(); }}>Choose…</Button>
        <b>Test results</b><span className={files.tests.length > 0 ? 'prose' : 'dim'}>{files.tests.length > 0 ? files.tests.map(({ name }) => name).join(', ') : 'JUnit, one file or several'}</span><Button label="Choose the test results" onPress={() => { document.getElementById(ids.tests)?.click(); }}>Choose…</Button>
      </div>
      <TextField label="Made for commit" value={commit} onChange={(text) => { report.clear(); setCommit(text); }} maxLength={64} help="Only for a report that names none. It stands on record as your word." />
      <DateTimeField label="Made at" value={madeAt} onChange={(at) => { report.clear(); setMadeAt(at); }} zone={viewerZone()} help="Only for a report that does not say it" />
      {report.isRunning && <ProgressBar label="Reading the files" progress={report.progress} onCancel={report.cancel} />}
      {problem !== undefined && <p role="alert" className={s.problem}>{problem}</p>}
      <RefusalLine refusal={handing ?? report.error} />
    </Dialog>
  );
}

/** Hands every file over; where one cannot be, the others are given back. */
async function handOverAll(files: readonly File[]): Promise<{ ok: true; handles: string[] } | { ok: false; error: Refusal }> {
  const handles: string[] = [];
  for (const file of files) {
    const reply = await handOver(file);
    if (!reply.ok) {
      for (const handle of handles) void bridge().call('file.discard', { file: handle });
      return { ok: false, error: reply.error };
    }
    handles.push(reply.value.file);
  }
  return { ok: true, handles };
}
