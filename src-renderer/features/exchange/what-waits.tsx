// What came but does not count yet: gaps to be filled, feeds that are held, histories that forked, texts that are missing.
import type { ReactNode } from 'react';
import type { Output } from '#contract/index.ts';
import type { Fork } from '#contract/exchange.ts';
import { Button } from '../../ui/button.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import type { Signal } from '../../ui/marks.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { counted, figure } from '../../ui/words.ts';
import { eventWords, heldSentence, siteName, waitingWords } from './exchange-words.ts';
import s from './exchange.module.css';

type Status = Output<'exchange.status'>;

function Item({ signal, title, children, act }: { signal: Signal; title: ReactNode; children: ReactNode; act?: ReactNode }) {
  return <li className={s.item}><SignalMark signal={signal} /><div className="grow"><b className="prose">{title}</b><div className="sec prose">{children}</div>{act !== undefined && <div className={s.itemAct}>{act}</div>}</div></li>;
}

/** Both histories of a feed that was written on two machines. */
export function Branches({ fork }: { fork: Fork }) {
  return (
    <ol className={s.branches}>
      {fork.branches.map((b, i) => (
        <li key={b.head}><span className="row"><b>{i === 0 ? 'One' : i === 1 ? 'The other' : 'A third'}</b><span className="mono dim">{b.head.slice(0, 8)}</span></span>
          <span className="sec">{counted(b.count, 'commit')}, <Moment at={b.from} isShort /> to <Moment at={b.to} isShort /></span>
          {b.what.length > 0 && <span className="dim prose">{b.what.slice(0, 4).map(eventWords).join('; ')}{b.what.length > 4 && ` and ${b.what.length - 4} more`}</span>}</li>
      ))}
    </ol>
  );
}

export function WhatWaits({ status, onSettle }: { status: Status; onSettle: (feed: string) => void }) {
  const forks = status.forks.filter((f) => !f.isSettled);
  const held = status.held.filter((h) => h.reason !== 'fork' || !forks.some((f) => f.feed === h.feed));
  const isQuiet = status.waiting.length + held.length + forks.length + status.missingTexts === 0;
  return (
    <Card title="What waits" className={s.waits}>
      {isQuiet && <p className="dim">Nothing. Everything that came links to what was here.</p>}
      {!isQuiet && (
        <ul className={s.items}>
          {forks.map((f) => (
            <Item key={f.feed} signal="clash" title={`${siteName(f)} has two histories`} act={<Button onPress={() => { onSettle(f.feed); }}>Settle…</Button>}>
              After commit {figure(f.from)} two machines wrote under one name. Both are kept aside until two registrars admit one.<Branches fork={f} />
            </Item>
          ))}
          {held.map((h) => <Item key={`${h.feed} ${h.from}`} signal="bad" title={`${siteName(h)} is held`}>{counted(h.count, 'commit')} from {figure(h.from)} on. {heldSentence(h)}</Item>)}
          {status.waiting.map((w) => <Item key={`${w.feed} ${w.from}`} signal="gap" title={`${siteName(w)} feed`}>{waitingWords(w)}. {counted(w.count, 'later commit')} came already. Ask {siteName(w)} for a bundle, or anybody who has seen them.</Item>)}
          {status.missingTexts > 0 && <Item signal="missing" title={counted(status.missingTexts, 'text is missing', 'texts are missing')}>They were left out of the bundles that came. Records and signatures hold; ask for a full bundle to read them.</Item>}
        </ul>
      )}
    </Card>
  );
}
