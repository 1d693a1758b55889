// Ballots of absent members: the chair takes a file, a member who will be away writes one (CAB-05).
import { useState } from 'react';
import type { Output } from '#contract/index.ts';
import { refusalOf } from '../../app/actions.ts';
import { bridge } from '../../bridge.ts';
import { useJob } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select, TextArea } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { useFileAct } from '../backout/file-act.tsx';
import { ballotRefusals } from '../cab/meeting-words.ts';
import type { RunProps } from './run-screen.tsx';
import { closeRun } from './run-state.ts';
import { voteChoices, voteLabel } from './run-words.ts';
import type { VoteOf } from './run-words.ts';
import s from './run.module.css';

type Taken = Output<'ballot.receive'>;
const takenWords = ({ person, change, vote, isCounted, why }: Taken): string =>
  (isCounted ? `The ballot of ${person} on ${change} counts: ${voteLabel(vote).toLowerCase()}.` : `The ballot of ${person} on ${change} does not count: ${why === null ? '' : ballotRefusals[why] ?? why}. It is listed in the minutes.`);

export function BallotDialog({ run, item }: RunProps) {
  const meeting = run.meeting.id;
  const [taken, setTaken] = useState<Taken | null>(null);
  const take = useFileAct('Ballot file', async (file) => {
    const reply = await bridge().call('ballot.receive', { meeting, file });
    setTaken(reply.ok ? reply.value : null);
    return reply;
  });
  return (
    <Dialog title="Ballots of absent members" isOpen onClose={closeRun} footer={<Button kind="primary" hotkey="Escape" onPress={closeRun}>Good</Button>}>
      <div className={s.form}>
        <p className="sec">A member who is away votes in a file signed with their own key. It counts once, for the revision on the screen, until the item is decided.</p>
        {take.input}
        <div className="row"><Button isPending={take.isBusy} refusal={refusalOf(run.may['ballots'])} onPress={take.pick}>Take a ballot file…</Button></div>
        <RefusalLine refusal={take.error} />
        {taken !== null && <p role="status" className="prose">{takenWords(taken)}</p>}
        {item?.kind === 'change' && !item.isDone && <OwnBallot meeting={meeting} change={item.id} number={item.number} />}
      </div>
    </Dialog>
  );
}

/** For a member who reads this on a laptop of their own and will not be in the room. */
function OwnBallot({ meeting, change, number }: { meeting: string; change: string; number: string }) {
  const [vote, setVote] = useState<VoteOf | ''>('');
  const [question, setQuestion] = useState('');
  const write = useJob('ballot.write');
  const asks = vote === 'request-information';
  const isWhole = vote !== '' && (!asks || question.trim() !== '');
  return (
    <>
      <Select label={`My vote on ${number}, if I am away`} value={vote} onChange={setVote} placeholder="Choose a vote" options={voteChoices.map((choice) => ({ value: choice.vote, label: choice.label }))} />
      {asks && <TextArea label="Question" value={question} onChange={setQuestion} isRequired rows={2} />}
      <div className="row"><Button isDisabled={!isWhole} isPending={write.isRunning} onPress={() => { if (vote !== '') void write.run({ meeting, change, vote, question }); }}>Write my ballot</Button></div>
      <RefusalLine refusal={write.error} />
      {write.value && !write.error && <p role="status" className="prose"><b>{write.value.file.name}</b>, in {write.value.file.folder}. Carry it to the laptop of the chair.</p>}
    </>
  );
}
