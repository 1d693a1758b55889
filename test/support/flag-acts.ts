// Acceptable inputs for feature flags and standards of the architecture.
import type { Connection } from '../../src-main/boot.ts';
import type { Asked, NameOf } from '../../src-main/contract/index.ts';
import { answer } from './workspace.ts';

type FlagAct = Extract<NameOf<'command'>, `flag.${string}` | `standard.${string}`>;
export async function flagActs(release: Connection, manager: Connection): Promise<{ [N in FlagAct]: Asked<N> }> {
  const owner = 'Tomasz Zielinski';
  const keys = ['kept', 'revised', 'removed'];
  for (const key of keys) await answer(release, 'flag.register', { key, owner });
  const terms = { technology: 'log4j', lifecycle: 'retire', validFrom: '2026-01-01' } as const;
  for (const technology of ['log4j', 'struts', 'ant']) await answer(manager, 'standard.register', { ...terms, technology });
  const { id } = await answer(release, 'release.plan', { name: 'Dispensed release' });
  await answer(manager, 'standard.dispense', { standard: 'struts', release: id, until: '2027-06-30', reason: 'No other yet' });
  const { rows: [struts] } = await answer(release, 'standard.list', { text: 'struts' });
  return {
    'flag.register': { key: 'another-flag', owner }, 'flag.revise': { flag: 'revised', key: 'revised', owner, kind: 'ops' }, 'flag.remove': { flag: 'removed', reason: 'Out of the code' }, 'flag.activate': { flag: 'kept', environment: 'staging', state: 'on' },
    'standard.register': { ...terms, technology: 'jQuery' }, 'standard.revise': { ...terms, standard: 'log4j', range: '<2.17' }, 'standard.end': { standard: 'ant', reason: 'Replaced' }, 'standard.dispense': { standard: 'log4j', release: id, until: '2027-06-30', reason: 'No other yet' }, 'standard.endDispensation': { standard: 'struts', dispensation: struts!.dispensations[0]!.id, reason: 'Replaced' },
  };
}
