/** Lines that people write straight into A/R and A/P: journal entries, deposits, purchases. */
import { cents } from '../ask.ts';
import { type Photo, rowsOf, type Wire } from './world.ts';

export type EntryByHand = {
  readonly type: string;
  readonly id: string;
  readonly side: 'Accounts Receivable' | 'Accounts Payable';
  /** Customer or vendor. */
  readonly name: string;
  /** Debits positive. */
  readonly cents: number;
};

const of = (value: number | undefined): number => (value === undefined ? 0 : cents(value));

export function entriesByHand(photo: Photo): readonly EntryByHand[] {
  const types = new Map(rowsOf(photo, 'Account').map((row) => [row.Id, row.AccountType]));
  const found: EntryByHand[] = [];
  const enter = (type: string, row: Wire, account: string, name: string | undefined, value: number) => {
    const side = types.get(account);
    if (name !== undefined && (side === 'Accounts Receivable' || side === 'Accounts Payable'))
      found.push({ type, id: row.Id, side, name, cents: value });
  };
  for (const row of rowsOf(photo, 'JournalEntry')) {
    for (const line of row.Line) {
      const { AccountRef, Entity, PostingType } = line.JournalEntryLineDetail;
      const value = PostingType === 'Debit' ? of(line.Amount) : -of(line.Amount);
      enter('JournalEntry', row, AccountRef.value, Entity?.EntityRef.value, value);
    }
  }
  for (const row of rowsOf(photo, 'Deposit')) {
    for (const { Amount, DepositLineDetail: detail } of row.Line)
      if (detail?.AccountRef !== undefined)
        enter('Deposit', row, detail.AccountRef.value, detail.Entity?.value, -of(Amount));
  }
  for (const row of rowsOf(photo, 'Purchase')) {
    const sign = row.Credit === true ? -1 : 1;
    for (const { Amount, AccountBasedExpenseLineDetail: detail } of row.Line)
      if (detail !== undefined)
        enter('Purchase', row, detail.AccountRef.value, row.EntityRef?.value, sign * of(Amount));
  }
  return found;
}
