// The place of old systems: what binds the schedule, where services meet them, what is owed, what is worked around, and what runs side by side.
import type { ComponentType } from 'react';
import { useActions } from '../../app/actions.ts';
import { goTo } from '../../app/routes.ts';
import { Screen } from '../../app/screen.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { Constraints, Debts, ParallelRuns, Points, Workarounds } from './registers.tsx';
import s from './legacy.module.css';

const tabs: readonly [id: string, label: string, Content: ComponentType][] = [['constraints', 'Constraints', Constraints], ['points', 'Integration points', Points], ['debt', 'Technical debt', Debts], ['workarounds', 'Workarounds', Workarounds], ['parallel', 'Parallel run', ParallelRuns]];

export function LegacyScreen({ tab }: { tab: string | null }) {
  const [selected, , Content] = tabs.find(([id]) => id === tab) ?? tabs[0]!;
  const show = (id: string): void => { goTo({ place: 'legacy', tab: id }); };
  useActions(tabs.map(([id, label], i) => ({ id: `legacy.tab.${id}`, label: `Show ${label.toLowerCase()}`, hotkey: String(i + 1), group: 'Legacy', run: () => { show(id); } })));
  return (
    <Screen title="Legacy">
      <div className={s.page}><Tabs label="Legacy" selected={selected} onSelect={show} tabs={tabs.map(([id, label]) => ({ id, label, content: id === selected ? <div className={s.body}><Content /></div> : null }))} /></div>
    </Screen>
  );
}
