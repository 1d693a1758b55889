// Number, title, risk, and the life cycle as a track.
import { changeStates } from '#contract/change.ts';
import type { ChangeRecord, ChangeState } from '#contract/change.ts';
import { Badge, RiskMark, StateRing } from '../../ui/marks.tsx';
import { outcomeWords, stateWords, typeWords } from '../../ui/words.ts';
import { EmergencyClocks } from '../emergency/emergency-clocks.tsx';
import { AlsoEdited } from './also-edited.tsx';
import { ConflictMarks } from './conflict-marks.tsx';
import s from './record.module.css';

const track = changeStates.slice(0, 11);
const short: Partial<Record<ChangeState, string>> = { 'awaiting-authorisation': 'Awaiting auth.' };

/** Scores given apart bring their tiers apart; the one is settled with the other. */
const hasScoreApart = (record: ChangeRecord): boolean => (record.overwritten ?? []).some(({ field }) => field === 'score');

export function RecordHead({ record }: { record: ChangeRecord }) {
  const { fields } = record;
  const kind = [typeWords[record.fields.type] + (fields.model === '' ? '' : `, ${fields.model}`), fields.service].filter((w) => w !== '').join('. ');
  return (
    <header>
      <div className="row wrap">
        <span className="mono">{record.number}</span><span className="dim prose">{kind}</span>
        {record.source !== null && <Badge>{record.source}{record.externalId !== null && ` ${record.externalId}`}</Badge>}
        {record.isArriving && <Badge tone="warn">arriving with an import</Badge>}
        {record.outcome !== null && <Badge>{outcomeWords[record.outcome]}</Badge>}
        <span className="end"><RiskMark tier={record.tier} score={record.score} isPill /></span>
      </div>
      <h2 className={s.title}><bdi>{fields.title}</bdi></h2>
      <AlsoEdited record={record} fields={['title', 'outcome', hasScoreApart(record) ? 'score' : 'tier']} />
      {fields.type === 'emergency' && <EmergencyClocks change={record.id} />}
      <Track record={record} />
      <ConflictMarks record={record} />
    </header>
  );
}

/** Eleven steps; an exit is named beside them, and an authorisation made void is struck through. */
function Track({ record }: { record: ChangeRecord }) {
  const at = track.indexOf(record.state);
  const isVoid = record.delta.length > 0;
  return (
    <>
      <ol className={s.track} aria-label="Life cycle">
        {track.map((state, i) => {
          const part = state === record.state ? 'now' : isVoid && state === 'authorised' && at < i ? 'void' : at >= 0 && i < at ? 'done' : undefined;
          return <li key={state} data-part={part} aria-current={state === record.state ? 'step' : undefined}><i aria-hidden="true" /><span>{short[state] ?? stateWords[state]}{part === 'void' && <span className="unseen"> (void)</span>}</span></li>;
        })}
      </ol>
      {at < 0 && <p className={s.exit}><StateRing state={record.state} /></p>}
    </>
  );
}
