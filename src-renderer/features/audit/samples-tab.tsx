// Samples: how they were drawn, how each drawn change stands against each control, and whether they are drawn the same today (AUD-03).
import { useState } from 'react';
import type { Output } from '#contract/index.ts';
import type { SampledChange } from '#contract/audit.ts';
import type { Tier } from '#contract/change.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { hrefOf } from '../../app/routes.ts';
import { useQuery } from '../../data/use-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { RiskMark, SignalMark } from '../../ui/marks.tsx';
import { vars } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { capital, figure, listed, tierWords } from '../../ui/words.ts';
import { resultWords, sampledSignal, sampledWords } from './audit-words.ts';
import { CompareList } from './compare-list.tsx';
import { RaiseFinding } from './finding-dialogs.tsx';
import { dayText } from './findings-tab.tsx';
import { DrawDialog, TestDialog, populationWords } from './sample-dialogs.tsx';
import s from './audit.module.css';

type Shown = Output<'audit.showSample'>;
type Asking = 'draw' | { row: SampledChange; control: string } | { raise: { title: string; control: string; change: string } } | null;
const isTier = (name: string): name is Tier => Object.hasOwn(tierWords, name);
const stratumWord = (name: string): string => (isTier(name) ? tierWords[name] : capital(name));
/** Tiers from the gravest; whatever else there is by name. */
const rank = (name: string): number => { const at = ['critical', 'high', 'medium', 'low'].indexOf(name); return at === -1 ? 4 : at; };
const inRank = (strata: Shown['strata']): Shown['strata'] => strata.filter(({ drawn }) => drawn > 0).toSorted((a, b) => rank(a.name) - rank(b.name) || (a.name < b.name ? -1 : 1));

export function SamplesTab() {
  const samples = useQuery('audit.samples', {});
  const [chosen, setChosen] = useState<string | null>(null);
  const [asking, setAsking] = useState<Asking>(null);
  const rows = samples.value?.rows ?? [];
  const open = rows.find(({ id }) => id === chosen)?.id ?? rows[0]?.id;
  const days = useQuery('finding.list', { limit: 1 }).value?.days ?? { high: 0, medium: 0, low: 0 };
  useActions(samples.value ? [{ id: 'audit.draw', label: 'Draw a sample…', hotkey: 'C', group: 'Audit', may: samples.value.mayDraw, run: () => { setAsking('draw'); } }] : []);
  const draw = <Button kind="primary" hotkey="C" isPending={samples.value === undefined && samples.error === undefined} refusal={refusalOf(samples.value?.mayDraw)} onPress={() => { setAsking('draw'); }}>Draw a sample</Button>;
  return (
    <div className={s.page}>
      <RefusalLine refusal={samples.error} />
      {samples.value && (rows.length === 0 ? (
        <EmptyState title="No sample was drawn" steps={[
          { title: 'Draw one', text: 'A period, a size and a seed. The same three draw the same changes on any machine.', act: draw },
          { title: 'Test what was drawn', text: 'Each change against each control: pass, exception or not applicable, with its workpaper.' },
          { title: 'Raise what you find', text: 'An exception becomes a finding; a question becomes a request with a day it is due.' },
        ]}>An auditor looks at some of the changes and draws them so that anybody can check the drawing. Only auditors draw and test; the people audited read what was found.</EmptyState>
      ) : (
        <div className={s.columns}>
          <Card isPadded={false}>
            <div className={s.head}><h2>Samples</h2><span className="end">{draw}</span></div>
            <ul className={s.list}>{rows.map((row) => (
              <li key={row.id}><button type="button" className={s.choice} aria-pressed={row.id === open} onClick={() => { setChosen(row.id); }}>
                <b><bdi>{row.title}</bdi></b>
                <span className="dim tiny">{figure(row.size)} of {figure(row.populationSize)}, seed {row.seed}. <bdi>{row.drawn.by}</bdi>, <Moment at={row.drawn.at} isShort /></span>
                <span className="tiny">{figure(row.passed)} passed, {row.exceptions} {row.exceptions === 1 ? 'exception' : 'exceptions'}, {figure(row.toTest)} to test</span>
              </button></li>
            ))}</ul>
          </Card>
          {open !== undefined && <SampleCard key={open} sample={open} onTest={(row, control) => { setAsking({ row, control }); }} />}
        </div>
      ))}
      {samples.value && <CompareList onRaise={(given) => { setAsking({ raise: given }); }} />}
      {asking === 'draw' && <DrawDialog onDrawn={setChosen} onClose={() => { setAsking(null); }} />}
      {asking !== null && asking !== 'draw' && 'row' in asking && open !== undefined && <TestDialog testing={testingOf(open, asking)} onRaise={() => { setAsking({ raise: { title: '', control: asking.control, change: asking.row.number } }); }} onClose={() => { setAsking((now) => (now === asking ? null : now)); }} />}
      {asking !== null && asking !== 'draw' && 'raise' in asking && <RaiseFinding days={days} given={asking.raise} onClose={() => { setAsking(null); }} />}
    </div>
  );
}

