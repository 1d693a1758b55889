// B8: one decision, durable when the call returns, beside one page appended to a file and forced to the disk.
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Ground } from './ground.ts';
import { ask } from './ground.ts';
import { inTurns, median, ms, percentile } from './measure.ts';
import type { Result } from './measure.ts';
import { chairPassphrase } from '../../src-main/sample/make.ts';
import { calmRisk } from '../support/calm-risk.ts';

const items = 60;
const change = { justification: 'Measured', service: 'Service desk tools', plannedStartAt: '2031-01-01T05:00:00Z', plannedEndAt: '2031-01-01T06:00:00Z', implementationPlan: 'One by one', testPlan: 'Smoke', backoutPlan: 'Put back', impact: 'high', owner: 'Grace Obi', requester: 'Grace Obi' } as const;

/** A running, quorate meeting of sixty items. */
async function meetingOf({ chair, app }: Ground): Promise<{ meeting: string; changes: string[] }> {
  // Whoever decides may not have raised what is decided (APR-03).
  const raiser = app.connect({ shell: 'direct' });
  await ask(raiser, 'session.signIn', { person: 'Tomasz Zielinski', passphrase: chairPassphrase });
  const { id: meeting } = await ask(chair, 'meeting.create', { board: 'CAB', startsAt: '2031-01-01T00:00:00Z' });
  const changes: string[] = [];
  for (let i = 0; i < items; i += 1) {
    const { id } = await ask(raiser, 'change.create', { ...change, title: `Measured ${i}` });
    await ask(raiser, 'risk.fill', { change: id, ...calmRisk });
    await ask(raiser, 'change.submit', { change: id });
    await ask(chair, 'change.assess', { change: id });
    await ask(chair, 'cab.admit', { meeting, change: id });
    changes.push(id);
  }
  await ask(chair, 'meeting.start', { meeting });
  const { attendance } = await ask(chair, 'cab.board', { meeting });
  await ask(chair, 'meeting.rollCall', { meeting, attendance: attendance.map(({ person }) => ({ person, status: 'present' as const })) });
  return { meeting, changes };
}

export async function decisions(ground: Ground): Promise<Result[]> {
  const { meeting, changes } = await meetingOf(ground);
  const path = join(ground.dir, 'floor.bin');
  const file = openSync(path, 'a');
  const page = Buffer.alloc(4096, 1);
  const taken = await inTurns(items - 5, (round) => ask(ground.chair, 'cab.recordDecision', { meeting, change: changes[round]!, verdict: 'approved', reason: 'Rehearsed, evidence complete.' }), () => {
    writeSync(file, page);
    fdatasyncSync(file);
  }, 5);
  closeSync(file);
  rmSync(path);
  return [{ id: 'B8', what: `commit one decision of ${items}, durable, ${ground.size}`, ours: `p50 ${ms(median(taken.ours))}, p95 ${ms(percentile(taken.ours, 0.95))}`, floor: `p50 ${ms(median(taken.floor))}`, ratio: median(taken.ours) / median(taken.floor), bar: { atMost: 3 } }];
}
