// What the store knows of a change as an emergency: its sheet, and the incidents that sheet names.
import { emergencySheet } from '../../domain/emergency.ts';
import type { EmergencyFacts } from '../../domain/emergency-rules.ts';
import { incidentSheet } from '../../domain/incident.ts';
import type { ReadDb } from '../open.ts';
import { findSheet } from './sheets.ts';

export function emergencyFacts(db: ReadDb, change: string): EmergencyFacts {
  const sheet = findSheet(db, emergencySheet, change);
  if (!sheet) return { sheet, incidents: {} };
  const cited = [...sheet.declared.value.criteria, ...sheet.health, ...sheet.validations].flatMap(({ incident }) => incident ?? []);
  const incidents = cited.flatMap((id) => { const incident = findSheet(db, incidentSheet, id); return incident ? [[incident.id, incident] as const] : []; });
  return { sheet, incidents: Object.fromEntries(incidents) };
}
