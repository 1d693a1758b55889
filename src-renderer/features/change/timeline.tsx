// The timeline of a change, straight from the trail: latest first, a page more whenever its end comes in sight.
import { useCallback, useEffect, useState } from 'react';
import type { HistoryEntry } from '#contract/change.ts';
import { hrefOf } from '../../app/routes.ts';
import { useQuery } from '../../data/use-query.ts';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { CardHead, Panel } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { counted, figure } from '../../ui/words.ts';
import { timelineLines } from './timeline-lines.ts';
import type { TimelineLine } from './timeline-lines.ts';
import s from './timeline.module.css';

const pageSize = 40;

export function Timeline({ change, number }: { change: string; number: string }) {
  const [cursors, setCursors] = useState<readonly (string | undefined)[]>([undefined]);
  const [next, setNext] = useState<string | null>(null);
  const more = useCallback(() => { setCursors((known) => (next === null || known.includes(next) ? known : [...known, next])); }, [next]);
  return (
    <Panel label="Timeline" className={s.panel} header={<div className={s.head}><CardHead title="Timeline" aside={<a href={hrefOf({ place: 'audit', tab: 'explorer', record: number })}>as it stood</a>} /></div>} onScrollEnd={more}
      footer={next === null ? <SignalMark signal="ok">Back to the first event</SignalMark> : <span className="cap">Scroll for what happened before</span>}>
      <ol className={s.list}>{cursors.map((after, i) => <TimelinePage key={after ?? 'first'} change={change} after={after} onNext={i === cursors.length - 1 ? setNext : undefined} />)}</ol>
    </Panel>
  );
}

function TimelinePage({ change, after, onNext }: { change: string; after: string | undefined; onNext: ((next: string | null) => void) | undefined }) {
  const answer = useQuery('change.history', { change, limit: pageSize, ...(after === undefined ? {} : { after }) });
  const next = answer.value?.next;
  useEffect(() => { if (next !== undefined) onNext?.(next); }, [next, onNext]);
  return <>{answer.error && <li><RefusalLine refusal={answer.error} /></li>}{timelineLines(answer.value?.rows ?? []).map(({ entries }) => (entries.length === 1 ? <Entry key={entries[0].event} entry={entries[0]} /> : <FoldedEntries key={entries[0].event} entries={entries} />))}</>;
}

const toneOf = (entry: HistoryEntry): 'ok' | 'warn' | undefined =>
  entry.flag !== undefined ? 'warn' : entry.isSigned && /decision/u.test(entry.type) && entry.said.startsWith('Approved') ? 'ok' : /void|undone|failed|Returned|Rejected|Cancelled/u.test(entry.said) ? 'warn' : undefined;
const shown = (value: unknown): string => (value === null || value === undefined || value === '' ? 'nothing' : Array.isArray(value) ? value.map(String).join(', ') : typeof value === 'object' ? JSON.stringify(value) : String(value));

const Written = ({ entry }: { entry: HistoryEntry }) => (
  <>
    <div className={s.meta}><bdi className="trunc">{entry.by}</bdi><span className="end"><Moment at={entry.at} isShort /></span></div>
    <div className={s.meta}><span title={entry.feed}>{entry.feed.slice(0, 8)} {figure(entry.seq)}{entry.isSigned && ', signed'}</span><span className={`end mono ${s.hash ?? ''}`} title={entry.hash}>{entry.hash.slice(0, 4)} {entry.hash.slice(4, 8)}</span></div>
  </>
);

/** Many entries of the risk form that one act wrote: one line, which opens. */
function FoldedEntries({ entries }: TimelineLine) {
  return (
    <li className={s.entry}>
      <i aria-hidden="true" />
      <div>
        <p className="prose">Risk form filled in</p>
        <Written entry={entries[0]} />
        <details className={s.details}><summary>{counted(entries.length, 'entry', 'entries')}</summary><ul className={s.folded}>{entries.map(({ event, said }) => <li key={event} className="prose">{said}</li>)}</ul></details>
      </div>
    </li>
  );
}

export function Entry({ entry }: { entry: HistoryEntry }) {
  const names = Object.keys(entry.after ?? {}).filter((name) => entry.before && name in entry.before);
  return (
    <li className={s.entry} data-tone={toneOf(entry)}>
      <i aria-hidden="true" />
      <div>
        <p className="prose">{entry.said}</p>
        {entry.flag !== undefined && <p className="prose"><SignalMark signal="warn" label="To be looked at" /> {entry.flag}</p>}
        <Written entry={entry} />
        {names.length > 0 && (
          <details className={s.details}><summary>What changed</summary>
            <dl>{names.map((name) => <div key={name}><dt>{name}</dt><dd className="prose"><del>{shown(entry.before?.[name])}</del> <ins>{shown(entry.after?.[name])}</ins></dd></div>)}</dl>
          </details>
        )}
      </div>
    </li>
  );
}
