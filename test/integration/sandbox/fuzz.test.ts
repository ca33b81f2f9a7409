/** Whatever is sent, what comes back looks like QuickBooks, nothing breaks, and the books balance. */
import { request as rawRequest } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SandboxServer } from '../../../main/sandbox/server/index.ts';
import { anyRequest, body, nearlyGood, type Sent } from './arbitrary-requests.ts';
import { idsOf } from './good-requests.ts';
import { books, closeAll, type Loose, start } from './support.ts';

let server: SandboxServer;

beforeAll(async () => {
  server = await start({ company: 'demo' });
});

afterAll(closeAll);

function send(sent: Sent): Promise<{ status: number; type: string; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { accept: 'application/json', authorization: `Bearer ${server.accessToken}`, ...sent.headers };
    const target = `${server.url}${sent.path}`;
    const { port } = new URL(server.url);
    const options = { host: '127.0.0.1', port, path: target.slice(server.url.length), method: sent.method, headers };
    const asked = rawRequest(options, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          type: answer.headers['content-type'] ?? '',
          text: Buffer.concat(parts).toString('utf8'),
        }),
      );
    });
    asked.on('error', reject);
    asked.end(sent.method === 'GET' ? undefined : sent.body);
  });
}

/** One of the shapes of section 2.4 and 2.5, whatever was asked. */
function looksRight(answer: { status: number; type: string; text: string }): void {
  expect(answer.text).not.toMatch(/\n\s+at |node:internal|\.ts:\d/);
  if (answer.type.startsWith('text/html')) expect(answer.text).toContain('<hr><center>nginx</center>');
  else if (answer.type.startsWith('application/xml')) expect(answer.text).toMatch(/^<\?xml .*<IntuitResponse/);
  else if (answer.type.startsWith('application/json')) looksRightJson(answer.status, JSON.parse(answer.text));
  else expect(answer.status).toBe(200);
}

function looksRightJson(status: number, body: Loose): void {
  const items = body.Fault?.Error ?? body.fault?.error;
  if (items === undefined) {
    expect(status).toBe(200);
    // Reports tell the time in their Header, the tax service does not tell it.
    expect(typeof (body.time ?? body.Header?.Time ?? body.TaxCodeId)).toBe('string');
    return;
  }
  expect(items.length).toBeGreaterThan(0);
  for (const item of items) expect(item.code).toMatch(/^\d+$/);
  // 10000 is what an error of ours would look like.
  expect(items[0].code).not.toBe('10000');
  expect([400, 401, 403]).toContain(status);
}

