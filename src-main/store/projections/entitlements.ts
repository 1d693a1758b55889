// Rights of the deployment tools, whose accounts they are held through, and exceptions for conflicts of duties, as tables (SEC-03).
import { duties } from '#contract/entitlements.ts';
import type { AccountKind, Duty } from '#contract/entitlements.ts';
import type { Exception, Right } from '../../domain/entitlements.ts';
import { accountKey } from '../../domain/entitlements.ts';
import type { StampedEvent } from '../../domain/event.ts';
import { idOf } from '../../domain/event.ts';
import type { Records } from '../../ports.ts';
import type { ReadDb, WriteDb } from '../open.ts';
import type { Replayed } from '../replay.ts';

export const entitlementTables = ['entitlement_source', 'entitlement_part', 'entitlement', 'entitlement_change', 'entitlement_account', 'duty_exception'] as const;

const str = (value: unknown): string => (typeof value === 'string' ? value : '');
const count = (value: unknown): number => (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0);
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const erased = '(erased)';
/** A row as it travels: identity, system, environment, right, change reference, kind, duty, whether it reaches production. */
type TravellingRow = readonly [string, string, string, string, string, string, Duty, boolean];
const isRow = (row: unknown): row is TravellingRow => Array.isArray(row) && row.length === 8 && row.slice(0, 6).every((cell) => typeof cell === 'string') && (duties as readonly unknown[]).includes(row[6]) && typeof row[7] === 'boolean';

type SetAside = { row: number; field: string; why: string; value: string };
const isSetAside = (value: unknown): value is SetAside => {
  const { row, field, why, value: stood } = (value ?? {}) as Record<keyof SetAside, unknown>;
  return typeof row === 'number' && count(row) === row && [field, why, stood].every((part) => typeof part === 'string');
};

const columns = 'identity, system, environment, entitlement, change_ref, kind, duty, reaches_production';
const keyColumns = 'identity, system, environment, entitlement, change_ref, kind';

/** Rows wait under their snapshot; once all of its parts are here it takes the place of the one before. */
function importSnapshot(db: WriteDb, source: string, { data, text, at, by }: StampedEvent): void {
  const [snapshot, part, of] = [str(data['snapshot']), count(data['part']), count(data['of'])];
  if (db.get('SELECT 1 FROM entitlement_part WHERE source = ? AND snapshot = ? AND part = ?', source, snapshot, part)) return;
  db.run('INSERT INTO entitlement_part (source, snapshot, part, mapping, quarantined) VALUES (?, ?, ?, ?, ?)', source, snapshot, part, JSON.stringify(text['mapping'] ?? null), JSON.stringify(list(text['quarantined']).filter(isSetAside).map(({ row, field, why, value }) => ({ row, field, why, value }))));
  for (const row of list(text['rows']).filter(isRow)) {
    db.run(`INSERT INTO entitlement (source, snapshot, ${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`, source, snapshot, row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7] ? 1 : 0);
  }
  const here = db.get<{ n: number }>('SELECT count(*) AS n FROM entitlement_part WHERE source = ? AND snapshot = ? AND part < ?', source, snapshot, of)?.n ?? 0;
  const before = db.get<{ snapshot: string }>('SELECT snapshot FROM entitlement_source WHERE id = ?', source)?.snapshot ?? null;
  if (here < of || here === 0 || before === snapshot) return;
  const added = compare(db, source, { how: 'added', from: snapshot, without: before ?? '' });
  const removed = before === null ? 0 : compare(db, source, { how: 'removed', from: before, without: snapshot });
  db.run('DELETE FROM entitlement WHERE source = ? AND snapshot = ?', source, before ?? '');
  db.run('DELETE FROM entitlement_part WHERE source = ? AND snapshot = ?', source, before ?? '');
  const mapping = db.get<{ mapping: string }>('SELECT mapping FROM entitlement_part WHERE source = ? AND snapshot = ? AND part = 0', source, snapshot)?.mapping ?? 'null';
  db.run(`INSERT INTO entitlement_source (id, name, snapshot, file, at, by, added, removed, mapping) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, snapshot = excluded.snapshot, file = excluded.file, at = excluded.at, by = excluded.by, added = excluded.added, removed = excluded.removed, mapping = excluded.mapping`,
  source, str(text['source']) || erased, snapshot, str(text['file']) || erased, at, by, added, removed, mapping);
}

/** Notes which rights one snapshot has and another lacks; answers how many. */
function compare(db: WriteDb, source: string, { how, from, without }: { how: 'added' | 'removed'; from: string; without: string }): number {
  if (how === 'added') db.run('DELETE FROM entitlement_change WHERE source = ?', source);
  db.run(`INSERT INTO entitlement_change (source, how, ${columns}) SELECT source, ?, ${columns} FROM entitlement
    WHERE source = ? AND snapshot = ? AND (${keyColumns}) NOT IN (SELECT ${keyColumns} FROM entitlement WHERE source = ? AND snapshot = ?)`, how, source, from, source, without);
  return db.get<{ n: number }>('SELECT count(*) AS n FROM entitlement_change WHERE source = ? AND how = ?', source, how)?.n ?? 0;
}

