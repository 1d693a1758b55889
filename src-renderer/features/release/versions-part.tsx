// Which versions a release deploys, how they fit what runs after every step, and in which other order they would (REL-04).
import { useState } from 'react';
import type { ReleaseRecord } from '#contract/release.ts';
import type { PlannedRow, VersionCheck, VersionProblem } from '#contract/versions.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { CommandDialog } from '../../app/command-dialog.tsx';
import { hrefOf } from '../../app/routes.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { counted, listed } from '../../ui/words.ts';
import { SbomDialog, VersionDialog } from './version-dialogs.tsx';
import s from './release.module.css';

type Pair = { first: string; second: string };
type Asking = { what: 'plan'; row: PlannedRow | null } | { what: 'running' | 'sbom' } | { what: 'drop'; row: PlannedRow } | { what: 'order'; pair: Pair } | null;
const says: Record<VersionProblem['kind'], (p: VersionProblem) => string> = {
  incompatible: (p) => `${p.consumer} needs ${p.provider} ${p.wanted}, and ${p.found} runs`, 'too-early': (p) => `${p.consumer} needs ${p.provider} ${p.wanted}, which comes with a later step`,
  contested: (p) => `${p.consumer} wants ${p.wanted}, ${p.provider} wants ${p.found}: no version is both`, unknown: (p) => `${p.consumer} needs ${p.provider} ${p.wanted}; nobody said which version runs`, differs: (p) => `${p.consumer} brings ${p.wanted}, ${p.provider} brings ${p.found}`,
};

export function VersionsPart({ release }: { release: ReleaseRecord }) {
  const [asking, setAsking] = useState<Asking>(null);
  const answer = useQuery('version.check', { release: release.id }, { keepPrevious: true });
  const running = useQuery('version.list', { limit: 1 }, { keepPrevious: true }).value;
  const told = answer.value;
  const close = (): void => { setAsking(null); };
  useActions(told ? [
    { id: 'release.planVersion', label: 'Plan a version…', hotkey: 'A', group: release.number, may: told.mayPlan, run: () => { setAsking({ what: 'plan', row: null }); } },
    { id: 'release.sbom', label: 'Bring in a bill of materials…', hotkey: 'B', group: release.number, may: told.mayPlan, run: () => { setAsking({ what: 'sbom' }); } },
    { id: 'release.running', label: 'Say what runs…', hotkey: 'R', group: release.number, may: running?.mayRecord ?? told.mayPlan, run: () => { setAsking({ what: 'running' }); } },
  ] : []);
  return (
    <>
      <RefusalLine refusal={answer.error} />
      {told && <Planned told={told} recordRefusal={refusalOf(running?.mayRecord)} onAsk={setAsking} />}
      {told && told.planned.length > 0 && <Steps told={told} onOrder={(pair) => { setAsking({ what: 'order', pair }); }} />}
      {asking?.what === 'plan' && <VersionDialog release={release} row={asking.row} onClose={close} />}
      {asking?.what === 'running' && <VersionDialog release={null} row={null} onClose={close} />}
      {asking?.what === 'sbom' && <SbomDialog release={release} onClose={close} />}
      {asking?.what === 'drop' && <CommandDialog op="version.unplan" title={`Take ${asking.row.serviceName} ${asking.row.version} out?`} verb="Take out" input={{ release: release.id, entry: asking.row.entry }} said={`${asking.row.serviceName} ${asking.row.version} is no longer planned.`} onClose={close}>{() => null}</CommandDialog>}
      {asking?.what === 'order' && <CommandDialog op="dependency.record" title={`${asking.pair.first} before ${asking.pair.second}?`} verb="Record it" input={{ from: asking.pair.first, type: 'before', to: asking.pair.second }} said={`${asking.pair.first} goes before ${asking.pair.second}.`} onClose={close} about="The order of deployment and the windows are checked anew.">{() => null}</CommandDialog>}
    </>
  );
}

