// Opening an incident, correcting or confirming it, closing it.
import { useState } from 'react';
import type { IncidentRow } from '#contract/incident.ts';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Select, TextArea, TextField } from '../../ui/fields.tsx';
import { showToast } from '../../ui/toast.tsx';
import { FormDialog } from './form-dialog.tsx';

const severities = [['1', 'Severity 1: a critical service is down'], ['2', 'Severity 2: a service is badly impaired'], ['3', 'Severity 3: some users are affected'], ['4', 'Severity 4: a nuisance']] as const;

/** A new incident, or one that is known: a draft is confirmed by it. */
export function IncidentDialog({ incident, onClose }: { incident: IncidentRow | null; onClose: () => void }) {
  const [severity, setSeverity] = useState<(typeof severities)[number][0]>(String(incident?.severity ?? 2) as '2');
  const [service, setService] = useState(incident?.service ?? '');
  const [summary, setSummary] = useState(incident?.summary ?? '');
  const [isTried, setTried] = useState(false);
  const open = useCommand('incident.open');
  const update = useCommand('incident.update');
  const services = useQuery('change.facets', {}).value?.services.map(({ name }) => name).filter((name) => name !== '') ?? [];
  const problems = { service: service.trim() === '' ? 'Name the service' : undefined, summary: summary.trim() === '' ? 'Say in one line what is wrong' : undefined };
  const isDraft = incident?.state === 'draft';
  const send = async (): Promise<void> => {
    setTried(true);
    if (open.isPending || update.isPending || problems.service !== undefined || problems.summary !== undefined) return;
    const said = { severity: Number(severity), service: service.trim(), summary: summary.trim() };
    const reply = incident ? await update.run({ incident: incident.id, ...said, confirm: isDraft }) : await open.run(said);
    if (!reply.ok) return;
    showToast({ text: `${reply.value.number ?? 'The incident'} is ${incident === null ? 'open' : isDraft ? 'confirmed' : 'corrected'}.` });
    onClose();
  };
  const title = incident === null ? 'Open an incident' : isDraft ? `Confirm ${incident.number}?` : `Correct ${incident.number}`;
  return (
    <FormDialog title={title} about={isDraft ? 'A failed validation drafted it. Once confirmed it counts as an incident and can be cited.' : 'An emergency rests on an active incident of severity 1 or 2.'} verb={incident === null ? 'Open' : isDraft ? 'Confirm' : 'Correct'} size="small" isPending={open.isPending || update.isPending} error={open.error ?? update.error} onSend={() => { void send(); }} onClose={onClose}>
      <Select label="Severity" value={severity} onChange={setSeverity} options={severities.map(([value, label]) => ({ value, label }))} autoFocus />
      <TextField label="Service" value={service} onChange={setService} suggestions={services} isRequired maxLength={200} error={isTried ? problems.service : undefined} />
      <TextField label="What is wrong" value={summary} onChange={setSummary} isRequired error={isTried ? problems.summary : undefined} />
    </FormDialog>
  );
}

export function CloseIncidentDialog({ incident, onClose }: { incident: IncidentRow; onClose: () => void }) {
  const [resolution, setResolution] = useState('');
  const [isTried, setTried] = useState(false);
  const close = useCommand('incident.close');
  const send = async (): Promise<void> => {
    setTried(true);
    if (close.isPending || resolution.trim() === '') return;
    const reply = await close.run({ incident: incident.id, resolution });
    if (!reply.ok) return;
    showToast({ text: `${incident.number} is closed.` });
    onClose();
  };
  return (
    <FormDialog title={`Close ${incident.number}?`} about="Closing is final. A closed incident can be cited by no further emergency; if it comes back, open a new one." verb="Close" keep="Leave it open" size="small" isPending={close.isPending} error={close.error} onSend={() => { void send(); }} onClose={onClose}>
      <TextArea label="How it was resolved" value={resolution} onChange={setResolution} rows={3} isRequired autoFocus error={isTried && resolution.trim() === '' ? 'Say how it was resolved' : undefined} />
    </FormDialog>
  );
}
