// Why this risk: the score on its scale, factor by factor, the rule that decided on the tier, and who said what last (RISK-03).
import type { RiskFactor, RiskRecord } from '#contract/risk.ts';
import { refusalOf } from '../../app/actions.ts';
import { Button } from '../../ui/button.tsx';
import { RiskMark } from '../../ui/marks.tsx';
import { vars } from '../../ui/meter.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { tierWords } from '../../ui/words.ts';
import { AlsoWritten } from './also-written.tsx';
import s from './risk.module.css';

export function WhyCard({ risk, onSetTier }: { risk: RiskRecord; onSetTier: () => void }) {
  const widest = Math.max(...risk.factors.map(({ most }) => most));
  return (
    <Card title="Why this risk" aside={<RiskMark tier={risk.tier} isPill />}>
      <p className={s.score}><b>{risk.score}</b> <span className="dim">of 100</span></p>
      <Ruler risk={risk} />
      <dl className={s.factors} data-tier={risk.tier}>{risk.factors.map((factor) => <Factor key={factor.id} factor={factor} widest={widest} />)}</dl>
      <p className={s.together}><span>Together</span><span><b>{risk.score}</b> <span className="dim">/ 100</span></span></p>
      <p className={s.deciding}>{risk.deciding.said}.</p>
      {risk.manual && <><p className={s.meta}>{tierWords[risk.manual.tier]} set by <bdi>{risk.manual.by}</bdi> <Moment at={risk.manual.at} isShort />{!risk.manual.holds && ', which the points decide now'}</p><AlsoWritten also={risk.manual.also} /></>}
      <Button refusal={refusalOf(risk.may.raise)} hotkey="T" onPress={onSetTier}>Set the tier by hand…</Button>
      <Said risk={risk} />
    </Card>
  );
}

/** The score on its scale, with where each tier begins. */
function Ruler({ risk: { score, bands } }: { risk: RiskRecord }) {
  const starts = [['low', 0, bands.medium], ['medium', bands.medium, bands.high], ['high', bands.high, bands.critical], ['critical', bands.critical, 100]] as const;
  return (
    <div className={s.ruler} role="img" aria-label={`${score} of 100. ${starts.map(([tier, from]) => `${tierWords[tier]} from ${from}`).join(', ')}.`}>
      <div className={s.bands}>{starts.map(([tier, from, to]) => <i key={tier} data-tier={tier} style={vars({ '--v': to - from })} />)}</div>
      <i className={s.point} style={vars({ '--x': score })} />
      <div className={s.ticks}>{starts.map(([tier, from]) => <span key={tier} style={vars({ '--x': from })}><RiskMark tier={tier} isShapeOnly />{from}</span>)}<span className={s.last} style={vars({ '--x': 100 })}>100</span></div>
    </div>
  );
}

function Factor({ factor: { label, points, most, because, signed }, widest }: { factor: RiskFactor; widest: number }) {
  const moved = signed === null ? 0 : points - signed;
  return (
    <div className={s.factor}>
      <dt>{label}</dt>
      <dd className={s.bar} aria-hidden="true">{most > 0 && <i style={vars({ '--p': (points / widest) * 100, '--m': (most / widest) * 100 })} />}</dd>
      <dd className={s.points}>{points < 0 ? <b>−{-points}</b> : <><b>{points}</b> <span className="dim">/ {most}</span></>}</dd>
      <dd className={s.because}>{because}{moved !== 0 && `; ${moved > 0 ? '+' : '−'}${Math.abs(moved)} since it was signed`}</dd>
    </div>
  );
}

/** Who changed the form last, part by part. */
function Said({ risk }: { risk: RiskRecord }) {
  const parts = [
    ...(risk.impact.written ? [{ what: 'Impact classified', ...risk.impact.written }] : []), ...(risk.reversibility.written ? [{ what: 'Way back', ...risk.reversibility.written }] : []),
    ...risk.sections.flatMap(({ label, questions }) => { const last = questions.flatMap(({ said }) => said ?? []).toSorted((a, b) => (a.at < b.at ? 1 : -1))[0]; return last ? [{ what: label, by: last.by, at: last.at }] : []; }),
    ...(risk.assessment.signature ? [{ what: `Signed ${tierWords[risk.assessment.signature.tier]} ${risk.assessment.signature.score}`, by: risk.assessment.signature.by, at: risk.assessment.signature.at }] : []),
    ...risk.assessment.earlier.map(({ tier, score, by, at }) => ({ what: `Signed ${tierWords[tier]} ${score}, no longer in force`, by, at })),
  ].toSorted((a, b) => (a.at < b.at ? 1 : -1));
  if (parts.length === 0) return null;
  return <details className={s.said}><summary>Who said what</summary><ul>{parts.map(({ what, by, at }) => <li key={`${what} ${at}`}><span>{what}</span><span className="dim"><bdi>{by}</bdi>, <Moment at={at} isShort /></span></li>)}</ul></details>;
}
