// Issuing a token: for which environment and artefacts, and until when. What the change does not allow is said by the core in the same words.
import { useState } from 'react';
import { SendKey } from '../../app/send-key.tsx';
import { useJob } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Checkbox, DateTimeField, TextField } from '../../ui/fields.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Span } from '../../ui/time.tsx';
import { showToast } from '../../ui/toast.tsx';
import type { CardProps } from './deployment-part.tsx';
import { shortDigest } from './token-words.ts';
import s from './token.module.css';

export function IssueDialog({ record, deployment, onClose }: CardProps & { onClose: () => void }) {
  const { artefacts, span, isDemanding, listHours } = deployment;
  const [environment, setEnvironment] = useState(deployment.environment);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(artefacts.map(({ sha256 }) => sha256)));
  const [until, setUntil] = useState<string | null>(span?.notAfter ?? null);
  const [isTried, setTried] = useState(false);
  const issue = useJob('token.issue');
  const { zone } = record.fields;
  const toggle = (sha256: string, isChosen: boolean): void => {
    issue.clear();
    setChosen(new Set(isChosen ? [...chosen, sha256] : [...chosen].filter((one) => one !== sha256)));
  };
  const send = async (): Promise<void> => {
    setTried(true);
    if (chosen.size === 0 || environment.trim() === '' || issue.isRunning) return;
    const reply = await issue.run({ change: record.id, environment: environment.trim(), artefacts: [...chosen], ...(until === null || until === span?.notAfter ? {} : { until }) });
    if (!reply.ok) return;
    showToast({ text: `${reply.value.file.name} is in ${reply.value.file.folder}. Hand it to the pipeline.` });
    onClose();
  };
  return (
    <Dialog title={`Issue a token for ${record.number}`} size="medium" isOpen onClose={onClose} footer={<><Button hotkey="Escape" onPress={onClose}>Not now</Button><Button kind="primary" hotkey="Mod+Enter" isPending={issue.isRunning} onPress={() => { void send(); }}>Issue and sign</Button></>}>
      <SendKey onSend={() => { void send(); }} />
      <p className="sec">A signed file that opens the gate of the pipeline once, for these artefacts in this environment{span === null ? '' : <>, <Span from={span.notBefore} to={span.notAfter} zone={zone} isOneLine /></>}. An edit of scope, window, plans or artefacts voids it.</p>
      <TextField label="Environment" value={environment} onChange={(text) => { issue.clear(); setEnvironment(text); }} isRequired autoFocus error={isTried && environment.trim() === '' ? 'Name the environment' : undefined} help="As the change names it" />
      <fieldset className={s.artefacts}>
        <legend>Artefacts</legend>
        {artefacts.map(({ sha256, name }) => <Checkbox key={sha256} isChecked={chosen.has(sha256)} onChange={(isChosen) => { toggle(sha256, isChosen); }} label={<>{name !== '' && <><bdi>{name}</bdi> </>}<span className="mono dim" title={sha256}>{shortDigest(sha256)}</span></>} />)}
        {isTried && chosen.size === 0 && <p role="alert" className={s.why} data-bad>Choose at least one of them.</p>}
      </fieldset>
      <DateTimeField label="Until" value={until} onChange={(at) => { issue.clear(); setUntil(at); }} zone={zone} help="At most to the end of the window" />
      {isDemanding && <SignalMark signal="info">The gate will demand the freeze feed and the revocation list, not older than {listHours} hours.</SignalMark>}
      <RefusalLine refusal={issue.error} />
    </Dialog>
  );
}
