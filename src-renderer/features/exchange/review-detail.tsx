// What the selected line of an import review means: before anything is written.
import type { ReactNode } from 'react';
import type { BundlePreview } from '#contract/exchange.ts';
import { SignalMark } from '../../ui/marks.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { counted, figure } from '../../ui/words.ts';
import { ConflictHead, Effects, Sides } from './conflict-body.tsx';
import { heldSentence, holdingSentence, omissionWords, siteName } from './exchange-words.ts';
import { SeenPicture } from './seen-picture.tsx';
import type { ReviewItem } from './review-items.ts';
import { Branches } from './what-waits.tsx';
import s from './review.module.css';

const groupSays = {
  add: 'None of it is here yet. It is added to the record as it was signed; nothing of yours is touched.',
  merge: 'Written on both sides without touching the same field. Both stand, whichever laptop imports first.',
  decide: 'Decided apart. Both decisions stay in the record; a third one settles it.',
  choose: 'Written apart. The later one stands until somebody settles it; the other is kept beside it.',
  wait: 'It links to commits that have not come yet. It is kept, and counts as soon as they are here.',
} as const;

export function ReviewDetail({ preview, item }: { preview: BundlePreview; item: ReviewItem }) {
  switch (item.of) {
    case 'group': return <Plain title={item.group.title} lead={groupSays[item.group.act]}><Card><p className="prose">{item.group.detail}</p><p className="dim">{counted(item.group.count, 'event')} of {figure(preview.events)} in this bundle</p></Card></Plain>;
    case 'conflict': return <ConflictPreview conflict={item.conflict} />;
    case 'waiting': return (
      <Plain title={`${siteName(item.waiting)} waits for what came before`} lead={groupSays.wait}>
        <Card><p><SignalMark signal="gap">Missing: {item.waiting.from === item.waiting.to ? `commit ${figure(item.waiting.from)}` : `commits ${figure(item.waiting.from)} to ${figure(item.waiting.to)}`} of {siteName(item.waiting)}</SignalMark></p><p className="sec">{counted(item.waiting.count, 'later commit')} come with this bundle. Ask {siteName(item.waiting)}, or anybody who has seen the missing ones, for a bundle. No order is needed: import this one now and that one later.</p></Card>
      </Plain>
    );
    case 'held': return <Plain title={`${siteName(item.held)} is held`} lead="These commits are kept in quarantine. They are shown to everybody and count for nothing."><Card><p className="prose"><SignalMark signal="bad">{counted(item.held.count, 'commit')} from {figure(item.held.from)} on</SignalMark></p><p className="sec prose">{heldSentence(item.held)}</p></Card></Plain>;
    case 'fork': return <Plain title={`${siteName(item.fork)} has two histories`} lead="Two machines wrote under one name. Neither history counts beyond the last commit they share, on every laptop alike, until two registrars admit one."><Card><Branches fork={item.fork} /></Card></Plain>;
    case 'omitted': return <Plain title="Left out by the sender" lead="Records and signatures are whole; only these texts did not travel. Ask for a full bundle to read them."><Card><ul>{preview.omitted.map((o) => <li key={`${o.class} ${o.reason}`} className="prose">{omissionWords(o)}</li>)}</ul></Card></Plain>;
    default: return item satisfies never;
  }
}

function Plain({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return <div className={s.detail}><header><h2 className="prose">{title}</h2><p className="sec">{lead}</p></header>{children}</div>;
}

/** A conflict as it will be; it can be settled once the bundle is imported. */
function ConflictPreview({ conflict }: { conflict: BundlePreview['conflicts'][number] }) {
  const sides = conflict.sides ?? [];
  return (
    <div className={s.detail}>
      <ConflictHead row={conflict} sides={sides.length || 2} lead={holdingSentence(conflict)} />
      {sides.length > 0 ? <Sides row={conflict} sides={sides} /> : <Card><p className="prose">{conflict.summary}</p></Card>}
      {conflict.timeline && <SeenPicture timeline={conflict.timeline} sides={sides} />}
      {sides.length > 0 && <Effects sides={sides} />}
      <p className="dim">You settle it after the import: both sides have to be in the record before one can name the other.</p>
    </div>
  );
}
