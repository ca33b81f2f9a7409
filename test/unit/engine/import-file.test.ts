/** Bringing the export of another product over: from the file to records of the workspace, and on to QuickBooks. */
import { describe, expect, test } from 'vitest';
import type { InputOf, OutputOf } from '../../../shared/contract/index.ts';
import { settle } from '../../support/fakes/app.ts';
import { type CompanyApp, companyApp } from '../../support/fakes/company-app.ts';

type Setup = InputOf<'import.file.check'>['setup'];

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
const read = (app: CompanyApp, name: string, text: string) =>
  app.call('import.file.read', { name, base64: base64(text) });

/** Reads, takes the columns as they were guessed, and checks. */
async function check(app: CompanyApp, name: string, text: string, more: Partial<Setup> = {}) {
  const file = await read(app, name, text);
  const entity = more.entity ?? file.entity;
  const guess = await app.call('import.file.columns', { file: file.file, entity });
  const setup: Setup = {
    columns: guess.columns,
    dateOrder: guess.dateOrder,
    ...more,
    entity,
    fixed: { ...guess.fixed, ...more.fixed },
  };
  const shown = await app.call('import.file.check', { file: file.file, setup });
  const { items } = await app.call('import.file.items', { hash: shown.hash, limit: 500 });
  return { file, guess, shown, items, told: items.map(({ act, title, reason }) => `${act} ${title}: ${reason}`) };
}
async function apply(app: CompanyApp, hash: string): Promise<OutputOf<'import.file.get'>['import']> {
  const { id } = await app.call('import.file.apply', { hash });
  for (let turn = 0; turn < 200; turn++) {
    await settle();
    const { import: one } = await app.call('import.file.get', { id });
    if (one.state !== 'running') return one;
  }
  throw new Error('the import never ends');
}
const bring = async (app: CompanyApp, name: string, text: string, more: Partial<Setup> = {}) =>
  apply(app, (await check(app, name, text, more)).shown.hash);
const list = async (app: CompanyApp, entity: string) =>
  (await app.call('records.list', { entity, limit: 500 })).rows.map(({ body }) => body);

const CLIENTS = [
  'Client name,E-mail,Phone #,Street,City,State,Zip,Notes',
  'Dana Reyes,dana@summit.example,(555) 010-2030,1 Main St,Tucson,AZ,85701,Ring twice',
  '"Weiskopf, Karl",karl@weiskopf.example,555.010.9999,,,,,',
  '',
  'Pine Ridge HOA,not an address,,,,,,',
].join('\r\n');

describe('customers', () => {
  test('from a file into the workspace, each in its fields; what is wrong is told with its row and column', async () => {
    const app = await companyApp();
    const { file, shown, items } = await check(app, 'clients.csv', CLIENTS);
    expect(file).toMatchObject({ entity: 'customer', rows: 3, encoding: 'UTF-8', delimiter: ',' });
    expect(shown.counts).toEqual({ make: 2, fill: 0, same: 0, refuse: 1 });
    expect(items.find(({ act }) => act === 'refuse')).toMatchObject({
      title: 'Pine Ridge HOA',
      rows: [5],
      column: 'E-mail',
      reason: 'E-mail is not an e-mail address',
    });
    const done = await apply(app, shown.hash);
    expect(done).toMatchObject({ state: 'done', total: 3, counts: { made: 2, refused: 1 } });
    const customers = await list(app, 'customer');
    expect(customers.map((one) => one.displayName).sort()).toEqual(['Dana Reyes', 'Weiskopf, Karl']);
    expect(customers.find((one) => one.displayName === 'Dana Reyes')).toMatchObject({
      email: 'dana@summit.example',
      phone: '(555) 010-2030',
      notes: 'Ring twice',
      billingAddress: { line1: '1 Main St', city: 'Tucson', region: 'AZ', postalCode: '85701' },
    });
    expect(app.errors).toEqual([]);
  });

  test('the same file again makes nothing', async () => {
    const app = await companyApp();
    await bring(app, 'clients.csv', CLIENTS);
    const again = await check(app, 'clients.csv', CLIENTS);
    expect(again.shown.counts).toEqual({ make: 0, fill: 0, same: 2, refuse: 1 });
    expect((await apply(app, again.shown.hash)).counts).toEqual({ same: 2, refused: 1 });
    expect(await list(app, 'customer')).toHaveLength(2);
  });
});

