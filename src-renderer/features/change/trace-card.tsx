// The chain of a change from commit to incident, drawn as a line, with the same as a list beside it (CHG-06).
import { traceStages } from '#contract/change.ts';
import type { ChangeTrace, TraceStage } from '#contract/change.ts';
import { hrefOf } from '../../app/routes.ts';
import { useQuery } from '../../data/use-query.ts';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { formatMoment, formatShortDay, formatSpan } from '../../ui/time-words.ts';
import s from './trace.module.css';

const stageWords: Record<TraceStage, string> = { commit: 'Commit', artefact: 'Artefact', decision: 'Decision', deployment: 'Deployment', incident: 'Incident' };
const emptyWords: Record<TraceStage, string> = { commit: 'none declared', artefact: 'none declared', decision: 'none yet', deployment: 'not yet', incident: 'none' };

export function TraceCard({ change }: { change: string }) {
  const { value: trace, error } = useQuery('change.trace', { change });
  return (
    <Card title="Trace" aside={trace === undefined ? undefined : `${traceStages.length - trace.missing.length} of ${traceStages.length}`}>
      <RefusalLine refusal={error} />
      {trace !== undefined && <Chain trace={trace} />}
    </Card>
  );
}

type Node = ChangeTrace['nodes'][number];
/** Where the record behind a stage is: the meeting of a decision, the register of incidents. */
const wayTo = ({ stage, number }: Node): string | null =>
  (number === null ? null : stage === 'decision' ? hrefOf({ place: 'board', meeting: number }) : stage === 'incident' ? hrefOf({ place: 'emergencies', part: 'incidents' }) : null);
function Label({ node }: { node: Node }) {
  const href = wayTo(node);
  const label = <bdi className={node.stage === 'commit' || node.stage === 'artefact' ? 'mono' : undefined} title={node.detail}>{node.label}</bdi>;
  return href === null ? label : <a href={href}>{label}</a>;
}

function Chain({ trace }: { trace: ChangeTrace }) {
  return (
    <div className={s.trace}>
      <ol className={s.line} aria-hidden="true">
        {traceStages.map((stage) => <li key={stage} data-there={!trace.missing.includes(stage)}><i /><span>{stageWords[stage]}</span></li>)}
      </ol>
      <ul className={s.list} tabIndex={0} aria-label="From commit to incident">
        {trace.nodes.map((node) => (
          <li key={node.id}>
            <span className="dim">{stageWords[node.stage]}</span>
            <span className={s.what}><Label node={node} />{node.label !== node.detail && <small><bdi>{node.detail}</bdi>{node.span && <>, {node.span.to === null ? `since ${formatMoment(node.span.from)}` : formatSpan(node.span.from, node.span.to)}</>}</small>}</span>
            <span className="dim">{node.at === null ? '' : formatShortDay(node.at)}</span>
          </li>
        ))}
        {trace.missing.map((stage) => <li key={stage}><span className="dim">{stageWords[stage]}</span><span className="dim">{emptyWords[stage]}</span></li>)}
      </ul>
    </div>
  );
}
