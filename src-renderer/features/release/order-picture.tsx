// The order as a picture: one column per step, lines from what goes before. The list below it says the same in words.
import { goTo } from '../../app/routes.ts';
import { counted } from '../../ui/words.ts';
import { box, pathOf } from '../impact/graph-layout.ts';
import type { Step } from './release-words.ts';
import { stateWords } from '../../ui/words.ts';
import s from './release.module.css';

const short = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
const wide = { ...box, width: 184 };

export function OrderPicture({ steps }: { steps: readonly Step[] }) {
  const nodes = steps.flatMap((step, column) => step.map((change, row) => ({ change, x: column * (wide.width + wide.gapX), y: wide.head + row * (wide.height + wide.gapY) })));
  const nodeOf = new Map(nodes.map((node) => [node.change.number, node]));
  // What follows from two other lines is not drawn a third time.
  const isTold = (from: string, node: (typeof nodes)[number]): boolean => node.change.waitsFor.some((between) => between.number !== from && nodeOf.get(between.number)?.change.waitsFor.some(({ number }) => number === from));
  const lines = nodes.flatMap((node) => node.change.waitsFor.filter(({ number }) => !isTold(number, node)).flatMap(({ number }) => { const before = nodeOf.get(number); return before ? [{ from: before, to: node }] : []; }));
  const [width, height] = [steps.length * (wide.width + wide.gapX) - wide.gapX, Math.max(...nodes.map(({ y }) => y)) + wide.height];
  // The line of the picture of impact leaves its box at that box's width.
  const path = (from: (typeof nodes)[number], to: (typeof nodes)[number]): string => { const end = { id: '', label: '', sub: '', items: [], isStart: false, tier: null }; return pathOf({ from: { ...end, x: from.x + wide.width - box.width, y: from.y }, to: { ...end, x: to.x, y: to.y }, isBack: false }); };
  return (
    <div className={s.graph} tabIndex={0} role="group" aria-label="Picture of the order">
      <svg width={width + 4} height={height + 4} role="img" aria-label={`${counted(nodes.length, 'change')} in ${counted(steps.length, 'step')}: ${steps.map((step) => step.map(({ number }) => number).join(' and ')).join(', then ')}`}>
        <defs><marker id="order-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" className={s.arrow} /></marker></defs>
        {steps.map((_, i) => <text key={i} className={s.step} x={i * (wide.width + wide.gapX)} y={14}>Step {i + 1}</text>)}
        {lines.map(({ from, to }) => <path key={`${from.change.id} ${to.change.id}`} className={s.line} d={path(from, to)} markerEnd="url(#order-arrow)" />)}
        {nodes.map(({ change, x, y }) => (
          <g key={change.id} className={s.node} data-blocked={change.blocked !== null || undefined} data-done={change.outcome !== null || undefined} transform={`translate(${x} ${y})`} onClick={() => { goTo({ place: 'change', change: change.number }); }}>
            <title>{change.title}</title>
            <rect width={wide.width} height={wide.height} rx={6} />
            <text className={s.name} x={10} y={16}>{change.number} {short(change.package ?? '', 12)}</text>
            <text className={s.sub} x={10} y={30}>{change.blocked !== null ? 'Blocked, ' : ''}{short(change.blocked !== null ? stateWords[change.state].toLowerCase() : change.title, change.blocked !== null ? 16 : 28)}</text>
          </g>
        ))}
      </svg>
    </div>
  );
}
