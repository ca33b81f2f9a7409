import { useMediaQuery } from '@mantine/hooks';
import { CircleCheck, MousePointerClick } from 'lucide-react';
import { useCallback, useEffect, useRef } from 'react';
import { Redirect, useRoute } from 'wouter';
import { useQuery } from '../../store/index.ts';
import { EmptyState, ErrorCallout, isTyping, Page, reviewPath, StaleNote, useUrlState } from '../../ui/index.ts';
import { neighbour } from './groups.ts';
import classes from './review.module.css';
import { ReviewList } from './review-list.tsx';
import { ReviewPane } from './review-pane.tsx';

/** What waits for a decision: the list by cause, one of them beside it with all there is to know. `/review/<id>`. */
export function Screen() {
  const [, params] = useRoute('/review/:id?');
  const id = params?.id ?? null;
  const { go } = useUrlState();
  const list = useQuery('review.list', {}, { topics: ['review'] });
  const narrow = useMediaQuery('(max-width: 760px)') ?? false;
  const rows = list.data?.rows ?? [];

  const open = useCallback(
    (next: string | null) => go(next === null ? '/review' : reviewPath(next), { replace: true }),
    [go],
  );
  const latest = useRef({ rows, id, open });
  latest.current = { rows, id, open };
  const move = useCallback((by: 1 | -1) => {
    const now = latest.current;
    const next = neighbour(now.rows, now.id, by);
    if (next !== null && next !== now.id) now.open(next);
  }, []);
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key !== 'j' && event.key !== 'k') return;
      if (document.querySelector('[role="dialog"]')) return;
      event.preventDefault();
      move(event.key === 'j' ? 1 : -1);
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [move]);

  if (list.data === null && list.error !== null)
    return (
      <Page title="Review">
        <ErrorCallout error={list.error} onRetry={list.refetch} />
      </Page>
    );
  if (list.data !== null && rows.length === 0)
    return (
      <Page title="Review">
        <EmptyState
          icon={CircleCheck}
          title="Nothing needs you"
          sentence="When the same field is edited on both sides, or a record leaves one of them, it waits here for your decision."
        />
      </Page>
    );
  const first = rows[0];
  // Something is always open where there is room for it.
  if (id === null && !narrow && first !== undefined) return <Redirect to={reviewPath(first.id)} replace />;

  return (
    <Page
      title="Review"
      description={
        rows.length === 1
          ? 'One decision waits. Until then nothing is overwritten.'
          : `${rows.length} decisions wait. Until then nothing is overwritten.`
      }
      wide
      fill
    >
      {list.outdated && <StaleNote at={list.at} onRetry={list.refetch} />}
      <div className={classes.panes}>
        {(!narrow || id === null) && <ReviewList rows={list.data === null ? null : rows} current={id} onOpen={open} />}
        {id !== null && (
          <ReviewPane
            key={id}
            id={id}
            listed={list.data === null || rows.some((row) => row.id === id)}
            onSettled={() => open(narrow ? null : neighbour(rows, id, 1, true))}
            onBack={narrow ? () => open(null) : null}
          />
        )}
        {id === null && !narrow && (
          <div className={classes.pane}>
            <EmptyState icon={MousePointerClick} title="Choose one" sentence="Pick a decision from the list." />
          </div>
        )}
      </div>
    </Page>
  );
}
