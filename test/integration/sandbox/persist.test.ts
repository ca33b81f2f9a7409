/** The file that carries a sandbox over restarts, whatever ends the process, and the cache of generated companies. */
import { appendFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SandboxServer } from '../../../main/sandbox/server/index.ts';
import { ask, books, closeAll, control, create, post, start } from './support.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
  file = join(folder, 'company.json');
});

afterEach(async () => {
  await closeAll();
  await rm(folder, { recursive: true, force: true });
});

const keys = ({ realmId, clientId, clientSecret, accessToken, refreshToken, verifierToken }: SandboxServer) => ({
  realmId,
  clientId,
  clientSecret,
  accessToken,
  refreshToken,
  verifierToken,
});

const customers = async (server: SandboxServer): Promise<number> =>
  (await ask(server, 'select count(*) from Customer')).body.QueryResponse.totalCount;

describe('the file', () => {
  test('after a clean end: company, keys, clock, recorded answers and what was counted', async () => {
    const first = await start({ persist: file });
    const made = await post(first, '/customer?requestid=r-1', { DisplayName: 'Kept' });
    await control(first, '/act', {
      act: 'edit',
      entity: 'Customer',
      id: made.body.Customer.Id,
      set: { Notes: 'by hand' },
    });
    await control(first, '/clock', { forward: { minutes: 10 } });
    const { now } = await control(first, '');
    const before = keys(first);
    await first.close();
    const second = await start({ persist: file });
    expect(keys(second)).toEqual(before);
    expect((await control(second, '')).now >= now).toBe(true);
    expect((await control(second, '/meter')).core).toBe(1);
    expect((await post(second, '/customer?requestid=r-1', { DisplayName: 'Kept' })).text).toBe(made.text);
    expect((await books(second, `/customer/${made.body.Customer.Id}`)).body.Customer).toMatchObject({
      Notes: 'by hand',
      SyncToken: '1',
    });
    expect((await create(second, 'kept')).status).toBe(400);
  });

  test('what was answered is in the file before the answer: a second server reads it without the first one ending', async () => {
    const first = await start({ persist: file });
    for (let round = 0; round < 5; round += 1) expect((await create(first, `Customer ${round}`)).status).toBe(200);
    const copy = join(folder, 'copy.json');
    await writeFile(copy, await readFile(file));
    expect(await customers(await start({ persist: copy }))).toBe(5);
  });

  test('a write adds to the end; it does not write the company again', async () => {
    const server = await start({ persist: file, company: 'demo' });
    const before = (await stat(file)).size;
    await create(server, 'One more');
    expect((await stat(file)).size - before).toBeLessThan(6000);
    expect(before).toBeGreaterThan(100_000);
  });

  test.each([1, 7, 40, 200])('a last line torn %d bytes before its end costs that line alone', async (bytes) => {
    const first = await start({ persist: file });
    await create(first, 'Stays');
    const whole = (await stat(file)).size;
    await create(first, 'Torn');
    const torn = join(folder, 'torn.json');
    await writeFile(torn, await readFile(file));
    await truncate(torn, Math.max(whole, (await stat(torn)).size - bytes));
    const second = await start({ persist: torn });
    expect(
      (await ask(second, "select * from Customer where DisplayName = 'Stays'")).body.QueryResponse.Customer,
    ).toHaveLength(1);
    expect(await customers(second)).toBeLessThanOrEqual(2);
    await create(second, 'After the tear');
    await second.close();
    const third = await start({ persist: torn });
    expect(
      (await ask(third, "select * from Customer where DisplayName = 'After the tear'")).body.QueryResponse.Customer,
    ).toHaveLength(1);
  });

  test('a long tail is folded into a snapshot at the next start', async () => {
    const server = await start({ persist: file });
    for (let round = 0; round < 100; round += 1) {
      const items = Array.from({ length: 30 }, (_, index) => ({
        bId: String(index),
        operation: 'create',
        Customer: { DisplayName: `Customer ${round}-${index}` },
      }));
      await post(server, '/batch', { BatchItemRequest: items });
    }
    const before = (await stat(file)).size;
    expect(before).toBeGreaterThan(1024 * 1024);
    await server.close();
    expect((await stat(file)).size).toBeLessThan(before);
    expect(await customers(await start({ persist: file }))).toBe(3000);
    expect(await readdir(folder)).toEqual(['company.json']);
  });

  test('reset is kept too', async () => {
    const first = await start({ persist: file });
    await create(first, 'Gone after the reset');
    await control(first, '/reset', {});
    await create(first, 'Made after the reset');
    await first.close();
    expect(await customers(await start({ persist: file }))).toBe(1);
  });

  test('the first format, one JSON object, is still read', async () => {
    const first = await start({ persist: file });
    await create(first, 'From before');
    const { company } = first;
    const state = {
      identity: { clientId: 'a', clientSecret: 'b', verifierToken: 'c' },
      tokens: { grants: [] },
      offset: 5,
    };
    const old = join(folder, 'old.json');
    await writeFile(old, JSON.stringify({ company: company.snapshot(), ...state }));
    const second = await start({ persist: old });
    expect(second.clientId).toBe('a');
    expect(await customers(second)).toBe(1);
    await create(second, 'And on');
    await second.close();
    expect(await customers(await start({ persist: old }))).toBe(2);
  });

  test.each(['', 'not json', '{"some":"json"}\n', '[1,2]\n'])(
    'a file that is something else is told so: %j',
    async (text) => {
      await writeFile(file, text);
      await expect(start({ persist: file })).rejects.toThrow('is not a saved sandbox company');
      expect(await readFile(file, 'utf8')).toBe(text);
    },
  );

  test('a snapshot cut short is not taken for a company', async () => {
    await (await start({ persist: file, company: 'demo' })).close();
    await truncate(file, 50_000);
    await expect(start({ persist: file })).rejects.toThrow('is not a saved sandbox company');
  });
});

describe('the cache', () => {
  const company = { kind: 'generated', customers: 4000, invoices: 1500, seed: 11 } as const;

  test('a large generated company is made once, and is the same when read', async () => {
    const cacheDir = join(folder, 'cache');
    const made = await start({ company, cacheDir });
    const [name] = await readdir(cacheDir);
    expect(name).toMatch(/^company-4000-1500-11-[0-9a-f]{16}\.jsonl$/);
    const written = (await stat(join(cacheDir, name ?? ''))).mtimeMs;
    const read = await start({ company, cacheDir });
    expect((await stat(join(cacheDir, name ?? ''))).mtimeMs).toBe(written);
    expect(read.company.snapshot().rows).toEqual(made.company.snapshot().rows);
    expect((await create(read, 'Same rules')).body.Customer.Id).toBe(
      (await create(made, 'Same rules')).body.Customer.Id,
    );
    expect(read.company.summary().trialBalance).toBe(0);
  });

  test('a damaged cache is made again; other sizes and seeds have their own; small ones none', async () => {
    const cacheDir = join(folder, 'cache');
    await start({ company, cacheDir });
    const [name = ''] = await readdir(cacheDir);
    await truncate(join(cacheDir, name), 5000);
    expect(await customers(await start({ company, cacheDir }))).toBe(4000);
    await appendFile(join(cacheDir, name), '{"torn');
    expect(await customers(await start({ company, cacheDir }))).toBe(4000);
    await start({ company: { ...company, customers: 10, invoices: 0 }, cacheDir });
    expect(await readdir(cacheDir)).toEqual([name]);
  });
});
