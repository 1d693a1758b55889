// Answers every request of the page from our files. No request reaches a network, and no navigation leaves our page.
import { readAsset } from '../renderer-assets.ts';
import type { DevtoolsPipe } from './devtools-pipe.ts';

/** Reserved by RFC 2606 never to exist; here it is served by the guard alone. */
export const origin = 'https://gavel.invalid';

export type Paused = { requestId: string; request: { url: string }; resourceType: string; frameId: string };

/** Decides over one paused request of the page with that main frame. */
export async function answerRequest(pipe: DevtoolsPipe, rendererDir: string, page: { sessionId: string; mainFrame: string }, paused: Paused): Promise<void> {
  const { requestId } = paused;
  const url = new URL(paused.request.url);
  const send = async (method: string, params: Record<string, unknown>): Promise<void> => { await pipe.send(method, { requestId, ...params }, page.sessionId); };
  if (url.origin === origin && url.protocol === 'https:') {
    const asset = await readAsset(rendererDir, url.pathname);
    const responseHeaders = Object.entries(asset.headers).map(([name, value]) => ({ name, value }));
    // Browsers ask for this one unasked; that there is none is no error of the page.
    const responseCode = asset.status === 404 && url.pathname === '/favicon.ico' ? 204 : asset.status;
    await send('Fetch.fulfillRequest', { responseCode, responseHeaders, body: asset.body.toString('base64') });
  } else if (url.protocol === 'data:' || url.protocol === 'blob:') {
    await send('Fetch.continueRequest', {});
  } else if (paused.resourceType === 'Document' && paused.frameId === page.mainFrame) {
    // "No content" leaves the page where it is; a failure would replace it with an error page.
    await send('Fetch.fulfillRequest', { responseCode: 204, responseHeaders: [] });
  } else {
    await send('Fetch.failRequest', { errorReason: 'BlockedByClient' });
  }
}
