// The place of feature flags and of the standards of the architecture.
import type { ComponentType } from 'react';
import { useActions } from '../../app/actions.ts';
import { goTo } from '../../app/routes.ts';
import { Screen } from '../../app/screen.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { Flags } from './flags.tsx';
import { Standards } from './standards.tsx';
import s from '../legacy/legacy.module.css';

const tabs: readonly [id: string, label: string, Content: ComponentType][] = [['flags', 'Feature flags', Flags], ['standards', 'Architecture standards', Standards]];

export function RegistersScreen({ tab }: { tab: string | null }) {
  const [selected, , Content] = tabs.find(([id]) => id === tab) ?? tabs[0]!;
  const show = (id: string): void => { goTo({ place: 'registers', tab: id }); };
  useActions(tabs.map(([id, label], i) => ({ id: `registers.tab.${id}`, label: `Show ${label.toLowerCase()}`, hotkey: String(i + 1), group: 'Flags & standards', run: () => { show(id); } })));
  return (
    <Screen title="Flags & standards">
      <div className={s.page}><Tabs label="Flags & standards" selected={selected} onSelect={show} tabs={tabs.map(([id, label]) => ({ id, label, content: id === selected ? <div className={s.body}><Content /></div> : null }))} /></div>
    </Screen>
  );
}
