// Acceptable inputs for mappings of controls and for what regulatory tags ask for, each on a record that is in the right state for it (AUD-04).
import type { Asked, NameOf } from '../../src-main/contract/index.ts';
import type { Connection } from '../../src-main/boot.ts';
import { answer, completeChange } from './workspace.ts';
import type { TestWorkspace } from './workspace.ts';

type ObligationAct = Extract<NameOf<'command'>, `obligation.${string}` | `control.${string}`>;
export async function obligationActs(workspace: TestWorkspace, chair: Connection): Promise<{ [N in ObligationAct]: Asked<N> }> {
  await answer(await workspace.as('Ingrid Solberg'), 'role.grant', { person: 'Tomasz Zielinski', role: 'service-owner' });
  for (const { id, subject } of (await answer(chair, 'roster.pending', {})).rows.map((row) => ({ id: row.id, subject: JSON.stringify(row) }))) if (subject.includes('service-owner')) await answer(chair, 'roster.confirm', { proposal: id });
  const { id: change } = await answer(chair, 'change.create', { ...completeChange, title: 'Of the ledger', service: 'Service desk tools', requester: 'Marta Lindqvist', owner: 'Marta Lindqvist', regulatoryTags: ['SOX', 'GDPR'] });
  return {
    'control.map': { control: 'SOX/CC-4', rules: ['missing-evidence'], fields: ['testPlan', 'justification'], evidence: ['test-results'], reason: 'The reason belongs to it' },
    'obligation.approve': { change, reason: 'The figures hold' }, 'obligation.stateImpact': { change, impact: 'unchanged', statement: 'Names of account holders, shown as before' },
  };
}
