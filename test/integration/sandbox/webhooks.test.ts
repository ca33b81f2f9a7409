/** Notifications of the sandbox company, received by a real endpoint. Time is moved, never waited for. */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { SandboxServer } from '../../../main/sandbox/server/index.ts';
import { books, closeAll, control, create, type Loose, post, start } from './support.ts';

const NOON = Date.parse('2026-11-20T12:00:00-08:00');

type Received = { readonly headers: IncomingHttpHeaders; readonly text: string; readonly body: Loose };

const endpoints: Server[] = [];

afterEach(async () => {
  await closeAll();
  for (const endpoint of endpoints.splice(0)) {
    endpoint.closeAllConnections();
    await new Promise((resolve) => endpoint.close(resolve));
  }
});

/** An endpoint that answers with the statuses given, then 200; 0 hangs up. */
async function endpoint(...statuses: number[]): Promise<{ url: string; got: Received[] }> {
  const got: Received[] = [];
  const listening = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const text = Buffer.concat(parts).toString('utf8');
      got.push({ headers: request.headers, text, body: JSON.parse(text) });
      const status = statuses.shift() ?? 200;
      if (status === 0) response.destroy();
      else response.writeHead(status).end();
    });
  });
  endpoints.push(listening);
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', () => resolve()));
  return { url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}/hook`, got };
}

/** A server whose clock stands still until it is moved. */
async function standing(
  settings: object,
): Promise<{ server: SandboxServer; forward: (seconds: number) => Promise<Loose> }> {
  const server = await start({ now: () => NOON });
  expect((await control(server, '/webhooks', settings)).error).toBeUndefined();
  return { server, forward: (seconds) => control(server, '/clock', { forward: { seconds } }) };
}

const names = (received: Received | undefined): string[] =>
  received?.body.eventNotifications[0].dataChangeEvent.entities.map(
    (event: Loose) => `${event.name} ${event.operation}`,
  );

describe('what is told', () => {
  test('CloudEvents, signed over the raw bytes, changes of a few seconds together', async () => {
    const { url, got } = await endpoint();
    const { server, forward } = await standing({ url });
    const { Id } = (await create(server, 'Søren & "Co"')).body.Customer;
    await post(server, '/customer', { Id, SyncToken: '0', sparse: true, Notes: 'x' });
    await forward(4);
    expect(got).toHaveLength(0);
    await forward(1);
    expect(got).toHaveLength(1);
    const [{ headers, text, body }] = got as [Received];
    expect(headers['intuit-signature']).toBe(createHmac('sha256', server.verifierToken).update(text).digest('base64'));
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'intuit-t-id': expect.any(String) });
    expect(body).toEqual([
      {
        specversion: '1.0',
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        source: expect.stringMatching(/^intuit\./),
        type: 'qbo.customer.created.v1',
        datacontenttype: 'application/json',
        time: '2026-11-20T20:00:00.400000000Z',
        intuitentityid: Id,
        intuitaccountid: server.realmId,
        data: {},
      },
      expect.objectContaining({ type: 'qbo.customer.updated.v1', intuitentityid: Id }),
    ]);
  });

  test('the legacy body, with a merge and a void in it', async () => {
    const { url, got } = await endpoint();
    const { server, forward } = await standing({ url, format: 'legacy' });
    const [stays, goes] = [
      (await create(server, 'Ada')).body.Customer.Id,
      (await create(server, 'Ada 2')).body.Customer.Id,
    ];
    await control(server, '/act', { act: 'merge', entity: 'Customer', id: goes, into: stays });
    const { Payment } = (await post(server, '/payment', { CustomerRef: { value: stays }, TotalAmt: 5 })).body;
    await post(server, '/payment?include=void&operation=update', { Id: Payment.Id, SyncToken: '0', sparse: true });
    await forward(5);
    expect(got[0]?.body.eventNotifications[0].realmId).toBe(server.realmId);
    expect(names(got[0])).toEqual([
      'Customer Create',
      'Customer Create',
      'Customer Merge',
      'Payment Create',
      'Payment Void',
    ]);
    const entities = got[0]?.body.eventNotifications[0].dataChangeEvent.entities;
    expect(entities.find((event: Loose) => event.operation === 'Merge')).toEqual({
      name: 'Customer',
      id: stays,
      operation: 'Merge',
      lastUpdated: '2026-11-20T20:00:00+0000',
      deletedId: goes,
    });
  });

  test('types without events and types not asked for are not told; the settings are', async () => {
    const { url, got } = await endpoint();
    const { server, forward } = await standing({ url, format: 'legacy', entities: ['Preferences', 'CompanyInfo'] });
    await create(server, 'Ada');
    await control(server, '/act', { act: 'profile', set: { plan: 'advanced' } });
    await control(server, '/act', { act: 'settings', set: { SalesFormsPrefs: { CustomTxnNumbers: true } } });
    await forward(5);
    expect(got.map(names)).toEqual([['Preferences Update']]);
  });
});

describe('delivery', () => {
  test('again after 10, 20, 30 seconds, 5 and 20 minutes, 2, 4 and 6 hours, then six-hourly; later ones wait behind it', async () => {
    const waits = [10, 20, 30, 300, 1200, 7200, 14_400, 21_600, 21_600];
    const { url, got } = await endpoint(...waits.map(() => 500));
    const { server, forward } = await standing({ url, format: 'legacy', delay: 0 });
    await create(server, 'First');
    await forward(1);
    await create(server, 'Second');
    for (const [attempt, wait] of waits.entries()) {
      expect(got).toHaveLength(attempt + 1);
      await forward(wait - 2);
      expect(got).toHaveLength(attempt + 1);
      await forward(2);
    }
    expect(got).toHaveLength(waits.length + 2);
    expect(new Set(got.slice(0, -1).map((item) => item.text)).size).toBe(1);
    const { deliveries } = await control(server, '/webhooks');
    expect(deliveries.map((item: Loose) => [item.state, item.attempts.length])).toEqual([
      ['delivered', waits.length + 1],
      ['delivered', 1],
    ]);
  });

  test('an endpoint that hangs up or redirects has not answered', async () => {
    const { url, got } = await endpoint(0, 302);
    const { server, forward } = await standing({ url, delay: 0 });
    await create(server, 'Ada');
    await forward(1);
    await forward(10);
    await forward(20);
    expect(got).toHaveLength(3);
    const [{ attempts }] = (await control(server, '/webhooks')).deliveries;
    expect(attempts.map((item: Loose) => item.status ?? 'none')).toEqual(['none', 302, 200]);
  });

  test('sometimes twice, sometimes late, but every change is told', async () => {
    const { url, got } = await endpoint();
    const { server, forward } = await standing({ url, delay: 5, duplicates: 0.5, disorder: 0.5, seed: 3 });
    const made: string[] = [];
    for (let round = 0; round < 20; round += 1) {
      made.push((await create(server, `Customer ${round}`)).body.Customer.Id);
      await forward(5);
    }
    await forward(15);
    const told = got.flatMap((item) => item.body.map((event: Loose) => event.intuitentityid as string));
    expect([...new Set(told)].sort()).toEqual(made.sort());
    expect(told.length).toBeGreaterThan(made.length);
    const first = [...new Set(told)];
    expect(first).not.toEqual([...first].sort((a, b) => Number(a) - Number(b)));
  });

  test('only this computer, and only while there is an endpoint', async () => {
    const server = await start();
    for (const url of [
      'https://example.com/hook',
      'http://192.168.1.1/',
      'http://localhost.evil.example/',
      'file:///etc/x',
    ]) {
      expect((await control(server, '/webhooks', { url })).error).toContain('on this computer');
    }
    const { url, got } = await endpoint();
    await control(server, '/webhooks', { url, delay: 3600 });
    await create(server, 'Ada');
    await control(server, '/webhooks', undefined, 'DELETE');
    await control(server, '/clock', { forward: { days: 1 } });
    expect(got).toHaveLength(0);
    expect((await control(server, '/webhooks')).settings).toBeNull();
    expect((await books(server, '/companyinfo/1')).status).toBe(401);
  });
});
