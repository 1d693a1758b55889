// A long list seen through pages: only the pages in sight are asked for and kept fresh.
import { useCallback, useEffect, useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { Asked, Output } from '#contract/index.ts';
import { entryOf, keyOf, useAnswers, watch } from './answers.ts';
import type { QueryName } from './answers.ts';

/** Watches the named pages and answers how to look one up; undefined while it is on its way. `inputOf` and `pages` must be stable. */
export function usePages<N extends QueryName>(name: N, inputOf: (page: number) => Asked<N>, pages: readonly number[]): (page: number) => Output<N> | undefined {
  const wanted = useMemo(() => pages.map(inputOf), [inputOf, pages]);
  useEffect(() => {
    const stops = wanted.map((input) => watch(name, input));
    return () => { for (const stop of stops) stop(); };
  }, [name, wanted]);
  const answers = useAnswers(useShallow(({ entries }) => wanted.map((input) => entryOf(entries, keyOf(name, input)))));
  // eslint-disable-next-line react-hooks/exhaustive-deps -- looked up again when one of the answers in sight is another one
  return useCallback((page) => entryOf(useAnswers.getState().entries, keyOf(name, inputOf(page))).value as Output<N> | undefined, [answers, name, inputOf]);
}
