// The Electron window, thin on purpose: it takes the few modules it uses as arguments, so that its exam runs without Electron.
import type { App, BrowserWindow, IpcMain, IpcMainEvent, Protocol, Session, Shell } from 'electron';
import type { Connection } from '../../boot.ts';
import { serveWire } from '../../wire.ts';
import { formLanguageFeature } from '../form-language.ts';
import { readAsset } from '../renderer-assets.ts';

export interface ElectronSurface {
  app: Pick<App, 'commandLine' | 'enableSandbox' | 'requestSingleInstanceLock' | 'quit' | 'whenReady' | 'on'>;
  BrowserWindow: typeof BrowserWindow;
  ipcMain: Pick<IpcMain, 'on'>;
  protocol: Pick<Protocol, 'registerSchemesAsPrivileged' | 'handle'>;
  session: { defaultSession: Session };
  shell: Pick<Shell, 'openPath'>;
}
export type Core = { connect(door: { shell: 'electron'; reveal: (folder: string) => void }): Connection; close(): Promise<void> };
export type ElectronOptions = { rendererDir: string; preload: string; startCore(): Core };

const origin = 'app://gavel';
const isOurs = (url: string): boolean => url.startsWith(`${origin}/`);
/** The only permissions a page of ours needs: meeting view full screen, and copying text. */
const permissions = ['fullscreen', 'clipboard-sanitized-write'];

function secure(session: Session, rendererDir: string, protocol: ElectronSurface['protocol']): void {
  session.setPermissionRequestHandler((_contents, permission, decide) => { decide(permissions.includes(permission)); });
  session.setPermissionCheckHandler((_contents, permission) => permissions.includes(permission));
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => { event.preventDefault(); });
  session.webRequest.onBeforeRequest(({ url }, decide) => { decide({ cancel: !(isOurs(url) || url.startsWith(`blob:${origin}/`) || url.startsWith('data:') || url.startsWith('devtools:')) }); });
  protocol.handle('app', async ({ url }) => {
    const { host, pathname } = new URL(url);
    if (host !== 'gavel') return new Response(null, { status: 403 });
    const asset = await readAsset(rendererDir, pathname);
    return new Response(new Uint8Array(asset.body), { status: asset.status, headers: asset.headers });
  });
}

/** Opens the window and serves it until it closes; a second start only brings the first to the front. */
export async function runElectron(surface: ElectronSurface, options: ElectronOptions): Promise<void> {
  const { app, ipcMain, protocol, session, shell } = surface;
  app.enableSandbox();
  app.commandLine.appendSwitch('enable-features', formLanguageFeature);
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
  if (!app.requestSingleInstanceLock()) { app.quit(); return; }
  const core = options.startCore();
  await app.whenReady();
  secure(session.defaultSession, options.rendererDir, protocol);
  const window = new surface.BrowserWindow({
    width: 1280, height: 800, minWidth: 800, minHeight: 560, show: false, autoHideMenuBar: true,
    webPreferences: { preload: options.preload, contextIsolation: true, sandbox: true, nodeIntegration: false, webSecurity: true, webviewTag: false, spellcheck: false, devTools: false },
  });
  const { webContents } = window;
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  for (const move of ['will-navigate', 'will-frame-navigate'] as const) webContents.on(move as 'will-navigate', (event) => { if (!isOurs(event.url)) event.preventDefault(); });
  webContents.on('will-attach-webview', (event) => { event.preventDefault(); });
  const connection = core.connect({ shell: 'electron', reveal: (folder) => { void shell.openPath(folder); } });
  const served = serveWire(connection, (message) => { if (!window.isDestroyed()) webContents.send('gavel', message); });
  ipcMain.on('gavel', ({ senderFrame }: IpcMainEvent, message: unknown) => {
    // Only the main frame of our window, and only while it shows our page.
    if (senderFrame && senderFrame === webContents.mainFrame && isOurs(senderFrame.url)) served.take(message);
  });
  app.on('second-instance', () => { if (window.isMinimized()) window.restore(); window.focus(); });
  app.on('window-all-closed', () => {
    served.close();
    void core.close().finally(() => { app.quit(); });
  });
  window.once('ready-to-show', () => { window.show(); });
  await window.loadURL(`${origin}/index.html`);
}
