// Commands whose matter are files: imports, minutes, verification.
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { formOfFile } from '#contract/trail.ts';
import type { FileForm, TrailReport } from '#contract/trail.ts';
import { isCalendarText } from '#contract/calendar.ts';
import type { TakenCalendar } from '#contract/calendar.ts';
import type { ImportReport } from '#contract/imports.ts';
import type { Output } from '#contract/index.ts';
import { AppError, appError } from '../../app-error.ts';
import { bundleSecret } from './bundles.ts';
import { callOperation } from './command.ts';
import type { Answer, Command } from './command.ts';
import type { Desk } from './desk.ts';
import { flagsOf, ownFlag, usage } from './flags.ts';
import { pinnedRoot } from './pins.ts';
import { verdictRefusal } from './verdicts.ts';
import { importText, viewOf } from './views.ts';

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw appError('file_missing', { file }, { file });
  }
}

function readMapping(file: string): unknown {
  try {
    return JSON.parse(readText(file)) as unknown;
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw appError('unreadable_file', { file, reason: 'a mapping is JSON' }, { file });
  }
}

type Kind = 'changes' | 'calendar' | 'time-stamp';
/** By its content, as `import` says of every file; a calendar or a time-stamp that cannot be told by its beginning by its name's ending. */
function kindOf(path: string): Kind {
  if (/\.(ics|ical|ifb)$/i.test(path)) return 'calendar';
  if (/\.tsr$/i.test(path)) return 'time-stamp';
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    // The core says what is wrong with a file that cannot be opened.
    return 'changes';
  }
  try {
    const head = Buffer.alloc(512);
    const read = readSync(file, head);
    if (formOfFile(head.toString('latin1', 0, read)) === 'stamp') return 'time-stamp';
    return isCalendarText(head.toString('utf8', 0, read)) ? 'calendar' : 'changes';
  } catch {
    return 'changes';
  } finally {
    closeSync(file);
  }
}
const shared = ['file', 'zone', 'encoding'];
const flagsOfChanges = flagsOf('import.run').filter(({ name }) => !['file', 'mapping'].includes(name));
/** What only a calendar is asked: its name, what its events are, and for whom. */
const flagsOfCalendar = flagsOf('calendar.import').filter(({ name }) => !shared.includes(name));
type TakenStamp = Output<'checkpoint.importReply'> & { kind: 'time-stamp' };
type Imported = (ImportReport | TakenCalendar | TakenStamp) & { file: string };
const textOfImport = (report: Imported): string => (report.kind === 'calendar' ? viewOf('calendar.import')(report) : report.kind === 'time-stamp' ? viewOf('checkpoint.importReply')(report) : importText(report as ImportReport));

/** A reply of a time-stamping authority: there is nothing to choose, and trying it is checking it. */
async function importStamp(desk: Desk, path: string, isDry: boolean): Promise<Imported> {
  if (isDry) throw usage('A time-stamp is taken in or it is not; gavel verify says whether it fits, and writes nothing.');
  return { file: path, kind: 'time-stamp', ...await desk.ask('checkpoint.importReply', { file: desk.core().app.stagePath(path) }) };
}

