// Causes laid open: put together by hand, ranked by votes, and turned into tasks or failure modes (RISK-06).
import { useState } from 'react';
import type { Premortem, PremortemCluster } from '#contract/analysis.ts';
import type { Output } from '#contract/index.ts';
import type { Refusal } from '#contract/errors.ts';
import { refusalOf } from '../../app/actions.ts';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/fields.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { formatDay } from '../../ui/time-words.ts';
import { counted } from '../../ui/words.ts';
import { AlsoWritten } from './also-written.tsx';
import { ActionDialog, RateDialog } from './failure-dialogs.tsx';
import s from './analysis.module.css';

type Asking = { act: 'task' | 'row' | 'name'; cluster: PremortemCluster } | null;
type Props = { change: string; session: Premortem; shown: Output<'premortem.show'> };

export function Clusters({ change, session, shown: { policy, may } }: Props) {
  const [asking, setAsking] = useState<Asking>(null);
  const put = useCommand('premortem.cluster');
  const rank = useCommand('premortem.rank');
  const done = useCommand('premortem.finishTask');
  const close = useCommand('premortem.close');
  const { clusters, votesLeft } = session;
  const isRanking = session.stage === 'ranking';
  const error: Refusal | undefined = put.error ?? rank.error ?? done.error ?? close.error;
  return (
    <>
      {isRanking && <p className="sec">Read them together. Put causes with each other where they mean the same, and count the votes: {counted(votesLeft, 'vote')} left. Say of each of the first {policy.topCauses} what becomes of it.</p>}
      <ol className={s.clusters} aria-label="Causes by rank">{clusters.map((cluster) => (
        <li key={cluster.id} data-top={cluster.isTop || undefined}>
          <span className={s.rank}>{cluster.rank}</span>
          <div className={s.cluster}>
            <b>{cluster.name}</b>
            <Causes cluster={cluster} clusters={clusters} isRanking={isRanking} onPut={(cause, to) => { void put.run({ change, cause, cluster: to }); }} />
            <Became cluster={cluster} mayFinish={may} onDone={() => { void done.run({ change, cluster: cluster.id }); }} />
            <AlsoWritten also={cluster.also} />
            {isRanking && (
              <div className={s.end}>
                <Button refusal={refusalOf(may)} label={`Make a task of ${cluster.name}`} onPress={() => { setAsking({ act: 'task', cluster }); }}>Task…</Button>
                <Button refusal={refusalOf(may)} label={`Make a failure mode of ${cluster.name}`} onPress={() => { setAsking({ act: 'row', cluster }); }}>Failure mode…</Button>
                <Button kind="quiet" refusal={refusalOf(may)} label={`Name ${cluster.name}`} onPress={() => { setAsking({ act: 'name', cluster }); }}>Name…</Button>
                {cluster.isTop && cluster.disposition === null && <SignalMark signal="missing">To be decided</SignalMark>}
              </div>
            )}
          </div>
          <Votes cluster={cluster} isRanking={isRanking} votesLeft={votesLeft} refusal={refusalOf(may)} onVote={(votes) => { void rank.run({ change, cluster: cluster.id, votes }); }} />
        </li>
      ))}</ol>
      <RefusalLine refusal={error} />
      {isRanking && <div className={s.end}><Button kind="primary" refusal={refusalOf(session.mayClose)} isPending={close.isPending} onPress={() => { void close.run({ change }); }}>Close the pre-mortem</Button><span className="dim">{counted(session.participants.length, 'person', 'people')}, {counted(session.functions.length, 'function')}</span></div>}
      <Asked change={change} asking={asking} onClose={() => { setAsking(null); }} />
    </>
  );
}

/** The causes of a cluster, each with the list of places it may go to. */
function Causes({ cluster, clusters, isRanking, onPut }: { cluster: PremortemCluster; clusters: readonly PremortemCluster[]; isRanking: boolean; onPut: (cause: string, to: string) => void }) {
  const others = clusters.filter(({ id }) => id !== cluster.id);
  const isAlone = cluster.causes.length === 1;
  if (isAlone && (!isRanking || others.length === 0) && cluster.causes[0]!.text === cluster.name) return null;
  return (
    <ul className={s.causes}>{cluster.causes.map(({ id, text }) => (
      <li key={id}>
        <span className={isAlone && text === cluster.name ? 'unseen' : 'sec'}>{text}</span>
        {isRanking && (
          <select className={s.put} aria-label={`Put “${text}” with`} value="" onChange={(e) => { if (e.target.value !== '') onPut(id, e.target.value); }}>
            <option value="">Put with…</option>
            {others.map((one) => <option key={one.id} value={one.id}>{one.rank}. {one.name}</option>)}
            {!isAlone && <option value={id}>on its own</option>}
          </select>
        )}
      </li>
    ))}</ul>
  );
}

