// Standards of the architecture: what is adopted, contained and retired, and which releases may go out all the same (REL-10).
import { useState } from 'react';
import { lifecycles } from '#contract/standards.ts';
import type { StandardRow } from '#contract/standards.ts';
import { refusalOf } from '../../app/actions.ts';
import { useDebounced } from '../../data/use-debounced.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Badge, SignalMark } from '../../ui/marks.tsx';
import type { Signal } from '../../ui/marks.tsx';
import { EntryDialog } from '../legacy/entry-dialog.tsx';
import type { FieldOf, Values } from '../legacy/entry-dialog.tsx';
import { dayText } from '../legacy/legacy-words.ts';
import { RegisterFrame } from './register-frame.tsx';
import s from '../legacy/legacy.module.css';

const lifecycleWords: Record<StandardRow['lifecycle'], string> = { adopt: 'Adopt', contain: 'Contain', retire: 'Retire' };
const lifecycleTones = { adopt: 'ok', contain: 'warn', retire: 'bad' } as const;
const standingSignals: Record<StandardRow['standing'], Signal> = { 'in-force': 'ok', upcoming: 'info', expired: 'seen', ended: 'seen' };
const fields: FieldOf[] = [
  { name: 'technology', label: 'Technology', kind: 'text', isRequired: true, help: 'As bills of materials and items call it' }, { name: 'lifecycle', label: 'Lifecycle', kind: 'select', options: lifecycles.map((value) => ({ value, label: lifecycleWords[value] })) },
  { name: 'range', label: 'Versions', kind: 'text', isRequired: true, help: '* for all, or a range such as <2.17' }, { name: 'validFrom', label: 'From', kind: 'day', isRequired: true }, { name: 'validUntil', label: 'Until', kind: 'day', help: 'Left out: until it is ended' }, { name: 'note', label: 'Why, and what instead', kind: 'area' },
];
const reason: FieldOf = { name: 'reason', label: 'Reason', kind: 'text', isRequired: true, isWide: true };
const dispensing: FieldOf[] = [{ name: 'release', label: 'Release', kind: 'text', isRequired: true, help: 'By number' }, { name: 'until', label: 'Until', kind: 'day', isRequired: true }, reason];

export function Standards() {
  const [text, setText] = useState('');
  const [asking, ask] = useState<{ act: 'add' | 'edit' | 'end' | 'dispense'; row: StandardRow | null } | null>(null);
  const answer = useQuery('standard.list', { text: useDebounced(text.trim(), 50), limit: 500 }, { keepPrevious: true });
  const close = (): void => { ask(null); };
  const one = asking?.row ?? null;
  const may = answer.value?.mayKeep;
  const initial: Values = one ? { technology: one.technology, lifecycle: one.lifecycle, range: one.range, validFrom: one.validFrom, validUntil: one.validUntil, note: one.note } : { lifecycle: 'adopt', range: '*' };
  return (
    <>
      <RegisterFrame what="standards" verb="Set a standard" may={may} error={answer.error} text={text} onText={setText} isEmpty={answer.value?.rows.length === 0} onAdd={() => { ask({ act: 'add', row: null }); }} teach="Which technology is adopted, contained or retired. Components and items of every release are checked against it; what is retired needs a dispensation with an end.">
        {answer.value?.rows.map((row) => (
          <li key={row.id}>
            <div className={s.rowHead}><SignalMark signal={standingSignals[row.standing]}>{row.standing.replace('-', ' ')}</SignalMark><b>{row.technology}</b><span className="mono tiny">{row.range === '*' ? 'every version' : row.range}</span><Badge tone={lifecycleTones[row.lifecycle]}>{lifecycleWords[row.lifecycle]}</Badge><span className="mono tiny dim">{row.number}</span>
              <span className={s.acts}><Button kind="quiet" label={`End ${row.technology}`} refusal={refusalOf(may)} onPress={() => { ask({ act: 'end', row }); }}>End…</Button><Button kind="quiet" label={`Edit ${row.technology}`} refusal={refusalOf(may)} onPress={() => { ask({ act: 'edit', row }); }}>Edit…</Button>{row.lifecycle === 'retire' && <Button label={`Dispensation… from ${row.technology}`} refusal={refusalOf(may)} onPress={() => { ask({ act: 'dispense', row }); }}>Dispensation…</Button>}</span></div>
            <p className="dim">From {dayText(row.validFrom)}{row.validUntil === null ? '' : ` until ${dayText(row.validUntil)}`}.</p>
            {row.note !== '' && <p className="prose">{row.note}</p>}
            {row.dispensations.map((d) => <p key={d.id}><SignalMark signal={d.isExpired ? 'seen' : 'accepted'}>{d.release} {d.isExpired ? 'was dispensed' : 'is dispensed'} until {dayText(d.until)}: {d.reason} <span className="dim">(<bdi>{d.by}</bdi>)</span></SignalMark></p>)}
          </li>
        ))}
      </RegisterFrame>
      {asking?.act === 'add' && <EntryDialog title="Set a standard" verb="Set it" op="standard.register" fields={fields} initial={initial} done="The standard is set." onClose={close} />}
      {asking?.act === 'edit' && one && <EntryDialog title={`Edit the standard for ${one.technology}`} verb="Save" op="standard.revise" fields={fields} initial={initial} more={{ standard: one.id }} done="The standard is written anew." onClose={close} />}
      {asking?.act === 'end' && one && <EntryDialog title={`End the standard for ${one.technology}`} verb="End it" op="standard.end" fields={[reason]} more={{ standard: one.id }} done="The standard has ended." onClose={close} />}
      {asking?.act === 'dispense' && one && <EntryDialog title={`Dispensation from ${one.number}`} verb="Sign it" op="standard.dispense" fields={dispensing} more={{ standard: one.id }} lead={`A release may go out with ${one.technology} ${one.range === '*' ? '' : one.range} until the day you sign for.`} done="The dispensation is signed." onClose={close} />}
    </>
  );
}
