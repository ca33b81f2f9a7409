import { mayDo, neededFor } from '../../shared/access.ts';
import type { OperationName } from '../../shared/contract/index.ts';
import type { Me } from '../../shared/contract/people.ts';
import { useAppState } from './context.tsx';

export type May = {
  may: boolean;
  /** Why not and whom to ask, for a hint beside what is switched off; empty when they may. */
  why: string;
};

const YES: May = { may: true, why: '' };

/** Who sits at this window; null until the first answer. */
export const useMe = (): Me | null => useAppState((state) => state.me);

/**
 * Whether the person at this window may ask an operation; about records, of which kind. By the same declarations the engine
 * refuses by, so that what is switched off is what would be refused. Until it is known who it is, everything is on.
 */
export function useMay(name: OperationName, entity?: string): May {
  const me = useMe();
  const access = useAppState((state) => state.descriptors?.access[name]);
  const rights = useAppState((state) => state.descriptors?.entities.find((one) => one.name === entity)?.rights);
  if (me === null || access === undefined || mayDo(me, access, rights)) return YES;
  return { may: false, why: `This takes ${neededFor(access, rights)}. Ask ${me.ask}.` };
}
