/** Account: the chart of accounts. CurrentBalance is debit minus credit for every balance-sheet account (recorded). */
import { checkCurrency } from '../currency.ts';
import type { Draft, EntityDef, Reader } from '../entity.ts';
import { business, missing, refuse } from '../faults.ts';
import { choice, flag, type Members, money, ref, refValue, standard, text, textOf } from '../members.ts';
import { fromCents } from '../money.ts';
import { keptNumber } from '../settle.ts';
import type { Row } from '../types.ts';
import { accountTypes, typeOfSubType } from './parts/account-types.ts';
import { moveBetweenParents } from './parts/parents.ts';
import { checkNameCharacters, checkParent, markInactive, qualifiedName } from './parts/people.ts';
import { homeCurrency, isOn } from './parts/preferences.ts';

const members: Members = {
  Name: text(100, { query: 'filter' }),
  SubAccount: flag({ readOnly: true, query: 'filter' }),
  ParentRef: ref('Account', { named: false, query: 'filter' }),
  Description: text(100, { query: 'filter' }),
  FullyQualifiedName: text(1000, { readOnly: true, query: 'filter' }),
  Active: flag({ query: 'filter' }),
  Classification: text(30, { readOnly: true, query: 'filter' }),
  AccountType: choice(Object.keys(accountTypes), { query: 'filter' }),
  AccountSubType: text(100, { query: 'filter' }),
  AcctNum: text(20),
  CurrentBalance: money({ readOnly: true, query: 'filter' }),
  CurrentBalanceWithSubAccounts: money({ readOnly: true }),
  CurrencyRef: ref('Currency'),
  TaxCodeRef: ref('TaxCode', { named: false }),
  ...standard,
};

const tolerated = [
  'AccountAlias',
  'TxnLocationType',
  'AccountPurposes',
  'AcctNumExtn',
  'BankNum',
  'OpeningBalance',
  'OpeningBalanceDate',
  'TaxAccount',
  'OnlineBankingEnabled',
  'FIName',
  'JournalCodeRef',
  'AccountEx',
]; // prettier-ignore

function own(row: Row): string {
  return textOf(row.body, 'Name') ?? '';
}

const qualified = (row: Row, reader: Reader) => qualifiedName('Account', own, row, reader);

/** Accounts QuickBooks itself needs: they stay. */
const SYSTEM_SUBTYPES = [
  'AccountsReceivable',
  'AccountsPayable',
  'UndepositedFunds',
  'RetainedEarnings',
  'OpeningBalanceEquity',
];

function prepare(draft: Draft): void {
  const { body, before } = draft;
  const name = textOf(body, 'Name')?.trim();
  if (name === undefined) throw missing('Name');
  checkNameCharacters(name, 'Name');
  if (name.includes('"'))
    throw refuse('2040', `Invalid String. The string contains invalid characters. Supplied value:${name}`, 'Name');
  body.Name = name;
  body.Active ??= true;
  kind(draft);
  checkParent(draft, 'Account');
  const parent = refValue(body.ParentRef);
  body.SubAccount = parent !== undefined;
  if (parent !== undefined && draft.reader.get('Account', parent)?.body.AccountType !== body.AccountType) {
    throw refuse(
      '6000',
      'Business Validation Error: A subaccount must be of the same type as its parent account.',
      'ParentRef',
    );
  }
  accountCurrency(draft);
  if (body.Active === false && before !== undefined && before.body.Active !== false) {
    if (SYSTEM_SUBTYPES.includes(String(body.AccountSubType))) {
      throw refuse(
        '6000',
        'Business Validation Error: This account is used by QuickBooks and cannot be made inactive.',
        '',
      );
    }
    if (keptNumber(before, 'balance') !== 0 && body.Classification !== 'Revenue' && body.Classification !== 'Expense') {
      throw refuse('6220', 'Delete List Has Balance Error : This account has a non-zero balance.', '');
    }
  }
  markInactive(draft, 'Name');
  const whole = before === undefined ? 0 : keptNumber(before, 'balance') + keptNumber(before, 'below');
  moveBetweenParents(draft, 'Account', 'below', whole, false);
}

/** Kinds of accounts that may be kept in foreign money. */
const FOREIGN = [
  'Bank',
  'Credit Card',
  'Other Current Asset',
  'Other Asset',
  'Other Current Liability',
  'Long Term Liability',
];

/** Set when it is made, and never changed. */
function accountCurrency(draft: Draft): void {
  const { body, before, reader, sent, kept } = draft;
  const home = homeCurrency(reader);
  const asked = isOn(reader, 'CurrencyPrefs', 'MultiCurrencyEnabled') ? refValue(sent.CurrencyRef) : undefined;
  const currency = refValue(before?.body.CurrencyRef) ?? asked ?? home;
  body.CurrencyRef = { value: currency };
  if (before !== undefined || currency === home) return;
  checkCurrency(reader, currency, home);
  if (!FOREIGN.includes(String(body.AccountType)))
    throw business('An account of this type can be kept in the home currency only.', 'CurrencyRef');
  kept.own = 0;
}

function kind({ body, before, sent }: Draft): void {
  const subType = textOf(sent, 'AccountSubType') ?? textOf(body, 'AccountSubType');
  const type =
    textOf(sent, 'AccountType') ??
    (textOf(sent, 'AccountSubType') === undefined ? textOf(body, 'AccountType') : undefined);
  const kept = before === undefined ? undefined : textOf(before.body, 'AccountType');
  const known = type ?? (subType === undefined ? kept : typeOfSubType(subType));
  if (known === undefined) {
    if (subType !== undefined) throw refuse('2170', `Invalid Enumeration : ${subType}`, 'AccountSubType');
    throw refuse('6010', 'Either an Account.AccountType or an Account.AccountSubType must be specified.', '');
  }
  const rule = accountTypes[known];
  if (rule === undefined) throw refuse('2170', `Invalid Enumeration : ${known}`, 'AccountType');
  body.AccountType = known;
  body.AccountSubType = subType !== undefined && rule.subTypes.includes(subType) ? subType : rule.default;
  body.Classification = rule.classification;
}

export const account: EntityDef = {
  name: 'Account',
  path: 'account',
  // Recorded: accounts added by an app get ids of ten digits, far from those of the company's first day.
  counter: { name: 'accounts', first: 1_150_040_000 },
  members,
  tolerated,
  writes: { create: true, update: true },
  removal: 'deactivate',
  canVoid: false,
  order: own,
  totalCount: false,
  captured: true,
  prepare,
  derived: {
    FullyQualifiedName: qualified,
    CurrentBalance: (row) => shown(row, ownBalance(row)),
    CurrentBalanceWithSubAccounts: (row) => shown(row, ownBalance(row) + keptNumber(row, 'below')),
  },
  title: qualified,
  uniqueKeys: (row) => (row.deleted ? [] : [`account:${refValue(row.body.ParentRef) ?? ''}/${own(row).toLowerCase()}`]),
  groupKeys: (row) => {
    const parent = refValue(row.body.ParentRef);
    return parent === undefined ? [] : [`subaccounts:${parent}`];
  },
};

/** In the account's own currency. */
function ownBalance(row: Row): number {
  return typeof row.kept.own === 'number' ? row.kept.own : keptNumber(row, 'balance');
}

/** Income and expense accounts always show zero (recorded): their money is in the reports. */
function shown(row: Row, cents: number): number {
  const classification = row.body.Classification;
  return classification === 'Revenue' || classification === 'Expense' ? 0 : fromCents(cents);
}