const INVOICES = [
  'Invoice #,Client,Client email,Issued,Item,Description,Qty,Rate,Amount,Total,Status',
  '2041,Dana Reyes,dana@summit.example,3/14/2026,Roof inspection,Spring,1,$185.00,$185.00,"$1,235.00",Sent',
  '2041,Dana Reyes,dana@summit.example,3/14/2026,Shingles,Red ones,30,$35.00,"$1,050.00","$1,235.00",Sent',
  '2042,Sonora Tile:Patio,,3/20/2026,Gutter cleaning,,2,90,180,180,Paid',
  '2043,Dana Reyes,,3/21/2026,Gutter cleaning,,2,90,180,190,Paid',
].join('\n');
const PAYMENTS = [
  'Payment date,Client,Amount,Invoice #,Reference',
  '3/22/2026,Dana Reyes,$200.00,2041,881',
  '3/25/2026,Dana Reyes,"$1,035.00",2041,882',
].join('\n');

describe('documents', () => {
  test('with all they name, on to QuickBooks to the cent; payments find their invoices; the same files again make nothing', async () => {
    const app = await companyApp();
    await app.apply();
    const { shown, told } = await check(app, 'invoices.csv', INVOICES);
    expect(told).toContain(
      'refuse Invoice 2043: Total: the file says 190.00, its lines come to 180.00 (10.00 apart); a tax or discount column may be missing',
    );
    expect(shown.byEntity).toContainEqual({
      entity: 'invoice',
      label: 'Invoices',
      counts: { make: 2, fill: 0, same: 0, refuse: 1 },
      amount: '1415.00',
    });
    expect(await apply(app, shown.hash)).toMatchObject({ state: 'done', counts: { made: 8, refused: 1 } });
    expect(await bring(app, 'payments.csv', PAYMENTS)).toMatchObject({ counts: { made: 2 } });
    await app.sync();
    await app.sync();
    const sent = app.all('Invoice');
    expect(sent.map((one) => [one.DocNumber, one.TotalAmt, one.Balance]).sort()).toEqual([
      ['2041', 1235, 0],
      ['2042', 180, 180],
    ]);
    expect(
      app
        .all('Payment')
        .map((one) => one.TotalAmt)
        .sort(),
    ).toEqual([1035, 200]);
    expect(
      app
        .all('Customer')
        .map((one) => one.DisplayName)
        .sort(),
    ).toEqual(['Dana Reyes', 'Patio', 'Sonora Tile']);
    expect((await app.call('app.status', {})).counts).toMatchObject({ review: 0, problems: 0 });
    for (const [name, text] of [
      ['invoices.csv', INVOICES],
      ['payments.csv', PAYMENTS],
    ] as const) {
      const again = await check(app, name, text);
      expect(again.shown.counts).toMatchObject({ make: 0, fill: 0 });
      await apply(app, again.shown.hash);
    }
    await app.sync();
    expect(app.all('Invoice')).toHaveLength(2);
    expect(app.all('Payment')).toHaveLength(2);
    expect(app.errors).toEqual([]);
  });

  test('who is in QuickBooks already is matched there, and nobody is made twice', async () => {
    const app = await companyApp();
    app.ask('/customer', {}, { DisplayName: 'Dana Reyes', PrimaryEmailAddr: { Address: 'dana@summit.example' } });
    await bring(app, 'clients.csv', CLIENTS);
    await app.apply();
    expect(
      app
        .all('Customer')
        .map((one) => one.DisplayName)
        .sort(),
    ).toEqual(['Dana Reyes', 'Weiskopf, Karl']);
    expect(await list(app, 'customer')).toHaveLength(2);
  });
});

