// Saying which versions run and which are planned (REL-04).
import type { DomainEvent, Json } from './event.ts';
import { subjectOf } from './event.ts';
import type { Release } from './release.ts';
import { mayEdit, releaseEvent } from './release-acts.ts';
import { needs } from './roles.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';
import { isRange, mostNeeds, normalVersion } from './versions.ts';
import type { Build, Need } from './versions.ts';

/** A build as it was said: needs as `name@range`, one on each line. */
export type SaidBuild = Omit<Build, 'needs'> & { needs: readonly string[] };
/** REL-04: `Core ledger@>=5.0 <6.0`; what cannot be read is refused with its line. */
function needsOf(said: readonly string[]): Need[] | Refused {
  const needed: Need[] = [];
  for (const [i, text] of said.entries()) {
    const at = text.lastIndexOf('@');
    const [name, range] = at <= 0 ? [text.trim(), ''] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
    const where = { line: i + 1, field: 'needs' };
    if (name === '' || range === '') return refuse('need_unreadable', { text: text.slice(0, 120), line: i + 1 }, where);
    if (!isRange(range)) return refuse('version_range_invalid', { range: range.slice(0, 120), name, line: i + 1 }, where);
    needed.push({ name, range });
  }
  return needed.length > mostNeeds ? refuse('too_many_needs', { most: mostNeeds }) : needed;
}
function textsOf({ needs: said, version, ...rest }: SaidBuild): Record<string, Json> | Refused {
  if (normalVersion(version) === null) return refuse('version_invalid', { version: version.slice(0, 120) }, { field: 'semver' });
  const needed = needsOf(said);
  return 'ok' in needed ? needed : { ...rest, version, needs: needed };
}
const isRefused = (value: Record<string, Json> | Refused): value is Refused => 'ok' in value && value['ok'] === false;

export const mayRecordVersions = ({ actor }: Pick<By, 'actor'>): Refused | null => needs('keepConfiguration', actor);
export function recordVersion({ service, entry, build }: { service: string; entry: string; build: SaidBuild }, by: By): Verdict<DomainEvent> {
  const no = mayRecordVersions(by);
  const text = textsOf(build);
  if (no) return no;
  return isRefused(text) ? text : accept({ type: 'version.recorded', subject: subjectOf('service', service), data: { entry }, text });
}
export const removeVersion = ({ service, entry }: { service: string; entry: string }, by: By): Verdict<DomainEvent> => mayRecordVersions(by) ?? accept({ type: 'version.removed', subject: subjectOf('service', service), data: { entry } });

/** REL-04: what a change of the release deploys. */
export function planVersion(release: Release, { change, service, entry, build }: { change: { id: string; number: string }; service: string; entry: string; build: SaidBuild }, by: By): Verdict<DomainEvent> {
  const no = firstRefusal(mayEdit(release, by), release.changes.includes(change.id) ? null : refuse('not_in_release', { change: change.number, release: release.number }, { field: 'change' }));
  if (no) return no;
  const text = textsOf(build);
  return isRefused(text) ? text : accept(releaseEvent(release, 'version.planned', { entry, change: change.id, service }, text));
}
export const unplanVersion = (release: Release, entry: string, by: By): Verdict<DomainEvent> => mayEdit(release, by) ?? accept(releaseEvent(release, 'version.unplanned', { entry }));
