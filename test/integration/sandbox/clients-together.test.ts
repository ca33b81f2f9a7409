/**
 * Three published clients at one company, which runs as a process of its own as `npm run sandbox` starts it: one signs in,
 * one writes, one reads what the other wrote. They share nothing but the address and the tokens.
 */
import OAuthClient from 'intuit-oauth';
import { afterEach, expect, test } from 'vitest';
import { type SandboxProcess, startSandbox } from '../../support/processes.ts';
import { pointAt, promiseClient } from './clients/promise-client.ts';
import { type Loose, nodeClient } from './node-client.ts';
import { linesOfPdf } from './pdf-lines.ts';

let sandbox: SandboxProcess | undefined;

afterEach(async () => {
  await sandbox?.stop();
});

test('one signs in, one writes, one reads', async () => {
  sandbox = await startSandbox({ company: 'demo' });
  const { ready } = sandbox;

  const signIn = new OAuthClient({
    clientId: ready.clientId,
    clientSecret: ready.clientSecret,
    environment: 'sandbox',
    redirectUri: 'http://localhost:45997/callback',
  });
  signIn.setAuthorizeURLs({
    authorizeEndpoint: `${ready.url}/connect/oauth2`,
    tokenEndpoint: `${ready.url}/oauth2/v1/tokens/bearer`,
    revokeEndpoint: `${ready.url}/v2/oauth2/tokens/revoke`,
    userInfoEndpoint: `${ready.url}/v1/openid_connect/userinfo`,
  });
  const { access_token: accessToken } = (await signIn.refreshUsingToken(ready.refreshToken)).getJson() as Loose;

  const writer = nodeClient({ ...ready, accessToken });
  const customer = await writer.call('createCustomer', { DisplayName: 'Otto Brandt' });
  const line = {
    DetailType: 'SalesItemLineDetail',
    Amount: 250,
    Description: 'Ridge vents',
    SalesItemLineDetail: { ItemRef: { value: '1' } },
  };
  const invoice = await writer.call('createInvoice', { CustomerRef: { value: customer.Id }, Line: [line] });
  await writer.call('createPayment', {
    CustomerRef: { value: customer.Id },
    TotalAmt: 100,
    Line: [{ Amount: 100, LinkedTxn: [{ TxnId: invoice.Id, TxnType: 'Invoice' }] }],
  });

  pointAt(ready);
  const reader = promiseClient({ ...ready, accessToken });
  const seen = (await reader.getInvoice(invoice.Id)).Invoice;
  expect(seen).toMatchObject({ Balance: 150, CustomerRef: { value: customer.Id, name: 'Otto Brandt' } });
  const owing = await reader.reportCustomerBalance({ customer: customer.Id });
  expect(owing.Rows.Row[0].ColData.map((cell: Loose) => cell.value)).toEqual(['Otto Brandt', '150.00']);
  expect(linesOfPdf(await reader.getInvoicePdf(invoice.Id))).toContain('Ridge vents');

  // The writer's copy is old now: the payment moved the invoice on.
  const change = { Id: invoice.Id, sparse: true, PrivateNote: 'Called twice' };
  expect(await writer.refused('updateInvoice', { ...change, SyncToken: invoice.SyncToken })).toEqual({
    status: 400,
    code: '5010',
  });
  await reader.updateInvoice({ ...change, SyncToken: seen.SyncToken });
  expect((await writer.call('getInvoice', invoice.Id)).PrivateNote).toBe('Called twice');
});