function testingOf(sample: string, { row, control }: { row: SampledChange; control: string }): Parameters<typeof TestDialog>[0]['testing'] {
  return { sample, change: row.number, title: row.title, control, was: row.ticks.find((tick) => tick.control === control) ?? null };
}

function SampleCard({ sample, onTest }: { sample: string; onTest: (row: SampledChange, control: string) => void }) {
  const { value, error } = useQuery('audit.showSample', { sample });
  if (!value) return <RefusalLine refusal={error} />;
  return (
    <Card isPadded={false}>
      <div className={s.head}><h2><bdi>{value.title}</bdi></h2><span className="end dim">{figure(value.passed)} passed, {value.exceptions} {value.exceptions === 1 ? 'exception' : 'exceptions'}, {figure(value.toTest)} to test</span></div>
      <ol className={s.strata} aria-label="Shares">{inRank(value.strata).map((one) => <li key={one.name} data-tier={one.name} style={vars({ '--drawn': one.drawn })}>{isTier(one.name) && <RiskMark tier={one.name} isShapeOnly />} {stratumWord(one.name)} {figure(one.drawn)}<span className="dim"> of {figure(one.population)}</span></li>)}</ol>
      <div className={s.facts}>
        <p className="dim">{populationWords[value.population]}, {dayText(value.from)} to {dayText(value.to)}. Seed <code>{value.seed}</code>, {value.method}.</p>
        <p className="dim tiny">Population of {figure(value.populationSize)}, SHA-256 <code className="mono">{value.populationDigest}</code></p>
        <Redrawn redrawn={value.redrawn} />
      </div>
      <div className={s.scroll} role="group" aria-label="Drawn changes" tabIndex={0}>
        <table className={s.table}>
          <thead><tr><th scope="col">Change</th><th scope="col">Title</th>{value.controls.map((control) => <th key={control} scope="col">{control}</th>)}<th scope="col">Result</th></tr></thead>
          <tbody>{value.rows.map((row) => <SampledRow key={row.number} row={row} sample={value} onTest={onTest} />)}</tbody>
        </table>
      </div>
    </Card>
  );
}

function SampledRow({ row, sample, onTest }: { row: SampledChange; sample: Shown; onTest: (row: SampledChange, control: string) => void }) {
  return (
    <tr>
      <td className="nowrap"><a className="mono" href={hrefOf({ place: 'change', change: row.number })}>{row.number}</a> <RiskMark tier={row.tier} isShapeOnly /></td>
      <td><bdi>{row.title || 'Not here any more'}</bdi></td>
      {sample.controls.map((control) => {
        const tick = row.ticks.find((one) => one.control === control);
        const mark = <SignalMark signal={tick === undefined ? 'missing' : tick.result === 'exception' ? 'bad' : tick.result === 'pass' ? 'ok' : 'info'} label={tick ? resultWords[tick.result] : 'to test'}>{tick?.workpaper || undefined}</SignalMark>;
        const text = tick && `${resultWords[tick.result]}${tick.workpaper === '' ? '' : `, ${tick.workpaper}`}${tick.note === '' ? '' : `: ${tick.note}`}. ${tick.by}`;
        return <td key={control}>{sample.mayTest.ok ? <button type="button" className={s.tick} title={text} aria-label={`${row.number}, ${control}: ${tick ? resultWords[tick.result] : 'to test'}`} onClick={() => { onTest(row, control); }}>{mark}</button> : <span title={text}>{mark}</span>}</td>;
      })}
      <td className="nowrap"><SignalMark signal={sampledSignal[row.result]}>{sampledWords[row.result]}</SignalMark></td>
    </tr>
  );
}

/** Drawn again from what stands here today. */
function Redrawn({ redrawn }: { redrawn: Shown['redrawn'] }) {
  if (redrawn.isSame && redrawn.isSamePopulation) return <p><SignalMark signal="ok">Drawn again just now from what stands here: the same changes of the same population.</SignalMark></p>;
  return <Banner tone="warn" verdict={redrawn.isSame ? 'The population changed.' : 'Drawn again today, it differs.'}>{redrawn.isSame ? 'The same changes are drawn from what stands here now, but the population is not the one it was drawn from.' : `Records came or went since. ${redrawn.missing.length > 0 ? `Not drawn today: ${listed(redrawn.missing.slice(0, 8))}. ` : ''}${redrawn.added.length > 0 ? `Drawn today instead: ${listed(redrawn.added.slice(0, 8))}.` : ''}`}</Banner>;
}
