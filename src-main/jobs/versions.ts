// A bill of materials, read in the parser's thread and kept as the version it is about (REL-04).
import type { Input } from '#contract/index.ts';
import { appError } from '../app-error.ts';
import { plan, record } from '../commands/versions.ts';
import type { FromFile } from '../commands/versions.ts';
import { normalVersion } from '../domain/versions.ts';
import type { Sbom } from '../formats/sbom.ts';
import type { JobContext, JobHandlers, WriteContext } from '../ports.ts';
import { openParser } from './parser.ts';

type Said = Omit<Input<'version.import'>, 'file'>;
function keep(context: WriteContext, { release, change, service, semver, environment, needs }: Said, { sbom, name }: { sbom: Sbom; name: string }): { service: string; version: string } {
  const { main, components } = sbom;
  const [ref, version] = [service ?? main?.name, semver ?? main?.version ?? ''];
  if (ref === undefined || (release === undefined) !== (change === undefined)) throw appError('version_place_missing', {}, { field: ref === undefined ? 'service' : 'change' });
  if (semver === undefined && normalVersion(version) === null) throw appError('sbom_version_missing', { component: main?.name ?? '', version: version.slice(0, 120) }, { file: name, field: 'semver' });
  const file: FromFile = { libraries: components, source: name };
  const build = { service: ref, environment, semver: version, needs };
  if (release !== undefined && change !== undefined) plan(context, { ...build, release, change }, file); else record(context, build, file);
  return { service: ref, version };
}

export const versionJobs = {
  'version.import': async (context, { file, ...said }, control) => {
    const { path, name } = context.staged(file);
    const parser = openParser(control.signal);
    try {
      control.onProgress({ done: 0, total: null, what: 'Reading the bill of materials' });
      const sbom = await parser.sbom(path, { name });
      const kept = context.write((write) => keep(write, said, { sbom, name }));
      return { ...kept, components: sbom.components.length, unversioned: sbom.components.filter(({ version }) => version === '').length };
    } finally {
      await parser.close();
    }
  },
} satisfies Partial<JobHandlers<JobContext>>;
