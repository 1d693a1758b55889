// The control library: what each control is mapped to, and the matrix of a period with its evidence, gaps and exceptions (AUD-04).
import { useState } from 'react';
import type { ControlRow, MatrixRow } from '#contract/controls.ts';
import { frameworkNames, frameworks } from '#contract/controls.ts';
import { evidenceLabels } from '#contract/evidence.ts';
import type { Output } from '#contract/index.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { hrefOf } from '../../app/routes.ts';
import { bridge } from '../../bridge.ts';
import { useJob } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Badge, SignalMark } from '../../ui/marks.tsx';
import { ProgressBar } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { counted, figure, listed } from '../../ui/words.ts';
import { fieldName } from '../change/field-words.ts';
import { complianceSignal, complianceWords, matrixSignal, matrixWords } from './audit-words.ts';
import { MapControl } from './map-control.tsx';
import { dayAfter, usePeriod } from './period.tsx';
import s from './audit.module.css';

type Library = Output<'control.list'>;

export function ControlsTab() {
  const library = useQuery('control.list', {});
  const { period, choice, days } = usePeriod(useQuery('compliance.rules', {}).value?.closed);
  const matrix = useJob('control.matrix');
  const [chosen, setChosen] = useState<string | null>(null);
  const [mapping, setMapping] = useState<ControlRow | 'new' | null>(null);
  const test = (): void => { if (period !== null && !matrix.isRunning) void matrix.run(period); };
  useActions(library.value ? [
    { id: 'control.matrix', label: 'Test the controls', hotkey: 'T', group: 'Audit', run: test },
    { id: 'control.map', label: 'Map the control anew…', hotkey: 'M', group: 'Audit', may: library.value.mayMap, run: () => { setMapping(open ?? null); } },
    { id: 'control.add', label: 'Add a control…', hotkey: 'C', group: 'Audit', may: library.value.mayMap, run: () => { setMapping('new'); } },
  ] : []);
  const rows = library.value?.rows ?? [];
  const open = rows.find(({ control }) => control === chosen) ?? rows[0];
  const found = new Map((matrix.value?.rows ?? []).map((row) => [row.control, row]));
  return (
    <div className={s.page}>
      <Card isPadded={false}>
        <div className={s.head}>
          {choice}
          <span className="end"><Button hotkey="C" refusal={refusalOf(library.value?.mayMap)} isPending={library.value === undefined && library.error === undefined} onPress={() => { setMapping('new'); }}>Add a control</Button></span>
          <Button kind="primary" hotkey="T" isDisabled={period === null || matrix.isRunning} onPress={test}>Test the controls</Button>
        </div>
        {days}
        {matrix.isRunning && <div className={s.facts}><ProgressBar label="Testing the controls" progress={matrix.progress} onCancel={matrix.cancel} /></div>}
        {matrix.value && <p className={s.none}>{listed((['gap', 'exception', 'evidence', 'not-tested'] as const).map((result) => `${figure(matrix.value!.rows.filter((row) => row.result === result).length)} ${matrixWords[result].toLowerCase()}`))}, of {counted(matrix.value.rows.length, 'control')}.</p>}
      </Card>
      <RefusalLine refusal={library.error ?? matrix.error} />
      {open && <div className={s.columns}>
        <Card isPadded={false}>{frameworks.map((framework) => {
          const own = rows.filter((row) => row.framework === framework);
          return own.length > 0 && <section key={framework} className={s.source}><h2>{frameworkNames[framework]}</h2><ul className={s.list} aria-label={frameworkNames[framework]}>{own.map((row) => {
            const result = found.get(row.control);
            return (
              <li key={row.control}><button type="button" className={s.choice} aria-pressed={row.control === open.control} onClick={() => { setChosen(row.control); }}>
                <span className={s.named}>{result && <SignalMark signal={matrixSignal[result.result]} label={matrixWords[result.result]} />}<span><span className="mono">{short(row)}</span> <b>{row.title}</b></span></span>
                {result && <span className="dim tiny">{standingOf(result)}</span>}
              </button></li>
            );
          })}</ul></section>;
        })}</Card>
        <ControlCard key={open.control} row={open} period={period} result={found.get(open.control)} mayMap={library.value!.mayMap} onMap={() => { setMapping(open); }} />
      </div>}
      {mapping !== null && library.value && <MapControl row={mapping === 'new' ? null : mapping} rules={library.value.rules} onMapped={setChosen} onClose={() => { setMapping(null); }} />}
    </div>
  );
}

/** How a control stands, in a line of its list. */
function standingOf({ result, gaps, exceptions, evidence, tests }: MatrixRow): string {
  if (result === 'not-tested') return matrixWords[result];
  const untested = tests.filter((test) => test.result === 'not-tested').length;
  return [...(gaps > 0 ? [counted(gaps, 'gap')] : []), ...(exceptions.length > 0 ? [counted(exceptions.length, 'exception')] : []), ...(evidence > 0 ? [`${counted(evidence, 'record')} in order`] : []), ...(untested > 0 ? [`${counted(untested, 'test')} without a population`] : [])].join(', ');
}
/** An identifier under the heading of its source. */
const short = ({ control, framework }: ControlRow): string => (control.startsWith(`${framework}/`) ? control.slice(framework.length + 1) : control);
/** What a mapping says, in words. */
const mapped = ({ rules, fields, evidence }: ControlRow['mapping'], words: Map<string, string>): string[] => [
  ...rules.map(({ id, version, isOutdated }) => `rule ${words.get(id) ?? id}, version ${version}${isOutdated ? ' (the rule has changed since)' : ''}`), ...fields.map((field) => `field ${fieldName(field)}`), ...evidence.map((kind) => `evidence ${evidenceLabels[kind]}`),
];

