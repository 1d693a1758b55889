// Time-stamps of checkpoints between Gavel and an authority of strangers (AUD-01, AUD-02): the request out, the reply in, on two laptops, beside the checkpoint, and in packs.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Output } from '#contract/index.ts';
import { judgePack } from '../../src-main/trail/pdf-pack.ts';
import { sealedPack } from '../documents/sealed.ts';
import { asPrinted, printedCommands, strangersFolder, times, whyNot } from '../documents/stranger-script.ts';
import { aTimeStampAuthority, hasOpenssl } from '../support/tsa.ts';
import { pathOf, sends, twoWorkspaces } from '../support/two-workspaces.ts';
import { aWorkspace } from '../support/workspace.ts';
import type { TestWorkspace } from '../support/workspace.ts';
import { aTrail, trustedRoot } from '../trail/trail-in-memory.ts';

const authority = hasOpenssl ? aTimeStampAuthority() : null;
afterAll(() => { authority?.remove(); });

type Asked = Output<'checkpoint.writeRequest'>;
const bytesOf = ({ folder, name }: { folder: string; name: string }): Buffer => readFileSync(join(folder, name));
const given = (w: Pick<TestWorkspace, 'dataDir' | 'app'>, name: string, bytes: string | Uint8Array): string => { const path = join(w.dataDir, name); writeFileSync(path, bytes); return w.app.stagePath(path); };

