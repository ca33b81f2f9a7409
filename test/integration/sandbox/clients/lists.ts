/** Names and lists: made, read, changed, found, counted, taken out of use and back. */
import { describe, expect, test } from 'vitest';
import { control } from '../support.ts';
import { count, found, type Loose, type Now, STALE } from './use.ts';

type Row = readonly [entity: string, body: Loose, change: Loose, nameMember?: string];

const rows = (): readonly Row[] => [
  ['Customer', { DisplayName: 'Otto Brandt', Notes: 'Dog' }, { Notes: 'Rings twice' }, 'DisplayName'],
  ['Vendor', { DisplayName: 'Slate & Co', AcctNum: '7' }, { AcctNum: '8' }, 'DisplayName'],
  ['Employee', { GivenName: 'Ines', FamilyName: 'Falk' }, { EmployeeNumber: '14' }, 'DisplayName'],
  ['Item', { Name: 'Moss removal', Type: 'Service', IncomeAccountRef: { value: '1' } }, { UnitPrice: 45.5 }, 'Name'],
  ['Account', { Name: 'Second Till', AccountType: 'Bank' }, { Description: 'Counter' }, 'Name'],
  ['Class', { Name: 'Storm work' }, { Name: 'Hail work' }, 'Name'],
  ['Department', { Name: 'North yard' }, { Name: 'East yard' }, 'Name'],
  ['Term', { Name: 'Net 21', DueDays: 21 }, { DueDays: 22 }, 'Name'],
  ['PaymentMethod', { Name: 'Voucher' }, { Type: 'CREDIT_CARD' }, 'Name'],
];

export function everyList(now: Now): void {
  describe('names and lists', () => {
    test.each(rows())(
      '%s: create, get, update, find, count, out of use',
      async (name, body, change, title = 'Name') => {
        const it = now();
        const before = await count(it, name);
        const made = await it.call(`create${name}`, body);
        expect(made).toMatchObject({ SyncToken: '0', domain: 'QBO', sparse: false, Active: true });
        expect(await it.call(`get${name}`, made.Id)).toMatchObject({ Id: made.Id, [title]: made[title] });
        expect(await count(it, name)).toBe(before + 1);

        const changed = await it.call(`update${name}`, { Id: made.Id, SyncToken: '0', ...change });
        expect(changed).toMatchObject({ ...body, ...change, SyncToken: '1' });
        expect(await it.refused(`update${name}`, { Id: made.Id, SyncToken: '0', ...change })).toEqual(STALE);
        expect(await it.call(`update${name}`, { Id: made.Id, SyncToken: '1', ...change })).toMatchObject({
          SyncToken: '1',
          MetaData: { LastUpdatedTime: changed.MetaData.LastUpdatedTime },
        });

        const byName = [{ field: title === 'DisplayName' ? 'DisplayName' : 'Name', value: changed[title] }];
        expect((await found(it, name, byName)).map((row) => row.Id)).toEqual([made.Id]);
        const off = await it.call(`update${name}`, { Id: made.Id, SyncToken: '1', Active: false });
        expect(off).toMatchObject({ Active: false, [title]: `${changed[title]} (deleted)` });
        expect(await found(it, name, [{ field: 'Id', value: made.Id }])).toEqual([]);
        expect(await count(it, name)).toBe(before);
        const hidden = await found(it, name, [
          { field: 'Id', value: made.Id },
          { field: 'Active', value: [true, false], operator: 'IN' },
        ]);
        expect(hidden.map((row) => row.Active)).toEqual([false]);
      },
    );
  });
}

