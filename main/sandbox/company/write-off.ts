/**
 * What QuickBooks' own screen does when a person makes a customer inactive who still owes something: it writes a credit
 * memo over the balance (or an invoice over a credit), so that nothing stays open. The API refuses instead (6220).
 */

import { workReader } from './answers.ts';
import { otherPreference } from './entities/parts/preferences.ts';
import { systemAccount } from './entities/parts/system-accounts.ts';
import type { Frame } from './entity.ts';
import { fromCents } from './money.ts';
import { save } from './operations.ts';
import { keptNumber } from './settle.ts';
import { idsIn, liveRow, type Work } from './store.ts';

const NOTE = 'Created by QB Online to adjust balance for deletion.';

/** Brings the customer and the jobs below it to a balance of nothing. */
export function writeOff(work: Work, frame: Frame, customer: string): void {
  const row = liveRow(work, 'Customer', customer);
  if (row === undefined) return;
  for (const job of idsIn(work, frame.indexer, 'Customer', `jobs:${customer}`)) writeOff(work, frame, job);
  const open = keptNumber(row, 'open');
  const form = frame.defs.get(open > 0 ? 'CreditMemo' : 'Invoice');
  if (open === 0 || form === undefined) return;
  const amount = fromCents(Math.abs(open));
  save(work, frame, form, {
    CustomerRef: { value: customer },
    PrivateNote: NOTE,
    Line: [
      {
        Amount: amount,
        DetailType: 'SalesItemLineDetail',
        SalesItemLineDetail: { ItemRef: { value: anyService(work, frame) }, Qty: 1, UnitPrice: amount },
      },
    ],
  });
}

/** The company's default item, else any service; a company without one gets it. */
function anyService(work: Work, frame: Frame): string {
  const reader = workReader(work);
  const usable = (id: string | undefined) => {
    const row = id === undefined ? undefined : liveRow(work, 'Item', id);
    return row !== undefined && row.body.Active !== false && row.body.Type === 'Service';
  };
  const preferred = otherPreference(reader, 'SalesFormsPrefs.DefaultItem');
  if (preferred !== undefined && usable(preferred)) return preferred;
  for (const id of work.store.tables.get('Item')?.keys() ?? []) if (usable(id)) return id;
  const items = frame.defs.get('Item');
  if (items === undefined) throw new Error('The company has no items');
  return save(work, frame, items, {
    Name: 'Services',
    Type: 'Service',
    IncomeAccountRef: { value: systemAccount(reader, 'income') },
  });
}
