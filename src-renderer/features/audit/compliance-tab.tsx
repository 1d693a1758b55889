// The compliance rules over all records of a period: what was tested, what failed, how that was before, and a finding from a failure (AUD-05).
import { useState } from 'react';
import type { Output } from '#contract/index.ts';
import type { ComplianceFailure, TestedRule } from '#contract/compliance.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { hrefOf } from '../../app/routes.ts';
import { bridge } from '../../bridge.ts';
import { useJob } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { ProgressBar, vars } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { counted, figure } from '../../ui/words.ts';
import { complianceSignal, complianceWords, periodWords } from './audit-words.ts';
import { RaiseFinding } from './finding-dialogs.tsx';
import { dayText } from './findings-tab.tsx';
import { usePeriod } from './period.tsx';
import s from './audit.module.css';

type Report = Output<'compliance.run'>;
type Raising = { rule: TestedRule; row: ComplianceFailure };

export function ComplianceTab() {
  const known = useQuery('compliance.rules', {});
  const { period, choice, days } = usePeriod(known.value?.closed);
  const [raising, setRaising] = useState<Raising | null>(null);
  const job = useJob('compliance.run');
  const writing = useJob('compliance.write');
  const isBusy = job.isRunning || writing.isRunning;
  const test = (): void => { if (period !== null && !isBusy) { writing.clear(); void job.run(period); } };
  const write = (format: 'pdf' | 'json'): void => { if (job.value && !isBusy) void writing.run({ from: job.value.from, to: job.value.to, format }); };
  const due = useQuery('finding.list', { limit: 1 }).value?.days ?? { high: 0, medium: 0, low: 0 };
  useActions(known.value ? [
    { id: 'compliance.test', label: 'Test the compliance rules', hotkey: 'T', group: 'Audit', run: test },
    ...(job.value ? [{ id: 'compliance.write', label: 'Write the compliance report', hotkey: 'W', group: 'Audit', run: () => { write('pdf'); } }] : []),
  ] : []);
  return (
    <div className={s.page}>
      <Card isPadded={false}>
        <div className={s.head}>
          {choice}
          <span className="end"><Button kind={job.value ? undefined : 'primary'} hotkey="T" isPending={known.value === undefined && known.error === undefined} isDisabled={isBusy || period === null} onPress={test}>Test the rules</Button></span>
          {job.value && <><Button isDisabled={isBusy} onPress={() => { write('json'); }}>As data</Button><Button kind="primary" hotkey="W" isDisabled={isBusy} onPress={() => { write('pdf'); }}>Write the report</Button></>}
        </div>
        {days}
        {job.isRunning && <div className={s.facts}><ProgressBar label="Testing the rules" progress={job.progress} onCancel={job.cancel} /></div>}
        {writing.isRunning && <div className={s.facts}><ProgressBar label="Writing the report" progress={writing.progress} onCancel={writing.cancel} /></div>}
        {!job.isRunning && job.value === undefined && known.value && <Rules known={known.value} />}
      </Card>
      <RefusalLine refusal={known.error ?? job.error ?? writing.error} />
      {writing.value && !writing.isRunning && <Banner tone="ok" verdict={writing.value.pages > 0 ? 'Written and signed.' : 'Written.'} acts={<Button onPress={() => { void bridge().call('workspace.revealExports', {}); }}>Open folder</Button>}>{writing.value.file.name}, in {writing.value.file.folder}.</Banner>}
      {job.value && !job.isRunning && <Tested report={job.value} onRaise={setRaising} />}
      {raising && <RaiseFinding days={due} given={{ title: `${raising.rule.title}: ${raising.row.record.number}`, description: raising.row.said, control: raising.rule.id, source: 'compliance-report', change: raising.row.record.kind === 'change' ? raising.row.record.number : '' }} onClose={() => { setRaising(null); }} />}
    </div>
  );
}

/** What will be tested, before anything was. */
function Rules({ known }: { known: Output<'compliance.rules'> }) {
  return (
    <>
      <p className={s.none}>{known.closed.isReported ? 'The last quarter has its report.' : 'The last quarter is over and has no report yet.'} Every rule is tested over all records of the period; where nothing could be tested it says so and does not pass.</p>
      <ul className={s.rows} aria-label="Rules">{known.rules.map((rule) => <li key={rule.id}><div className={s.rowHead}><b>{rule.title}</b><span className="dim tiny"><code className="mono">{rule.id}</code>, version {rule.version}</span></div><p className="sec">{rule.text}</p></li>)}</ul>
    </>
  );
}

