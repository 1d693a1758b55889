// Puts a service into the catalogue or says anew how far it is and what stands behind it; says what a release does to its features (CFG-09).
import { useState } from 'react';
import type { OfferingRow } from '#contract/catalogue.ts';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select, TextField } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { actionWords, offeringWords } from './configuration-words.ts';
import s from './configuration.module.css';

const optionsOf = <T extends string>(words: Record<T, string>): { value: T; label: string }[] => (Object.keys(words) as T[]).map((value) => ({ value, label: words[value] }));
const namesIn = (text: string): string[] => text.split(',').map((name) => name.trim()).filter((name) => name !== '');

export function OfferingDialog({ row, onClose }: { row: OfferingRow | null; onClose: () => void }) {
  const others = useQuery('catalogue.list', { limit: 1 }).value?.others;
  const [service, setService] = useState('');
  const [state, setState] = useState<'pipeline' | 'live'>(row?.state === 'live' ? 'live' : 'pipeline');
  const [artefacts, setArtefacts] = useState(row?.artefacts.map(({ name }) => name).join(', ') ?? '');
  const [isTried, setTried] = useState(false);
  const command = useCommand('catalogue.offer');
  const send = async (): Promise<void> => {
    setTried(true);
    if (command.isPending || (!row && service === '')) return;
    const reply = await command.run({ service: row?.service ?? service, state, artefacts: namesIn(artefacts) });
    if (!reply.ok) return;
    showToast({ text: row ? `${row.name} is saved.` : `${service} is in the catalogue.` });
    onClose();
  };
  return (
    <Dialog title={row ? `Edit what is offered of ${row.name}` : 'Offer a service'} isOpen onClose={onClose} size="medium" footer={<><Button hotkey="Escape" onPress={onClose}>Not now</Button><Button kind="primary" hotkey="Mod+Enter" isPending={command.isPending} onPress={() => { void send(); }}>{row ? 'Save' : 'Offer it'}</Button></>}>
      <SendKey onSend={() => { void send(); }} />
      <div className={s.form}>
        {!row && <Select label="Service" isRequired autoFocus value={service} placeholder={others?.length === 0 ? 'Every service is offered' : 'Choose one'} options={(others ?? []).map((name) => ({ value: name, label: name }))} onChange={(name) => { command.clear(); setService(name); }} error={isTried && service === '' ? 'Say which service' : undefined} help="One that is registered beside here." />}
        <Select label="How far it is" value={state} autoFocus={row !== null} options={optionsOf({ pipeline: offeringWords.pipeline, live: offeringWords.live })} onChange={(value) => { command.clear(); setState(value); }} />
      </div>
      <TextField label="What stands behind it" value={artefacts} onChange={(text) => { command.clear(); setArtefacts(text); }} help="Items of the register, with commas between them. None of them is retired while the service is live." onEnter={() => { void send(); }} />
      <RefusalLine refusal={command.error} />
    </Dialog>
  );
}

export function RetireDialog({ row, onClose }: { row: OfferingRow; onClose: () => void }) {
  const command = useCommand('catalogue.offer');
  const send = async (): Promise<void> => {
    if (command.isPending) return;
    const reply = await command.run({ service: row.service, state: 'retired', artefacts: row.artefacts.map(({ id }) => id) });
    if (!reply.ok) return;
    showToast({ text: `${row.name} is retired.` });
    onClose();
  };
  return (
    <Dialog title={`Retire ${row.name}?`} isOpen onClose={onClose} footer={<><Button hotkey="Escape" onPress={onClose}>Keep it</Button><Button kind="danger" hotkey="Mod+Enter" isPending={command.isPending} onPress={() => { void send(); }}>Retire it</Button></>}>
      <SendKey onSend={() => { void send(); }} />
      <p>From now on no release goes out that has it in scope, and what stands behind it may be retired too. It stays in the catalogue, and can be offered again.</p>
      <RefusalLine refusal={command.error} />
    </Dialog>
  );
}

export function FeatureDialog({ row, onClose }: { row: OfferingRow; onClose: () => void }) {
  const releases = useQuery('release.list', { limit: 100, state: ['planning', 'scoped', 'ready', 'go', 'deploying', 'stabilising'] }).value?.rows;
  const [draft, setDraft] = useState({ release: '', feature: '', action: 'add' as keyof typeof actionWords, featureVersion: '' });
  const [isTried, setTried] = useState(false);
  const command = useCommand('catalogue.declare');
  const set = (more: Partial<typeof draft>): void => { command.clear(); setDraft((d) => ({ ...d, ...more })); };
  const send = async (): Promise<void> => {
    setTried(true);
    if (command.isPending || draft.release === '' || draft.feature.trim() === '') return;
    const reply = await command.run({ service: row.service, ...draft });
    if (!reply.ok) return;
    showToast({ text: `${draft.feature} is declared.` });
    onClose();
  };
  return (
    <Dialog title={`A feature of ${row.name}`} isOpen onClose={onClose} size="medium" footer={<><Button hotkey="Escape" onPress={onClose}>Not now</Button><Button kind="primary" hotkey="Mod+Enter" isPending={command.isPending} onPress={() => { void send(); }}>Declare it</Button></>}>
      <SendKey onSend={() => { void send(); }} />
      <div className={s.form}>
        <Select label="Release" isRequired autoFocus value={draft.release} placeholder={releases?.length === 0 ? 'No release is planned' : 'Choose one'} options={(releases ?? []).map(({ number, name }) => ({ value: number, label: `${number} ${name}` }))} onChange={(release) => { set({ release }); }} error={isTried && draft.release === '' ? 'Say which release' : undefined} />
        <Select label="What it does" value={draft.action} options={optionsOf(actionWords)} onChange={(action) => { set({ action }); }} />
        <TextField label="Feature" isRequired value={draft.feature} suggestions={row.features.map(({ name }) => name)} onChange={(feature) => { set({ feature }); }} error={isTried && draft.feature.trim() === '' ? 'Name the feature' : undefined} onEnter={() => { void send(); }} />
        <TextField label="Version" value={draft.featureVersion} onChange={(featureVersion) => { set({ featureVersion }); }} onEnter={() => { void send(); }} />
      </div>
      <RefusalLine refusal={command.error} />
    </Dialog>
  );
}
