// The places things stand on: cards, side panels, toolbars, sections.
import type { ReactNode } from 'react';
import { cx } from './class-names.ts';
import s from './surfaces.module.css';

export function Card({ children, title, aside, isSelected = false, isPadded = true, className }: { children: ReactNode; title?: ReactNode; aside?: ReactNode; isSelected?: boolean; isPadded?: boolean; className?: string | undefined }) {
  return (
    <section className={cx(s.card, className)} data-selected={isSelected || undefined} data-padded={isPadded || undefined}>
      {title !== undefined && <CardHead title={title} aside={aside} />}
      {children}
    </section>
  );
}

/** The heading of a card or section, with a figure or caption at its far edge. */
export function CardHead({ title, aside, caption }: { title: ReactNode; aside?: ReactNode; caption?: ReactNode }) {
  return <div className={s.head}><h2>{title}</h2>{caption !== undefined && <span className={s.caption}>{caption}</span>}{aside !== undefined && <span className={s.aside}>{aside}</span>}</div>;
}

/** A side panel: header, a body that scrolls, a foot with at most two acts. */
export function Panel({ label, header, footer, children, className, onScrollEnd }: { label: string; header: ReactNode; footer?: ReactNode; children: ReactNode; className?: string | undefined; onScrollEnd?: () => void }) {
  const scrolled = (event: { currentTarget: HTMLElement }): void => {
    const { scrollTop, clientHeight, scrollHeight } = event.currentTarget;
    if (scrollHeight - scrollTop - clientHeight < 200) onScrollEnd?.();
  };
  return (
    <aside className={cx(s.panel, className)} aria-label={label}>
      <header>{header}</header>
      {/* Reachable by keyboard, so that it can be scrolled without a mouse. */}
      <div className={s.body} tabIndex={0} role="group" aria-label={label} onScroll={scrolled}>{children}</div>
      {footer !== undefined && <footer>{footer}</footer>}
    </aside>
  );
}

/** A part of a panel, split from its neighbours by a hairline. */
export function Section({ title, aside, children }: { title: ReactNode; aside?: ReactNode; children: ReactNode }) {
  return <section className={s.section}><CardHead title={title} aside={aside} />{children}</section>;
}

export function Toolbar({ label, children }: { label: string; children: ReactNode }) {
  return <div className={s.toolbar} role="group" aria-label={label}>{children}</div>;
}

/** Names and values, two columns. */
export function Facts({ rows }: { rows: readonly (readonly [string, ReactNode])[] }) {
  return <dl className={s.facts}>{rows.map(([name, value]) => <div key={name}><dt>{name}</dt><dd className="prose">{value}</dd></div>)}</dl>;
}
