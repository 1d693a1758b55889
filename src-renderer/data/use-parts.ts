// An answer in parts, each of which names where the next begins: for what takes too long to be asked at once.
import { useEffect, useMemo, useRef } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { Asked, Output } from '#contract/index.ts';
import { entryOf, keyOf, useAnswers, watch } from './answers.ts';
import type { QueryName } from './answers.ts';

/** Questions whose answers name the next part. */
type PartedName = { [N in QueryName]: Output<N> extends { next: string | null } ? ('after' extends keyof Asked<N> ? N : never) : never }[QueryName];
type Parts<N extends PartedName> = { inputs: Asked<N>[]; values: Output<N>[]; isWhole: boolean };

function partsIn<N extends PartedName>(entries: Parameters<typeof entryOf>[0], name: N, input: Asked<N> | null): Parts<N> {
  const [inputs, values]: [Asked<N>[], Output<N>[]] = [[], []];
  for (let next: Asked<N> | null = input; next !== null;) {
    inputs.push(next);
    const value = entryOf(entries, keyOf(name, next)).value as Output<N> | undefined;
    if (value === undefined) return { inputs, values, isWhole: false };
    values.push(value);
    const after = (value as { next: string | null }).next;
    next = after === null ? null : { ...input!, after };
  }
  return { inputs, values, isWhole: input !== null };
}

/**
 * Asks patiently for one part after the other while the component is mounted, and keeps all of them fresh; a null input asks nothing. To draw seldom, parts are
 * handed out when there are twice as many as before, and when they are whole.
 */
export function useParts<N extends PartedName>(name: N, input: Asked<N> | null): { parts: readonly Output<N>[]; isWhole: boolean } {
  const key = input === null ? '' : keyOf(name, input);
  const stops = useRef(new Map<string, () => void>());
  const latest = useRef(input);
  latest.current = input;
  useEffect(() => {
    const watched = stops.current;
    const follow = (): void => {
      const wanted = new Map(partsIn(useAnswers.getState().entries, name, latest.current).inputs.map((one) => [keyOf(name, one), one]));
      for (const [one, part] of wanted) {
        if (watched.has(one)) continue;
        watched.set(one, () => {});
        watched.set(one, watch(name, part, true));
      }
      for (const [one, stop] of watched) if (!wanted.has(one)) { watched.delete(one); stop(); }
    };
    follow();
    const stopFollowing = useAnswers.subscribe(follow);
    return () => {
      stopFollowing();
      for (const stop of watched.values()) stop();
      watched.clear();
    };
  }, [name, key]);
  const shown = useAnswers(useShallow(({ entries }) => {
    const { values, isWhole } = partsIn(entries, name, latest.current);
    return [isWhole, ...(isWhole || values.length === 0 ? values : values.slice(0, 2 ** Math.floor(Math.log2(values.length))))];
  }));
  return useMemo(() => { const [isWhole, ...parts] = shown as [boolean, ...Output<N>[]]; return { parts, isWhole }; }, [shown]);
}
