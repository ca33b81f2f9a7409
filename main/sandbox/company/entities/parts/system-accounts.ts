/** Accounts QuickBooks posts to by itself. Their ids are kept with the company, whatever they are renamed to. */
import type { Reader } from '../../entity.ts';

export type SystemAccount =
  | 'receivable'
  | 'payable'
  | 'undeposited'
  | 'inventory'
  | 'costOfGoods'
  | 'openingEquity'
  | 'income';

export function systemAccount(reader: Reader, which: SystemAccount): string {
  const accounts = reader.get('CompanyInfo', '1')?.kept.accounts;
  const id =
    typeof accounts === 'object' && accounts !== null
      ? (accounts as { readonly [name: string]: unknown })[which]
      : undefined;
  if (typeof id !== 'string') throw new Error(`The company has no ${which} account`);
  return id;
}
