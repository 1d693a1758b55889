// Weights and thresholds: what each factor may give, where each tier begins, and the other numbers of the policy.
import type { PolicyText } from '#contract/policy.ts';
import { NumberField } from '../../ui/fields.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { vars } from '../../ui/meter.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { tierWords } from '../../ui/words.ts';
import { DemandsCard } from './demands-card.tsx';
import { numbersOf, settingAt, settingGroups, weightWords, withSetting } from './policy-words.ts';
import s from './policy.module.css';

type Problem = { at: string; problem: string };
type TabProps = { document: PolicyText; problems: readonly Problem[]; mayEdit: boolean; onChange: (document: PolicyText) => void };
const problemAt = (problems: readonly Problem[], at: string): string | undefined => problems.find((p) => p.at === at || p.at.startsWith(`${at}.`))?.problem;

export function ValuesTab({ document, problems, mayEdit, onChange }: TabProps) {
  return (
    <div className={s.tab}>
      <div className={s.halves}>
        <Tiers document={document} problem={problemAt(problems, 'tiers')} mayEdit={mayEdit} onChange={onChange} />
        <Weights document={document} problem={problemAt(problems, 'weights')} mayEdit={mayEdit} onChange={onChange} />
      </div>
      <DemandsCard document={document} mayEdit={mayEdit} onChange={onChange} />
      <div className={s.groups}>
        {settingGroups.map(({ title, rule, settings }) => (
          <Card key={title} title={title} aside={<span className="mono dim">{rule}</span>}>
            <div className={s.numbers}>{settings.map(({ path, label, unit }) => (
              <NumberField key={path.join('.')} label={label} unit={unit} least={0} value={settingAt(document, path)} isDisabled={!mayEdit} error={problemAt(problems, path.join('.'))} onChange={(value) => { onChange(withSetting(document, path, value ?? 0)); }} />
            ))}</div>
            {problemAt(problems, settings[0]!.path[0]) !== undefined && <SignalMark signal="bad">{title} {problemAt(problems, settings[0]!.path[0])}</SignalMark>}
          </Card>
        ))}
      </div>
    </div>
  );
}

type PartProps = Omit<TabProps, 'problems'> & { problem: string | undefined };
const bounds = ['medium', 'high', 'critical'] as const;
/** The tiers on a scale of 0 to 100, and the lowest score of each. */
function Tiers({ document, problem, mayEdit, onChange }: PartProps) {
  const tiers = numbersOf(document, 'tiers');
  const at = { low: 0, medium: tiers['medium'] ?? 0, high: tiers['high'] ?? 0, critical: tiers['critical'] ?? 0 };
  const ends = { low: at.medium, medium: at.high, high: at.critical, critical: 101 };
  return (
    <Card title="Where each tier begins" aside={<span className="mono dim">RISK-03</span>}>
      <div className={s.bands} aria-hidden="true">{(['low', 'medium', 'high', 'critical'] as const).map((tier) => <i key={tier} data-tier={tier} style={vars({ '--v': Math.max(0, ends[tier] - at[tier]) })} />)}</div>
      <dl className={s.ranges}>{(['low', 'medium', 'high', 'critical'] as const).map((tier) => <div key={tier}><dt>{tierWords[tier]}</dt><dd>{ends[tier] > at[tier] ? `${at[tier]} to ${ends[tier] - 1}` : 'no score at all'}</dd></div>)}</dl>
      <div className={s.numbers}>{bounds.map((tier) => <NumberField key={tier} label={`${tierWords[tier]} from`} unit="of 100" least={1} most={100} value={tiers[tier] ?? null} isDisabled={!mayEdit} onChange={(value) => { onChange(withSetting(document, ['tiers', tier], value ?? 0)); }} />)}</div>
      <div role="status">{problem !== undefined && <SignalMark signal="bad">The tiers {problem}</SignalMark>}</div>
    </Card>
  );
}

function Weights({ document, problem, mayEdit, onChange }: PartProps) {
  const weights = numbersOf(document, 'weights');
  const sum = Object.values(weights).reduce((a, b) => a + b, 0);
  return (
    <Card title="The most points each factor gives" aside={<span className="mono dim">RISK-03</span>}>
      <div className={s.numbers}>{Object.entries(weights).map(([name, value]) => <NumberField key={name} label={weightWords[name] ?? name} unit="points" least={0} most={100} value={value} isDisabled={!mayEdit} onChange={(next) => { onChange(withSetting(document, ['weights', name], next ?? 0)); }} />)}</div>
      <p className={s.sum} role="status"><SignalMark signal={sum === 100 ? 'ok' : 'bad'}>{sum === 100 ? 'Together 100 points' : `Together ${sum} points; ${sum < 100 ? `${100 - sum} are missing` : `${sum - 100} are too many`}`}</SignalMark></p>
      {problem !== undefined && sum === 100 && <SignalMark signal="bad">The weights {problem}</SignalMark>}
    </Card>
  );
}
