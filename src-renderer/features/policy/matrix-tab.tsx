// The approval matrix as a table that is edited in place, and a change to try on it.
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { changeTypes, impactLevels, tiers } from '#contract/change.ts';
import type { Asked } from '#contract/index.ts';
import type { Authority, MatrixRow, PolicyText } from '#contract/policy.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Badge, SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { tierWords, typeWords } from '../../ui/words.ts';
import { authorityOptions, authorityWords, becauseSentence, impactWords, matrixOf } from './policy-words.ts';
import s from './policy.module.css';

type Problem = { at: string; problem: string };
type Option = { value: string; label: string };
const typeOptions: Option[] = changeTypes.map((value) => ({ value, label: typeWords[value] }));
const tierOptions: Option[] = tiers.map((value) => ({ value, label: tierWords[value] }));
const impactOptions: Option[] = impactLevels.map((value) => ({ value, label: impactWords[value] }));
const serviceTierOptions: Option[] = [1, 2, 3, 4].map((n) => ({ value: String(n), label: String(n) }));

/** A choice inside a table; an empty one matches everything. */
function Cell({ label, value, options, any, onChange }: { label: string; value: string; options: readonly Option[]; any?: string; onChange: (value: string) => void }) {
  return (
    <select className={s.cell} aria-label={label} value={value} data-any={value === '' || undefined} onChange={(e) => { onChange(e.target.value); }}>
      {any !== undefined && <option value="">{any}</option>}
      {options.map((o) => <option key={o.value} value={o.value}>{o.label}</option>)}
    </select>
  );
}

type TabProps = { document: PolicyText; problems: readonly Problem[]; mayEdit: boolean; onChange: (document: PolicyText) => void };
export function MatrixTab({ document, problems, mayEdit, onChange }: TabProps) {
  const rows = matrixOf(document);
  const [tried, setTried] = useState<Tried>({ type: 'normal', tier: 'low', impact: null, environment: 'production', serviceTier: null });
  const hasContradiction = problems.some(({ at }) => at.startsWith('matrix'));
  const route = useQuery('policy.route', { ...tried, ...(hasContradiction ? {} : { document }) }, { keepPrevious: true });
  const set = (i: number, row: MatrixRow): void => { onChange({ ...document, matrix: rows.map((old, k) => (k === i ? row : old)) }); };
  const answer = hasContradiction ? undefined : route.value;
  return (
    <div className={s.tab}>
      <Card isPadded={false}>
        <div className={s.head}><h2>Who authorises which change</h2><span className="dim end">The strictest row that matches wins; no row means the board</span></div>
        <div className={s.scroll} role="group" aria-label="Approval matrix" tabIndex={0}>
          <table className={s.table}>
            <thead><tr>{['Type', 'Risk tier', 'Impact', 'Environment', 'Service tier', 'Who authorises'].map((name) => <th key={name} scope="col">{name}</th>)}<th scope="col"><span className="unseen">Remove</span></th></tr></thead>
            <tbody>{rows.map((row, i) => (
              <Row key={`${i} of ${rows.length}`} row={row} n={i + 1} isHit={answer?.index === i} mayEdit={mayEdit} problem={problems.find(({ at }) => at === `matrix.${i}`)?.problem} onChange={(next) => { set(i, next); }} onRemove={() => { onChange({ ...document, matrix: rows.filter((_, k) => k !== i) }); }} />
            ))}</tbody>
          </table>
        </div>
        {mayEdit && <div className={s.foot}><Button kind="quiet" icon={<Plus aria-hidden="true" />} onPress={() => { onChange({ ...document, matrix: [...rows, { tier: 'low', authority: 'change-manager' }] }); }}>Add a row</Button></div>}
      </Card>
      <Card title="Try a change">
        <TryFields tried={tried} onChange={setTried} />
        <RefusalLine refusal={route.error} />
        {answer && <p className={s.verdict} role="status"><b>{authorityWords[answer.authority]}</b><span className="sec">{becauseSentence(answer)}{answer.index === null ? '' : ` It is row ${answer.index + 1}, marked above.`}</span></p>}
        {hasContradiction && <p className="sec">Two rows contradict each other; settle that first.</p>}
        <p className="dim">A peer or a team lead needs a running charter of the change’s team. Without one the change manager decides.</p>
      </Card>
    </div>
  );
}

