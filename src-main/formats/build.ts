// What a pipeline says of a build, from which a draft change is made (CHG-05, `gavel change new --from build.json`).
import { artefactDigest, commitId } from './commit-id.ts';
import { zoneExists } from './dates.ts';
import { type Fields, fieldsOf, objectAt, refuseUnknown } from './fields-of.ts';
import { inFile } from './format-error.ts';
import { changeTypes } from './imported-change.ts';
import { type JsonObject, isObject, readJsonDocument } from './json-document.ts';
import { refused } from './refused.ts';
import { type ReportOptions, openReport } from './report-file.ts';
import { timeReader } from './report-time.ts';

export type BuildArtefact = { name: string | null; digest: string };
/**
 * `commit` has 7 to 64 hexadecimal digits, digests are `sha256:` and 64, all in lower case; times are UTC. `pipeline` and `run` together
 * are the source and external ID by which a second intake of the same build is recognised.
 */
export type Build = {
  commit: string; title: string; service: string; environment: string | null; items: string[]; artefacts: BuildArtefact[]; type: (typeof changeTypes)[number] | null;
  pipeline: string | null; run: string | null; repository: string | null; branch: string | null; version: string | null; url: string | null;
  description: string | null; justification: string | null; requester: string | null; owner: string | null; backoutPlan: string | null; testPlan: string | null; implementationPlan: string | null;
  builtAt: string | null; plannedStartAt: string | null; plannedEndAt: string | null; zone: string | null;
};

const mostBytes = 4 * 1024 * 1024;
const line = 300;
const prose = 20_000;
const mostItems = 5000;
const mostArtefacts = 200;
/** `artifacts` is the same as `artefacts`. */
const names = [
  'commit', 'title', 'service', 'environment', 'items', 'artefacts', 'artifacts', 'type', 'pipeline', 'run', 'repository', 'branch', 'version', 'url', 'description', 'justification', 'requester', 'owner', 'backoutPlan',
  'testPlan', 'implementationPlan', 'builtAt', 'plannedStartAt', 'plannedEndAt', 'zone',
] as const;

/**
 * One JSON object; needed are commit, title and service. Throws `FormatError` whose place names the file and the first field that is
 * missing, unknown or wrong, the commit before all others.
 */
export async function readBuild(path: string, options: ReportOptions = {}): Promise<Build> {
  try {
    const file = await openReport(path, options);
    if (file.container !== 'json') throw refused('wrong_kind', file.container === 'jsonl' ? 'it holds several JSON values; a build file is one JSON object' : 'it is no JSON; a build file is one JSON object');
    const value = await readJsonDocument(path, file, mostBytes, options.signal);
    if (!isObject(value)) throw refused('wrong_kind', 'it is no JSON object; a build file is one JSON object');
    return buildOf(value);
  } catch (error) {
    throw inFile(error, path, options.name);
  }
}

function buildOf(object: JsonObject): Build {
  const fields = fieldsOf(object);
  const commit = commitOf(fields);
  refuseUnknown(object, names);
  const times = { plannedStartAt: timeOf(fields, 'plannedStartAt'), plannedEndAt: timeOf(fields, 'plannedEndAt') };
  if (times.plannedStartAt !== null && times.plannedEndAt !== null && times.plannedEndAt <= times.plannedStartAt) fields.refuse('invalid', 'plannedEndAt', 'is not after plannedStartAt');
  const type = changeTypes.find((each) => each === fields.textOrNull('type', line)) ?? null;
  if (type === null && fields.textOrNull('type', line) !== null) fields.refuse('invalid', 'type', `is none of ${changeTypes.join(', ')}`);
  const of = (name: string, most = line): string | null => fields.textOrNull(name, most);
  return {
    commit, title: fields.text('title', line), service: fields.text('service', 200), environment: of('environment', 100), items: fields.texts('items', mostItems, 200), artefacts: artefactsOf(object), type,
    pipeline: of('pipeline'), run: runOf(object, fields), repository: of('repository', 1000), branch: of('branch'), version: of('version'), url: urlOf(fields),
    description: of('description', prose), justification: of('justification', prose), requester: of('requester'), owner: of('owner'), backoutPlan: of('backoutPlan', prose), testPlan: of('testPlan', prose), implementationPlan: of('implementationPlan', prose),
    builtAt: timeOf(fields, 'builtAt'), ...times, zone: zoneOf(fields),
  };
}

function commitOf(fields: Fields): string {
  const text = fields.textOrNull('commit', line) ?? fields.refuse('missing', 'commit', 'is missing; a change from a build names the commit it was built from');
  return commitId(text) ?? fields.refuse('invalid', 'commit', `is no commit ID (7 to 64 hexadecimal digits, not all zero): ${text.slice(0, 80)}`);
}

/** Pipelines count their runs, so a number is taken as it stands. */
function runOf(object: JsonObject, fields: Fields): string | null {
  const run = Object.hasOwn(object, 'run') ? object['run'] : null;
  return typeof run === 'number' && Number.isSafeInteger(run) && run >= 0 ? String(run) : fields.textOrNull('run', line);
}

function timeOf(fields: Fields, name: string): string | null {
  const text = fields.textOrNull(name, 60);
  if (text === null) return null;
  const time = timeReader()(text);
  return 'at' in time ? time.at : fields.refuse('invalid', name, time.why === 'zone_needed' ? 'has no zone; write it with an offset, such as 2026-06-01T10:00:00Z' : 'is no time');
}

function zoneOf(fields: Fields): string | null {
  const zone = fields.textOrNull('zone', 100);
  return zone === null || zoneExists(zone) ? zone : fields.refuse('invalid', 'zone', 'is not an IANA time zone, such as Europe/London');
}

/** Shown as a link later, so nothing but the web's own schemes. */
function urlOf(fields: Fields): string | null {
  const text = fields.textOrNull('url', 2000);
  return text === null || (/^https?:\/\//i.test(text) && URL.canParse(text)) ? text : fields.refuse('invalid', 'url', 'is no http or https address');
}

/** Each a digest alone, or an object with a digest and perhaps a name; a digest that stands twice is one artefact. */
function artefactsOf(object: JsonObject): BuildArtefact[] {
  const name = Object.hasOwn(object, 'artifacts') ? 'artifacts' : 'artefacts';
  const list = Object.hasOwn(object, name) ? object[name] : [];
  const fields = fieldsOf(object);
  if (name === 'artifacts' && Object.hasOwn(object, 'artefacts')) fields.refuse('contradiction', 'artifacts', 'stands beside artefacts; give one of them');
  if (!Array.isArray(list)) return fields.refuse('invalid', name, 'is not a list');
  if (list.length > mostArtefacts) fields.refuse('invalid', name, `holds more than ${mostArtefacts}`);
  const found = new Map<string, BuildArtefact>();
  list.forEach((each: unknown, i) => {
    const at = `${name}[${i}]`;
    const isText = typeof each === 'string';
    const one = isText ? { digest: each } : objectAt(each, at);
    const own = fieldsOf(one, at);
    refuseUnknown(one, ['name', 'digest'], at);
    const digest = artefactDigest(own.text('digest', line)) ?? own.refuse('invalid', 'digest', 'is no digest (sha256: and 64 hexadecimal digits)');
    if (!found.has(digest)) found.set(digest, { name: isText ? null : own.textOrNull('name', line), digest });
  });
  return [...found.values()];
}
