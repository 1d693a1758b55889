// The parser of foreign files in its own thread, with limits on memory and time; one that dies is an import error, not a crash.
import { Worker } from 'node:worker_threads';
import type { Inspection, Mapping } from '#contract/imports.ts';
import type { CancelSignal } from '#contract/index.ts';
import type { z } from 'zod';
import { AppError, appError } from '../app-error.ts';
import { workerFile } from './worker-file.ts';
import type { Discovery, DiscoveryOptions } from '../formats/discovery.ts';
import type { CalendarOptions } from '../formats/read-calendar.ts';
import type { EntryRow } from '../formats/calendar-entry.ts';
import type { ListOptions, ReferenceList } from '../formats/read-list.ts';
import type { DependencyRecord } from '../formats/read-dependencies.ts';
import type { FlagStateRecord } from '../formats/read-flags.ts';
import type { Sbom } from '../formats/sbom.ts';
import type { PermissionFile, PermissionOptions } from '../formats/read-entitlements.ts';
import type { DigestedRow, FromParser, ToParser } from './parse-worker.ts';

/** Memory of the parser's thread in MB, and minutes a file may take. */
const limits = { memoryMb: 128, youngMb: 12, minutes: 30 };

export type ReadOptions = { mapping?: Mapping; zone?: string; encoding?: string; dateFormat?: string; name?: string };
export type Parser = {
  inspect(path: string, options: ReadOptions): Promise<z.output<typeof Inspection>>;
  rows(path: string, mapping: Mapping, options: ReadOptions): AsyncGenerator<DigestedRow[]>;
  entries(path: string, options: CalendarOptions): AsyncGenerator<EntryRow[]>;
  permissions(path: string, options: PermissionOptions): Promise<PermissionFile>;
  discovery(path: string, options: DiscoveryOptions): Promise<Discovery>;
  references(path: string, options: ListOptions): Promise<ReferenceList>;
  dependencies(path: string, options: { name: string }): Promise<DependencyRecord[]>;
  flags(path: string, options: { name: string }): Promise<FlagStateRecord[]>;
  sbom(path: string, options: { name: string }): Promise<Sbom>;
  /** Users of each hour of the week. */
  activity(path: string, options: { name: string }): Promise<number[]>;
  close(): Promise<void>;
};

export function openParser(signal: CancelSignal): Parser {
  const worker = new Worker(workerFile('parse-worker'), { resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb, maxYoungGenerationSizeMb: limits.youngMb } });
  const arrived: FromParser[] = [];
  let wake: (() => void) | null = null;
  const take = (message: FromParser): void => { arrived.push(message); wake?.(); };
  const died = (): void => take({ kind: 'refused', error: appError('parser_died', { limit: `${limits.memoryMb} MB and ${limits.minutes} minutes` }).refusal });
  const stop = (): void => take({ kind: 'refused', error: appError('import_cancelled').refusal });
  const timer = setTimeout(died, limits.minutes * 60_000);
  worker.on('message', take);
  worker.on('error', died);
  signal.addEventListener('abort', stop);
  const tell = (message: ToParser): void => { worker.postMessage(message); };
  const next = async (): Promise<FromParser> => {
    while (arrived.length === 0) await new Promise<void>((resolve) => { wake = resolve; });
    const message = arrived.shift()!;
    if (message.kind === 'refused') throw new AppError(message.error);
    return message;
  };
  /** Says one thing and waits for the one answer to it. */
  const ask = async <K extends FromParser['kind']>(message: ToParser, kind: K): Promise<Extract<FromParser, { kind: K }>> => {
    tell(message);
    const answer = await next();
    if (answer.kind !== kind) throw new Error(`unexpected ${answer.kind}`);
    return answer as Extract<FromParser, { kind: K }>;
  };
  return {
    inspect: async (path, options) => (await ask({ kind: 'inspect', path, options }, 'inspection')).inspection,
    async *rows(path, mapping, options) {
      tell({ kind: 'read', path, mapping, options });
      for (let message = await next(); message.kind !== 'end'; message = await next()) {
        if (message.kind !== 'rows') throw new Error(`unexpected ${message.kind}`);
        yield message.rows;
        tell({ kind: 'more' });
      }
    },
    async *entries(path, options) {
      tell({ kind: 'calendar', path, options });
      for (let message = await next(); message.kind !== 'end'; message = await next()) {
        if (message.kind !== 'entries') throw new Error(`unexpected ${message.kind}`);
        yield message.rows;
        tell({ kind: 'more' });
      }
    },
    permissions: async (path, options) => (await ask({ kind: 'permissions', path, options }, 'permissions')).file,
    discovery: async (path, options) => (await ask({ kind: 'discovery', path, options }, 'discovery')).file,
    references: async (path, options) => (await ask({ kind: 'references', path, options }, 'references')).list,
    dependencies: async (path, options) => (await ask({ kind: 'dependencies', path, options }, 'dependencies')).records,
    flags: async (path, options) => (await ask({ kind: 'flags', path, options }, 'flags')).records,
    sbom: async (path, options) => (await ask({ kind: 'sbom', path, options }, 'sbom')).sbom,
    activity: async (path, options) => (await ask({ kind: 'activity', path, options }, 'activity')).users,
    close: async () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      await worker.terminate();
    },
  };
}
