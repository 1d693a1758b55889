// Where a change model stands, as a mark with its word; a draft or retired one is no signal.
import type { ModelRow } from '#contract/models.ts';
import { Badge, SignalMark } from '../../ui/marks.tsx';
import { modelSignal, modelStateWords } from './policy-words.ts';

export function StateOf({ state }: { state: ModelRow['state'] }) {
  const signal = modelSignal(state);
  return signal === null ? <span><Badge>{modelStateWords[state]}</Badge></span> : <SignalMark signal={signal}>{modelStateWords[state]}</SignalMark>;
}
