// The risk of a change: what it hits, five sections of questions, and beside them why the score is what it is. Made of sections, so that others stand among them.
import { useState } from 'react';
import type { ChangeRecord } from '#contract/change.ts';
import type { RiskRecord } from '#contract/risk.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { bridge } from '../../bridge.ts';
import { useJob } from '../../data/use-command.ts';
import type { Job } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { ProgressBar } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { counted, tierWords } from '../../ui/words.ts';
import { CoverageCard } from './coverage-credit.tsx';
import { FailureModes } from './failure-modes.tsx';
import { HeatCard } from './heat-card.tsx';
import { HitCard } from './hit-card.tsx';
import { LowerCard } from './lower-card.tsx';
import { Premortem } from './premortem.tsx';
import { Questionnaire } from './questionnaire.tsx';
import { SignDialog } from './sign-dialog.tsx';
import { TierDialog } from './tier-dialog.tsx';
import { WhyCard } from './why-card.tsx';
import s from './risk.module.css';

export function RiskPart({ record }: { record: ChangeRecord }) {
  const answer = useQuery('risk.show', { change: record.id });
  if (answer.value === undefined) return answer.error ? <RefusalLine refusal={answer.error} /> : <p className="dim" aria-busy="true">Loading…</p>;
  return <Assessment risk={answer.value} record={record} />;
}

function Assessment({ risk, record }: { risk: RiskRecord; record: ChangeRecord }) {
  const [asking, setAsking] = useState<'sign' | 'tier' | null>(null);
  const write = useJob('risk.write');
  const print = (): void => { if (!write.isRunning) void write.run({ change: risk.id }); };
  const group = `Risk of ${risk.number}`;
  const close = (): void => { setAsking(null); };
  useActions([
    { id: 'risk.sign', label: 'Sign the risk assessment…', hotkey: 'Shift+S', group, may: risk.may.sign, run: () => { setAsking('sign'); } },
    { id: 'risk.tier', label: 'Set the tier by hand…', hotkey: 'T', group, may: risk.may.raise, run: () => { setAsking('tier'); } },
    { id: 'risk.write', label: 'Write the risk report', hotkey: 'W', group, may: risk.may.print, run: print },
  ]);
  return (
    <div className={s.part}>
      <div className={s.acts}>
        <Standing risk={risk} record={record} />
        <Button hotkey="W" refusal={refusalOf(risk.may.print)} isPending={write.isRunning} onPress={print}>Report</Button>
        <Button kind={risk.assessment.status === 'current' ? 'plain' : 'primary'} hotkey="Shift+S" refusal={refusalOf(risk.may.sign)} onPress={() => { setAsking('sign'); }}>{risk.assessment.status === 'unsigned' ? 'Sign assessment' : 'Sign again'}</Button>
      </div>
      <Written write={write} />
      <div className={s.columns}>
        <div className="stack">
          <HitCard risk={risk} />
          <Questionnaire risk={risk} />
          <FailureModes change={risk.id} />
          <Premortem change={risk.id} />
        </div>
        <div className="stack">
          <WhyCard risk={risk} onSetTier={() => { setAsking('tier'); }} />
          <LowerCard risk={risk} />
          <CoverageCard change={risk.id} />
          <HeatCard risk={risk} />
        </div>
      </div>
      {asking === 'sign' && <SignDialog risk={risk} onClose={close} />}
      {asking === 'tier' && <TierDialog risk={risk} onClose={close} />}
    </div>
  );
}

const isBegun = ({ impact, reversibility, manual, sections }: RiskRecord): boolean => impact.written !== null || reversibility.written !== null || manual !== null || sections.some(({ questions }) => questions.some(({ said }) => said !== null));

/** Whether somebody has signed, and whether that still holds. */
function Standing({ risk, record }: { risk: RiskRecord; record: ChangeRecord }) {
  const { assessment: { status, signature }, sections } = risk;
  const open = sections.reduce((sum, section) => sum + section.open, 0);
  if (!isBegun(risk) && record.source !== null && record.tier !== null) return <Banner tone="info" verdict={`Assessed in ${record.source}.`}>{tierWords[record.tier]}{record.score !== null && ` ${record.score}`} is taken at its word until somebody begins the form here; what is shown below counts everything open as the worst.</Banner>;
  if (signature === null) return <Banner tone="info" verdict="Not signed yet.">{open === 0 ? 'Every question is answered; the assessment can be signed.' : `${counted(open, 'question')} open. Anybody who works on the change may answer; several people can at once.`}</Banner>;
  const by = <><bdi>{signature.by}</bdi> signed {tierWords[signature.tier]} {signature.score} <Moment at={signature.at} isShort /></>;
  if (status === 'current') return <Banner tone="ok" verdict="Signed.">{by}; it holds for the change as it is.</Banner>;
  return <Banner tone="warn" verdict={status === 'stale' ? 'Out of date.' : 'Altered since.'}>{by}. {status === 'stale' ? 'Service, items, environment or plans changed after that.' : 'The form was filled in anew after that.'} Look through it and sign again.</Banner>;
}

function Written({ write }: { write: Job<'risk.write'> }) {
  const { value, error } = write;
  return (
    <>
      {write.isRunning && <Card><ProgressBar label="Writing the report" progress={write.progress} onCancel={write.cancel} /></Card>}
      <RefusalLine refusal={error} />
      {value && !error && <Card title="Written" aside={<Button onPress={() => { void bridge().call('workspace.revealExports', {}); }}>Open folder</Button>}><p role="status" className="prose"><b>{value.file.name}</b>, {counted(value.pages, 'page')}, in {value.file.folder}</p></Card>}
    </>
  );
}
