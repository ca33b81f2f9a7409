/** Every envelope a refusal can come in, and that nothing else ever comes. */
import { once } from 'node:events';
import { request as rawRequest } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { SandboxServer } from '../../../main/sandbox/server/index.ts';
import { type Answer, ask, books, closeAll, code, control, create, post, start } from './support.ts';

afterEach(closeAll);

/** A request with exactly these headers: fetch would add an Accept. */
function raw(
  server: SandboxServer,
  path: string,
  headers: Record<string, string>,
  body?: Buffer,
): Promise<{ status: number; type: string; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = rawRequest(
      `${server.url}/v3/company/${server.realmId}${path}`,
      {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${server.accessToken}`, ...headers },
      },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            type: answer.headers['content-type'] ?? '',
            text: Buffer.concat(parts).toString('utf8'),
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

describe('gateway faults', () => {
  test('sign-in: missing, empty, unknown, expired', async () => {
    const server = await start();
    const with_ = (authorization: string) => books(server, '/companyinfo/1', { headers: { authorization } });
    expect(code(await with_('Bearer '))).toBe('3202');
    expect(code(await with_('Bearer nonsense'))).toBe('3200');
    expect(code(await with_('Basic abc'))).toBe('3202');
    await control(server, '/connection', { action: 'expire-access' });
    const expired = await with_(`Bearer ${server.accessToken}`);
    expect([expired.status, code(expired), expired.headers.get('www-authenticate')]).toEqual([
      401,
      '3200',
      'Bearer realm="Intuit", error="invalid_token"',
    ]);
    expect(expired.body).toMatchObject({
      warnings: null,
      fault: {
        type: 'AUTHENTICATION',
        error: [{ message: 'message=AuthenticationFailed; errorCode=003200; statusCode=401', element: null }],
      },
      batchItemResponse: [],
      cdcresponse: [],
    });
    expect(expired.body.time).toBeGreaterThan(1_600_000_000_000);
  });

  test.each([
    ['admin-lost', 401, '120'],
    ['wrong-cluster', 401, '130'],
    ['wrong-environment', 403, '3100'],
    ['locked-out', 400, '140'],
    ['maintenance', 400, '150'],
    ['company-reset', 400, '10200'],
  ] as const)('%s is %d %s until it is well again', async (condition, status, expected) => {
    const server = await start();
    await control(server, '/connection', { condition });
    const answer = await books(server, '/companyinfo/1');
    expect([answer.status, code(answer)]).toEqual([status, expected]);
    await control(server, '/connection', { condition: 'well' });
    expect((await books(server, '/companyinfo/1')).status).toBe(200);
  });

  test('the lost admin is told the plan', async () => {
    const server = await start({ profile: { plan: 'essentials' } });
    await control(server, '/connection', { action: 'lose-admin' });
    const { body } = await books(server, '/companyinfo/1');
    expect(body.fault.error[0].detail).toBe('-11014-You do not have access to use QuickBooks Online Essentials.');
  });

  test('another realm is 3100', async () => {
    const server = await start();
    const answer = await fetch(`${server.url}/v3/company/123/customer/1`, {
      headers: { authorization: `Bearer ${server.accessToken}`, accept: 'application/json' },
    });
    expect(answer.status).toBe(403);
  });
});

describe('trouble by order', () => {
  const kinds = [
    ['throttle', 429, 'application/json', '3001'],
    ['throttle-403', 403, 'application/json', '3001'],
    ['throttle-xml', 429, 'application/xml', '<Error code="3001">'],
    ['error-500', 500, 'application/json', '3100'],
    ['system-failure', 500, 'application/json', '10000'],
    ['fault-200', 200, 'application/json', '10000'],
    ['no-resource', 400, 'application/json', '500'],
    ['outage', 503, 'text/html', '503 Service Temporarily Unavailable'],
    ['bad-gateway', 502, 'text/html', '502 Bad Gateway'],
    ['gateway-timeout', 504, 'text/html', '504 Gateway Time-out'],
  ] as const;

  test.each(kinds)('%s', async (kind, status, type, mark) => {
    const server = await start();
    await control(server, '/faults', { script: [{ kind }] });
    const answer = await create(server, 'Not yet');
    expect([answer.status, answer.type, answer.headers.get('retry-after')]).toEqual([status, type, null]);
    if (type === 'application/json') expect(code(answer)).toBe(mark);
    else expect(answer.text).toContain(mark);
    expect(server.company.summary().records.Customer).toBeUndefined();
    expect((await create(server, 'Now')).status).toBe(200);
  });

  test('a timeout ends without an answer, after the time the service takes', async () => {
    const server = await start({ requestTimeoutMs: 50 });
    await control(server, '/faults', { script: [{ kind: 'timeout' }] });
    await expect(create(server, 'Never')).rejects.toThrow();
    expect(server.company.summary().records.Customer).toBeUndefined();
  });

  test('slow answers are answers; slower than the service allows is 504, and carried out all the same', async () => {
    const server = await start({ requestTimeoutMs: 100, switches: { latency: { from: 1, to: 20 } } });
    expect((await create(server, 'Slow')).status).toBe(200);
    await control(server, '/switches', { latency: 500 });
    expect((await create(server, 'Too slow')).status).toBe(504);
    await control(server, '/switches', { latency: 0 });
    expect((await ask(server, 'select count(*) from Customer')).body.QueryResponse.totalCount).toBe(2);
  });
});

describe('what is read', () => {
  test('XML without Accept, and for callers that ask for it; pages stay pages', async () => {
    const server = await start();
    await create(server, 'Ada & <Sons> "Ltd"');
    const found = await raw(server, '/query?query=select%20*%20from%20Customer', {});
    expect(found.type).toBe('application/xml;charset=utf-8');
    expect(found.text).toMatch(
      /^<\?xml version="1\.0" encoding="UTF-8" standalone="yes"\?><IntuitResponse xmlns="http:\/\/schema\.intuit\.com\/finance\/v3" time="/,
    );
    expect(found.text).toContain(
      '<QueryResponse startPosition="1" maxResults="1"><Customer domain="QBO" sparse="false">',
    );
    expect(found.text).toContain('<DisplayName>Ada &amp; &lt;Sons&gt; &quot;Ltd&quot;</DisplayName>');
    expect(found.text).toContain('<CurrencyRef name="United States Dollar">USD</CurrencyRef>');
    const fault = await raw(server, '/customer/x', { accept: 'text/xml' });
    expect([fault.status, fault.type]).toEqual([400, 'application/xml;charset=utf-8']);
    expect(fault.text).toContain(
      '<Fault type="ValidationFault"><Error code="2030" element="Id"><Message>Invalid ID</Message>',
    );
    const denied = await raw(server, '/customer/1', { authorization: 'Bearer nobody' });
    expect([denied.status, denied.text.includes('<Error code="3200">')]).toEqual([401, true]);
    for (const accept of ['application/json', '*/*', 'application/json, text/plain, */*'])
      expect((await raw(server, '/customer/1', { accept })).type).toBe('application/json;charset=utf-8');
    await control(server, '/switches', { withoutAccept: 'json' });
    expect((await raw(server, '/customer/1', {})).type).toBe('application/json;charset=utf-8');
    await control(server, '/faults', { script: [{ kind: 'outage' }] });
    expect((await raw(server, '/customer/1', {})).type).toBe('text/html');
  });

  test('faults in French for a company kept in French', async () => {
    const server = await start({ switches: { language: 'fr' } });
    await create(server, 'Une fois');
    const again = await create(server, 'une fois');
    expect(code(again)).toBe('6240');
    expect(again.body.Fault.Error[0].Message).toBe('Nom en double');
  });
});

describe('bad requests', () => {
  const json = { accept: 'application/json', 'content-type': 'application/json' };

  test('bytes that are not UTF-8, JSON that is none, members nobody knows', async () => {
    const server = await start();
    const send = async (body: Buffer): Promise<Answer> => {
      const { status, text, type } = await raw(server, '/customer', json, body);
      return { status, type, text, headers: new Headers(), body: JSON.parse(text) };
    };
    const latin = await send(Buffer.from('{"DisplayName":"Jos\u00e9"}', 'latin1'));
    expect([latin.status, code(latin), latin.text.includes('Invalid UTF-8 middle byte')]).toEqual([400, '2010', true]);
    expect(code(await send(Buffer.from('{"DisplayName":')))).toBe('2010');
    expect(code(await send(Buffer.from('')))).toBe('2010');
    expect(code(await send(Buffer.from('['.repeat(200_000))))).toBe('2010');
    const unknown = await send(Buffer.from('{"DisplayName":"A","BadJson":1}'));
    expect(unknown.body.Fault.Error[0].Detail).toMatch(
      /^Property Name:Unrecognized field "BadJson" \(class com\.intuit\.schema\.finance\.v3\.Customer\), not marked as ignorable \(\d+ known properties: /,
    );
  });

  test('addresses that lead nowhere are 400 with code 500, never 404', async () => {
    const server = await start();
    for (const path of ['/nothing', '/customer/1/2/3', '/customer', '', '/%00', '/customer/%E0%A4%A', '//customer']) {
      const answer = await books(server, path);
      expect([path, answer.status, ['500', '610', '2030'].includes(code(answer))]).toEqual([path, 400, true]);
    }
    for (const method of ['PUT', 'DELETE', 'PATCH'])
      expect(code(await books(server, '/customer/1', { method }))).toBe('500');
  });

  test('what a type cannot do is 500 Unsupported Operation', async () => {
    const server = await start();
    const { Customer } = (await create(server, 'Ada')).body;
    const target = { Id: Customer.Id, SyncToken: '0' };
    for (const operation of ['delete', 'void', 'dance'])
      expect(code(await post(server, `/customer?operation=${operation}`, target))).toBe('500');
    expect(code(await post(server, '/taxrate', { Name: 'x' }))).toBe('500');
    expect(code(await post(server, `/customer/${Customer.Id}/send`, {}))).toBe('500');
  });

  test('a body that is too large is turned away by the load balancer, and the server lives on', async () => {
    const server = await start();
    const large = await raw(server, '/customer', json, Buffer.alloc(21 * 1024 * 1024, 32));
    expect([large.status, large.type]).toEqual([413, 'text/html']);
    expect((await create(server, 'Still here')).status).toBe(200);
  });

  test('what is not HTTP gets a page and the door', async () => {
    const server = await start();
    const { port } = new URL(server.url);
    for (const [bytes, status] of [
      ['NONSENSE\r\n\r\n', '400'],
      [`GET /v3/x HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`, '431'],
    ] as const) {
      const socket = connect(Number(port), '127.0.0.1');
      let told = '';
      socket.on('data', (part: Buffer) => {
        told += part.toString();
      });
      socket.write(bytes);
      await once(socket, 'close');
      expect(told.slice(0, 12)).toBe(`HTTP/1.1 ${status}`);
      expect(told).toContain('<center>nginx</center>');
    }
  });
});
