// The contract: everything that may be asked of Gavel. The key is the wire name, the command-line name and the log line.
import type { z } from 'zod';
import { accessReview } from './access-review.ts';
import { analysis } from './analysis.ts';
import { archive } from './archive.ts';
import { audit } from './audit.ts';
import { backout } from './backout.ts';
import { ballot } from './ballot.ts';
import { cab } from './cab.ts';
import { calendarViews } from './calendar-views.ts';
import { calendar } from './calendar.ts';
import { capacity } from './capacity.ts';
import { catalogue } from './catalogue.ts';
import { change } from './change.ts';
import { checkpoints } from './checkpoints.ts';
import { compliance } from './compliance.ts';
import { configuration } from './configuration.ts';
import { controls } from './controls.ts';
import { debt } from './debt.ts';
import type { Op, Progress, Subject } from './define.ts';
import { dependencies } from './dependencies.ts';
import { emergency } from './emergency.ts';
import { entitlements } from './entitlements.ts';
import type { Reply } from './errors.ts';
import { escalation } from './escalation.ts';
import { evidence } from './evidence.ts';
import { exceptions } from './exceptions.ts';
import { exchange } from './exchange.ts';
import { explorer } from './explorer.ts';
import { feeds } from './feed.ts';
import { finding } from './finding.ts';
import { flags } from './flags.ts';
import { impact } from './impact.ts';
import { imports } from './imports.ts';
import { incident } from './incident.ts';
import { legacy } from './legacy.ts';
import { minutes } from './minutes.ts';
import { models } from './models.ts';
import { negotiations } from './negotiation.ts';
import { parallel } from './parallel.ts';
import { people } from './people.ts';
import { policies } from './policy.ts';
import { rankings } from './ranking.ts';
import { release } from './release.ts';
import { reviews } from './reviews.ts';
import { risk } from './risk.ts';
import { schedule } from './schedule.ts';
import { scope } from './scope.ts';
import { levels } from './service-level.ts';
import { stakeholders } from './stakeholders.ts';
import { standards } from './standards.ts';
import { token } from './token.ts';
import { trail } from './trail.ts';
import { trains } from './trains.ts';
import { versions } from './versions.ts';
import { waves } from './waves.ts';
import { work } from './work.ts';
import { workspace } from './workspace.ts';

export const contract = {
  ...accessReview,
  ...analysis,
  ...archive,
  ...audit,
  ...backout,
  ...ballot,
  ...cab,
  ...calendar,
  ...calendarViews,
  ...capacity,
  ...catalogue,
  ...change,
  ...checkpoints,
  ...compliance,
  ...configuration,
  ...controls,
  ...debt,
  ...dependencies,
  ...emergency,
  ...entitlements,
  ...escalation,
  ...evidence,
  ...exceptions,
  ...explorer,
  ...exchange,
  ...feeds,
  ...finding,
  ...flags,
  ...impact,
  ...imports,
  ...incident,
  ...legacy,
  ...levels,
  ...minutes,
  ...models,
  ...negotiations,
  ...parallel,
  ...people,
  ...policies,
  ...rankings,
  ...release,
  ...reviews,
  ...risk,
  ...schedule,
  ...scope,
  ...stakeholders,
  ...standards,
  ...token,
  ...trail,
  ...trains,
  ...versions,
  ...waves,
  ...work,
  ...workspace,
} satisfies Record<string, Op>;
export type Contract = typeof contract;
export type OpName = keyof Contract;
export type NameOf<K extends Op['kind']> = { [N in OpName]: Contract[N]['kind'] extends K ? N : never }[OpName];
/** What the caller may leave out, because the schema has a default. */
export type Asked<N extends OpName> = z.input<Contract[N]['input']>;
export type Input<N extends OpName> = z.output<Contract[N]['input']>;
export type Output<N extends OpName> = z.output<Contract[N]['output']>;

/** An AbortSignal, as far as the contract needs one (it is compiled without Node and without the DOM). */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', hear: () => void): void;
  removeEventListener(type: 'abort', hear: () => void): void;
}

export type Heard = { seq: number; subjects: readonly Subject[] };

/** The whole boundary between a window (or a script) and the core: two members, five wires. */
export interface Bridge {
  call<N extends OpName>(name: N, input: Asked<N>, job?: { onProgress?: (progress: Progress) => void; signal?: CancelSignal }): Promise<Reply<Output<N>>>;
  onChanged(hear: (change: Heard) => void): () => void;
}
