import { Button } from '@mantine/core';
import { Redo2, TriangleAlert } from 'lucide-react';
import { Link } from 'wouter';
import type { OutputOf } from '../../../shared/contract/index.ts';
import { useCommand, useQuery } from '../../store/index.ts';
import {
  Callout,
  ConfirmButton,
  ErrorCallout,
  formatClock,
  formatCount,
  plural,
  recordPath,
  useNow,
} from '../../ui/index.ts';
import classes from './activity.module.css';
import type { Wanted } from './use-undo.ts';

type Undo = OutputOf<'undo.list'>['undos'][number];

/** Names shown before "and 4 more". */
const NAMED = 3;
/** An undo that ended with something left as it was is told for so long (ms). */
const TOLD_FOR = 86_400_000;

/** Undos that are not through, or did not come through whole: each told as one thing, with what can be done about it. */
export function UndoNotes({ pending, onUndo }: { pending: boolean; onUndo: (wanted: Wanted) => void }) {
  const list = useQuery('undo.list', { limit: 5 }, { topics: ['activity', 'problems'] });
  const now = useNow();
  const shown = (list.data?.undos ?? []).filter((undo, index) => {
    const counts = countsOf(undo);
    return counts.waiting > 0 || (index === 0 && counts.left > 0 && now - Date.parse(undo.at) < TOLD_FOR);
  });
  return shown.length === 0 ? null : (
    <div className={classes.notes}>
      {shown.map((undo) => (
        <UndoNote key={undo.id} undo={undo} pending={pending} onUndo={onUndo} />
      ))}
    </div>
  );
}

/** What became of its records. Parts the app has given up since are no longer waited for. */
export function countsOf({ counts, left }: Undo) {
  const decided = left.filter((one) => one.state === 'givenUp').length;
  const told = (counts.givenUp ?? 0) + (counts.over ?? 0);
  const stuck = left.filter((one) => one.stuck).length;
  const done = counts.done ?? 0;
  const all = done + (counts.waiting ?? 0) + told;
  const otherwise = Math.max(0, decided - (counts.givenUp ?? 0));
  return { all, done, stuck, waiting: (counts.waiting ?? 0) - otherwise, left: told + otherwise };
}

function UndoNote({ undo, pending, onUndo }: { undo: Undo; pending: boolean; onUndo: (wanted: Wanted) => void }) {
  const giveUp = useCommand('undo.giveUp');
  const now = useNow();
  const { all, done, stuck, waiting, left } = countsOf(undo);
  const named = undo.left.filter((one) => (waiting > 0 ? one.state === 'waiting' && one.stuck : one.state !== 'done'));
  const title =
    waiting === 0
      ? `Undo of ${undo.what}: ${formatCount(done)} of ${plural(all, 'record')} put back, ${formatCount(left)} left as ${left === 1 ? 'it is' : 'they are'}`
      : stuck === 0
        ? `Undoing ${undo.what}: ${formatCount(done)} of ${plural(all, 'record')} put back so far`
        : `Undo of ${undo.what}: ${formatCount(done)} of ${plural(all, 'record')} put back, ${formatCount(stuck)} ${stuck === 1 ? 'waits' : 'wait'} in Problems`;
  const redo = done > 0 && (
    <Button
      size="xs"
      variant="default"
      leftSection={<Redo2 size={14} aria-hidden />}
      loading={pending}
      onClick={() => onUndo({ runId: undo.id })}
    >
      Undo the undo…
    </Button>
  );
  const actions = (
    <>
      {stuck > 0 && (
        <Button size="xs" component={Link} href="/problems" leftSection={<TriangleAlert size={14} aria-hidden />}>
          Look in Problems
        </Button>
      )}
      {stuck > 0 && (
        <ConfirmButton
          size="xs"
          loading={giveUp.pending}
          title={`Leave ${plural(waiting, 'record')} as ${waiting === 1 ? 'it is' : 'they are'}?`}
          body={`What was put back stays put back. ${waiting === 1 ? 'This record keeps' : 'These records keep'} the values of now, on both sides.`}
          act="Leave as they are"
          onConfirm={() => void giveUp.run({ id: undo.id })}
        >
          Give up the rest
        </ConfirmButton>
      )}
      {(stuck > 0 || waiting === 0) && redo}
    </>
  );
  return (
    <>
      <Callout tone={stuck > 0 || waiting === 0 ? 'warn' : 'info'} title={title} actions={actions}>
        Applied {formatClock(undo.at, now)}.{' '}
        {named.slice(0, NAMED).map((one) => (
          <span key={`${one.entity}/${one.key}`} className={classes.noteRecord}>
            <Link href={recordPath(one.entity, one.key)} className={classes.link}>
              {one.error?.userSentence ?? one.title}
            </Link>
          </span>
        ))}
        {named.length > NAMED && `And ${formatCount(named.length - NAMED)} more.`}
      </Callout>
      {giveUp.error && <ErrorCallout error={giveUp.error} />}
    </>
  );
}
