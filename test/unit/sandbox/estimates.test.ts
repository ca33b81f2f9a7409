/** Estimates, and the invoices made from them. */
import { describe, expect, test } from 'vitest';
import { fault, fresh, line } from './ask.ts';

type World = ReturnType<typeof fresh>;

const estimate = ({ post, customer, item }: World, more: Record<string, unknown> = {}) =>
  post('/estimate', { CustomerRef: { value: customer }, Line: [line(item, 2, 50), line(item, 1, 20)], ...more }).body
    .Estimate;

const invoice = ({ post, customer, item }: World, more: Record<string, unknown> = {}) =>
  post('/invoice', { CustomerRef: { value: customer }, Line: [line(item, 2, 50), line(item, 1, 20)], ...more });

const from = (TxnId: string) => ({ LinkedTxn: [{ TxnId, TxnType: 'Estimate' }] });

describe('an estimate', () => {
  test('is pending, has numbers of its own and posts nothing', () => {
    const world = fresh();
    invoice(world);
    const before = world.company.summary();
    const made = estimate(world);
    expect(made).toMatchObject({ DocNumber: '1001', TxnStatus: 'Pending', TotalAmt: 120, SyncToken: '0' });
    expect(made.Balance).toBeUndefined();
    expect(made.LinkedTxn).toBeUndefined();
    expect(made.DueDate).toBeUndefined();
    expect(world.get(`/customer/${world.customer}`).body.Customer.Balance).toBe(120);
    expect(world.company.summary().trialBalance).toBe(before.trialBalance);
    expect(estimate(world).DocNumber).toBe('1002');
  });

  test('moves no stock and may lie in closed books', () => {
    const world = fresh();
    world.act({ act: 'settings', set: { AccountingInfoPrefs: { BookCloseDate: '2026-10-31' } } });
    expect(estimate(world, { TxnDate: '2026-10-01' }).TxnDate).toBe('2026-10-01');
    expect(fault(invoice(world, { TxnDate: '2026-10-01' })).code).toBe('6200');
  });

  test('takes its states, and nothing else', () => {
    const world = fresh();
    const made = estimate(world, { ExpirationDate: '2026-12-24' });
    const accepted = world.post('/estimate', {
      Id: made.Id,
      SyncToken: '0',
      sparse: true,
      TxnStatus: 'Accepted',
      AcceptedBy: 'Ada',
      AcceptedDate: '2026-11-21',
    }).body.Estimate;
    expect(accepted).toMatchObject({ TxnStatus: 'Accepted', AcceptedBy: 'Ada', ExpirationDate: '2026-12-24' });
    expect(fault(estimateStatus(world, made.Id, '1', 'Lost')).code).toBe('2170');
  });

  test('is refused where estimates are turned off, or with a number used twice', () => {
    const world = fresh();
    world.act({ act: 'settings', set: { SalesFormsPrefs: { CustomTxnNumbers: true } } });
    invoice(world, { DocNumber: 'E-1' });
    const made = estimate(world, { DocNumber: 'E-1' });
    const twice = world.post('/estimate', {
      CustomerRef: { value: world.customer },
      Line: [line(world.item, 1, 1)],
      DocNumber: 'E-1',
    });
    expect(fault(twice)).toMatchObject({ code: '6140' });
    expect(fault(twice).detail).toContain(`TxnType=Estimate with TxnId=${made.Id}`);
    world.act({ act: 'settings', set: { SalesFormsPrefs: { AllowEstimates: false } } });
    expect(
      fault(world.post('/estimate', { CustomerRef: { value: world.customer }, Line: [line(world.item, 1, 1)] })).code,
    ).toBe('6000');
  });

  test('may be asked for by customer and due date, not by status or total', () => {
    const world = fresh();
    estimate(world, { DueDate: '2026-12-01' });
    const found = world.query("select * from Estimate where DueDate > '2026-11-30'").body.QueryResponse;
    expect(found.Estimate).toHaveLength(1);
    expect(found.totalCount).toBeUndefined();
    for (const where of ["TxnStatus = 'Pending'", "TotalAmt > '1'"])
      expect(fault(world.query(`select * from Estimate where ${where}`)).code).toBe('4001');
  });
});

function estimateStatus({ post }: World, Id: string, SyncToken: string, TxnStatus: string) {
  return post('/estimate', { Id, SyncToken, sparse: true, TxnStatus });
}

