import { Link } from 'wouter';
import type { OutputOf } from '../../../../shared/contract/index.ts';
import type { RecordRow } from '../../../../shared/contract/records.ts';
import type { EntityDescriptor } from '../../../../shared/entity.ts';
import { useQuery } from '../../../store/index.ts';
import { changeText, DiffValue, RelativeTime, SideMark } from '../../../ui/index.ts';
import classes from './drawer.module.css';

/** Newest acts shown here; all of them are in Activity. */
const SHOWN = 12;

/** What happened to this record, newest first, with what each act changed. */
export function History({ descriptor, row }: { descriptor: EntityDescriptor; row: RecordRow }) {
  const recordId = row.platformId ?? row.quickbooksId;
  const answer = useQuery(
    'activity.list',
    recordId === null ? null : { entity: descriptor.name, recordId, limit: SHOWN },
    { topics: ['activity'] },
  );
  const entries = answer.data?.entries ?? [];
  return (
    <section className={classes.section} aria-label="History">
      <h3>History</h3>
      {answer.data !== null && entries.length === 0 && <p className={classes.none}>Nothing has happened to it yet.</p>}
      <ol className={classes.history}>
        {entries.map((entry) => (
          <li key={entry.seq} className={entry.result === 'failed' ? classes.failed : undefined}>
            <span className={classes.mark}>
              {entry.side === null ? <span className={classes.dot} aria-hidden /> : <SideMark side={entry.side} />}
            </span>
            <div className={classes.event}>
              <div>
                {entry.what}
                <span className={classes.eventNote}>
                  {entry.actor} · <RelativeTime at={entry.at} />
                </span>
              </div>
              <Changes descriptor={descriptor} entry={entry} />
              {entry.error !== null && <div className={classes.eventError}>{entry.error.userSentence}</div>}
            </div>
          </li>
        ))}
      </ol>
      {answer.data?.next != null && (
        <Link href={`/activity?entity=${descriptor.name}&record=${recordId}`} className={classes.link}>
          All activity of this record
        </Link>
      )}
    </section>
  );
}

/** Changes shown at once; a new record's many first values are folded. */
const OPEN = 4;

function Changes({
  descriptor,
  entry,
}: {
  descriptor: EntityDescriptor;
  entry: OutputOf<'activity.list'>['entries'][number];
}) {
  if (entry.changes.length === 0) return null;
  const list = (
    <ul className={classes.changes}>
      {entry.changes.map((change) => (
        <li key={change.field}>
          <span className={classes.changeName}>{change.label}</span>
          <DiffValue
            before={changeText(descriptor, change.field, change.before)}
            after={changeText(descriptor, change.field, change.after)}
            {...(entry.side === null ? {} : { side: entry.side === 'platform' ? 'quickbooks' : 'platform' })}
          />
        </li>
      ))}
    </ul>
  );
  if (entry.changes.length <= OPEN) return list;
  return (
    <details className={classes.folded}>
      <summary>{entry.changes.length} fields</summary>
      {list}
    </details>
  );
}
