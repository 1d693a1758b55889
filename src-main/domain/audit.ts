// What an auditor writes: samples with their tests, and requests for information (AUD-03). Signed as an auditor, so that nobody else's word counts.
import { populations, sampleStrata, samplingMethods, testResults } from '#contract/audit.ts';
import type { requestStates } from '#contract/audit.ts';
import type { DomainEvent, EventType, Json, StampedEvent } from './event.ts';
import { idOf, subjectOf } from './event.ts';
import { dayIn, oneIn, recordIn, textIn, textsIn, wholeIn } from './json-values.ts';
import type { Cause } from './past.ts';
import { needs } from './roles.ts';
import type { Draw, Drawing, Member, Stratum } from './sampling.ts';
import { mayDraw } from './sampling.ts';
import { sheet, writeKept } from './sheet.ts';
import type { Kept } from './sheet.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

type Said = { by: string; at: string };
const said = (event: StampedEvent): Said => ({ by: idOf(event.by), at: event.at });
/** Only what was signed in the role of an auditor is an auditor's note; the merge has checked that the signer held it. */
const isAuditors = (event: StampedEvent): boolean => event.isSigned && event.data['role'] === 'auditor';

export type Test = { result: (typeof testResults)[number]; workpaper: string; note: string };
export type Sample = {
  id: string; title: string; population: (typeof populations)[number]; from: string; to: string; seed: string; method: Drawing['method']; by: Stratum; controls: string[];
  size: number; populationSize: number; populationDigest: string; strata: Draw['strata']; members: Member[]; drawn: Said; /** By number of the change and control, a line feed between them. */ tests: Record<string, Kept<Test>>;
};
const mostDrawn = 2000;
const testKey = (change: string, control: string): string => `${change}\n${control}`;
export const testsOf = (sample: Sample, change: string): { control: string; test: Kept<Test> | null }[] => sample.controls.map((control) => ({ control, test: sample.tests[testKey(change, control)] ?? null }));

function drawnIn(event: StampedEvent): Sample | null {
  const { data, text } = event;
  const [population, method, by] = [oneIn(data['population'], populations), oneIn(data['method'], samplingMethods), oneIn(data['by'], sampleStrata)];
  const [from, to, populationSize, controls] = [dayIn(data['from']), dayIn(data['to']), wholeIn(data['populationSize'], 1, 10_000_000), textsIn(data['controls'])];
  if (population === null || method === null || by === null || from === null || to === null || populationSize === null || controls.length === 0) return null;
  const members = Object.entries(recordIn(text['members'])).flatMap(([number, stratum]) => (typeof stratum === 'string' ? [{ number, stratum }] : [])).slice(0, mostDrawn);
  const strata = (Array.isArray(text['strata']) ? text['strata'] : []).map(recordIn).map((one) => ({ name: textIn(one['name']), population: wholeIn(one['population'], 0, 10_000_000) ?? 0, drawn: wholeIn(one['drawn'], 0, mostDrawn) ?? 0 }));
  return { id: idOf(event.subject), title: textIn(text['title']), population, from, to, seed: textIn(data['seed']), method, by, controls: controls.slice(0, 20), size: members.length, populationSize, populationDigest: textIn(data['populationDigest']), strata, members, drawn: said(event), tests: {} };
}

function tested(sample: Sample, event: StampedEvent, cause?: Cause): Sample {
  const [change, control, result] = [textIn(event.data['change']), textIn(event.data['control']), oneIn(event.data['result'], testResults)];
  if (result === null || !sample.controls.includes(control) || !sample.members.some(({ number }) => number === change)) return sample;
  const key = testKey(change, control);
  return { ...sample, tests: { ...sample.tests, [key]: writeKept<Test>(sample.tests[key], { result, workpaper: textIn(event.text['workpaper']), note: textIn(event.text['note']) }, event, { key, cause }) } };
}

export const sampleSheet = sheet<Sample>({
  name: 'sample', kind: 'sample', types: ['audit.sampleDrawn', 'audit.tested'],
  fold: (sample, event, cause) => (!isAuditors(event) ? sample : sample === null ? (event.type === 'audit.sampleDrawn' ? drawnIn(event) : null) : event.type === 'audit.tested' ? tested(sample, event, cause) : sample),
  columns: (sample) => ({ label: sample.title }),
});

export type InformationRequest = { id: string; text: string; change: string | null; owner: string; dueOn: string; asked: Said; answer: (Said & { text: string }) | null; accepted: Said | null };
export type RequestState = (typeof requestStates)[number];
export const stateOfRequest = ({ answer, accepted }: Pick<InformationRequest, 'answer' | 'accepted'>): RequestState => (accepted ? 'accepted' : answer ? 'answered' : 'open');

