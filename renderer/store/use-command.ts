import { useCallback, useEffect, useRef, useState } from 'react';
import type { InputOf, OperationName, OutputOf } from '../../shared/contract/index.ts';
import type { Answer, ShownError } from '../transport/transport.ts';
import { useAppStore } from './context.tsx';

export type UseCommand<N extends OperationName> = {
  /** Sends the command. Answers what the engine answered; screens change by the events that follow, not by this. */
  run: (input: InputOf<N>) => Promise<Answer<N>>;
  pending: boolean;
  error: ShownError | null;
  /** Answer of the last run that succeeded, for commands whose answer is what was asked for (a test, a new number). */
  result: OutputOf<N> | null;
  /** Forgets error and result. */
  reset: () => void;
};

const IDLE = { pending: false, error: null, result: null };

/** A command with its waiting and its failure. A second `run` while one waits is sent all the same: guard the button. */
export function useCommand<N extends OperationName>(name: N): UseCommand<N> {
  const { call } = useAppStore();
  const [state, setState] = useState<{ pending: boolean; error: ShownError | null; result: OutputOf<N> | null }>(IDLE);
  const alive = useRef(true);
  useEffect(() => {
    alive.current = true;
    return () => {
      alive.current = false;
    };
  }, []);
  const run = useCallback(
    async (input: InputOf<N>) => {
      setState((before) => ({ ...before, pending: true, error: null }));
      const answer = await call(name, input);
      if (alive.current)
        setState(
          answer.ok
            ? { pending: false, error: null, result: answer.value }
            : { pending: false, error: answer.error, result: null },
        );
      return answer;
    },
    [call, name],
  );
  const reset = useCallback(() => setState(IDLE), []);
  return { run, ...state, reset };
}
