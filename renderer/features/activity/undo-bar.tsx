import { Button } from '@mantine/core';
import { Undo2, X } from 'lucide-react';
import { Allowed, plural } from '../../ui/index.ts';
import classes from './activity.module.css';
import type { Entry } from './columns.tsx';
import { canUndo, MOST_CHOSEN, type Wanted } from './use-undo.ts';

/** What can be undone of the list as it is: the marked entries, or the run it is filtered by. */
export function UndoBar({
  marked,
  run,
  pending,
  onUndo,
  onClear,
}: {
  marked: readonly Entry[];
  run: string | null;
  pending: boolean;
  onUndo: (wanted: Wanted) => void;
  onClear: () => void;
}) {
  if (marked.length === 0 && run === null) return null;
  const entries = marked.filter(canUndo).map(({ seq }) => seq);
  const some = marked.length > 0;
  const tooMany = entries.length > MOST_CHOSEN;
  const words = !some
    ? 'Everything this run did is listed.'
    : entries.length === 0
      ? `${plural(marked.length, 'entry', 'entries')} marked, none of them a change that was written.`
      : entries.length < marked.length
        ? `${plural(marked.length, 'entry', 'entries')} marked, ${entries.length} of them changes that were written.`
        : `${plural(marked.length, 'entry', 'entries')} marked.`;
  return (
    <div className={classes.bar} role="toolbar" aria-label="Undo">
      <span className={classes.barWords}>
        {words}
        {tooMany && ` At most ${MOST_CHOSEN} can be undone at once; undo their run instead.`}
      </span>
      {some && (
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          leftSection={<X size={14} aria-hidden />}
          onClick={onClear}
        >
          Clear
        </Button>
      )}
      <Allowed to="undo.preview">
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Undo2 size={14} aria-hidden />}
          loading={pending}
          disabled={some && (entries.length === 0 || tooMany)}
          onClick={() => onUndo(some ? { entries } : { runId: run ?? '' })}
        >
          {some ? `Undo ${plural(entries.length, 'change')}…` : 'Undo this run…'}
        </Button>
      </Allowed>
    </div>
  );
}
