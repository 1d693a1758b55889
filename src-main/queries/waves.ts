// Waves of a release as people read them (CAL-07).
import { mayPlanWaves, viewOf, waveSheet } from '../domain/waves.ts';
import type { QueryHandlers } from '../ports.ts';
import { may } from './change.ts';

export const waveQueries = {
  'wave.list': (context, { release: ref }) => {
    const release = context.loadRelease(ref);
    const waves = context.findSheet(waveSheet, release.id);
    const name = (id: string): string => context.db.get<{ name: string }>('SELECT name FROM person WHERE id = ?', id)?.name ?? '';
    return { base: waves?.base ?? 'UTC', rows: waves === null ? [] : viewOf(waves).map((row) => ({ ...row, also: row.also.map((one) => ({ ...one, by: name(one.by) })) })), mayPlan: may(mayPlanWaves(context)) };
  },
} satisfies Partial<QueryHandlers>;
