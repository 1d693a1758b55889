// How often a service is backed up, against what it promises to recover (BCK-06).
import type { DomainEvent } from './event.ts';
import { idOf, subjectOf } from './event.ts';
import { textIn, wholeIn } from './json-values.ts';
import { needs } from './roles.ts';
import type { Kept } from './sheet.ts';
import { sheet, writeKept } from './sheet.ts';
import type { By, Refused, Verdict } from './verdict.ts';
import { accept } from './verdict.ts';

/** `everyMinutes`: the longest time between two backups; null takes a schedule away. `system` takes them. */
export type BackupSchedule = { everyMinutes: number | null; system: string };
export type ScheduleSheet = { service: string; schedule: Kept<BackupSchedule> };
export const mostScheduleMinutes = 525_600;

export const backupScheduleSheet = sheet<ScheduleSheet>({
  name: 'backup-schedule', kind: 'service', types: ['service.backupScheduleSet'],
  fold: (state, event, cause) => ({ service: idOf(event.subject), schedule: writeKept(state?.schedule, { everyMinutes: wholeIn(event.data['everyMinutes'], 1, mostScheduleMinutes), system: textIn(event.text['system']) }, event, { key: 'service.backupSchedule', cause }) }),
});

/** BCK-06: a schedule keeps the objective when no two backups are further apart than the RPO. Null where one of the two is unknown. */
export const isAligned = ({ everyMinutes, rpoMinutes }: { everyMinutes: number | null; rpoMinutes: number | null }): boolean | null => (rpoMinutes === null || everyMinutes === null ? null : everyMinutes <= rpoMinutes);

export const mayKeepSchedule = ({ actor }: By): Refused | null => needs('keepBackups', actor);
export const setSchedule = (service: string, { everyMinutes, system }: BackupSchedule, by: By): Verdict<DomainEvent> =>
  mayKeepSchedule(by) ?? accept({ type: 'service.backupScheduleSet', subject: subjectOf('service', service), data: { everyMinutes }, text: { system } });
