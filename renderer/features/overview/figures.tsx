import { CircleCheck, Scale } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Status } from '../../../shared/contract/app.ts';
import { Figure, formatClock, formatCount, isZero, Money, RelativeTime, SideLabel, useNow } from '../../ui/index.ts';
import classes from './overview.module.css';

/** The four numbers one opens the window for. */
export function Figures({ status }: { status: Status }) {
  const now = useNow();
  const { counts, lastProvenEqualAt, lastSyncAt } = status;
  const needs = counts.review + counts.problems;
  return (
    <section className={classes.figures} aria-label="Figures">
      <Figure
        label="Waiting to sync"
        value={formatCount(counts.waiting)}
        note={counts.waiting === 0 ? 'Nothing in the queue' : 'Goes by itself'}
      />
      <Figure
        label="Needs you"
        value={<span className={needs > 0 ? classes.warnText : undefined}>{formatCount(needs)}</span>}
        note={
          needs === 0
            ? 'Nothing to decide'
            : `${formatCount(counts.review)} to decide, ${formatCount(counts.problems)} to fix`
        }
      />
      <Receivables status={status} />
      <Figure
        label="Last proven equal"
        value={lastProvenEqualAt === null ? '–' : formatClock(lastProvenEqualAt, now)}
        note={
          lastProvenEqualAt === null ? (
            'Not yet'
          ) : (
            <>
              <RelativeTime at={lastProvenEqualAt} />, last sync <RelativeTime at={lastSyncAt} />
            </>
          )
        }
      />
    </section>
  );
}

/** Open receivables of both sides, one above the other so that the digits line up, and their difference. */
function Receivables({ status }: { status: Status }) {
  const { receivables } = status;
  if (receivables === null)
    return <Figure label="Open receivables" value="–" note="Known after the first full reading" />;
  const equal = isZero(receivables.difference);
  const row = (name: ReactNode, value: ReactNode) => (
    <div className={classes.balance}>
      {name}
      {value}
    </div>
  );
  return (
    <div className={classes.receivables}>
      <div className={classes.label}>Open receivables (A/R)</div>
      {row(<SideLabel side="platform" />, <Money value={receivables.platform} />)}
      {row(<SideLabel side="quickbooks" />, <Money value={receivables.quickbooks} />)}
      <div className={`${classes.difference} ${equal ? classes.goodText : classes.warnText}`}>
        <span className={classes.withShape}>
          {equal ? <CircleCheck size={14} aria-hidden /> : <Scale size={14} aria-hidden />}
          {equal ? 'Equal to the cent' : 'Difference'}
        </span>
        <Money value={receivables.difference} sign={!equal} />
      </div>
    </div>
  );
}
