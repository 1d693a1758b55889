import { Card } from '../../ui/surfaces.tsx';
import type { Inspection } from './mapping.ts';
import s from './import.module.css';

/** The first rows as they stand in the file. */
export function SampleTable({ inspection }: { inspection: Inspection }) {
  return (
    <Card isPadded={false}>
      <div className={s.head}><h2>The first rows, as they stand in the file</h2></div>
      {/* Reachable by keyboard, so that it can be scrolled without a mouse. */}
      <div className={s.scroll} tabIndex={0} role="group" aria-label="First rows of the file">
        <table className={`${s.table} ${s.sample}`}>
          <thead><tr>{inspection.columns.map((column) => <th key={column} scope="col"><bdi>{column}</bdi></th>)}</tr></thead>
          <tbody>{inspection.sample.map((row, i) => <tr key={i}>{inspection.columns.map((column) => <td key={column}><bdi title={row[column]}>{row[column]}</bdi></td>)}</tr>)}</tbody>
        </table>
      </div>
    </Card>
  );
}
