/** Every transaction: made, read, changed, found, counted, deleted; and what each does to others' figures. */
import { describe, expect, test } from 'vitest';
import {
  accountLine,
  cents,
  count,
  expectGone,
  type Figure,
  figures,
  found,
  itemLine,
  type Loose,
  type Now,
  STALE,
  saleLine,
  type Use,
} from './use.ts';

const CUSTOMER = '4';

type Form = {
  readonly entity: string;
  readonly body: (it: Use) => Loose;
  readonly change: Loose;
  /** What the answer must tell. */
  readonly shows: Loose;
  /** Figures of other records, and what making it adds to each, in cents. */
  readonly moves?: (it: Use) => readonly (readonly [Figure, number])[];
};

const sale = { CustomerRef: { value: CUSTOMER }, Line: [saleLine('1', 250)] };
const owed: Figure = ['Customer', CUSTOMER, 'Balance'];
const bank = (it: Use): Figure => ['Account', it.ids.bank, 'CurrentBalance'];
const vendor = (it: Use): Figure => ['Vendor', it.ids.vendor, 'Balance'];
const supplier = (it: Use) => ({ VendorRef: { value: it.ids.vendor } });

const orderOf = (it: Use) => ({
  ...supplier(it),
  APAccountRef: { value: it.ids.payable },
  Line: [itemLine(it.ids.bought, 5)],
});

const forms: readonly Form[] = [
  {
    entity: 'Estimate',
    body: () => sale,
    change: { TxnStatus: 'Accepted' },
    shows: { TotalAmt: 250 },
    moves: () => [[owed, 0]],
  },
  {
    entity: 'Invoice',
    body: () => sale,
    change: { PrivateNote: 'x' },
    shows: { TotalAmt: 250, Balance: 250 },
    moves: () => [[owed, 25_000]],
  },
  {
    entity: 'CreditMemo',
    body: () => sale,
    change: { PrivateNote: 'x' },
    shows: { TotalAmt: 250, RemainingCredit: 250 },
    moves: () => [[owed, -25_000]],
  },
  {
    entity: 'SalesReceipt',
    body: (it) => ({ ...sale, DepositToAccountRef: { value: it.ids.bank } }),
    change: { PaymentRefNum: '1041' },
    shows: { TotalAmt: 250, Balance: 0 },
    moves: (it) => [
      [bank(it), 25_000],
      [owed, 0],
    ],
  },
  {
    entity: 'RefundReceipt',
    body: (it) => ({ ...sale, DepositToAccountRef: { value: it.ids.bank } }),
    change: { PrivateNote: 'x' },
    shows: { TotalAmt: 250 },
    moves: (it) => [[bank(it), -25_000]],
  },
  {
    entity: 'Payment',
    body: (it) => ({ CustomerRef: { value: CUSTOMER }, TotalAmt: 80, DepositToAccountRef: { value: it.ids.bank } }),
    change: { PaymentRefNum: '77' },
    shows: { TotalAmt: 80, UnappliedAmt: 80 },
    moves: (it) => [
      [bank(it), 8000],
      [owed, -8000],
    ],
  },
  {
    entity: 'Bill',
    body: (it) => ({ ...supplier(it), Line: [accountLine(it.ids.expense, 30)] }),
    change: { DocNumber: 'B-9' },
    shows: { TotalAmt: 30, Balance: 30 },
    moves: (it) => [[vendor(it), 3000]],
  },
  {
    entity: 'VendorCredit',
    body: (it) => ({ ...supplier(it), Line: [accountLine(it.ids.expense, 12)] }),
    change: { DocNumber: 'C-9' },
    shows: { TotalAmt: 12 },
    moves: (it) => [[vendor(it), -1200]],
  },
  {
    entity: 'Purchase',
    body: (it) => ({
      PaymentType: 'Check',
      AccountRef: { value: it.ids.bank },
      Line: [accountLine(it.ids.expense, 31)],
    }),
    change: { PrivateNote: 'x' },
    shows: { TotalAmt: 31, PaymentType: 'Check' },
    moves: (it) => [[bank(it), -3100]],
  },
  {
    entity: 'PurchaseOrder',
    body: orderOf,
    change: { Memo: 'Leave at the gate' },
    shows: { TotalAmt: 5, POStatus: 'Open' },
    moves: (it) => [[vendor(it), 0]],
  },
  {
    entity: 'Deposit',
    body: (it) => ({
      DepositToAccountRef: { value: it.ids.bank },
      Line: [
        { Amount: 3, DetailType: 'DepositLineDetail', DepositLineDetail: { AccountRef: { value: it.ids.income } } },
      ],
    }),
    change: { PrivateNote: 'x' },
    shows: { TotalAmt: 3 },
    moves: (it) => [[bank(it), 300]],
  },
  {
    entity: 'Transfer',
    body: (it) => ({ FromAccountRef: { value: it.ids.bank }, ToAccountRef: { value: it.ids.stock }, Amount: 5 }),
    change: { PrivateNote: 'x' },
    shows: { Amount: 5 },
    moves: (it) => [
      [bank(it), -500],
      [['Account', it.ids.stock, 'CurrentBalance'], 500],
    ],
  },
  {
    entity: 'JournalEntry',
    body: (it) => ({
      Line: ['Debit', 'Credit'].map((PostingType) => ({
        DetailType: 'JournalEntryLineDetail',
        Amount: 40,
        JournalEntryLineDetail: {
          PostingType,
          AccountRef: { value: PostingType === 'Debit' ? it.ids.bank : it.ids.stock },
        },
      })),
    }),
    change: { PrivateNote: 'x' },
    shows: { TotalAmt: 0 },
    moves: (it) => [
      [bank(it), 4000],
      [['Account', it.ids.stock, 'CurrentBalance'], -4000],
    ],
  },
  {
    entity: 'TimeActivity',
    body: (it) => ({ NameOf: 'Employee', EmployeeRef: { value: it.ids.employee }, Hours: 1, Minutes: 30 }),
    change: { Description: 'North slope' },
    shows: { Hours: 1, Minutes: 30 },
  },
  {
    entity: 'Attachable',
    body: (it) => ({ Note: 'Gate code', AttachableRef: [{ EntityRef: { type: 'Bill', value: it.ids.bill } }] }),
    change: { Note: 'Gate code changed' },
    shows: { Note: 'Gate code' },
  },
];

