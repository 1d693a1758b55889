// Bundles that were imported here, latest first.
import type { Output } from '#contract/index.ts';
import { Card, CardHead } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { counted } from '../../ui/words.ts';
import { purposeWords } from './exchange-words.ts';
import s from './exchange.module.css';

const shownFirst = 12;

export function Received({ bundles }: { bundles: Output<'exchange.status'>['bundles'] }) {
  return (
    <Card isPadded={false}>
      <div className={s.head}><CardHead title="Bundles received" caption={bundles.length > shownFirst ? `the latest ${shownFirst}` : undefined} /></div>
      {bundles.length === 0 ? <p className={s.none}>None yet. Open the first one with O, or drop it on this window.</p> : (
        <div className={s.scroll} role="group" aria-label="Bundles received" tabIndex={0}>
          <table className={s.table}>
            <thead><tr><th scope="col">When</th><th scope="col">From</th><th scope="col">Purpose</th><th scope="col" className={s.right}>New here</th></tr></thead>
            <tbody>{bundles.slice(0, shownFirst).map((b) => (
              <tr key={b.bundle}><td><Moment at={b.at} isShort /></td><td><span className={s.site}>{b.site}</span> <span className="mono dim">{b.from.slice(0, 8)}</span></td><td className={s.purpose}><bdi>{purposeWords(b.purpose)}</bdi></td><td className={s.right}>{b.new === 0 ? <span className="dim">nothing</span> : counted(b.new, 'commit')}</td></tr>
            ))}</tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
