// Records of a bundle with their digests: two people read them to each other to be sure that both hold the same.
import type { BundleRecord } from '#contract/exchange.ts';
import { counted, figure } from '../../ui/words.ts';
import s from './review.module.css';

/** More would not be read out by anybody. */
const shown = 50;

export function RecordDigests({ records, recordsCount }: { records: readonly BundleRecord[]; recordsCount: number }) {
  if (records.length === 0) return null;
  const left = recordsCount - Math.min(shown, records.length);
  return (
    <details className={s.digests}>
      <summary>{counted(recordsCount, 'record')}, each with its digest</summary>
      <p className="dim">A laptop that holds the same history of a record shows the same digest.</p>
      <ul>{records.slice(0, shown).map((r) => <li key={r.subject}><span className="prose">{r.number || r.kind}{r.title !== '' && `, ${r.title}`}</span> <span className="mono">{r.digest.slice(0, 12)}</span></li>)}</ul>
      {left > 0 && <p className="dim">And {figure(left)} more.</p>}
    </details>
  );
}
