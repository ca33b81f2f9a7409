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
