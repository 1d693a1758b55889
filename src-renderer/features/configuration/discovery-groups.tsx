// What a discovery file would do, group by group, before anything is written; what is unclear waits for a choice here.
import { useState } from 'react';
import type { DiscoveryReport } from '#contract/configuration.ts';
import { Select } from '../../ui/fields.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { figure } from '../../ui/words.ts';
import { choicesOf } from './configuration-words.ts';
import s from './configuration.module.css';

type Props = { report: DiscoveryReport; choices: Readonly<Record<string, string>>; onChoose: (key: string, to: string) => void };
const shown = 200;

function Table({ label, headings, rows, total }: { label: string; headings: readonly string[]; rows: readonly (readonly [string, ...string[]])[]; total: number }) {
  return (
    <>
      <div className={s.scroll} tabIndex={0} role="group" aria-label={label}>
        <table className={s.table}><thead><tr>{headings.map((h) => <th key={h} scope="col">{h}</th>)}</tr></thead><tbody>{rows.slice(0, shown).map((row, i) => <tr key={i}>{row.map((cell, c) => <td key={headings[c]}><bdi>{cell}</bdi></td>)}</tr>)}</tbody></table>
      </div>
      {total > Math.min(shown, rows.length) && <p className="dim">The first {figure(Math.min(shown, rows.length))} of {figure(total)}.</p>}
    </>
  );
}

export function DiscoveryGroups({ report, choices, onChoose }: Props) {
  const { counts } = report;
  const groups = [
    { id: 'waiting', label: 'Unclear', count: counts.ambiguous, content: <Waiting report={report} choices={choices} onChoose={onChoose} /> },
    { id: 'new', label: 'New', count: counts.new, content: <Table label="New items" headings={['Row', 'Name', 'Type', 'Environment']} rows={report.new.map((r) => [String(r.row), r.name, r.type, r.environment])} total={counts.new} /> },
    { id: 'changed', label: 'Changed', count: counts.changed, content: <Table label="Changed items" headings={['Row', 'Name', 'What differs']} rows={report.changed.map((r) => [String(r.row), r.name, r.changes.map((c) => `${c.label}: ${c.before || 'nothing'} → ${c.after}`).join('; ')])} total={counts.changed} /> },
    { id: 'missing', label: 'Missing', count: counts.missing, content: <Table label="Missing items" headings={['Name', 'Type', 'Environment']} rows={report.missing.map((r) => [r.name, r.type, r.environment])} total={counts.missing} /> },
    { id: 'refused', label: 'Refused', count: counts.refused, content: <Table label="Refused records" headings={['Row', 'Field', 'Why', 'Value']} rows={report.refused.map((r) => [String(r.row), r.field, r.why, r.value])} total={counts.refused} /> },
  ].filter((g) => g.count > 0);
  const [chosen, setChosen] = useState(groups[0]?.id ?? '');
  const open = groups.find((g) => g.id === chosen) ?? groups[0];
  if (!open) return <p className="dim">All {figure(counts.unchanged)} are in the register as the file says.</p>;
  return (
    <>
      {counts.unchanged > 0 && <p className="dim">{figure(counts.unchanged)} are in the register as the file says.</p>}
      <div className={s.groups}><Segments label="What the import would do" chosen={open.id} onChoose={setChosen} choices={groups.map((g) => ({ value: g.id, label: `${g.label} ${figure(g.count)}` }))} /></div>
      {open.content}
    </>
  );
}

function Waiting({ report, choices, onChoose }: Props) {
  return (
    <div className={s.waiting}>
      <p className="dim">These fit more than one item. Choose now, or leave them: they wait, and the rest is imported.</p>
      <ul>
        {report.ambiguous.slice(0, shown).map((a) => (
          <li key={a.key}>
            <div><b><bdi>{a.name}</bdi></b> <span className="dim">row {figure(a.row)}. {a.why}</span></div>
            <Select label={`Which item is ${a.name || `row ${a.row}`}?`} value={choices[a.key] ?? ''} placeholder="It waits" onChange={(to) => { onChoose(a.key, to); }} options={choicesOf(a)} />
          </li>
        ))}
      </ul>
    </div>
  );
}
