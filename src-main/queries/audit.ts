// The auditor's room: samples with their tests, and requests for information (AUD-03).
import type { SampleSummary } from '#contract/audit.ts';
import type { Input, Output } from '#contract/index.ts';
import { appError, orRefuse } from '../app-error.ts';
import { mayAcceptAnswer, mayAnswerRequest, mayAudit, requestSheet, sampleSheet, stateOfRequest, testsOf } from '../domain/audit.ts';
import type { InformationRequest, Sample } from '../domain/audit.ts';
import { mayDraw } from '../domain/sampling.ts';
import { accept } from '../domain/verdict.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may, nameOf } from './change.ts';

const resultOf = (sample: Sample, change: string): 'pass' | 'exception' | 'to-test' => {
  const tests = testsOf(sample, change).map(({ test }) => test?.value.result);
  return tests.includes('exception') ? 'exception' : tests.includes(undefined) ? 'to-test' : 'pass';
};
function summaryOf(context: ReadContext, sample: Sample): SampleSummary {
  const { members, tests: _, drawn, ...rest } = sample;
  const results = members.map(({ number }) => resultOf(sample, number));
  const count = (of: (typeof results)[number]): number => results.filter((one) => one === of).length;
  return { ...rest, drawn: { ...drawn, by: nameOf(context, drawn.by) }, passed: count('pass'), exceptions: count('exception'), toTest: count('to-test') };
}

/** Draws anew from what stands here today and holds it against what was drawn. */
function redraw(context: ReadContext, sample: Sample): Output<'audit.showSample'>['redrawn'] {
  const draw = context.drawSample({ population: sample.population, from: sample.from, to: sample.to, size: sample.size, seed: sample.seed, method: sample.method, by: sample.by });
  const [had, now] = [new Set(sample.members.map(({ number }) => number)), new Set(draw.numbers.map(({ number }) => number))];
  const [missing, added] = [[...had].filter((number) => !now.has(number)), [...now].filter((number) => !had.has(number))];
  return { isSame: missing.length === 0 && added.length === 0, isSamePopulation: draw.populationDigest === sample.populationDigest, missing, added };
}

function show(context: ReadContext, { sample: ref }: Input<'audit.showSample'>): Output<'audit.showSample'> {
  const sample = context.findSheet(sampleSheet, ref);
  if (!sample) throw appError('record_missing', { record: 'sample', id: ref });
  const rows = sample.members.map(({ number, stratum }) => {
    const change = context.findChange(number);
    const ticks = testsOf(sample, number).flatMap(({ control, test }) => (test ? [{ control, ...test.value, by: nameOf(context, test.by), at: test.at }] : []));
    return { number, title: change?.fields.title ?? '', stratum, state: change?.state ?? null, tier: change?.tier ?? null, score: change?.score ?? null, ticks, result: resultOf(sample, number) };
  });
  return { ...summaryOf(context, sample), rows, redrawn: redraw(context, sample), mayTest: may(mayAudit(context)) };
}

/** A request as it waits for somebody. */
export function requestRow(context: ReadContext, request: InformationRequest): Output<'audit.requests'>['rows'][number] {
  const said = <T extends { by: string }>(one: T): T => ({ ...one, by: nameOf(context, one.by) });
  const { id, text, change, owner, dueOn, asked, answer, accepted } = request;
  return {
    id, text, about: change === null ? null : context.findChange(change)?.number ?? null, owner: nameOf(context, owner), dueOn, isOverdue: answer === null && dueOn < context.now.slice(0, 10), state: stateOfRequest(request),
    asked: said(asked), answer: answer && said(answer), accepted: accepted && said(accepted), mayAnswer: may(mayAnswerRequest(request, context)), mayAccept: may(mayAcceptAnswer(request, context)),
  };
}
const rank = { open: 0, answered: 1, accepted: 2 } as const;

export const auditQueries = {
  'audit.previewSample': (context, drawing) => {
    const draw = context.drawSample(drawing);
    orRefuse(mayDraw(draw.populationSize, drawing) ?? accept());
    return draw;
  },
  'audit.samples': (context) => ({ rows: context.listSheets(sampleSheet).toSorted((a, b) => (a.drawn.at > b.drawn.at ? -1 : a.drawn.at < b.drawn.at ? 1 : a.id < b.id ? -1 : 1)).map((sample) => summaryOf(context, sample)), mayDraw: may(mayAudit(context)) }),
  'audit.showSample': show,
  'audit.requests': (context, { isMine }) => {
    const waits = ({ owner, asked, answer, accepted }: InformationRequest): boolean => accepted === null && (answer === null ? owner === context.actor.id : asked.by === context.actor.id);
    const rows = context.listSheets(requestSheet).filter((request) => !isMine || waits(request)).map((request) => requestRow(context, request));
    return { rows: rows.toSorted((a, b) => rank[a.state] - rank[b.state] || (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : a.id < b.id ? -1 : 1)), mayRequest: may(mayAudit(context)) };
  },
} satisfies Partial<QueryHandlers>;
