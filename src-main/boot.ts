// The only place that ties: opens the store, gives every operation its context, and answers an app whose doors are Bridges.
import { join, resolve } from 'node:path';
import type { Refusal } from '#contract/errors.ts';
import type { BackupCounts } from '#contract/backup.ts';
import type { Bridge, Heard, Input, NameOf, Output } from '#contract/index.ts';
import type { SessionState } from '#contract/workspace.ts';
import type { Progress } from '#contract/define.ts';
import { subjects } from '#contract/define.ts';
import { AppError, appError, orRefuse } from './app-error.ts';
import { restoreIn } from './backups.ts';
import { accessReviewCommands } from './commands/access-review.ts';
import { agendaCommands } from './commands/agenda.ts';
import { analysisCommands } from './commands/analysis.ts';
import { archiveCommands } from './commands/archive.ts';
import { auditCommands } from './commands/audit.ts';
import { backoutCommands } from './commands/backout.ts';
import { cabCommands } from './commands/cab.ts';
import { calendarCommands } from './commands/calendar.ts';
import { capacityCommands } from './commands/capacity.ts';
import { catalogueCommands } from './commands/catalogue.ts';
import { changeCommands } from './commands/change.ts';
import { configurationCommands } from './commands/configuration.ts';
import { controlCommands } from './commands/controls.ts';
import { dependencyCommands } from './commands/dependencies.ts';
import { discoveryCommands } from './commands/discovery.ts';
import { emergencyCommands } from './commands/emergency.ts';
import { entitlementCommands } from './commands/entitlements.ts';
import { escalationCommands } from './commands/escalation.ts';
import { evidenceCommands } from './commands/evidence.ts';
import { exceptionCommands } from './commands/exceptions.ts';
import { exchangeCommands } from './commands/exchange.ts';
import { findingCommands } from './commands/finding.ts';
import { flagCommands } from './commands/flags.ts';
import { incidentCommands } from './commands/incident.ts';
import { legacyCommands } from './commands/legacy.ts';
import { modelCommands } from './commands/models.ts';
import { negotiationCommands } from './commands/negotiation.ts';
import { peopleCommands } from './commands/people.ts';
import { policyCommands } from './commands/policy.ts';
import { rankingCommands } from './commands/rankings.ts';
import { registerCommands } from './commands/registers.ts';
import { releaseCommands } from './commands/release.ts';
import { reviewCommands } from './commands/reviews.ts';
import { riskCommands } from './commands/risk.ts';
import { draftAfterRefusal, scopeCommands } from './commands/scope.ts';
import { stakeholderCommands } from './commands/stakeholders.ts';
import { standardCommands } from './commands/standards.ts';
import { tokenCommands } from './commands/token.ts';
import { trainCommands } from './commands/trains.ts';
import { versionCommands } from './commands/versions.ts';
import { waveCommands } from './commands/waves.ts';
import type { Written } from './contexts.ts';
import { writeIn } from './contexts.ts';
import type { Control, Runner } from './dispatch.ts';
import { makeDispatch } from './dispatch.ts';
import { needs, permissionOf } from './domain/roles.ts';
import type { DoorState, House, Shell } from './house.ts';
import { checkpointAtClose, jobContextOf, makeHouse, sceneOf, stateOf } from './house.ts';
import { jobHandlers } from './jobs/index.ts';
import { askToJoin, finishJoin } from './joinings.ts';
import type { CommandHandlers, QueryHandlers, WriteContext } from './ports.ts';
import { accessReviewQueries } from './queries/access-review.ts';
import { actionQueries } from './queries/actions.ts';
import { agendaQueries } from './queries/agenda.ts';
import { analysisQueries } from './queries/analysis.ts';
import { archiveQueries } from './queries/archive.ts';
import { auditQueries } from './queries/audit.ts';
import { backoutQueries } from './queries/backout.ts';
import { cabQueries } from './queries/cab.ts';
import { calendarViewQueries } from './queries/calendar-views.ts';
import { capacityQueries } from './queries/capacity.ts';
import { catalogueQueries } from './queries/catalogue.ts';
import { changeQueries } from './queries/change.ts';
import { complianceQueries } from './queries/compliance.ts';
import { configurationQueries } from './queries/configuration.ts';
import { controlQueries } from './queries/controls.ts';
import { debtQueries } from './queries/debt.ts';
import { dependencyQueries } from './queries/dependencies.ts';
import { dutyQueries } from './queries/duties.ts';
import { emergencyQueries } from './queries/emergency.ts';
import { entitlementQueries } from './queries/entitlements.ts';
import { escalationQueries } from './queries/escalation.ts';
import { evidenceQueries } from './queries/evidence.ts';
import { exceptionQueries } from './queries/exceptions.ts';
import { exchangeQueries } from './queries/exchange.ts';
import { checkpointQueries } from './queries/checkpoints.ts';
import { explorerQueries } from './queries/explorer.ts';
import { feedQueries } from './queries/feed.ts';
import { findingQueries } from './queries/finding.ts';
import { flagQueries } from './queries/flags.ts';
import { impactQueries } from './queries/impact.ts';
import { incidentQueries } from './queries/incident.ts';
import { legacyQueries } from './queries/legacy.ts';
import { meetingRunQueries } from './queries/meeting-run.ts';
import { minutesQueries } from './queries/minutes.ts';
import { modelQueries } from './queries/models.ts';
import { negotiationQueries } from './queries/negotiation.ts';
import { outlookQueries } from './queries/outlook.ts';
import { peopleQueries } from './queries/people.ts';
import { policyQueries } from './queries/policy.ts';
import { rankingQueries } from './queries/rankings.ts';
import { registerQueries } from './queries/registers.ts';
import { releaseQueries } from './queries/release.ts';
import { reviewQueries } from './queries/reviews.ts';
import { riskQueries } from './queries/risk.ts';
import { scheduleQueries } from './queries/schedule.ts';
import { scopeQueries } from './queries/scope.ts';
import { stakeholderQueries } from './queries/stakeholders.ts';
import { standardQueries } from './queries/standards.ts';
import { tokenQueries } from './queries/token.ts';
import { traceQueries } from './queries/trace.ts';
import { trainQueries } from './queries/trains.ts';
import { versionQueries } from './queries/versions.ts';
import { waveQueries } from './queries/waves.ts';
import { workQueries } from './queries/work.ts';
import { actorOf, readContext } from './read-context.ts';
import { createIn, sampleIn, sessionHandlers } from './sessions.ts';
import { findPerson } from './store/records.ts';

