// What an audit pack says of the control of a change, gathered from a real store.
import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { gatherControl } from '../../src-main/jobs/gather-control.ts';
import type { ReadContext } from '../../src-main/ports.ts';
import { laptopsOf, template } from '../support/laptops.ts';

const now = '2026-11-30T14:00:00.000Z';
test('APR-06 an audit pack lists evidence with its age and state, signed reviews, and every exception that touches the change, without why it was asked for', async () => {
  const group = laptopsOf(await template(2), 1);
  onTestFinished(() => { group.close(); });
  const [a] = group.laptops;
  const { store, person, write } = a!;
  const id = randomUUID();
  const subject = `change:${id}`;
  const number = (letter: string): string => store.nextNumber(letter);
  write({ type: 'change.created', subject, data: { number: number('C'), type: 'normal' }, text: { title: 'Switch', service: 'Cards', implementationPlan: 'Node by node' } });
  const evidence = (observedAt: string, more: object = {}): void => { write({ type: 'evidence.attached', subject, data: { evidence: randomUUID(), number: number('E'), kind: 'test-results', sha256: 'a'.repeat(64), size: 3, artefact: null, observedAt, kept: false, ...more }, text: { name: 'junit.xml' } }); };
  evidence('2026-11-20T14:00:00.000Z');
  evidence('2026-11-01T14:00:00.000Z', { kind: 'security-scan' });
  evidence('2026-11-20T14:00:00.000Z', { artefact: 'b'.repeat(64) });
  const scope = store.records.dossierOf(store.records.loadChange(id)).scope;
  write({ type: 'review.signed', subject, data: { review: 'r', kind: 'security', verdict: 'approve', scope, role: 'technical-reviewer', rev: scope, supersedes: [] } });
  const exception = (rule: string, until: string): void => { write({ type: 'exception.requested', subject: `exception:${randomUUID()}`, data: { number: number('X'), rule, scope: 'change', of: id, owner: person.id, from: '2026-11-24', until }, text: { justification: 'A secret reason', control: 'By hand' } }); };
  exception('APR-05', '2026-11-28');
  exception('APR-04', '2026-12-10');
  const context = { ...store.records, db: store.db, now } as unknown as ReadContext;
  const control = gatherControl(context, store.records.loadChange(id));
  expect(control.evidence.map(({ id: ref, title, age, state }) => [ref, title, age, state])).toEqual([
    ['E-A1-0001', 'Test results: junit.xml', '10 d', 'Counts'], ['E-A1-0002', 'Security scan: junit.xml', '29 d', 'Too old'], ['E-A1-0003', 'Test results: junit.xml', '10 d', 'Another artefact'],
    ['Review', 'Security review: approve, Person 0', '6 d', 'For this scope'], ['X-A1-0001', 'Exception from APR-05, 2026-11-24 to 2026-11-28. Instead: By hand', undefined, 'Expired'], ['X-A1-0002', 'Exception from APR-04, 2026-11-24 to 2026-12-10. Instead: By hand', undefined, 'Asked for'],
  ]);
  expect(JSON.stringify(control)).not.toContain('A secret reason');
  // The one laptop wrote, requested and reviewed.
  expect(control.gaps.map(({ what }) => what)).toEqual(['Separation of duties (APR-03/3)', 'Separation of duties (APR-03/4)']);
});
