// Shape, verdict in bold, one sentence of reason, one act. One banner per page.
import type { ReactNode } from 'react';
import { Shape } from './shapes.tsx';
import type { ShapeName } from './shapes.tsx';
import s from './banner.module.css';

export type Tone = 'ok' | 'warn' | 'bad' | 'info';
const shapes: Record<Tone, ShapeName> = { ok: 'sig-ok', warn: 'sig-warn', bad: 'sig-bad', info: 'sig-seen' };

export function Banner({ tone, verdict, children, acts, below }: { tone: Tone; verdict: string; children?: ReactNode; acts?: ReactNode; below?: ReactNode }) {
  return (
    <section className={s.banner} data-tone={tone} role={tone === 'bad' ? 'alert' : 'status'}>
      <Shape name={shapes[tone]} />
      <div className="grow"><div className="prose"><b>{verdict}</b> {children}</div>{below}</div>
      {acts !== undefined && <div className={s.acts}>{acts}</div>}
    </section>
  );
}
