// Versions that run and versions that are planned (REL-04).
import type { Receipt } from '#contract/values.ts';
import type { Input } from '#contract/index.ts';
import { appError, orRefuse } from '../app-error.ts';
import { subjectOf } from '../domain/event.ts';
import type { Release } from '../domain/release.ts';
import { planVersion, recordVersion, removeVersion, unplanVersion } from '../domain/version-acts.ts';
import type { SaidBuild } from '../domain/version-acts.ts';
import { entryOf, rolloutSheet, versionSheet } from '../domain/versions.ts';
import type { Library } from '../domain/versions.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';

/** What a file adds to what was typed. */
export type FromFile = { libraries: Library[]; source: string };
const nothing: FromFile = { libraries: [], source: '' };
const buildOf = ({ environment, semver, needs }: Pick<Input<'version.record'>, 'environment' | 'semver' | 'needs'>, file: FromFile): SaidBuild => ({ environment, version: semver, needs, ...file });
const digestIn = (context: WriteContext) => (value: unknown): string => context.digest(value);

export function record(context: WriteContext, { service: ref, ...said }: Input<'version.record'>, file = nothing): Receipt {
  const service = context.loadService(ref);
  context.append(orRefuse(recordVersion({ service: service.id, entry: entryOf([said.environment], digestIn(context)), build: buildOf(said, file) }, context)));
  return { id: service.id, version: context.versionOf(subjectOf('service', service.id)) };
}
const receiptOf = (context: WriteContext, { id, number }: Release): Receipt => ({ id, number, version: context.versionOf(subjectOf('release', id)) });
export function plan(context: WriteContext, { release: ref, change: changed, service: served, ...said }: Input<'version.plan'>, file = nothing): Receipt {
  const [release, change, service] = [context.loadRelease(ref), context.loadChange(changed), context.loadService(served)];
  context.append(orRefuse(planVersion(release, { change, service: service.id, entry: entryOf([change.id, service.id, said.environment], digestIn(context)), build: buildOf(said, file) }, context)));
  return receiptOf(context, release);
}

export const versionCommands = {
  'version.record': (context, said) => record(context, said),
  'version.remove': (context, { service: ref, environment }) => {
    const service = context.loadService(ref);
    const entry = entryOf([environment], digestIn(context));
    if (!context.findSheet(versionSheet, service.id)?.entries.some(({ id }) => id === entry)) throw appError('record_missing', { record: 'version in', id: environment }, { field: 'environment' });
    context.append(orRefuse(removeVersion({ service: service.id, entry }, context)));
    return { id: service.id, version: context.versionOf(subjectOf('service', service.id)) };
  },
  'version.plan': (context, said) => plan(context, said),
  'version.unplan': (context, { release: ref, entry }) => {
    const release = context.loadRelease(ref);
    if (!context.findSheet(rolloutSheet, release.id)?.entries.some(({ id }) => id === entry)) throw appError('record_missing', { record: `planned version of ${release.number}`, id: entry }, { field: 'entry' });
    context.append(orRefuse(unplanVersion(release, entry, context)));
    return receiptOf(context, release);
  },
} satisfies Partial<CommandHandlers>;
