// Whose account it is: a person's own, or a shared or service account with an owner.
import { useState } from 'react';
import type { AccountKind, AccountRow } from '#contract/entitlements.ts';
import { accountKinds } from '#contract/entitlements.ts';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { kindWords } from './entitlement-words.ts';

const saidKind = (said: string): AccountKind | null => accountKinds.find((kind) => kind === said.trim().toLocaleLowerCase()) ?? null;
const helps: Record<AccountKind, string> = {
  personal: 'Its rights count as this person’s, together with those of their other accounts.', shared: 'It is judged by itself; the owner answers for who uses it.', service: 'A program uses it. It is judged by itself and may act on production directly; the owner answers for it.',
};

export function MapDialog({ account, onClose }: { account: AccountRow; onClose: () => void }) {
  const people = useQuery('person.list', { limit: 500 }).value?.rows ?? [];
  const [kind, setKind] = useState<AccountKind>(account.kind ?? saidKind(account.said) ?? 'personal');
  const [person, setPerson] = useState(account.person ?? '');
  const [isTried, setTried] = useState(false);
  const map = useCommand('entitlement.map');
  const send = async (to: string | null): Promise<void> => {
    setTried(true);
    if (map.isPending || to === '') return;
    const reply = await map.run({ source: account.source, identity: account.identity, kind, person: to });
    if (!reply.ok) return;
    showToast({ text: to === null ? `Nobody answers for ${account.identity} any more.` : `${account.identity}: ${people.find((p) => p.id === to)?.name ?? ''}.` });
    onClose();
  };
  return (
    <Dialog title={`Whose is ${account.identity}?`} isOpen onClose={onClose} footer={(
      <><Button hotkey="Escape" onPress={onClose}>Close</Button>{account.person !== null && <Button onPress={() => { void send(null); }}>Make unowned</Button>}<Button kind="primary" hotkey="Mod+Enter" isPending={map.isPending} onPress={() => { void send(person); }}>Save</Button></>
    )}>
      <SendKey onSend={() => { void send(person); }} />
      <Select label="Kind of account" value={kind} onChange={setKind} options={accountKinds.map((value) => ({ value, label: kindWords[value] }))} help={helps[kind]} />
      <Select label={kind === 'personal' ? 'Person' : 'Owner'} value={person} onChange={setPerson} placeholder="Choose a person…" isRequired autoFocus error={isTried && person === '' ? 'Choose a person' : undefined} options={people.map((p) => ({ value: p.id, label: p.name }))} />
      <RefusalLine refusal={map.error} />
    </Dialog>
  );
}
