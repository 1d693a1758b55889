// One window per data folder: whoever starts first listens, whoever starts later asks the first to come forward and leaves.
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Unix sockets have short names (108 bytes on Linux, 104 on macOS). */
const longest = 100;

/** A socket in the data folder, or a named pipe on Windows; neither can be reached from another machine. */
export function lockAddress(dataDir: string, platform: NodeJS.Platform = process.platform): string {
  const short = createHash('sha256').update(dataDir).digest('hex').slice(0, 24);
  if (platform === 'win32') return `\\\\.\\pipe\\gavel-${short}`;
  const address = join(dataDir, 'gavel.sock');
  return Buffer.byteLength(address) <= longest ? address : join(tmpdir(), `gavel-${short}.sock`);
}

function listen(address: string, onFocus: () => void): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on('error', () => { socket.destroy(); });
      socket.on('data', (bytes) => {
        if (bytes.toString().startsWith('focus')) { onFocus(); socket.end('here\n'); } else socket.destroy();
      });
    });
    server.once('error', (error: NodeJS.ErrnoException) => { if (error.code === 'EADDRINUSE') resolve(null); else reject(error); });
    server.listen(address, () => { resolve(server); });
  });
}

/** Asks the first instance to come forward; false when nobody answers. */
function askToFocus(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address, () => { socket.write('focus\n'); });
    socket.setTimeout(3_000, () => { socket.destroy(); resolve(false); });
    socket.once('data', () => { socket.end(); resolve(true); });
    socket.once('error', () => { resolve(false); });
  });
}

/** Takes the lock; null when another instance has it and has been asked to come forward. */
export async function takeInstanceLock(dataDir: string, onFocus: () => void): Promise<{ release(): void } | null> {
  const address = lockAddress(dataDir);
  let server = await listen(address, onFocus);
  if (!server) {
    if (await askToFocus(address)) return null;
    // Left behind by a process that was killed.
    rmSync(address, { force: true });
    server = await listen(address, onFocus);
    if (!server) return null;
  }
  const held = server;
  return { release: () => { held.close(); } };
}
