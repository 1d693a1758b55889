// The trail explorer, proofs, checkpoints and bundles on the command line (AUD-01).
import { writeFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { rawDatabase } from '../support/workspace.ts';
import { aDesk } from './gavel.ts';

const pass = { env: { GAVEL_PASSPHRASE: 'northwind sample' } };

test('AUD-01 a record as it stood, what was seen, and the proof of an event are read as text; the proof file, a checkpoint with its signature and a bundle with its passphrase are verified', async () => {
  const desk = aDesk();
  onTestFinished(() => { desk.remove(); });
  await desk.run(['sample', 'ws', '--size', 'small']);
  const says = async (...args: string[]): Promise<string> => { const { out, err } = await desk.run([...args, '--as', 'Marta Lindqvist'], pass); return out || err; };
  const number = /C-A1-\d+/.exec(await says('change', 'new', '--title', 'Before'))![0];
  await says('change', 'edit', number, '--title', 'After');
  const now = await says('trail', 'show', number);
  expect(now).toMatch(new RegExp(`Record +${number} After \\(change:`));
  const [, created] = /^(A1\/\d+\/0) .*Draft created/m.exec(now)!;
  const then = await says('trail', 'show', number, '--event', created!);
  expect(then).toMatch(/1 of 2 count/);
  expect(then).toMatch(/^Record +Title +Before +After$/m);
  expect(then).not.toMatch(/^Record +State/m);
  expect(await says('trail', 'seen', created!)).toMatch(/A1 \(its own\) +\d+ +\d+/);
  expect(await says('trail', 'show', 'C-A1-9999')).toContain('There is no record');
  const first = /^(A1\/\d+\/\d+) /m.exec(await says('trail', 'show', 'M-A1-0001'))![1]!;
  expect(await says('trail', 'proof', first)).toMatch(/Leaf +SHA-256\(00, commit \d+\) +[0-9a-f]{64}\n[\s\S]*Root +of \d+ commits, as the checkpoint states +[0-9a-f]{64}\n[\s\S]*gavel-checkpoint-v1[\s\S]*Holds: every step/);
  const proof = desk.at('proof.json');
  await says('trail', 'write-proof', first, '--out', proof);
  const nowhere = { env: { GAVEL_WORKSPACE: '' } };
  expect(await desk.run(['verify', proof], nowhere)).toMatchObject({ code: 3, out: expect.stringContaining('unknown-signer') as string });
  expect(await desk.run(['verify', proof])).toMatchObject({ code: 0, out: expect.stringContaining('intact') as string });
  const { text, sig } = rawDatabase(desk.at('ws'), (db) => db.prepare('SELECT text, sig FROM checkpoint ORDER BY count LIMIT 1').get() as { text: string; sig: Buffer });
  const checkpoint = desk.at('checkpoint-1.txt');
  writeFileSync(checkpoint, text);
  expect((await desk.run(['verify', checkpoint])).out).toContain('hand over the .sig beside it too');
  writeFileSync(desk.at('checkpoint-1.sig'), sig);
  expect((await desk.run(['verify', checkpoint])).out).toMatch(/intact[\s\S]*the signature in checkpoint-1\.sig/);
  writeFileSync(desk.at('other.sig'), Buffer.alloc(64, 7));
  expect(await desk.run(['verify', checkpoint, '--signature', desk.at('other.sig')])).toMatchObject({ code: 3 });
  const secret = { env: { ...pass.env, GAVEL_BUNDLE_PASSPHRASE: 'a bundle of the auditor' } };
  const bundle = desk.at('all.cabsync');
  await desk.run(['bundle', 'export', '--all', '--out', bundle, '--as', 'Marta Lindqvist'], secret);
  expect((await desk.run(['verify', bundle, '--as', 'Marta Lindqvist'], secret)).out).toContain('signed at its beginning and its end');
  expect((await desk.run(['verify', bundle, '--as', 'Marta Lindqvist'], { env: { ...secret.env, GAVEL_BUNDLE_PASSPHRASE: 'another passphrase' } })).code).not.toBe(0);
});
