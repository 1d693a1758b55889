// A signed pack over everything in a period, or over a release, with its evidence attached (AUD-02).
import { useState } from 'react';
import { useJob } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { bridge } from '../../bridge.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { DayField, Select } from '../../ui/fields.tsx';
import { ProgressBar } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { viewerZone } from '../../ui/time-words.ts';
import { counted } from '../../ui/words.ts';
import { instantOf } from '../../ui/zones.ts';
import s from './audit.module.css';

const monthAgo = (): string => new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 10);
const today = (): string => new Date().toISOString().slice(0, 10);
const dayAfter = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

export function PeriodPack() {
  const [from, setFrom] = useState<string | null>(monthAgo);
  const [to, setTo] = useState<string | null>(today);
  const [about, setAbout] = useState('period');
  const releases = useQuery('release.list', { limit: 500 }).value?.rows ?? [];
  const isPeriod = about === 'period';
  const pack = useJob('pack.write');
  const isBackwards = from !== null && to !== null && to < from;
  const write = (): void => {
    if (!isPeriod) { void pack.run({ release: about }); return; }
    if (from === null || to === null || isBackwards) return;
    const zone = viewerZone();
    const [start, end] = [instantOf(`${from}T00:00`, zone), instantOf(`${dayAfter(to)}T00:00`, zone)];
    if (start !== null && end !== null) void pack.run({ from: start, to: end });
  };
  return (
    <div className={s.stack}>
      {releases.length > 0 && <Select label="It covers" value={about} onChange={setAbout} options={[{ value: 'period', label: 'Everything planned in a period' }, ...releases.map(({ id, number, name }) => ({ value: id, label: `Release ${number}, ${name}` }))]} />}
      {isPeriod && <div className={s.days}>
        <DayField label="From" value={from} onChange={setFrom} />
        <DayField label="To, that day included" value={to} onChange={setTo} error={isBackwards ? 'Ends before it begins' : undefined} />
      </div>}
      {pack.isRunning ? <ProgressBar label="Writing the pack" progress={pack.progress} onCancel={pack.cancel} /> : <div><Button isDisabled={isPeriod && (from === null || to === null || isBackwards)} onPress={write}>Write the pack</Button></div>}
      <RefusalLine refusal={pack.error} />
      {pack.value && <Banner tone={pack.value.gaps === 0 ? 'ok' : 'warn'} verdict={pack.value.gaps === 0 ? 'Written and signed.' : `Written, with ${counted(pack.value.gaps, 'gap')} named in it.`} acts={<Button onPress={() => { void bridge().call('workspace.revealExports', {}); }}>Open folder</Button>}>{pack.value.file.name}{pack.value.volumes > 1 && `, the last of ${counted(pack.value.volumes, 'volume')}`}, {counted(pack.value.pages, 'page')} over {counted(pack.value.changes, 'change')}, in {pack.value.file.folder}.</Banner>}
    </div>
  );
}
