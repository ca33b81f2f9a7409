import { useMemo, useRef, useSyncExternalStore } from 'react';
import type { EventTopic } from '../../shared/contract/events.ts';
import type { InputOf, OperationName } from '../../shared/contract/index.ts';
import { useAppStore } from './context.tsx';
import type { QueryState } from './query-cache.ts';

export type UseQuery<N extends OperationName> = QueryState<N> & {
  /** Reads again now. */
  refetch: () => void;
  /** `data` is there but the newest reading failed: show it, and say how old it is (`StaleNote`). */
  outdated: boolean;
};

const OFF: QueryState<never> = { data: null, at: null, error: null, loading: false };

/**
 * Asks the engine and keeps the answer current: it is read again whenever one of `topics` fires, or after missed events.
 * On failure the last good data stays. Pass `null` as input to ask nothing yet. With `keep`, the answer to the previous
 * input stays on screen while the next is on its way (search boxes, filters).
 */
export function useQuery<N extends OperationName>(
  name: N,
  input: InputOf<N> | null,
  options: { topics: readonly EventTopic[]; keep?: boolean },
): UseQuery<N> {
  const { cache } = useAppStore();
  const key = JSON.stringify(input);
  // `key` stands for the input, and a query's topics never change between renders: they belong to its name.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const query = useMemo(() => (input === null ? null : cache.query(name, input, options.topics)), [cache, name, key]);
  const subscribe = useMemo(() => query?.listen ?? (() => () => undefined), [query]);
  const state = useSyncExternalStore(subscribe, query?.get ?? (() => OFF as QueryState<N>));
  const previous = useRef<QueryState<N>['data']>(null);
  if (state.data !== null) previous.current = state.data;
  const data = state.data ?? (options.keep === true && input !== null ? previous.current : null);
  return {
    ...state,
    data,
    refetch: query?.refetch ?? (() => undefined),
    outdated: state.error !== null && data !== null,
  };
}
