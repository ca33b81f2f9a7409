import { CircleCheck, Info, ListChecks, OctagonX } from 'lucide-react';
import { Link } from 'wouter';
import { useQuery } from '../../store/index.ts';
import {
  EmptyState,
  ErrorCallout,
  keyOf,
  Panel,
  RelativeTime,
  recordPath,
  SideMark,
  StaleNote,
} from '../../ui/index.ts';
import classes from './overview.module.css';

const SHAPES = {
  done: [CircleCheck, 'Done'],
  failed: [OctagonX, 'Failed'],
  info: [Info, 'Noted'],
} as const;

/** The last ten things that happened. */
export function Recent() {
  const recent = useQuery('activity.list', { limit: 10 }, { topics: ['activity'] });
  const entries = recent.data?.entries ?? null;
  return (
    <Panel
      title="Latest activity"
      flush
      actions={
        <Link href="/activity" className={classes.more}>
          All activity
        </Link>
      }
    >
      {recent.outdated && (
        <div className={classes.padded}>
          <StaleNote at={recent.at} onRetry={recent.refetch} />
        </div>
      )}
      {recent.error && !recent.data && (
        <div className={classes.padded}>
          <ErrorCallout error={recent.error} onRetry={recent.refetch} />
        </div>
      )}
      {entries?.length === 0 && (
        <EmptyState
          icon={ListChecks}
          title="Nothing has happened yet"
          sentence="Every write is listed here, with its side."
        />
      )}
      <ol className={classes.events}>
        {entries?.map((entry) => {
          const [Shape, word] = SHAPES[entry.result];
          const key = keyOf(entry.platformId, entry.quickbooksId);
          return (
            <li key={entry.seq} className={classes.event}>
              <span className={`${classes.eventShape} ${classes[entry.result]}`}>
                <Shape size={15} role="img" aria-label={word} />
              </span>
              <span className={classes.eventText}>
                {entry.title !== null &&
                  (entry.entity !== null && key !== null ? (
                    <Link href={recordPath(entry.entity, key)} className={classes.eventTitle}>
                      {entry.title}
                    </Link>
                  ) : (
                    <span className={classes.eventTitle}>{entry.title}</span>
                  ))}
                <span className={classes.eventWhat}>{entry.what}</span>
              </span>
              {entry.side && <SideMark side={entry.side} />}
              <span className={classes.eventAt}>
                <RelativeTime at={entry.at} />
              </span>
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}