function Tested({ report, onRaise }: { report: Report; onRaise: (raising: Raising) => void }) {
  const failing = report.rules.filter(({ result }) => result === 'fail');
  const [chosen, setChosen] = useState(failing[0]?.id ?? report.rules[0]!.id);
  const rule = report.rules.find(({ id }) => id === chosen) ?? report.rules[0]!;
  const untested = report.rules.filter(({ result }) => result === 'not-tested').length;
  const failures = failing.reduce((sum, one) => sum + one.failures, 0);
  return (
    <>
      <Banner tone={failures > 0 ? 'bad' : untested > 0 ? 'warn' : 'ok'} verdict={failures > 0 ? `${counted(failures, 'failure')} of ${counted(failing.length, 'rule')}.` : 'No failure.'}>
        {untested > 0 && `${counted(untested, 'rule')} could not be tested. `}{dayText(report.from)} to {dayText(report.to)}, policy {report.policy}. SHA-256 <code className={s.digest}>{report.digest}</code>
      </Banner>
      <div className={s.columns}>
        <Card isPadded={false}>
          <ul className={s.list} aria-label="Tested rules">{report.rules.map((one) => (
            <li key={one.id}><button type="button" className={s.choice} aria-pressed={one.id === rule.id} onClick={() => { setChosen(one.id); }}>
              <SignalMark signal={complianceSignal[one.result]}><b>{one.title}</b></SignalMark>
              <span className="dim tiny">{complianceWords[one.result]}. {one.population === 0 ? 'No population' : `${figure(one.failures)} of ${figure(one.tested)} failed`}{one.tested < one.population && one.tested > 0 && `, ${figure(one.population - one.tested)} not tested`}</span>
            </button></li>
          ))}</ul>
        </Card>
        <RuleCard key={rule.id} rule={rule} mayRaise={report.mayRaise} onRaise={(row) => { onRaise({ rule, row }); }} />
      </div>
    </>
  );
}

function RuleCard({ rule, mayRaise, onRaise }: { rule: TestedRule; mayRaise: Report['mayRaise']; onRaise: (row: ComplianceFailure) => void }) {
  // A finding that is raised from here shows at once; the report itself stays as it was tested.
  const raised = useQuery('finding.list', { view: 'all', control: rule.id, limit: 500 }).value?.rows ?? [];
  const findingOf = ({ record, finding }: ComplianceFailure): string | null => raised.find((one) => one.source === 'compliance-report' && (record.kind === 'change' ? one.change === record.number : one.title.includes(record.number)))?.number ?? finding;
  const most = Math.max(1, ...rule.trend.map(({ failures }) => failures));
  return (
    <Card isPadded={false}>
      <div className={s.head}><h2>{rule.title}</h2><span className="dim tiny"><code className="mono">{rule.id}</code>, version {rule.version}</span><span className="end"><SignalMark signal={complianceSignal[rule.result]}>{complianceWords[rule.result]}</SignalMark></span></div>
      <div className={s.facts}>
        <p className="sec">{rule.text}</p>
        <p>{rule.population === 0 ? 'Nothing in this period is in the population, so nothing was tested.' : <>Population {figure(rule.population)}, tested {figure(rule.tested)}, {counted(rule.failures, 'failure')}.</>}</p>
        {rule.untested.map(({ why, count }) => <p key={why} className="dim">{figure(count)} not tested: {why}</p>)}
      </div>
      <ol className={s.trend} aria-label="Trend">{rule.trend.map((one) => (
        <li key={one.from} style={vars({ '--v': one.failures / most })} data-result={one.result}>
          <i aria-hidden="true" /><b>{one.result === 'not-tested' ? '–' : figure(one.failures)}</b><span>{periodWords(one)}</span><span className="dim">{one.result === 'not-tested' ? 'not tested' : `of ${figure(one.tested)}`}</span>
        </li>
      ))}</ol>
      {rule.failures > 0 && <ul className={s.rows} aria-label="Failures">{rule.rows.map((row) => {
        const finding = findingOf(row);
        return (
          <li key={`${row.record.id} ${row.at}`}>
            <div className={s.rowHead}>
              <SignalMark signal="bad" label="failed" />
              {row.record.kind === 'change' ? <a className="mono" href={hrefOf({ place: 'change', change: row.record.number })}>{row.record.number}</a> : <b className="mono">{row.record.number}</b>}<b><bdi>{row.record.title}</bdi></b>
              <span className={s.rowActs}>{finding !== null ? <a className="mono" href={hrefOf({ place: 'audit', tab: 'findings' })}>{finding}</a> : <Button kind="quiet" refusal={refusalOf(mayRaise)} label={`Raise a finding on ${row.record.number}`} onPress={() => { onRaise(row); }}>Raise a finding…</Button>}</span>
            </div>
            <p className="sec">{row.said}</p>
          </li>
        );
      })}</ul>}
      {rule.failures > rule.rows.length && <p className={s.none}>The first {figure(rule.rows.length)} of {figure(rule.failures)}; the report has them all.</p>}
    </Card>
  );
}
