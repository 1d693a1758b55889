// Evidence, reviews and exceptions from the command line, end to end.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aDesk } from './gavel.ts';
import type { Desk, Reply } from './gavel.ts';

let desk: Desk;
let change: string;
const as = (person: string, ...args: string[]): Promise<Reply> => desk.json([...args, '--as', person]);
const [marta, tomasz, ingrid] = ['Marta Lindqvist', 'Tomasz Zielinski', 'Ingrid Solberg'] as const;
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
beforeAll(async () => {
  desk = aDesk({ GAVEL_PASSPHRASE: 'northwind sample' });
  expect(await desk.run(['sample', 'ws'])).toMatchObject({ code: 0 });
  const raised = await as(marta, 'change', 'new', 'Rotate the keys', '--service', 'Card authorisation', '--implementation-plan', 'Node by node');
  change = (raised.value as { number: string }).number;
  writeFileSync(desk.at('junit.xml'), '<testsuite tests="3"/>');
  writeFileSync(desk.at('empty.sh'), '');
});
afterAll(() => { desk.remove(); });

test('APR-05 evidence is attached, listed with its digest, refused when empty, and written out again', async () => {
  const digest = createHash('sha256').update('<testsuite tests="3"/>').digest('hex');
  expect(await as(marta, 'evidence', 'declare', change, 'b'.repeat(64))).toMatchObject({ ok: true, exit: 0 });
  expect(await as(marta, 'evidence', 'attach', change, 'test-results', 'junit.xml', '--artefact', `sha256:${'c'.repeat(64)}`)).toMatchObject({ ok: true, exit: 0, value: { number: 'E-A1-0009', sha256: digest, isKept: true } });
  expect(await as(marta, 'evidence', 'list', change)).toMatchObject({ ok: true, value: { artefacts: [{ sha256: 'b'.repeat(64) }], rows: [{ number: 'E-A1-0009', sha256: digest, flaw: { code: 'evidence_mismatch' } }] } });
  const text = await desk.run(['evidence', 'list', change]);
  expect([text.code, text.out.includes(digest), text.out.includes('is about another artefact')]).toEqual([0, true, true]);
  expect(await as(marta, 'evidence', 'attach', change, 'backout-script', 'empty.sh')).toMatchObject({ ok: false, exit: 2, error: { code: 'evidence_empty' } });
  expect(await as(marta, 'evidence', 'attach', change, 'backout-script', 'nowhere.sh')).toMatchObject({ ok: false, exit: 2, error: { code: 'file_missing' } });
  expect(await as(marta, 'evidence', 'attach', change, 'gossip', 'junit.xml')).toMatchObject({ ok: false, exit: 2 });
  expect(await as(marta, 'evidence', 'write', change, 'E-A1-0009', '--out', 'back.xml')).toMatchObject({ ok: true });
  expect(readFileSync(desk.at('back.xml'), 'utf8')).toBe('<testsuite tests="3"/>');
});

test('APR-04 a review is signed by somebody with role and skill, and refused with exit code 1 to anybody else', async () => {
  expect(await as(tomasz, 'review', 'sign', change, 'security', 'approve')).toMatchObject({ ok: false, exit: 1, error: { code: 'role_needed' } });
  expect(await as(ingrid, 'role', 'grant', tomasz, 'technical-reviewer')).toMatchObject({ ok: true });
  const pending = await as(marta, 'role', 'pending');
  expect(await as(marta, 'role', 'confirm', (pending.value as { rows: { id: string }[] }).rows[0]!.id)).toMatchObject({ ok: true });
  expect(await as(tomasz, 'review', 'sign', change, 'security', 'approve')).toMatchObject({ ok: false, exit: 1, error: { code: 'skill_needed' } });
  expect(await as(marta, 'skill', 'tag', tomasz, 'security')).toMatchObject({ ok: true });
  expect(await as(tomasz, 'review', 'sign', change, 'security', 'rework')).toMatchObject({ ok: false, error: { code: 'reason_needed' } });
  expect(await as(tomasz, 'review', 'sign', change, 'security', 'approve', '--comments', 'Fine')).toMatchObject({ ok: true, exit: 0 });
  const text = await desk.run(['review', 'list', change]);
  expect([text.code, text.out.includes(tomasz), text.out.includes('this scope')]).toEqual([0, true, true]);
  expect((await desk.run(['duty', 'show', change])).out).toContain('All duties are apart.');
});

test('APR-06 an exception is asked for with an end, granted by another person, listed and renewed', async () => {
  const asking = ['exception', 'request', 'APR-05/security-scan', '--change', change, '--justification', 'The scanner is down', '--control', 'Read by two people', '--owner', 'Grace Obi'];
  expect(await as(marta, ...asking)).toMatchObject({ ok: false, exit: 2, error: { code: 'usage' } });
  expect(await as(marta, ...asking, '--until', inDays(44))).toMatchObject({ ok: false, exit: 1, error: { code: 'exception_too_long', facts: { days: 45, most: 30 } } });
  expect(await as(marta, ...asking, '--until', inDays(10))).toMatchObject({ ok: true, value: { number: 'X-A1-0003' } });
  expect(await as(marta, 'exception', 'approve', 'X-A1-0003')).toMatchObject({ ok: false, exit: 1, error: { code: 'own_exception' } });
  expect(await as(ingrid, 'exception', 'approve', 'X-A1-0003')).toMatchObject({ ok: true, exit: 0 });
  expect(await as(ingrid, 'exception', 'renew', 'X-A1-0003', inDays(20))).toMatchObject({ ok: true });
  const text = await desk.run(['exception', 'list']);
  expect([text.code, text.out.includes('X-A1-0003'), text.out.includes('valid'), text.out.includes(inDays(20))]).toEqual([0, true, true, true]);
  expect(await as(marta, 'exception', 'revoke', 'X-A1-0003', 'The scanner is back')).toMatchObject({ ok: true });
  expect(((await as(marta, 'exception', 'list', '--view', 'open')).value as { rows: { number: string }[] }).rows.map(({ number }) => number)).not.toContain('X-A1-0003');
});
