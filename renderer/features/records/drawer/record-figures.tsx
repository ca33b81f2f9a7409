import type { RecordDetail } from '../../../../shared/contract/records.ts';
import type { EntityDescriptor } from '../../../../shared/entity.ts';
import { formatDate, Money } from '../../../ui/index.ts';
import classes from './drawer.module.css';

/** A document's money, large: what it is about and what is still open. */
export function RecordFigures({ descriptor, detail }: { descriptor: EntityDescriptor; detail: RecordDetail }) {
  const { row } = detail;
  if (!descriptor.isDocument || row.amount === null) return null;
  const label = (name: string | undefined): string =>
    descriptor.fields.find((field) => field.name === name)?.label ?? '';
  const paid = row.balance !== null && /^0\.00$/.test(row.balance) && !/^-?0\.00$/.test(row.amount);
  return (
    <div className={classes.figures}>
      <div>
        <div className={classes.figureLabel}>{label(descriptor.amountField)}</div>
        <div className={classes.figure}>
          <Money value={row.amount} />
        </div>
      </div>
      {descriptor.balanceField !== undefined && row.balance !== null && (
        <div>
          <div className={classes.figureLabel}>{label(descriptor.balanceField)}</div>
          <div className={classes.figure}>
            {paid ? (
              <span className={classes.paid}>{descriptor.balanceSign === 'credit' ? 'Used up' : 'Paid'}</span>
            ) : (
              <Money value={row.balance} />
            )}
          </div>
        </div>
      )}
      {row.date !== null && (
        <div>
          <div className={classes.figureLabel}>{label(descriptor.dateField)}</div>
          <div className={classes.figure}>{formatDate(row.date)}</div>
        </div>
      )}
    </div>
  );
}
