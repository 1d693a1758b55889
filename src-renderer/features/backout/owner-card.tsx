// Who answers for the rollback: an owner and a deputy, each by signature and for this very window.
import { useState } from 'react';
import type { BackoutRecord } from '#contract/backout.ts';
import { refusalOf } from '../../app/actions.ts';
import { FormDialog } from '../../app/form-dialog.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/fields.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { formatShort } from '../../ui/time-words.ts';
import { AlsoWritten, PartCard } from './part-card.tsx';
import s from './backout.module.css';

type Answering = NonNullable<BackoutRecord['owner']>;
const stands: Record<Answering['stands'], { signal: 'ok' | 'missing' | 'bad'; said: string }> = { accepted: { signal: 'ok', said: 'accepted' }, 'other-window': { signal: 'bad', said: 'accepted another window' }, no: { signal: 'missing', said: 'has not accepted yet' } };

export function OwnerCard({ record, onName }: { record: BackoutRecord; onName: () => void }) {
  const accept = useCommand('backout.acceptOwnership');
  const send = async (): Promise<void> => {
    const reply = await accept.run({ change: record.change });
    if (reply.ok) showToast({ text: 'Accepted and signed: you answer for the rollback throughout the window.' });
  };
  const may = record.may['accept'];
  const isMine = may?.ok === true || (may !== undefined && may.code !== 'not_rollback_owner' && may.code !== 'role_needed' && may.code !== 'auditor_reads_only');
  return (
    <PartCard record={record} title="Rollback owner" pieces={['owner', 'duty']} acts={(
      <>
        <Button refusal={refusalOf(record.may['nameOwner'])} onPress={onName}>{record.owner === null ? 'Name an owner' : 'Name somebody else'}</Button>
        {isMine && <Button kind="primary" refusal={refusalOf(may)} isPending={accept.isPending} onPress={() => { void send(); }}>Accept and sign</Button>}
      </>
    )}>
      <AlsoWritten also={record.ownerAlso} />
      {record.owner === null ? <p className="dim">Owner and deputy may roll back at any moment of the window without asking anybody.</p> : (
        <ul className={s.list}>{([['Owner', record.owner], ['Deputy', record.deputy]] as const).map(([role, person]) => person !== null && (
          <li key={role}><span className={s.role}>{role}</span><span className="grow prose"><b>{person.name}</b></span><SignalMark signal={stands[person.stands].signal}>{stands[person.stands].said}{person.acceptedAt !== null && person.stands === 'accepted' ? `, ${formatShort(person.acceptedAt)}` : ''}</SignalMark></li>
        ))}</ul>
      )}
      <RefusalLine refusal={accept.error} />
    </PartCard>
  );
}

export function OwnerDialog({ record, onClose }: { record: BackoutRecord; onClose: () => void }) {
  const people = (useQuery('person.list', { limit: 500 }).value?.rows ?? []).filter((p) => p.hasKey && !p.isSuspended);
  const [owner, setOwner] = useState(record.owner?.id ?? '');
  const [deputy, setDeputy] = useState(record.deputy?.id ?? '');
  const [isTried, setTried] = useState(false);
  const name = useCommand('backout.nameOwner');
  const options = people.map((p) => ({ value: p.id, label: p.name }));
  const send = async (): Promise<void> => {
    setTried(true);
    if (name.isPending || owner === '' || deputy === '') return;
    const reply = await name.run({ change: record.change, owner, deputy });
    if (!reply.ok) return;
    showToast({ text: 'Named. Both accept by signature.' });
    onClose();
  };
  return (
    <FormDialog size="small" title="Who answers for the rollback?" verb="Name them" onSend={() => { void send(); }} onClose={onClose} isPending={name.isPending} error={name.error}>
      <p className="sec">Both are on duty throughout the window and the observation after it. They accept by signature, and may then roll back without asking. Only people with a key can.</p>
      <Select label="Owner" value={owner} onChange={setOwner} placeholder="Choose a person…" options={options} isRequired autoFocus error={isTried && owner === '' ? 'Choose a person' : undefined} />
      <Select label="Deputy" value={deputy} onChange={setDeputy} placeholder="Choose a person…" options={options.filter(({ value }) => value !== owner)} isRequired error={isTried && deputy === '' ? 'Choose a person' : undefined} />
    </FormDialog>
  );
}
