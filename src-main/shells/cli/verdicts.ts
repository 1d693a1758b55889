// Negative verdicts: an answer that came, and yet must not end with exit code 0. The first failed check becomes the error.
import type { Refusal } from '#contract/errors.ts';
import type { OpName, Output } from '#contract/index.ts';
import type { TrailReport } from '#contract/trail.ts';

/** Exit 0 only for `intact`; gaps are 1, broken trust is 3 (cli.md). */
export function verdictRefusal(report: TrailReport): Refusal | null {
  if (report.verdict === 'intact') return null;
  if (report.verdict === 'unknown-signer') return { code: 'key_unknown', facts: { key: report.root ?? 'that signed it', verdict: report.verdict } };
  const severity = report.verdict === 'broken' ? 'broken' : 'gap';
  const first = report.findings.find((finding) => finding.severity === severity) ?? report.findings[0];
  const at = first?.feed === undefined ? {} : { feed: first.feed, ...(first.seq === undefined ? {} : { seq: first.seq }) };
  const place = first?.feed === undefined ? '' : ` (feed ${first.feed.slice(0, 12)}${first.seq === undefined ? '' : `, position ${first.seq}`})`;
  const facts = { problem: `${first?.text ?? report.verdict}${place}`, check: first?.kind ?? report.verdict, verdict: report.verdict, ...at };
  return { code: report.verdict === 'broken' ? 'not_verified' : 'verdict_gaps', facts };
}

function rebuildRefusal({ isEqual, tables }: Output<'trail.rebuild'>): Refusal | null {
  return isEqual ? null : { code: 'rebuild_differs', facts: { tables: tables.filter((one) => !one.isEqual).map((one) => one.table) } };
}

/** Bytes that were erased on purpose prove nothing either way; other bytes are broken trust. */
const scriptRefusal = ({ isSame, name, recorded, found }: Output<'backout.verifyScript'>): Refusal | null => (isSame ? null : found === null ? { code: 'text_missing', facts: {} } : { code: 'script_differs', facts: { name, recorded, found } });

/** What an operation's answer means for the exit code; null when it is good. */
export function judge(op: OpName, value: unknown): Refusal | null {
  if (op === 'backout.verifyScript') return scriptRefusal(value as Output<'backout.verifyScript'>);
  if (op === 'trail.verify' || op === 'trail.verifyFile') return verdictRefusal(value as TrailReport);
  return op === 'trail.rebuild' ? rebuildRefusal(value as Output<'trail.rebuild'>) : null;
}