/** A bill that is open, and what pays it. */
async function billAndPayment(it: Use): Promise<[Loose, Loose]> {
  const bill = await it.call('createBill', { ...supplier(it), Line: [accountLine(it.ids.expense, 90)] });
  const payment = {
    ...supplier(it),
    PayType: 'Check',
    TotalAmt: 90,
    CheckPayment: { BankAccountRef: { value: it.ids.bank } },
    Line: [{ Amount: 90, LinkedTxn: [{ TxnId: bill.Id, TxnType: 'Bill' }] }],
  };
  return [bill, payment];
}

export function everyForm(now: Now): void {
  describe('transactions', () => {
    test.each(forms)(
      '$entity: create, get, update, find, count, delete',
      async ({ entity, body, change, shows, moves }) => {
        const it = now();
        const watched = moves?.(it) ?? [];
        const watching = watched.map(([figure]) => figure);
        const first = await figures(it, watching);
        const before = await count(it, entity);

        const made = await it.call(`create${entity}`, body(it));
        expect(made).toMatchObject({ ...shows, SyncToken: '0' });
        expect(await it.call(`get${entity}`, made.Id)).toMatchObject({ Id: made.Id, ...shows });
        expect(await count(it, entity)).toBe(before + 1);
        expect(await figures(it, watching)).toEqual(watched.map(([, by], index) => (first[index] ?? 0) + by));

        const changed = await it.call(`update${entity}`, { Id: made.Id, SyncToken: '0', ...change });
        expect(changed).toMatchObject({ ...shows, ...change, SyncToken: '1' });
        expect(await it.refused(`update${entity}`, { Id: made.Id, SyncToken: '0', ...change })).toEqual(STALE);
        expect((await found(it, entity, [{ field: 'Id', value: made.Id }])).map((row) => row.SyncToken)).toEqual(['1']);

        await expectGone(it, entity, made.Id, await it.call(`delete${entity}`, made.Id));
        expect(await count(it, entity)).toBe(before);
        expect(await figures(it, watching)).toEqual(first);
      },
    );

    test('a bill payment pays its bill, and deleting it opens the bill again', async () => {
      const it = now();
      const [bill, body] = await billAndPayment(it);
      const before = await figures(it, [vendor(it), bank(it)]);
      const many = await count(it, 'BillPayment');
      const made = await it.call('createBillPayment', body);
      expect(await it.call('getBill', bill.Id)).toMatchObject({
        Balance: 0,
        LinkedTxn: [{ TxnId: made.Id, TxnType: 'BillPaymentCheck' }],
      });
      expect(await figures(it, [vendor(it), bank(it)])).toEqual(before.map((value) => value - 9000));
      expect(await it.call('updateBillPayment', { ...made, DocNumber: '501' })).toMatchObject({
        DocNumber: '501',
        SyncToken: '1',
      });
      expect((await found(it, 'BillPayment', [{ field: 'DocNumber', value: '501' }])).map((row) => row.Id)).toEqual([
        made.Id,
      ]);
      expect(await count(it, 'BillPayment')).toBe(many + 1);
      await expectGone(it, 'BillPayment', made.Id, await it.call('deleteBillPayment', made.Id));
      expect((await it.call('getBill', bill.Id)).Balance).toBe(90);
      expect(await figures(it, [vendor(it), bank(it)])).toEqual(before);
    });
  });
}

