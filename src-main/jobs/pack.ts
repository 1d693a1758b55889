// Audit packs as files (AUD-02). What a pack says is gathered where it is printed, in a thread over one snapshot, so that a meeting goes on meanwhile.
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Input, Output } from '#contract/index.ts';
import type { ExportedFile } from '#contract/values.ts';
import { subjectOf } from '../domain/event.ts';
import type { JobContext, JobControl } from '../ports.ts';
import { parseEnvelope } from '../trail/envelope.ts';
import { assertArchival, common, markedFeeds, mayPrint, safeName } from './documents.ts';
import { changesInScope } from './gather-pack.ts';

/** Longest beginning of a file's name: volumes and files beside append to it. */
const longestStem = 60;

type Bound = { moment: string; count: number };
/** How many commits of this device its newest checkpoint covers, if nothing was written since but that files were, and nobody has seen more; else null. */
function standingCheckpoint(context: JobContext): number | null {
  const own = context.organisation.deviceFeed;
  const count = markedFeeds(context).find(({ feed }) => feed === own)?.count ?? 0;
  for (const { env } of context.trailSource().commits(own, count)) if (parseEnvelope(env).events.some(({ t }) => t !== 'document.written')) return null;
  const isSeenFurther = context.read(({ trail }) => trail.feeds().some(({ feed }) => feed !== own && (trail.seenBy(feed)[own] ?? 0) > count));
  return isSeenFurther ? null : count;
}

/** How far a pack goes: up to a checkpoint, made now where none stands, and as of the last commit it covers. No later than now, for clocks elsewhere may be ahead. */
function boundOf(context: JobContext): Bound {
  const own = context.organisation.deviceFeed;
  const standing = standingCheckpoint(context);
  if (standing === null) context.checkpoint();
  const count = standing ?? context.trailSource().feeds().find(({ feed }) => feed === own)?.count ?? 0;
  const moments = context.trailSource().feeds().flatMap((feed) => {
    const last = (feed.feed === own ? count : feed.count) - 1;
    const [head] = last < 0 ? [] : context.trailSource().commits(feed.feed, last);
    return head ? parseEnvelope(head.env).events.map(({ at }) => at) : [];
  });
  const moment = moments.toSorted().at(-1) ?? context.now();
  return { count, moment: moment < context.now() ? moment : context.now() };
}

/** One commit says of every file that it was written. */
function noted(context: JobContext, of: string, files: readonly { kind: string; path: string; sha256: string }[]): ExportedFile[] {
  context.write((write) => {
    write.append(files.map(({ kind, path, sha256 }) => ({ type: 'document.written' as const, subject: subjectOf('document', write.newId()), data: { kind, of, sha256 }, text: { name: basename(path) } })));
  });
  return files.map(({ path, sha256 }) => ({ name: basename(path), folder: context.exportsDir, size: statSync(path).size, sha256 }));
}

/** Two packs over the same scope with nothing written between them are of the same checkpoint, and their manifests are the same. */
export async function writePack(context: JobContext, { name, pages, ...scope }: Input<'pack.write'>, control: JobControl): Promise<Output<'pack.write'>> {
  mayPrint(context);
  // Refused here and now; the thread gathers it again from its snapshot.
  context.read((read) => changesInScope(read, scope));
  const bound = boundOf(context);
  const feeds = markedFeeds(context).map(({ feed, name: called, count, root, head }) => ({ feed, name: called, count, root, head }));
  const stem = name === undefined ? null : safeName(name).slice(0, longestStem);
  const ask = { scope, feeds, bound, person: context.read(({ actor }) => actor.id), ...(pages === undefined ? {} : { mostPages: pages }) };
  const { file, document } = await context.printPack({ ...common(context, `${stem ?? 'pack'}.pdf`), isNamed: stem !== null, ask }, control);
  assertArchival(file);
  const files = noted(context, document.number, [...file.volumes.map(({ path, sha256 }) => ({ kind: 'pack', path, sha256 })), ...file.beside.map(({ path, sha256 }) => ({ kind: 'pack-evidence', path, sha256 }))]);
  return { file: files[file.volumes.length - 1]!, files, volumes: file.volumes.length, pages: file.pages, changes: document.changes, gaps: document.gaps };
}
