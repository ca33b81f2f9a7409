/** The Platform API as a program that does not mean well, or does not know better, meets it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { signatureOf } from '../../../main/hosts/platform-api/webhooks.ts';
import { fakeApp } from '../../support/fakes/app.ts';
import { type ServedPlatform, servePlatform } from '../../support/platform-api.ts';
import { eventually } from '../../support/processes.ts';

let served: ServedPlatform;
beforeEach(async () => {
  served = await servePlatform();
});
afterEach(() => served.close());

type Told = {
  status: number;
  headers: Headers;
  body: Record<string, unknown> & { error?: { code: string; values: Record<string, string> } };
};
async function send(
  method: string,
  path: string,
  more: { key?: string; headers?: Record<string, string>; raw?: string } = {},
): Promise<Told> {
  const answer = await fetch(`${served.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${more.key ?? 'plk_all'}`,
      ...(more.raw === undefined ? {} : { 'content-type': 'application/json' }),
      ...more.headers,
    },
    ...(more.raw === undefined ? {} : { body: more.raw }),
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Told['body'] };
}
const create = (displayName: string, key: string, apiKey = 'plk_all') =>
  send('POST', '/records/customer', {
    key: apiKey,
    headers: { 'idempotency-key': key },
    raw: JSON.stringify({ body: { displayName } }),
  });

test('scopes hold for every operation: a reader writes nothing, another entity is not shown', async () => {
  const { body } = await create('Cedar Court', 'k1');
  const id = (body.record as { id: string }).id;
  expect(await create('By a reader', 'k2', 'plk_reader')).toMatchObject({
    status: 403,
    body: { error: { code: 'access.scope', values: { scope: 'customer:write' } } },
  });
  for (const path of [
    '/records/customer',
    `/records/customer/${id}`,
    '/changes?cursor=x&entities=customer',
    '/writes/k1',
  ])
    expect([path, (await send('GET', path, { key: 'plk_items' })).status]).toEqual([path, 403]);
  expect((await send('GET', `/records/customer/${id}`, { key: 'plk_reader' })).status).toBe(200);
  const all = await served.connector.list('customer', null, {} as never);
  expect(all.ok && all.value.observations.length).toBe(1);
});

test('without entities the feed tells what the key may read, and no more', async () => {
  const { body } = await send('GET', '/changes', { key: 'plk_items' });
  await create('Unseen', 'k1');
  const told = await send('GET', `/changes?cursor=${encodeURIComponent(String(body.cursor))}`, { key: 'plk_items' });
  expect(told).toMatchObject({ status: 200, body: { records: [], more: false } });
});

test('a key of another write is refused, and the engine’s own keys are not reached', async () => {
  const own = { entity: 'customer', kind: 'create', id: null, revision: null, native: null } as const;
  await served.connector.write(
    [{ ...own, fields: [], body: { displayName: 'By the engine' }, key: 'engine-key' }],
    {} as never,
  );
  expect((await send('GET', '/writes/engine-key')).status).toBe(404);
  await create('First', 'k1');
  const other = await send('POST', '/records/item', {
    headers: { 'idempotency-key': 'k1' },
    raw: JSON.stringify({ body: { name: 'Hour', type: 'service' } }),
  });
  expect(other).toMatchObject({ status: 409, body: { error: { code: 'platform.keyUsed' } } });
});

test('bodies are bounded, and what is no JSON or has unknown members names what is wrong', async () => {
  const headers = { 'idempotency-key': 'k1' };
  const post = (raw: string) => send('POST', '/records/customer', { headers, raw });
  expect(await post(JSON.stringify({ body: { notes: 'x'.repeat(1_100_000) } }))).toMatchObject({ status: 413 });
  expect(await post('{')).toMatchObject({ status: 400, body: { error: { values: { field: 'body' } } } });
  expect(await post('{"body":{},"mode":"void"}')).toMatchObject({
    status: 400,
    body: { error: { values: { field: 'mode' } } },
  });
  expect(await post('{"body":7}')).toMatchObject({ status: 400, body: { error: { code: 'input.invalid' } } });
  expect(
    await send('POST', '/records/customer', { headers: { 'idempotency-key': 'x'.repeat(65) }, raw: '{"body":{}}' }),
  ).toMatchObject({
    status: 400,
    body: { error: { values: { field: 'Idempotency-Key' } } },
  });
  expect(await send('GET', '/records/spaceship')).toMatchObject({
    status: 400,
    body: { error: { values: { field: 'entity' } } },
  });
  expect(await send('GET', '/nothing/here')).toMatchObject({ status: 404 });
  expect(await send('GET', '/records/%E0%A4%A')).toMatchObject({ status: 404 });
  const wrong = await send('DELETE', '/records/customer');
  expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, POST']);
  expect(served.errors).toEqual([]);
  expect(served.touches()).toBe(0);
});

test('a key that asks too much waits; another one does not', async () => {
  await served.close();
  served = await servePlatform({ rate: { burst: 5, perSecond: 0.5 } });
  const answers = await Promise.all(Array.from({ length: 8 }, () => send('GET', '/lists')));
  expect(answers.filter((one) => one.status === 200).length).toBe(5);
  const late = answers.find((one) => one.status === 429);
  expect(late?.body.error?.code).toBe('access.tooMany');
  expect(Number(late?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  expect((await send('GET', '/lists', { key: 'plk_reader' })).status).toBe(200);
});

test('the document needs no key and names every operation', async () => {
  const answer = await fetch(`${served.url}/openapi.json`);
  const document = (await answer.json()) as { openapi: string; paths: Record<string, object> };
  expect(document.openapi).toBe('3.1.0');
  expect(Object.keys(document.paths)).toContain('/records/{entity}/{id}/remove');
  // Every reference leads somewhere.
  const text = JSON.stringify(document);
  expect(text).toContain('#/components/schemas/Json');
  for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g))
    expect((document as unknown as { components: { schemas: object } }).components.schemas).toHaveProperty(name ?? '');
  expect(text).not.toContain('$defs');
});

test('API keys are shown once, kept as a hash, used to the minute, and end when they are revoked', async () => {
  const app = await fakeApp();
  const { id, key } = await app.call('apiKeys.create', {
    name: 'Field app',
    scopes: ['invoice:read', 'customer:write'],
  });
  expect(key).toMatch(/^plk_/);
  expect(app.engine.apiCallerOf(key)).toEqual({ id, name: 'Field app', scopes: ['invoice:read', 'customer:write'] });
  expect(app.engine.apiCallerOf(`${key}x`)).toBeNull();
  const { keys } = await app.call('apiKeys.list');
  expect(keys).toMatchObject([{ id, hint: key.slice(0, 8), usedAt: '2026-03-02T12:00:00.000Z' }]);
  expect(JSON.stringify([keys, app.store.getMeta('apiKeys')])).not.toContain(key);
  await expect(app.call('apiKeys.create', { name: 'field APP', scopes: ['*:read'] })).rejects.toThrow('another key');
  await expect(app.call('apiKeys.create', { name: 'B', scopes: ['boat:read'] })).rejects.toThrow('"boat"');
  const again = await app.restart();
  expect(again.engine.apiCallerOf(key)).not.toBeNull();
  await again.call('apiKeys.revoke', { id });
  expect(again.engine.apiCallerOf(key)).toBeNull();
});

test('webhooks tell a signed hint of every change, to the addresses of a key that still counts', async () => {
  const got: { body: string; signature: string }[] = [];
  let answers = 500;
  const receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk));
    request.on('end', () => {
      got.push({ body, signature: String(request.headers['plumbline-signature']) });
      response.writeHead(answers).end();
      answers = 200;
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  const add = (to: string, key = 'plk_all') => send('POST', '/webhooks', { key, raw: JSON.stringify({ url: to }) });
  for (const wrong of ['http://elsewhere.example/hook', 'ftp://127.0.0.1/', 'hook'])
    expect(await add(wrong)).toMatchObject({ status: 400, body: { error: { values: { field: 'url' } } } });
  const { status, body } = await add(url);
  expect(status).toBe(201);
  const { id, secret } = body as unknown as { id: string; secret: string };
  expect((await send('GET', '/webhooks')).body).toEqual({ webhooks: [{ id, url }] });
  expect((await send('GET', '/webhooks', { key: 'plk_reader' })).body).toEqual({ webhooks: [] });
  expect((await send('POST', `/webhooks/${id}/remove`, { key: 'plk_reader', raw: '{}' })).status).toBe(404);

  // The first try is answered 500: it is sent again.
  await create('Cedar Court', 'k1');
  await eventually(
    async () => got.length,
    (count) => count >= 2,
    { what: 'The notification, and again' },
  );
  const [hint] = got;
  expect(JSON.parse(hint?.body ?? '')).toMatchObject({ type: 'changed' });
  expect(hint?.body).not.toContain('Cedar');
  const seconds = Number(/^t=(\d+),/.exec(hint?.signature ?? '')?.[1]);
  expect(hint?.signature).toBe(signatureOf(secret, seconds, hint?.body ?? ''));
  // What changes at once is one hint, and a person's edits count like any others.
  const before = got.length;
  for (let n = 0; n < 5; n++) await served.book.create('customer', { displayName: `Together ${n}` });
  await eventually(
    async () => got.length,
    (count) => count > before,
    { what: 'One notification' },
  );
  expect(got.length).toBe(before + 1);

  served.living.delete('plk_all');
  await served.book.create('customer', { displayName: 'Untold' });
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(got.length).toBe(before + 1);
  expect((await send('POST', `/webhooks/${id}/remove`, { raw: '{}' })).status).toBe(200);
  expect((await send('GET', '/webhooks')).body).toEqual({ webhooks: [] });
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});
