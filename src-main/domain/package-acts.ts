// Splitting a release into packages, and the decision how it is packaged (REL-02).
import type { DomainEvent } from './event.ts';
import { recommend } from './packages.ts';
import type { Criteria, Packaging } from './packages.ts';
import type { ChangePackage, Release } from './release.ts';
import { mayEdit, releaseEvent } from './release-acts.ts';
import { accept, refuse } from './verdict.ts';
import type { By, Verdict } from './verdict.ts';

type Events = Verdict<DomainEvent>;
/** A change is in one package at most, and in the scope of the release. `numbers` has the number of each change named. */
export function setPackage(release: Release, pack: ChangePackage, numbers: Readonly<Record<string, string>>, by: By): Events {
  const no = mayEdit(release, by);
  if (no) return no;
  const twin = release.packages.find((one) => one.id !== pack.id && one.name.toLowerCase() === pack.name.toLowerCase());
  if (twin) return refuse('package_named_twice', { package: twin.name, release: release.number }, { field: 'name' });
  for (const change of pack.changes) {
    if (!release.changes.includes(change)) return refuse('not_in_release', { change: numbers[change] ?? change, release: release.number }, { field: 'changes' });
    const other = release.packages.find((one) => one.id !== pack.id && one.changes.includes(change));
    if (other) return refuse('change_in_package', { change: numbers[change] ?? change, package: other.name }, { field: 'changes' });
  }
  const { id, name, boundary, backout, changes, items, owner } = pack;
  return accept(releaseEvent(release, 'release.packageSet', { package: id, changes: [...new Set(changes)], items: [...new Set(items)], owner }, { name, boundary, backout }));
}
export const dropPackage = (release: Release, pack: ChangePackage, by: By): Events => mayEdit(release, by) ?? accept(releaseEvent(release, 'release.packageDropped', { package: pack.id }));

export type Deciding = { criteria: Criteria; choice: Packaging; rationale: string };
/** REL-02: whoever chooses otherwise than the criteria speak says why. */
export function decidePackaging(release: Release, { criteria, choice, rationale }: Deciding, by: By): Events {
  const no = mayEdit(release, by);
  if (no) return no;
  const { packaging: recommended } = recommend(criteria);
  if (choice !== recommended && rationale.trim() === '') return refuse('packaging_unexplained', { choice, recommended }, { field: 'rationale' });
  return accept(releaseEvent(release, 'release.packagingDecided', { ...criteria, choice, recommended }, { rationale }));
}