function foldRequest(request: InformationRequest | null, event: StampedEvent): InformationRequest | null {
  const dueOn = dayIn(event.data['dueOn']);
  if (request === null) return event.type === 'audit.requested' && isAuditors(event) && dueOn !== null ? { id: idOf(event.subject), text: textIn(event.text['request']), change: textIn(event.data['change']) || null, owner: textIn(event.data['owner']), dueOn, asked: said(event), answer: null, accepted: null } : null;
  // The first answer stands until the auditor has taken it; whoever it was not asked of gives none.
  if (event.type === 'audit.requestAnswered') return idOf(event.by) === request.owner && request.accepted === null ? { ...request, answer: { ...said(event), text: textIn(event.text['answer']) } } : request;
  return event.type === 'audit.answerAccepted' && isAuditors(event) && request.answer !== null && request.accepted === null ? { ...request, accepted: said(event) } : request;
}
export const requestSheet = sheet<InformationRequest>({
  name: 'request', kind: 'request', types: ['audit.requested', 'audit.requestAnswered', 'audit.answerAccepted'], fold: foldRequest,
  columns: (request) => ({ label: request.text.slice(0, 200), state: stateOfRequest(request), dueAt: request.accepted ? null : request.dueOn, change: request.change }),
});

type Events = Verdict<DomainEvent>;
const asAuditor = (rev: string): Record<string, Json> => ({ role: 'auditor', rev, supersedes: [] });
const event = (kind: 'sample' | 'request', id: string, type: EventType, told: { data: Record<string, Json>; text?: Record<string, Json> }): DomainEvent => ({ type, subject: subjectOf(kind, id), ...told });

export const mayAudit = ({ actor }: By): Refused | null => needs('audit', actor);
export type NewSample = Pick<Sample, 'id' | 'title' | 'population' | 'from' | 'to' | 'seed' | 'method' | 'by' | 'controls'> & { size: number };
/** AUD-03: method, size, seed and the digest of the population are on record with the sample. */
export function recordSample(sample: NewSample, draw: Draw, by: By): Events {
  const { id, title, population, from, to, seed, method, by: stratum, controls, size } = sample;
  return firstRefusal(mayAudit(by), mayDraw(draw.populationSize, { from, to, size })) ?? accept(event('sample', id, 'audit.sampleDrawn', {
    data: { population, from, to, seed, method, by: stratum, controls, populationSize: draw.populationSize, populationDigest: draw.populationDigest, ...asAuditor(draw.populationDigest) },
    text: { title, members: Object.fromEntries(draw.numbers.map(({ number, stratum: of }) => [number, of])), strata: draw.strata },
  }));
}
/** AUD-03: an exception says where it is written up. */
export function recordTest(sample: Sample, { change, control, ...test }: Test & { change: string; control: string }, by: By): Events {
  const no = mayAudit(by);
  if (no) return no;
  if (!sample.members.some(({ number }) => number === change)) return refuse('not_in_sample', { change });
  if (!sample.controls.includes(control)) return refuse('control_not_tested', { control, controls: sample.controls }, { field: 'control' });
  if (test.result !== 'pass' && test.workpaper === '' && test.note === '') return refuse('reason_needed', { what: test.result === 'exception' ? 'an exception' : 'a test that does not apply' }, { field: 'note' });
  return accept(event('sample', sample.id, 'audit.tested', { data: { change, control, result: test.result, ...asAuditor(sample.populationDigest) }, text: { ...(test.workpaper === '' ? {} : { workpaper: test.workpaper }), ...(test.note === '' ? {} : { note: test.note }) } }));
}

export const askFor = (request: Pick<InformationRequest, 'id' | 'text' | 'change' | 'owner' | 'dueOn'>, by: By): Events =>
  firstRefusal(mayAudit(by), request.dueOn < by.now.slice(0, 10) ? refuse('finding_due_past', { day: request.dueOn }, { field: 'dueOn' }) : null)
  ?? accept(event('request', request.id, 'audit.requested', { data: { owner: request.owner, dueOn: request.dueOn, ...(request.change === null ? {} : { change: request.change }), ...asAuditor('') }, text: { request: request.text } }));
export const mayAnswerRequest = (request: InformationRequest, { actor }: By): Refused | null =>
  (request.accepted ? refuse('request_closed') : request.owner === actor.id ? null : refuse('not_asked_of_you'));
export const answerRequest = (request: InformationRequest, text: string, by: By): Events => mayAnswerRequest(request, by) ?? accept(event('request', request.id, 'audit.requestAnswered', { data: {}, text: { answer: text } }));
export const mayAcceptAnswer = (request: InformationRequest, by: By): Refused | null => firstRefusal(mayAudit(by), request.accepted ? refuse('request_closed') : null, request.answer ? null : refuse('request_unanswered'));
export const acceptAnswer = (request: InformationRequest, by: By): Events => mayAcceptAnswer(request, by) ?? accept(event('request', request.id, 'audit.answerAccepted', { data: asAuditor('') }));
