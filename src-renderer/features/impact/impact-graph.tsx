// The picture of an impact: what is changed at the start side, then what relies on it, step by step. The list beside it says the same in words.
import type { ImpactReport } from '#contract/impact.ts';
import { counted } from '../../ui/words.ts';
import { box, layoutOf, pathOf } from './graph-layout.ts';
import type { Line, Node } from './graph-layout.ts';
import s from './impact.module.css';

const short = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
const stepWord = (distance: number): string => (distance === 0 ? 'Changed' : counted(distance, 'step'));

/** Between two boxes of one column. */
const isLevel = ({ from, to }: Line): boolean => from.x === to.x;

type Props = { report: ImpactReport; selected: string | null; onSelect: (item: string | null) => void };
export function ImpactGraph({ report, selected, onSelect }: Props) {
  const layout = layoutOf(report);
  const isOn = (node: Node): boolean => selected !== null && node.items.some((item) => item.id === selected);
  const way = new Set(report.items.find((item) => item.id === selected)?.path ?? []);
  const isWay = (node: Node): boolean => node.items.some((item) => way.has(item.name));
  const steps = [...new Set(layout.nodes.map((n) => n.x))].toSorted((a, b) => a - b);
  return (
    <div className={s.graph} tabIndex={0} role="group" aria-label="Picture of the impact">
      <svg width={layout.width + (layout.lines.some(isLevel) ? 34 : 2)} height={layout.height + (layout.lines.some((line) => line.isBack && !isLevel(line)) ? 30 : 4)} role="img" aria-label={`${counted(report.total, 'item')} within ${counted(report.depth, 'step')}; the list says which`}>
        <defs><marker id="impact-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" className={s.arrow} /></marker></defs>
        {steps.map((x, i) => <text key={x} className={s.step} x={x} y={14}>{stepWord(i)}</text>)}
        {layout.lines.map((line) => <path key={`${line.from.id} ${line.to.id}`} className={s.line} data-back={line.isBack || undefined} data-on={(isWay(line.from) && isWay(line.to) && !line.isBack) || undefined} d={pathOf(line)} markerEnd="url(#impact-arrow)" />)}
        {layout.nodes.map((node) => (
          <g key={node.id} className={s.node} data-start={node.isStart || undefined} data-group={node.items.length > 1 || undefined} data-on={isOn(node) || undefined} data-way={isWay(node) || undefined} transform={`translate(${node.x} ${node.y})`}
            onClick={() => { onSelect(isOn(node) ? null : node.items[0]!.id); }}>
            <title>{node.items.slice(0, 20).map((item) => item.name).join(', ')}</title>
            <rect width={box.width} height={box.height} rx={6} />
            <text className={s.name} x={10} y={16}>{short(node.label, 22)}</text>
            <text className={s.sub} x={10} y={30}>{short(node.sub, 24)}{node.items[0]!.isMissing && node.items.length === 1 ? ', missing' : ''}</text>
          </g>
        ))}
      </svg>
    </div>
  );
}
