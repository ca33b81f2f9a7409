import { describe, expect, test } from 'vitest';
import { answer, contextOf, createWorld, type World } from './support.ts';

const names = async (world: World, count: number, prefix: string): Promise<void> => {
  for (let index = 0; index < count; index += 1)
    world.company.act({ act: 'create', entity: 'Customer', set: { DisplayName: `${prefix} ${index}` } });
};

async function everything(world: World, entity: string): Promise<{ ids: string[]; pages: number }> {
  const context = await contextOf(world);
  const ids: string[] = [];
  let page: string | null = null;
  let pages = 0;
  do {
    const answered = await world.connector.list(entity, page, context);
    if (!answered.ok) throw new Error(answered.error.userSentence);
    ids.push(...answered.value.observations.map((one) => one.id));
    page = answered.value.next;
    pages += 1;
  } while (page !== null);
  return { ids, pages };
}

describe('test connection', () => {
  test('names the company and what it can do', async () => {
    const world = createWorld({ seed: 'demo' });
    const tested = await world.connector.test();
    expect(tested).toMatchObject({
      ok: true,
      value: {
        companyId: world.company.realmId,
        companyName: world.company.name(),
        environment: 'sandboxCompany',
        facts: { country: 'US', homeCurrency: 'USD', customNumbers: 'false' },
      },
    });
    expect(new Set(world.requests.map((request) => request.method))).toEqual(new Set(['GET']));
  });

  test.each([
    ['connection.credentials', answer(401, { fault: { error: [{ code: '3200' }] } })],
    ['connection.permission', answer(401, { Fault: { Error: [{ code: '120' }] } })],
    ['connection.permission', answer(403, { fault: { error: [{ code: '003100' }] } })],
    ['connection.wrongEnvironment', answer(401, { Fault: { Error: [{ code: '130' }] } })],
    ['connection.wrongEnvironment', answer(200, { hello: 'some other server' })],
    ['connection.outage', answer(503, '<html></html>')],
  ])('says %s', async (code, fault) => {
    const world = createWorld();
    world.play(() => fault);
    expect(await world.connector.test()).toMatchObject({ ok: false, error: { code } });
  });
});

describe('lists', () => {
  test('accounts, tax codes with their percentage, terms and methods in one call, custom fields in another', async () => {
    const world = createWorld({ seed: 'demo' });
    const lists = await world.connector.lists();
    if (!lists.ok) throw new Error(lists.error.userSentence);
    expect(world.paths()).toEqual(['POST batch', 'GET preferences']);
    const of = (list: string) => lists.value.filter((entry) => entry.list === list);
    for (const list of ['account', 'taxCode', 'term', 'paymentMethod']) expect(of(list).length).toBeGreaterThan(0);
    expect(of('taxRate')).toEqual([]);
    expect(of('taxCode').map((entry) => entry.facts.percent)).toContain('8.25');
    expect(of('account').map((entry) => entry.facts.type)).toContain('Income');
  });

  test('a refused part is told, not left out', async () => {
    const world = createWorld();
    world.play(() =>
      answer(200, {
        BatchItemResponse: [{ bId: 'q0', Fault: { Error: [{ code: '5020', Detail: 'no' }] } }],
        time: 'x',
      }),
    );
    expect(await world.connector.lists()).toMatchObject({ ok: false, error: { code: 'quickbooks.notAllowed' } });
  });
});