function ControlCard({ row, result, period, mayMap, onMap }: { row: ControlRow; result: MatrixRow | undefined; period: { from: string; to: string } | null; mayMap: Library['mayMap']; onMap: () => void }) {
  const pack = useJob('pack.write');
  const words = new Map((useQuery('compliance.rules', {}).value?.rules ?? []).map(({ id, title }) => [id, title]));
  return (
    <Card isPadded={false} className={s.beside}>
      <div className={s.head}><h2><span className="mono">{row.control}</span> {row.title}</h2>{row.isOwn && <Badge>Your own</Badge>}<span className="end">{result && <SignalMark signal={matrixSignal[result.result]}>{matrixWords[result.result]}</SignalMark>}</span></div>
      <div className={s.facts}>
        {row.text !== '' && <p className="sec prose">{row.text}</p>}
        <ul className={s.steps} aria-label="Mapped to">{mapped(row.mapping, words).map((line) => <li key={line}>{line}</li>)}</ul>
        <p className="dim tiny">{row.mapping.version === 0 ? 'The mapping Gavel came with' : <>Version {row.mapping.version}, <bdi>{row.mapping.by}</bdi>, <Moment at={row.mapping.at!} isShort />: {row.mapping.reason}</>}. {row.earlier.length > 0 && `${counted(row.earlier.length, 'earlier mapping')}.`}</p>
        <div className="row wrap"><Button hotkey="M" refusal={refusalOf(mayMap)} onPress={onMap}>Map anew…</Button><Button isDisabled={period === null || pack.isRunning} onPress={() => { if (period !== null) void pack.run({ control: row.control, from: `${period.from}T00:00:00.000Z`, to: `${dayAfter(period.to)}T00:00:00.000Z` }); }}>Write a pack</Button></div>
        {pack.isRunning && <ProgressBar label="Writing the pack" progress={pack.progress} onCancel={pack.cancel} />}
        <RefusalLine refusal={pack.error} />
        {pack.value && <Banner tone={pack.value.gaps === 0 ? 'ok' : 'warn'} verdict="Written and signed." acts={<Button onPress={() => { void bridge().call('workspace.revealExports', {}); }}>Open folder</Button>}>{pack.value.file.name}, {counted(pack.value.pages, 'page')} over {counted(pack.value.changes, 'change')}, in {pack.value.file.folder}.</Banner>}
      </div>
      {result && <Result result={result} />}
      {row.earlier.length > 0 && <details className={s.earlier}><summary>Earlier mappings</summary><ul>{row.earlier.map((one) => <li key={one.version}><b>Version {one.version}</b> <span className="dim tiny">{one.by === null ? 'the one Gavel came with' : <><bdi>{one.by}</bdi>, <Moment at={one.at!} isShort />: {one.reason}</>}</span><br />{listed(mapped(one, words)) || 'nothing'}</li>)}</ul></details>}
    </Card>
  );
}

function Result({ result }: { result: MatrixRow }) {
  return (
    <>
      <div className={s.scroll} role="group" aria-label="Tests of the control" tabIndex={0}>
        <table className={s.table}>
          <thead><tr><th scope="col">Tested by</th><th scope="col">Population</th><th scope="col">Tested</th><th scope="col">Failures</th><th scope="col">Result</th></tr></thead>
          <tbody>{result.tests.map((test) => <tr key={test.id}><td>{test.label}</td><td className="num">{figure(test.population)}</td><td className="num">{figure(test.tested)}</td><td className="num">{figure(test.failures)}</td><td><SignalMark signal={complianceSignal[test.result]}>{complianceWords[test.result]}</SignalMark></td></tr>)}</tbody>
        </table>
      </div>
      {result.rows.length > 0 && <ul className={s.rows} aria-label="Gaps">{result.rows.map((row) => (
        <li key={`${row.number} ${row.at}`}><div className={s.rowHead}><SignalMark signal="gap" label="gap" />{row.kind === 'change' ? <a className="mono" href={hrefOf({ place: 'change', change: row.number })}>{row.number}</a> : <b className="mono">{row.number}</b>}<b><bdi>{row.title}</bdi></b></div><p className="sec">{row.said}</p></li>
      ))}</ul>}
      {result.gaps > result.rows.length && <p className={s.none}>The first {figure(result.rows.length)} of {figure(result.gaps)} gaps.</p>}
      {result.exceptions.length + result.findings.length > 0 && <p className={s.none}>{result.exceptions.length > 0 && `Exceptions: ${result.exceptions.map(({ number, rule, until }) => `${number} from ${rule}, until ${until}`).join('; ')}. `}{result.findings.length > 0 && <>Open findings: {result.findings.map((number, i) => <span key={number}>{i > 0 && ', '}<a className="mono" href={hrefOf({ place: 'audit', tab: 'findings' })}>{number}</a></span>)}.</>}</p>}
    </>
  );
}
