// Electron's binary is not needed here: the shell takes what it uses as arguments, and this double keeps what it was told.
import { EventEmitter } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Bridge } from '#contract/index.ts';
import { startCore } from '../../src-main/core-thread.ts';
import { runElectron } from '../../src-main/shells/electron/electron-window.ts';
import type { Core, ElectronSurface } from '../../src-main/shells/electron/electron-window.ts';
import type { wireBridge } from '../../src-main/wire.ts';
import { bridgeExam, freshHome, patient } from './bridge-exam.ts';
import type { Home } from './bridge-exam.ts';

type Hear = (...args: never[]) => unknown;
type Preloaded = { func: typeof wireBridge; args: Parameters<typeof wireBridge> };
const preloaded = vi.hoisted(() => ({ script: null as unknown, renderer: null as unknown }));
vi.mock('electron', async () => {
  const events = await import('node:events');
  const ipcRenderer = Object.assign(new events.EventEmitter(), { send: (channel: string, message: unknown) => { ipcRenderer.emit(`sent:${channel}`, structuredClone(message)); } });
  preloaded.renderer = ipcRenderer;
  return { ipcRenderer, contextBridge: { executeInMainWorld: (script: unknown) => { preloaded.script = script; } } };
});

class FakeWindow extends EventEmitter {
  static last: FakeWindow;
  static options: { webPreferences?: Record<string, unknown> } = {};
  mainFrame = { url: 'app://gavel/index.html' };
  openHandler: (details: { url: string }) => unknown = () => null;
  url = '';
  calls: string[] = [];
  webContents = Object.assign(new EventEmitter(), {
    mainFrame: this.mainFrame,
    setWindowOpenHandler: (handler: (details: { url: string }) => unknown) => { this.openHandler = handler; },
    send: (channel: string, message: unknown) => { (preloaded.renderer as EventEmitter | null)?.emit(channel, {}, structuredClone(message)); },
  });
  constructor(options: object) { super(); FakeWindow.last = this; FakeWindow.options = options; }
  isDestroyed(): boolean { return false; }
  isMinimized(): boolean { return true; }
  restore(): void { this.calls.push('restore'); }
  focus(): void { this.calls.push('focus'); }
  show(): void { this.calls.push('show'); }
  async loadURL(url: string): Promise<void> { this.url = url; }
}

function double({ isFirst = true } = {}) {
  const told: { order: string[]; switches: string[]; schemes: unknown; serve: (request: Request) => Promise<Response>; permission: Hear; check: Hear; device: Hear; request: Hear } = { order: [], switches: [], schemes: null, serve: async () => new Response(), permission: () => {}, check: () => {}, device: () => {}, request: () => {} };
  const app = Object.assign(new EventEmitter(), {
    commandLine: { appendSwitch: (name: string, value: string) => { told.switches.push(`${name}=${value}`); } },
    enableSandbox: () => { told.order.push('sandbox'); }, requestSingleInstanceLock: () => isFirst,
    quit: () => { told.order.push('quit'); }, whenReady: async () => { told.order.push('ready'); },
  });
  const session = Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: (handler: Hear) => { told.permission = handler; }, setPermissionCheckHandler: (handler: Hear) => { told.check = handler; },
    setDevicePermissionHandler: (handler: Hear) => { told.device = handler; }, webRequest: { onBeforeRequest: (handler: Hear) => { told.request = handler; } },
  });
  const ipcMain = new EventEmitter();
  const surface = {
    app, BrowserWindow: FakeWindow, ipcMain, session: { defaultSession: session }, shell: { openPath: async (folder: string) => { told.order.push(`open ${folder}`); return ''; } },
    protocol: { registerSchemesAsPrivileged: (schemes: unknown) => { told.order.push('scheme'); told.schemes = schemes; }, handle: (_scheme: string, serve: typeof told.serve) => { told.serve = serve; } },
  };
  return { surface: surface as unknown as ElectronSurface, told, ipcMain, session, app };
}

/** The page's side: the preload script as Electron would run it, from its text alone. */
async function bridgeOfPage(ipcMain: EventEmitter, senderFrame: () => unknown): Promise<Bridge> {
  vi.resetModules();
  await import('../../src-main/shells/electron/preload.ts');
  const { func, args } = preloaded.script as Preloaded;
  (preloaded.renderer as EventEmitter).on('sent:gavel', (message: unknown) => { ipcMain.emit('gavel', { senderFrame: senderFrame() }, message); });
  const [post, hear, name] = args;
  expect(name).toBe('gavel');
  return (new Function(`return (${func.toString()})`)() as typeof wireBridge)(post, hear);
}

const coreIn = (home: Home): Core => startCore({ ...home, app: 'test' });

bridgeExam({
  name: 'electron', shell: 'electron',
  open: async (home) => {
    const { surface, ipcMain } = double();
    const core = coreIn(home);
    await runElectron(surface, { rendererDir: home.resourcesDir, preload: '/preload.cjs', startCore: () => core });
    return { bridge: await bridgeOfPage(ipcMain, () => FakeWindow.last.mainFrame), close: () => core.close() };
  },
});

