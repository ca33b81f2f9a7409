/**
 * What must hold of a company at any moment, worked out from its records as a client reads them, never from the model's
 * own sums.
 */
import { cents } from '../ask.ts';
import { entriesByHand } from './by-hand.ts';
import { type Photo, rowsOf, type Wire, type World } from './world.ts';

/** Cheaper than `expect` by far, which matters at a hundred comparisons for each of thousands of steps. */
export function same(actual: unknown, wanted: unknown, what: string): void {
  if (Object.is(actual, wanted) || actual === wanted) return;
  const [a, b] = [JSON.stringify(actual), JSON.stringify(wanted)];
  if (typeof actual === 'object' && a === b) return;
  throw new Error(`${what}: ${a}, but should be ${b}`);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const of = (value: number | undefined): number => (value === undefined ? 0 : cents(value));

class Sums {
  readonly #sums = new Map<string, number>();
  add(key: string, value: number): void {
    this.#sums.set(key, (this.#sums.get(key) ?? 0) + value);
  }
  of(key: string): number {
    return this.#sums.get(key) ?? 0;
  }
}

type Link = { readonly TxnId: string; readonly TxnType: string };

const linksOf = (row: Wire): readonly Link[] => row.LinkedTxn ?? [];
const names = (links: readonly Link[]): string =>
  [...new Set(links.map((link) => `${link.TxnType}:${link.TxnId}`))].sort().join(' ');

/** Everything that must hold of the records of one moment. */
export function holds(here: World, photo: Photo): void {
  const open = applications(photo);
  totals(photo);
  const own = owed(photo, open);
  customers(photo, own.customers);
  for (const row of rowsOf(photo, 'Vendor'))
    same(of(row.Balance), own.vendors.of(row.Id), `Balance of vendor ${row.Id}`);
  accounts(here, photo, own);
  deposits(photo);
  estimates(photo);
  orders(photo);
  charges(photo);
  hours(photo);
  stock(here, photo);
  same(here.company.summary().trialBalance, 0, 'trial balance');
}

type Open = {
  readonly unused: Sums;
  /** What payments took of entries written by hand, by vendor: charges paid positive, credits used negative. */
  readonly paidByHand: Sums;
};

/** Payments and what they are set against: both ends agree, nothing is used beyond what there is. */
function applications(photo: Photo): Open {
  const applied = new Sums();
  const by = new Map<string, Link[]>();
  const unused = new Sums();
  const paidByHand = new Sums();
  const hand = new Sums();
  for (const { side, type, id, name, cents: value } of entriesByHand(photo))
    if (side === 'Accounts Payable') hand.add(`${type}:${id}:${name}`, value);
  const takenByHand = new Sums();
  const settle = (payer: Wire, type: string, charges: readonly string[]) => {
    let left = of(payer.TotalAmt);
    for (const line of payer.Line) {
      const [{ TxnId, TxnType }] = line.LinkedTxn;
      if (!(line.Amount > 0)) throw new Error(`${type} ${payer.Id} has a line of ${line.Amount}`);
      const key = `${TxnType}:${TxnId}`;
      const written = hand.of(`${key}:${payer.VendorRef?.value}`);
      const charge = charges.includes(TxnType) || written < 0;
      left += charge ? -cents(line.Amount) : cents(line.Amount);
      if (written !== 0) {
        paidByHand.add(payer.VendorRef.value, charge ? cents(line.Amount) : -cents(line.Amount));
        takenByHand.add(`${key}:${payer.VendorRef.value}`, cents(line.Amount));
        const [taken, there] = [takenByHand.of(`${key}:${payer.VendorRef.value}`), Math.abs(written)];
        if (taken > there) throw new Error(`${key} is settled beyond its ${there} cents`);
      }
      applied.add(key, cents(line.Amount));
      by.set(key, [...(by.get(key) ?? []), { TxnId: payer.Id, TxnType: type }]);
    }
    if (left < 0) throw new Error(`${type} ${payer.Id} pays ${-left} cents more than it has`);
    unused.add(`${type}:${payer.Id}`, left);
  };
  for (const payment of rowsOf(photo, 'Payment')) {
    settle(payment, 'Payment', ['Invoice']);
    same(of(payment.UnappliedAmt), unused.of(`Payment:${payment.Id}`), `UnappliedAmt of payment ${payment.Id}`);
  }
  for (const payment of rowsOf(photo, 'BillPayment')) settle(payment, 'BillPayment', ['Bill']);
  for (const type of ['Invoice', 'CreditMemo', 'Bill', 'VendorCredit']) {
    for (const row of rowsOf(photo, type)) {
      const key = `${type}:${row.Id}`;
      const left = of(row.TotalAmt) - of(row.Deposit) - applied.of(key);
      same(of(row.Balance), left, `Balance of ${key}`);
      if (left < 0) throw new Error(`${key} is paid beyond its total`);
      if (type === 'CreditMemo') same(row.RemainingCredit, row.Balance, `RemainingCredit of ${key}`);
      // Recorded: credit memos do not show the payment that used them.
      else same(names(linksOf(row).filter(pays).map(plain)), names(by.get(key) ?? []), `links of ${key}`);
    }
  }
  // An entry shows exactly the payments that settle it.
  for (const row of rowsOf(photo, 'JournalEntry'))
    same(names(linksOf(row).map(plain)), names(by.get(`JournalEntry:${row.Id}`) ?? []), `links of entry ${row.Id}`);
  return { unused, paidByHand };
}

const pays = (link: Link) => link.TxnType === 'Payment' || link.TxnType.startsWith('BillPayment');
const plain = ({ TxnId, TxnType }: Link): Link => ({
  TxnId,
  TxnType: TxnType.startsWith('Bill') ? 'BillPayment' : TxnType,
});

/** Lines, discount and tax come to the total, in every way of working out tax. */
function totals(photo: Photo): void {
  for (const type of ['Invoice', 'Estimate', 'CreditMemo', 'SalesReceipt', 'RefundReceipt']) {
    for (const row of rowsOf(photo, type)) {
      const part = (detail: string) =>
        sum(row.Line.filter((line: Wire) => line.DetailType === detail).map((line: Wire) => of(line.Amount)));
      const tax = of(row.TxnTaxDetail?.TotalTax);
      same(
        of(row.TotalAmt),
        part('SalesItemLineDetail') - part('DiscountLineDetail') + tax,
        `total of ${type} ${row.Id}`,
      );
      same(part('SubTotalLineDetail'), part('SalesItemLineDetail'), `subtotal of ${type} ${row.Id}`);
      taxLines(row, `${type} ${row.Id}`);
    }
  }
  for (const type of ['Bill', 'VendorCredit', 'Purchase']) {
    for (const row of rowsOf(photo, type)) {
      const lines = sum(row.Line.map((line: Wire) => of(line.Amount)));
      same(of(row.TotalAmt), lines + of(row.TxnTaxDetail?.TotalTax), `total of ${type} ${row.Id}`);
      taxLines(row, `${type} ${row.Id}`);
    }
  }
}

function taxLines(row: Wire, what: string): void {
  const lines = row.TxnTaxDetail?.TaxLine ?? [];
  same(sum(lines.map((line: Wire) => of(line.Amount))), of(row.TxnTaxDetail?.TotalTax), `tax of ${what}`);
  for (const line of lines) {
    const { NetAmountTaxable, TaxPercent, OverrideDeltaAmount } = line.TaxLineDetail;
    // Half a cent up or down, and what was set by hand. Where the tax is inside the price, net and
    // tax come to what was asked, and one rate bears the cents of all.
    const exact = (of(NetAmountTaxable) * TaxPercent) / 100 + of(OverrideDeltaAmount);
    const most = row.GlobalTaxCalculation === 'TaxInclusive' ? lines.length + 0.5 : 0.5;
    if (Math.abs(of(line.Amount) - exact) > most + 0.0000001)
      throw new Error(`${what}: ${TaxPercent} % of ${NetAmountTaxable} is not ${line.Amount}`);
  }
}

/** What lines that name an account and somebody add to that name, in cents: debits positive. */
function byHand(photo: Photo): { readonly customers: Sums; readonly vendors: Sums } {
  const customersOwe = new Sums();
  const vendorsOwe = new Sums();
  for (const { side, name, cents: value } of entriesByHand(photo))
    (side === 'Accounts Payable' ? vendorsOwe : customersOwe).add(name, value);
  return { customers: customersOwe, vendors: vendorsOwe };
}

type Owed = { readonly customers: Sums; readonly vendors: Sums };

/** What everybody owes, in their own currency: open documents, less credits, less money paid ahead. */
function owed(photo: Photo, { unused, paidByHand }: Open): Owed {
  const { customers: receivable, vendors: debits } = byHand(photo);
  for (const row of rowsOf(photo, 'Invoice')) receivable.add(row.CustomerRef.value, of(row.Balance));
  for (const row of rowsOf(photo, 'CreditMemo')) receivable.add(row.CustomerRef.value, -of(row.Balance));
  for (const row of rowsOf(photo, 'Payment')) receivable.add(row.CustomerRef.value, -of(row.UnappliedAmt));
  const payable = new Sums();
  for (const row of rowsOf(photo, 'Vendor')) payable.add(row.Id, -debits.of(row.Id) - paidByHand.of(row.Id));
  for (const row of rowsOf(photo, 'Bill')) payable.add(row.VendorRef.value, of(row.Balance));
  for (const row of rowsOf(photo, 'VendorCredit')) payable.add(row.VendorRef.value, -of(row.Balance));
  for (const row of rowsOf(photo, 'BillPayment')) payable.add(row.VendorRef.value, -unused.of(`BillPayment:${row.Id}`));
  return { customers: receivable, vendors: payable };
}

function customers(photo: Photo, receivable: Sums): void {
  const rows = rowsOf(photo, 'Customer');
  for (const row of rows) {
    same(of(row.Balance), receivable.of(row.Id), `Balance of customer ${row.Id}`);
    const below = rows.filter((job) => job.ParentRef?.value === row.Id);
    const jobs = sum(below.map((job) => of(job.BalanceWithJobs)));
    same(of(row.BalanceWithJobs), of(row.Balance) + jobs, `BalanceWithJobs of customer ${row.Id}`);
  }
}

/** Accounts of the balance sheet that can be counted from documents alone: who owes, what is in the bank, what is taxed. */
function accounts(here: World, photo: Photo, own: Owed): void {
  const rows = rowsOf(photo, 'Account');
  for (const row of rows) {
    const below = rows.filter((account) => account.ParentRef?.value === row.Id);
    if (row.CurrentBalanceWithSubAccounts === undefined) continue;
    const inner = sum(below.map((account) => of(account.CurrentBalanceWithSubAccounts)));
    same(of(row.CurrentBalanceWithSubAccounts), of(row.CurrentBalance) + inner, `account ${row.Name} with those below`);
  }
  const theirs = (entity: string, sums: Sums, currency: string) =>
    sum(
      rowsOf(photo, entity)
        .filter((row) => row.CurrencyRef.value === currency)
        .map((row) => sums.of(row.Id)),
    );
  const home = here.profile.country === 'CA' ? 'CAD' : here.profile.country === 'GB' ? 'GBP' : 'USD';
  // Each currency has its own A/R and A/P, kept in that currency; a company may have more than one of either.
  for (const currency of new Set(rows.map((row) => row.CurrencyRef?.value ?? home))) {
    const held = (type: string) =>
      sum(
        rows
          .filter((row) => row.AccountType === type && (row.CurrencyRef?.value ?? home) === currency)
          .map((row) => of(row.CurrentBalance)),
      );
    same(held('Accounts Receivable'), theirs('Customer', own.customers, currency), `A/R in ${currency}`);
    same(held('Accounts Payable'), 0 - theirs('Vendor', own.vendors, currency), `A/P in ${currency}`);
  }
  if (here.profile.multiCurrency === true) return;
  const counted = moneyIn(here, photo);
  for (const row of rows) {
    const counts =
      row.AccountType === 'Bank' || row.AccountType === 'Credit Card' || row.AccountSubType === 'UndepositedFunds';
    if (counts) same(of(row.CurrentBalance), counted.of(row.Id), `balance of ${row.Name}`);
  }
  taxOwed(photo);
}

/** Money as documents say it moved, by account. */
function moneyIn(here: World, photo: Photo): Sums {
  const sums = new Sums();
  const undeposited = here.account('Undeposited Funds');
  const enter = (ref: Wire, value: number) => sums.add(ref?.value ?? undeposited, value);
  for (const row of rowsOf(photo, 'Payment')) enter(row.DepositToAccountRef, of(row.TotalAmt));
  for (const row of rowsOf(photo, 'SalesReceipt')) enter(row.DepositToAccountRef, of(row.TotalAmt));
  for (const row of rowsOf(photo, 'RefundReceipt')) enter(row.DepositToAccountRef, -of(row.TotalAmt));
  for (const row of rowsOf(photo, 'Invoice'))
    if (of(row.Deposit) !== 0) enter(row.DepositToAccountRef, of(row.Deposit));
  for (const row of rowsOf(photo, 'Deposit')) {
    enter(row.DepositToAccountRef, of(row.TotalAmt));
    if (row.CashBack !== undefined) enter(row.CashBack.AccountRef, of(row.CashBack.Amount));
    for (const line of row.Line) enter(line.DepositLineDetail?.AccountRef, -of(line.Amount));
  }
  for (const row of rowsOf(photo, 'Purchase')) enter(row.AccountRef, (row.Credit === true ? 1 : -1) * of(row.TotalAmt));
  for (const row of rowsOf(photo, 'BillPayment'))
    enter(row.CheckPayment?.BankAccountRef ?? row.CreditCardPayment.CCAccountRef, -of(row.TotalAmt));
  for (const row of rowsOf(photo, 'Transfer')) {
    enter(row.ToAccountRef, of(row.Amount));
    enter(row.FromAccountRef, -of(row.Amount));
  }
  for (const row of rowsOf(photo, 'JournalEntry')) {
    for (const line of row.Line) {
      const { AccountRef, PostingType } = line.JournalEntryLineDetail;
      enter(AccountRef, PostingType === 'Debit' ? of(line.Amount) : -of(line.Amount));
    }
  }
  return sums;
}

/** The tax accounts together hold what documents say was charged, less what was paid. */
function taxOwed(photo: Photo): void {
  const tax = (types: readonly string[]) =>
    sum(types.flatMap((type) => rowsOf(photo, type).map((row) => of(row.TxnTaxDetail?.TotalTax))));
  const purchases = (credit: boolean) =>
    sum(
      rowsOf(photo, 'Purchase')
        .filter((row) => (row.Credit === true) === credit)
        .map((row) => of(row.TxnTaxDetail?.TotalTax)),
    );
  const owes =
    tax(['Invoice', 'SalesReceipt', 'VendorCredit']) +
    purchases(true) -
    tax(['CreditMemo', 'RefundReceipt', 'Bill']) -
    purchases(false);
  const accounts = rowsOf(photo, 'Account').filter((row) => row.AccountSubType === 'GlobalTaxPayable');
  same(sum(accounts.map((row) => of(row.CurrentBalance))), 0 - owes, 'tax owed');
}

/** Money waits in Undeposited Funds or lies in one deposit, and both ends say which. */
function deposits(photo: Photo): void {
  const inside = new Map<string, string>();
  for (const deposit of rowsOf(photo, 'Deposit')) {
    const lines = sum(deposit.Line.map((line: Wire) => of(line.Amount)));
    same(of(deposit.TotalAmt), lines - of(deposit.CashBack?.Amount), `total of deposit ${deposit.Id}`);
    for (const line of deposit.Line) {
      const link = line.LinkedTxn?.[0];
      if (link === undefined) continue;
      const key = `${link.TxnType}:${link.TxnId}`;
      if (inside.has(key)) throw new Error(`${key} is in two deposits`);
      inside.set(key, deposit.Id);
    }
  }
  for (const type of ['Payment', 'SalesReceipt', 'RefundReceipt']) {
    for (const row of rowsOf(photo, type)) {
      const key = `${type}:${row.Id}`;
      const into = inside.get(key);
      const links = linksOf(row).filter((link) => link.TxnType === 'Deposit');
      same(links.map((link) => link.TxnId).join(), into ?? '', `deposit of ${key}`);
      inside.delete(key);
    }
  }
  if (inside.size > 0) throw new Error(`deposits hold what is gone: ${[...inside.keys()].join(', ')}`);
}

function estimates(photo: Photo): void {
  for (const row of rowsOf(photo, 'Estimate')) {
    const made = rowsOf(photo, 'Invoice').filter((invoice) =>
      linksOf(invoice).some((link) => link.TxnType === 'Estimate' && link.TxnId === row.Id),
    );
    const wanted = made.map((invoice): Link => ({ TxnId: invoice.Id, TxnType: 'Invoice' }));
    same(names(linksOf(row)), names(wanted), `invoices of estimate ${row.Id}`);
    same(row.TxnStatus === 'Closed', made.length > 0, `status of estimate ${row.Id}`);
  }
}

/** An order shows exactly the bills and purchases that receive it. */
function orders(photo: Photo): void {
  const receiving = (['Bill', 'Purchase'] as const).flatMap((type) =>
    rowsOf(photo, type).map((row) => ({ type, row })),
  );
  for (const order of rowsOf(photo, 'PurchaseOrder')) {
    const by = receiving.filter(({ row }) =>
      linksOf(row).some((link) => link.TxnType === 'PurchaseOrder' && link.TxnId === order.Id),
    );
    const wanted = by.map(({ type, row }): Link => ({ TxnId: row.Id, TxnType: type }));
    same(names(linksOf(order)), names(wanted), `receipts of order ${order.Id}`);
  }
}

/** Every billable line has its charge; a charge without a line has been billed. */
function charges(photo: Photo): void {
  const rows = new Map(rowsOf(photo, 'ReimburseCharge').map((row) => [row.Id, row]));
  const seen = new Set<string>();
  for (const source of [...rowsOf(photo, 'Bill'), ...rowsOf(photo, 'Purchase')]) {
    for (const line of source.Line) {
      const { BillableStatus } = line[line.DetailType];
      const link = linksOf(line).find((item) => item.TxnType === 'ReimburseCharge');
      same(link !== undefined, BillableStatus !== 'NotBillable', `charge of a line of ${source.Id}`);
      if (link === undefined) continue;
      const charge = rows.get(link.TxnId);
      same(charge?.HasBeenInvoiced, BillableStatus === 'HasBeenBilled', `charge ${link.TxnId} billed`);
      same(of(charge?.Amount), of(line.Amount), `amount of charge ${link.TxnId}`);
      seen.add(link.TxnId);
    }
  }
  for (const [id, charge] of rows) if (!seen.has(id)) same(charge.HasBeenInvoiced, true, `charge ${id} without a cost`);
}

/** Hours are billed exactly while a sale names them. */
function hours(photo: Photo): void {
  const billed = new Set<string>();
  for (const row of [...rowsOf(photo, 'Invoice'), ...rowsOf(photo, 'SalesReceipt')])
    for (const link of linksOf(row)) if (link.TxnType === 'TimeActivity') billed.add(link.TxnId);
  for (const row of rowsOf(photo, 'TimeActivity'))
    same(row.BillableStatus === 'HasBeenBilled', billed.has(row.Id), `billed hours ${row.Id}`);
}

/** Pieces on hand: what was there, what was bought, less what was sold. */
function stock(here: World, photo: Photo): void {
  const pieces = (type: string, detail: string) =>
    sum(
      rowsOf(photo, type).flatMap((row) =>
        row.Line.map((line: Wire) => {
          if (line[detail]?.ItemRef?.value !== here.stock) return 0;
          return (row.Credit === true ? -1 : 1) * (line[detail].Qty ?? 0);
        }),
      ),
    );
  const [sold, bought] = ['SalesItemLineDetail', 'ItemBasedExpenseLineDetail'];
  const out =
    pieces('Invoice', sold) + pieces('SalesReceipt', sold) - pieces('CreditMemo', sold) - pieces('RefundReceipt', sold);
  const into = pieces('Bill', bought) + pieces('Purchase', bought) - pieces('VendorCredit', bought);
  const row = rowsOf(photo, 'Item').find((item) => item.Id === here.stock);
  same(row.QtyOnHand, here.opening.pieces + into - out, 'QtyOnHand');
}
