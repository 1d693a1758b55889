import { useCallback, useEffect, useRef } from 'react';
import type { Asked, Output } from '#contract/index.ts';
import { ask, entryOf, keyOf, useAnswers, watch } from './answers.ts';
import type { Entry, QueryName } from './answers.ts';

export type Answer<T> = Entry<T> & { reload: () => void };
type Options = {
  /** While the input changes, go on showing the answer to the one before, marked stale. */
  keepPrevious?: boolean;
};
const idle: Entry = { value: undefined, error: undefined, isLoading: false, isStale: false };

/** The answer to one question, kept fresh while the component is mounted. A null input asks nothing. */
export function useQuery<N extends QueryName>(name: N, input: Asked<N> | null, options: Options = {}): Answer<Output<N>> {
  const key = input === null ? null : keyOf(name, input);
  const asked = useRef(input);
  asked.current = input;
  useEffect(() => (key === null || asked.current === null ? undefined : watch(name, asked.current)), [name, key]);
  const entry = useAnswers(useCallback(({ entries }) => (key === null ? idle : entryOf(entries, key)), [key])) as Entry<Output<N>>;
  const previous = useRef<Output<N> | undefined>(undefined);
  if (entry.value !== undefined) previous.current = entry.value;
  const isBridged = options.keepPrevious === true && entry.value === undefined && entry.error === undefined && previous.current !== undefined;
  const reload = useCallback(() => { if (asked.current !== null) void ask(name, asked.current); }, [name]);
  return isBridged ? { ...entry, value: previous.current, isStale: true, reload } : { ...entry, reload };
}
