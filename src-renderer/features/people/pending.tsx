// Entries that one registrar has signed: who, and who could be the second.
import { useState } from 'react';
import type { ProposalRow } from '#contract/people.ts';
import { refusalOf } from '../../app/actions.ts';
import { useCommand } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/fields.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { formatMoment, formatShort, viewerZone } from '../../ui/time-words.ts';
import { showToast } from '../../ui/toast.tsx';
import { counted, listed, roleWords } from '../../ui/words.ts';
import s from './people.module.css';

/** What an entry would do, in a few words. */
export const entryWords = ({ what, role }: Pick<ProposalRow, 'what' | 'role'>): string => (role !== null && role in roleWords ? `Role ${roleWords[role as keyof typeof roleWords].toLocaleLowerCase()}` : what);

const consequences: Record<string, string> = {
  'role.granted': 'The rights of this role count from your signature on, on every laptop that receives it.',
  'person.enrolled': 'The person stands on the roster from your signature on; what they sign with this key is believed.',
  'person.keyIssued': 'What the person signs with this key is believed from your signature on.',
  'person.reinstated': 'The person holds the roles they had before they were suspended.',
  'device.enrolled': 'What this device writes is believed from your signature on. Compare its words aloud with the person who holds it first.',
  'fork.resolved': 'One of the two histories counts from your signature on; the other stays quarantined for good.',
};

export function Pending({ rows }: { rows: readonly ProposalRow[] }) {
  const [asked, setAsked] = useState<{ row: ProposalRow; act: 'confirm' | 'decline' } | null>(null);
  if (rows.length === 0) return null;
  return (
    <Card isPadded={false}>
      <div className={s.pendingHead}><h2>{counted(rows.length, 'entry waits', 'entries wait')} for a second registrar</h2><span className="dim">Nothing of it counts yet.</span></div>
      <ul className={s.pending}>
        {rows.map((row) => (
          <li key={row.id}>
            <SignalMark signal="missing" label="One of two signatures" />
            <div className="grow">
              <div className="prose"><b><bdi>{row.about}</bdi></b> <span>{entryWords(row)}</span></div>
              <div className="dim tiny prose">Signed by {row.proposedBy}, <time dateTime={row.proposedAt} title={formatMoment(row.proposedAt)}>{formatShort(row.proposedAt, viewerZone())}</time>. {row.waitsFor.length === 0 ? 'Nobody else can confirm it: enrol a second registrar with the root.' : `Still needed: ${listed(row.waitsFor.slice(0, 4)).replace(' and ', ' or ')}.`}</div>
            </div>
            <Button label={`Confirm: ${row.about}, ${entryWords(row)}`} refusal={refusalOf(row.mayConfirm)} onPress={() => { setAsked({ row, act: 'confirm' }); }}>Confirm…</Button>
            <Button kind="quiet" label={`Decline: ${row.about}, ${entryWords(row)}`} refusal={refusalOf(row.mayDecline)} onPress={() => { setAsked({ row, act: 'decline' }); }}>Decline…</Button>
          </li>
        ))}
      </ul>
      {asked?.act === 'confirm' && <ConfirmEntry row={asked.row} onClose={() => { setAsked(null); }} />}
      {asked?.act === 'decline' && <DeclineEntry row={asked.row} onClose={() => { setAsked(null); }} />}
    </Card>
  );
}

function ConfirmEntry({ row, onClose }: { row: ProposalRow; onClose: () => void }) {
  const command = useCommand('roster.confirm');
  const confirm = async (): Promise<void> => {
    const reply = await command.run({ proposal: row.id });
    if (!reply.ok) return;
    showToast({ text: `${row.about}: ${entryWords(row)}. Both signatures are there; it counts now.` });
    onClose();
  };
  return (
    <ConfirmDialog title={`Confirm for ${row.about}: ${entryWords(row)}?`} verb="Confirm and sign" isOpen isPending={command.isPending} error={command.error} onConfirm={() => { void confirm(); }} onClose={onClose}
      consequence={<>{row.proposedBy} signed first. {consequences[row.type] ?? 'It counts from your signature on.'} Your name stands beside theirs for good.</>} />
  );
}

function DeclineEntry({ row, onClose }: { row: ProposalRow; onClose: () => void }) {
  const command = useCommand('roster.decline');
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const decline = async (): Promise<void> => {
    setTried(true);
    if (reason.trim() === '' || command.isPending) return;
    const reply = await command.run({ proposal: row.id, reason: reason.trim() });
    if (!reply.ok) return;
    showToast({ text: `${row.about}: ${entryWords(row)} is declined.` });
    onClose();
  };
  return (
    <ConfirmDialog title={`Decline for ${row.about}: ${entryWords(row)}?`} verb="Decline" isDangerous isOpen isPending={command.isPending} error={command.error} onConfirm={() => { void decline(); }} onClose={onClose}
      consequence="The entry never takes effect. Proposal and refusal stay in the record; somebody may propose it anew.">
      <TextField label="Reason" value={reason} onChange={setReason} isRequired autoFocus error={isTried && reason.trim() === '' ? 'Say why' : undefined} onEnter={() => { void decline(); }} />
    </ConfirmDialog>
  );
}
