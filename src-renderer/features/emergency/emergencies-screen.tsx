// Emergencies of the whole organisation: the register with what is overdue, its trends, and the incidents they cite (EMG-03).
import { useState } from 'react';
import { refusalOf, useActions } from '../../app/actions.ts';
import { goTo } from '../../app/routes.ts';
import { Screen } from '../../app/screen.tsx';
import { useJob } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { counted } from '../../ui/words.ts';
import { IncidentDialog } from './incident-dialogs.tsx';
import { IncidentsCard } from './incidents-card.tsx';
import { RegisterCard } from './register-card.tsx';
import { Trends } from './trends.tsx';
import s from './emergency.module.css';

export type EmergencyTab = 'register' | 'trends' | 'incidents';
const shown = (part: string | null): EmergencyTab => (part === 'trends' || part === 'incidents' ? part : 'register');

export function EmergenciesScreen({ part }: { part: string | null }) {
  const tab = shown(part);
  const [isOpening, setOpening] = useState(false);
  const write = useJob('emergency.export');
  const overdue = useQuery('emergency.register', { overdue: true, limit: 1 }).value?.total ?? 0;
  const mayOpen = useQuery('incident.list', { limit: 1 }).value?.mayOpen;
  const print = (): void => { if (!write.isRunning) void write.run({}); };
  const go = (to: EmergencyTab): void => { goTo({ place: 'emergencies', part: to === 'register' ? null : to }); };
  useActions([
    { id: 'incident.open', label: 'Open an incident…', hotkey: 'C', group: 'Emergencies', may: mayOpen, run: () => { setOpening(true); } },
    { id: 'emergency.export', label: 'Write the register as CSV', hotkey: 'W', group: 'Emergencies', run: print },
    { id: 'emergency.tab.register', label: 'Show the register', hotkey: '1', group: 'Emergencies', run: () => { go('register'); } },
    { id: 'emergency.tab.trends', label: 'Show the trends', hotkey: '2', group: 'Emergencies', run: () => { go('trends'); } },
    { id: 'emergency.tab.incidents', label: 'Show the incidents', hotkey: '3', group: 'Emergencies', run: () => { go('incidents'); } },
  ]);
  return (
    <Screen title="Emergencies" sub={overdue > 0 && <SignalMark signal="bad">{counted(overdue, 'change')} overdue</SignalMark>} acts={<><Button hotkey="W" isPending={write.isRunning} onPress={print}>Write as CSV</Button><Button kind="primary" hotkey="C" refusal={refusalOf(mayOpen)} onPress={() => { setOpening(true); }}>Open incident</Button></>}>
      <div className={s.page}>
        {write.value && <Banner tone="ok" verdict={`${write.value.file.name} is written.`}>{counted(write.value.rows, 'row')} in {write.value.file.folder}.</Banner>}
        <RefusalLine refusal={write.error} />
        <Tabs label="Emergencies" selected={tab} onSelect={(id) => { go(shown(id)); }} tabs={[
          { id: 'register', label: 'Register', content: <div className={s.tab}><RegisterCard /></div> }, { id: 'trends', label: 'Trends', content: <div className={s.tab}><Trends /></div> }, { id: 'incidents', label: 'Incidents', content: <div className={s.tab}><IncidentsCard onOpen={() => { setOpening(true); }} /></div> },
        ]} />
      </div>
      {isOpening && <IncidentDialog incident={null} onClose={() => { setOpening(false); }} />}
    </Screen>
  );
}