/** One file, as what it is; words that belong to the other kind are refused rather than dropped. */
async function importOne(desk: Desk, { path, kind, isDry }: { path: string; kind: Kind; isDry: boolean }, { map, ...input }: Record<string, unknown>): Promise<Imported> {
  const asked = Object.keys(input).find((name) => input[name] !== undefined) ?? (map === undefined ? undefined : 'map');
  if (kind === 'time-stamp' && asked !== undefined) throw usage(`--${asked} is about change records and calendars, and this is a time-stamp.`);
  if (kind === 'time-stamp') return importStamp(desk, path, isDry);
  const strange = kind === 'calendar' && map !== undefined ? 'map' : (kind === 'calendar' ? flagsOfChanges : flagsOfCalendar).find(({ name, path: [field] }) => !shared.includes(name) && input[field!] !== undefined)?.name;
  if (strange !== undefined) throw usage(`--${strange} is about ${kind === 'calendar' ? 'change records, and this is a calendar' : 'calendars, and this file holds change records'}.`);
  const file = desk.core().app.stagePath(path);
  if (kind === 'calendar') return { file: path, ...await desk.ask(isDry ? 'calendar.dryRun' : 'calendar.import', { ...input, file }) };
  const mapping = map === undefined ? {} : { mapping: readMapping(String(map)) as never };
  const { quarantineLimit: _, ...dry } = input;
  return { file: path, ...(isDry ? await desk.ask('import.dryRun', { ...dry, ...mapping, file }) : await desk.ask('import.run', { ...input, ...mapping, file })) };
}
const importFiles: Command = {
  words: 'import', about: 'Imports change records, a calendar or the time-stamp of a checkpoint: detects the kind, sets unusable rows aside, changes nothing when told twice.', takes: ['files…'],
  flags: [
    ownFlag('files', 'the files', { isList: true, isRequired: true }), ownFlag('as-kind', 'what the files hold, when detection errs', { choices: ['changes', 'calendar', 'time-stamp'] }),
    ownFlag('map', 'field mapping of change records, a JSON file'), ownFlag('dry-run', 'says what would happen and writes nothing', { kind: 'boolean' }), ...flagsOfChanges, ...flagsOfCalendar,
  ],
  run: async (desk, { input }) => {
    const { files, 'as-kind': asKind, 'dry-run': isDry, ...reading } = input;
    const paths = files as string[];
    const done: Imported[] = [];
    const value = (): unknown => (paths.length === 1 ? done[0] : done);
    for (const path of paths) {
      try {
        done.push(await importOne(desk, { path, kind: asKind === undefined ? kindOf(resolve(path)) : asKind as Kind, isDry: isDry === true }, reading));
      } catch (error) {
        if (!(error instanceof AppError) || done.length === 0) throw error;
        // Files before this one are in; the refusal says which one is not.
        const refusal = { ...error.refusal, where: { file: path, ...error.refusal.where } };
        return { value: done, refusal, text: () => done.map(textOfImport).join('\n\n') };
      }
    }
    return { value: value(), text: () => done.map((report) => (paths.length === 1 ? '' : `${report.file}\n`) + textOfImport(report)).join('\n\n') };
  },
};

const minutes: Command = {
  words: 'minutes', about: 'The minutes as a signed PDF; signs them first when nobody has.', takes: ['meeting'], flags: flagsOf('minutes.write'),
  run: async (desk, { input }) => {
    const meeting = String(input['meeting']);
    const { isSigned } = await desk.ask('minutes.show', { meeting });
    if (!isSigned) await desk.ask('minutes.sign', { meeting });
    return callOperation(desk, 'minutes.write', { meeting, ...(input['format'] === undefined ? {} : { format: input['format'] }) });
  },
};

/** What `--root` or `--trust` says to believe in; a certificate counts for files only. */
function trustOf(input: Record<string, unknown>): { root?: string; ca?: string } {
  const { root, trust } = input;
  const named = root === undefined ? {} : { root: String(root) };
  if (trust === undefined) return named;
  const text = readText(String(trust)).trim();
  if (text.includes('-----BEGIN ')) return { ...named, ca: text };
  if (root !== undefined) throw usage('--root and a --trust file of words say the same; give one of them.');
  return { root: text.replace(/\s+/g, ' ') };
}

const answer = (report: TrailReport): Answer => ({ value: report, refusal: verdictRefusal(report), text: () => viewOf('trail.verify')(report) });
/** Sound in itself, but nothing here says whose it is. */
const unknown = (report: TrailReport): TrailReport => (report.verdict === 'broken' ? report : {
  ...report, verdict: 'unknown-signer',
  findings: [...report.findings, { kind: 'root', severity: 'note', text: 'Nothing on this machine vouches for this root. Compare its words with the organisation’s and name them with --root.' }],
});

async function verifyWorkspace(desk: Desk, dir: string, options: { deep: boolean; root?: string }): Promise<Answer> {
  const { bridge } = desk.core();
  const words = (await desk.openFolder(dir)).workspace?.rootWords ?? null;
  const root = options.root ?? pinnedRoot(desk.places.dataDir, { words, dir });
  const reply = await bridge.call('trail.verify', { deep: options.deep, ...(root === null ? {} : { root }) }, { onProgress: desk.onProgress });
  if (!reply.ok) throw new AppError(reply.error);
  return answer(root === null ? unknown(reply.value) : reply.value);
}

async function verifyFile(desk: Desk, path: string, trust: { root?: string; ca?: string }): Promise<Answer> {
  const { app } = desk.core();
  const look = (by: { root?: string; ca?: string }): Promise<TrailReport> => desk.ask('trail.verifyFile', { file: app.stagePath(path), ...by });
  const report = await look(trust);
  if (trust.root !== undefined || trust.ca !== undefined || report.verdict === 'broken') return answer(report);
  const root = pinnedRoot(desk.places.dataDir, { words: report.root });
  return answer(root === null ? unknown(report) : await look({ root }));
}

function formAt(path: string): FileForm | null {
  const file = openSync(path, 'r');
  try {
    const first = Buffer.alloc(32);
    return formOfFile(first.toString('latin1', 0, readSync(file, first, 0, first.length, 0)));
  } finally {
    closeSync(file);
  }
}
async function verifySigned(desk: Desk, path: string, trust: unknown): Promise<Answer> {
  const { app } = desk.core();
  return answer(await desk.ask('trail.verifyFile', { file: app.stagePath(path), ...(trust === undefined ? {} : { keys: app.stagePath(String(trust)) }) }));
}

