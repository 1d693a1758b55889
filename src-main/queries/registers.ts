// Reads of the small registers: imports, mappings, and the state of the workspace.
import type { Mapping } from '#contract/imports.ts';
import type { Output } from '#contract/index.ts';
import { policy } from '../domain/policy.ts';
import { needs } from '../domain/roles.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { writerOf } from './exchange.ts';

type Run = { id: string; name: string; source: string; at: string; by_name: string; state: 'running' | 'done' | 'undone' | 'failed'; new: number; changed: number; unchanged: number; quarantined: number };

/** The reminder counts from the last backup, before the first one from the day this device was enrolled. Nothing in the worked example is worth one. */
function backupState({ db, organisation, lastBackup, now }: ReadContext): Pick<Output<'workspace.status'>, 'lastBackupAt' | 'daysWithoutBackup' | 'isBackupDue'> {
  const last = lastBackup();
  const since = last ?? db.get<{ at: string }>('SELECT enrolled_at AS at FROM device WHERE feed = ?', organisation.deviceFeed)?.at ?? now;
  const days = Math.max(0, Math.floor((Date.parse(now) - Date.parse(since)) / 86_400_000));
  return { lastBackupAt: last, daysWithoutBackup: days, isBackupDue: !organisation.isSample && days >= policy.backupDays };
}

function status(context: ReadContext): Output<'workspace.status'> {
  const { db, trail, organisation } = context;
  const counts = (dimension: string): Record<string, number> => Object.fromEntries(db.all<{ value: string; count: number }>('SELECT value, count FROM change_count WHERE dimension = ? ORDER BY value', dimension).map((r) => [r.value, r.count]));
  const meeting = db.get<{ number: string; name: string; starts_at: string; items: number }>("SELECT m.number, b.name, m.starts_at, m.items FROM meeting m JOIN board b ON b.id = m.board WHERE m.state <> 'ended' ORDER BY m.starts_at LIMIT 1");
  const feeds = trail.feeds().map((one) => ({ ...one, site: writerOf(context, one.feed) }));
  const last = trail.lastCheckpoint();
  return {
    organisation: organisation.name, site: organisation.site, isEncrypted: context.isEncrypted,
    changes: { total: counts('total')[''] ?? 0, byState: counts('state'), byType: counts('type'), byTier: counts('tier') },
    nextMeeting: meeting ? { number: meeting.number, board: meeting.name, startsAt: meeting.starts_at, items: meeting.items } : null,
    trail: { events: db.get<{ count: number }>('SELECT count FROM event_count')?.count ?? 0, commits: feeds.reduce((sum, f) => sum + f.count, 0), feeds, lastCheckpointAt: last?.at ?? null, lastCheckpointCount: last?.count ?? null },
    pending: db.get<{ n: number }>('SELECT count(*) AS n FROM pending')?.n ?? 0, quarantined: 0,
    ...backupState(context),
  };
}

export const registerQueries = {
  'workspace.status': status,
  'trail.events': ({ trail }, { limit, after }) => trail.latest(limit, after ?? null),
  'import.list': ({ db, actor }, { limit, after }) => {
    const [at = '9', id = ''] = after?.split('\n') ?? [];
    const rows = db.all<Run>('SELECT r.*, ifnull(p.name, r.by) AS by_name FROM import_run r LEFT JOIN person p ON p.id = substr(r.by, 8) WHERE (r.at, r.id) < (?, ?) ORDER BY r.at DESC, r.id DESC LIMIT ?', at, id, limit + 1);
    const last = rows[limit - 1];
    const mayUndo = needs('import', actor) === null;
    return {
      rows: rows.slice(0, limit).map((r) => ({ id: r.id, name: r.name, source: r.source, at: r.at, by: r.by_name, state: r.state, new: r.new, changed: r.changed, unchanged: r.unchanged, quarantined: r.quarantined, mayUndo: mayUndo && r.state === 'done' })),
      next: rows.length > limit && last ? `${last.at}\n${last.id}` : null,
    };
  },
  'import.quarantine': ({ db }, { import: id, limit, after }) => {
    const [row = '-1', field = ''] = after?.split('\n') ?? [];
    const rows = db.all<{ row: number; field: string; why: string; value: string }>('SELECT row, field, why, value FROM import_quarantine WHERE import = ? AND (row, field) > (?, ?) ORDER BY row, field LIMIT ?', id, Number(row), field, limit + 1);
    const last = rows[limit - 1];
    return { rows: rows.slice(0, limit), next: rows.length > limit && last ? `${last.row}\n${last.field}` : null };
  },
  'mapping.list': ({ db }) => db.all<{ body: string }>('SELECT body FROM mapping ORDER BY name LIMIT 500').map((r) => JSON.parse(r.body) as Mapping),
} satisfies Partial<QueryHandlers>;
