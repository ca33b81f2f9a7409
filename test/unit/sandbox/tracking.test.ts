/** Classes and locations: kept where the company tracks them, left out without a word elsewhere. */
import { describe, expect, test } from 'vitest';
import { fault, line } from './ask.ts';
import { type Buying, buying, cost } from './buying.ts';

function world(prefs: Record<string, boolean>): Buying & { readonly group: string; readonly place: string } {
  const here = buying();
  const group = here.post('/class', { Name: 'Commercial' }).body.Class.Id;
  const place = here.post('/department', { Name: 'North' }).body.Department.Id;
  here.act({ act: 'settings', set: { AccountingInfoPrefs: prefs } });
  return { ...here, group, place };
}

const kept = (here: ReturnType<typeof world>) => {
  const refs = { ClassRef: { value: here.group }, DepartmentRef: { value: here.place } };
  const invoice = here.post('/invoice', {
    CustomerRef: { value: here.customer },
    Line: [line(here.item, 2, 40, { ClassRef: { value: here.group } })],
    ...refs,
  }).body.Invoice;
  const bill = here.bill(10, {
    Line: [cost(here.account('Dump Fees'), 10, {}, { ClassRef: { value: here.group } })],
    DepartmentRef: { value: here.place },
  }).body.Bill;
  const entryLine = (PostingType: string) => ({
    Amount: 5,
    DetailType: 'JournalEntryLineDetail',
    JournalEntryLineDetail: { PostingType, AccountRef: { value: here.account('Fuel') }, ...refs },
  });
  const entry = here.post('/journalentry', { Line: [entryLine('Debit'), entryLine('Credit')] }).body.JournalEntry;
  const written = entry.Line[0].JournalEntryLineDetail;
  return {
    'head class': invoice.ClassRef?.name,
    'line class': invoice.Line[0].SalesItemLineDetail.ClassRef?.name,
    'cost class': bill.Line[0].AccountBasedExpenseLineDetail.ClassRef?.name,
    'entry class': written.ClassRef?.name,
    location: [invoice.DepartmentRef?.name, bill.DepartmentRef?.name, written.DepartmentRef?.name],
  };
};

const nowhere = [undefined, undefined, undefined];

describe('what is kept', () => {
  test('nothing while nothing is tracked', () => {
    expect(kept(world({}))).toEqual({ location: nowhere });
  });
  test('one class for a transaction', () => {
    const found = kept(world({ ClassTrackingPerTxn: true }));
    expect(found).toEqual({ 'head class': 'Commercial', 'entry class': 'Commercial', location: nowhere });
  });
  test('one class for each line, and locations', () => {
    const found = kept(world({ ClassTrackingPerTxnLine: true, TrackDepartments: true }));
    const Commercial = { 'line class': 'Commercial', 'cost class': 'Commercial', 'entry class': 'Commercial' };
    expect(found).toEqual({ ...Commercial, location: ['North', 'North', 'North'] });
  });
  test('a class that does not exist is refused where it is tracked', () => {
    const body = (here: Buying) => ({
      CustomerRef: { value: here.customer },
      Line: [line(here.item, 1, 5)],
      ClassRef: { value: '987' },
    });
    const on = world({ ClassTrackingPerTxn: true });
    expect(fault(on.post('/invoice', body(on)))).toMatchObject({ code: '2500' });
    const off = world({});
    expect(off.post('/invoice', body(off)).status).toBe(200);
  });
});
