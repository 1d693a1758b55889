// Acceptable inputs for waves, on a release that has one.
import type { Connection } from '../../src-main/boot.ts';
import type { Asked, NameOf } from '../../src-main/contract/index.ts';
import { answer } from './workspace.ts';

export async function waveActs(release: Connection): Promise<{ [N in Extract<NameOf<'command'>, `wave.${string}`>]: Asked<N> }> {
  const { id } = await answer(release, 'release.plan', { name: 'World release' });
  for (const [region, zone] of [['London', 'Europe/London'], ['Singapore', 'Asia/Singapore']] as const) await answer(release, 'wave.set', { release: id, region, zone, minutes: 120 });
  const { rows: [wave] } = await answer(release, 'wave.list', { release: id });
  return {
    'wave.set': { release: id, region: 'New York', zone: 'America/New_York', minutes: 120 }, 'wave.drop': { release: id, wave: wave!.id }, 'wave.base': { release: id, zone: 'Europe/London' }, 'wave.place': { release: id, from: '2026-12-05T08:00' },
  };
}

/** A wave that is set on a day of December 2026. */
export const londonWave = (day: string) => ({ type: 'wave.set' as const, data: { wave: 'w1', zone: 'Europe/London', office: { from: '09:00', to: '17:00', days: [1, 2, 3, 4, 5] }, holidays: ['2026-12-25'], minutes: 120, startsAt: `2026-12-${day}T13:00:00.000Z` }, text: { region: 'London' } });
