// The signed lists and the keys that gates compare with; one press writes each anew.
import { useState } from 'react';
import type { Refusal } from '#contract/errors.ts';
import { bridge } from '../../bridge.ts';
import { Button } from '../../ui/button.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { showToast } from '../../ui/toast.tsx';
import s from './token.module.css';

const lists = [
  { op: 'token.writeRevocations', label: 'Revocation list', about: 'Tokens that were revoked or voided, and keys of lost devices.' }, { op: 'token.writeFeed', label: 'Freeze feed', about: 'Freezes that are in force or still to come.' },
  { op: 'token.writeTrust', label: 'Keys to trust', about: 'Devices whose signature counts. Bring it to the pipeline by hand.' },
] as const;

export function ListsCard() {
  const [busy, setBusy] = useState<string | null>(null);
  const [error, setError] = useState<Refusal | undefined>(undefined);
  const write = async (op: (typeof lists)[number]['op']): Promise<void> => {
    if (busy !== null) return;
    setBusy(op);
    setError(undefined);
    const reply = await bridge().call(op, {});
    setBusy(null);
    if (reply.ok) showToast({ text: `${reply.value.file.name} is in ${reply.value.file.folder}.` });
    else setError(reply.error);
  };
  return (
    <Card title="For every pipeline">
      <ul className={s.lists}>
        {lists.map(({ op, label, about }) => <li key={op}><div><b>{label}</b><p className="sec tiny">{about}</p></div><Button isPending={busy === op} onPress={() => { void write(op); }}>Write<span className="unseen"> the {label.toLowerCase()}</span></Button></li>)}
      </ul>
      <RefusalLine refusal={error} />
    </Card>
  );
}
