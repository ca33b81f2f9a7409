import { useState } from 'react';
import { useLocation } from 'wouter';
import { useCommand } from '../../store/index.ts';
import type { Entry } from './columns.tsx';

/** What of the log is to be undone: a whole run, or entries by number. */
export type Wanted = { runId: string } | { entries: number[] };

/** Most entries that can be chosen one by one; a run has no such limit. */
export const MOST_CHOSEN = 500;

/** Whether an entry is a write that was confirmed: only those can be undone. */
export const canUndo = (entry: Entry): boolean => entry.act !== null && entry.result === 'done';

/** Plans an undo and shows its preview; nothing is written before that is applied. */
export function useUndo() {
  const [, navigate] = useLocation();
  const preview = useCommand('undo.preview');
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const run = async (next: Wanted): Promise<void> => {
    setWanted(next);
    const answer = await preview.run(next);
    if (answer.ok) navigate('/preview');
  };
  return { run, pending: preview.pending, error: preview.error, again: () => wanted && void run(wanted) };
}
