// Acceptable inputs for audit findings, each on a finding that is in the right state for it.
import type { Asked, NameOf } from '../../src-main/contract/index.ts';
import type { Connection } from '../../src-main/boot.ts';
import { answer } from './workspace.ts';

type FindingAct = Extract<NameOf<'command'>, `finding.${string}`>;
export async function findingActs(chair: Connection): Promise<{ [N in FindingAct]: Asked<N> }> {
  const raising = { title: 'Validator was also implementer', control: 'ISO27001/A.8.32', severity: 'high' as const, owner: 'Marta Lindqvist' };
  const { id: finding } = await answer(chair, 'finding.raise', raising);
  await answer(chair, 'finding.addAction', { finding, kind: 'workflow', text: 'Name a validator when work starts', owner: 'Grace Obi', dueOn: '2026-12-10' });
  const { rows: [row] } = await answer(chair, 'finding.list', {});
  const { id: ready } = await answer(chair, 'finding.raise', { ...raising, control: 'SOX/CC-4', owner: 'Grace Obi' });
  const release = { finding: ready, kind: 'document' as const, reference: 'Standard 12, revision 3' };
  await answer(chair, 'finding.addEvidence', release);
  return {
    'finding.raise': raising, 'finding.answer': { finding, rootCause: 'Nobody looked', response: 'The form asks for it' }, 'finding.addAction': { finding, kind: 'control', text: 'Refuse it', owner: 'Grace Obi', dueOn: '2026-12-12' },
    'finding.doAction': { finding, action: row!.actions[0]!.id }, 'finding.addEvidence': { ...release, finding }, 'finding.close': { finding: ready, note: 'Read revision 3' },
  };
}