function Row({ row, n, isHit, mayEdit, problem, onChange, onRemove }: { row: MatrixRow; n: number; isHit: boolean; mayEdit: boolean; problem: string | undefined; onChange: (row: MatrixRow) => void; onRemove: () => void }) {
  const put = (name: keyof MatrixRow, value: string | number | undefined): void => {
    const rest = Object.fromEntries(Object.entries(row).filter(([key]) => key !== name));
    onChange({ ...rest, ...(value === undefined || value === '' ? {} : { [name]: value }) } as MatrixRow);
  };
  const shown = (text: ReactNode, any: boolean): ReactNode => (any ? <span className="dim">any</span> : text);
  const cells = mayEdit ? [
    <Cell key="type" label={`Type of row ${n}`} value={row.type ?? ''} any="any" options={typeOptions} onChange={(v) => { put('type', v); }} />,
    <Cell key="tier" label={`Risk tier of row ${n}`} value={row.tier ?? ''} any="any" options={tierOptions} onChange={(v) => { put('tier', v); }} />,
    <Cell key="impact" label={`Impact of row ${n}`} value={row.impact ?? ''} any="any" options={impactOptions} onChange={(v) => { put('impact', v); }} />,
    <input key="environment" className={s.cell} aria-label={`Environment of row ${n}`} value={row.environment ?? ''} placeholder="any" maxLength={100} onChange={(e) => { put('environment', e.target.value); }} />,
    <Cell key="serviceTier" label={`Service tier of row ${n}`} value={String(row.serviceTier ?? '')} any="any" options={serviceTierOptions} onChange={(v) => { put('serviceTier', v === '' ? undefined : Number(v)); }} />,
    <Cell key="authority" label={`Who authorises under row ${n}`} value={row.authority} options={authorityOptions} onChange={(v) => { put('authority', v as Authority); }} />,
  ] : [shown(row.type && typeWords[row.type], !row.type), shown(row.tier && tierWords[row.tier], !row.tier), shown(row.impact && impactWords[row.impact], !row.impact), shown(row.environment, !row.environment), shown(row.serviceTier, row.serviceTier === undefined), <b key="a">{authorityWords[row.authority]}</b>];
  return (
    <>
      <tr data-on={isHit || undefined} data-wrong={problem !== undefined || undefined}>
        {cells.map((cell, i) => <td key={['type', 'tier', 'impact', 'environment', 'serviceTier', 'authority'][i]}>{cell}</td>)}
        <td className={s.act}>{isHit && <Badge tone="info">decides</Badge>} {mayEdit && <IconButton label={`Remove row ${n}`} icon={<Trash2 aria-hidden="true" />} onPress={onRemove} />}</td>
      </tr>
      {problem !== undefined && <tr className={s.wrong}><td colSpan={7}><SignalMark signal="bad">Row {n} {problem}</SignalMark></td></tr>}
    </>
  );
}

export type Tried = Required<Pick<Asked<'policy.route'>, 'type' | 'tier' | 'impact' | 'environment' | 'serviceTier'>>;
function TryFields({ tried, onChange }: { tried: Tried; onChange: (tried: Tried) => void }) {
  return (
    <div className={s.tries}>
      <div><span aria-hidden="true">Type</span><Cell label="Type of the change to try" value={tried.type ?? 'normal'} options={typeOptions} onChange={(v) => { onChange({ ...tried, type: v as Tried['type'] }); }} /></div>
      <div><span aria-hidden="true">Risk tier</span><Cell label="Risk tier of the change to try" value={tried.tier ?? ''} any="not assessed" options={tierOptions} onChange={(v) => { onChange({ ...tried, tier: v === '' ? null : v as Tried['tier'] }); }} /></div>
      <div><span aria-hidden="true">Impact</span><Cell label="Impact of the change to try" value={tried.impact ?? ''} any="not given" options={impactOptions} onChange={(v) => { onChange({ ...tried, impact: v === '' ? null : v as Tried['impact'] }); }} /></div>
      <div><span aria-hidden="true">Environment</span><input className={s.cell} aria-label="Environment of the change to try" value={tried.environment} maxLength={100} onChange={(e) => { onChange({ ...tried, environment: e.target.value }); }} /></div>
      <div><span aria-hidden="true">Service tier</span><Cell label="Service tier of the change to try" value={String(tried.serviceTier ?? '')} any="unknown" options={serviceTierOptions} onChange={(v) => { onChange({ ...tried, serviceTier: v === '' ? null : Number(v) }); }} /></div>
    </div>
  );
}
