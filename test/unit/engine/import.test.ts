/** The import of QuickBooks' records into the workspace, asked for by a person, before or after sync is switched on. */
import { describe, expect, test } from 'vitest';
import { LOCAL_OWNER } from '../../../shared/access.ts';
import type { InputOf, OutputOf } from '../../../shared/contract/index.ts';
import { type FakeApp, fakeApp, settle } from '../../support/fakes/app.ts';
import { customer, invoice, item } from '../../support/fakes/bodies.ts';
import { Death } from '../../support/fakes/mortal.ts';

type Scope = InputOf<'import.preview'>;
const SCOPE: Scope = {
  entities: ['customer', 'item', 'estimate', 'invoice', 'payment'],
  from: null,
  to: null,
  inactive: false,
  keys: ['email', 'name', 'phone'],
  companies: true,
  collisions: 'keep',
};

const plan = async (app: FakeApp, scope: Partial<Scope> = {}) => {
  const summary = await app.call('import.preview', { ...SCOPE, ...scope });
  const { items } = await app.call('plan.items', { planId: summary.planId, limit: 500 });
  return { summary, items, told: items.map((one) => [one.title, one.action]) };
};
const apply = async (app: FakeApp, { planId, hash }: { planId: string; hash: string }): Promise<string> => {
  const { runId } = await app.call('sync.apply', { planId, hash, confirmWarning: true });
  await settle();
  return runId;
};
const doImport = async (app: FakeApp, scope: Partial<Scope> = {}): Promise<string> =>
  apply(app, (await plan(app, scope)).summary);
const summaryOf = async (app: FakeApp, id: string): Promise<OutputOf<'import.get'>['import']> =>
  (await app.call('import.get', { id })).import;
const partsOf = async (app: FakeApp, id: string) => (await app.call('import.parts', { id, limit: 500 })).parts;
const names = (app: FakeApp): string[] =>
  app.platform
    .all('customer')
    .map((one) => String(one.body.displayName))
    .sort();
const body = (app: FakeApp, name: string) =>
  app.platform.all('customer').find((one) => one.body.displayName === name)?.body;

