// A health check after deployment (EMG-04): a list of checks of our own, or the answer of a service as application/health+json.
import { fieldsOf, objectAt } from './fields-of.ts';
import { FormatError, inFile } from './format-error.ts';
import { type JsonObject, isObject, readJsonDocument } from './json-document.ts';
import { refused } from './refused.ts';
import { type ReportOptions, openReport } from './report-file.ts';
import { type TimeReader, timeReader } from './report-time.ts';

export type HealthStatus = 'pass' | 'warn' | 'fail';
/** `observed` is the value seen with its unit, as text; `note` what the check says of itself. Times are UTC. */
export type HealthCheck = { name: string; status: HealthStatus; observedAt: string | null; observed: string | null; note: string | null };
/**
 * `isPassing`: at least one check and none failed; a warning passes. `observedAt` is the oldest check's time, so that everything was
 * seen at it or after; null as soon as one check has none.
 */
export type Health = { checks: HealthCheck[]; isPassing: boolean; observedAt: string | null; service: string | null; version: string | null };
/** `zone` is the IANA zone of times without an offset. */
export type HealthOptions = ReportOptions & { zone?: string | undefined };

const mostBytes = 8 * 1024 * 1024;
export const mostChecks = 10_000;
const line = 300;
const prose = 4000;

/** The draft's words and those it allows beside them. */
const statuses = new Map<string, HealthStatus>([['pass', 'pass'], ['passed', 'pass'], ['ok', 'pass'], ['up', 'pass'], ['warn', 'warn'], ['warning', 'warn'], ['fail', 'fail'], ['failed', 'fail'], ['error', 'fail'], ['down', 'fail']]);
const timeNames = ['observedAt', 'time', 'at', 'timestamp'] as const;

/** Throws `FormatError` with the field, such as `checks[2].status`, for a status that is none, a check without a name, a time that cannot be read, and no check at all. */
export async function readHealth(path: string, options: HealthOptions = {}): Promise<Health> {
  try {
    const file = await openReport(path, options);
    if (file.container !== 'json') throw refused('wrong_kind', 'it is no single JSON document; a health check is one');
    return healthOf(await readJsonDocument(path, file, mostBytes, options.signal), timeReader(options.zone));
  } catch (error) {
    throw inFile(error, path, options.name);
  }
}

function healthOf(document: unknown, readTime: TimeReader): Health {
  const root = Array.isArray(document) ? { checks: document } : document;
  if (!isObject(root)) throw refused('wrong_kind', 'it is neither an object nor a list of checks');
  const fields = fieldsOf(root);
  const overall = root['status'] === undefined ? null : checkOf(root, 'overall', { path: '', readTime });
  const checks = checksOf(root, readTime);
  // What a service says of itself counts beside its checks: it may know of a failure that it lists no check for.
  if (overall !== null && (checks.length === 0 || overall.status === 'fail')) checks.push(overall);
  if (checks.length === 0) throw new FormatError('no_records', {}, { field: 'checks' });
  const times = checks.map((check) => check.observedAt);
  return {
    checks, isPassing: checks.every((check) => check.status !== 'fail'), observedAt: times.includes(null) ? null : times.reduce((a, b) => (b! < a! ? b : a))!,
    service: fields.textOrNull('serviceId', line) ?? fields.textOrNull('service', line), version: fields.textOrNull('releaseId', line) ?? fields.textOrNull('version', line),
  };
}

/** A list of named checks, or the draft's object whose every name holds one check or several. */
function checksOf(root: JsonObject, readTime: TimeReader): HealthCheck[] {
  const given = root['checks'];
  const checks: HealthCheck[] = [];
  const add = (value: unknown, name: string | null, path: string): void => {
    if (checks.length >= mostChecks) throw new FormatError('too_large', { what: 'the list of checks', limit: `${mostChecks} checks` }, { field: path });
    checks.push(checkOf(objectAt(value, path), name, { path, readTime }));
  };
  if (given === undefined || given === null) return checks;
  if (Array.isArray(given)) given.forEach((each, i) => { add(each, null, `checks[${i}]`); });
  else if (isObject(given)) {
    for (const [key, value] of Object.entries(given)) {
      const path = `checks.${key.slice(0, 80)}`;
      if (Array.isArray(value)) value.forEach((each, i) => { add(each, key, `${path}[${i}]`); });
      else add(value, key, path);
    }
  } else throw refused('invalid', 'checks is neither a list nor an object', { field: 'checks' });
  return checks;
}

function checkOf(object: JsonObject, key: string | null, { path, readTime }: { path: string; readTime: TimeReader }): HealthCheck {
  const fields = fieldsOf(object, path);
  const component = fields.textOrNull('componentId', line);
  const name = key === null ? fields.text('name', line) : component === null || path === '' ? key.trim() : `${key.trim()} ${component}`;
  if (name === '') fields.refuse('missing', 'name', 'is empty');
  const said = fields.text('status', 40);
  const status = statuses.get(said.toLowerCase()) ?? fields.refuse('invalid', 'status', `is none of pass, warn and fail: ${said}`);
  return { name: name.slice(0, 2 * line), status, observedAt: timeOf(object, path, readTime), observed: observedOf(object), note: fields.textOrNull('output', prose) ?? fields.textOrNull('note', prose) };
}

function timeOf(object: JsonObject, path: string, readTime: TimeReader): string | null {
  const name = timeNames.find((each) => Object.hasOwn(object, each) && object[each] !== null);
  if (name === undefined) return null;
  const fields = fieldsOf(object, path);
  const value = object[name];
  const time = readTime(typeof value === 'number' ? String(value) : fields.text(name, 60));
  return 'at' in time ? time.at : fields.refuse('invalid', name, time.why === 'zone_needed' ? 'has no zone; write it with an offset, such as 2026-06-01T10:00:00Z' : 'is no time');
}

function observedOf(object: JsonObject): string | null {
  const [value, unit] = [object['observedValue'], object['observedUnit']];
  if (value === undefined || value === null) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `${text}${typeof unit === 'string' ? ` ${unit}` : ''}`.slice(0, line).toWellFormed();
}
