// The minutes of one meeting: read as they will be printed, signed by the chair, written as a PDF.
import { useState } from 'react';
import type { May } from '#contract/values.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import type { Action } from '../../app/actions.ts';
import { goTo } from '../../app/routes.ts';
import { Screen } from '../../app/screen.tsx';
import { useSession } from '../../app/session.ts';
import { SendKey } from '../../app/send-key.tsx';
import { bridge } from '../../bridge.ts';
import { useCommand, useJob } from '../../data/use-command.ts';
import type { Job } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog, Dialog } from '../../ui/dialog.tsx';
import { TextArea } from '../../ui/fields.tsx';
import { ProgressBar } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { counted } from '../../ui/words.ts';
import { ActionsCard, FinishDialog, finishKey, isOpenAction } from './actions-card.tsx';
import { meetingStateWords } from './meeting-words.ts';
import { MinutesPaper } from './minutes-paper.tsx';
import type { Minutes } from './minutes-paper.tsx';
import s from './minutes.module.css';

export function MinutesScreen({ meeting }: { meeting: string }) {
  const answer = useQuery('minutes.show', { meeting });
  const actions = useQuery('meeting.actions', { meeting }, { keepPrevious: true }).value?.rows ?? [];
  const organisation = useSession((x) => x.state?.workspace?.organisation ?? '');
  const write = useJob('minutes.write');
  const [dialog, setDialog] = useState<'none' | 'sign' | 'addendum' | 'finish'>('none');
  const m = answer.value;
  const maySign = m?.may['sign'];
  const mayWrite: May | undefined = m && !m.isSigned && m.may['write']?.ok === true ? { ok: false, code: 'minutes_not_signed', facts: {} } : m?.may['write'];
  const sign = (): void => { setDialog('sign'); };
  const correct = (): void => { setDialog('addendum'); };
  const mayCorrect = m?.may['addendum'];
  const open = actions.filter(isOpenAction);
  const finish = (): void => { setDialog('finish'); };
  const print = (): void => { if (!write.isRunning) void write.run({ meeting }); };
  const writeData = (): void => { if (!write.isRunning) void write.run({ meeting, format: 'json' }); };
  const stop: Action[] = write.isRunning ? [{ id: 'minutes.stop', label: 'Stop writing', hotkey: 'Escape', group: 'Minutes', run: write.cancel }] : [{ id: 'minutes.close', label: 'Back to the meetings', hotkey: 'Escape', group: 'Minutes', isSilent: true, run: () => { goTo({ place: 'meetings' }); } }];
  useActions([
    ...stop,
    ...(m && !m.isSigned ? [{ id: 'minutes.sign', label: 'Sign the minutes…', hotkey: 'S', group: 'Minutes', may: maySign, run: sign }] : []),
    ...(m?.isSigned === true ? [{ id: 'minutes.addendum', label: 'Edit: write an addendum…', hotkey: 'E', group: 'Minutes', may: mayCorrect, run: correct }] : []),
    ...(open.length > 0 ? [{ id: 'minutes.finish', label: 'Mark an action done…', hotkey: finishKey, group: 'Minutes', may: (open.find(({ mayFinish }) => mayFinish.ok) ?? open[0])?.mayFinish, run: finish }] : []),
    ...(m ? [{ id: 'minutes.write', label: 'Write the PDF', hotkey: 'W', group: 'Minutes', may: mayWrite, run: print }, { id: 'minutes.json', label: 'Write the signed text as JSON', hotkey: 'J', group: 'Minutes', may: mayWrite, run: writeData }, { id: 'minutes.board', label: 'Open the board', hotkey: 'B', group: 'Minutes', run: () => { goTo({ place: 'board', meeting }); } }] : []),
  ]);
  return (
    <Screen title="Minutes" sub={m ? <><span className="mono">{m.meeting.number}</span>, {meetingStateWords[m.meeting.state].toLowerCase()}</> : meeting} acts={m && (
      <>
        <Button hotkey="B" onPress={() => { goTo({ place: 'board', meeting }); }}>Board</Button>
        {m.isSigned && <Button hotkey="E" refusal={refusalOf(mayCorrect)} onPress={correct}>Addendum</Button>}
        <Button kind={m.isSigned ? 'primary' : 'plain'} hotkey="W" refusal={refusalOf(mayWrite)} isPending={write.isRunning} onPress={print}>Write PDF</Button>
        {!m.isSigned && <Button kind="primary" hotkey="S" refusal={refusalOf(maySign)} onPress={sign}>Sign</Button>}
      </>
    )}>
      <div className={s.page}>
        <RefusalLine refusal={answer.error} />
        {m && <Standing minutes={m} />}
        <Written write={write} />
        {actions.length > 0 && <ActionsCard title="Actions, as they stand today" rows={actions} onFinish={finish} />}
        {m && <MinutesPaper minutes={m} organisation={organisation} />}
      </div>
      {dialog === 'finish' && <FinishDialog rows={actions} onClose={() => { setDialog('none'); }} />}
      {m && dialog === 'sign' && <SignDialog minutes={m} onClose={() => { setDialog('none'); }} />}
      {m && dialog === 'addendum' && <AddendumDialog minutes={m} onClose={() => { setDialog('none'); }} />}
    </Screen>
  );
}

