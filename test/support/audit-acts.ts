// Acceptable inputs for samples, tests and requests of an auditor, each on a record that is in the right state for it.
import type { Asked, NameOf } from '../../src-main/contract/index.ts';
import type { Connection } from '../../src-main/boot.ts';
import { answer } from './workspace.ts';

type AuditAct = Extract<NameOf<'command'>, `audit.${string}`>;
export const drawing = { from: '2020-01-01', to: '2026-12-31', size: 3, seed: '42' };
export async function auditActs(auditor: Connection, asked: Connection): Promise<{ [N in AuditAct]: Asked<N> }> {
  const { id: sample } = await answer(auditor, 'audit.drawSample', { ...drawing, controls: ['Evidence'] });
  const { rows: [drawn] } = await answer(auditor, 'audit.showSample', { sample });
  const request = { text: 'Who approved it?', owner: 'Marta Lindqvist', dueOn: '2026-12-10' };
  const ask = async (): Promise<string> => (await answer(auditor, 'audit.request', request)).id;
  const [open, answered] = [await ask(), await ask()];
  await answer(asked, 'audit.answerRequest', { request: answered, text: 'The board, in November' });
  return {
    'audit.drawSample': { ...drawing, controls: ['Evidence'] }, 'audit.test': { sample, change: drawn!.number, control: 'Evidence', result: 'pass' }, 'audit.request': request,
    'audit.answerRequest': { request: open, text: 'The board' }, 'audit.acceptAnswer': { request: answered },
  };
}
