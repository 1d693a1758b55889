// Emergencies and incidents from the command line, end to end.
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aDesk } from './gavel.ts';
import type { Desk } from './gavel.ts';

let desk: Desk;
beforeAll(async () => {
  desk = aDesk({ GAVEL_PASSPHRASE: 'quiet harbour light' });
  expect(await desk.json(['init', 'ws', '--org', 'Harbour Trust', '--person', 'Ada Quill', '--site', 'B2', '--role', 'chair', '--role', 'change-manager', '--role', 'release-manager', '--role', 'implementer'])).toMatchObject({ ok: true });
  writeFileSync(desk.at('health.json'), JSON.stringify({ checks: [{ name: 'api', status: 'fail' }] }));
});
afterAll(() => { desk.remove(); });

test('EMG-01 an incident is opened and cited; one that was closed is refused with the rule; without evidence the change is an expedited Normal one', async () => {
  expect(await desk.json(['incident', 'open', '1', 'Cards', 'No card is authorised'])).toMatchObject({ ok: true, value: { number: 'I-B2-0001' } });
  expect(await desk.json(['change', 'new', 'Restart the switch', '--justification', 'Cards fail', '--service', 'Cards'])).toMatchObject({ value: { number: 'C-B2-0001' } });
  expect(await desk.json(['emergency', 'declare', 'C-B2-0001'])).toMatchObject({ ok: false, exit: 2, error: { code: 'usage' } });
  expect(await desk.json(['emergency', 'declare', 'C-B2-0001', '--incident', 'I-B2-0001', '--team', 'Cards'])).toMatchObject({ ok: true, exit: 0, value: { isExpedited: false } });
  expect((await desk.json(['change', 'show', 'C-B2-0001']))).toMatchObject({ value: { fields: { type: 'emergency' } } });
  const listed = await desk.run(['incident', 'list']);
  expect([listed.code, listed.out.includes('No card is authorised')]).toEqual([0, true]);
  expect(await desk.json(['incident', 'close', 'I-B2-0001', 'Restarted'])).toMatchObject({ ok: true });
  expect(await desk.json(['emergency', 'declare', 'C-B2-0001', '--incident', 'I-B2-0001'])).toMatchObject({ ok: false, exit: 1, error: { code: 'incident_closed' } });
  expect(await desk.json(['emergency', 'declare', 'C-B2-0001', '--advisory', 'CVE-2026-1', '--score', '9.8', '--evidence', 'scan.json'])).toMatchObject({ ok: true, value: { isExpedited: false } });
  expect(await desk.json(['emergency', 'declare', 'C-B2-0001', '--advisory', 'CVE-2026-1', '--score', '8.9', '--evidence', 'scan.json'])).toMatchObject({ ok: false, exit: 1, error: { code: 'criterion_not_met' } });
  expect(await desk.json(['emergency', 'declare', 'C-B2-0001', '--advisory', 'CVE-2026-1', '--score', '9.81', '--evidence', 'scan.json'])).toMatchObject({ ok: false, exit: 2, error: { code: 'invalid_input' } });
  expect(await desk.json(['change', 'new', 'Copy the ledger', '--justification', 'Disk fails'])).toMatchObject({ value: { number: 'C-B2-0002' } });
  expect(await desk.json(['emergency', 'declare', 'C-B2-0002', '--data-loss', 'The ledger, tonight'])).toMatchObject({ ok: true, value: { isExpedited: true } });
});

test('EMG-03 the register and the trends are texts; what is not possible yet is refused with its exit code', async () => {
  const register = await desk.run(['emergency', 'register']);
  expect([register.code, register.out.includes('C-B2-0001'), register.out.includes('C-B2-0002')]).toEqual([0, true, false]);
  expect((await desk.run(['emergency', 'register', '--overdue'])).out).toContain('No emergencies.');
  expect((await desk.run(['emergency', 'trends'])).out).toContain('Within the limit: 0 %');
  expect(await desk.json(['emergency', 'health', 'C-B2-0001', 'health.json'])).toMatchObject({ ok: false, exit: 1, error: { code: 'not_implemented' } });
  expect(await desk.json(['board', 'create', 'Emergency CAB'])).toMatchObject({ ok: true });
  expect(await desk.json(['emergency', 'authorise', 'C-B2-0001', '--board', 'Emergency CAB', '--hours', '4', '--bypass', 'freeze=No time'])).toMatchObject({ ok: false, exit: 1, error: { code: 'not_awaiting_authorisation' } });
  expect(await desk.json(['emergency', 'authorise', 'C-B2-0001', '--board', 'Emergency CAB', '--hours', '4', '--bypass', 'everything=No time'])).toMatchObject({ ok: false, exit: 2, error: { code: 'invalid_input' } });
  expect(await desk.json(['emergency', 'validate', 'C-B2-0001', '--smoke', 'passed', '--confirmation', 'passed'])).toMatchObject({ ok: false, exit: 1, error: { code: 'not_implemented' } });
});