/** Draft, to be signed, or final. */
function Standing({ minutes: m }: { minutes: Minutes }) {
  if (m.isSigned) return <Banner tone="ok" verdict="Signed and final." below={<span className="sec">digest <span className={s.digest}>{m.digest}</span></span>}><bdi>{m.signedBy}</bdi> signed them{m.signedAt !== null && <> <Moment at={m.signedAt} /></>}. A correction is an addendum.</Banner>;
  if (m.meeting.state !== 'ended') return <Banner tone="info" verdict={m.meeting.state === 'running' ? 'The meeting is still running.' : 'The meeting has not been held yet.'}>This is what the minutes would say now. They can be signed once the meeting has ended.</Banner>;
  return <Banner tone="warn" verdict="Not signed yet.">Read them through; the chair’s signature makes this text final.</Banner>;
}

function Written({ write }: { write: Job<'minutes.write'> }) {
  const { value } = write;
  return (
    <>
      {write.isRunning && <Card><ProgressBar label="Writing the minutes" progress={write.progress} onCancel={write.cancel} /></Card>}
      <RefusalLine refusal={write.error} />
      {value && !write.error && (
        <Card title="Written" aside={<Button onPress={() => { void bridge().call('workspace.revealExports', {}); }}>Open folder</Button>}>
          <p role="status" className="prose"><b>{value.file.name}</b>, {value.pages === 0 ? 'the text that was signed' : counted(value.pages, 'page')}, in {value.file.folder}</p>
          <p className="sec">digest <span className={s.digest}>{value.digest}</span></p>
        </Card>
      )}
    </>
  );
}

function SignDialog({ minutes: m, onClose }: { minutes: Minutes; onClose: () => void }) {
  const sign = useCommand('minutes.sign');
  const open = m.items.filter((item) => item.decision === null && item.outcome === null).length;
  const send = async (): Promise<void> => { if ((await sign.run({ meeting: m.meeting.id })).ok) onClose(); };
  return (
    <ConfirmDialog title={`Sign the minutes of ${m.meeting.number}?`} verb="Sign" isOpen isPending={sign.isPending} error={sign.error} onConfirm={() => { void send(); }} onClose={onClose} consequence={(
      <>
        <p>Your signature, as chair, makes this text final: nothing in it can be edited afterwards, and a correction becomes an addendum with its own signature.{open > 0 && ` ${counted(open, 'item')} will stand in it as not decided.`}</p>
        <p className="dim">digest <span className={s.digest}>{m.digest}</span></p>
      </>
    )} />
  );
}

/** The signed text is not edited; what was wrong is said beside it, under a new signature. */
function AddendumDialog({ minutes: m, onClose }: { minutes: Minutes; onClose: () => void }) {
  const add = useCommand('minutes.addAddendum');
  const [text, setText] = useState('');
  const isWhole = text.trim() !== '';
  const send = async (): Promise<void> => { if (isWhole && (await add.run({ meeting: m.meeting.id, text })).ok) onClose(); };
  return (
    <Dialog title={`Addendum to the minutes of ${m.meeting.number}`} isOpen onClose={onClose} footer={<><Button hotkey="Escape" onPress={onClose}>Not yet</Button><Button kind="primary" hotkey="Mod+Enter" isDisabled={!isWhole} isPending={add.isPending} onPress={() => { void send(); }}>Sign the addendum</Button></>}>
      <SendKey onSend={() => { void send(); }} />
      <p className="sec">The signed text stays as it is. The addendum carries your signature and is printed with the minutes from revision {m.revision + 1} on.</p>
      <TextArea label="What was wrong, and what is right" value={text} onChange={setText} autoFocus />
      <RefusalLine refusal={add.error} />
    </Dialog>
  );
}
