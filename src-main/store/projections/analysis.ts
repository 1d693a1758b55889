// What the gates of a change ask about its failure modes, its pre-mortem and its coverage (RISK-05 to RISK-07).
import type { Analysis } from '../../domain/analysis.ts';
import type { Change } from '../../domain/change.ts';
import { coverageSheet } from '../../domain/coverage-credit.ts';
import { fmeaSheet } from '../../domain/fmea.ts';
import { deputiesOf, nameKey, ownerOf } from '../../domain/item.ts';
import type { Service } from '../../domain/item.ts';
import { premortemSheet } from '../../domain/premortem.ts';
import type { ReadDb } from '../open.ts';
import { findSheet } from './sheets.ts';

function ownersOf(db: ReadDb, { service: name }: Change['fields']): Analysis['owners'] {
  const row = name === '' ? undefined : db.get<{ body: string }>('SELECT body FROM service WHERE name_key = ? ORDER BY id LIMIT 1', nameKey(name));
  if (!row) return [];
  const service = JSON.parse(row.body) as Service;
  return [ownerOf(service), ...deputiesOf(service)];
}

export const analysisOf = (db: ReadDb, change: Change): Analysis => ({
  fmea: findSheet(db, fmeaSheet, change.id), premortem: findSheet(db, premortemSheet, change.id), coverage: findSheet(db, coverageSheet, change.id), owners: ownersOf(db, change.fields),
});
