// The waves of a release, region by region: local and base time side by side, what speaks against each, and placing them all (CAL-07).
import { useState } from 'react';
import type { ReleaseRecord } from '#contract/release.ts';
import type { WaveView } from '#contract/waves.ts';
import type { Output } from '#contract/index.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { vars } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { formatMinutes, zoneName } from '../../ui/time-words.ts';
import { BaseDialog, PlaceDialog, WaveDialog } from './wave-dialogs.tsx';
import s from './waves.module.css';

type Asking = 'place' | 'base' | 'new' | WaveView;
export function WavesPart({ release }: { release: ReleaseRecord }) {
  const [asking, setAsking] = useState<Asking | null>(null);
  const answer = useQuery('wave.list', { release: release.id }, { keepPrevious: true });
  const told = answer.value;
  const may = told?.mayPlan;
  useActions([
    { id: 'waves.new', label: 'Plan a wave…', hotkey: 'A', group: release.number, may, run: () => { setAsking('new'); } },
    { id: 'waves.place', label: 'Place all waves…', hotkey: 'P', group: release.number, may, run: () => { setAsking('place'); } },
  ]);
  const close = (): void => { setAsking(null); };
  return (
    <>
      <RefusalLine refusal={answer.error} />
      {told && (
        <Card title="Waves" aside={<span className={s.acts}><Button kind="quiet" refusal={refusalOf(may)} onPress={() => { setAsking('base'); }}>Base: {zoneName(told.base)}</Button><Button hotkey="P" refusal={refusalOf(may)} isDisabled={told.rows.length === 0} onPress={() => { setAsking('place'); }}>Place all…</Button><Button kind="primary" hotkey="A" refusal={refusalOf(may)} onPress={() => { setAsking('new'); }}>Plan a wave…</Button></span>}>
          {told.rows.length === 0 ? <p className="sec">A release that goes out region by region is planned as waves: each in its own zone, outside its office hours and holidays.</p> : <Waves release={release} told={told} onEdit={setAsking} />}
        </Card>
      )}
      {told && asking === 'place' && <PlaceDialog release={release} base={told.base} onClose={close} />}
      {told && asking === 'base' && <BaseDialog release={release} base={told.base} onClose={close} />}
      {asking !== null && asking !== 'place' && asking !== 'base' && <WaveDialog release={release} wave={asking === 'new' ? null : asking} onClose={close} />}
    </>
  );
}

const dayMs = 86_400_000;
/** The days that hold every wave, for one picture of them all. */
function spanOf(rows: readonly WaveView[]): { from: number; to: number } | null {
  const times = rows.flatMap(({ startsAt, endsAt }) => (startsAt !== null && endsAt !== null ? [Date.parse(startsAt), Date.parse(endsAt)] : []));
  return times.length === 0 ? null : { from: Math.floor(Math.min(...times) / dayMs) * dayMs, to: Math.ceil(Math.max(...times) / dayMs) * dayMs };
}

function Waves({ release, told: { base, rows, mayPlan }, onEdit }: { release: ReleaseRecord; told: Output<'wave.list'>; onEdit: (wave: WaveView) => void }) {
  const drop = useCommand('wave.drop');
  const span = spanOf(rows);
  const at = (time: string): number => (span === null ? 0 : ((Date.parse(time) - span.from) / (span.to - span.from)) * 100);
  return (
    <div className={s.scroll} tabIndex={0} role="group" aria-label="Waves by region">
      <table className={s.table}>
        <thead><tr><th scope="col">Region</th><th scope="col">Local time</th><th scope="col">In {zoneName(base)}</th><th scope="col">Takes</th><th scope="col" className={s.when}>One after the other</th><th scope="col"><span className="unseen">Acts</span></th></tr></thead>
        <tbody>{rows.map((row) => (
          <tr key={row.id}>
            <th scope="row"><bdi>{row.region}</bdi><small className="dim">{zoneName(row.zone)}, office {row.office.from} to {row.office.to}</small></th>
            <td>{row.local === null ? <span className="dim">not placed yet</span> : <>{row.local.start}<small className="dim">to {row.local.end.slice(11)}</small></>}
              {row.warnings.map(({ code, text }) => <p key={`${code} ${text}`}><SignalMark signal="warn">{text}</SignalMark></p>)}
              {row.also.length > 0 && <p><SignalMark signal="clash">also planned apart by {row.also.map(({ by }) => by).join(', ')}</SignalMark></p>}</td>
            <td>{row.base === null ? '' : <>{row.base.start}<small className="dim">to {row.base.end.slice(11)}</small></>}</td>
            <td className="nowrap">{formatMinutes(row.minutes)}</td>
            <td className={s.when}>{row.startsAt !== null && row.endsAt !== null && <span className={s.lane} aria-hidden="true"><i data-warned={row.warnings.length > 0 || undefined} style={vars({ '--x': at(row.startsAt).toFixed(2), '--w': (at(row.endsAt) - at(row.startsAt)).toFixed(2) })} /></span>}</td>
            <td className="nowrap"><Button kind="quiet" label={`Edit the wave of ${row.region}`} refusal={refusalOf(mayPlan)} onPress={() => { onEdit(row); }}>Edit…</Button><Button kind="quiet" label={`Take out the wave of ${row.region}`} refusal={refusalOf(mayPlan)} onPress={() => { void drop.run({ release: release.id, wave: row.id }); }}>Take out</Button></td>
          </tr>
        ))}</tbody>
      </table>
      <RefusalLine refusal={drop.error} />
    </div>
  );
}
