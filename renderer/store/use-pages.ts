import { useCallback, useMemo, useRef, useSyncExternalStore } from 'react';
import type { EventTopic } from '../../shared/contract/events.ts';
import type { InputOf, OperationName } from '../../shared/contract/index.ts';
import type { ShownError } from '../transport/transport.ts';
import { useAppStore } from './context.tsx';
import type { QueryState } from './query-cache.ts';

export type UseQueries<N extends OperationName> = {
  /** One state per input, in order. */
  states: readonly QueryState<N>[];
  /** Why the first of them that failed did so; null when none did. */
  error: ShownError | null;
  refetch: () => void;
};

/**
 * Several readings of one query at once, each kept current by events: the pages of a long list. The inputs may grow and
 * shrink from render to render.
 */
export function useQueries<N extends OperationName>(
  name: N,
  inputs: readonly InputOf<N>[],
  options: { topics: readonly EventTopic[] },
): UseQueries<N> {
  const { cache } = useAppStore();
  const key = JSON.stringify(inputs);
  // `key` stands for the inputs, and a query's topics belong to its name.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const queries = useMemo(() => inputs.map((input) => cache.query(name, input, options.topics)), [cache, name, key]);
  const last = useRef<readonly QueryState<N>[]>([]);
  const subscribe = useCallback(
    (listener: () => void) => {
      const stops = queries.map((query) => query.listen(listener));
      return () => {
        for (const stop of stops) stop();
      };
    },
    [queries],
  );
  const states = useSyncExternalStore(subscribe, () => {
    const next = queries.map((query) => query.get());
    // The same array while nothing changed, or React would draw for ever.
    if (next.length !== last.current.length || next.some((state, index) => state !== last.current[index]))
      last.current = next;
    return last.current;
  });
  return {
    states,
    error: states.find((state) => state.error !== null)?.error ?? null,
    refetch: () => {
      for (const query of queries) query.refetch();
    },
  };
}