/** A bundle is opened by somebody of the workspace, with its own passphrase where it has one. */
async function verifyBundle(desk: Desk, path: string): Promise<Answer> {
  await desk.signIn();
  return answer(await desk.ask('trail.verifyFile', { file: desk.core().app.stagePath(path), ...bundleSecret(desk) }));
}
/** Held against the workspace that is named; its signature lies beside it under the same name, or where `--signature` says, and so does its time-stamp. */
async function verifyCheckpoint(desk: Desk, path: string, named: unknown): Promise<Answer> {
  await desk.open();
  const { app } = desk.core();
  const beside = (ending: string): string | null => { const file = `${path.slice(0, path.length - extname(path).length)}${ending}`; return existsSync(file) ? file : null; };
  const signature = named === undefined ? beside('.sig') : resolve(String(named));
  if (signature !== null && !existsSync(signature)) throw appError('file_missing', { file: signature }, { file: signature });
  const handed = [signature, beside('.tsr')].flatMap((file) => (file === null ? [] : [app.stagePath(file)]));
  return answer(await desk.ask('trail.verifyFile', { file: app.stagePath(path), ...(handed.length === 0 ? {} : { beside: handed }) }));
}
/** A proof or a time-stamp holds by itself; whose it is, or what of, a workspace says where one is named. */
async function verifyAlone(desk: Desk, path: string): Promise<Answer> {
  if (desk.globals.workspace !== undefined || desk.terminal.env['GAVEL_WORKSPACE']) await desk.open();
  return answer(await desk.ask('trail.verifyFile', { file: desk.core().app.stagePath(path) }));
}

const verify: Command = {
  words: 'verify', about: 'Checks a workspace, a pack, minutes, a bundle, a token, a signed list, a checkpoint, a time-stamp or the proof of an event: intact 0, intact with gaps 1, broken or unknown signer 3, unreadable 2.', takes: ['target'],
  flags: [
    ownFlag('target', 'a workspace folder or a file; else the workspace'), ownFlag('deep', 'also every signature of a person and every payload', { kind: 'boolean' }),
    ownFlag('root', 'the twelve words to trust'), ownFlag('trust', 'a file with the twelve words, or a CA certificate (PEM); for a token or a signed list the keys to believe'), ownFlag('signature', 'of a checkpoint: its .sig file, where it does not lie beside it under the same name'),
  ],
  run: async (desk, { input }) => {
    const path = input['target'] === undefined ? null : resolve(String(input['target']));
    if (path !== null && !existsSync(path)) throw appError('file_missing', { file: path }, { file: path });
    const form = path !== null && statSync(path).isFile() ? formAt(path) : null;
    // A token is trusted by keys; bundles and checkpoints are of the workspace they are held against.
    if (path !== null && form === 'signed') return verifySigned(desk, path, input['trust']);
    if (path !== null && form === 'bundle') return verifyBundle(desk, path);
    if (path !== null && form === 'checkpoint') return verifyCheckpoint(desk, path, input['signature']);
    if (path !== null && (form === 'proof' || form === 'stamp')) return verifyAlone(desk, path);
    const trust = trustOf(input);
    if (path !== null && !statSync(path).isDirectory()) return verifyFile(desk, path, trust);
    if (trust.ca !== undefined) throw usage('A workspace is trusted by the words of its root; a certificate counts for packs and minutes.');
    // One's own workspace is met, and pinned, by opening it; a folder named here is looked at as a stranger's.
    if (path === null) await desk.open();
    return verifyWorkspace(desk, path ?? desk.workspaceDir(), { deep: input['deep'] === true, ...trust });
  },
};

/** What is proposed and fits, in one act; what is on the agenda already stays as it is. */
const fill: Command = {
  words: 'meeting fill', about: 'Fills the agenda of a meeting with what is ready and fits, and the standing topics.', takes: ['meeting'], flags: [],
  run: async (desk, { input }) => {
    const meeting = String(input['meeting']);
    const { changes, topics } = await desk.ask('cab.propose', { meeting });
    return callOperation(desk, 'cab.fill', { meeting, changes: changes.filter(({ fits, isLate, isOnAgenda }) => fits && !isLate && !isOnAgenda).map(({ id }) => id), topics: topics.filter(({ total, isOnAgenda }) => total > 0 && !isOnAgenda).map(({ kind }) => kind) });
  },
};

export const fileCommands: readonly Command[] = [importFiles, minutes, fill, verify];