describe('what the workspace has', () => {
  test('stays; what it lacks is filled in, and is in the log with the file and the row', async () => {
    const app = await companyApp();
    await app.make('customer', { displayName: 'Dana Reyes', email: 'dana@summit.example', phone: '555 000 1111' });
    const { shown } = await check(app, 'clients.csv', CLIENTS);
    expect(shown.counts).toEqual({ make: 1, fill: 1, same: 0, refuse: 1 });
    const done = await apply(app, shown.hash);
    const dana = (await list(app, 'customer')).find((one) => one.displayName === 'Dana Reyes');
    expect(dana).toMatchObject({ phone: '555 000 1111', notes: 'Ring twice', billingAddress: { city: 'Tucson' } });
    const { entries } = await app.call('activity.list', { runId: done.id });
    expect(entries.find(({ what }) => what.startsWith('Filled in'))).toMatchObject({ why: 'From clients.csv, row 2' });
    expect(entries[0]?.what).toBe('Import of clients.csv finished: 1 made, 1 filled in, 1 left out');
  });

  test('what was entered since the check asks for another look', async () => {
    const app = await companyApp();
    const { shown } = await check(app, 'clients.csv', CLIENTS);
    await app.make('customer', { displayName: 'Weiskopf, Karl' });
    await expect(app.call('import.file.apply', { hash: shown.hash })).rejects.toThrow(/Something changed since/);
    expect((await app.call('import.file.list', {})).imports).toEqual([]);
    expect(await list(app, 'customer')).toHaveLength(1);
  });

  test('one that was imported and edited since is known by its row', async () => {
    const app = await companyApp();
    await bring(app, 'invoices.csv', INVOICES);
    const { rows } = await app.call('records.list', { entity: 'invoice' });
    const [first, second] = rows.sort((a, b) => a.title.localeCompare(b.title));
    const held = await app.call('records.get', { entity: 'invoice', key: first?.key ?? '' });
    await app.call('records.update', {
      entity: 'invoice',
      key: first?.key ?? '',
      revision: held.revision ?? '',
      changes: { number: 'A-1' },
    });
    const again = await check(app, 'invoices.csv', INVOICES);
    expect(again.told.filter((one) => one.startsWith('same'))).toEqual([
      'same Invoice A-1: Imported before',
      `same ${second?.title ?? ''}: Imported before`,
    ]);
  });
});

