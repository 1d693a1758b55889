// Activity profiles out of a file, and the projected outage of a window on paper (CAL-04).
import type { Input, Output } from '#contract/index.ts';
import { orRefuse } from '../app-error.ts';
import { brief, span } from '../documents/times.ts';
import { takeActivity } from '../domain/service-level.ts';
import type { JobContext, JobControl, JobHandlers } from '../ports.ts';
import { showNegotiation } from '../queries/negotiation.ts';
import { mayPrint } from './documents.ts';
import { openParser } from './parser.ts';
import { printReport } from './report.ts';
import type { Said } from './report.ts';

async function importActivity(context: JobContext, { service: ref, file, zone }: Input<'level.importActivity'>, control: JobControl): Promise<Output<'level.importActivity'>> {
  const { path, name } = context.staged(file);
  const parser = openParser(control.signal);
  try {
    control.onProgress({ done: 0, total: null, what: 'Reading the profile' });
    const users = await parser.activity(path, { name });
    return context.write((write) => {
      const service = write.loadService(ref);
      write.append(orRefuse(takeActivity(service.id, { zone, users, source: name }, write)));
      const at = (found: number): { day: number; hour: number; users: number } => ({ day: Math.floor(found / 24) + 1, hour: found % 24, users: users[found]! });
      return { service: service.id, total: users.reduce((sum, one) => sum + one, 0), quietest: at(users.indexOf(Math.min(...users))), busiest: at(users.indexOf(Math.max(...users))) };
    });
  } finally {
    await parser.close();
  }
}

const figure = (n: number): string => n.toLocaleString('en-GB');
const minutes = (n: number): string => `${figure(n)} ${n === 1 ? 'minute' : 'minutes'}`;
const stepWords = { proposed: 'Proposed', countered: 'Countered by operations', accepted: 'Accepted', confirmed: 'Confirmed for operations' } as const;
const standingWords: Record<Output<'negotiation.show'>['standing'], string> = { none: 'not proposed to operations', proposed: 'proposed, waits for operations', countered: 'countered by operations', accepted: 'accepted, waits for the signature of operations', confirmed: 'confirmed by operations', moved: 'moved since it was confirmed' };

/** CAL-04: the outage as the service will see it, what the month has left, and the thread with operations. */
function paperOf(change: { number: string; title: string }, { standing, steps, outage, operations }: Output<'negotiation.show'>): Said {
  const window = outage === null ? 'none planned' : span(outage.startsAt, outage.endsAt, outage.zone);
  const facts: [string, string][] = outage === null ? [] : [
    ['Service', outage.service || 'none named'], ['Window', window], ['Projected outage', outage.outage === null ? 'none' : `${minutes(outage.outage.minutes)}, ${span(outage.outage.startsAt, outage.outage.endsAt, outage.zone)}`],
    ...(outage.outage === null ? [] : [['Within service hours', minutes(outage.outage.counted)] as [string, string]]), ['Users expected', outage.affected === null ? 'no activity profile is known' : `${figure(outage.affected)}; at the busiest time ${figure(outage.worst ?? 0)}`],
    ['Downtime allowance', outage.allowance === null ? 'none agreed' : `${minutes(outage.allowance)} in ${outage.month}, ${minutes(Math.max(outage.left ?? 0, 0))} left before this change`],
    ['Plan and way back', `${outage.plan === null ? 'duration not said' : minutes(outage.plan)}, ${minutes(outage.backout)} of backout, in ${minutes(outage.available)}`], ['Operations', operations ?? 'nobody named'], ['Standing', standingWords[standing]],
  ];
  const rows = steps.map((step) => ({ cells: [brief(step.at, outage?.zone ?? 'UTC'), `${stepWords[step.kind]}${step.isLost ? ' (for a window that no longer stands)' : ''}`, step.window ? span(step.window.startsAt, step.window.endsAt, outage?.zone ?? 'UTC') : '', step.by, step.note] }));
  return {
    number: `${change.number}-OUTAGE`, title: `Projected outage of ${change.number}`, about: change.title, facts,
    sections: [{ title: 'How the window was agreed', text: rows.length === 0 ? 'Nobody has proposed it to operations.' : '', table: rows.length === 0 ? null : { columns: [{ title: 'When', share: 16 }, { title: 'What', share: 22 }, { title: 'Window', share: 28 }, { title: 'By', share: 14 }, { title: 'Note', share: 20 }], rows } }],
    signers: standing === 'confirmed' ? [] : [operations ?? 'Operations'],
  };
}
async function writeOutage(context: JobContext, { change: ref }: Input<'negotiation.write'>, control: JobControl): Promise<Output<'negotiation.write'>> {
  mayPrint(context);
  const { change, shown } = context.read((read) => ({ change: read.loadChange(ref), shown: showNegotiation(read, { change: ref }) }));
  return printReport(context, { kind: 'outage', of: change.id, said: paperOf({ number: change.number, title: change.fields.title }, shown) }, control);
}

export const negotiationJobs = { 'level.importActivity': importActivity, 'negotiation.write': writeOutage } satisfies Partial<JobHandlers<JobContext>>;
