// Tokens of emergencies and of changes that need a backup: what the gate of the token asks for, and what an emergency passes without (EMG-02, BCK-06).
import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { GateVerdict } from '../../src-main/contract/token.ts';
import type { ExportedFile } from '../../src-main/contract/values.ts';
import { readSigned } from '../../src-main/trail/token.ts';
import { aDesk } from '../shells/gavel.ts';
import type { Reply } from '../shells/gavel.ts';
import { deployable } from '../support/token-acts.ts';
import { aWorkspace, answer, completeChange, refusal } from '../support/workspace.ts';

const hour = 3_600_000;
const artefact = createHash('sha256').update('fix').digest('hex');

test('EMG-02 an emergency token opens the gate within its hours with a notice of what it bypasses; one minute after they end it exits 1 token_expired', async () => {
  const w = await aWorkspace();
  const [release, manager] = [await w.as('Tomasz Zielinski'), await w.as('Ingrid Solberg')];
  const { number: incident } = await answer(release, 'incident.open', { severity: 1, service: 'Service desk tools', summary: 'Nobody can log in' });
  const at = (ms: number): string => new Date(w.clock.now + ms).toISOString();
  const { id: change, number } = await answer(manager, 'change.create', { ...completeChange, service: 'Service desk tools', title: 'Restart the desk', type: 'emergency', items: ['login-host-9'], plannedStartAt: at(0), plannedEndAt: at(2 * hour) });
  await answer(manager, 'emergency.declare', { change, criteria: [{ kind: 'incident', incident: incident! }], team: 'Desk' });
  await answer(manager, 'backout.setTriggers', { change, triggers: [{ metric: 'errors', comparison: 'above', threshold: '5', unit: 'percent', seconds: 300 }] });
  await answer(manager, 'change.submit', { change });
  await answer(manager, 'evidence.declare', { change, artefacts: [{ sha256: artefact }] });
  await answer(release, 'emergency.castBallot', { change, board: 'Emergency CAB', vote: 'approve' });
  const bypassed = (['risk-assessment', 'backout-plan', 'freeze'] as const).map((control) => ({ control, reason: 'Nobody can log in' }));
  await answer(w.chair, 'emergency.authorise', { change, board: 'Emergency CAB', hours: 4, bypassed });
  await answer(release, 'calendar.addEntry', { kind: 'freeze', permitted: [], title: 'Year end', startsAt: at(-hour), endsAt: at(48 * hour) });
  expect(await refusal(release, 'token.issue', { change, environment: 'production', until: at(4 * hour + 1) })).toMatchObject({ code: 'token_too_long', facts: { notAfter: at(4 * hour) } });
  const issued = await answer(release, 'token.issue', { change, environment: 'production' });
  expect(issued).toMatchObject({ isEmergency: true, isDemanding: true, notBefore: at(0), notAfter: at(4 * hour) });

  const desk = aDesk();
  onTestFinished(() => { desk.remove(); });
  const take = ({ folder, name }: ExportedFile, as: string): void => { copyFileSync(join(folder, name), desk.at(as)); };
  take(issued.file, 'token.json');
  take((await answer(release, 'token.writeTrust', {})).file, 'trust.json');
  take((await answer(release, 'token.writeFeed', {})).file, 'feed.json');
  take((await answer(release, 'token.writeRevocations', {})).file, 'revocations.json');
  const gate = (ms: number): Promise<Reply> => desk.json(['gate', '--token', 'token.json', '--trust', 'trust.json', '--env', 'production', '--artifact', `sha256:${artefact}`, '--change', number!, '--feed', 'feed.json', '--revocations', 'revocations.json', '--ledger', `used-${ms}.jsonl`, '--now', at(ms), '--test-clock'], { env: { GAVEL_WORKSPACE: '' } });
  const open = await gate(hour);
  expect(open).toMatchObject({ ok: true, exit: 0, value: { verdict: 'allowed', token: { isEmergency: true } } });
  const { notices, checks } = open.value as GateVerdict;
  expect(notices[0]).toMatch(/^Emergency: set aside: .*freeze/);
  expect(notices[1]).toMatch(/^Passed by the emergency authorisation: The freeze “Year end” of Tomasz Zielinski is in force from /);
  expect(checks.find(({ name }) => name === 'freeze')).toMatchObject({ status: 'bypassed' });
  expect(await gate(4 * hour + 60_000)).toMatchObject({ ok: false, exit: 1, error: { code: 'token_expired' } });
});

test('BCK-06 the token is withheld while the backup is missing or older than the RPO, with the gap stated, and released with a younger one; what it leans on ends it', async () => {
  const w = await aWorkspace();
  const { release, change } = await deployable(w);
  await answer(release, 'service.describe', { service: 'Service desk tools', fields: { rpoMinutes: 240, rtoMinutes: 60 } });
  // As high as an assessment would have made it.
  w.raw((db) => { db.prepare("UPDATE change SET tier = 'high' WHERE id = ?").run(change); });
  for (const rule of ['APR-05', 'BCK-04', 'BCK-05'] as const) {
    const { number } = await answer(release, 'exception.request', { rule, change, justification: 'Nobody is free', control: 'Two people watch', owner: 'Grace Obi', until: '2026-11-24' });
    await answer(w.chair, 'exception.approve', { exception: number! });
  }
  const wanted = { change, environment: 'production' };
  const at = (ms: number): string => new Date(w.clock.now + ms).toISOString();
  const backup = { change, system: 'Desk', job: 'J-88', size: 1000, catalogue: 'vault/88', restoreTestedOn: '2026-11-01' };
  expect(await refusal(release, 'token.issue', wanted)).toMatchObject({ code: 'backup_missing' });
  await answer(release, 'backout.registerBackup', { ...backup, takenAt: at(-6 * hour) });
  expect(await refusal(release, 'token.issue', wanted)).toMatchObject({ code: 'backup_too_old', facts: { ageMinutes: 360, limitMinutes: 240, gapMinutes: 120 } });
  await answer(release, 'backout.registerBackup', { ...backup, takenAt: at(-2 * hour) });
  const { file } = await answer(release, 'token.issue', wanted);
  expect(readSigned('token', readFileSync(join(file.folder, file.name))).document).toMatchObject({ tier: 'high', demands: { isDemanded: true }, exceptions: expect.arrayContaining([expect.objectContaining({ until: '2026-11-25T00:00:00.000Z' })]) as unknown });
});
