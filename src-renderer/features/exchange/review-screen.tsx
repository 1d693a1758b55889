// One bundle before it is imported: who made it, what was checked, what it would add, merge, and put before somebody.
import { useState } from 'react';
import { ArrowDownToLine } from 'lucide-react';
import type { BundlePreview } from '#contract/exchange.ts';
import { useActions } from '../../app/actions.ts';
import { Screen } from '../../app/screen.tsx';
import { Button } from '../../ui/button.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { ProgressBar } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { formatMoment } from '../../ui/time-words.ts';
import { counted } from '../../ui/words.ts';
import { importBundle, putAway, useExchange } from './exchange-state.ts';
import { purposeWords } from './exchange-words.ts';
import { RecordDigests } from './record-digests.tsx';
import { ReviewDetail } from './review-detail.tsx';
import { actWords, itemsOf } from './review-items.ts';
import type { ReviewItem } from './review-items.ts';
import s from './review.module.css';

export function ReviewScreen({ preview }: { preview: BundlePreview }) {
  const { work, error } = useExchange();
  const items = itemsOf(preview);
  const [chosen, setChosen] = useState(() => (items.find((i) => i.act === 'decide') ?? items.find((i) => i.act === 'choose') ?? items[0])?.id ?? null);
  const at = items.findIndex((i) => i.id === chosen);
  const go = (step: number): void => {
    const next = items[Math.min(items.length - 1, Math.max(0, at + step))];
    if (!next) return;
    setChosen(next.id);
    document.getElementById(`review-${next.id}`)?.focus();
  };
  const isEmpty = preview.new === 0;
  useActions([
    ...(work ? [{ id: 'review.stop', label: 'Stop', hotkey: 'Escape', group: 'Bundle', run: work.stop }] : [{ id: 'review.refuse', label: 'Refuse the bundle', hotkey: 'Escape', group: 'Bundle', run: putAway }]),
    ...(isEmpty || work ? [] : [{ id: 'review.import', label: 'Import the bundle', hotkey: 'Mod+Enter', group: 'Bundle', run: () => { void importBundle(); } }]),
    { id: 'review.next', label: 'Next group', hotkey: ['J', 'ArrowDown'], group: 'Bundle', isSilent: true, run: () => { go(1); } },
    { id: 'review.previous', label: 'Previous group', hotkey: ['K', 'ArrowUp'], group: 'Bundle', isSilent: true, run: () => { go(-1); } },
  ]);
  return (
    <Screen title="Import review" sub="One bundle, nothing written yet" acts={(
      <>
        <Button hotkey={work ? undefined : 'Escape'} isDisabled={work !== null} onPress={putAway}>{isEmpty ? 'Put away' : 'Refuse'}</Button>
        {!isEmpty && <Button kind="primary" hotkey="Mod+Enter" isPending={work !== null} onPress={() => { void importBundle(); }}>Import</Button>}
      </>
    )}>
      <div className={s.review}>
        <section className={s.left} aria-label="The bundle">
          <Identity preview={preview} />
          <ol className={s.list}>{items.map((item) => <Row key={item.id} item={item} isOn={item.id === chosen} onChoose={() => { setChosen(item.id); }} />)}</ol>
          <footer>
            {work ? <ProgressBar label={work.label} progress={work.progress} onCancel={work.stop} /> : <p>{isEmpty ? 'Everything in this bundle is here already.' : 'Nothing is written until you import, and then all of it at once.'}</p>}
            <RefusalLine refusal={error} />
          </footer>
        </section>
        <section className={s.right} aria-label="What is selected" tabIndex={0}>{at >= 0 ? <ReviewDetail key={chosen} preview={preview} item={items[at]!} /> : <Nothing preview={preview} />}</section>
      </div>
    </Screen>
  );
}

function Identity({ preview }: { preview: BundlePreview }) {
  return (
    <header className={s.identity}>
      <h2 className="row"><ArrowDownToLine aria-hidden="true" /><span>Laptop {preview.from.site}</span></h2>
      <p className="dim prose">Bundle of {formatMoment(preview.made)}{preview.from.person !== '' && `, sent by ${preview.from.person}`}{preview.purpose !== '' && `. ${purposeWords(preview.purpose)}`}</p>
      <ul>{preview.checks.map((check) => <li key={check.text}><SignalMark signal={check.isGood ? 'ok' : 'bad'}>{check.text}</SignalMark></li>)}</ul>
      <RecordDigests records={preview.records} recordsCount={preview.recordsCount} />
    </header>
  );
}

function Row({ item, isOn, onChoose }: { item: ReviewItem; isOn: boolean; onChoose: () => void }) {
  return (
    <li>
      <button type="button" id={`review-${item.id}`} className={s.row} aria-pressed={isOn} onClick={onChoose}>
        <SignalMark signal={item.signal} />
        <span className={s.rowText}><b className="trunc">{item.title}</b><span className="dim">{item.detail}</span></span>
        <span className="cap">{actWords[item.act]}</span>
      </button>
    </li>
  );
}

function Nothing({ preview }: { preview: BundlePreview }) {
  return <div className={s.detail}><h2>Nothing new</h2><p className="sec">All {counted(preview.commits, 'commit')} of this bundle are here already{preview.isSeen && '; it was imported before'}. Importing it again would change nothing.</p></div>;
}