export function moreForms(now: Now): void {
  describe('transactions, further', () => {
    test('a bill payment is voided by an update', async () => {
      const it = now();
      const [bill, body] = await billAndPayment(it);
      const made = await it.call('createBillPayment', body);
      const voided = await it.call('updateBillPayment', { Id: made.Id, SyncToken: '0', void: true });
      expect(voided).toMatchObject({ TotalAmt: 0, PrivateNote: 'Voided' });
      expect((await it.call('getBill', bill.Id)).Balance).toBe(90);
    });

    test('an invoice is paid, the payment voided, the invoice voided: nothing is owed, and the note says why', async () => {
      const it = now();
      const [before] = await figures(it, [owed]);
      const invoice = await it.call('createInvoice', { ...sale, PrivateNote: 'Second try' });
      const payment = await it.call('createPayment', {
        CustomerRef: { value: CUSTOMER },
        TotalAmt: 100,
        Line: [{ Amount: 100, LinkedTxn: [{ TxnId: invoice.Id, TxnType: 'Invoice' }] }],
      });
      expect(await it.call('getInvoice', invoice.Id)).toMatchObject({
        Balance: 150,
        LinkedTxn: [{ TxnId: payment.Id, TxnType: 'Payment' }],
      });
      expect(await it.refused('voidInvoice', invoice.Id)).toEqual({ status: 400, code: '6000' });
      const undone = await it.call('voidPayment', { Id: payment.Id, SyncToken: '0' });
      expect(undone).toMatchObject({ TotalAmt: 0, UnappliedAmt: 0, Line: [], PrivateNote: 'Voided' });
      expect((await it.call('getInvoice', invoice.Id)).Balance).toBe(250);

      const { Invoice: voided } = await it.call('voidInvoice', invoice.Id);
      expect(voided).toMatchObject({ TotalAmt: 0, Balance: 0, DocNumber: invoice.DocNumber });
      expect(voided.PrivateNote).toMatch(/^Voided.*Second try/s);
      expect(voided.Line.map((line: Loose) => cents(line.Amount))).toEqual(voided.Line.map(() => 0));
      expect(voided.Line[0].SalesItemLineDetail.ItemRef.value).toBe('1');
      expect(await it.call('getInvoice', invoice.Id)).toMatchObject({ TotalAmt: 0, PrivateNote: voided.PrivateNote });
      expect(await figures(it, [owed])).toEqual([before]);
    });

    test('a number used twice is refused, unless the client says that it may', async () => {
      const it = now();
      const body = { ...supplier(it), DocNumber: 'B-77', Line: [accountLine(it.ids.expense, 5)] };
      await it.call('createBill', body);
      expect(await it.refused('createBill', body)).toEqual({ status: 400, code: '6140' });
      expect((await it.call('createBill', { ...body, allowDuplicateDocNum: true })).DocNumber).toBe('B-77');
    });

    test('an order becomes a bill and is closed; an estimate becomes an invoice and is closed', async () => {
      const it = now();
      const order = await it.call('createPurchaseOrder', orderOf(it));
      await it.call('createBill', {
        ...supplier(it),
        Line: [
          { ...itemLine(it.ids.bought, 5), LinkedTxn: [{ TxnId: order.Id, TxnType: 'PurchaseOrder', TxnLineId: '1' }] },
        ],
        LinkedTxn: [{ TxnId: order.Id, TxnType: 'PurchaseOrder' }],
      });
      expect((await it.call('getPurchaseOrder', order.Id)).POStatus).toBe('Closed');
      const estimate = await it.call('createEstimate', sale);
      await it.call('createInvoice', { ...sale, LinkedTxn: [{ TxnId: estimate.Id, TxnType: 'Estimate' }] });
      expect((await it.call('getEstimate', estimate.Id)).TxnStatus).toBe('Closed');
    });
  });
}
