// The first screen: look around, set up, or open what there is.
import { useState } from 'react';
import { Eye, Folder, Plus, Users } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useActions } from '../../app/actions.ts';
import { adoptSession } from '../../app/session.ts';
import { useJob } from '../../data/use-command.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { ProgressBar } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Shape } from '../../ui/shapes.tsx';
import { Join } from './join.tsx';
import { OpenWorkspace } from './open-workspace.tsx';
import { SetUp } from './set-up.tsx';
import s from './first-run.module.css';

type Step = 'choose' | 'set-up' | 'open' | 'join';

export function FirstRun() {
  const [step, setStep] = useState<Step>('choose');
  const back = (): void => { setStep('choose'); };
  return (
    <main className={s.first}>
      <div className={s.box}>
        <span className={s.mark}><Shape name="gavel" /></span>
        {step === 'choose' && <Choices onStep={setStep} />}
        {step === 'set-up' && <SetUp onBack={back} />}
        {step === 'open' && <OpenWorkspace onBack={back} />}
        {step === 'join' && <Join onBack={back} />}
      </div>
    </main>
  );
}

function Choices({ onStep }: { onStep: (step: Step) => void }) {
  const sample = useJob('workspace.openSample');
  const lookAround = async (): Promise<void> => {
    if (sample.isRunning) return;
    const reply = await sample.run({});
    if (reply.ok) adoptSession(reply.value);
  };
  useActions([
    { id: 'workspace.openSample', label: 'Look around first', hotkey: '1', group: 'Start', run: () => { void lookAround(); } },
    { id: 'workspace.create', label: 'Set up your organisation', hotkey: '2', group: 'Start', run: () => { onStep('set-up'); } },
    { id: 'workspace.open', label: 'Open what you have', hotkey: '3', group: 'Start', run: () => { onStep('open'); } },
    { id: 'workspace.join', label: 'Join an organisation', hotkey: '4', group: 'Start', run: () => { onStep('join'); } },
  ]);
  return (
    <>
      <h1 className={s.title}>Change decisions you can prove.</h1>
      <p className={s.lead}>Gavel keeps your board’s changes, meetings and evidence on this machine. No account, no network.</p>
      <ul className={s.options}>
        <Choice icon={Eye} hotkey="1" title="Look around first" text="A made-up bank with a board meeting today. Nothing there counts." onPress={() => { void lookAround(); }} isFirst isBusy={sample.isRunning} />
        <Choice icon={Plus} hotkey="2" title="Set up your organisation" text="Name, site, and the first person with a key. About two minutes." onPress={() => { onStep('set-up'); }} />
        <Choice icon={Folder} hotkey="3" title="Open what you have" text="A workspace of this machine, a backup, or an audit pack to check." onPress={() => { onStep('open'); }} />
        <Choice icon={Users} hotkey="4" title="Join an organisation" text="This machine asks with a file; a registrar answers with one." onPress={() => { onStep('join'); }} />
      </ul>
      {sample.isRunning && <ProgressBar label="Making the worked example" progress={sample.progress} onCancel={sample.cancel} />}
      <RefusalLine refusal={sample.error} />
      <p className={s.foot}>Everything stays in Gavel’s folder on this machine. Auditors: option 3, no set-up needed.</p>
    </>
  );
}

function Choice({ icon: Icon, hotkey, title, text, onPress, isFirst = false, isBusy = false }: { icon: LucideIcon; hotkey: string; title: string; text: string; onPress: () => void; isFirst?: boolean; isBusy?: boolean }) {
  return (
    <li>
      <button type="button" className={s.option} onClick={onPress} autoFocus={isFirst} aria-busy={isBusy || undefined} aria-keyshortcuts={hotkey}>
        <Icon aria-hidden="true" /><span className="grow"><b>{title}</b><span>{text}</span></span><Kbd hotkey={hotkey} />
      </button>
    </li>
  );
}
