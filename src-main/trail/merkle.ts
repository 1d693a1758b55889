// Merkle trees as in RFC 6962: leaves `0x00 ‖ commit hash`, nodes `0x01 ‖ left ‖ right`. Only the frontier is ever stored.
import { sha256 } from './hashes.ts';

/** Roots of the perfect subtrees of `count` leaves, largest first, as hex. */
export type Frontier = { count: number; hashes: string[] };
export const emptyFrontier: Frontier = { count: 0, hashes: [] };

const leafMark = Uint8Array.of(0);
const nodeMark = Uint8Array.of(1);
export const leafHash = (commit: Uint8Array): Buffer => sha256(leafMark, commit);
const node = (left: Uint8Array, right: Uint8Array): Buffer => sha256(nodeMark, left, right);
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

/** The frontier after one more leaf; O(log n). */
export function appendLeaf({ count, hashes }: Frontier, commit: Uint8Array): Frontier {
  const next = [...hashes];
  let carry = leafHash(commit);
  for (let c = count; c % 2 === 1; c = Math.floor(c / 2)) carry = node(bytes(next.pop()!), carry);
  next.push(carry.toString('hex'));
  return { count: count + 1, hashes: next };
}

/** The tree head; of nothing, the hash of the empty string (RFC 6962, 2.1). */
export function rootOf({ hashes }: Frontier): Buffer {
  if (hashes.length === 0) return sha256();
  return hashes.slice(0, -1).reduceRight((right, left) => node(bytes(left), right), bytes(hashes.at(-1)!));
}

/** Largest power of two smaller than n. */
const split = (n: number): number => 2 ** Math.ceil(Math.log2(n) - 1);

export function treeHead(commits: readonly Uint8Array[]): Buffer {
  return rootOf(commits.reduce(appendLeaf, emptyFrontier));
}

/** Audit path of one leaf (RFC 6962, 2.1.1), nearest sibling first. */
export function inclusionProof(commits: readonly Uint8Array[], index: number): Buffer[] {
  if (!Number.isInteger(index) || index < 0 || index >= commits.length) throw new RangeError('no such leaf');
  if (commits.length === 1) return [];
  const k = split(commits.length);
  return index < k
    ? [...inclusionProof(commits.slice(0, k), index), treeHead(commits.slice(k))]
    : [...inclusionProof(commits.slice(k), index - k), treeHead(commits.slice(0, k))];
}

export type Inclusion = { commit: Uint8Array; index: number; count: number; root: Uint8Array };
/** One step up: the sibling, on which side it stands, and the node that both make. */
export type Step = { sibling: Buffer; side: 'left' | 'right'; node: Buffer };
/** The way from a leaf to the root (RFC 9162, 2.1.3.2); null where the path is not one of such a leaf. */
export function inclusionSteps({ commit, index, count }: Omit<Inclusion, 'root'>, path: readonly Uint8Array[]): Step[] | null {
  if (index < 0 || index >= count) return null;
  let at = index;
  let last = count - 1;
  let hash = leafHash(commit);
  const steps: Step[] = [];
  for (const given of path) {
    if (last === 0) return null;
    const sibling = Buffer.from(given);
    const side = at % 2 === 1 || at === last ? 'left' : 'right';
    hash = side === 'left' ? node(sibling, hash) : node(hash, sibling);
    steps.push({ sibling, side, node: hash });
    if (side === 'left') while (at % 2 === 0 && at !== 0) { at = Math.floor(at / 2); last = Math.floor(last / 2); }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? steps : null;
}
/** Whether a path leads from the leaf to the root. */
export function verifyInclusion(leaf: Inclusion, path: readonly Uint8Array[]): boolean {
  const steps = inclusionSteps(leaf, path);
  return steps !== null && (steps.at(-1)?.node ?? leafHash(leaf.commit)).equals(leaf.root);
}
/** Which commits each sibling of the path stands for, from the leaf up: the first of them, and one past the last. */
export function siblingSpans(index: number, count: number, first = 0): { from: number; to: number }[] {
  if (count <= 1) return [];
  const k = split(count);
  return index < k ? [...siblingSpans(index, k, first), { from: first + k, to: first + count }] : [...siblingSpans(index - k, count - k, first + k), { from: first, to: first + k }];
}

/** Proof that the tree of the first `older` leaves is a prefix of this one (RFC 6962, 2.1.2). */
export function consistencyProof(commits: readonly Uint8Array[], older: number): Buffer[] {
  if (!Number.isInteger(older) || older < 1 || older > commits.length) throw new RangeError('no such earlier tree');
  const sub = (m: number, part: readonly Uint8Array[], whole: boolean): Buffer[] => {
    if (m === part.length) return whole ? [] : [treeHead(part)];
    const k = split(part.length);
    return m <= k ? [...sub(m, part.slice(0, k), whole), treeHead(part.slice(k))] : [...sub(m - k, part.slice(k), false), treeHead(part.slice(0, k))];
  };
  return sub(older, commits, true);
}

export type Consistency = { older: number; newer: number; olderRoot: Uint8Array; newerRoot: Uint8Array };
/** RFC 9162, 2.1.4.2. */
export function verifyConsistency({ older, newer, olderRoot, newerRoot }: Consistency, proof: readonly Uint8Array[]): boolean {
  if (older < 1 || older > newer) return false;
  if (older === newer) return proof.length === 0 && Buffer.compare(olderRoot, newerRoot) === 0;
  const path = (older & (older - 1)) === 0 ? [olderRoot, ...proof] : [...proof];
  const first = path.shift();
  if (!first) return false;
  let fn = older - 1;
  let sn = newer - 1;
  while (fn % 2 === 1) { fn = Math.floor(fn / 2); sn = Math.floor(sn / 2); }
  let fr: Buffer = Buffer.from(first);
  let sr: Buffer = Buffer.from(first);
  for (const c of path) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      fr = node(c, fr);
      sr = node(c, sr);
      while (fn % 2 === 0 && fn !== 0) { fn = Math.floor(fn / 2); sn = Math.floor(sn / 2); }
    } else sr = node(sr, c);
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0 && fr.equals(olderRoot) && sr.equals(newerRoot);
}