describe('before sync is switched on', () => {
  test('customers come with their invoices and what those need; nothing goes to QuickBooks; a summary stays', async () => {
    const app = await fakeApp();
    app.platform.add('customer', customer('Lead Only'));
    const dana = app.quickbooks.add(
      'customer',
      customer('Dana Reyes', {
        email: 'dana@summit.example',
        phone: '555 010 2030',
        companyName: 'Summit Group',
        billingAddress: {
          line1: '1 Main St',
          line2: null,
          city: 'Tucson',
          region: 'AZ',
          postalCode: '85701',
          country: null,
        },
      }),
    ).id;
    const what = app.quickbooks.add('item', item('Roof inspection')).id;
    app.quickbooks.add('invoice', invoice('1042', dana, [{ item: what, quantity: '1', unitPrice: '10' }]));
    const { summary, told } = await plan(app);
    expect(told).toContainEqual(['Dana Reyes', 'createInPlatform']);
    expect(told).toContainEqual(['Summit Group', 'createInPlatform']);
    expect(told).toContainEqual(['Invoice 1042', 'createInPlatform']);
    expect(summary.purpose).toBe('Import from QuickBooks');
    expect(app.platform.writes).toEqual([]);
    const id = await apply(app, summary);
    expect(names(app)).toEqual(['Dana Reyes', 'Lead Only', 'Summit Group']);
    expect(app.platform.all('invoice')).toHaveLength(1);
    expect(app.quickbooks.writes).toEqual([]);
    expect(await summaryOf(app, id)).toMatchObject({ state: 'done', counts: { made: 4 }, total: 4 });
    expect((await app.call('app.status', {})).stage).not.toBe('live');
  });

  test('company, e-mail, phone and address arrive in their fields', async () => {
    const app = await fakeApp();
    const address = {
      line1: '1 Main St',
      line2: null,
      city: 'Tucson',
      region: 'AZ',
      postalCode: '85701',
      country: null,
    };
    const fields = { email: 'dana@summit.example', phone: '555 010 2030', companyName: 'Summit Group' };
    app.quickbooks.add('customer', customer('Dana Reyes', { ...fields, billingAddress: address }));
    await doImport(app);
    expect(body(app, 'Dana Reyes')).toMatchObject({ ...fields, billingAddress: address });
  });

  test('who is here already is linked; what the workspace has stays, empty values overwrite nothing, empty ones are filled', async () => {
    const app = await fakeApp();
    const john = app.platform.add(
      'customer',
      customer('John Smith', { email: 'john@smith.example', phone: '555 1234', notes: 'Ring twice', mobile: null }),
    ).id;
    app.quickbooks.add(
      'customer',
      customer('John Smith', { email: 'john@smith.example', phone: '555 9999', mobile: '555 7777', notes: null }),
    );
    const { summary, items } = await plan(app, { companies: false });
    expect(items.map((one) => one.action)).toEqual(['link', 'updateInPlatform']);
    expect(items[0]?.reason).toContain('both keep their own: Phone');
    const id = await apply(app, summary);
    expect(body(app, 'John Smith')).toMatchObject({ phone: '555 1234', notes: 'Ring twice', mobile: '555 7777' });
    expect(names(app)).toEqual(['John Smith']);
    expect(await summaryOf(app, id)).toMatchObject({ state: 'done', counts: { linked: 1 } });
    await app.goLive();
    // Each side keeps its phone, and what is edited from now on travels.
    expect(app.quickbooks.all('customer')[0]?.body).toMatchObject({ phone: '555 9999', notes: 'Ring twice' });
    expect(body(app, 'John Smith')).toMatchObject({ phone: '555 1234' });
    app.quickbooks.edit('customer', app.quickbooks.all('customer')[0]?.id ?? '', { phone: '555 4321' });
    await app.sync();
    expect(app.platform.must('customer', john).body).toMatchObject({ phone: '555 4321', notes: 'Ring twice' });
  });

  test('a direction from QuickBooks only keeps what the workspace has, too', async () => {
    const app = await fakeApp();
    await app.call('mappings.setEntity', { entity: 'customer', policy: { direction: 'fromQuickbooks' } });
    app.platform.add('customer', customer('John Smith', { email: 'j@s.example', phone: '555 1234' }));
    app.quickbooks.add('customer', customer('John Smith', { email: 'j@s.example', phone: '555 9999' }));
    await doImport(app);
    await app.goLive();
    expect(body(app, 'John Smith')).toMatchObject({ phone: '555 1234' });
  });

  test('customers without an e-mail address are recognised by their other keys, and every one is listed', async () => {
    const app = await fakeApp();
    app.platform.add('customer', customer('Pine Ridge', { email: null, phone: null }));
    app.platform.add('customer', customer('Oak Hall', { email: null, phone: '520 555 0101' }));
    app.quickbooks.add('customer', customer('Pine Ridge', { email: null, phone: null }));
    app.quickbooks.add('customer', customer('Somebody Else', { email: null, phone: '520 555 0101' }));
    app.quickbooks.add('customer', customer('Nobody Known', { email: null, phone: null }));
    const id = await doImport(app);
    const parts = await partsOf(app, id);
    const of = (title: string) => parts.find((one) => one.title === title);
    expect(of('Pine Ridge')).toMatchObject({ result: 'linked', withoutEmail: true });
    expect(of('Pine Ridge')?.reason).toContain('Same name, without an e-mail address');
    expect(of('Somebody Else')).toMatchObject({ result: 'asked', withoutEmail: true });
    expect(of('Nobody Known')).toMatchObject({ result: 'made', withoutEmail: true });
    expect(of('Nobody Known')?.reason).toContain('without an e-mail address');
    expect((await summaryOf(app, id)).withoutEmail).toBe(3);
    const { parts: listed, total } = await app.call('import.parts', { id, withoutEmail: true });
    expect([total, listed.length]).toEqual([3, 3]);
  });

  test('what is asked about waits in Review, and comes when it is answered', async () => {
    const app = await fakeApp();
    const oak = app.platform.add('customer', customer('Oak Hall', { phone: '520 555 0101', email: null })).id;
    app.platform.add('customer', customer('Elm Hall', { phone: '520 555 0202', email: null }));
    app.quickbooks.add('customer', customer('Ann Oakley', { phone: '520 555 0101', email: null, notes: 'Gate 4' }));
    app.quickbooks.add('customer', customer('Bo Elmer', { phone: '520 555 0202', email: null }));
    const id = await doImport(app);
    expect(await summaryOf(app, id)).toMatchObject({ state: 'done', counts: { asked: 2 } });
    const reviews = (await app.call('review.list', {})).rows;
    expect(reviews).toHaveLength(2);
    for (const row of reviews) {
      const detail = await app.call('review.get', { id: row.id });
      const link = { link: detail.candidates[0]?.quickbooksId ?? '' };
      const choice = row.title === 'Oak Hall' ? link : { create: true as const };
      await app.call('review.match', { id: row.id, revision: detail.revision, choice });
    }
    await app.sync();
    await app.sync();
    expect(app.platform.must('customer', oak).body).toMatchObject({ notes: 'Gate 4' });
    expect(names(app)).toEqual(['Bo Elmer', 'Elm Hall', 'Oak Hall']);
    expect((await summaryOf(app, id)).counts).toEqual({ linked: 1, made: 1 });
    expect(app.quickbooks.writes).toEqual([]);
  });

  test('only the keys chosen count, and the first one decides', async () => {
    const app = await fakeApp();
    const ann = app.platform.add('customer', customer('Ann Lee', { email: 'office@lee.example', phone: null })).id;
    const bo = app.platform.add('customer', customer('Bo Lee', { email: null, phone: '520 555 0101' })).id;
    app.quickbooks.add('customer', customer('Bo Lee', { email: 'office@lee.example', phone: null }));
    const linked = async (keys: Scope['keys']) => {
      const { items } = await plan(app, { keys });
      return items.map((one) => [one.action, one.platformId])[0];
    };
    expect(await linked(['name'])).toEqual(['link', bo]);
    expect(await linked(['name', 'email', 'phone'])).toEqual(['link', bo]);
    expect(await linked(['email', 'name', 'phone'])).toEqual(['link', ann]);
    expect(await linked(['phone', 'email'])).toEqual(['link', ann]);
    expect(await linked([])).toEqual(['createInPlatform', null]);
  });

  test('documents outside the days chosen, inactive names and void documents are left out and listed with the reason', async () => {
    const app = await fakeApp();
    const dana = app.quickbooks.add('customer', customer('Dana Reyes')).id;
    const sleeping = app.quickbooks.add('customer', customer('Asleep Ltd'), 'inactive').id;
    app.quickbooks.add('customer', customer('Gone Ltd'), 'inactive');
    const what = app.quickbooks.add('item', item('Roof inspection')).id;
    const line = [{ item: what, quantity: '1', unitPrice: '10' }];
    app.quickbooks.add('invoice', { ...invoice('1', dana, line), date: '2025-12-31' });
    app.quickbooks.add('invoice', { ...invoice('2', sleeping, line), date: '2026-01-01' });
    app.quickbooks.add('invoice', { ...invoice('3', dana, line), date: '2026-01-31' });
    app.quickbooks.add('invoice', { ...invoice('4', dana, line), date: '2026-02-01' });
    app.quickbooks.add('invoice', { ...invoice('5', dana, line), date: '2026-01-10' }, 'void');
    const id = await doImport(app, { from: '2026-01-01', to: '2026-01-31' });
    expect(app.platform.all('invoice').map((one) => one.body.number)).toEqual(['2', '3']);
    // An inactive customer that an invoice needs comes along; the other one is listed.
    expect(names(app)).toEqual(['Asleep Ltd', 'Dana Reyes']);
    const left = (await partsOf(app, id)).filter((one) => one.result === 'left').map((one) => [one.title, one.reason]);
    expect(left).toEqual([
      ['Gone Ltd', 'Inactive in QuickBooks'],
      ['Invoice 1', 'Of 2025-12-31, before the first day chosen'],
      ['Invoice 4', 'Of 2026-02-01, after the last day chosen'],
      ['Invoice 5', 'Voided in QuickBooks'],
    ]);
  });

  test('kinds that were not chosen stay away, but for what the chosen ones refer to', async () => {
    const app = await fakeApp();
    const here = app.platform.add('customer', customer('Dana Reyes', { email: 'd@r.example' })).id;
    const dana = app.quickbooks.add('customer', customer('Dana Reyes', { email: 'd@r.example' })).id;
    app.quickbooks.add('customer', customer('Not Asked For'));
    const what = app.quickbooks.add('item', item('Roof inspection')).id;
    app.quickbooks.add('item', item('Gutter'));
    app.quickbooks.add('invoice', invoice('7', dana, [{ item: what, quantity: '1', unitPrice: '10' }]));
    const id = await doImport(app, { entities: ['invoice'] });
    expect(app.platform.all('invoice').map((one) => one.body.customer)).toEqual([here]);
    expect(app.platform.all('item')).toHaveLength(1);
    expect(names(app)).toEqual(['Dana Reyes']);
    expect((await summaryOf(app, id)).counts).toEqual({ linked: 1, made: 2 });
  });

  test('a second import brings what is new and what was changed, and makes nothing twice', async () => {
    const app = await fakeApp();
    const dana = app.quickbooks.add('customer', customer('Dana Reyes', { companyName: 'Summit Group' })).id;
    await doImport(app);
    app.quickbooks.edit('customer', dana, { phone: '555 4321' });
    app.quickbooks.add('customer', customer('Kim New', { companyName: 'Summit Group' }));
    await app.sync();
    expect(body(app, 'Dana Reyes')?.phone).not.toBe('555 4321');
    const id = await doImport(app);
    expect(names(app)).toEqual(['Dana Reyes', 'Kim New', 'Summit Group']);
    expect(body(app, 'Dana Reyes')).toMatchObject({ phone: '555 4321' });
    expect((await summaryOf(app, id)).counts).toEqual({ made: 1, updated: 1 });
    expect((await plan(app)).summary.actionable).toBe(0);
  });

  test('a company made by an import stays here when sync is switched on, until something refers to it', async () => {
    const app = await fakeApp();
    app.quickbooks.add('customer', customer('Dana Reyes', { companyName: 'Summit Group' }));
    await doImport(app);
    await app.goLive();
    expect(app.quickbooks.all('customer')).toHaveLength(1);
    const summit = app.platform.all('customer').find((one) => one.body.displayName === 'Summit Group')?.id ?? '';
    const detail = await app.call('records.get', { entity: 'customer', key: summit });
    expect(detail.row.state).toBe('notSynced');
    expect(detail.related.map((one) => one.title)).toEqual(['Dana Reyes']);
    const what = app.platform.add('item', item('Roof inspection')).id;
    app.platform.add('invoice', invoice('9', summit, [{ item: what, quantity: '1', unitPrice: '10' }]));
    await app.sync();
    expect(app.quickbooks.all('customer').map((one) => one.body.displayName)).toContain('Summit Group');
    expect(app.quickbooks.all('invoice')).toHaveLength(1);
  });

  test('switching sync on afterwards finds everything equal', async () => {
    const app = await fakeApp();
    const dana = app.quickbooks.add('customer', customer('Dana Reyes')).id;
    const what = app.quickbooks.add('item', item('Roof inspection')).id;
    app.quickbooks.add('invoice', invoice('7', dana, [{ item: what, quantity: '1', unitPrice: '10' }]));
    await doImport(app);
    expect((await app.call('sync.preview', {})).actionable).toBe(0);
    await app.goLive();
    expect(app.quickbooks.writes).toEqual([]);
    expect(app.platform.all('customer')).toHaveLength(1);
    const rows = await app.call('records.list', { entity: 'invoice' });
    expect(rows.rows.map((row) => row.state)).toEqual(['equal']);
  });
});

