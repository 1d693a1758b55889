// Acceptable inputs for policies, charters, profiles, models and approvals, each on a record that is in the right state for it.
import type { Asked, NameOf } from '../../src-main/contract/index.ts';
import type { Connection } from '../../src-main/boot.ts';
import type { ModelDraft } from '../../src-main/contract/models.ts';
import { defaultPolicy } from '../../src-main/domain/policy-document.ts';
import { answer, completeChange, putForward } from './workspace.ts';
import type { TestWorkspace } from './workspace.ts';

type PolicyAct = Extract<NameOf<'command'>, `policy.${string}` | `charter.${string}` | `profile.${string}` | `model.${string}` | `approval.${string}` | `classification.${string}`>;
const definition = (name: string): ModelDraft => ({ name, steps: [{ text: 'Drain the node' }], parameters: [{ kind: 'number', id: 'nodes', name: 'Nodes at once', least: 1, most: 2 }] });
const policy = (version: string) => ({ document: { ...defaultPolicy, version }, cause: 'metric' as const, reference: 'MET-05' });
const charter = (team: string) => ({ team, members: ['Priya Nair', 'Grace Obi'], until: '2027-06-30' });
const all = { testAutomation: 3, observability: 3, rollbackAutomation: 3, traceability: 3, incidentPerformance: 3 };

/** `decided` is a change that the board approved. */
export async function policyActs(workspace: TestWorkspace, { chair, release, decided }: { chair: Connection; release: Connection; decided: string }): Promise<{ [N in PolicyAct]: Asked<N> }> {
  const draft = async (name: string): Promise<string> => (await answer(chair, 'model.draft', { definition: definition(name) })).id;
  const [edited, run, proposed, suspended, retired] = [await draft('Edited'), await draft('Run well'), await draft('Proposed'), await draft('Suspended'), await draft('Retired')] as const;
  // A history takes weeks; the register of changes says it has been.
  workspace.raw((db) => { for (const [i, name] of ['Run well', 'Proposed'].entries()) db.prepare("UPDATE change SET type = 'normal', model = ?, outcome = 'successful' WHERE n IN (SELECT n FROM change WHERE state = 'closed' ORDER BY n LIMIT 5 OFFSET ?)").run(name, i * 5); });
  await answer(release, 'model.propose', { model: proposed });
  const { id: signed } = await answer(chair, 'policy.propose', policy('2027-1'));
  const { id: withdrawn } = await answer(chair, 'policy.propose', policy('2027-2'));
  const { id: ending } = await answer(chair, 'charter.grant', charter('Ending'));
  const quiet = { ...completeChange, service: 'Service desk tools', requester: 'Tomasz Zielinski', owner: 'Tomasz Zielinski' };
  const { id: waiting } = await answer(release, 'change.create', { ...quiet, title: 'Waits for its authority' });
  await putForward(waiting, release, chair);
  const { id: change } = await answer(release, 'change.create', { ...quiet, title: 'Uses a model' });
  return {
    'policy.propose': policy('2027-3'), 'policy.sign': { policy: signed }, 'policy.withdraw': { policy: withdrawn, reason: 'Too early' }, 'charter.grant': charter('Another'), 'charter.end': { charter: ending, reason: 'Team split' },
    'profile.score': { name: 'Another', answers: all, perMonth: 4 }, 'model.draft': { definition: definition('New') }, 'model.edit': { model: edited, definition: { ...definition('Edited'), about: 'More' } }, 'model.propose': { model: run },
    'model.preAuthorise': { model: proposed, decidedOn: decided, until: '2027-06-30' }, 'model.use': { change, model: edited }, 'model.suspend': { model: suspended, reason: 'Odd' }, 'model.retire': { model: retired, reason: 'No longer run' },
    'approval.decide': { change: waiting, verdict: 'given' }, 'classification.answer': { change, parameters: { nodes: 1 } }, 'classification.setType': { change, type: 'emergency' },
  };
}
