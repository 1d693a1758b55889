// The votes of one item, one voter after the other: a digit casts, and the next name stands there.
import { useRef, useState } from 'react';
import type { RunItem } from '#contract/cab.ts';
import { useActions } from '../../app/actions.ts';
import type { Action } from '../../app/actions.ts';
import { useCommand } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/fields.tsx';
import { Avatar } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import type { RunProps } from './run-screen.tsx';
import { closeRun, openRun } from './run-state.ts';
import { seatWords, voteChoices, voteLabel } from './run-words.ts';
import type { VoteOf } from './run-words.ts';
import s from './run.module.css';

type Voting = { voters: RunProps['run']['voters']; at: number; onCast: (vote: VoteOf) => void; onMove: (by: number) => void; onRecuse: () => void };
function VoteKeys({ voters, at, onCast, onMove, onRecuse }: Voting) {
  useActions([
    ...voteChoices.map((c): Action => ({ id: `vote.${c.vote}`, label: `${c.label}: ${voters[at]?.name ?? ''}`, hotkey: c.key, group: 'Votes', run: () => { onCast(c.vote); } })),
    { id: 'vote.recuse', label: 'Declares a conflict of interest…', hotkey: '0', group: 'Votes', run: onRecuse },
    { id: 'vote.next', label: 'Next voter', hotkey: ['ArrowDown', 'J'], isSilent: true, run: () => { onMove(1); } },
    { id: 'vote.previous', label: 'Voter before', hotkey: ['ArrowUp', 'K'], isSilent: true, run: () => { onMove(-1); } },
  ]);
  return null;
}

export function VotesDialog({ run, item, card }: RunProps & { item: RunItem }) {
  const seen = card?.id === item.id ? { revision: card.revision } : {};
  const voters = run.voters.filter((v) => v.how !== 'absent' && v.how !== 'recused');
  const [at, setAt] = useState(() => Math.max(0, voters.findIndex((v) => v.vote === null)));
  const [question, setQuestion] = useState<string | null>(null);
  const command = useCommand('meeting.vote');
  const voter = voters[Math.min(at, voters.length - 1)];
  // A chair types faster than a disk writes: votes are sent one after the other, and the next name stands there at once.
  const sending = useRef<Promise<boolean>>(Promise.resolve(true));
  const cast = useRef(new Set(voters.filter((v) => v.vote !== null).map((v) => v.person)));
  const send = (vote: VoteOf, asked?: string): void => {
    if (!voter) return;
    const ballot = { meeting: run.meeting.id, change: item.id, person: voter.person, vote, ...seen, ...(asked === undefined ? {} : { question: asked }) };
    cast.current.add(voter.person);
    sending.current = sending.current.then(async (isFine) => isFine && (await command.run(ballot)).ok);
    setQuestion(null);
    const next = voters.findIndex((v) => !cast.current.has(v.person));
    if (next >= 0) setAt(next);
    else void sending.current.then((isFine) => { if (isFine) closeRun(); });
  };
  const choose = (vote: VoteOf): void => { if (vote === 'request-information') setQuestion(''); else send(vote); };
  const others = voters.filter((v) => v.vote === null);
  const allFor = async (): Promise<void> => {
    for (const v of others) if (!(await command.run({ meeting: run.meeting.id, change: item.id, person: v.person, vote: 'approve', ...seen })).ok) return;
    closeRun();
  };
  const away = run.voters.filter((v) => v.how === 'absent' || v.how === 'recused');
  return (
    <Dialog title={`Votes: ${item.title}`} isOpen onClose={closeRun} size="medium" footer={(
      <>
        <Button isDisabled={others.length === 0} isPending={command.isPending} onPress={() => { void allFor(); }}>{others.length === voters.length ? 'All approve' : 'The others approve'}</Button>
        <Button kind="primary" hotkey="Escape" onPress={closeRun}>Done</Button>
      </>
    )}>
      {question === null && voter && <VoteKeys voters={voters} at={at} onCast={choose} onMove={(by) => { setAt((i) => Math.max(0, Math.min(voters.length - 1, i + by))); }} onRecuse={() => { openRun({ kind: 'recuse', person: voter.person }); }} />}
      {voters.length === 0 && <p className="sec">Nobody with a vote is in the room. Call the roll first.</p>}
      <ul className={s.ballot}>
        {voters.map((v, i) => (
          <li key={v.person} data-now={i === at || undefined}>
            <Avatar name={v.name} />
            <button type="button" className={s.who} aria-current={i === at ? 'step' : undefined} onClick={() => { setAt(i); }}><span className="trunc">{v.name}</span><small className="dim">{seatWords(v) || v.function}</small></button>
            <span className={v.vote === null ? 'dim' : undefined}>{v.vote === null ? v.isFallen ? 'voted on the earlier text' : 'no vote yet' : voteLabel(v.vote)}</span>
          </li>
        ))}
      </ul>
      {voter && question === null && <div className={s.choices} role="group" aria-label={`Vote of ${voter.name}`}>{voteChoices.map((c) => <Button key={c.vote} hotkey={c.key} isPressed={voter.vote === c.vote} onPress={() => { choose(c.vote); }}>{c.label}</Button>)}<Button kind="quiet" hotkey="0" onPress={() => { openRun({ kind: 'recuse', person: voter.person }); }}>Recuse…</Button></div>}
      {voter && question !== null && <TextField label={`What does ${voter.name} want to know?`} value={question} onChange={setQuestion} isRequired autoFocus maxLength={300} onEnter={() => { send('request-information', question); }} />}
      {away.length > 0 && <p className="dim">{away.map((v) => `${v.name}: ${seatWords(v).toLowerCase()}`).join('; ')}</p>}
      <RefusalLine refusal={command.error} />
    </Dialog>
  );
}
