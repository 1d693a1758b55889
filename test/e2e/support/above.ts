// A change that a higher board decides on, because it touches two business units (CAB-07).
import type { Page } from '@playwright/test';
import { calmRisk } from '../../support/calm-risk.ts';
import { call } from './calls.ts';
import { signInAs } from './example.ts';

const hour = 3_600_000;
/** Raised by the release manager, assessed by the chair, who is signed in afterwards; answers its UUID. */
export async function raiseAbove(page: Page): Promise<string> {
  await signInAs(page, 'Tomasz Zielinski');
  for (const [name, unit] of [['Clearing', 'Treasury'], ['Branch desk', 'Retail']] as const) await call(page, 'service.register', { name, tier: 3, unit });
  await call(page, 'item.register', { name: 'Clearing store', service: 'Clearing' });
  const at = (hours: number): string => new Date(Math.ceil(Date.now() / hour) * hour + hours * hour).toISOString();
  const { id: change } = await call(page, 'change.create', {
    title: 'Both desks to the new printer queue', justification: 'Leaves support', plannedStartAt: at(200), plannedEndAt: at(201), implementationPlan: 'Node by node', testPlan: 'Smoke', backoutPlan: 'Put back', impact: 'high', owner: 'Tomasz Zielinski', requester: 'Tomasz Zielinski',
    service: 'Branch desk', items: ['Clearing store'],
  });
  await call(page, 'risk.fill', { change, ...calmRisk });
  await call(page, 'change.submit', { change });
  await signInAs(page, 'Marta Lindqvist');
  await call(page, 'change.assess', { change, note: 'Assessed by hand' });
  return change;
}
