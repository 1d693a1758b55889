// Opening an incident, correcting or confirming it, closing it.
import { useState } from 'react';
import type { IncidentRow } from '#contract/incident.ts';
import { FormDialog } from '../../app/form-dialog.tsx';
import { ReasonDialog } from '../../app/reason-dialog.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Select, TextField } from '../../ui/fields.tsx';
import { showToast } from '../../ui/toast.tsx';

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
  return <ReasonDialog op="incident.close" title={`Close ${incident.number}?`} verb="Close" keep="Leave it open" label="How it was resolved" lack="Say how it was resolved" said={`${incident.number} is closed.`} input={(resolution) => ({ incident: incident.id, resolution })} onClose={onClose} about="Closing is final. A closed incident can be cited by no further emergency; if it comes back, open a new one." />;
}
