// What an import did, as it says itself; conflicts it raised stand in their own card below.
import type { MergeReport } from '#contract/exchange.ts';
import { useActions } from '../../app/actions.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { counted, figure } from '../../ui/words.ts';
import { dutyWords } from '../reviews/review-words.ts';
import { putAway } from './exchange-state.ts';
import { holdWords, omissionWords, siteName, waitingWords } from './exchange-words.ts';
import s from './exchange.module.css';

/** Everything but the plain count, one sentence each. */
export function reportLines(report: MergeReport): string[] {
  return [
    ...(report.known > 0 ? [`${counted(report.known, 'commit')} ${report.known === 1 ? 'was' : 'were'} here already.`] : []),
    ...(report.promoted > 0 ? [`${counted(report.promoted, 'commit')} that had waited ${report.promoted === 1 ? 'counts' : 'count'} now.`] : []),
    ...report.waiting.map((w) => `${siteName(w)} feed: ${waitingWords(w).toLocaleLowerCase()}; ${counted(w.count, 'later commit')} came already.`),
    ...report.quarantined.map((h) => `${siteName(h)}: ${counted(h.count, 'commit')} held, ${holdWords[h.reason]}.`),
    ...report.forks.filter((f) => !f.isSettled).map((f) => `${siteName(f)} has two histories after commit ${figure(f.from)}; both are kept aside.`),
    ...report.omitted.map((o) => `Left out by the sender: ${omissionWords(o)}.`),
    ...(report.violations ?? []).map((v) => `${v.number}: ${v.name} is ${dutyWords[v.other].toLowerCase()} and ${dutyWords[v.duty].toLowerCase()} (${v.rule}). ${v.isVoid ? 'The latter is in quarantine and moved nothing.' : v.exception === null ? 'The latter does not count.' : `Let stand by ${v.exception}.`}`),
    ...(report.redacted > 0 ? [`${counted(report.redacted, 'text')} erased, as the trail orders.`] : []),
    ...(report.aheadOfClock > 0 ? [`${counted(report.aheadOfClock, 'commit')} ${report.aheadOfClock === 1 ? 'carries' : 'carry'} a time more than a day ahead of this clock. They count; the clock here stays as it is.`] : []),
  ];
}

export function Report({ report }: { report: MergeReport & { name: string; site: string } }) {
  useActions([{ id: 'exchange.reportDone', label: 'Put the report away', hotkey: 'Escape', group: 'Exchange', run: putAway }]);
  const lines = reportLines(report);
  const isGood = report.quarantined.length + report.forks.length + report.conflicts.length + report.waiting.length + (report.violations?.length ?? 0) === 0;
  return (
    <Banner tone={isGood ? 'ok' : 'warn'} verdict={report.new === 0 ? 'Nothing new.' : 'Imported.'} acts={<Button hotkey="Escape" onPress={putAway}>Put away</Button>} below={lines.length > 0 && <ul className={s.lines}>{lines.map((line) => <li key={line} className="prose">{line}</li>)}</ul>}>
      {report.new === 0 ? `Everything in the bundle from ${report.site} was here already.` : `${counted(report.new, 'commit')} with ${counted(report.events, 'event')} from ${report.site}, all of it at once.`}
      {report.conflicts.length > 0 && ` ${counted(report.conflicts.length, 'conflict')} to settle.`}
    </Banner>
  );
}