function mapIdentity(db: WriteDb, source: string, { data, text }: StampedEvent): void {
  const identity = str(text['identity']);
  if (identity === '') return;
  if (typeof data['person'] !== 'string') db.run('DELETE FROM entitlement_account WHERE source = ? AND identity = ?', source, identity);
  else db.run('INSERT INTO entitlement_account (source, identity, kind, person) VALUES (?, ?, ?, ?) ON CONFLICT (source, identity) DO UPDATE SET kind = excluded.kind, person = excluded.person', source, identity, str(data['kind']) || 'personal', data['person']);
}

/** Folds an event that is about rights of tools; any other event is left alone. */
export function foldEntitlement(db: WriteDb, event: StampedEvent): void {
  const id = idOf(event.subject);
  const { data, text, by, at } = event;
  switch (event.type) {
    case 'entitlement.snapshotImported': importSnapshot(db, id, event); break;
    case 'entitlement.identityMapped': mapIdentity(db, id, event); break;
    case 'entitlement.exceptionGranted':
      db.run('INSERT INTO duty_exception (id, rule, holder, reason, owner, expires_on, covers, by, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
        id, str(data['rule']), str(text['holder']), str(text['reason']) || erased, str(data['owner']), str(data['expiresOn']), JSON.stringify(list(text['covers']).filter((key) => typeof key === 'string')), by, at);
      break;
    case 'entitlement.exceptionEnded': db.run('DELETE FROM duty_exception WHERE id = ?', id); break;
    default:
  }
}

/** Folds a source, or an exception, from its first event. */
export function replayEntitlements(db: WriteDb, subject: string, replayed: readonly Replayed[]): void {
  const id = idOf(subject);
  for (const table of ['entitlement_part', 'entitlement', 'entitlement_change', 'entitlement_account']) db.run(`DELETE FROM ${table} WHERE source = ?`, id);
  db.run('DELETE FROM entitlement_source WHERE id = ?', id);
  db.run('DELETE FROM duty_exception WHERE id = ?', id);
  for (const { event } of replayed) foldEntitlement(db, event);
}

type Row = { source: string; identity: string; system: string; environment: string; entitlement: string; change_ref: string; kind: string; duty: Duty; reaches_production: number };

/** Which change references name a change known here: by its number, or as another tool calls it. */
function knownReferences(db: ReadDb, references: ReadonlySet<string>): Set<string> {
  if (references.size === 0) return new Set();
  // From one source to the next along the index: a list of distinct ones would read every change.
  const sources = db.all<{ name: string }>(`WITH RECURSIVE s (name) AS (SELECT min(source) FROM change WHERE external_id IS NOT NULL
    UNION ALL SELECT (SELECT min(source) FROM change WHERE source > s.name AND external_id IS NOT NULL) FROM s WHERE s.name IS NOT NULL) SELECT name FROM s WHERE name IS NOT NULL`).map(({ name }) => name);
  return new Set([...references].filter((ref) => db.get('SELECT 1 FROM change WHERE number = ?', ref.toUpperCase()) !== undefined
    || sources.some((source) => db.get('SELECT 1 FROM change WHERE source = ? AND external_id = ?', source, ref) !== undefined)));
}

/** Rights that rules ask about, as the imported tools grant them now. */
function rightsNow(db: ReadDb): Right[] {
  const rows = db.all<Row>(`SELECT e.source, ${columns.split(', ').map((c) => `e.${c}`).join(', ')} FROM entitlement_source s JOIN entitlement e ON e.source = s.id AND e.snapshot = s.snapshot WHERE e.duty <> 'none' ORDER BY e.source, e.identity, e.system, e.environment, e.entitlement, e.change_ref, e.kind`);
  const known = knownReferences(db, new Set(rows.filter((row) => row.duty === 'direct' && row.change_ref !== '').map((row) => row.change_ref)));
  return rows.map(({ entitlement: right, change_ref: grant, reaches_production: reaches, ...row }) => ({ ...row, right, grant, reachesProduction: reaches === 1, isChangeBound: known.has(grant) }));
}

type ExceptionRow = Omit<Exception, 'expiresOn' | 'covers'> & { expires_on: string; covers: string };

export const entitlementRecords = (db: ReadDb): Pick<Records, 'entitlements' | 'findEntitlementSource'> => ({
  findEntitlementSource: (ref) => db.get<{ id: string; name: string }>('SELECT id, name FROM entitlement_source WHERE id = ?', ref) ?? db.get<{ id: string; name: string }>('SELECT id, name FROM entitlement_source WHERE name = ? COLLATE NOCASE ORDER BY id LIMIT 1', ref) ?? null,
  entitlements: () => ({
    rights: rightsNow(db),
    owners: new Map(db.all<{ source: string; identity: string; kind: AccountKind; person: string }>('SELECT source, identity, kind, person FROM entitlement_account').map(({ kind, person, ...account }) => [accountKey(account), { kind, person }])),
    exceptions: db.all<ExceptionRow>('SELECT id, rule, holder, reason, owner, expires_on, covers, by, at FROM duty_exception ORDER BY id').map(({ expires_on: expiresOn, covers, ...rest }) => ({ ...rest, expiresOn, covers: JSON.parse(covers) as string[] })),
  }),
});
