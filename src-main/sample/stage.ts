// People of the worked example at work: the same commands that a screen calls, asked at an instant of the example and signed by whoever acts.
import type { KeyObject } from 'node:crypto';
import { contract } from '#contract/index.ts';
import type { Asked, NameOf, Output } from '#contract/index.ts';
import { accessReviewCommands } from '../commands/access-review.ts';
import { archiveCommands } from '../commands/archive.ts';
import { analysisCommands } from '../commands/analysis.ts';
import { backoutCommands } from '../commands/backout.ts';
import { cabCommands } from '../commands/cab.ts';
import { calendarCommands } from '../commands/calendar.ts';
import { capacityCommands } from '../commands/capacity.ts';
import { changeCommands } from '../commands/change.ts';
import { configurationCommands } from '../commands/configuration.ts';
import { emergencyCommands } from '../commands/emergency.ts';
import { dependencyCommands } from '../commands/dependencies.ts';
import { evidenceCommands } from '../commands/evidence.ts';
import { exceptionCommands } from '../commands/exceptions.ts';
import { incidentCommands } from '../commands/incident.ts';
import { modelCommands } from '../commands/models.ts';
import { negotiationCommands } from '../commands/negotiation.ts';
import { releaseCommands } from '../commands/release.ts';
import { scopeCommands } from '../commands/scope.ts';
import { reviewCommands } from '../commands/reviews.ts';
import { flagCommands } from '../commands/flags.ts';
import { standardCommands } from '../commands/standards.ts';
import { versionCommands } from '../commands/versions.ts';
import { riskCommands } from '../commands/risk.ts';
import { rankingCommands } from '../commands/rankings.ts';
import { trainCommands } from '../commands/trains.ts';
import { stakeholderCommands } from '../commands/stakeholders.ts';
import type { DomainEvent } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import type { WriteContext } from '../ports.ts';
import type { Founded } from '../store/founding.ts';
import { numberOf } from '../store/store.ts';
import { encode } from '../trail/canonical.ts';
import { sha256Hex } from '../trail/hashes.ts';

const handlers = { ...accessReviewCommands, ...archiveCommands, ...analysisCommands, ...backoutCommands, ...cabCommands, ...calendarCommands, ...capacityCommands, ...changeCommands, ...configurationCommands, ...emergencyCommands, ...evidenceCommands, ...exceptionCommands, ...incidentCommands, ...modelCommands, ...negotiationCommands, ...dependencyCommands, ...releaseCommands, ...scopeCommands, ...trainCommands, ...rankingCommands, ...reviewCommands, ...riskCommands, ...stakeholderCommands, ...versionCommands, ...flagCommands, ...standardCommands };
type Played = keyof typeof handlers & NameOf<'command'>;

export type Stage = {
  /** A person acts at an instant (UTC). A refusal is a fault of the example, and thrown. */
  act<N extends Played>(who: string, at: number, name: N, input: Asked<N>): Output<N>;
  /** What no command writes by itself, such as a file that a job reads. */
  within<T>(who: string, at: number, write: (context: WriteContext) => T): T;
};

/** Inside the caller's transaction. `people` are ids by name; one without a key signs nothing. */
export function stageOf({ store, keys, secrets }: Pick<Founded, 'store' | 'keys' | 'secrets'>, people: ReadonlyMap<string, string>, newId: () => string): Stage {
  const context = (who: string, atMs: number): WriteContext => {
    const { id, name, roles } = store.records.loadPerson(people.get(who)!);
    const at = new Date(atMs).toISOString();
    const personKey: KeyObject | null = keys.get(id)?.privateKey ?? null;
    const here: Pick<WriteContext, 'actor' | 'now' | 'organisation' | 'newId' | 'digest' | 'nextNumber' | 'append' | 'versionOf' | 'seenCounts'> = {
      actor: { id, name, roles }, now: at, organisation: store.organisation, newId, digest: (value) => sha256Hex(encode(JSON.parse(JSON.stringify(value)))),
      nextNumber: (letter, ahead = 0) => numberOf(letter, store.organisation.site, Number(/(\d+)$/.exec(store.nextNumber(letter))![1]) + ahead),
      append: (events: readonly DomainEvent[]) => { store.commit(events.map((event) => ({ ...(JSON.parse(JSON.stringify(event)) as DomainEvent), by: subjectOf('person', id), at })), { by: subjectOf('person', id), at, personKey }, secrets.device.privateKey); },
      versionOf: (subject) => store.db.get<{ n: number }>('SELECT count(*) AS n FROM event WHERE subject = ?', subject)?.n ?? 0, seenCounts: () => ({}),
    };
    return { ...store.records, ...here } as WriteContext;
  };
  return {
    act: (who, at, name, input) => (handlers[name] as (context: WriteContext, input: unknown) => never)(context(who, at), contract[name].input.parse(input)),
    within: (who, at, write) => write(context(who, at)),
  };
}