export function moreLists(now: Now): void {
  describe('names and lists, further', () => {
    test('a name belongs to one customer, vendor or employee', async () => {
      const it = now();
      const { Id } = await it.call('createCustomer', { DisplayName: 'Only One' });
      expect(await it.refused('createVendor', { DisplayName: 'only one' })).toEqual({ status: 400, code: '6240' });
      expect(await it.refused('createEmployee', { GivenName: 'Only', FamilyName: 'One' })).toEqual({
        status: 400,
        code: '6240',
      });
      await it.call('updateCustomer', { Id, SyncToken: '0', DisplayName: 'Somebody else' });
      expect((await it.call('createVendor', { DisplayName: 'only one' })).SyncToken).toBe('0');
    });

    test('sub-customers, sub-items, sub-accounts, sub-classes and sub-locations stand under their parents', async () => {
      const it = now();
      const under = async (name: string, parent: Loose, child: Loose) => {
        const top = await it.call(`create${name}`, parent);
        const low = await it.call(`create${name}`, { ...child, ParentRef: { value: top.Id } });
        expect(low.FullyQualifiedName).toBe(`${top.FullyQualifiedName}:${child.DisplayName ?? child.Name}`);
        return low;
      };
      await under('Customer', { DisplayName: 'Elm Court' }, { DisplayName: 'Unit 4', Job: true });
      await under(
        'Item',
        { Name: 'Copper', Type: 'Category' },
        { Name: 'Flashing', Type: 'Service', SubItem: true, IncomeAccountRef: { value: '1' } },
      );
      await under(
        'Account',
        { Name: 'Vehicles', AccountType: 'Expense' },
        { Name: 'Tyres', AccountType: 'Expense', SubAccount: true },
      );
      await under('Class', { Name: 'Storm' }, { Name: 'Hail', SubClass: true });
      await under('Department', { Name: 'County' }, { Name: 'Coast', SubDepartment: true });
    });

    test('agencies, codes and rates of sales tax', async () => {
      const it = now();
      const agency = await it.call('createTaxAgency', { DisplayName: 'City of Novato' });
      expect(await it.call('getTaxAgency', agency.Id)).toEqual(agency);
      expect(await it.call('updateTaxAgency', { Id: agency.Id, SyncToken: '0', DisplayName: 'Novato' })).toMatchObject({
        DisplayName: 'Novato',
        SyncToken: '1',
      });
      expect((await found(it, 'TaxAgency')).map((row) => row.Id)).toContain(agency.Id);
      const codes = await count(it, 'TaxCode');
      const rates = await count(it, 'TaxRate');
      const rate = { TaxRateName: 'Novato City', RateValue: 0.75, TaxAgencyId: agency.Id, TaxApplicableOn: 'Sales' };
      const made = await it.call('createTaxService', { TaxCode: 'Novato', TaxRateDetails: [rate] });
      expect([await count(it, 'TaxCode'), await count(it, 'TaxRate')]).toEqual([codes + 1, rates + 1]);
      const code = await it.call('getTaxCode', made.TaxCodeId);
      const kept = await it.call('getTaxRate', made.TaxRateDetails[0].TaxRateId);
      expect(code.SalesTaxRateList.TaxRateDetail[0].TaxRateRef.value).toBe(kept.Id);
      expect(kept).toMatchObject({ Name: 'Novato City', RateValue: 0.75, AgencyRef: { value: agency.Id } });
      expect((await found(it, 'TaxCode', [{ field: 'Name', value: 'Novato' }])).map((row) => row.Id)).toEqual([
        code.Id,
      ]);
      // Codes and rates are made together and never changed here.
      for (const method of ['updateTaxCode', 'updateTaxRate'])
        expect(await it.refused(method, { Id: code.Id, SyncToken: '0', Name: 'x' })).toEqual({
          status: 400,
          code: '500',
        });
      // The tax of a sale is then worked out by it.
      const invoice = await it.call('createInvoice', {
        CustomerRef: { value: '4' },
        Line: [
          {
            DetailType: 'SalesItemLineDetail',
            Amount: 200,
            SalesItemLineDetail: { ItemRef: { value: '1' }, TaxCodeRef: { value: 'TAX' } },
          },
        ],
        TxnTaxDetail: { TxnTaxCodeRef: { value: code.Id } },
      });
      expect([invoice.TxnTaxDetail.TotalTax, invoice.TotalAmt]).toEqual([1.5, 201.5]);
    });
  });
}

/** Currencies and rates, and records that only QuickBooks' screens make. */
export function currencies(now: Now): void {
  describe('currencies', () => {
    test('none where they are not turned on', async () => {
      const it = now();
      expect(await found(it, 'ExchangeRate')).toEqual([]);
      expect(await it.refused('getExchangeRate', { sourcecurrencycode: 'EUR' })).toEqual({ status: 400, code: '6000' });
    });

    test('a rate is set for a day, and read back', async () => {
      const it = now();
      await control(it.server, '/act', { act: 'profile', set: { multiCurrency: true } });
      await it.call('createCustomer', { DisplayName: 'Anke Vogt', CurrencyRef: { value: 'EUR' } });
      const rate = async () => {
        const asked = { sourcecurrencycode: 'EUR', asofdate: '2026-10-01' };
        const answer = await it.call('getExchangeRate', asked);
        return answer.ExchangeRate ?? answer;
      };
      expect(await rate()).toMatchObject({ SourceCurrencyCode: 'EUR', TargetCurrencyCode: 'USD', Rate: 1.08 });
      expect((await found(it, 'ExchangeRate')).map((row) => row.SourceCurrencyCode)).toEqual(['EUR']);
      expect(await count(it, 'ExchangeRate')).toBe(1);
    });

    test('types of customer and budgets: none, which are made on the screens only', async () => {
      const it = now();
      expect(await found(it, 'Budget')).toEqual([]);
      expect(await count(it, 'Budget')).toBe(0);
    });
  });
}
