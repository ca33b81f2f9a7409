/** An empty company that has somebody to buy from, and short ways to write what is bought. */
import { Decimal } from 'decimal.js';
import type { CompanyOptions } from '../../../main/sandbox/company/index.ts';
import { type Answer, type Asked, fresh } from './ask.ts';

type More = Record<string, unknown>;

export type Buying = ReturnType<typeof fresh> & {
  readonly vendor: string;
  /** Id of an account by its name. */
  readonly account: (name: string) => string;
  readonly bill: (amount: number, more?: More) => Answer;
  /** Pays by check from the bank: bills, and credits set against them. */
  readonly pay: (total: number, bills: More, credits?: More, more?: More) => Answer;
  readonly read: (entity: string, id: string) => Answer['body'];
  readonly remove: (entity: string, id: string) => Answer;
  readonly balance: () => number;
};

/** A line booked to an account. */
export function cost(account: string, amount: number, more: More = {}, detail: More = {}) {
  return {
    Amount: amount,
    DetailType: 'AccountBasedExpenseLineDetail',
    AccountBasedExpenseLineDetail: { AccountRef: { value: account }, ...detail },
    ...more,
  };
}

/** A line of an item. */
export function goods(item: string, quantity: number, price: number, more: More = {}, detail: More = {}) {
  return {
    Amount: new Decimal(quantity).times(price).toDecimalPlaces(2).toNumber(),
    DetailType: 'ItemBasedExpenseLineDetail',
    ItemBasedExpenseLineDetail: { ItemRef: { value: item }, Qty: quantity, UnitPrice: price, ...detail },
    ...more,
  };
}

export function buying(options: Partial<CompanyOptions> = {}): Buying {
  const asked: Asked & { readonly item: string; readonly customer: string } = fresh(options);
  const accounts = new Map<string, string>();
  for (const row of asked.query('select * from Account maxresults 1000').body.QueryResponse.Account)
    accounts.set(row.Name, row.Id);
  const account = (name: string) => {
    const id = accounts.get(name);
    if (id === undefined) throw new Error(`no account ${name}`);
    return id;
  };
  const vendor: string = asked.post('/vendor', { DisplayName: 'Stone & Slate' }).body.Vendor.Id;
  const read: Buying['read'] = (entity, id) => asked.get(`/${entity.toLowerCase()}/${id}`).body[entity];
  const shares = (type: string, amounts: More) =>
    Object.entries(amounts).map(([TxnId, Amount]) => ({ Amount, LinkedTxn: [{ TxnId, TxnType: type }] }));
  return {
    ...asked,
    vendor,
    account,
    bill: (amount, more = {}) =>
      asked.post('/bill', { VendorRef: { value: vendor }, Line: [cost(account('Dump Fees'), amount)], ...more }),
    pay: (total, bills, credits = {}, more = {}) =>
      asked.post('/billpayment', {
        VendorRef: { value: vendor },
        PayType: 'Check',
        CheckPayment: { BankAccountRef: { value: account('Business Checking') } },
        TotalAmt: total,
        Line: [...shares('Bill', bills), ...shares('VendorCredit', credits)],
        ...more,
      }),
    read,
    remove: (entity, id) =>
      asked.post(
        `/${entity.toLowerCase()}`,
        { Id: id, SyncToken: read(entity, id).SyncToken },
        { operation: 'delete' },
      ),
    balance: () => read('Vendor', vendor).Balance,
  };
}