function Became({ cluster: { disposition, name }, mayFinish, onDone }: { cluster: PremortemCluster; mayFinish: Output<'premortem.show'>['may']; onDone: () => void }) {
  if (disposition === null) return null;
  if (disposition.as === 'failure-mode') return <p><SignalMark signal="ok">Failure mode</SignalMark> {disposition.number === null ? '' : `row ${disposition.number}, `}{disposition.failureMode}{disposition.rpn !== null && <>, RPN <b>{disposition.rpn}</b></>}</p>;
  return (
    <p className={s.end}>
      <SignalMark signal={disposition.isDone ? 'ok' : 'info'}>{disposition.isDone ? 'Task done' : 'Task'}</SignalMark>
      <span>{disposition.action}, <bdi>{disposition.owner}</bdi>, {formatDay(`${disposition.dueOn}T12:00:00.000Z`, 'UTC')}</span>
      {!disposition.isDone && <Button kind="quiet" refusal={refusalOf(mayFinish)} label={`The task for ${name} is done`} onPress={onDone}>Done</Button>}
    </p>
  );
}

function Votes({ cluster: { name, votes }, isRanking, votesLeft, refusal, onVote }: { cluster: PremortemCluster; isRanking: boolean; votesLeft: number; refusal: Refusal | undefined; onVote: (votes: number) => void }) {
  // Counted here at once, so that two quick presses are two votes.
  const [count, setCount] = useState(votes);
  const [known, setKnown] = useState(votes);
  if (known !== votes) {
    setKnown(votes);
    setCount(votes);
  }
  if (!isRanking) return <span className="dim">{counted(votes, 'vote')}</span>;
  const vote = (next: number): void => { setCount(next); onVote(next); };
  return (
    <span className={s.votes} role="group" aria-label={`Votes for ${name}`}>
      <Button label={`One vote less for ${name}`} isDisabled={count === 0} refusal={refusal} onPress={() => { vote(count - 1); }}>−</Button>
      <b aria-live="polite">{count}</b>
      <Button label={`One vote more for ${name}`} isDisabled={votesLeft + votes - count <= 0} refusal={refusal} onPress={() => { vote(count + 1); }}>+</Button>
    </span>
  );
}

function Asked({ change, asking, onClose }: { change: string; asking: Asking; onClose: () => void }) {
  const task = useCommand('premortem.makeTask');
  const row = useCommand('premortem.makeFailureMode');
  const limits = useQuery('fmea.show', { change }).value ?? { actAt: 100, actAtSeverity: 9 };
  if (asking === null) return null;
  const { act, cluster } = asking;
  const known = cluster.disposition?.as === 'task' ? cluster.disposition : null;
  if (act === 'task') return <ActionDialog title="A task against this cause" about={cluster.name} start={known && { action: known.action, owner: known.owner, dueOn: known.dueOn }} isPending={task.isPending} error={task.error} onClose={onClose} run={(planned) => task.run({ change, cluster: cluster.id, ...planned })} />;
  if (act === 'name') return <NameDialog change={change} cluster={cluster} onClose={onClose} />;
  return (
    <RateDialog title="A failure mode out of the pre-mortem" verb="Add" words={{ failureMode: cluster.name, effect: '', cause: cluster.causes.map(({ text }) => text).join('; ').slice(0, 300), control: '' }} rating={{ severity: null, occurrence: null, detection: null }} limits={limits}
      isPending={row.isPending} error={row.error} onClose={onClose} run={async (words, rating) => (await row.run({ change, cluster: cluster.id, ...words, ...rating })).ok} />
  );
}

function NameDialog({ change, cluster, onClose }: { change: string; cluster: PremortemCluster; onClose: () => void }) {
  const [name, setName] = useState(cluster.name);
  const rename = useCommand('premortem.name');
  const send = async (): Promise<void> => { if (name.trim() !== '' && (await rename.run({ change, cluster: cluster.id, name: name.trim() })).ok) onClose(); };
  return (
    <Dialog title="Name this cause" isOpen onClose={onClose} footer={<><Button hotkey="Escape" onPress={onClose}>Leave it</Button><Button kind="primary" hotkey="Mod+Enter" isPending={rename.isPending} isDisabled={name.trim() === ''} onPress={() => { void send(); }}>Name it</Button></>}>
      <SendKey onSend={() => { void send(); }} />
      <TextField label="Name" value={name} onChange={setName} autoFocus isRequired onEnter={() => { void send(); }} />
      <RefusalLine refusal={rename.error} />
    </Dialog>
  );
}
