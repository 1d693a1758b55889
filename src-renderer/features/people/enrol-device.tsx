// A machine that asks to join: its file, its words compared aloud, the roles of its person, and the signatures.
import { useState } from 'react';
import type { Refusal } from '#contract/errors.ts';
import { roles } from '#contract/people.ts';
import type { JoinRequest, Role } from '#contract/people.ts';
import { bridge } from '../../bridge.ts';
import { handOver } from '../../data/hand-over.ts';
import { useJob } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Checkbox } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Facts } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { showToast } from '../../ui/toast.tsx';
import { roleWords } from '../../ui/words.ts';
import { Fingerprint } from './fingerprint.tsx';
import { Signing, firstWay, wayInput, wayProblem } from './signing.tsx';
import s from './people.module.css';

type Read = { file: string; request: JoinRequest };

export function EnrolDevice({ registrars, onClose }: { registrars: number; onClose: () => void }) {
  const [read, setRead] = useState<Read | null>(null);
  const [error, setError] = useState<Refusal | undefined>(undefined);
  const [isReading, setReading] = useState(false);
  const take = async (file: File | undefined): Promise<void> => {
    if (!file || isReading) return;
    setReading(true);
    setError(undefined);
    const staged = await handOver(file);
    const reply = staged.ok ? await bridge().call('device.inspectRequest', { file: staged.value.file }) : staged;
    setReading(false);
    if (!staged.ok || !reply.ok) return setError(reply.ok ? undefined : reply.error);
    return setRead({ file: staged.value.file, request: reply.value as JoinRequest });
  };
  if (read) return <Enrol read={read} registrars={registrars} onBack={() => { setRead(null); }} onClose={onClose} />;
  return (
    <Dialog title="Enrol a device" isOpen onClose={onClose} footer={<Button onPress={onClose} hotkey="Escape">Not now</Button>}>
      <p className="sec">On the other machine: “Join an organisation” makes a file that ends in <span className="mono">.gavel-join</span>. It holds no secret; bring it here by any way.</p>
      <div className={s.drop} onDragOver={(e) => { e.preventDefault(); }} onDrop={(e) => { e.preventDefault(); void take(e.dataTransfer.files[0]); }}>
        <label htmlFor="join-request">Request to join</label>
        <input id="join-request" type="file" accept=".gavel-join" autoFocus onChange={(e) => { void take(e.target.files?.[0]); e.target.value = ''; }} />
      </div>
      {isReading && <p role="status" className="dim">Reading the file…</p>}
      <RefusalLine refusal={error} />
    </Dialog>
  );
}

function Enrol({ read: { file, request }, registrars, onBack, onClose }: { read: Read; registrars: number; onBack: () => void; onClose: () => void }) {
  const [isCompared, setCompared] = useState(false);
  const [chosen, setChosen] = useState<readonly Role[]>([]);
  const [way, setWay] = useState(firstWay(registrars));
  const [isTried, setTried] = useState(false);
  const job = useJob('device.enrol');
  const blocked: Refusal | undefined = request.isKnown ? { code: 'site_taken', facts: { site: request.site } } : request.isSiteFree ? undefined : { code: 'site_taken', facts: { site: request.site } };
  const send = async (): Promise<void> => {
    setTried(true);
    if (!isCompared || wayProblem(way) !== undefined || job.isRunning || blocked) return;
    const reply = await job.run({ file, roles: [...chosen], ...wayInput(way) });
    if (!reply.ok) return;
    showToast({ text: reply.value.isPending ? `${request.site} waits for a second registrar. Each entry is confirmed on its own.` : `${request.site} is enrolled. Export a bundle with everything for it next.` });
    onClose();
  };
  return (
    <Dialog title={`Enrol ${request.site} for ${request.person}?`} isOpen onClose={onClose} size="medium" footer={<><Button onPress={onBack}>Another file</Button><Button kind="primary" isPending={job.isRunning} isDisabled={blocked !== undefined} onPress={() => { void send(); }}>Enrol and sign</Button></>}>
      <Facts rows={[['Person', <bdi key="p">{request.person}</bdi>], ['Site code', request.site], ['Asked', <Moment key="m" at={request.made} />]]} />
      <RefusalLine refusal={blocked} />
      <section className={s.compare} aria-label="Words of the device">
        <p className="sec">Have {request.person} read these words from the other screen, by telephone or face to face. A file that was exchanged on its way has other words.</p>
        <Fingerprint words={request.words} label="Words of the device’s key" />
        <Checkbox label="I compared the words aloud, and they are the same" isChecked={isCompared} onChange={setCompared} />
        {isTried && !isCompared && <span className={s.error} role="alert">Compare the words first</span>}
      </section>
      <fieldset className={s.two}><legend className="cap">Roles of {request.person}</legend>{roles.map((role) => <Checkbox key={role} label={roleWords[role]} isChecked={chosen.includes(role)} onChange={(on) => { setChosen(on ? [...chosen, role] : chosen.filter((r) => r !== role)); }} />)}</fieldset>
      <Signing way={way} registrars={registrars} error={isTried ? wayProblem(way) : undefined} onChange={setWay} />
      <RefusalLine refusal={job.error} />
    </Dialog>
  );
}
