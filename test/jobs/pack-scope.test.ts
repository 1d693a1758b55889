// What bears on the scope of a pack and what speaks against it are printed: versions, flags, standards; gaps, quarantines and redactions (AUD-02, REL-04, REL-09, REL-10).
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { joined, pathOf, sends, twoWorkspaces } from '../support/two-workspaces.ts';
import { aPlannedRelease } from '../support/release-acts.ts';
import { answer, aWorkspace } from '../support/workspace.ts';

const textOf = (file: string): string => execFileSync('pdftotext', ['-layout', file, '-']).toString().replaceAll(/\s+/g, ' ');

test('AUD-02 REL-04 REL-09 REL-10 a pack over a release prints its versions by environment, how they fit, the flags switched under it and the standards it is held to', async () => {
  const w = await aWorkspace();
  const release = await w.as('Tomasz Zielinski');
  const planned = await aPlannedRelease(release, 'Autumn release');
  await answer(release, 'version.record', { service: 'Core ledger', environment: 'staging', semver: '5.4.0' });
  await answer(release, 'version.plan', { release: planned.id, change: planned.change, service: 'Card authorisation', environment: 'staging', semver: '2.2.0', needs: ['Core ledger@>=6.0'] });
  await answer(release, 'flag.register', { key: 'paced-rollout', owner: 'Tomasz Zielinski' });
  await answer(release, 'flag.activate', { flag: 'paced-rollout', environment: 'staging', state: 'on', change: planned.change });
  await answer(w.chair, 'standard.register', { technology: 'Card authorisation', lifecycle: 'retire', range: '<3', validFrom: '2026-01-01' });
  const text = textOf(pathOf(await w.call('pack.write', { release: planned.number })));
  const { number } = await w.call('change.show', { change: planned.change });
  for (const words of ['Versions by environment', `Card authorisation, staging 2.2.0 with ${number}`, 'How these versions fit', 'needs Core ledger >=6.0: 5.4.0 does not fit; this holds the release back', 'Feature flags switched under its changes', 'paced-rollout on in staging by Tomasz Zielinski', 'Architecture standards']) expect(text).toContain(words);
  const alone = textOf(pathOf(await w.call('pack.write', { change: [planned.change] })));
  for (const words of ['Version deployed Card authorisation 2.2.0 in staging', 'paced-rollout: on in staging by Tomasz Zielinski']) expect(alone).toContain(words);
});

test('AUD-02 a pack prints what is missing, what was erased in and outside its scope, and what a revoked device wrote too late', async () => {
  const { ada, bo } = await twoWorkspaces();
  const { id, number } = await ada.call('change.create', { title: 'Bare change', owner: 'Zoe Quill' });
  const other = await ada.call('change.create', { title: 'Another one', owner: 'Zoe Quill' });
  await sends(ada, bo);
  for (const subject of [`change:${id}`, `change:${other.id}`]) await bo.call('payload.redact', { subject, class: 'personal', reason: 'She left' });
  await sends(bo, ada);
  for (const subject of [`change:${id}`, `change:${other.id}`]) await ada.call('payload.redact', { subject, class: 'personal', reason: 'She left' });
  const cy = await joined(ada, 'Cy Marsh', { site: 'C3' });
  await sends(ada, bo);
  await ada.call('device.revoke', { device: 'B2', reason: 'Lost' });
  await bo.call('change.create', { title: 'Written too late' });
  // Somebody who has not heard of it passes it on.
  await sends(bo, cy);
  await sends(cy, ada);
  const text = textOf(pathOf(await ada.call('pack.write', { change: [number!] })));
  expect(text).toMatch(/Gaps Where What .*Test plan: Nothing is recorded\./);
  expect(text).toMatch(/Quarantines Where What site B2, feed [0-9a-f]{8}, \d+ Not counted from commit/);
  expect(text).toContain('because the device was revoked');
  expect(text).toMatch(new RegExp(`Redactions Where What ${number!}, feed [0-9a-f]{8},.* Text of class personal was erased on 2026-11-24; Bo Larsen asked for it, Ada Lindqvist .*She left outside the scope`));
  expect(text).toContain('A text was erased');
});
