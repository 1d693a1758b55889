// The small parts of the doors, each alone: where things lie, what is served, which browser, which flags, the pipe, the lock.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Bridge } from '#contract/index.ts';
import { devtoolsPipe } from '../../src-main/shells/browser/devtools-pipe.ts';
import { browserCandidates, findBrowser } from '../../src-main/shells/browser/find-browser.ts';
import { lockAddress, takeInstanceLock } from '../../src-main/shells/browser/instance-lock.ts';
import { launchFlags } from '../../src-main/shells/browser/launch.ts';
import { dataFolder, exportsFolder, findPlaces } from '../../src-main/shells/places.ts';
import { readAsset } from '../../src-main/shells/renderer-assets.ts';
import { serveWire, wireBridge } from '../../src-main/wire.ts';
import type { Answering, Asking } from '../../src-main/wire.ts';
import { patient } from './bridge-exam.ts';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'gavel-parts-')); });
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

describe('places', () => {
  const machine = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv = {}) => ({ env, platform, home: '/home/ada' });

  test('the data folder is the platform’s own, unless GAVEL_DATA names one', () => {
    expect(dataFolder(machine('linux'))).toBe('/home/ada/.local/share/gavel');
    expect(dataFolder(machine('linux', { XDG_DATA_HOME: '/data' }))).toBe('/data/gavel');
    expect(dataFolder(machine('darwin'))).toBe('/home/ada/Library/Application Support/Gavel');
    expect(dataFolder(machine('win32', { APPDATA: '/roaming' }))).toBe('/roaming/Gavel');
    expect(dataFolder(machine('win32', { GAVEL_DATA: '/elsewhere' }))).toBe('/elsewhere');
  });

  test('exports go to Gavel in the documents folder, whatever that is called here', () => {
    expect(exportsFolder(machine('darwin'))).toBe('/home/ada/Documents/Gavel');
    writeFileSync(join(folder, 'user-dirs.dirs'), '# generated\nXDG_DESKTOP_DIR="$HOME/Schreibtisch"\nXDG_DOCUMENTS_DIR="$HOME/Dokumente"\n');
    expect(exportsFolder(machine('linux', { XDG_CONFIG_HOME: folder }))).toBe('/home/ada/Dokumente/Gavel');
    expect(exportsFolder(machine('linux', { XDG_CONFIG_HOME: folder, GAVEL_EXPORTS: '/out' }))).toBe('/out');
  });

  test('the installation is found from where the files lie', () => {
    const { resourcesDir, app } = findPlaces();
    expect(existsSync(join(resourcesDir, 'migrations'))).toBe(true);
    expect(app).toMatch(/^\d+\.\d+\.\d+/);
  });
});

