// How everything a release brings and touches stands to the standards of the architecture (REL-10).
import { useState } from 'react';
import type { ReleaseRecord } from '#contract/release.ts';
import type { ConformityRow } from '#contract/standards.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { CommandDialog } from '../../app/command-dialog.tsx';
import { hrefOf } from '../../app/routes.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { DayField, TextField } from '../../ui/fields.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import type { Signal } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { counted } from '../../ui/words.ts';
import s from './release.module.css';

const shown: Record<ConformityRow['status'], readonly [Signal, string]> = { retire: ['bad', 'Retired'], dispensed: ['warn', 'By dispensation'], contain: ['warn', 'Contained'], adopt: ['ok', 'Adopted'], unclassified: ['missing', 'Unclassified'] };

export function ConformancePart({ release }: { release: ReleaseRecord }) {
  const [isAll, setAll] = useState(true);
  const [dispensing, setDispensing] = useState<ConformityRow | null>(null);
  const answer = useQuery('standard.check', { release: release.id, unclassified: isAll, limit: 500 }, { keepPrevious: true });
  const told = answer.value;
  useActions([{ id: 'release.unclassified', label: isAll ? 'Hide what no standard covers' : 'Show what no standard covers', hotkey: 'U', group: release.number, run: () => { setAll(!isAll); } }]);
  const refusal = refusalOf(told?.mayDispense);
  return (
    <Card isPadded={false}>
      <div className={s.head}><h2>Architecture</h2><a href={hrefOf({ place: 'registers', tab: 'standards' })}>The standards</a><Button hotkey="U" isPressed={isAll} onPress={() => { setAll(!isAll); }}>Unclassified</Button></div>
      {told && told.total + (told.counts['unclassified'] ?? 0) > 0 && <p className={s.counts}>{Object.entries(told.counts).filter(([, n]) => n > 0).map(([status, n]) => <SignalMark key={status} signal={shown[status as ConformityRow['status']][0]}>{n} {shown[status as ConformityRow['status']][1].toLowerCase()}</SignalMark>)}</p>}
      <RefusalLine refusal={answer.error} />
      {told && told.rows.length === 0 && <p className={s.none}>Nothing to check yet: plan versions with their bill of materials, or name the items that its changes touch.</p>}
      {told && told.rows.length > 0 && (
        <div className={s.scroll} tabIndex={0} role="group" aria-label="Components and items">
          <table className={s.table}>
            <thead><tr><th scope="col">Component or item</th><th scope="col">Version</th><th scope="col">Standing</th><th scope="col">Standard</th><th scope="col"><span className="unseen">Acts</span></th></tr></thead>
            <tbody>{told.rows.map((row, i) => (
              <tr key={`${i} ${row.component}`}>
                <td className={s.wraps}><bdi>{row.component}</bdi><small className={s.note}><bdi>{row.of}</bdi></small></td><td className="mono nowrap">{row.version === '' ? <span className="dim">unknown</span> : row.version}</td>
                <td className="nowrap"><SignalMark signal={shown[row.status][0]}>{shown[row.status][1]}</SignalMark>{row.until !== null && <small className={s.note}>until {row.until}</small>}</td><td className="mono nowrap">{row.standard ?? <span className="dim">none</span>}</td>
                <td className={s.acts}>{row.status === 'retire' && <Button refusal={refusal} onPress={() => { setDispensing(row); }}>Dispensation…<span className="unseen"> {row.component}</span></Button>}</td>
              </tr>
            ))}</tbody>
          </table>
          {told.total > told.rows.length && <p className={s.none}>{counted(told.total - told.rows.length, 'more', 'more')} are not shown here; the command line lists them all.</p>}
        </div>
      )}
      {dispensing?.standard != null && <DispensationDialog release={release} row={dispensing} standard={dispensing.standard} onClose={() => { setDispensing(null); }} />}
    </Card>
  );
}

function DispensationDialog({ release, row, standard, onClose }: { release: ReleaseRecord; row: ConformityRow; standard: string; onClose: () => void }) {
  const [until, setUntil] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  return (
    <CommandDialog op="standard.dispense" title={`Let ${release.number} go out with ${row.component}?`} verb="Sign it" input={until === null || reason.trim() === '' ? null : { standard, release: release.id, until, reason: reason.trim() }} said={`${row.component} is dispensed for ${release.number}.`} onClose={onClose} about={`${standard} retires it. You sign that this release may bring it until a day; after that it is refused again.`}>
      {(isTried) => (
        <>
          <DayField label="Until" value={until} onChange={setUntil} isRequired error={isTried && until === null ? 'Until which day?' : undefined} />
          <TextField label="Reason" value={reason} onChange={setReason} isRequired autoFocus error={isTried && reason.trim() === '' ? 'Say why' : undefined} />
        </>
      )}
    </CommandDialog>
  );
}
