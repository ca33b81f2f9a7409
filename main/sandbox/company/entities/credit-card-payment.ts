/** Credit card payment: money moved from the bank to a card that is owed. Documented only; nothing of it was recorded. */
import type { Draft, EntityDef } from '../entity.ts';
import { missing, refuse } from '../faults.ts';
import { choice, day, type Members, money, number, ref, refValue, standard, text } from '../members.ts';
import { toCents } from '../money.ts';
import { keptNumber } from '../settle.ts';
import { wrongAccount } from './parts/party-accounts.ts';
import { dateAndCurrency } from './parts/purchase-form.ts';
import { mustRef, requireRef } from './parts/refs.ts';
import { checkClosed } from './parts/sales-form.ts';

const members: Members = {
  CreditCardAccountRef: ref('Account'),
  BankAccountRef: ref('Account'),
  Amount: money(),
  VendorRef: ref('Vendor', { query: 'filter' }),
  CheckNum: text(21),
  PrintStatus: choice(['NotSet', 'NeedToPrint', 'PrintComplete']),
  Memo: text(4000),
  ...standard,
  TxnDate: day({ query: 'filter' }),
  CurrencyRef: ref('Currency'),
  ExchangeRate: number(),
  PrivateNote: text(4000),
};

const tolerated = [
  'DocNumber',
  'DepartmentRef',
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
  'CreditCardPaymentEx',
]; // prettier-ignore

function prepare(draft: Draft): void {
  const { body, kept } = draft;
  const card = mustRef(draft, 'CreditCardAccountRef', 'Account');
  const bank = mustRef(draft, 'BankAccountRef', 'Account');
  if (card.body.AccountType !== 'Credit Card') throw wrongAccount('CreditCardAccountRef');
  if (bank.body.AccountType !== 'Bank') throw wrongAccount('BankAccountRef');
  requireRef(draft, 'VendorRef', 'Vendor');
  if (typeof body.Amount !== 'number') throw missing('Amount');
  if (body.Amount < 0) throw refuse('2290', `Negative amount not supported. Supplied value:${body.Amount}`, 'Amount');
  dateAndCurrency(draft);
  kept.total = toCents(body.Amount);
}

export const creditCardPayment: EntityDef = {
  // Documented: the envelope's name is not the address' name.
  name: 'CreditCardPaymentTxn',
  path: 'creditcardpayment',
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
  derived: {},
  title: () => undefined,
  postings: (row) => {
    const cents = keptNumber(row, 'total');
    return cents === 0
      ? []
      : [
          { account: refValue(row.body.CreditCardAccountRef) ?? '', cents },
          { account: refValue(row.body.BankAccountRef) ?? '', cents: -cents },
        ];
  },
};