describe('after sync is switched on', () => {
  test('customers that do not appear by themselves are brought in, and only those', async () => {
    const app = await fakeApp();
    await app.call('mappings.setEntity', {
      entity: 'customer',
      policy: { creates: { platform: 'byHand', quickbooks: 'always' } },
    });
    await app.goLive();
    for (let n = 1; n <= 3; n++) app.quickbooks.add('customer', customer(`Customer ${n}`));
    app.quickbooks.add('customer', customer('Asleep Ltd'), 'inactive');
    await app.sync();
    expect(names(app)).toEqual([]);
    const id = await doImport(app);
    expect(names(app)).toEqual(['Customer 1', 'Customer 2', 'Customer 3']);
    expect((await summaryOf(app, id)).counts).toEqual({ made: 3, left: 1 });
    app.quickbooks.add('customer', customer('Customer 4'));
    await app.sync();
    expect(names(app)).toHaveLength(3);
  });
});

test('an Admin who may not see documents made in QuickBooks is told of none in a summary', async () => {
  const app = await fakeApp();
  const dana = app.quickbooks.add('customer', customer('Dana Reyes')).id;
  const what = app.quickbooks.add('item', item('Roof inspection')).id;
  app.quickbooks.add('invoice', invoice('7', dana, [{ item: what, quantity: '1', unitPrice: '10' }]));
  const id = await doImport(app);
  await app.call('people.setVisibility', { documents: 'owner' });
  const admin = { ...LOCAL_OWNER, id: 'admin', name: 'Ann', role: 'admin' as const, session: 'one' };
  const { parts, total } = await app.call('import.parts', { id }, admin);
  expect([parts.map((part) => part.title).sort(), total]).toEqual([['Dana Reyes', 'Roof inspection'], 2]);
  const { import: told } = await app.call('import.get', { id }, admin);
  expect([told.total, told.counts]).toEqual([2, { made: 2 }]);
  expect(JSON.stringify(await app.call('import.list', {}, admin))).not.toContain('Invoices');
  expect((await app.call('import.get', { id })).import.total).toBe(3);
});

