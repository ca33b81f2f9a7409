/** How often, how many at once, and what the partner programme counts. Time is the test's own: nothing waits. */
import { once } from 'node:events';
import { request } from 'node:http';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { SandboxServer } from '../../../main/sandbox/server/index.ts';
import { ask, books, closeAll, code, control, create, post, start } from './support.ts';

afterEach(closeAll);

const NOON = Date.parse('2026-11-20T12:00:00-08:00');

/** A server whose clock stands still until it is moved. */
async function standing(options: Parameters<typeof start>[0] = {}) {
  const server = await start({ now: () => NOON, ...options });
  const forward = (time: object) => control(server, '/clock', { forward: time });
  return { server, forward };
}

const read = (server: SandboxServer) => books(server, '/companyinfo/1');

describe('limits', () => {
  test('ten a second: the eleventh is 429 without Retry-After; a second later all is well', async () => {
    const { server, forward } = await standing({ switches: { limits: 'on' } });
    for (let call = 0; call < 10; call += 1) expect((await read(server)).status).toBe(200);
    const refused = await read(server);
    expect([refused.status, code(refused), refused.headers.get('retry-after')]).toEqual([429, '3001', null]);
    await forward({ seconds: 1 });
    expect((await read(server)).status).toBe(200);
    expect(await control(server, '/limits')).toMatchObject({ refused: { second: 1, minute: 0 } });
  });

  test('five hundred a minute, over a window that slides', async () => {
    const { server, forward } = await standing({ switches: { limits: 'on' } });
    for (let burst = 0; burst < 50; burst += 1) {
      for (let call = 0; call < 10; call += 1) expect((await read(server)).status).toBe(200);
      await forward({ seconds: 1 });
    }
    expect((await read(server)).status).toBe(429);
    expect(await control(server, '/limits')).toMatchObject({ lastMinute: 500, refused: { minute: 1 } });
    await forward({ seconds: 11 });
    expect((await read(server)).status).toBe(200);
  });

  test('forty batches a minute, other calls go on', async () => {
    const { server, forward } = await standing({ switches: { limits: 'on' } });
    const batch = () =>
      post(server, '/batch', { BatchItemRequest: [{ bId: '1', Query: 'select count(*) from Item' }] });
    for (let call = 0; call < 40; call += 1) {
      expect((await batch()).status).toBe(200);
      await forward({ seconds: 1 });
    }
    expect((await batch()).status).toBe(429);
    expect((await read(server)).status).toBe(200);
    await forward({ seconds: 60 });
    expect((await batch()).status).toBe(200);
  });

  test('ten at once: requests whose bodies are still on the way count, and stop counting when answered', async () => {
    // The clock moves with each look at it, so that the limit per second plays no part.
    let at = NOON;
    const now = () => {
      at += 200;
      return at;
    };
    const server = await start({ now, switches: { limits: 'on' } });
    const body = JSON.stringify({ DisplayName: 'x'.repeat(200) });
    const halves = Array.from({ length: 10 }, () => {
      const sent = request(`${server.url}/v3/company/${server.realmId}/customer`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${server.accessToken}`,
          accept: 'application/json',
          'content-type': 'application/json',
          'content-length': body.length,
        },
      });
      sent.flushHeaders();
      return { sent, answered: once(sent, 'response') };
    });
    await vi.waitFor(async () => expect((await control(server, '/limits')).underWay).toBe(10), { timeout: 30_000 });
    expect((await read(server)).status).toBe(429);
    for (const { sent } of halves) sent.end(body);
    for (const { answered } of halves) for (const answer of await answered) answer.resume();
    await vi.waitFor(async () => expect((await control(server, '/limits')).underWay).toBe(0), { timeout: 30_000 });
    expect((await read(server)).status).toBe(200);
    expect(await control(server, '/limits')).toMatchObject({ refused: { concurrent: 1 } });
  });

  test('off until asked for, on and off while it runs', async () => {
    const { server } = await standing();
    const burst = async () => {
      const answers = await Promise.all(Array.from({ length: 12 }, () => read(server)));
      return answers.filter((answer) => answer.status === 429).length;
    };
    expect(await burst()).toBe(0);
    await control(server, '/switches', { limits: 'on' });
    expect(await burst()).toBe(2);
    await control(server, '/switches', { limits: 'off' });
    expect(await burst()).toBe(0);
  });
});

describe('metering', () => {
  test('in is free, out is counted, failures are neither; sign-in and control never', async () => {
    const { server } = await standing();
    const { Id } = (await create(server, 'Ada')).body.Customer;
    await create(server, 'Ada');
    await books(server, `/customer/${Id}`);
    await ask(server, 'select * from Customer');
    await books(server, '/query', {
      method: 'POST',
      body: 'select * from Customer',
      headers: { 'content-type': 'application/text' },
    });
    await books(server, '/cdc?entities=Customer&changedSince=2026-11-20');
    await books(server, '/customer/404');
    await control(server, '');
    const meter = await control(server, '/meter');
    expect(meter).toMatchObject({ core: 1, corePlus: 4, failed: 2, month: '2026-11', tier: 'builder', quota: 500_000 });
    expect(meter.realms).toEqual({ [server.realmId]: { core: 1, corePlus: 4, failed: 2 } });
    expect(meter.workspace).toEqual({ core: 1, corePlus: 4, failed: 2, left: 499_996, over: 0 });
  });

  test('the free tier is cut off at its quota, which all companies of the workspace share, until the next month', async () => {
    const { server, forward } = await standing();
    await control(server, '/meter', { elsewhere: 499_999 });
    expect((await read(server)).status).toBe(200);
    const blocked = await read(server);
    expect([blocked.status, code(blocked)]).toEqual([429, '3001']);
    expect((await create(server, 'Into the books is free')).status).toBe(200);
    expect(await control(server, '/meter')).toMatchObject({ blocked: true, workspace: { left: 0 } });
    await forward({ days: 9 });
    expect((await read(server)).status).toBe(401);
    await forward({ days: 3 });
    expect(await control(server, '/meter')).toMatchObject({
      month: '2026-12',
      blocked: false,
      workspace: { corePlus: 0, left: 500_000 },
    });
  });

  test('paying tiers go over and pay for it', async () => {
    const { server } = await standing();
    await control(server, '/meter', { tier: 'silver', elsewhere: 1_000_000 });
    expect((await read(server)).status).toBe(200);
    expect(await control(server, '/meter')).toMatchObject({ quota: 1_000_000, blocked: false, workspace: { over: 1 } });
  });
});