describe.skipIf(authority === null)('time-stamps, with OpenSSL as the authority', () => {
  const tsa = authority!;
  const replyTo = (asked: Asked): Buffer => tsa.reply(bytesOf(asked.file));

  test('AUD-01 a checkpoint goes out as a request, its reply comes back and stands beside it with its time and whoever signed it; the same reply, and another of the same authority, are known already', async () => {
    const w = await aWorkspace();
    const before = await w.call('checkpoint.list', {});
    expect(before).toMatchObject({ stamped: 0, mayStamp: { ok: true } });
    const asked = await w.call('checkpoint.writeRequest', {});
    expect(asked.files.map(({ name }) => name.replace(/\d+/g, 'N'))).toEqual(['checkpoint-AN-N.tsq', 'checkpoint-AN-N.txt', 'checkpoint-AN-N.sig']);
    const [query, text] = asked.files.map(bytesOf);
    expect(query!.toString('latin1'), 'no name, no path').not.toMatch(/Northwind|checkpoint|A1/);
    const reply = replyTo(asked);
    const taken = await w.call('checkpoint.importReply', { file: given(w, 'reply.tsr', reply) });
    expect(taken).toMatchObject({ isNew: true, checkpoint: asked.checkpoint, stamp: { authority: 'Ostrava Stamps', issuer: 'Ostrava Stamps Root', importedBy: 'Marta Lindqvist', accuracyMs: 1000 } });
    const rows = async (): Promise<Output<'checkpoint.list'>['rows']> => (await w.call('checkpoint.list', {})).rows;
    expect((await rows()).find(({ checkpoint }) => checkpoint === asked.checkpoint)).toMatchObject({ stamps: [taken.stamp] });
    // The printed command holds over the files as they were written.
    for (const [name, bytes] of [[asked.files[1]!.name, text!], [asked.files[1]!.name.replace(/txt$/, 'tsr'), reply], ['tsa-ca.pem', readFileSync(tsa.ca)]] as const) writeFileSync(join(w.dataDir, name), bytes);
    expect(spawnSync('sh', ['-c', taken.command], { cwd: w.dataDir, encoding: 'utf8' }).stdout).toContain('Verification: OK');
    const events = w.events();
    expect(await w.call('checkpoint.importReply', { file: given(w, 'again.tsr', reply) })).toEqual({ ...taken, isNew: false });
    expect(await w.call('checkpoint.importReply', { file: given(w, 'second.tsr', replyTo(asked)) })).toEqual({ ...taken, isNew: false });
    expect(w.events(), 'nothing was written').toBe(events);
    const other = aTimeStampAuthority({ name: 'Brno Time' });
    expect(await w.call('checkpoint.importReply', { file: given(w, 'other.tsr', other.reply(query!)) })).toMatchObject({ isNew: true, stamp: { authority: 'Brno Time' } });
    other.remove();
    expect((await rows()).find(({ checkpoint }) => checkpoint === asked.checkpoint)?.stamps.map((one) => one.authority)).toEqual(['Ostrava Stamps', 'Brno Time']);
    expect(await w.call('trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
    expect(await w.call('trail.rebuild', {})).toMatchObject({ isEqual: true });
  });

  test('AUD-01 every reply that does not fit is refused with one plain sentence, and writes nothing', async () => {
    const w = await aWorkspace();
    const asked = await w.call('checkpoint.writeRequest', {});
    const reply = replyTo(asked);
    const events = w.events();
    const text = bytesOf(asked.files[1]!).toString();
    const altered = Buffer.from(reply);
    altered[altered.length - 5]! ^= 1;
    tsa.openssl('ts', '-query', '-data', 'tsa.cnf', '-sha256', '-tspolicy', '1.2.3.99', '-out', 'refused.tsq');
    const table: [name: string, bytes: Uint8Array | string, code: string, said: RegExp][] = [
      ['changes.csv', 'number,title\n1,x\n', 'stamp_unreadable', /no reply of a time-stamping authority/],
      ['empty.tsr', '', 'stamp_unreadable', /no reply of a time-stamping authority/],
      ['cut.tsr', reply.subarray(0, reply.length - 40), 'stamp_unreadable', /was cut off/],
      ['request.tsr', bytesOf(asked.file), 'stamp_unreadable', /no reply of a time-stamping authority/],
      ['huge.tsr', Buffer.alloc(70_000, 0x30), 'stamp_unreadable', /70,000 bytes/],
      ['refused.tsr', tsa.reply(readFileSync(join(tsa.folder, 'refused.tsq'))), 'stamp_not_granted', /refused the request/],
      ['else.tsr', tsa.stamp('something else'), 'stamp_of_nothing_here', /Ostrava Stamps/],
      ['altered.tsr', altered, 'stamp_does_not_fit', /its signature is not one of Ostrava Stamps/],
      ['sha1.tsr', tsa.stamp(text, { digest: 'sha1' }), 'stamp_too_weak', /SHA-1/],
      ['bare.tsr', tsa.stamp(text, { isBare: true }), 'stamp_does_not_fit', /certificate/],
      ['misused.tsr', tsa.resigned(text, { certificate: 'other' }), 'stamp_does_not_fit', /not one for time-stamps/],
    ];
    for (const [name, bytes, code, said] of table) {
      const refused = await w.refused('checkpoint.importReply', { file: given(w, name, bytes) });
      expect(refused, name).toMatchObject({ code, where: { file: name } });
      expect(JSON.stringify(refused.facts), name).toMatch(said);
    }
    expect(await w.refused('checkpoint.writeRequest', { checkpoint: 'A1/999999' })).toMatchObject({ code: 'no_such_checkpoint' });
    expect(await w.refused('checkpoint.writeRequest', { checkpoint: 'the last one' })).toMatchObject({ code: 'invalid_input' });
    expect(w.events()).toBe(events);
  });

  test('AUD-01 a reply beside the checkpoint is judged with it, and alone against the trail', async () => {
    const w = await aWorkspace();
    const asked = await w.call('checkpoint.writeRequest', {});
    const [reply, text, sig] = [replyTo(asked), bytesOf(asked.files[1]!), bytesOf(asked.files[2]!)];
    const verify = (name: string, bytes: Uint8Array, ...beside: string[]): Promise<unknown> => w.call('trail.verifyFile', { file: given(w, name, bytes), ...(beside.length > 0 ? { beside } : {}) });
    expect(await verify('c.txt', text, given(w, 'c.sig', sig), given(w, 'c.tsr', reply))).toMatchObject({
      verdict: 'intact', findings: [], covered: expect.arrayContaining([expect.stringMatching(/^the time-stamp in c\.tsr: .*Ostrava Stamps \(certificate issued by Ostrava Stamps Root\) says that the checkpoint existed on \d{4}-/)]) as string[],
      notCovered: expect.arrayContaining([expect.stringContaining('openssl ts -verify -data c.txt -in c.tsr -CAfile tsa-ca.pem')]) as string[],
    });
    expect(await verify('c.txt', text, given(w, 'else.tsr', tsa.stamp('else')))).toMatchObject({ verdict: 'broken', findings: [{ kind: 'time_stamp', text: 'The time-stamp in else.tsr does not count: it is a time-stamp of something else.' }] });
    expect(await verify('c.txt', text, given(w, 'huge.tsr', Buffer.alloc(1_000_000)))).toMatchObject({ verdict: 'broken', findings: [{ kind: 'time_stamp' }] });
    expect(await verify('alone.tsr', reply)).toMatchObject({ verdict: 'intact', feeds: [{ count: Number(asked.checkpoint.split('/')[1]) }] });
    expect(await verify('else.tsr', tsa.stamp('else'))).toMatchObject({ verdict: 'unknown-signer', findings: [{ kind: 'no_checkpoint' }] });
    const altered = Buffer.from(reply);
    altered[altered.length - 5]! ^= 1;
    expect(await verify('altered.tsr', altered)).toMatchObject({ verdict: 'broken', findings: [{ kind: 'time_stamp' }] });
    expect(await w.refused('trail.verifyFile', { file: given(w, 'cut.tsr', reply.subarray(0, 900)) })).toMatchObject({ code: 'stamp_unreadable', where: { file: 'cut.tsr' } });
  });

  test('AUD-01 two laptops that bring replies in apart show the same after they have met, also of a checkpoint that only one of them has', async () => {
    const { ada, bo } = await twoWorkspaces();
    await sends(ada, bo);
    expect(await ada.refused('checkpoint.writeRequest', {})).toMatchObject({ code: 'no_own_checkpoint' });
    await ada.call('change.create', { title: 'Early' });
    const asked = await ada.call('checkpoint.writeRequest', {});
    await ada.call('checkpoint.importReply', { file: given(ada, 'first.tsr', replyTo(asked)) });
    // Further checkpoints follow; a bundle carries the newest of each device only.
    await ada.call('change.create', { title: 'Later' });
    await ada.call('checkpoint.writeRequest', {});
    await sends(ada, bo);
    const seen = async (machine: typeof ada): Promise<unknown> => (await machine.call('checkpoint.list', {})).rows.filter(({ stamps }) => stamps.length > 0);
    const shown = await seen(bo);
    expect(shown).toMatchObject([{ checkpoint: asked.checkpoint, site: 'A1', stamps: [{ authority: 'Ostrava Stamps', importedBy: 'Ada Lindqvist' }] }]);
    expect(await seen(ada)).toEqual(shown);
    // Both bring in a reply to the newest one, apart: one authority counts once, by its earlier time.
    await sends(ada, bo);
    await sends(bo, ada);
    const held = (await bo.call('checkpoint.list', {})).rows.find(({ site }) => site === 'A1')!;
    const again = await bo.call('checkpoint.writeRequest', { checkpoint: held.checkpoint });
    const replies = [replyTo(again), replyTo(again)] as const;
    await ada.call('checkpoint.importReply', { file: given(ada, 'a.tsr', replies[0]) });
    await bo.call('checkpoint.importReply', { file: given(bo, 'b.tsr', replies[1]) });
    await sends(ada, bo);
    await sends(bo, ada);
    expect(await seen(bo)).toEqual(await seen(ada));
    expect((await ada.call('checkpoint.list', {})).rows.find(({ checkpoint }) => checkpoint === held.checkpoint)?.stamps).toHaveLength(1);
    for (const machine of [ada, bo]) expect(await machine.call('trail.verify', { deep: true })).toMatchObject({ verdict: 'intact' });
  });

  test(`AUD-02 a pack carries the time-stamps of what it covers: they are in its signed manifest, and a stranger checks them by the printed commands alone${whyNot}`, async () => {
    const w = await aWorkspace();
    const change = (await w.call('change.list', { limit: 1 })).rows[0]!.number;
    const plain = await w.call('pack.write', { change: [change], name: 'plain' });
    expect(printedCommands(pathOf(plain)), 'nothing of it where there is none').not.toContain('openssl ts');
    const asked = await w.call('checkpoint.writeRequest', {});
    await w.call('checkpoint.importReply', { file: given(w, 'reply.tsr', replyTo(asked)) });
    const pack = await w.call('pack.write', { change: [change], name: 'stamped' });
    expect(await w.call('trail.verifyFile', { file: w.app.stagePath(pathOf(pack)) })).toMatchObject({ verdict: 'intact', covered: expect.arrayContaining([expect.stringMatching(/^checkpoint-\d+\.tsr is the time-stamp of its checkpoint, by Ostrava Stamps/)]) as string[] });
    if (whyNot !== '') return;
    const { caPem } = JSON.parse(readFileSync(join(w.dir, 'keys', 'device.json'), 'utf8')) as { caPem: string };
    const folder = strangersFolder([pathOf(pack)], caPem);
    copyFileSync(tsa.ca, join(folder, 'tsa-ca.pem'));
    const { script, text } = asPrinted(folder, basename(pathOf(pack)));
    expect(script).toContain('openssl ts -verify -data ${r%.tsr}.txt -in $r -CAfile tsa-ca.pem; done');
    expect(times(text, 'Verification: OK'), text).toBe(1);
    expect(text).toMatch(/Time stamp: .*20\d\d GMT/);
    expect(readFileSync(join(folder, 'manifest.txt'), 'utf8')).toMatch(/^[0-9a-f]{64} {2}checkpoint-\d+\.tsr$/m);
    expect(text).not.toMatch(/FAILED|Signature Verification Failure|BROKEN/);
    expect(times(text, 'Signature Verified Successfully')).toBe(1 + times(readFileSync(join(folder, 'manifest.txt'), 'utf8'), '.sig') );
  });

  test('AUD-02 packs of one checkpoint have one manifest with their time-stamps too; a time-stamp that does not fit the checkpoint of its number breaks the pack and is named', async () => {
    const w = await aWorkspace();
    const change = (await w.call('change.list', { limit: 1 })).rows[0]!.number;
    const asked = await w.call('checkpoint.writeRequest', {});
    await w.call('checkpoint.importReply', { file: given(w, 'reply.tsr', replyTo(asked)) });
    const manifests = [];
    for (const name of ['one', 'two']) {
      const folder = join(w.dataDir, name);
      mkdirSync(folder);
      spawnSync('pdfdetach', ['-saveall', '-o', folder, pathOf(await w.call('pack.write', { change: [change], name }))]);
      manifests.push(whyNot === '' ? readFileSync(join(folder, 'manifest.txt'), 'utf8') : '');
    }
    expect(manifests[0]).toBe(manifests[1]);
    // A pack that its own maker sealed over a time-stamp of something else.
    const trail = aTrail(4);
    const { text, sig } = trail.checkpoints[0]!;
    const forged = await sealedPack({ trail, stamps: [{ n: 4, text, sig, reply: tsa.stamp('something else') }] });
    expect(await judgePack(forged.path, { trustedRoot, trustedCa: forged.ca.fingerprint })).toMatchObject({ verdict: 'broken', problems: ['The time-stamp checkpoint-4.tsr does not count: it is a time-stamp of something else.'] });
    const sound = await sealedPack({ trail, stamps: [{ n: 4, text, sig, reply: tsa.stamp(text) }] });
    expect(await judgePack(sound.path, { trustedRoot, trustedCa: sound.ca.fingerprint })).toMatchObject({ verdict: 'intact', problems: [] });
  });
});
