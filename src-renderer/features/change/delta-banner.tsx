// CHG-03: what the board approved beside what stands now.
import type { ChangeRecord } from '#contract/change.ts';
import { refusalOf } from '../../app/actions.ts';
import { useCommand } from '../../data/use-command.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { formatShort, formatShortDay } from '../../ui/time-words.ts';
import { counted } from '../../ui/words.ts';
import { hrefOf } from '../../app/routes.ts';
import { valueText } from './field-words.ts';
import s from './record.module.css';

/** Fields whose approved text says their value whole, so that they can be put back from it. */
const restorable = ['service', 'environment', 'plannedStartAt', 'plannedEndAt', 'implementationPlan', 'backoutPlan'];

export function DeltaBanner({ record }: { record: ChangeRecord }) {
  const edit = useCommand('change.edit');
  const approvedAt = record.decisions.find((d) => d.verdict.startsWith('approved') && d.quarantine === null)?.decidedAt;
  const { zone } = record.fields;
  const canRestore = record.delta.every((d) => restorable.includes(d.field));
  const putBack = (): void => {
    const fields = Object.fromEntries(record.delta.map((d) => [d.field, d.field.endsWith('At') && d.approved === '' ? null : d.approved]));
    void edit.run({ change: record.id, fields, ifVersion: record.version });
  };
  return (
    <Banner tone="warn" verdict="No longer what the board approved." below={(
      <>
        <table className={s.delta}>
          <thead><tr><th scope="col">Field</th><th scope="col">Approved{approvedAt !== undefined && `, ${formatShortDay(approvedAt)}`}</th><th scope="col">Now</th><th scope="col">Changed by</th></tr></thead>
          <tbody>{record.delta.map((d) => (
            <tr key={d.field}><th scope="row">{d.label}</th><td className="prose"><del>{valueText(d.field, d.approved, zone)}</del></td><td className="prose"><ins>{valueText(d.field, d.now, zone)}</ins></td><td className="sec">{d.by}, {formatShort(d.at)}</td></tr>
          ))}</tbody>
        </table>
        <div className="row wrap">
          {canRestore && <Button refusal={refusalOf(record.may['edit'])} isPending={edit.isPending} onPress={putBack}>Put back as approved</Button>}
          {record.agenda && <a className="end" href={hrefOf({ place: 'board', meeting: record.agenda.number })}>On the agenda of {record.agenda.number}</a>}
        </div>
        <RefusalLine refusal={edit.error} />
      </>
    )}>{counted(record.delta.length, 'material field')} changed after the decision, so the authorisation is void. Also put back as approved, it needs a new decision.</Banner>
  );
}
