// A draft change out of a build (CHG-05): what a pipeline said becomes a change of this house, at its very beginning.
import type { ChangeFields } from '#contract/change.ts';
import type { DomainEvent, Json } from './event.ts';
import { subjectOf } from './event.ts';
import { createChange } from './lifecycle.ts';
import { accept } from './verdict.ts';
import type { By, Verdict } from './verdict.ts';

type Prose = 'description' | 'justification' | 'requester' | 'owner' | 'backoutPlan' | 'testPlan' | 'implementationPlan' | 'environment' | 'type' | 'zone' | 'plannedStartAt' | 'plannedEndAt';
/** What a pipeline says of a build; null where it said nothing. Digests are `sha256:` and 64 hexadecimal digits, times UTC. */
export type BuildFacts = Pick<ChangeFields, 'title' | 'service' | 'items'> & { [N in Prose]: ChangeFields[N] | null } & {
  commit: string; artefacts: readonly { name: string | null; digest: string }[];
  pipeline: string | null; run: string | null; repository: string | null; branch: string | null; version: string | null; url: string | null; builtAt: string | null;
};
/** `digest` is that of the whole draft (SHA-256, hex); `key` the public key that signed it, whoever's it is. */
export type DraftArrival = { id: string; number: string; digest: string; key: string | null; claimedBy: string };

const taken = ['description', 'justification', 'requester', 'owner', 'backoutPlan', 'testPlan', 'implementationPlan', 'environment', 'type', 'zone', 'plannedStartAt', 'plannedEndAt'] as const satisfies readonly Prose[];

/** CHG-05: by what a second intake of the same build is recognised. A pipeline that counts no runs is known by what it built. */
export const identityOf = ({ pipeline, run, repository, commit }: Pick<BuildFacts, 'pipeline' | 'run' | 'repository' | 'commit'>): { source: string; externalId: string } =>
  ({ source: pipeline ?? 'Pipeline', externalId: run ?? (repository === null ? commit : `${repository}@${commit}`) });

function fieldsOf(build: BuildFacts): Partial<ChangeFields> & { title: string } {
  const said = Object.fromEntries(taken.flatMap((name) => (build[name] === null ? [] : [[name, build[name]]]))) as Partial<ChangeFields>;
  return { ...said, title: build.title, service: build.service, items: [...build.items] };
}

/** CHG-05: a draft with what the pipeline said, its artefacts and its commit. Nothing of it is assessed: it is a change of this house, not a record of another tool. */
export function takeDraft(build: BuildFacts, { id, number, digest, key, claimedBy }: DraftArrival, by: By): Verdict<DomainEvent> {
  const made = createChange(id, number, fieldsOf(build), by);
  if (!made.ok) return made;
  const subject = subjectOf('change', id);
  const beside = Object.fromEntries(Object.entries({ repository: build.repository, branch: build.branch, version: build.version, url: build.url, 'built at': build.builtAt, 'claimed by': claimedBy }).filter(([, value]) => value !== null)) as Record<string, Json>;
  const digests = build.artefacts.map((artefact) => artefact.digest.slice('sha256:'.length));
  const names = Object.fromEntries(build.artefacts.flatMap(({ name, digest: full }) => (name === null ? [] : [[full.slice('sha256:'.length), name]])));
  return accept<DomainEvent>(
    ...made.events.map((event) => ({ ...event, data: { ...event.data, row: digest, ...(key === null ? {} : { key }) }, text: { ...event.text, ...identityOf(build), foreign: beside } })),
    { type: 'risk.commitDeclared', subject, data: { commit: build.commit } },
    ...(digests.length === 0 ? [] : [{ type: 'evidence.artefactDeclared', subject, data: { artefacts: digests }, ...(Object.keys(names).length > 0 ? { text: { names } } : {}) } satisfies DomainEvent]),
  );
}
