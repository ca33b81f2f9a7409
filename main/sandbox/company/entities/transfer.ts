/** Transfer: money moved from one of the company's own accounts to another. */
import type { Draft, EntityDef } from '../entity.ts';
import { business, missing, refuse } from '../faults.ts';
import { day, type Members, money, number, ref, refValue, standard, text } from '../members.ts';
import { toCents } from '../money.ts';
import { keptNumber } from '../settle.ts';
import { subledger, wrongAccount } from './parts/party-accounts.ts';
import { dateAndNamedCurrency } from './parts/purchase-form.ts';
import { mustRef } from './parts/refs.ts';
import { checkClosed } from './parts/sales-form.ts';

const members: Members = {
  FromAccountRef: ref('Account'),
  ToAccountRef: ref('Account'),
  Amount: money(),
  ...standard,
  TxnDate: day({ query: 'filter' }),
  DepartmentRef: ref('Department'),
  CurrencyRef: ref('Currency'),
  ExchangeRate: number(),
  PrivateNote: text(4000),
};

const tolerated = [
  'DocNumber',
  'TxnSubType',
  'TxnStatus',
  'LinkedTxn',
  'Line',
  'TxnTaxDetail',
  'TxnSource',
  'TaxFormType',
  'TaxFormNum',
  'TransactionLocationType',
  'Tag',
  'TxnApprovalInfo',
  'RecurDataRef',
  'RecurringInfo',
  'ProjectRef',
  'TotalCostAmount',
  'HomeTotalCostAmount',
  'ClassRef',
  'TransferEx',
]; // prettier-ignore

function prepare(draft: Draft): void {
  const { body, kept } = draft;
  const from = mustRef(draft, 'FromAccountRef', 'Account');
  const to = mustRef(draft, 'ToAccountRef', 'Account');
  for (const [account, element] of [[from, 'FromAccountRef'] as const, [to, 'ToAccountRef'] as const]) {
    const { Classification } = account.body;
    // Only what the company has and owes can be moved, and nothing that a customer's or vendor's balance hangs on.
    if (Classification === 'Revenue' || Classification === 'Expense' || subledger(account) !== undefined)
      throw wrongAccount(element);
  }
  if (from.id === to.id) throw business('You cannot transfer money from an account to itself.', 'ToAccountRef');
  if (typeof body.Amount !== 'number') throw missing('Amount');
  if (body.Amount < 0) throw refuse('2290', `Negative amount not supported. Supplied value:${body.Amount}`, 'Amount');
  dateAndNamedCurrency(draft, [from, to]);
  kept.total = toCents(body.Amount);
}

export const transfer: EntityDef = {
  name: 'Transfer',
  path: 'transfer',
  counter: { name: 'transactions', first: 1 },
  members,
  tolerated,
  writes: { create: true, update: true },
  removal: 'delete',
  canVoid: false,
  order: 'recent',
  totalCount: true,
  captured: true,
  prepare,
  deleting: checkClosed,
  // Not for the API: people void transfers on QuickBooks' own screens.
  voided: (draft) => {
    checkClosed(draft);
    draft.body.Amount = 0;
    draft.kept.total = 0;
  },
  derived: {},
  title: () => undefined,
  postings: (row) => {
    const cents = keptNumber(row, 'total');
    return cents === 0
      ? []
      : [
          { account: refValue(row.body.ToAccountRef) ?? '', cents },
          { account: refValue(row.body.FromAccountRef) ?? '', cents: -cents },
        ];
  },
};
