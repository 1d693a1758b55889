// What a verification found: the verdict in words, each finding at its place, and what was and was not covered.
import { verdictWords } from '#contract/trail.ts';
import type { TrailReport } from '../../app/trail-state.ts';
import { Banner } from '../../ui/banner.tsx';
import type { Tone } from '../../ui/banner.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import type { Signal } from '../../ui/marks.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { capital, counted, figure } from '../../ui/words.ts';
import s from './audit.module.css';

const tones: Record<TrailReport['verdict'], Tone> = { intact: 'ok', 'intact-with-gaps': 'warn', broken: 'bad', 'unknown-signer': 'warn' };
const severities: Record<TrailReport['findings'][number]['severity'], Signal> = { broken: 'bad', gap: 'gap', note: 'info' };
const shownFindings = 200;

export function Report({ report }: { report: TrailReport }) {
  return (
    <div className={s.stack}>
      <Banner tone={tones[report.verdict]} verdict={`${verdictWords[report.verdict]}.`}>{report.events > 0 ? <>{capital(report.what)}: {counted(report.events, 'event')}{report.feeds.length > 0 && ` in ${counted(report.feeds.length, 'feed')}`}, checked {report.depth === 'deep' ? 'with every signature' : 'by their links and checkpoints'}.</> : <bdi>{report.what}</bdi>}</Banner>
      {report.signer && <p className="sec">Signed by <bdi>{report.signer.who}</bdi>{report.signer.at !== null && <>, <Moment at={report.signer.at} /></>}.</p>}
      {report.findings.length > 0 && (
        <Card title="Findings" aside={figure(report.findings.length)} isPadded>
          <ul className={s.findings}>{report.findings.slice(0, shownFindings).map((f, i) => (
            <li key={`${f.kind} ${f.feed ?? ''} ${f.seq ?? ''} ${i}`}><SignalMark signal={severities[f.severity]} label={f.severity} /><div><p className="prose">{f.text}</p><p className="dim tiny">{f.feed !== undefined && <span className="mono">{f.feed.slice(0, 8)}</span>}{f.seq !== undefined && ` position ${figure(f.seq)}`}{f.event !== undefined && `, event ${figure(f.event)}`} <span className="mono">{f.kind}</span></p></div></li>
          ))}</ul>
          {report.findings.length > shownFindings && <p className="dim">The first {shownFindings} of {figure(report.findings.length)}.</p>}
        </Card>
      )}
      <div className={s.sides}>
        <Card title="Covered"><Lines lines={report.covered} none="Nothing" /></Card>
        <Card title="Not covered"><Lines lines={report.notCovered} none="Nothing was left out" /></Card>
      </div>
      {report.feeds.length > 0 && (
        <Card title="Feeds" isPadded><table className={s.feeds}><thead><tr><th scope="col">Feed</th><th scope="col" className={s.right}>Commits</th><th scope="col">Head</th></tr></thead>
          <tbody>{report.feeds.map((f) => <tr key={f.feed}><td className="mono">{f.feed.slice(0, 16)}</td><td className={`num ${s.right ?? ''}`}>{figure(f.count)}</td><td className="mono">{f.head.slice(0, 16)}</td></tr>)}</tbody></table></Card>
      )}
      {report.root !== null && <p className="dim prose">Root of trust: {report.root}</p>}
    </div>
  );
}

function Lines({ lines, none }: { lines: readonly string[]; none: string }) {
  return lines.length === 0 ? <p className="dim">{none}</p> : <ul className={s.dots}>{lines.map((line) => <li key={line} className="prose">{line}</li>)}</ul>;
}
