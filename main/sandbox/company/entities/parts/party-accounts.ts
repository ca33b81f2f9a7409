/** A/R and A/P: accounts that are sums of what customers owe and vendors are owed. */
import { refuse } from '../../faults.ts';
import type { Row } from '../../types.ts';

/** Whose balance an account keeps, if it keeps one. */
export function subledger(account: Row): 'Customer' | 'Vendor' | undefined {
  if (account.body.AccountType === 'Accounts Receivable') return 'Customer';
  return account.body.AccountType === 'Accounts Payable' ? 'Vendor' : undefined;
}

/** QuickBooks' own words for a wrong account; the code is that of its table. */
export function wrongAccount(element: string) {
  return refuse(
    '6430',
    'Invalid account type: You need to select a different type of account for this transaction.',
    element,
  );
}
