// Incidents: those that are open first, the gravest in front; drafts of failed validations wait to be confirmed.
import { useState } from 'react';
import type { IncidentRow } from '#contract/incident.ts';
import { refusalOf } from '../../app/actions.ts';
import { hrefOf } from '../../app/routes.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Badge, SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { figure } from '../../ui/words.ts';
import { CloseIncidentDialog, IncidentDialog } from './incident-dialogs.tsx';
import s from './emergency.module.css';

const stateSignals = { open: 'bad', draft: 'missing', closed: 'ok' } as const;
const stateLabels = { open: 'open', draft: 'draft', closed: 'closed' } as const;

export function IncidentsCard({ onOpen }: { onOpen: () => void }) {
  const [limit, setLimit] = useState(50);
  const [acting, setActing] = useState<{ act: 'edit' | 'close'; incident: IncidentRow } | null>(null);
  const answer = useQuery('incident.list', { limit }, { keepPrevious: true });
  if (answer.error) return <RefusalLine refusal={answer.error} />;
  if (!answer.value) return null;
  const { rows, total, next, mayOpen } = answer.value;
  if (total === 0) return <EmptyState title="No incident so far" steps={[{ title: 'Open the incident an emergency answers', text: 'Severity from 1, the gravest, to 4; the service; one line of what is wrong.', act: <Button kind="primary" refusal={refusalOf(mayOpen)} onPress={onOpen}>Open incident</Button> }]} />;
  return (
    <Card isPadded={false}>
      <div className={s.head}><h2>Incidents</h2><span className="dim end" role="status">{figure(total)}</span></div>
      {/* Reachable by keyboard, so that it can be scrolled without a mouse. */}
      <div className={s.scroll} tabIndex={0} role="group" aria-label="Incidents">
        <table className={s.table}>
          <thead><tr><th scope="col">Incident</th><th scope="col">Severity</th><th scope="col">Service</th><th scope="col">State</th><th scope="col"><span className="unseen">Acts</span></th></tr></thead>
          <tbody>{rows.map((row) => <Row key={row.id} row={row} onAct={(act) => { setActing({ act, incident: row }); }} />)}</tbody>
        </table>
      </div>
      {next !== null && limit < 500 && <div className={s.more}><Button kind="quiet" onPress={() => { setLimit(500); }}>Show more</Button></div>}
      {acting?.act === 'edit' && <IncidentDialog incident={acting.incident} onClose={() => { setActing(null); }} />}
      {acting?.act === 'close' && <CloseIncidentDialog incident={acting.incident} onClose={() => { setActing(null); }} />}
    </Card>
  );
}

function Row({ row, onAct }: { row: IncidentRow; onAct: (act: 'edit' | 'close') => void }) {
  const isOver = row.state === 'closed';
  return (
    <tr>
      <td><div className={s.two}><span><span className="mono">{row.number}</span> <b className="prose">{row.summary}</b></span><span className="dim">{row.openedBy}, <Moment at={row.openedAt} isShort />{row.change !== null && <>, after <a href={hrefOf({ place: 'change', change: row.change })} className="mono">{row.change}</a></>}</span>{row.alsoWritten.map((also, i) => <SignalMark key={i} signal="clash">Also written, {also.field}: {also.value}, {also.by}</SignalMark>)}</div></td>
      <td><Badge tone={isOver ? 'plain' : row.severity === 1 ? 'bad' : row.severity === 2 ? 'warn' : 'plain'}>Severity {row.severity}</Badge></td>
      <td>{row.service}</td>
      <td><div className={s.two}><SignalMark signal={stateSignals[row.state]}>{stateLabels[row.state]}</SignalMark>{row.closedAt !== null && <span className="dim prose"><Moment at={row.closedAt} isShort />: {row.resolution}</span>}</div></td>
      <td className={s.act}>{!isOver && <span className={s.acts}><Button label={`${row.state === 'draft' ? 'Confirm' : 'Correct'} ${row.number}`} refusal={refusalOf(row.mayAlter)} onPress={() => { onAct('edit'); }}>{row.state === 'draft' ? 'Confirm…' : 'Correct…'}</Button><Button label={`Close ${row.number}`} refusal={refusalOf(row.mayAlter)} onPress={() => { onAct('close'); }}>Close…</Button></span>}</td>
    </tr>
  );
}