describe('an invoice made from an estimate', () => {
  test('closes it: new time, the same token; the link stands at the head and on each line', () => {
    const world = fresh();
    const made = estimate(world);
    world.wait(60);
    const { Invoice } = invoice(world, from(made.Id)).body;
    expect(Invoice.LinkedTxn).toEqual([{ TxnId: made.Id, TxnType: 'Estimate' }]);
    for (const row of Invoice.Line.slice(0, 2)) expect(row.LinkedTxn).toEqual(Invoice.LinkedTxn);
    expect(Object.keys(Invoice.Line[0])).toEqual([
      'Id',
      'LineNum',
      'Amount',
      'LinkedTxn',
      'DetailType',
      'SalesItemLineDetail',
      'CustomExtensions',
    ]);
    expect(Invoice.Line[2].LinkedTxn).toBeUndefined();
    const closed = world.get(`/estimate/${made.Id}`).body.Estimate;
    expect(closed).toMatchObject({
      TxnStatus: 'Closed',
      SyncToken: '0',
      LinkedTxn: [{ TxnId: Invoice.Id, TxnType: 'Invoice' }],
    });
    expect(closed.MetaData.LastUpdatedTime).toBe(Invoice.MetaData.LastUpdatedTime);
    expect(closed.MetaData.LastUpdatedTime).not.toBe(made.MetaData.LastUpdatedTime);
  });

  test('a link on a line alone counts too, and stays through a sparse update that says nothing of it', () => {
    const world = fresh();
    const made = estimate(world);
    const one = { ...line(world.item, 1, 20), ...from(made.Id) };
    const { Invoice } = invoice(world, { Line: [one] }).body;
    expect(Invoice.LinkedTxn).toEqual([{ TxnId: made.Id, TxnType: 'Estimate' }]);
    const noted = world.post('/invoice', { Id: Invoice.Id, SyncToken: '0', sparse: true, PrivateNote: 'x' }).body
      .Invoice;
    expect(noted.LinkedTxn).toEqual(Invoice.LinkedTxn);
    expect(noted.Line).toEqual(Invoice.Line);
  });

  test('deleted or unlinked, it gives the estimate back as it was', () => {
    const world = fresh();
    const made = estimate(world);
    estimateStatus(world, made.Id, '0', 'Accepted');
    const { Invoice } = invoice(world, from(made.Id)).body;
    // What a client echoes while it is closed does not stick.
    estimateStatus(world, made.Id, '1', 'Closed');
    const free = world.post('/invoice', { Id: Invoice.Id, SyncToken: '0', sparse: true, LinkedTxn: [] }).body.Invoice;
    expect(free.LinkedTxn).toEqual([]);
    expect(free.Line[0].LinkedTxn).toBeUndefined();
    expect(world.get(`/estimate/${made.Id}`).body.Estimate.TxnStatus).toBe('Accepted');
    const again = invoice(world, from(made.Id)).body.Invoice;
    expect(world.get(`/estimate/${made.Id}`).body.Estimate.TxnStatus).toBe('Closed');
    world.post('/invoice', { Id: again.Id, SyncToken: '0' }, { operation: 'delete' });
    const open = world.get(`/estimate/${made.Id}`).body.Estimate;
    expect(open.TxnStatus).toBe('Accepted');
    expect(open.LinkedTxn).toBeUndefined();
  });

  test('loses its link when the estimate is deleted, with the same token', () => {
    const world = fresh();
    const made = estimate(world);
    const { Invoice } = invoice(world, from(made.Id)).body;
    world.wait(60);
    const gone = world.post('/estimate', { Id: made.Id, SyncToken: '0' }, { operation: 'delete' });
    expect(gone.body.Estimate).toEqual({ domain: 'QBO', status: 'Deleted', Id: made.Id });
    const after = world.get(`/invoice/${Invoice.Id}`).body.Invoice;
    expect(after).toMatchObject({ LinkedTxn: [], SyncToken: '0' });
    expect(after.Line[0].LinkedTxn).toBeUndefined();
  });

  test('cannot name one that is not there, or what it is not made from', () => {
    const world = fresh();
    expect(fault(invoice(world, from('75')))).toEqual({
      status: 400,
      code: '6000',
      detail:
        'Business Validation Error: The entity Estimate 75 that you are trying to link does not exist. Estimate 75',
      element: '',
    });
    const other = invoice(world).body.Invoice.Id;
    expect(fault(invoice(world, { LinkedTxn: [{ TxnId: other, TxnType: 'Invoice' }] })).code).toBe('620');
  });
});
