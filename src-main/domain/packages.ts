// How a release is split into packages, and whether each of them could go out alone (REL-02).
import type { packagings } from '#contract/release.ts';
import type { Edge } from './dependencies.ts';
import type { ChangePackage } from './release.ts';
import type { Member } from './release-pieces.ts';
import type { PolicyDocument } from './policy-document.ts';

export type Packaging = (typeof packagings)[number];
/** Scores from 1 to 5: how tightly the parts hang together, how hard it is to take one back, how critical the service is, how much of the deployment is automatic. */
export type Criteria = { coupling: number; rollback: number; criticality: number; automation: number };

/**
 * REL-02: the packaging that the criteria speak for. Coupling and work by hand speak for one piece: from 8 of 10 points it is `monolithic`. Else a hard way back
 * and a critical service speak for small steps: from 7 of 10 it is `incremental`. Between the two it is `modular`.
 */
export function recommend({ coupling, rollback, criticality, automation }: Criteria): { packaging: Packaging; unity: number; caution: number } {
  const [unity, caution] = [coupling + 6 - automation, rollback + criticality];
  return { packaging: unity >= 8 ? 'monolithic' : caution >= 7 ? 'incremental' : 'modular', unity, caution };
}

export type Shared = { other: string; otherName: string; items: string[] };
export type PackageStanding = { id: string; items: { id: string; name: string }[]; services: number; /** Packages it shares an item with and has no declared dependency to. */ shares: Shared[]; isIndependent: boolean; isTooMany: boolean; isTooWide: boolean };

const isDeclared = (edges: readonly Edge[], a: string, b: string): boolean => edges.some(({ from, to }) => (from.id === a && to.id === b) || (from.id === b && to.id === a));
/** What a package touches: the items of its changes, and those named for it beside them. `named` has the names of the latter. */
function touched(pack: ChangePackage, members: readonly Member[], named: Readonly<Record<string, string>>): Map<string, string> {
  const own = pack.items.map((id): [string, string] => [id, named[id] ?? id]);
  return new Map([...members.filter(({ change }) => pack.changes.includes(change.id)).flatMap(({ items }) => items.map(({ id, name }): [string, string] => [id, name])), ...own]);
}
/** REL-02: a package is independent when it shares no item with another one, unless a dependency between the two is declared. */
export function standingsOf(packages: readonly ChangePackage[], { members, edges, itemNames }: { members: readonly Member[]; edges: readonly Edge[]; itemNames: Readonly<Record<string, string>> }, { packages: most }: Pick<PolicyDocument, 'packages'>): PackageStanding[] {
  const items = new Map(packages.map((pack) => [pack.id, touched(pack, members, itemNames)]));
  return packages.map((pack) => {
    const mine = items.get(pack.id)!;
    const shares = packages.filter(({ id }) => id !== pack.id && !isDeclared(edges, id, pack.id)).flatMap((other): Shared[] => {
      const both = [...mine].filter(([id]) => items.get(other.id)!.has(id)).map(([, name]) => name);
      return both.length === 0 ? [] : [{ other: other.id, otherName: other.name, items: both }];
    });
    const services = new Set(members.filter(({ change }) => pack.changes.includes(change.id)).map(({ change }) => change.fields.service).filter((name) => name !== '')).size;
    return { id: pack.id, items: [...mine].map(([id, name]) => ({ id, name })), services, shares, isIndependent: shares.length === 0, isTooMany: pack.changes.length > most.changes, isTooWide: services > most.services };
  });
}