describe('whatever ends it', () => {
  const many = (count: number): string =>
    ['Name,E-mail', ...Array.from({ length: count }, (_, n) => `Homeowner ${n},home${n}@example.com`)].join('\n');

  test('a crash in the middle: the next start goes on, and nothing is made twice', async () => {
    const { restarted } = await import('../../support/fakes/company-app.ts');
    const app = await companyApp();
    const { shown } = await check(app, 'clients.csv', many(120));
    const { id } = await app.call('import.file.apply', { hash: shown.hash });
    await app.engine.stop();
    expect(app.store.tableImport(id)?.state).toBe('running');
    expect(app.store.tableCounts(id).map(({ state }) => state)).toEqual(['made', 'waiting']);
    // The last record was made, and the answer was lost before it was written down.
    const { parts } = app.store.tableParts({ id, states: ['made'], offset: 0, limit: 1000 });
    const last = parts.at(-1);
    if (last)
      app.store.transaction(() =>
        app.store.putTablePart({ ...last, state: 'waiting', body: { displayName: last.title } }),
      );
    const next = await restarted(app);
    for (let turn = 0; turn < 200; turn++) await settle();
    expect((await next.call('import.file.get', { id })).import).toMatchObject({ state: 'done', counts: { made: 120 } });
    const names = (await list(next, 'customer')).map((one) => one.displayName);
    expect(names).toHaveLength(120);
    expect(new Set(names).size).toBe(120);
  });

  test('one that was stored by half is nobody’s: nothing of it is made, and the next one forgets it', async () => {
    const { restarted } = await import('../../support/fakes/company-app.ts');
    const app = await companyApp();
    const { shown } = await check(app, 'clients.csv', many(450));
    // Ended between two slices of its being stored.
    const { putTablePart } = app.store;
    let stored = 0;
    app.store.putTablePart = (part) => {
      putTablePart(part);
      if (++stored === 150) void app.engine.stop();
    };
    const begun = app.call('import.file.apply', { hash: shown.hash });
    await expect(begun).rejects.toMatchObject({ error: { code: 'sync.paused' } });
    app.store.putTablePart = putTablePart;
    expect(stored).toBe(200);
    const next = await restarted(app);
    expect((await next.call('import.file.list', { limit: 9 })).imports).toEqual([]);
    expect(await list(next, 'customer')).toEqual([]);
    const again = await check(next, 'clients.csv', many(450));
    expect(again.shown.counts).toMatchObject({ make: 450 });
    const [first, second] = await Promise.allSettled(
      [1, 2].map(() => next.call('import.file.apply', { hash: again.shown.hash })),
    );
    // Pressed twice at once: one begins, the other is told.
    expect([first?.status, second?.status].sort()).toEqual(['fulfilled', 'rejected']);
    for (let turn = 0; turn < 600; turn++) await settle();
    expect(await list(next, 'customer')).toHaveLength(450);
    expect((await next.call('import.file.list', { limit: 9 })).imports).toMatchObject([{ counts: { made: 450 } }]);
  });

  test('cancelled, and resumed later; another one waits for its turn', async () => {
    const app = await companyApp();
    const { shown } = await check(app, 'clients.csv', many(150));
    const other = await check(app, 'more.csv', 'Name\nSomebody Else\n');
    const { id } = await app.call('import.file.apply', { hash: shown.hash });
    await expect(app.call('import.file.apply', { hash: other.shown.hash })).rejects.toThrow(/still under way/);
    await app.call('import.file.cancel', { id });
    for (let turn = 0; turn < 20; turn++) await settle();
    const { import: held } = await app.call('import.file.get', { id });
    expect(held.state).toBe('cancelled');
    expect(held.counts.cancelled).toBeGreaterThan(0);
    const waiting = await app.call('import.file.parts', { id, results: ['cancelled'], limit: 500 });
    expect(waiting.total).toBe(held.counts.cancelled);
    await expect(app.call('import.file.cancel', { id })).rejects.toThrow(/no such import/);
    await app.call('import.file.resume', { id });
    for (let turn = 0; turn < 200; turn++) await settle();
    expect((await app.call('import.file.get', { id })).import).toMatchObject({ state: 'done', counts: { made: 150 } });
    expect(await list(app, 'customer')).toHaveLength(150);
  });
});

describe('bad files and inputs', () => {
  test.each([
    ['', /it is empty/],
    ['\n\n', /there is nothing in it/],
    ['a@b.example,5\n', /does not name the columns/],
  ])('%j', async (text, message) => {
    const app = await companyApp();
    await expect(read(app, 'a.csv', text)).rejects.toThrow(message);
  });
  test('a file or check that is not held, a kind there is none of, bytes that are none', async () => {
    const app = await companyApp();
    const { file } = await read(app, 'clients.csv', CLIENTS);
    await expect(app.call('import.file.columns', { file: 'x', entity: 'customer' })).rejects.toThrow(/not at hand/);
    await expect(app.call('import.file.columns', { file, entity: 'account' })).rejects.toThrow(
      /entity: "account" is none of customer/,
    );
    await expect(app.call('import.file.apply', { hash: 'x' })).rejects.toThrow(/not at hand/);
    await expect(app.call('import.file.read', { name: 'a', base64: '§' })).rejects.toThrow(/base64: is not base64/);
    await expect(app.call('import.file.check', { file, setup: { entity: 'customer', columns: [] } })).rejects.toThrow(
      /columns: must be 8/,
    );
  });
});

