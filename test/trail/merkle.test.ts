import { describe, expect, it } from 'vitest';
import { sha256 } from '../../src-main/trail/hashes.ts';
import { appendLeaf, consistencyProof, emptyFrontier, inclusionProof, leafHash, rootOf, treeHead, verifyConsistency, verifyInclusion } from '../../src-main/trail/merkle.ts';

const commits = (n: number): Buffer[] => Array.from({ length: n }, (_, i) => sha256(`commit ${i}`));

/** RFC 6962, 2.1, word for word: slow and plain. */
function headByDefinition(list: readonly Uint8Array[]): Buffer {
  if (list.length === 0) return sha256('');
  if (list.length === 1) return sha256(Uint8Array.of(0), list[0]!);
  let k = 1;
  while (k * 2 < list.length) k *= 2;
  return sha256(Uint8Array.of(1), headByDefinition(list.slice(0, k)), headByDefinition(list.slice(k)));
}

const flipped = (bytes: Uint8Array, at: number): Buffer => { const b = Buffer.from(bytes); b[at % b.length]! ^= 1 << at % 8; return b; };

/** The proof with one part more, one less at either end, one bit changed, two parts exchanged. */
function mutants(proof: readonly Buffer[], at: number): Buffer[][] {
  const longer = [[...proof, sha256('more')], [sha256('more'), ...proof]];
  if (proof.length === 0) return longer;
  const others = [proof.slice(1), proof.slice(0, -1), proof.map((p, i) => (i === at % proof.length ? flipped(p, at) : p))];
  return [...longer, ...others, ...(proof.length > 1 ? [[proof[1]!, proof[0]!, ...proof.slice(2)]] : [])];
}

describe('Merkle tree', () => {
  it('has the heads of RFC 6962 at every size to 130', () => {
    let frontier = emptyFrontier;
    const all = commits(130);
    expect(rootOf(frontier)).toEqual(headByDefinition([]));
    for (const [i, commit] of all.entries()) {
      frontier = appendLeaf(frontier, commit);
      expect(rootOf(frontier)).toEqual(headByDefinition(all.slice(0, i + 1)));
      expect(frontier.hashes).toHaveLength((i + 1).toString(2).replaceAll('0', '').length);
    }
  });

  it('knows the published heads of the reference leaves', () => {
    const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map((h) => Buffer.from(h, 'hex'));
    expect(leafHash(leaves[0]!).toString('hex')).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
    expect(treeHead(leaves).toString('hex')).toBe('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328');
  });

});

describe('a Merkle proof', () => {
  it('leads from every leaf of every tree to 64 to its root, and from nothing else', () => {
    const all = commits(64);
    for (let count = 1; count <= 64; count += 1) {
      const tree = all.slice(0, count);
      const root = treeHead(tree);
      for (let index = 0; index < count; index += 1) {
        const proof = inclusionProof(tree, index);
        const claim = { commit: tree[index]!, index, count, root };
        expect(verifyInclusion(claim, proof)).toBe(true);
        expect(verifyInclusion({ ...claim, commit: sha256('other') }, proof)).toBe(false);
        expect(verifyInclusion({ ...claim, root: flipped(root, index) }, proof)).toBe(false);
        expect(verifyInclusion({ ...claim, index: (index + 1) % count }, proof)).toBe(count === 1);
        expect(mutants(proof, index).filter((mutant) => verifyInclusion(claim, mutant))).toEqual([]);
      }
    }
  });

  it('shows every tree to 64 to be the beginning of every larger one, and nothing else to be', () => {
    const all = commits(64);
    const roots = all.map((_, i) => treeHead(all.slice(0, i + 1)));
    for (let newer = 1; newer <= 64; newer += 1) {
      for (let older = 1; older <= newer; older += 1) {
        const proof = consistencyProof(all.slice(0, newer), older);
        const claim = { older, newer, olderRoot: roots[older - 1]!, newerRoot: roots[newer - 1]! };
        expect(verifyConsistency(claim, proof)).toBe(true);
        expect(verifyConsistency({ ...claim, olderRoot: flipped(claim.olderRoot, older) }, proof)).toBe(false);
        expect(verifyConsistency({ ...claim, newerRoot: flipped(claim.newerRoot, newer) }, proof)).toBe(false);
        expect(mutants(proof, older).filter((mutant) => verifyConsistency(claim, mutant))).toEqual([]);
      }
    }
  });

  it('holds for random leaves and beginnings of a tree of thousands', () => {
    const all = commits(5000);
    const root = treeHead(all);
    for (let i = 0; i < 8; i += 1) {
      const index = sha256(`index ${i}`).readUInt32BE() % all.length;
      expect(verifyInclusion({ commit: all[index]!, index, count: all.length, root }, inclusionProof(all, index))).toBe(true);
      expect(verifyConsistency({ older: index + 1, newer: all.length, olderRoot: treeHead(all.slice(0, index + 1)), newerRoot: root }, consistencyProof(all, index + 1))).toBe(true);
    }
  });

  it('is not made of what is not there', () => {
    expect(() => inclusionProof(commits(3), 3)).toThrow(RangeError);
    expect(() => consistencyProof(commits(3), 4)).toThrow(RangeError);
    expect(verifyInclusion({ commit: sha256('x'), index: 0, count: 0, root: sha256('') }, [])).toBe(false);
    expect(verifyConsistency({ older: 0, newer: 3, olderRoot: sha256(''), newerRoot: treeHead(commits(3)) }, [])).toBe(false);
  });
});
