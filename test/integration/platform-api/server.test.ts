/** The Platform API as a program that does not mean well, or does not know better, meets it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fakeApp } from '../../support/fakes/app.ts';
import { type ServedPlatform, servePlatform } from '../../support/platform-api.ts';

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
