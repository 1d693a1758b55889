// Backups before the change, against what the service promises; and whether its schedule can keep that promise at all.
import { useState } from 'react';
import type { BackoutRecord } from '#contract/backout.ts';
import { refusalOf } from '../../app/actions.ts';
import { FormDialog } from '../../app/form-dialog.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { DateTimeField, DayField, NumberField, TextField } from '../../ui/fields.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { Meter } from '../../ui/meter.tsx';
import { showToast } from '../../ui/toast.tsx';
import { formatMinutes, formatShort } from '../../ui/time-words.ts';
import { sizeWords } from '../../ui/words.ts';
import { PartCard } from './part-card.tsx';
import s from './backout.module.css';

export function BackupCard({ record, onRegister, onSchedule }: { record: BackoutRecord; onRegister: () => void; onSchedule: () => void }) {
  const { backup, backups, objectives: { rpo }, schedule } = record;
  return (
    <PartCard record={record} title="Backup before the change" pieces={['backup']} aside={rpo === null ? 'no RPO is known' : `RPO ${formatMinutes(rpo)}`} acts={(
      <>
        <Button hotkey="B" refusal={refusalOf(record.may['backup'])} onPress={onRegister}>Register a backup</Button>
        {schedule !== null && <Button refusal={refusalOf(record.may['schedule'])} onPress={onSchedule}>Schedule of the service</Button>}
      </>
    )}>
      {backups.length === 0 ? <p className="dim">None registered. It may be {formatMinutes(backup.limitMinutes)} old at most, with a restore test.</p> : (
        <p className={s.line}><span>Age {formatMinutes(backup.ageMinutes)} of {formatMinutes(backup.limitMinutes)}</span><span className={s.meter}><Meter label="Age of the youngest backup" value={Math.max(0, backup.ageMinutes)} most={backup.limitMinutes} isOver={backup.ageMinutes > backup.limitMinutes} /></span></p>
      )}
      <ul className={s.list}>{backups.slice(0, 5).map((b) => (
        <li key={b.id}><div className="grow"><p className="prose"><b>{b.system}</b> {b.job}</p><p className="dim prose">{sizeWords(b.size)}, {b.catalogue || b.digest}; {b.restoreTestedOn === null ? 'restore never tested' : `restore tested ${b.restoreTestedOn}`}</p></div><span className="dim">{formatShort(b.takenAt)}</span></li>
      ))}</ul>
      {schedule !== null && schedule.everyMinutes !== null && <p>{schedule.isAligned === false
        ? <SignalMark signal="bad">{schedule.service} is backed up every {formatMinutes(schedule.everyMinutes)}, which cannot keep an RPO of {formatMinutes(rpo ?? 0)}: misaligned</SignalMark>
        : <SignalMark signal={schedule.isAligned === true ? 'ok' : 'info'}>{schedule.service} is backed up every {formatMinutes(schedule.everyMinutes)}{schedule.isAligned === true ? ', within its RPO' : ''}</SignalMark>}</p>}
      <Misaligned own={schedule?.service ?? ''} />
    </PartCard>
  );
}

/** Other services whose schedule misses their RPO. */
function Misaligned({ own }: { own: string }) {
  const rows = useQuery('backout.schedules', {}).value?.rows.filter((r) => r.isAligned === false && r.name !== own) ?? [];
  if (rows.length === 0) return null;
  return <details><summary>{rows.length} other {rows.length === 1 ? 'service' : 'services'} with a misaligned schedule</summary><ul className={s.list}>{rows.map((r) => <li key={r.service}><span className="grow prose">{r.name}</span><span className="dim">every {formatMinutes(r.everyMinutes)}, RPO {formatMinutes(r.rpoMinutes ?? 0)}</span></li>)}</ul></details>;
}

export function BackupDialog({ record, onClose }: { record: BackoutRecord; onClose: () => void }) {
  const [said, setSaid] = useState({ system: record.schedule?.service ?? '', job: '', digest: '', catalogue: '' });
  const [takenAt, setTakenAt] = useState<string | null>(null);
  const [mebibytes, setMebibytes] = useState<number | null>(null);
  const [restoreTestedOn, setRestoreTestedOn] = useState<string | null>(null);
  const [isTried, setTried] = useState(false);
  const register = useCommand('backout.registerBackup');
  const need = (isThere: boolean, sentence: string): string | undefined => (isTried && !isThere ? sentence : undefined);
  const isNamed = said.digest.trim() !== '' || said.catalogue.trim() !== '';
  const send = async (): Promise<void> => {
    setTried(true);
    if (register.isPending || takenAt === null || mebibytes === null || mebibytes < 1 || said.system.trim() === '' || said.job.trim() === '' || !isNamed) return;
    const reply = await register.run({ change: record.change, ...said, takenAt, size: mebibytes * 1024 * 1024, restoreTestedOn });
    if (!reply.ok) return;
    showToast({ text: 'Backup registered.' });
    onClose();
  };
  return (
    <FormDialog title="Register a backup" verb="Register" size="medium" onSend={() => { void send(); }} onClose={onClose} isPending={register.isPending} error={register.error}>
      <div className={s.pair}>
        <TextField label="System" value={said.system} onChange={(system) => { setSaid({ ...said, system }); }} isRequired autoFocus error={need(said.system.trim() !== '', 'Name the system')} />
        <TextField label="Job" value={said.job} onChange={(job) => { setSaid({ ...said, job }); }} isRequired error={need(said.job.trim() !== '', 'The job’s id')} />
        <DateTimeField label="Taken at" value={takenAt} onChange={(at) => { register.clear(); setTakenAt(at); }} zone={record.time.zone} isRequired error={need(takenAt !== null, 'When it was taken')} />
        <NumberField label="Size" unit="MiB" value={mebibytes} onChange={setMebibytes} least={1} isRequired error={need(mebibytes !== null && mebibytes > 0, 'More than nothing')} />
        <TextField label="Digest" value={said.digest} onChange={(digest) => { setSaid({ ...said, digest }); }} error={need(isNamed, 'A digest or a reference')} />
        <TextField label="Reference in the catalogue" value={said.catalogue} onChange={(catalogue) => { setSaid({ ...said, catalogue }); }} />
        <DayField label="Last restore test" value={restoreTestedOn} onChange={setRestoreTestedOn} />
      </div>
    </FormDialog>
  );
}

export function ScheduleDialog({ record, onClose }: { record: BackoutRecord; onClose: () => void }) {
  const every = record.schedule?.everyMinutes ?? null;
  const [hours, setHours] = useState<number | null>(every === null ? null : Math.max(1, Math.round(every / 60)));
  const [system, setSystem] = useState(record.schedule?.system ?? '');
  const set = useCommand('backout.setSchedule');
  const send = async (): Promise<void> => {
    if (set.isPending) return;
    const reply = await set.run({ change: record.change, everyMinutes: hours === null ? null : hours * 60, system });
    if (!reply.ok) return;
    showToast({ text: 'Schedule set.' });
    onClose();
  };
  return (
    <FormDialog size="small" title={`How often is ${record.schedule?.service ?? 'the service'} backed up?`} verb="Set it" onSend={() => { void send(); }} onClose={onClose} isPending={set.isPending} error={set.error}>
      <NumberField label="Every" unit="hours" value={hours} onChange={setHours} least={1} most={8760} autoFocus help="Left empty, no schedule is on record." />
      <TextField label="Taken by" value={system} onChange={setSystem} />
    </FormDialog>
  );
}