describe('full listing', () => {
  test('every record once, inactive ones too, in pages of a thousand', async () => {
    const world = createWorld();
    await names(world, 2500, 'Customer');
    world.company.act({ act: 'deactivate', entity: 'Customer', id: '5' });
    const { ids, pages } = await everything(world, 'customer');
    expect(ids).toHaveLength(2500);
    expect(new Set(ids).size).toBe(2500);
    expect(pages).toBe(3);
  });

  test('records deleted while we page hide no other', async () => {
    const world = createWorld({ seed: 'demo' });
    // Payments of the demo are in bank deposits, where nobody can delete them.
    const ours = new Set<string>();
    for (let index = 0; index < 1500; index += 1) {
      const made = world.company.act({
        act: 'create',
        entity: 'Payment',
        set: { CustomerRef: { value: '1' }, TotalAmt: 1, TxnDate: '2026-05-01' },
      });
      ours.add((JSON.parse(made.body) as { Payment: { Id: string } }).Payment.Id);
    }
    const gone = new Set<string>();
    // Between the first page and the next, more of the first page's records go than are asked for again.
    let pagesSeen = 0;
    world.play((request, pass) => {
      const page = pass();
      if (!decodeURIComponent(request.url).includes('from payment')) return page;
      pagesSeen += 1;
      const { Payment } = (JSON.parse(page.body) as { QueryResponse: { Payment: { Id: string }[] } }).QueryResponse;
      if (pagesSeen === 1)
        for (const { Id } of Payment.filter((row) => ours.has(row.Id)).slice(0, 30)) {
          expect(world.company.act({ act: 'delete', entity: 'Payment', id: Id }).status).toBe(200);
          gone.add(Id);
        }
      return page;
    });
    const { ids } = await everything(world, 'payment');
    const found = new Set(ids);
    expect(gone.size).toBe(30);
    expect([...ours].filter((id) => !gone.has(id) && !found.has(id))).toEqual([]);
  });

  test('a failure is told, and the page can be asked for again', async () => {
    const world = createWorld({ seed: 'demo' });
    const context = await contextOf(world);
    world.play(() => answer(503, ''));
    expect(await world.connector.list('customer', null, context)).toMatchObject({
      ok: false,
      error: { retryable: true },
    });
    world.play(null);
    expect((await world.connector.list('customer', null, context)).ok).toBe(true);
  });
});

describe('reading single records', () => {
  test('in the order asked for, missing ones as tombstones', async () => {
    const world = createWorld({ seed: 'demo' });
    const context = await contextOf(world);
    const [invoice] = world.company.rows('Invoice');
    const keys = [
      { entity: 'customer', id: '3' },
      { entity: 'invoice', id: '99999' },
      { entity: 'invoice', id: invoice?.id ?? '' },
      { entity: 'customer', id: '1' },
    ];
    const read = await world.connector.read(keys, context);
    if (!read.ok) throw new Error(read.error.userSentence);
    expect(read.value.map((one) => [one.entity, one.id, one.life])).toEqual([
      ['customer', '3', 'live'],
      ['invoice', '99999', 'deleted'],
      ['invoice', invoice?.id, 'live'],
      ['customer', '1', 'live'],
    ]);
    expect(world.paths().filter((path) => path.includes('query'))).toHaveLength(2);
  });

  test('one alone is read directly, because lists may lag; deleted means code 610, not 404', async () => {
    const world = createWorld({ seed: 'demo' });
    const context = await contextOf(world);
    const read = await world.connector.read([{ entity: 'invoice', id: '99999' }], context);
    expect(read).toMatchObject({ ok: true, value: [{ life: 'deleted', body: null }] });
    expect(world.paths().at(-1)).toBe('GET invoice/99999');
  });

  test('inactive names are found among many', async () => {
    const world = createWorld();
    await names(world, 3, 'C');
    world.company.act({ act: 'deactivate', entity: 'Customer', id: '2' });
    const read = await world.connector.read(
      ['1', '2', '3'].map((id) => ({ entity: 'customer', id })),
      await contextOf(world),
    );
    expect(read.ok && read.value.map((one) => one.life)).toEqual(['live', 'inactive', 'live']);
  });
});

test('an observation keeps the record as it came', async () => {
  const world = createWorld({ seed: 'demo' });
  const page = await world.connector.list('invoice', null, await contextOf(world));
  if (!page.ok) throw new Error(page.error.userSentence);
  const [first] = page.value.observations;
  expect(first).toMatchObject({
    side: 'quickbooks',
    entity: 'invoice',
    revision: expect.any(String),
    native: { Line: expect.any(Array) },
  });
});