export type { Shell } from './house.ts';
export type BootOptions = { dataDir: string; exportsDir: string; resourcesDir: string; app: string; now?: () => number; log?: (line: string) => void; checkAnswers?: boolean };
export type Door = { shell: Shell; reveal?: (folder: string) => void };
export type Connection = Bridge & { close(): void };
export interface App {
  /** A Bridge of its own for one window or one script; nobody is signed in at first. */
  connect(door: Door): Connection;
  /** Opens a workspace by its folder; only the command line names folders. Throws `AppError`. */
  openWorkspace(dir: string): void;
  /** Makes a workspace in a named folder; nobody is signed in by it. Throws `AppError`. */
  createWorkspace(dir: string, input: Input<'workspace.create'>): Promise<void>;
  /** Makes the worked example in a named folder. */
  createSample(dir: string, options: Input<'workspace.openSample'>, control?: Partial<Control>): Promise<void>;
  /** Makes a workspace in a named folder from a backup; nobody is signed in by it. */
  restoreWorkspace(dir: string, from: { file: string; passphrase: string }, control?: Partial<Control>): Promise<BackupCounts>;
  /** Makes a machine’s keys in a named folder and the file with which it asks to join. */
  joinIn(dir: string, input: Input<'workspace.join'>): Promise<Output<'workspace.join'>>;
  /** Makes the workspace of a machine that asked to join from the bundle that answers; opens it. */
  finishJoinIn(dir: string, input: Omit<Input<'workspace.finishJoin'>, 'handle'>, control?: Partial<Control>): Promise<SessionState>;
  /** Makes a file known that the door itself may open; answers the handle that jobs take. */
  stagePath(path: string): string;
  exportPath(name: string): string;
  close(): Promise<void>;
}

