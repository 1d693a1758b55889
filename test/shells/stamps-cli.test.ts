// Time-stamps of checkpoints on the command line: the request, `gavel import FILE.tsr`, and `gavel verify` with the reply beside the checkpoint (AUD-01).
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { aTimeStampAuthority, hasOpenssl } from '../support/tsa.ts';
import { aDesk } from './gavel.ts';

const pass = { env: { GAVEL_PASSPHRASE: 'northwind sample' } };

test.skipIf(!hasOpenssl)('AUD-01 a request is written and a reply imported by commands; the checkpoint with its .tsr beside it is verified, and OpenSSL follows the printed line', async () => {
  const desk = aDesk();
  const tsa = aTimeStampAuthority();
  onTestFinished(() => { desk.remove(); tsa.remove(); });
  await desk.run(['sample', 'ws', '--size', 'small']);
  const run = (...args: string[]): ReturnType<typeof desk.run> => desk.run([...args, '--as', 'Marta Lindqvist'], pass);
  expect((await run('checkpoint', 'list')).out).toMatch(/A1\/\d+ +2026-[\s\S]*\d+ of \d+, 0 with a time-stamp\./);
  const asked = await run('checkpoint', 'request', '--json');
  const { value } = JSON.parse(asked.out) as { value: { checkpoint: string; files: { folder: string; name: string }[] } };
  for (const { folder, name } of value.files) renameSync(`${folder}/${name}`, desk.at(name));
  const stem = `checkpoint-${value.checkpoint.replace('/', '-')}`;
  const reply = desk.at(`${stem}.tsr`);
  writeFileSync(reply, tsa.reply(readFileSync(desk.at(`${stem}.tsq`))));
  expect(await run('import', reply, '--dry-run')).toMatchObject({ code: 2 });
  expect(await run('import', reply, '--zone', 'UTC')).toMatchObject({ code: 2, err: expect.stringContaining('--zone is about change records') as string });
  const taken = await run('import', reply);
  expect(taken).toMatchObject({ code: 0, out: expect.stringMatching(new RegExp(`^Checkpoint ${value.checkpoint} is time-stamped\\.[\\s\\S]*Ostrava Stamps, certificate issued by Ostrava Stamps Root[\\s\\S]*is not judged here`)) as string });
  copyFileSync(tsa.ca, desk.at('tsa-ca.pem'));
  const line = /openssl ts -verify .+/.exec(taken.out)![0];
  expect(execFileSync('sh', ['-c', line], { cwd: desk.at('.'), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })).toContain('Verification: OK');
  // Also under another name, which says nothing of what it is.
  copyFileSync(reply, desk.at('mail.bin'));
  expect((await run('import', desk.at('mail.bin'))).out).toContain('Known already');
  expect((await run('checkpoint', 'list')).out).toMatch(new RegExp(`${value.checkpoint} .*Ostrava Stamps`));
  expect((await run('checkpoint', 'request', value.checkpoint)).out).toContain(`gavel import ${stem}.tsr`);
  expect((await run('checkpoint', 'request', 'A1/999999')).code).not.toBe(0);
  const beside = await desk.run(['verify', desk.at(`${stem}.txt`)]);
  expect(beside).toMatchObject({ code: 0, out: expect.stringMatching(/the time-stamp in .+\.tsr: .*Ostrava Stamps/) as string });
  expect(await desk.run(['verify', reply])).toMatchObject({ code: 0 });
  writeFileSync(reply, tsa.stamp('something else'));
  expect(await desk.run(['verify', desk.at(`${stem}.txt`)])).toMatchObject({ code: 3, out: expect.stringContaining('it is a time-stamp of something else') as string });
  expect(await run('import', reply)).toMatchObject({ code: 1, err: expect.stringContaining('of no checkpoint that is here') as string });
  writeFileSync(reply, readFileSync(reply).subarray(0, 700));
  expect(await run('import', reply)).toMatchObject({ code: 2 });
});
