// The risk form of a change filled in, for journeys that begin after it; and one acceptable input for every command about it.
import type { risk } from '../../src-main/contract/risk.ts';
import type { Asked } from '../../src-main/contract/index.ts';
import type { Connection } from '../../src-main/boot.ts';
import { questions } from '../../src-main/domain/questionnaire.ts';
import { answer, completeChange } from './workspace.ts';

type Names = { [N in keyof typeof risk]: (typeof risk)[N]['kind'] extends 'command' ? N : never }[keyof typeof risk];
export type RiskActs = { [N in Names]: Asked<N> };

/** Answers every question but those named with no, classifies the impact, and says the way back. */
export async function fillRisk(connection: Connection, change: string, but: readonly string[] = []): Promise<void> {
  await answer(connection, 'risk.classify', { change, sensitivity: 'internal', users: 400 });
  await answer(connection, 'risk.setReversibility', { change, reversibility: 'rehearsed' });
  for (const { id } of questions) if (!but.includes(id)) await answer(connection, 'risk.answer', { change, question: id, answer: 'no' });
}
/** A whole assessment, signed by whoever is signed in. */
export async function assessRisk(connection: Connection, change: string): Promise<void> {
  await fillRisk(connection, change);
  await answer(connection, 'risk.sign', { change });
}

export async function riskActs(release: Connection): Promise<RiskActs> {
  const raised = async (title: string): Promise<string> => (await answer(release, 'change.create', { ...completeChange, title })).id;
  const [change, filled] = [await raised('With a risk form'), await raised('With a risk form to sign')];
  await fillRisk(release, filled);
  return {
    'risk.classify': { change, sensitivity: 'internal', users: 400 }, 'risk.answer': { change, question: questions[0]!.id, answer: 'unknown' }, 'risk.setReversibility': { change, reversibility: 'written' },
    'risk.fill': { change, reversibility: 'none' },
    'risk.setTier': { change, tier: 'critical', reason: 'Pay day' }, 'risk.sign': { change: filled },
  };
}
