import { expect, test } from 'vitest';
import { companyApp } from '../../support/fakes/company-app.ts';

test('why a customer pays no sales tax goes both ways, and is gone once it pays', async () => {
  const app = await companyApp();
  await app.apply();
  const key = await app.make('customer', { displayName: 'Graton School', taxable: false, exemption: 'educational' });
  await app.sync();
  const there = () => app.all('Customer')[0];
  expect(there()).toMatchObject({ Taxable: false, TaxExemptionReasonId: '7' });
  app.act({ act: 'edit', entity: 'Customer', id: there().Id, set: { TaxExemptionReasonId: '5' } });
  await app.sync();
  const now = await app.call('records.get', { entity: 'customer', key });
  expect(now.platform).toMatchObject({ taxable: false, exemption: 'charity' });
  await app.call('records.update', {
    entity: 'customer',
    key,
    revision: now.revision ?? '',
    changes: { taxable: true, exemption: 'charity' },
  });
  await app.sync();
  expect(there().Taxable).toBe(true);
  expect(there().TaxExemptionReasonId ?? '').toBe('');
  const after = await app.call('records.get', { entity: 'customer', key });
  expect(after.platform?.exemption).toBeNull();
  expect(after.row.state).toBe('equal');
});

test('a reason that QuickBooks does not have is refused by name', async () => {
  const app = await companyApp();
  await expect(
    app.make('customer', { displayName: 'Graton School', taxable: false, exemption: 'friend' }),
  ).rejects.toThrow('Why no sales tax: is none of the reasons there are');
});
