// The window's files and the headers they travel with; both windows serve from here and nowhere else.
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

/** Only our own files run; nothing is ever connected to, framed or submitted. */
export const contentSecurityPolicy = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:", "font-src 'self'", "media-src 'self'", "worker-src 'self'",
  "connect-src 'none'", "frame-src 'none'", "object-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
].join('; ');

const mimeTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.json': 'application/json; charset=utf-8', '.svg': 'image/svg+xml',
  '.png': 'image/png', '.jpg': 'image/jpeg', '.webp': 'image/webp', '.ico': 'image/x-icon', '.woff2': 'font/woff2', '.ttf': 'font/ttf', '.otf': 'font/otf', '.wasm': 'application/wasm', '.txt': 'text/plain; charset=utf-8',
};
const headersFor = (type: string): Record<string, string> => ({
  'content-type': type, 'content-security-policy': contentSecurityPolicy, 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin', 'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()', 'cache-control': 'no-store',
});

export type Asset = { status: 200 | 400 | 403 | 404; headers: Record<string, string>; body: Buffer };
const refusal = (status: 400 | 403 | 404): Asset => ({ status, headers: headersFor('text/plain; charset=utf-8'), body: Buffer.from(String(status)) });

/** Reads one file below `folder` by the path of its address; `/` is the page. Nothing outside the folder, nothing of an unknown type. */
export async function readAsset(folder: string, pathname: string): Promise<Asset> {
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return refusal(400);
  }
  if (path.includes('\0') || path.includes('\\')) return refusal(400);
  const root = normalize(folder);
  const file = join(root, path === '/' ? 'index.html' : path);
  if (!file.startsWith(root.endsWith(sep) ? root : root + sep)) return refusal(403);
  const type = mimeTypes[extname(file).toLowerCase()];
  if (!type) return refusal(404);
  try {
    return { status: 200, headers: headersFor(type), body: await readFile(file) };
  } catch {
    return refusal(404);
  }
}