const commands: CommandHandlers = {
  ...accessReviewCommands,
  ...agendaCommands,
  ...analysisCommands,
  ...archiveCommands,
  ...auditCommands,
  ...backoutCommands,
  ...cabCommands,
  ...calendarCommands,
  ...capacityCommands,
  ...catalogueCommands,
  ...changeCommands,
  ...configurationCommands,
  ...controlCommands,
  ...dependencyCommands,
  ...discoveryCommands,
  ...emergencyCommands,
  ...entitlementCommands,
  ...escalationCommands,
  ...evidenceCommands,
  ...exceptionCommands,
  ...exchangeCommands,
  ...findingCommands,
  ...flagCommands,
  ...incidentCommands,
  ...legacyCommands,
  ...modelCommands,
  ...negotiationCommands,
  ...peopleCommands,
  ...policyCommands,
  ...rankingCommands,
  ...registerCommands,
  ...releaseCommands,
  ...reviewCommands,
  ...riskCommands,
  ...scopeCommands,
  ...stakeholderCommands,
  ...standardCommands,
  ...tokenCommands,
  ...trainCommands,
  ...versionCommands,
  ...waveCommands,
};
const queries: QueryHandlers = {
  ...accessReviewQueries,
  ...actionQueries,
  ...agendaQueries,
  ...analysisQueries,
  ...archiveQueries,
  ...auditQueries,
  ...backoutQueries,
  ...cabQueries,
  ...calendarViewQueries,
  ...capacityQueries,
  ...catalogueQueries,
  ...changeQueries,
  ...complianceQueries,
  ...configurationQueries,
  ...controlQueries,
  ...debtQueries,
  ...dependencyQueries,
  ...dutyQueries,
  ...emergencyQueries,
  ...entitlementQueries,
  ...escalationQueries,
  ...evidenceQueries,
  ...exceptionQueries,
  ...exchangeQueries,
  ...checkpointQueries,
  ...explorerQueries,
  ...feedQueries,
  ...findingQueries,
  ...flagQueries,
  ...impactQueries,
  ...incidentQueries,
  ...legacyQueries,
  ...meetingRunQueries,
  ...minutesQueries,
  ...modelQueries,
  ...negotiationQueries,
  ...outlookQueries,
  ...peopleQueries,
  ...policyQueries,
  ...rankingQueries,
  ...registerQueries,
  ...releaseQueries,
  ...reviewQueries,
  ...riskQueries,
  ...scheduleQueries,
  ...scopeQueries,
  ...stakeholderQueries,
  ...standardQueries,
  ...tokenQueries,
  ...traceQueries,
  ...trainQueries,
  ...versionQueries,
  ...waveQueries,
  ...workQueries,
};
/** What a refused command leaves behind, in a commit of its own; answers the refusal that says so. */
const afterRefusal: { [N in NameOf<'command'>]?: (context: WriteContext, input: Input<N>, refusal: Refusal) => Refusal } = { 'release.scope': draftAfterRefusal };
/** How often an open window looks whether another process has committed, in milliseconds. */
const lookEvery = 1000;

