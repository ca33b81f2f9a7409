import { describe, expect, test } from 'vitest';
import { type CompanyApp, companyApp } from '../../support/fakes/company-app.ts';

const LINE = { id: '', kind: 'item', description: null, quantity: '1', unitPrice: '80', taxable: false };

/** An app with an item and a customer, and an invoice for them on both sides. */
async function ground() {
  const app = await companyApp();
  await app.apply();
  const income = app.all('Account').find((one) => one.AccountType === 'Income')?.Id ?? '';
  await app.call('mappings.setLists', { defaultIncomeAccount: income });
  const item = await app.make('item', { name: 'Repair', type: 'service', unitPrice: '80', taxable: false });
  const customer = await app.make('customer', { displayName: 'Pine Ridge HOA', email: 'office@pineridge.example' });
  const body = { customer, date: '2026-11-19', lines: [{ ...LINE, item }] };
  const key = await app.make('invoice', body);
  await app.sync();
  return { app, key, body };
}

const refusal = async (app: CompanyApp, entity: string, key: string, to = 'a@b.example'): Promise<string> =>
  app.call('documents.send', { entity, key, to }).then(
    () => 'sent',
    (thrown: { error: { code: string } }) => thrown.error.code,
  );
const deliveries = (app: CompanyApp): number =>
  app.all('Invoice').filter((one) => one.EmailStatus === 'EmailSent').length;

describe('a document is sent from here', () => {
  test('QuickBooks e-mails the invoice, and what it says of it comes back', async () => {
    const { app, key } = await ground();
    const answer = await app.call('documents.send', { entity: 'invoice', key, to: 'pay+bills@pineridge.example' });
    expect(answer).toMatchObject({ to: 'pay+bills@pineridge.example', at: expect.stringContaining('2026-11-20') });
    expect(app.all('Invoice')[0]).toMatchObject({
      EmailStatus: 'EmailSent',
      BillEmail: { Address: 'pay+bills@pineridge.example' },
    });
    await app.sync();
    const { platform, row } = await app.call('records.get', { entity: 'invoice', key });
    expect(platform).toMatchObject({ email: 'pay+bills@pineridge.example', emailedOn: '2026-11-20' });
    expect(row.state).toBe('equal');
    const { entries } = await app.call('activity.list', { entity: 'invoice', recordId: key });
    expect(entries.map((one) => one.what)).toContain('E-mailed to pay+bills@pineridge.example');
  });

  test.each(['estimate', 'creditMemo'])('so does the %s', async (entity) => {
    const { app, body } = await ground();
    const key = await app.make(entity, { ...body, ...(entity === 'estimate' ? { status: 'pending' } : {}) });
    await app.sync();
    await app.call('documents.send', { entity, key, to: 'office@pineridge.example' });
    await app.sync();
    const { platform, row } = await app.call('records.get', { entity, key });
    expect(platform?.emailedOn).toBe('2026-11-20');
    expect(row.state).toBe('equal');
  });

  test('what QuickBooks does not have, or has otherwise, is not sent', async () => {
    const { app, key, body } = await ground();
    const draft = await app.make('invoice', { ...body, status: 'draft' });
    expect(await refusal(app, 'invoice', draft)).toBe('documents.notThere');
    await app.call('mappings.setEntity', { entity: 'invoice', policy: { paused: true } });
    const { revision } = await app.call('records.get', { entity: 'invoice', key });
    await app.call('records.update', { entity: 'invoice', key, revision: revision ?? '', changes: { memo: 'Thanks' } });
    await app.sync();
    expect(await refusal(app, 'invoice', key)).toBe('documents.unsettled');
    expect(deliveries(app)).toBe(0);
    const customer = await app.call('records.options', { entity: 'customer', search: 'Pine', limit: 1 });
    expect(await refusal(app, 'customer', customer.options[0]?.id ?? '')).toBe('input.invalid');
  });

  test('an address QuickBooks does not take is told, and stands in the log', async () => {
    const { app, key } = await ground();
    expect(await refusal(app, 'invoice', key, `${'a'.repeat(60)}@${'b'.repeat(50)}.example`)).toBe('input.invalid');
    app.act({ act: 'profile', set: { subscription: 'CANCELED' } as never });
    expect(await refusal(app, 'invoice', key)).toBe('connection.subscription');
    const { entries } = await app.call('activity.list', { entity: 'invoice', recordId: key });
    expect(entries[0]).toMatchObject({ result: 'failed', what: expect.stringContaining('E-mail to a@b.example') });
    expect(deliveries(app)).toBe(0);
  });

  test.each([
    ['on the way back', true, 'sent', 1],
    ['on the way there', false, 'documents.notSent', 0],
  ])('an answer lost %s: it is looked whether it went, and nothing goes twice', async (_, arrives, code, sent) => {
    const { app, key } = await ground();
    app.cutLine(/\/send$/, arrives);
    expect(await refusal(app, 'invoice', key)).toBe(code);
    expect(deliveries(app)).toBe(sent);
    const token = app.all('Invoice')[0].SyncToken;
    await app.sync();
    expect(app.all('Invoice')[0].SyncToken).toBe(token);
    expect((await app.call('records.get', { entity: 'invoice', key })).row.state).toBe('equal');
  });

  test('an invoice that goes back to draft and is issued anew was not e-mailed yet', async () => {
    const { app, key } = await ground();
    await app.call('documents.send', { entity: 'invoice', key, to: 'office@pineridge.example' });
    await app.sync();
    const { revision } = await app.call('records.get', { entity: 'invoice', key });
    await app.call('records.recall', { entity: 'invoice', key, revision: revision ?? '' });
    await app.sync();
    const draft = await app.call('records.get', { entity: 'invoice', key });
    await app.call('records.update', {
      entity: 'invoice',
      key,
      revision: draft.revision ?? '',
      changes: { status: 'issued' },
    });
    await app.sync();
    await app.sync();
    const { platform, row } = await app.call('records.get', { entity: 'invoice', key });
    expect([row.state, row.stateDetail]).toEqual(['equal', null]);
    expect(platform?.emailedOn).toBeNull();
  });

  test('the PDF is the one QuickBooks prints', async () => {
    const { app, key } = await ground();
    const { name, base64 } = await app.call('documents.pdf', { entity: 'invoice', key });
    expect(name).toMatch(/^Invoice .*\.pdf$/);
    const bytes = Buffer.from(base64, 'base64').toString('latin1');
    expect(bytes).toMatch(/^%PDF-/);
    expect(bytes.trimEnd()).toMatch(/%%EOF$/);
  });
});
