// Whether it works: what the health file says, what people recorded (EMG-04).
import type { EmergencyRecord } from '#contract/emergency.ts';
import { refusalOf } from '../../app/actions.ts';
import { Button } from '../../ui/button.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { counted } from '../../ui/words.ts';
import { checkSignals, resultSignals, resultWords } from './emergency-words.ts';
import type { CardProps } from './emergency-part.tsx';
import s from './emergency.module.css';

export function ValidationCard({ emergency, onAsk, onPick, isReading }: CardProps & { onPick: () => void; isReading: boolean }) {
  const { healthFile, validations, health, may } = emergency;
  const isDone = health.status === 'good';
  return (
    <Card title="Validation" aside={<span className={s.acts}><Button hotkey="H" isPending={isReading} refusal={refusalOf(may['health'])} onPress={onPick}>Health file…</Button><Button kind={may['validate']?.ok === true && !isDone ? 'primary' : 'plain'} hotkey="V" refusal={refusalOf(may['validate'])} onPress={() => { onAsk('validate'); }}>Validate…</Button></span>}>
      <SignalMark signal={isDone ? 'ok' : health.status === 'bad' ? 'bad' : 'missing'}>{isDone ? 'It works: health checks, smoke test and users confirm it' : health.status === 'bad' ? health.why : 'Nobody has validated it yet'}</SignalMark>
      {healthFile && <HealthFile file={healthFile} />}
      {validations.length > 0 && <Validations validations={validations} />}
    </Card>
  );
}

/** Checks shown before the rest is only counted. */
const shown = 8;
function HealthFile({ file }: { file: NonNullable<EmergencyRecord['healthFile']> }) {
  const total = file.passed + file.failed + file.warned;
  return (
    <>
      <h3 className={s.sub}>Health file <span className="dim prose">{file.file}, {file.by}, <Moment at={file.at} isShort /></span></h3>
      <p className="sec">{counted(total, 'check')}: {file.passed} passed, {file.failed} failed, {file.warned} warned</p>
      <ul className={s.checks} aria-label="Health checks">{file.checks.slice(0, shown).map((check, i) => <li key={i}><SignalMark signal={checkSignals[check.status]} label={check.status} /><b className="prose">{check.name}</b><span className="dim prose">{check.said}</span></li>)}</ul>
      {total > shown && <p className="dim">and {counted(total - shown, 'more check')}</p>}
    </>
  );
}

function Validations({ validations }: Pick<EmergencyRecord, 'validations'>) {
  return (
    <ul className={s.list} aria-label="Validations">{validations.map((it) => (
      <li key={it.id}>
        <h3 className={s.sub}>{it.by} <span className="dim"><Moment at={it.at} />{it.isEarlierTry && ', an earlier try'}</span></h3>
        <p className={s.marks}>
          <SignalMark signal={resultSignals[it.health]}>Health checks {resultWords[it.health]}</SignalMark>
          <SignalMark signal={resultSignals[it.smoke]}>Smoke test {resultWords[it.smoke]}{it.smokeNote !== '' && <span className="dim prose">: {it.smokeNote}</span>}</SignalMark>
          <SignalMark signal={resultSignals[it.confirmation]}>Users {resultWords[it.confirmation]}{it.confirmedBy !== '' && <span className="dim prose">: {it.confirmedBy}</span>}</SignalMark>
        </p>
        {it.note !== '' && <p className="prose">{it.note}</p>}
      </li>
    ))}</ul>
  );
}