describe('arbitrary requests', () => {
  test('good requests with a spot or two of them spoilt', { timeout: 120_000 }, async () => {
    const codes = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(nearlyGood(idsOf(server.company)), async (sent) => {
        const answer = await send({ ...sent, path: sent.path.replace('REALM', server.realmId) });
        looksRight(answer);
        const code = /"code":"(\d+)"/.exec(answer.text)?.[1] ?? String(answer.status);
        codes.set(code, (codes.get(code) ?? 0) + 1);
      }),
      { numRuns: Number(process.env.FUZZ ?? 1500) },
    );
    expect(server.company.summary().trialBalance).toBe(0);
    // Neither all refused at the door nor all let through.
    expect(codes.get('200')).toBeGreaterThan(50);
    expect(codes.size).toBeGreaterThan(8);
  });

  test('always an answer of QuickBooks’ shapes, never a broken server', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(anyRequest, async (sent) => {
        looksRight(await send({ ...sent, path: sent.path.replace('REALM', server.realmId) }));
      }),
      { numRuns: Number(process.env.FUZZ ?? 1500) },
    );
    expect(server.company.summary().trialBalance).toBe(0);
    expect((await books(server, '/companyinfo/1')).status).toBe(200);
  });

  test('sign-in and control addresses too', async () => {
    const path = fc.constantFrom(
      '/connect/oauth2',
      '/oauth2/v1/tokens/bearer',
      '/v2/oauth2/tokens/revoke',
      '/v1/openid_connect/userinfo',
      '/op/v1/jwks',
      '/sandbox',
      '/sandbox/act',
      '/sandbox/clock',
      '/sandbox/faults',
      '/sandbox/switches',
      '/sandbox/webhooks',
      '/sandbox/meter',
      '/sandbox/connection',
      '/sandbox/x',
      '/',
      '//',
      '/%',
    ); // prettier-ignore
    const form = fc
      .dictionary(
        fc.constantFrom(
          'grant_type',
          'code',
          'refresh_token',
          'client_id',
          'redirect_uri',
          'state',
          'scope',
          'decision',
        ),
        fc.string({ maxLength: 30 }),
      )
      .map((fields) => Buffer.from(new URLSearchParams(fields).toString()));
    await fc.assert(
      fc.asyncProperty(
        path,
        fc.constantFrom('GET', 'POST', 'DELETE'),
        fc.oneof(body, form),
        async (address, method, bytes) => {
          const answer = await send({ method, path: address, headers: {}, body: bytes });
          expect(answer.status).toBeLessThan(500);
          expect(answer.text).not.toMatch(/\n\s+at |node:internal/);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('ten clients at once', () => {
  test('create, change, pay, void, delete and query in any order: balanced books, no 5xx, no token used twice', {
    timeout: 120_000,
  }, async () => {
    const post = async (path: string, value: unknown): Promise<Loose> => {
      const answer = await books(server, path, { method: 'POST', body: JSON.stringify(value) });
      expect([200, 400]).toContain(answer.status);
      return answer.body;
    };
    const changes = new Map<string, number>();
    const client = async (seed: number) => {
      const own = fc.sample(fc.tuple(fc.nat(9), fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 900 })), {
        numRuns: 60,
        seed,
      });
      for (const [action, target, amount] of own) {
        const Id = String(target);
        const line = {
          DetailType: 'SalesItemLineDetail',
          Amount: amount,
          SalesItemLineDetail: { ItemRef: { value: '1' } },
        };
        const { Invoice } = (await books(server, `/invoice/${Id}`)).body;
        if (action < 3) await post('/invoice', { CustomerRef: { value: '4' }, Line: [line] });
        else if (Invoice === undefined)
          await books(server, `/query?query=${encodeURIComponent('select * from Invoice maxresults 5')}`);
        else if (action < 6) {
          const saved = await post('/invoice', {
            Id,
            SyncToken: Invoice.SyncToken,
            sparse: true,
            PrivateNote: `${seed} ${amount}`,
          });
          if (saved.Invoice !== undefined) {
            const key = `${Id} ${Invoice.SyncToken}`;
            changes.set(key, (changes.get(key) ?? 0) + (saved.Invoice.SyncToken === Invoice.SyncToken ? 0 : 1));
          }
        } else if (action < 8) {
          const links = [{ Amount: amount, LinkedTxn: [{ TxnId: Id, TxnType: 'Invoice' }] }];
          await post('/payment', { CustomerRef: Invoice.CustomerRef, TotalAmt: amount, Line: links });
        } else
          await post(`/invoice?operation=${action === 8 ? 'void' : 'delete'}`, { Id, SyncToken: Invoice.SyncToken });
      }
    };
    await Promise.all(Array.from({ length: 10 }, (_, index) => client(index + 1)));
    expect(server.company.summary().trialBalance).toBe(0);
    expect(changes.size).toBeGreaterThan(20);
    expect([...changes.values()].filter((count) => count > 1)).toEqual([]);
    for (const row of server.company.rows('Invoice')) {
      const { total, deposit, applied } = row.kept as Record<string, number>;
      if (!row.deleted) expect((total ?? 0) - (deposit ?? 0) - (applied ?? 0)).toBeGreaterThanOrEqual(0);
    }
  });
});
