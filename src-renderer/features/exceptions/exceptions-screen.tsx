// The register of exceptions: who asked for which, until when, who granted it, and what ends soon (APR-06); and where one key holds two duties (APR-03).
import { useState } from 'react';
import type { ExceptionRow } from '#contract/exceptions.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { hrefOf } from '../../app/routes.ts';
import { Screen } from '../../app/screen.tsx';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { Moment } from '../../ui/time.tsx';
import { capital, counted, figure, roleWords } from '../../ui/words.ts';
import { ActDialog } from './act-dialogs.tsx';
import type { ExceptionAct } from './act-dialogs.tsx';
import { granters, leftText, standingSignal, standingWords } from './exception-words.ts';
import { RequestDialog } from './request-dialog.tsx';
import { ViolationsCard } from './violations-card.tsx';
import s from './exceptions.module.css';

type View = 'open' | 'expiring' | 'expired' | 'all';
const viewWords: Record<View, string> = { open: 'Open', expiring: 'Expiring', expired: 'Expired', all: 'All' };
const emptyWords: Record<View, string> = { open: 'No exception is open.', expiring: 'None ends within a week.', expired: 'None has expired.', all: '' };
type Asking = 'request' | { exception: ExceptionRow; act: ExceptionAct } | null;

export function ExceptionsScreen() {
  const [view, setView] = useState<View>('open');
  const [asking, setAsking] = useState<Asking>(null);
  const answer = useQuery('exception.list', { view, limit: 500 }, { keepPrevious: true });
  const register = answer.value;
  const views = Object.keys(viewWords) as View[];
  useActions([
    ...(register ? [{ id: 'exception.request', label: 'Ask for an exception…', hotkey: 'X', group: 'Exceptions', may: register.mayRequest, run: () => { setAsking('request'); } }] : []),
    ...views.map((one, i) => ({ id: `exception.view.${one}`, label: `Show ${viewWords[one].toLowerCase()}`, hotkey: String(i + 1), group: 'Exceptions', run: () => { setView(one); } })),
  ]);
  const ask = <Button kind="primary" hotkey="X" refusal={refusalOf(register?.mayRequest)} onPress={() => { setAsking('request'); }}>Ask for an exception</Button>;
  return (
    <Screen title="Exceptions" sub={register && register.counts.open > 0 ? `${figure(register.counts.open)} open` : undefined} acts={ask}>
      <div className={s.page}>
        <RefusalLine refusal={answer.error} />
        {register && register.counts.all === 0 ? <Teaching days={register.days} renewals={register.renewals} /> : register && (
          <Card isPadded={false}>
            <div className={s.head}>
              <Segments label="Which exceptions" chosen={view} onChoose={setView} choices={views.map((value) => ({ value, label: `${viewWords[value]} ${figure(register.counts[value])}` }))} />
              <span className="dim end">At most {register.days} days each, {counted(register.renewals, 'renewal')}</span>
            </div>
            {register.rows.length === 0 && <p className={s.none}>{emptyWords[view]}</p>}
            <ul className={s.rows} aria-label="Exceptions">{register.rows.map((row) => <Row key={row.id} row={row} onAct={(act) => { setAsking({ exception: row, act }); }} />)}</ul>
          </Card>
        )}
        <ViolationsCard />
      </div>
      {asking === 'request' && register && <RequestDialog register={register} onClose={() => { setAsking(null); }} />}
      {asking !== null && asking !== 'request' && <ActDialog act={asking.act} exception={asking.exception} onClose={() => { setAsking(null); }} />}
    </Screen>
  );
}

function Row({ row, onAct }: { row: ExceptionRow; onAct: (act: ExceptionAct) => void }) {
  const which = <span className="unseen"> {row.number}</span>;
  return (
    <li>
      <div className={s.rowHead}>
        <SignalMark signal={standingSignal(row)} label={standingWords[row.standing]} />
        <b className="mono">{row.number}</b><b>{row.ruleName}</b><span className="mono tiny dim">{row.rule}</span>
        {row.scope.kind === 'change' ? <a className="mono" href={hrefOf({ place: 'change', change: row.scope.label, part: 'reviews' })}>{row.scope.label}</a> : <bdi>{row.scope.label}</bdi>}
        <span className={s.rowActs}>
          {row.standing === 'requested' && <><Button kind="quiet" refusal={refusalOf(row.mayApprove)} onPress={() => { onAct('refuse'); }}>Refuse…{which}</Button><Button refusal={refusalOf(row.mayApprove)} onPress={() => { onAct('approve'); }}>Grant…{which}</Button></>}
          {row.standing === 'valid' && <Button refusal={refusalOf(row.mayRenew)} onPress={() => { onAct('renew'); }}>Renew…{which}</Button>}
          {(row.standing === 'valid' || row.standing === 'upcoming' || (row.standing === 'requested' && row.mayRevoke.ok)) && <Button kind="quiet" refusal={refusalOf(row.mayRevoke)} onPress={() => { onAct('revoke'); }}>{row.standing === 'requested' ? 'Take back…' : 'End…'}{which}</Button>}
        </span>
      </div>
      <p className="dim">{capital(standingWords[row.standing])}, {leftText(row)}. <bdi>{row.owner}</bdi> answers for the risk. {row.standing === 'requested' && `Waits for ${granters(row.grantedBy)}.`}</p>
      <dl className={s.texts}><div><dt>Why</dt><dd className="prose">{row.justification}</dd></div><div><dt>Instead</dt><dd className="prose">{row.control}</dd></div></dl>
      <p className="dim tiny">
        Asked for by <bdi>{row.requested.by}</bdi>, <Moment at={row.requested.at} isShort />
        {row.approval && <>. Granted by <bdi>{row.approval.by}</bdi> as {(roleWords[row.approval.role as keyof typeof roleWords] ?? row.approval.role).toLowerCase()}, <Moment at={row.approval.at} isShort /></>}
        {row.renewals.map((renewal) => <span key={renewal.at}>. Renewed by <bdi>{renewal.by}</bdi>, <Moment at={renewal.at} isShort /></span>)}
        {row.refused && <>. Refused by <bdi>{row.refused.by}</bdi>: {row.refused.reason}</>}{row.revoked && <>. Ended by <bdi>{row.revoked.by}</bdi>: {row.revoked.reason}</>}
      </p>
    </li>
  );
}

function Teaching({ days, renewals }: { days: number; renewals: number }) {
  return (
    <EmptyState title="No exceptions yet" steps={[
      { title: 'Ask for one', text: 'Name the rule, the change or service, why the rule cannot be met, what is done instead, and who answers for the risk.' },
      { title: 'Somebody above the rule grants it', text: 'It is granted one level above whoever answers for the rule, by signature, and never by the person who asked.' },
      { title: 'It ends by itself', text: `After at most ${days} days, with ${renewals} renewals. The day after, every gate asks for the rule again.` },
    ]}>A rule that cannot be met for a while is waived openly here, instead of being passed by. Gates honour an exception only while it holds, and say so.</EmptyState>
  );
}
