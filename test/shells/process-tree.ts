// What the processes below one of ours do with the network, read from /proc (Linux only).
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

function readOr<T>(fallback: T, read: () => T): T {
  try {
    return read();
  } catch {
    // Processes end while they are looked at.
    return fallback;
  }
}

export function treeOf(pid: number): number[] {
  const parents = new Map(readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((name) => {
    const stat = readOr('', () => readFileSync(`/proc/${name}/stat`, 'utf8'));
    return [Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])];
  }));
  const tree = [pid];
  for (const one of tree) for (const [child, parent] of parents) if (parent === one && !tree.includes(child)) tree.push(child);
  return tree;
}

export const isAlive = (pid: number): boolean => readOr(false, () => !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8')));

/** Internet sockets held by the processes, as `tcp 127.0.0.1:9222 listens` would read in hexadecimal. */
export function internetSockets(pids: number[]): string[] {
  return pids.flatMap((pid) => {
    const held = new Set(readOr<string[]>([], () => readdirSync(`/proc/${pid}/fd`)).map((fd) => /^socket:\[(\d+)\]$/.exec(readOr('', () => readlinkSync(`/proc/${pid}/fd/${fd}`)))?.[1]).filter((inode) => inode !== undefined));
    return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((protocol) => readOr('', () => readFileSync(`/proc/${pid}/net/${protocol}`, 'utf8')).trim().split('\n').slice(1)
      .map((line) => line.trim().split(/\s+/)).filter((fields) => held.has(fields[9] ?? '')).map((fields) => `${protocol} ${fields[1]} to ${fields[2]}, state ${fields[3]}`));
  });
}