const Empty = () => <p className={s.none}>No version is planned. Say what each change deploys and what that needs, or bring in its bill of materials; then every step of the order is checked against what runs.</p>;
function Planned({ told, recordRefusal, onAsk }: { told: VersionCheck; recordRefusal: ReturnType<typeof refusalOf>; onAsk: (asking: Asking) => void }) {
  const refusal = refusalOf(told.mayPlan);
  return (
    <Card isPadded={false}>
      <div className={s.head}><h2>What it deploys</h2><Button hotkey="R" refusal={recordRefusal} onPress={() => { onAsk({ what: 'running' }); }}>Say what runs</Button><Button hotkey="B" refusal={refusal} onPress={() => { onAsk({ what: 'sbom' }); }}>Bill of materials…</Button><Button hotkey="A" refusal={refusal} onPress={() => { onAsk({ what: 'plan', row: null }); }}>Plan a version</Button></div>
      {told.planned.length === 0 ? <Empty /> : (
        <div className={s.scroll} tabIndex={0} role="group" aria-label="Planned versions">
          <table className={s.table}>
            <thead><tr><th scope="col">Change</th><th scope="col">Service</th><th scope="col">Today</th><th scope="col">Planned</th><th scope="col">Needs</th><th scope="col"><span className="unseen">Acts</span></th></tr></thead>
            <tbody>{told.planned.map((row) => (
              <tr key={row.entry}>
                <td><a className="mono" href={hrefOf({ place: 'change', change: row.change })}>{row.change}</a></td><td className={s.wraps}><bdi>{row.serviceName}</bdi><small className={s.note}>{row.environment}{row.libraries > 0 && <>, {counted(row.libraries, 'component')} out of {row.source}</>}</small></td>
                <td className="mono nowrap">{row.today === '' ? <span className="dim">unknown</span> : row.today}</td><td className="mono nowrap"><b>{row.version}</b>{row.also.map((one) => <small key={one.at} className={s.note}>also {one.version} by <bdi>{one.by}</bdi></small>)}</td>
                <td>{row.needs.length === 0 ? <span className="dim">nothing said</span> : row.needs.map(({ name, range }) => <span key={name + range} className={s.note}><bdi>{name}</bdi> <span className="mono">{range}</span></span>)}</td>
                <td className={s.acts}><Button kind="quiet" refusal={refusal} onPress={() => { onAsk({ what: 'plan', row }); }}>Edit…<span className="unseen"> {row.serviceName}</span></Button><Button kind="quiet" refusal={refusal} onPress={() => { onAsk({ what: 'drop', row }); }}>Take out…<span className="unseen"> {row.serviceName}</span></Button></td>
              </tr>
            ))}</tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

const Problems = ({ problems }: { problems: readonly VersionProblem[] }) => <ul className={s.lines}>{problems.map((p) => <li key={JSON.stringify(p)}><SignalMark signal={p.isBlocking ? 'bad' : 'warn'}>{says[p.kind](p)} <span className="dim">{p.environment}</span></SignalMark></li>)}</ul>;
function Steps({ told: { before, steps, circle, proposal }, onOrder }: { told: VersionCheck; onOrder: (pair: Pair) => void }) {
  const red = steps.filter(({ isRed }) => isRed).length;
  return (
    <>
      <Card title="After each step" aside={circle !== null ? undefined : red === 0 ? <SignalMark signal="ok">Everything fits</SignalMark> : <SignalMark signal="bad">{counted(red, 'step')} red</SignalMark>}>
        {circle !== null && <SignalMark signal="bad">No order holds: {circle.join(' before ')}.</SignalMark>}
        <ol className={s.versionSteps}>
          {before.length > 0 && <li><h3>Today</h3><Problems problems={before} /></li>}
          {steps.map((step, i) => (
            <li key={step.changes.join(' ')} data-red={step.isRed || undefined}>
              <h3>Step {i + 1} <SignalMark signal={step.isRed ? 'bad' : 'ok'}>{step.isRed ? 'Red' : 'Fits'}</SignalMark> <span className="dim">{step.deploys.length === 0 ? 'no version changes' : listed(step.deploys.map((d) => `${d.service} ${d.version} in ${d.environment}`))}</span></h3>
              <Problems problems={step.problems} />
            </li>
          ))}
        </ol>
      </Card>
      {red > 0 && <Card title="Another order">
        {proposal === null ? <p className="sec">No order of these changes fits at every step. Plan a version that fits both sides, or deploy the two at the same time.</p> : (
          <div className={s.order}>
            <p>This one fits at every step: <b className="mono">{proposal.order.join(', then ')}</b>.{proposal.against.length > 0 && <> Withdraw first: {listed(proposal.against.map(({ first, second }) => `${first} before ${second}`))}.</>}</p>
            <div className={s.aside}>{proposal.record.map((pair) => <Button key={`${pair.first} ${pair.second}`} onPress={() => { onOrder(pair); }}>{`Record ${pair.first} before ${pair.second}`}</Button>)}</div>
          </div>
        )}
      </Card>}
    </>
  );
}