describe('the electron window', () => {
  const cleanups: (() => Promise<void> | void)[] = [];
  afterEach(async () => { for (const clean of cleanups.splice(0)) await clean(); });
  async function opened() {
    const home = freshHome();
    const rendererDir = join(home.folder, 'renderer');
    mkdirSync(rendererDir);
    writeFileSync(join(rendererDir, 'index.html'), '<!doctype html><title>Gavel</title>');
    writeFileSync(join(home.folder, 'secret.txt'), 'secret');
    const core = coreIn(home);
    cleanups.push(() => core.close(), () => { rmSync(home.folder, { recursive: true, force: true }); });
    const made = double();
    await runElectron(made.surface, { rendererDir, preload: '/preload.cjs', startCore: () => core });
    return { ...made, home, core, window: FakeWindow.last };
  }

  test('is sandboxed and isolated, with the scheme registered before the app is ready', async () => {
    const { told, window } = await opened();
    expect(FakeWindow.options.webPreferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true, webviewTag: false, devTools: false });
    expect(told.order.slice(0, 3)).toEqual(['sandbox', 'scheme', 'ready']);
    expect(told.schemes).toEqual([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
    expect(window.url).toBe('app://gavel/index.html');
  });

  test('lets date fields follow the language of the page', async () => {
    const { told } = await opened();
    expect(told.switches).toEqual(['enable-features=LangAttributeAwareFormControlUI']);
  });

  test('serves our files with a policy that forbids everything else, and nothing outside their folder', async () => {
    const { told } = await opened();
    const page = await told.serve(new Request('app://gavel/index.html'));
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    for (const path of ['/..%2fsecret.txt', '/%2e%2e/secret.txt', '/..%5csecret.txt', '/%00', '/%zz', '/missing.js']) {
      expect((await told.serve(new Request(`app://gavel${path}`))).status).toBeGreaterThanOrEqual(400);
    }
    expect((await told.serve(new Request('app://other/index.html'))).status).toBe(403);
  });

  test('denies permissions, windows, navigation, downloads and every address but its own', async () => {
    const { told, window, session } = await opened();
    const decided: boolean[] = [];
    for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read']) (told.permission as (...args: unknown[]) => void)(null, permission, (isAllowed: boolean) => { decided.push(isAllowed); });
    expect(decided).toEqual([false, false, false, false]);
    expect([(told.check as (...args: unknown[]) => boolean)(null, 'media'), (told.device as () => boolean)()]).toEqual([false, false]);
    expect(window.openHandler({ url: 'https://example.com' })).toEqual({ action: 'deny' });
    for (const [emitter, name] of [[window.webContents, 'will-navigate'], [window.webContents, 'will-frame-navigate'], [window.webContents, 'will-attach-webview'], [session, 'will-download']] as const) {
      const event = { url: 'https://example.com/', preventDefault: vi.fn() };
      emitter.emit(name, event);
      expect(event.preventDefault, name).toHaveBeenCalledOnce();
    }
    const isCancelled = (url: string): boolean => { let answer = false; (told.request as (...args: unknown[]) => void)({ url }, ({ cancel }: { cancel: boolean }) => { answer = cancel; }); return answer; };
    expect(['https://example.com/', 'http://127.0.0.1/', 'file:///etc/passwd', 'ws://x/', 'app://gavel.evil/'].map(isCancelled)).toEqual([true, true, true, true, true]);
    expect(['app://gavel/a.js', 'blob:app://gavel/1', 'data:image/png;base64,'].map(isCancelled)).toEqual([false, false, false]);
  });

  test('answers the main frame of its own page and no other sender', async () => {
    const { ipcMain, window } = await opened();
    let sender: unknown = { url: 'app://gavel/index.html' };
    const bridge = await bridgeOfPage(ipcMain, () => sender);
    const answers: unknown[] = [];
    const ask = (): void => { void bridge.call('session.state', {}).then((reply) => answers.push(reply)); };
    ask();
    sender = null;
    ask();
    window.mainFrame.url = 'https://example.com/';
    sender = window.mainFrame;
    ask();
    window.mainFrame.url = 'app://gavel/index.html';
    expect(await bridge.call('session.state', {})).toMatchObject({ ok: true });
    expect(answers).toEqual([]);
  });

  test('a second start brings the first window forward, and leaves', async () => {
    const { app, window } = await opened();
    app.emit('second-instance');
    expect(window.calls).toEqual(['restore', 'focus']);
    const second = double({ isFirst: false });
    await runElectron(second.surface, { rendererDir: '/', preload: '/preload.cjs', startCore: () => { throw new Error('a second core'); } });
    expect(second.told.order).toEqual(['sandbox', 'scheme', 'quit']);
  });

  test('closing the window closes the core and then the program', async () => {
    const { app, told, core } = await opened();
    app.emit('window-all-closed');
    await expect.poll(() => told.order.at(-1), patient).toBe('quit');
    expect(await core.connect({ shell: 'electron', reveal: () => {} }).call('session.state', {})).toMatchObject({ ok: false, error: { code: 'fault' } });
  });

  test('shows the exports folder through the system', async () => {
    const { ipcMain, told, window, home } = await opened();
    const bridge = await bridgeOfPage(ipcMain, () => window.mainFrame);
    await bridge.call('workspace.revealExports', {});
    await expect.poll(() => told.order, patient).toContain(`open ${home.exportsDir}`);
  });
});
