// Every emergency with its criterion, its authorisation and what it still owes; those that are overdue on request (EMG-03 to EMG-05).
import { useState } from 'react';
import type { RegisterRow } from '#contract/emergency.ts';
import { hrefOf } from '../../app/routes.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { Moment } from '../../ui/time.tsx';
import { figure, stateWords } from '../../ui/words.ts';
import { SmallClocks } from './emergency-clocks.tsx';
import { criterionWords, ratifiedWords } from './emergency-words.ts';
import s from './emergency.module.css';

type Which = 'all' | 'overdue';
export function RegisterCard() {
  const [which, setWhich] = useState<Which>('all');
  const [limit, setLimit] = useState(50);
  const answer = useQuery('emergency.register', { overdue: which === 'overdue', limit }, { keepPrevious: true });
  if (answer.error) return <RefusalLine refusal={answer.error} />;
  if (!answer.value) return null;
  const { rows, total, next } = answer.value;
  if (total === 0 && which === 'all') return <Teaching />;
  return (
    <Card isPadded={false}>
      <div className={s.head}><h2>Register</h2><Segments label="Which emergencies" choices={[{ value: 'all', label: 'All' }, { value: 'overdue', label: 'Overdue' }]} chosen={which} onChoose={setWhich} /><span className="dim end" role="status">{figure(total)}</span></div>
      {rows.length === 0 ? <p className={s.none}><SignalMark signal="ok">Nothing is overdue.</SignalMark></p> : (
        // Reachable by keyboard, so that it can be scrolled without a mouse.
        <div className={s.scroll} tabIndex={0} role="group" aria-label="Emergencies">
          <table className={s.table}>
            <thead><tr><th scope="col">Change</th><th scope="col">Criterion</th><th scope="col">Authorised</th><th scope="col">Owes</th><th scope="col">Root cause</th></tr></thead>
            <tbody>{rows.map((row) => <Row key={row.change} row={row} />)}</tbody>
          </table>
        </div>
      )}
      {next !== null && limit < 500 && <div className={s.more}><Button kind="quiet" onPress={() => { setLimit(500); }}>Show more</Button></div>}
    </Card>
  );
}

function Row({ row }: { row: RegisterRow }) {
  return (
    <tr>
      <td className={s.stack}><a href={hrefOf({ place: 'change', change: row.number, part: 'emergency' })}><span className="mono">{row.number}</span> <b>{row.title}</b></a><span className="dim">{[row.service, row.team, stateWords[row.state as keyof typeof stateWords]].filter((part) => part !== '').join(', ')}</span></td>
      <td className={s.stack}><span>{row.criteria.map((kind) => criterionWords[kind]).join(', ')}</span><span className="dim">{row.incidents.length > 0 && <span className="mono">{row.incidents.join(', ')} </span>}<Moment at={row.declaredAt} isShort /></span></td>
      <td>{row.authorisedAt === null ? <SignalMark signal="missing">not yet</SignalMark> : <div className={s.two}><span>{row.approvers.join(', ')}</span><span className="dim">until <Moment at={row.until ?? row.authorisedAt} isShort />{row.bypassed.length > 0 && `, ${row.bypassed.length} bypassed`}</span></div>}</td>
      <td><div className={s.two}>{row.health === 'bad' && <SignalMark signal="bad">roll back?</SignalMark>}<SmallClocks clocks={row.clocks} />{row.ratification && <span className="dim">{ratifiedWords[row.ratification]}</span>}</div></td>
      <td>{row.rootCause === '' ? <span className="dim">not found yet</span> : <span className="prose">{row.rootCause}</span>}</td>
    </tr>
  );
}

function Teaching() {
  return (
    <EmptyState title="No emergency so far" steps={[
      { title: 'Open the incident', text: 'An emergency usually answers an incident of severity 1 or 2. Keep it here with its severity, its service and one line.' },
      { title: 'Raise the change and declare it', text: 'Choose the type Emergency, and name the criterion with its evidence on the tab Emergency.' },
      { title: 'Come back here', text: 'The register keeps every emergency with what it still owes; the trends show how often the route is taken, and for which causes.' },
    ]} />
  );
}