describe('cancelled, ended, refused', () => {
  const many = async (count: number): Promise<FakeApp> => {
    const app = await fakeApp();
    for (let n = 0; n < count; n++) app.quickbooks.add('customer', customer(`Customer ${String(n).padStart(3, '0')}`));
    return app;
  };

  test('cancelled within 30 writes; resumed, every customer is there once', async () => {
    const app = await many(100);
    let cancelled: Promise<unknown> | null = null;
    const { summary } = await plan(app);
    app.platform.beforeWrite = () => {
      if (app.platform.writes.length !== 35 || cancelled) return;
      const id = app.store.imports(1)[0]?.id ?? '';
      cancelled = app.call('import.cancel', { id });
    };
    const id = await apply(app, summary);
    await cancelled;
    await settle();
    const stopped = await summaryOf(app, id);
    expect(stopped.state).toBe('cancelled');
    const made = app.platform.all('customer').length;
    expect(made).toBeLessThanOrEqual(60);
    expect(stopped.counts).toEqual({ made, cancelled: 100 - made });
    await app.sync();
    expect(app.platform.all('customer')).toHaveLength(made);
    await app.call('import.resume', { id });
    await settle();
    expect(await summaryOf(app, id)).toMatchObject({ state: 'done', counts: { made: 100 } });
    expect(new Set(names(app)).size).toBe(100);
    expect(app.platform.all('customer')).toHaveLength(100);
  });

  test('after a crash at any call, the next start goes on and makes nothing twice', async () => {
    let deaths = 0;
    for (const afterEffect of [false, true])
      for (let at = 1; at < 200; at++) {
        const app = await fakeApp();
        app.platform.add('customer', customer('Kim Known', { email: 'kim@known.example' }));
        app.quickbooks.add('customer', customer('Kim Known', { email: 'kim@known.example', phone: '555 1' }));
        const dana = app.quickbooks.add('customer', customer('Dana Reyes', { companyName: 'Summit Group' })).id;
        const what = app.quickbooks.add('item', item('Roof inspection')).id;
        app.quickbooks.add('invoice', invoice('7', dana, [{ item: what, quantity: '1', unitPrice: '10' }]));
        const { summary } = await plan(app);
        const { planId, hash } = summary;
        await app.engine.stop();
        const death = new Death(at, afterEffect);
        const dying = await app.restart(death);
        void dying.call('sync.apply', { planId, hash }).catch(() => undefined);
        await settle();
        if (!death.dead) {
          await dying.engine.stop();
          break;
        }
        deaths++;
        const again = await app.restart();
        await again.sync();
        const [one] = again.store.imports(1);
        const when = `dead at call ${at}, ${afterEffect ? 'after' : 'before'} its effect`;
        if (!one) {
          expect(app.platform.writes, when).toEqual([]);
          continue;
        }
        expect(one.state, when).toBe('done');
        expect(names(app), when).toEqual(['Dana Reyes', 'Kim Known', 'Summit Group']);
        expect(app.platform.all('invoice'), when).toHaveLength(1);
        expect(app.platform.all('item'), when).toHaveLength(1);
        expect(body(app, 'Kim Known')?.phone, when).toBe('555 1');
        expect(app.quickbooks.writes, when).toEqual([]);
        const counts = (await summaryOf(again, one.id)).counts;
        expect(counts, when).toEqual({ made: 4, linked: 1 });
        await again.engine.stop();
      }
    expect(deaths).toBeGreaterThan(8);
  });

  test('one record that the workspace refuses is told, and the others come', async () => {
    const app = await many(3);
    app.platform.refuses = (request) =>
      request.body?.displayName === 'Customer 001'
        ? {
            code: 'input.invalid',
            userSentence: 'Name: is odd.',
            remedy: 'Change it.',
            retryable: false,
            values: {},
          }
        : null;
    const id = await doImport(app);
    expect(await summaryOf(app, id)).toMatchObject({ state: 'done', counts: { made: 2, failed: 1 } });
    const failed = (await partsOf(app, id)).find((one) => one.result === 'failed');
    expect(failed).toMatchObject({ title: 'Customer 001', reason: 'Name: is odd.' });
    app.platform.refuses = null;
    await app.call('problems.retryAll', {});
    await app.sync();
    expect((await summaryOf(app, id)).counts).toEqual({ made: 3 });
  });

  test('bad input names the field, a second import at once is refused, an unknown one is not there', async () => {
    const app = await many(1);
    await expect(app.call('import.preview', { ...SCOPE, from: '2026-02-01', to: '2026-01-01' })).rejects.toMatchObject({
      error: { code: 'input.invalid', values: { field: 'to' } },
    });
    await expect(app.call('import.preview', { ...SCOPE, entities: ['horse'] })).rejects.toMatchObject({
      error: { code: 'input.invalid', values: { field: 'entities.0' } },
    });
    await expect(app.call('import.get', { id: 'nothing' })).rejects.toMatchObject({
      error: { code: 'import.notFound' },
    });
    const { summary } = await plan(app);
    const id = await apply(app, summary);
    await expect(app.call('import.resume', { id })).rejects.toMatchObject({ error: { code: 'import.notFound' } });
    await expect(app.call('import.cancel', { id })).rejects.toMatchObject({ error: { code: 'import.notFound' } });
  });
});
