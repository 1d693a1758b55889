import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components';
import s from './tabs.module.css';

export type TabOf = { id: string; label: ReactNode; content: ReactNode };
/** Two to five views of one thing. */
export function Tabs({ label, tabs, selected, onSelect }: { label: string; tabs: readonly TabOf[]; selected: string; onSelect: (id: string) => void }) {
  return (
    <AriaTabs selectedKey={selected} onSelectionChange={(key) => { onSelect(String(key)); }} className={s.tabs ?? ''}>
      <TabList aria-label={label} className={s.list ?? ''}>{tabs.map((t) => <Tab key={t.id} id={t.id} className={s.tab ?? ''}>{t.label}</Tab>)}</TabList>
      {tabs.map((t) => <TabPanel key={t.id} id={t.id} className={s.panel ?? ''}>{t.content}</TabPanel>)}
    </AriaTabs>
  );
}

/** One of a few, side by side; for settings of a view. */
export function Segments<T extends string>({ label, choices, chosen, onChoose }: { label: string; choices: readonly { value: T; label: string }[]; chosen: T; onChoose: (value: T) => void }) {
  return (
    <div className={s.segments} role="group" aria-label={label}>
      {choices.map((c) => <button key={c.value} type="button" aria-pressed={c.value === chosen} onClick={() => { onChoose(c.value); }}>{c.label}</button>)}
    </div>
  );
}
