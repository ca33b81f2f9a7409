import { expect, test } from 'playwright/test';
import {
  eventually,
  type HostProcess,
  removeFolder,
  type SandboxProcess,
  startHost,
  startSandbox,
  temporaryFolder,
} from '../support/processes.ts';

/**
 * The promises of two-way sync between two processes: the headless host and the sandbox company. The workspace is edited
 * through the scripting interface, QuickBooks through another client; one story after the other on the same book.
 */
test.describe
  .serial('two processes keep each other equal', () => {
    let sandbox: SandboxProcess;
    let host: HostProcess;
    let data = '';

    test.beforeAll(async () => {
      data = await temporaryFolder();
      sandbox = await startSandbox({ company: 'demo' });
      host = await startHost({ data });
      await host.connect(sandbox);
      await host.applyPlan();
      await host.until('app.status', {}, (status) => status.stage === 'live' && status.counts.waiting === 0);
      // Someone looks: changes in QuickBooks are read every few seconds.
      await host.call('settings.set', { pollActiveSeconds: 5 });
    });

    test.afterAll(async () => {
      await host?.stop();
      await sandbox?.stop();
      await removeFolder(data);
    });

    const settled = () =>
      host.until('app.status', {}, (status) => status.counts.waiting === 0 && status.progress === null);
    const customerNamed = async (name: string) => {
      const list = await host.call('records.list', { entity: 'customer', search: name });
      const row = list.rows.find((candidate) => candidate.title === name);
      if (!row) throw new Error(`no customer called ${name}`);
      return row;
    };
    const change = async (entity: string, key: string, changes: Record<string, never | string>) => {
      const detail = await host.call('records.get', { entity, key });
      await host.call('records.update', { entity, key, revision: detail.revision ?? '', changes });
    };

    test('a customer made in the workspace arrives in QuickBooks, and an edit of it too', async () => {
      const { key } = await host.call('records.create', {
        entity: 'customer',
        body: {
          displayName: 'Juniper Lane Bakery',
          email: 'hello@juniperlane.example',
          phone: '(555) 010-4420',
          taxable: true,
        },
      });
      const [made] = await eventually(
        () => sandbox.qbo.query('Customer', "DisplayName = 'Juniper Lane Bakery'"),
        (rows) => rows.length === 1,
        { what: 'The customer in QuickBooks' },
      );
      expect(made).toMatchObject({
        PrimaryEmailAddr: { Address: 'hello@juniperlane.example' },
        PrimaryPhone: { FreeFormNumber: '(555) 010-4420' },
      });
      await change('customer', key, { phone: '(555) 010-4421' });
      await eventually(
        () => sandbox.qbo.read('Customer', made?.Id ?? ''),
        (row) => (row.PrimaryPhone as { FreeFormNumber: string }).FreeFormNumber === '(555) 010-4421',
        { what: 'The new phone number in QuickBooks' },
      );
    });

    test('a customer edited in QuickBooks changes in the workspace and loses nothing', async () => {
      const row = await customerNamed('Juniper Lane Bakery');
      const native = await sandbox.qbo.read('Customer', row.quickbooksId ?? '');
      await sandbox.qbo.save('Customer', {
        sparse: true,
        Id: native.Id,
        SyncToken: native.SyncToken,
        Notes: 'Gate code 4411',
      });
      const detail = await host.until(
        'records.get',
        { entity: 'customer', key: row.key },
        (answer) => answer.platform?.notes === 'Gate code 4411' && answer.row.state === 'equal',
      );
      expect(detail.platform).toMatchObject({ phone: '(555) 010-4421', email: 'hello@juniperlane.example' });
      expect(detail.row.state).toBe('equal');
    });

    test('an invoice with lines and tax arrives after its new customer and item, with equal totals', async () => {
      const { rates } = await host.call('workspace.taxRates', {});
      const rate = rates.find((candidate) => Number(candidate.percent) > 0);
      expect(rate, 'the workspace has a tax rate').toBeDefined();
      const mappings = await host.call('mappings.get', {});
      const suggested = mappings.taxRates.find((entry) => entry.key === rate?.key)?.suggestion?.id;
      await host.call('mappings.setLists', {
        taxCodes: { ...mappings.lists.taxCodes, ...(suggested ? { [rate?.key ?? '']: suggested } : {}) },
      });
      // Paused, all three wait together: the order of sending is the engine's to find.
      await host.call('sync.pause', {});
      const customer = await host.call('records.create', {
        entity: 'customer',
        body: { displayName: 'Alder Street Clinic', taxable: true },
      });
      const item = await host.call('records.create', {
        entity: 'item',
        body: { name: 'Gutter guard, per foot', type: 'service', unitPrice: '7.35', taxable: true },
      });
      const invoice = await host.call('records.create', {
        entity: 'invoice',
        body: {
          number: 'E2E-2001',
          customer: customer.key,
          date: '2026-11-10',
          dueDate: '2026-12-10',
          taxRate: rate?.key ?? null,
          taxPercent: rate?.percent ?? null,
          lines: [
            {
              id: 'a',
              kind: 'item',
              item: item.key,
              description: 'Front and back',
              quantity: '117',
              unitPrice: '7.35',
              percent: null,
              amount: '859.95',
              taxable: true,
            },
            {
              id: 'b',
              kind: 'item',
              item: item.key,
              description: 'Labour',
              quantity: '3.5',
              unitPrice: '89.99',
              percent: null,
              amount: '314.97',
              taxable: false,
            },
          ],
        },
      });
      await host.call('sync.resume', {});
      const [native] = await eventually(
        () => sandbox.qbo.query('Invoice', "DocNumber = 'E2E-2001'"),
        (rows) => rows.length === 1,
        {
          what: 'The invoice in QuickBooks',
        },
      );
      const detail = await host.until(
        'records.get',
        { entity: 'invoice', key: invoice.key },
        (answer) => answer.row.state === 'equal',
      );
      expect(Number(native?.TotalAmt).toFixed(2)).toBe(detail.platform?.total);
      expect(Number((native?.TxnTaxDetail as { TotalTax: number } | undefined)?.TotalTax).toFixed(2)).toBe(
        detail.platform?.taxTotal,
      );
      expect(Number(detail.platform?.taxTotal)).toBeGreaterThan(0);
      expect(detail.differs).toEqual([]);
    });

    test('a payment made in QuickBooks marks the invoice of the workspace paid', async () => {
      const [native] = await sandbox.qbo.query('Invoice', "DocNumber = 'E2E-2001'");
      await sandbox.qbo.save('Payment', {
        CustomerRef: native?.CustomerRef,
        TotalAmt: native?.TotalAmt,
        Line: [{ Amount: native?.TotalAmt, LinkedTxn: [{ TxnId: native?.Id, TxnType: 'Invoice' }] }],
      });
      const list = await host.until(
        'records.list',
        { entity: 'invoice', search: 'E2E-2001' },
        // Paid here a moment before the invoice of QuickBooks is seen to be.
        (answer) => answer.rows[0]?.balance === '0.00' && answer.rows[0].state === 'equal',
      );
      expect(list.rows).toHaveLength(1);
      await settled();
    });

    test('the same field edited on both sides waits in Review and resolves', async () => {
      const row = await customerNamed('Juniper Lane Bakery');
      await host.call('sync.pause', {});
      const native = await sandbox.qbo.read('Customer', row.quickbooksId ?? '');
      await sandbox.qbo.save('Customer', {
        sparse: true,
        Id: native.Id,
        SyncToken: native.SyncToken,
        PrimaryPhone: { FreeFormNumber: '(555) 010-7001' },
      });
      await change('customer', row.key, { phone: '(555) 010-7002' });
      await host.call('sync.resume', {});
      const reviews = await host.until('review.list', {}, (answer) =>
        answer.rows.some((entry) => entry.key === row.key),
      );
      const review = reviews.rows.find((entry) => entry.key === row.key);
      const detail = await host.call('review.get', { id: review?.id ?? '' });
      expect(detail.fields.find((field) => field.path === 'phone')).toMatchObject({
        base: '(555) 010-4421',
        platform: '(555) 010-7002',
        quickbooks: '(555) 010-7001',
        conflicting: true,
      });
      // Nothing was written while it waits.
      expect((await sandbox.qbo.read('Customer', native.Id)).PrimaryPhone).toMatchObject({
        FreeFormNumber: '(555) 010-7001',
      });
      await host.call('review.resolve', {
        id: detail.row.id,
        revision: detail.revision,
        choices: { phone: { pick: 'platform' } },
      });
      await eventually(
        () => sandbox.qbo.read('Customer', native.Id),
        (now) => (now.PrimaryPhone as { FreeFormNumber: string }).FreeFormNumber === '(555) 010-7002',
        { what: 'The chosen phone number in QuickBooks' },
      );
      await host.until('review.list', {}, (answer) => answer.rows.every((entry) => entry.key !== row.key));
    });

    test('an own write coming back causes no write', async () => {
      await settled();
      const before = (await host.call('activity.list', { result: 'done', limit: 1 })).entries[0]?.seq ?? 0;
      await host.call('sync.now', {});
      await settled();
      const after = await host.call('activity.list', { result: 'done', limit: 5 });
      expect(after.entries.filter((entry) => entry.seq > before && entry.side !== null)).toEqual([]);
    });

    test('disconnecting keeps both sides, and the same company resumes', async () => {
      const before = await host.call('records.list', { entity: 'customer', limit: 1 });
      await host.call('connection.disconnect', {});
      expect((await host.call('app.status', {})).stage).toBe('notConnected');
      expect((await host.call('records.list', { entity: 'customer', limit: 1 })).total).toBeGreaterThan(0);
      // A disconnect revokes the tokens, as QuickBooks asks of apps; the company itself is as it was.
      expect((await host.call('connection.get', {})).previousCompany?.companyId).toBe(sandbox.ready.realmId);
      expect(before.total).toBeGreaterThan(40);
    });
  });