describe('other kinds and companies', () => {
  test('estimates, vendors, bills, vendor credits and expenses', async () => {
    const app = await companyApp();
    await app.apply();
    const { rows: accounts } = await app.call('records.list', { entity: 'account', limit: 500 });
    const named = (type: string): string => accounts.find(({ body }) => body.type === type)?.title ?? `no ${type}`;
    await bring(app, 'vendors.csv', 'Vendor,Email,Gets a 1099\nSunbelt Supply,ap@sunbelt.example,yes\n');
    await bring(
      app,
      'bills.csv',
      `Bill number,Vendor,Bill date,Due date,Category,Amount\nB-7,Sunbelt Supply,3/14/2026,4/14/2026,${named('expense')},"1,250.00"\n`,
      { entity: 'bill' },
    );
    const credit = `Credit number,Vendor,Credit date,Category,Amount\nCR-2,Sunbelt Supply,3/18/2026,${named('expense')},45.50\n`;
    expect((await check(app, 'vendor credits.csv', credit)).file.entity).toBe('vendorCredit');
    await bring(app, 'vendor credits.csv', credit);
    await bring(
      app,
      'expenses.csv',
      `Date,Vendor,Category,Amount,Paid from\n3/20/2026,Shell,${named('expense')},48.10,${named('bank')}\n`,
      { entity: 'expense', fixed: { paidBy: 'check' } },
    );
    await bring(app, 'quotes.csv', 'Quote #,Client,Quote date,Item,Qty,Price\nQ-1,Dana Reyes,3/14/2026,Roof,2,90\n', {
      entity: 'estimate',
    });
    await app.sync();
    await app.sync();
    expect(
      app
        .all('Vendor')
        .map((one) => one.DisplayName)
        .sort(),
    ).toEqual(['Shell', 'Sunbelt Supply']);
    expect(app.all('Bill').map((one) => [one.DocNumber, one.TotalAmt, one.DueDate])).toEqual([
      ['B-7', 1250, '2026-04-14'],
    ]);
    expect(app.all('VendorCredit').map((one) => [one.DocNumber, one.TotalAmt, one.TxnDate])).toEqual([
      ['CR-2', 45.5, '2026-03-18'],
    ]);
    expect(app.all('Purchase').map((one) => one.TotalAmt)).toEqual([48.1]);
    expect(app.all('Estimate').map((one) => [one.DocNumber, one.TotalAmt])).toEqual([['Q-1', 180]]);
    expect((await app.call('problems.list')).groups).toEqual([]);
  });

  test('in the United Kingdom the rate stands on each line, and totals are the same to the penny', async () => {
    const app = await companyApp({ profile: { country: 'GB', tax: 'global' } });
    await app.apply();
    const text = [
      'Invoice #,Client,Invoice date,Item,Qty,Rate,Tax rate,Tax amount,Total',
      'UK-1,Harbour Homes,14/03/2026,Labour,3,19.99,20.0% S,11.99,71.96',
      'UK-2,Harbour Homes,15/03/2026,Labour,1,100,,20.00,120.00',
      'UK-3,Harbour Homes,15/03/2026,Labour,1,100,20.0% S,,119.00',
    ].join('\n');
    const { told, shown } = await check(app, 'invoices.csv', text);
    expect(told.slice(2)).toEqual([
      'make Invoice UK-1: New',
      'make Invoice UK-2: New',
      'refuse Invoice UK-3: Total: the file says 119.00, its lines come to 120.00 (-1.00 apart); a tax or discount column may be missing',
    ]);
    await apply(app, shown.hash);
    await app.sync();
    await app.sync();
    expect(
      app
        .all('Invoice')
        .map((one) => [one.DocNumber, one.TotalAmt])
        .sort(),
    ).toEqual([
      ['UK-1', 71.96],
      ['UK-2', 120],
    ]);
    expect((await app.call('problems.list')).groups).toEqual([]);
  });
});
