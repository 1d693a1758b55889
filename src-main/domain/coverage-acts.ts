// Which commit a change is made of, and the reports that were made for it (RISK-07).
import type { CoverageReport } from './coverage-credit.ts';
import type { Dossier } from './dossier.ts';
import type { DomainEvent } from './event.ts';
import { subjectOf } from './event.ts';
import { mayFill } from './risk-acts.ts';
import { accept, refuse } from './verdict.ts';
import type { By, Verdict } from './verdict.ts';

/** RISK-07: `commit` in lower case, 7 to 64 hexadecimal digits. */
export function declareCommit(dossier: Dossier, commit: string, by: By): Verdict<DomainEvent> {
  const no = mayFill(dossier, by) ?? (/^0+$/.test(commit) ? refuse('invalid_input', { field: 'commit', problem: 'is no commit; zeros stand for none' }, { field: 'commit' }) : null);
  if (no) return no;
  const before = dossier.analysis.coverage?.commit;
  return before && before.losers.length === 0 && before.value === commit ? accept<DomainEvent>() : accept({ type: 'risk.commitDeclared', subject: subjectOf('change', dossier.change.id), data: { commit } });
}

/** RISK-07: numbers and digests alone; whether they give a credit is asked whenever somebody looks. */
export function reportCoverage(dossier: Dossier, { id, name, testFiles, ...report }: Omit<CoverageReport, 'by' | 'at'>, by: By): Verdict<DomainEvent> {
  return mayFill(dossier, by) ?? accept({
    type: 'risk.coverageReported', subject: subjectOf('change', dossier.change.id), data: { report: id, ...report, testDigests: testFiles.map(({ sha256 }) => sha256) },
    text: { name, tests: testFiles.map((file) => file.name) },
  });
}
