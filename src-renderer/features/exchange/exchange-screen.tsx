// Exchange between laptops that never meet on a network: who has seen what, what waits, what is in conflict; bundles out and in.
import { useEffect, useId, useState } from 'react';
import type { Output } from '#contract/index.ts';
import { useActions } from '../../app/actions.ts';
import type { Action } from '../../app/actions.ts';
import { goTo } from '../../app/routes.ts';
import { Screen } from '../../app/screen.tsx';
import { useSession } from '../../app/session.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ProgressBar } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { counted } from '../../ui/words.ts';
import { ConflictsCard } from './conflicts-card.tsx';
import { Devices } from './devices.tsx';
import { DropAnywhere, pickBundle } from './drop-anywhere.tsx';
import { adoptOwner, openBundle, useExchange } from './exchange-state.ts';
import { ExportDialog } from './export-dialog.tsx';
import { ForkDialog } from './fork-dialog.tsx';
import { Received } from './received.tsx';
import { Report } from './report.tsx';
import { ReviewScreen } from './review-screen.tsx';
import { Unlock } from './unlock.tsx';
import { WhatWaits } from './what-waits.tsx';
import s from './exchange.module.css';

type Status = Output<'exchange.status'>;

export function ExchangeScreen() {
  const owner = useSession((x) => `${x.state?.workspace?.rootWords ?? ''} ${x.state?.person?.id ?? ''}`);
  useEffect(() => { adoptOwner(owner); }, [owner]);
  const preview = useExchange((x) => x.preview);
  return preview ? <ReviewScreen preview={preview} /> : <Home />;
}

function Home() {
  const inputId = useId();
  const status = useQuery('exchange.status', {});
  const [exporting, setExporting] = useState<{ to: readonly string[] } | null>(null);
  const [fork, setFork] = useState<string | null>(null);
  const { work, error, isLocked, report } = useExchange();
  const pick = (): void => { pickBundle(inputId); };
  const others = status.value?.peers.filter((p) => !p.isOwn) ?? [];
  const isAlone = status.value !== undefined && others.length === 0 && status.value.bundles.length === 0 && !isLocked;
  const stop: Action[] = work ? [{ id: 'exchange.stop', label: 'Stop', hotkey: 'Escape', group: 'Exchange', run: work.stop }] : [];
  const firstConflict = status.value && status.value.conflicts > 0;
  useActions([
    ...stop,
    { id: 'exchange.open', label: 'Open a bundle…', hotkey: 'O', group: 'Exchange', run: pick },
    { id: 'exchange.export', label: 'Export a bundle…', hotkey: 'E', group: 'Exchange', run: () => { setExporting({ to: [] }); } },
  ]);
  const settling = status.value?.forks.find((f) => f.feed === fork);
  return (
    <Screen title="Exchange" sub={status.value && counted(status.value.peers.length, 'device')} acts={(
      <>
        <Button hotkey="E" onPress={() => { setExporting({ to: [] }); }}>Export a bundle</Button>
        <Button kind={isLocked || isAlone ? 'plain' : 'primary'} hotkey="O" isDisabled={work !== null} onPress={pick}>Open a bundle</Button>
      </>
    )}>
      <DropAnywhere id={inputId} onFile={(file) => { void openBundle(file); }} />
      <div className={s.page}>
        {work && !isLocked && <Card><ProgressBar label={work.label} progress={work.progress} onCancel={work.stop} /></Card>}
        {isLocked && <Unlock />}
        {!isLocked && <RefusalLine refusal={error} />}
        {report && <Report report={report} />}
        <RefusalLine refusal={status.error} />
        {firstConflict && <ConflictsCard />}
        {isAlone ? <Alone onExport={() => { setExporting({ to: [] }); }} /> : status.value && <Overview status={status.value} onExport={(feed) => { setExporting({ to: [feed] }); }} onSettle={setFork} />}
      </div>
      {exporting && status.value && <ExportDialog peers={others} to={exporting.to} onClose={() => { setExporting(null); }} />}
      {settling && <ForkDialog fork={settling} onClose={() => { setFork(null); }} />}
    </Screen>
  );
}

function Overview({ status, onExport, onSettle }: { status: Status; onExport: (feed: string) => void; onSettle: (feed: string) => void }) {
  return (
    <div className={s.halves}>
      <div className={s.stack}>
        <Devices peers={status.peers} onExport={onExport} />
        <Received bundles={status.bundles} />
      </div>
      <WhatWaits status={status} onSettle={onSettle} />
    </div>
  );
}

/** Only this device is known: how a second one comes in. */
function Alone({ onExport }: { onExport: () => void }) {
  return (
    <EmptyState title="This laptop is the only one so far" steps={[
      { title: 'Install Gavel on the second laptop', text: 'At its first start choose “Join an organisation”. It makes a small file that asks to be let in.', act: undefined },
      { title: 'Enrol it here', text: 'Compare the words of that file aloud; two registrars sign.', act: <Button kind="primary" onPress={() => { goTo({ place: 'people' }); }}>People</Button> },
      { title: 'Give it everything', text: 'The first bundle holds the whole history. From then on each one holds what is new.', act: <Button onPress={onExport}>Export a bundle</Button> },
    ]}>Laptops agree by exchanging files: on a stick, by mail, by any way a file can go. Nothing goes over a network by itself.</EmptyState>
  );
}
