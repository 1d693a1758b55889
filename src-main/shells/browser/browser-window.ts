// Turns one page of the browser into Gavel's window: our files, our bridge, nothing else.
import { randomUUID } from 'node:crypto';
import type { Bridge } from '#contract/index.ts';
import { serveWire, wireBridge } from '../../wire.ts';
import type { Answering, Served } from '../../wire.ts';
import type { DevtoolsEvent, DevtoolsPipe } from './devtools-pipe.ts';
import type { Browser } from './launch.ts';
import { answerRequest, origin } from './page-guard.ts';
import type { Paused } from './page-guard.ts';

export type BrowserWindow = { focus(): Promise<void>; close(): Promise<void>; closed: Promise<void> };
type Page = { sessionId: string; targetId: string; mainFrame: string; contexts: Set<number>; served: Served | null; isLoaded: () => void };

/** Runs in every new document before its own scripts. In frames and on other origins the binding is taken away and nothing is put there. */
const pageScript = (secret: string): string => `(() => {
  const send = globalThis[${JSON.stringify(secret)}];
  delete globalThis[${JSON.stringify(secret)}];
  if (location.origin !== ${JSON.stringify(origin)} || window !== window.top) return;
  const wireBridge = ${wireBridge.toString()};
  const hear = (take) => { Object.defineProperty(globalThis, ${JSON.stringify(`${secret}Take`)}, { value: take }); };
  wireBridge((message) => send(JSON.stringify(message)), hear, 'gavel');
})()`;

async function preparePage(pipe: DevtoolsPipe, page: Page, secret: string): Promise<void> {
  const send = (method: string, params: Record<string, unknown> = {}): Promise<unknown> => pipe.send(method, params, page.sessionId);
  await Promise.all([
    send('Page.enable'), send('Runtime.enable'), send('Runtime.addBinding', { name: secret }), send('Page.addScriptToEvaluateOnNewDocument', { source: pageScript(secret) }),
    send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }), send('Runtime.runIfWaitingForDebugger'),
  ]);
  await send('Page.navigate', { url: `${origin}/index.html` });
}

/** What the browser tells about our page. A call counts when it comes from the main frame of our origin, from nowhere else. */
function hearPage(pipe: DevtoolsPipe, page: Page, { method, params }: DevtoolsEvent, secret: string): void {
  if (method === 'Page.loadEventFired') page.isLoaded();
  else if (method === 'Runtime.executionContextCreated') {
    const context = params['context'] as { id: number; origin: string; auxData?: { isDefault?: boolean; frameId?: string } };
    if (context.origin === origin && context.auxData?.isDefault && context.auxData.frameId === page.mainFrame) page.contexts.add(context.id);
  } else if (method === 'Runtime.executionContextDestroyed') page.contexts.delete(params['executionContextId'] as number);
  else if (method === 'Runtime.executionContextsCleared') page.contexts.clear();
  else if (method === 'Runtime.bindingCalled') {
    if (params['name'] === secret && page.contexts.has(params['executionContextId'] as number)) page.served?.take(readMessage(params['payload'] as string));
  } else if (method === 'Page.javascriptDialogOpening' && params['type'] === 'beforeunload') void pipe.send('Page.handleJavaScriptDialog', { accept: true }, page.sessionId).catch(() => {});
}

function readMessage(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    // Only our own script knows the binding; a message that is no JSON is nobody's.
    return null;
  }
}

/** Opens the window over `bridge`. Resolves when the page has loaded. */
export async function openBrowserWindow(browser: Browser, bridge: Bridge, rendererDir: string): Promise<BrowserWindow> {
  const { pipe } = browser;
  const secret = `gavel${randomUUID().replaceAll('-', '')}`;
  let page: Page | null = null;
  const quit = async (): Promise<void> => { await pipe.send('Browser.close').catch(() => { browser.kill(); }); };
  const post = (message: Answering): void => {
    const executionContextId = page && [...page.contexts].at(-1);
    if (!page || !executionContextId) return;
    void pipe.send('Runtime.callFunctionOn', { functionDeclaration: `function (message) { globalThis[${JSON.stringify(`${secret}Take`)}]?.(message); }`, executionContextId, arguments: [{ value: message }], silent: true }, page.sessionId).catch(() => {});
  };
  const loaded = new Promise<void>((resolve, reject) => {
    const attach = (sessionId: string, target: { type: string; targetId: string }): void => {
      if (target.type !== 'page') return;
      if (page) { if (target.targetId !== page.targetId) closePopup(pipe, sessionId, target.targetId); return; }
      page = { sessionId, targetId: target.targetId, mainFrame: target.targetId, contexts: new Set(), served: serveWire(bridge, post), isLoaded: resolve };
      preparePage(pipe, page, secret).catch(reject);
    };
    pipe.onEvent((event) => {
      const { method, params } = event;
      if (method === 'Target.attachedToTarget') attach(params['sessionId'] as string, params['targetInfo'] as { type: string; targetId: string });
      else if (method === 'Target.targetCreated') {
        const { url, targetId } = params['targetInfo'] as { url: string; targetId: string };
        if (url.startsWith('devtools://')) void pipe.send('Target.closeTarget', { targetId }).catch(() => {});
      } else if (page && method === 'Target.detachedFromTarget' && params['sessionId'] === page.sessionId) void quit();
      else if (page && event.sessionId === page.sessionId) {
        if (method === 'Fetch.requestPaused') void answerRequest(pipe, rendererDir, page, params as Paused).catch(() => {});
        else hearPage(pipe, page, event, secret);
      }
    });
    void browser.ended.then(() => { page?.served?.close(); reject(new Error('the browser ended before the window was ready')); });
  });
  await pipe.send('Browser.setDownloadBehavior', { behavior: 'deny' });
  await pipe.send('Browser.grantPermissions', { origin, permissions: ['clipboardSanitizedWrite'] });
  await pipe.send('Target.setDiscoverTargets', { discover: true });
  await pipe.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true, filter: [{ type: 'page' }, { exclude: true }] });
  await loaded;
  return { focus: () => bringForward(pipe, page), close: async () => { await quit(); await browser.ended; }, closed: browser.ended };
}

/** Gavel has one window. Closed while it still waits, a popup would take the script that opened it down with it: let it go on first, with every request held. */
function closePopup(pipe: DevtoolsPipe, sessionId: string, targetId: string): void {
  for (const method of ['Fetch.enable', 'Runtime.runIfWaitingForDebugger']) void pipe.send(method, {}, sessionId).catch(() => {});
  void pipe.send('Target.closeTarget', { targetId }).catch(() => {});
}

async function bringForward(pipe: DevtoolsPipe, page: Page | null): Promise<void> {
  if (!page) return;
  const { windowId, bounds } = await pipe.send('Browser.getWindowForTarget', { targetId: page.targetId }) as { windowId?: number; bounds?: { windowState?: string } };
  if (bounds?.windowState === 'minimized') await pipe.send('Browser.setWindowBounds', { windowId, bounds: { windowState: 'normal' } });
  await pipe.send('Page.bringToFront', {}, page.sessionId);
}
