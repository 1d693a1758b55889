// The queue around this change, as a small map.
import { useState } from 'react';
import type { RiskRecord } from '#contract/risk.ts';
import { useQuery } from '../../data/use-query.ts';
import { Card } from '../../ui/surfaces.tsx';
import { counted } from '../../ui/words.ts';
import { HeatList } from './heat-list.tsx';
import { HeatMap, isSamePlace } from './heat-map.tsx';
import type { HeatPlace } from './heat-map.tsx';

const planned = ['authorised', 'scheduled', 'implementing', 'validating'];
export function HeatCard({ risk }: { risk: RiskRecord }) {
  const which = planned.includes(risk.state) ? 'planned' : 'queue';
  const map = useQuery('risk.heatMap', { which }).value;
  const [chosen, setChosen] = useState<HeatPlace | null>(null);
  if (!map) return null;
  const cell = map.cells.find((one) => isSamePlace(one, chosen));
  return (
    <Card title={which === 'queue' ? 'The queue' : 'What is planned'} aside={counted(map.shown, 'change')}>
      <HeatMap label={which === 'queue' ? 'Heat map of the queue' : 'Heat map of what is planned'} cells={map.cells} here={risk.heat} chosen={chosen} onChoose={setChosen} />
      {cell && <HeatList cell={cell} isBrief />}
    </Card>
  );
}
