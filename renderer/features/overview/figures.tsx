import { CircleCheck, Scale } from 'lucide-react';
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
      <OpenBalances status={status} />
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

/**
 * What customers owe and what is owed to vendors, on both sides: one above the other so that the digits line up, and the
 * differences under them.
 */
function OpenBalances({ status }: { status: Status }) {
  const { receivables, payables } = status;
  if (receivables === null || payables === null)
    return <Figure label="Open balances" value="–" note="Known after the first full reading" />;
  const equal = isZero(receivables.difference) && isZero(payables.difference);
  const sums = [receivables, payables];
  return (
    <div className={classes.open}>
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">Receivable (A/R)</th>
            <th scope="col">Payable (A/P)</th>
          </tr>
        </thead>
        <tbody>
          {(['platform', 'quickbooks'] as const).map((side) => (
            <tr key={side}>
              <th scope="row">
                <SideLabel side={side} />
              </th>
              {sums.map((one, index) => (
                <td key={index === 0 ? 'receivable' : 'payable'}>
                  <Money value={one[side]} />
                </td>
              ))}
            </tr>
          ))}
          <tr className={equal ? classes.goodText : classes.warnText}>
            <th scope="row">
              <span className={classes.withShape}>
                {equal ? <CircleCheck size={14} aria-hidden /> : <Scale size={14} aria-hidden />}
                {equal ? 'Equal to the cent' : 'Difference'}
              </span>
            </th>
            {sums.map((one, index) => (
              <td key={index === 0 ? 'receivable' : 'payable'}>
                <Money value={one.difference} sign={!isZero(one.difference)} />
              </td>
            ))}
          </tr>
        </tbody>
      </table>
    </div>
  );
}
