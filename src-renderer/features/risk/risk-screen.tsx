// Everything that waits, by impact and likelihood: the worst corner first, one cell at a time beside it.
import { useState } from 'react';
import { useActions } from '../../app/actions.ts';
import { goTo, hrefOf } from '../../app/routes.ts';
import { Screen } from '../../app/screen.tsx';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { counted, figure } from '../../ui/words.ts';
import { HeatList } from './heat-list.tsx';
import { HeatMap, isSamePlace, worstPlace } from './heat-map.tsx';
import type { HeatPlace } from './heat-map.tsx';
import s from './heat.module.css';

type Which = 'queue' | 'planned';
const states: Record<Which, string> = { queue: 'submitted,assessment,awaiting-authorisation,deferred', planned: 'authorised,scheduled,implementing,validating' };

export function RiskScreen() {
  const [which, setWhich] = useState<Which>('queue');
  const [picked, setPicked] = useState<HeatPlace | null>(null);
  const answer = useQuery('risk.heatMap', { which }, { keepPrevious: true });
  const map = answer.value;
  const show = (next: Which): void => { setWhich(next); setPicked(null); };
  useActions([{ id: 'risk.which', label: which === 'queue' ? 'Show what is planned' : 'Show the queue', hotkey: 'V', group: 'Risk', run: () => { show(which === 'queue' ? 'planned' : 'queue'); } }]);
  const chosen = picked ?? (map ? worstPlace(map.cells) : null);
  const cell = map?.cells.find((one) => isSamePlace(one, chosen));
  return (
    <Screen title="Risk" sub={map && map.shown > 0 ? counted(map.shown, 'change') : undefined} acts={<Segments label="Which changes" choices={[{ value: 'queue', label: 'Queue' }, { value: 'planned', label: 'Planned' }]} chosen={which} onChoose={show} />}>
      <div className={s.page}>
        <RefusalLine refusal={answer.error} />
        {map && map.shown === 0 && <Teaching which={which} unplaced={map.unplaced} />}
        {map && map.shown > 0 && (
          <div className={s.wide}>
            <Card title={which === 'queue' ? 'What waits for a decision' : 'What is planned'} aside={map.unplaced > 0 ? <a href={hrefOf({ place: 'changes', filter: `state=${states[which]}` })}>{figure(map.unplaced)} more not assessed</a> : undefined}>
              <HeatMap label={which === 'queue' ? 'Heat map of the queue' : 'Heat map of what is planned'} cells={map.cells} chosen={chosen} onChoose={setPicked} />
              <p className={s.legend}>Impact: what a change hits (impact level and scope). Likelihood: how it may go wrong (complexity, history, way back, load). A signed assessment stands where it was signed, a form in work where it is now; a score without a form here is split by what is known of the impact.</p>
            </Card>
            {cell && <Card title={`Impact ${cell.impact}, likelihood ${cell.likelihood}`} aside={counted(cell.changes.length, 'change')}><HeatList cell={cell} /></Card>}
          </div>
        )}
      </div>
    </Screen>
  );
}

function Teaching({ which, unplaced }: { which: Which; unplaced: number }) {
  return (
    <EmptyState title={which === 'queue' ? 'No change that waits has been assessed yet' : 'No planned change has been assessed yet'} steps={[
      { title: 'Open a change and its risk', text: `${unplaced > 0 ? `${counted(unplaced, 'change')} ${which === 'queue' ? 'wait' : 'are planned'}. ` : ''}Say how sensitive the data is and how many users are affected.`, act: <Button kind="primary" onPress={() => { goTo({ place: 'changes', filter: `state=${states[which]}` }); }}>Show them</Button> },
      { title: 'Answer the five sections', text: 'Several people can fill different sections at once. What nobody knows counts as the worst.' },
      { title: 'Sign the assessment', text: 'Each change then has its place here, by impact and likelihood.' },
    ]}>The map shows which of the changes that wait would hurt most and are most likely to.</EmptyState>
  );
}
