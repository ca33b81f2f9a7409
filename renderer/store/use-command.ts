import { useCallback, useEffect, useRef, useState } from 'react';
import type { InputOf, OperationName } from '../../shared/contract/index.ts';
import type { Answer, ShownError } from '../transport/transport.ts';
import { useAppStore } from './context.tsx';

export type UseCommand<N extends OperationName> = {
  /** Sends the command. Answers what the engine answered; screens change by the events that follow, not by this. */
  run: (input: InputOf<N>) => Promise<Answer<N>>;
  pending: boolean;
  error: ShownError | null;
  /** Forgets the error. */
  reset: () => void;
};

/** A command with its waiting and its failure. A second `run` while one waits is sent all the same: guard the button. */
export function useCommand<N extends OperationName>(name: N): UseCommand<N> {
  const { call } = useAppStore();
  const [state, setState] = useState<{ pending: boolean; error: ShownError | null }>({ pending: false, error: null });
  const alive = useRef(true);
  useEffect(() => {
    alive.current = true;
    return () => {
      alive.current = false;
    };
  }, []);
  const run = useCallback(
    async (input: InputOf<N>) => {
      setState({ pending: true, error: null });
      const answer = await call(name, input);
      if (alive.current) setState({ pending: false, error: answer.ok ? null : answer.error });
      return answer;
    },
    [call, name],
  );
  const reset = useCallback(() => setState({ pending: false, error: null }), []);
  return { run, ...state, reset };
}