function runnersFor(house: House, door: DoorState): Record<'command' | 'query' | 'job' | 'session', Runner> {
  const told = (written: Written): void => { house.tell(written.touched); };
  type Any = (context: unknown, input: unknown, control: Control) => unknown;
  const record = (name: string, error: unknown): void => {
    if (!(error instanceof AppError) || !door.signedIn || !house.store || house.store.readOnly) return;
    const event = house.refused(door.signedIn.id, name, error.refusal);
    if (event) writeIn(sceneOf(house, door), (context) => { context.append([event]); }, { told });
  };
  const admit = (name: NameOf<'command' | 'job'>): void => {
    const permission = permissionOf[name];
    if (!permission || !house.store) return;
    if (!door.signedIn) throw appError('signed_out');
    const actor = actorOf({ store: house.store, signedIn: door.signedIn, now: house.now });
    // A key may end while its owner is signed in (SEC-02).
    if (findPerson(house.store.db, actor.id)?.key !== Buffer.from(door.signedIn.unlocked.person.publicKey).toString('hex')) throw appError('key_revoked', { person: actor.name });
    const no = needs(permission, actor);
    if (no) orRefuse(no);
  };
  const recorded = (run: Runner): Runner => async (name, input, control) => {
    try {
      admit(name as NameOf<'command' | 'job'>);
      return await run(name, input, control);
    } catch (error) {
      record(name, error);
      throw error;
    }
  };
  return {
    command: recorded((name, input) => {
      const scene = sceneOf(house, door);
      try {
        return writeIn(scene, (context) => (commands[name as NameOf<'command'>] as Any)(context, input, undefined as never), { told });
      } catch (error) {
        const follow = afterRefusal[name as NameOf<'command'>] as ((context: WriteContext, input: unknown, refusal: Refusal) => Refusal) | undefined;
        if (follow === undefined || !(error instanceof AppError) || scene.store.readOnly) throw error;
        throw new AppError(writeIn(scene, (context) => follow(context, input, error.refusal), { told }));
      }
    }),
    query: (name, input) => (queries[name as NameOf<'query'>] as Any)(readContext(sceneOf(house, door)), input, undefined as never),
    job: recorded((name, input, control) => (jobHandlers[name as NameOf<'job'>] as Any)(jobContextOf(house, door), input, control)),
    session: (name, input, control) => (sessionHandlers[name as NameOf<'session'>] as Any)({ house, door }, input, control),
  };
}

/** Starts the core. Nothing is opened until a door asks for it. */
export function boot(options: BootOptions): App {
  const hearers = new Set<(heard: Heard) => void>();
  const house = makeHouse(options, hearers);
  const doors = new Set<DoorState>();
  let seen = -1;
  const look = setInterval(() => {
    const version = house.store?.db.dataVersion() ?? -1;
    if (seen !== -1 && version !== -1 && version !== seen) house.tell(subjects);
    seen = version;
  }, lookEvery);
  look.unref();
  const log = options.log ?? ((line: string) => { process.stderr.write(`${line}\n`); });
  return {
    connect: ({ shell, reveal }) => {
      const door: DoorState = { shell, signedIn: null, reveal: reveal ?? (() => {}) };
      doors.add(door);
      const mine = new Set<(heard: Heard) => void>();
      const dispatch = makeDispatch({ runners: runnersFor(house, door), log, newId: house.newId, checkAnswers: options.checkAnswers ?? false });
      return {
        call: (name, input, job) => dispatch(name, input, controlOf(job)) as never,
        onChanged: (hear) => { hearers.add(hear); mine.add(hear); return () => { hearers.delete(hear); mine.delete(hear); }; },
        close: () => { for (const hear of mine) hearers.delete(hear); doors.delete(door); },
      };
    },
    openWorkspace: (dir) => { house.open(dir); },
    createWorkspace: async (dir, input) => { await createIn(house, resolve(dir), input); },
    createSample: async (dir, sample, control) => { await sampleIn(house, resolve(dir), sample, { ...controlOf(undefined), ...control }); },
    restoreWorkspace: (dir, { file, passphrase }, control) => restoreIn(house, { path: house.staging.find(file).path, passphrase, dir }, { ...controlOf(undefined), ...control }),
    joinIn: (dir, input) => askToJoin(house, input, resolve(dir)),
    finishJoinIn: async (dir, input, control) => {
      await finishJoin(house, { ...input, handle: '' }, { ...controlOf(undefined), ...control }, resolve(dir));
      return stateOf(house, { shell: 'direct', signedIn: null, reveal: () => {} });
    },
    stagePath: (path) => house.staging.adopt(path),
    exportPath: (name) => join(options.exportsDir, name),
    close: async () => {
      clearInterval(look);
      checkpointAtClose(house, doors);
      house.shut();
      house.staging.clear();
    },
  };
}

const controlOf = (job: { onProgress?: (progress: Progress) => void; signal?: Control['signal'] } | undefined): Control =>
  ({ onProgress: job?.onProgress ?? (() => {}), signal: job?.signal ?? { aborted: false, addEventListener: () => {}, removeEventListener: () => {} } });