describe('the window’s files', () => {
  test('each travels with its type and the policy', async () => {
    writeFileSync(join(folder, 'index.html'), '<!doctype html>');
    mkdirSync(join(folder, 'assets'));
    for (const name of ['a.js', 'a.css', 'a.woff2', 'a.svg']) writeFileSync(join(folder, 'assets', name), 'x');
    const types = await Promise.all(['/', '/index.html', '/assets/a.js', '/assets/a.css', '/assets/a.woff2', '/assets/a.svg'].map(async (path) => (await readAsset(folder, path)).headers['content-type']));
    expect(types).toEqual(['text/html; charset=utf-8', 'text/html; charset=utf-8', 'text/javascript; charset=utf-8', 'text/css; charset=utf-8', 'font/woff2', 'image/svg+xml']);
    const { headers } = await readAsset(folder, '/missing.js');
    expect(headers['content-security-policy']).toContain("connect-src 'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  test.each([['/../outside.js', 403], ['/%2e%2e/outside.js', 403], ['/assets/%2e%2e/%2e%2e/outside.js', 403], ['/..%5coutside.js', 400], ['/a%00.js', 400], ['/%zz', 400], ['/missing.js', 404], ['/unknown.exe', 404], ['/assets', 404]])('%s is answered with %i', async (path, status) => {
    const inside = join(folder, 'inside');
    mkdirSync(join(inside, 'assets'), { recursive: true });
    writeFileSync(join(folder, 'outside.js'), 'secret');
    writeFileSync(join(inside, 'unknown.exe'), 'x');
    const asset = await readAsset(inside, path);
    expect(asset.status).toBe(status);
    expect(asset.body.toString()).not.toContain('secret');
  });

  test('a folder whose name begins like ours is not ours', async () => {
    mkdirSync(join(folder, 'inside'));
    mkdirSync(join(folder, 'inside-not'));
    writeFileSync(join(folder, 'inside-not', 'a.js'), 'secret');
    expect((await readAsset(join(folder, 'inside'), '/../inside-not/a.js')).status).toBe(403);
  });
});

describe('the browser', () => {
  test('is the one named in GAVEL_BROWSER and no other, else the first installed', () => {
    expect(browserCandidates({ GAVEL_BROWSER: '/opt/mine', PATH: '/usr/bin' }, 'linux')).toEqual(['/opt/mine']);
    expect(browserCandidates({ PATH: '/a:/b' }, 'linux').slice(0, 3)).toEqual(['/a/google-chrome-stable', '/b/google-chrome-stable', '/a/google-chrome']);
    expect(browserCandidates({ HOME: '/Users/ada' }, 'darwin')[0]).toBe('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome');
    expect(browserCandidates({ ProgramFiles: 'C:/Program Files' }, 'win32')[0]).toMatch(/Microsoft.Edge.Application.msedge\.exe$/);
    writeFileSync(join(folder, 'chromium'), '', { mode: 0o755 });
    writeFileSync(join(folder, 'google-chrome'), '', { mode: 0o644 });
    expect(findBrowser({ PATH: folder }, 'linux')).toBe(join(folder, 'chromium'));
  });

  test('starts with its sandbox unless root, and with a port in test mode only', () => {
    const flags = (isRoot: boolean, isTest: boolean): string[] => launchFlags({ isRoot, isTest, isHeadless: false, profileDir: '/p' });
    expect(flags(false, false).filter((flag) => /sandbox|debugging-port|test-type/.test(flag))).toEqual([]);
    expect(flags(true, false)).toEqual(expect.arrayContaining(['--no-sandbox', '--test-type']));
    expect(flags(false, true)).toContain('--remote-debugging-port=0');
    expect(flags(false, false)).toEqual(expect.arrayContaining(['--remote-debugging-pipe', '--host-resolver-rules=MAP * ~NOTFOUND', '--enable-features=LangAttributeAwareFormControlUI', '--app=https://gavel.invalid/index.html']));
  });
});

describe('the debugging pipe', () => {
  test('puts messages together from any pieces, and many from one', async () => {
    const [output, input] = [new PassThrough(), new PassThrough()];
    const pipe = devtoolsPipe(output, input);
    const events: string[] = [];
    pipe.onEvent(({ method }) => { events.push(method); });
    const answers = [pipe.send('A.one'), pipe.send('A.two', { text: 'é' }, 'session')];
    const bytes = Buffer.from('{"id":2,"result":{"text":"é"}}\0{"method":"B.event","params":{}}\0{"id":1,"error":{"message":"not so"}}\0');
    for (const byte of bytes) input.write(Buffer.from([byte]));
    expect(await answers[1]).toEqual({ text: 'é' });
    await expect(answers[0]).rejects.toThrow('not so');
    expect(events).toEqual(['B.event']);
    expect((output.read() as Buffer).toString()).toBe('{"id":1,"method":"A.one","params":{}}\0{"id":2,"method":"A.two","params":{"text":"é"},"sessionId":"session"}\0');
  });

  test('rejects what is open and what comes later once the browser has gone', async () => {
    const input = new PassThrough();
    const pipe = devtoolsPipe(new PassThrough(), input);
    const open = pipe.send('A.one');
    input.destroy();
    await expect(open).rejects.toThrow('gone');
    await expect(pipe.send('A.two')).rejects.toThrow('gone');
  });
});

describe('the instance lock', () => {
  test('belongs to the first; a second asks it to come forward; after its release it is free', async () => {
    let asked = 0;
    const first = await takeInstanceLock(folder, () => { asked += 1; });
    expect(first).not.toBeNull();
    expect(await takeInstanceLock(folder, () => {})).toBeNull();
    expect(asked).toBe(1);
    first?.release();
    const next = await takeInstanceLock(folder, () => {});
    expect(next).not.toBeNull();
    next?.release();
  });

  test('has a short name even in a deep folder, and none on a network', () => {
    const deep = join('/home', 'a'.repeat(200));
    expect(Buffer.byteLength(lockAddress(deep, 'linux'))).toBeLessThanOrEqual(100);
    expect(lockAddress(deep, 'linux')).not.toBe(lockAddress(`${deep}b`, 'linux'));
    expect(lockAddress('C:/Users/ada', 'win32')).toMatch(/^\\\\\.\\pipe\\gavel-[0-9a-f]{24}$/);
  });
});

describe('the wire', () => {
  /** A bridge whose answers the test gives, and the two ends of a wire before it. */
  function wired() {
    const asked: { name: string; signal: AbortSignal; answer(value: unknown): void }[] = [];
    const bridge = { call: (name: string, _input: unknown, { signal }: { signal: AbortSignal }) => new Promise((resolve) => { asked.push({ name, signal, answer: (value) => { resolve({ ok: true, value }); } }); }), onChanged: () => () => {} } as unknown as Bridge;
    const posted: Answering[] = [];
    const served = serveWire(bridge, (message) => { posted.push(message); });
    return { asked, posted, served };
  }

  test('messages of any other shape are dropped', () => {
    const { asked, posted, served } = wired();
    for (const message of [null, undefined, 7, 'hello', [], {}, { kind: 'call' }, { kind: 'call', id: '1', name: 'a.b' }, { kind: 'call', id: 1.5, name: 'a.b' }, { kind: 'call', id: 1, name: {} }, { kind: 'cancel', id: 9 }, { kind: '__proto__', id: 1 }]) served.take(message);
    expect({ asked: asked.length, posted }).toEqual({ asked: 0, posted: [] });
  });

  test('a new page stops the calls of the one before, and their late answers are not given to its own', async () => {
    const { asked, posted, served } = wired();
    served.take({ kind: 'call', id: 1, name: 'old.page', input: {} });
    served.take({ kind: 'hello' });
    served.take({ kind: 'call', id: 1, name: 'new.page', input: {} });
    expect(asked.map(({ name, signal }) => [name, signal.aborted])).toEqual([['old.page', true], ['new.page', false]]);
    asked[0]?.answer('old');
    asked[1]?.answer('new');
    await expect.poll(() => posted, patient).toEqual([{ kind: 'reply', id: 1, reply: { ok: true, value: 'new' } }]);
  });

  test('a number in use is not given to a second call', () => {
    const { asked, served } = wired();
    served.take({ kind: 'call', id: 1, name: 'a.b', input: {} });
    served.take({ kind: 'call', id: 1, name: 'c.d', input: {} });
    expect(asked.map(({ name }) => name)).toEqual(['a.b']);
  });

  test('the asking end says hello first, and takes its ear off a signal when answered', async () => {
    const sent: Asking[] = [];
    let take: (message: Answering) => void = () => {};
    const bridge = wireBridge((message) => { sent.push(message); }, (hear) => { take = hear; });
    const controller = new AbortController();
    const reply = bridge.call('session.state', {}, { signal: controller.signal });
    take({ kind: 'reply', id: 1, reply: { ok: true, value: 'here' } });
    expect(await reply).toEqual({ ok: true, value: 'here' });
    controller.abort();
    expect(sent.map(({ kind }) => kind)).toEqual(['hello', 'call']);
  });
});
