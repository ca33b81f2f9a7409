import { describe, expect, test } from 'vitest';
import { type CompanyApp, companyApp, restarted } from '../../support/fakes/company-app.ts';
import { Death } from '../../support/fakes/mortal.ts';
import { uploadRequest } from '../../support/upload-request.ts';

const LINE = { id: '', kind: 'item', description: null, quantity: '1', unitPrice: '80', taxable: false };
const base64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64');
/** Bytes of every value: nothing on the way may take them for text. */
const RECEIPT = base64(`%PDF-1.4 ${String.fromCharCode(...Array.from({ length: 256 }, (_, at) => at))} %%EOF`);

/** An app with an invoice on both sides. */
async function ground() {
  const app = await companyApp();
  await app.apply();
  const income = app.all('Account').find((one) => one.AccountType === 'Income')?.Id ?? '';
  await app.call('mappings.setLists', { defaultIncomeAccount: income });
  const item = await app.make('item', { name: 'Repair', type: 'service', unitPrice: '80', taxable: false });
  const customer = await app.make('customer', { displayName: 'Pine Ridge HOA' });
  const body = { customer, date: '2026-11-19', lines: [{ ...LINE, item }] };
  const key = await app.make('invoice', body);
  await app.sync();
  const there: string = app.all('Invoice')[0]?.Id;
  return { app, key, there, body, place: { entity: 'invoice', key } };
}

const filesOf = async (app: CompanyApp, key: string) =>
  (await app.call('attachments.list', { entity: 'invoice', key })).files;
const states = async (app: CompanyApp, key: string) =>
  (await filesOf(app, key)).map((one) => `${one.name} ${one.state}`);
const contentThere = (app: CompanyApp, id: string): string =>
  Buffer.from(app.company.file(id)?.bytes ?? []).toString('base64');

/** Attaches a file in QuickBooks itself. */
function attachThere(app: CompanyApp, invoice: string, name: string, content: string): string {
  const bytes = Buffer.from(content, 'base64').toString('latin1');
  const file = { resource: 'Invoice', record: invoice, name, content: bytes };
  const answer = app.company.handle(uploadRequest(app.company.realmId, file));
  return JSON.parse(answer.body).AttachableResponse[0].Attachable.Id;
}

describe('a file follows its record', () => {
  test('to QuickBooks, byte for byte, once', async () => {
    const { app, key, there, place } = await ground();
    const added = await app.call('attachments.add', { ...place, name: 'receipt.pdf', base64: RECEIPT });
    await app.sync();
    await app.sync();
    const [file, ...others] = app.all('Attachable');
    expect(others).toEqual([]);
    expect(file).toMatchObject({
      FileName: 'receipt.pdf',
      ContentType: 'application/pdf',
      AttachableRef: [{ EntityRef: { type: 'Invoice', value: there } }],
    });
    expect(contentThere(app, file.Id)).toBe(RECEIPT);
    expect(await filesOf(app, key)).toMatchObject([
      { id: added.id, state: 'equal', note: 'On both sides', here: true },
    ]);
    const again = await app.call('attachments.add', { ...place, name: 'copy.pdf', base64: RECEIPT });
    expect(again).toEqual({ id: added.id, already: true });
    expect(app.errors).toEqual([]);
  });

  test('from QuickBooks, byte for byte, once', async () => {
    const { app, key, there, place } = await ground();
    attachThere(app, there, 'photo.jpg', RECEIPT);
    await app.sync();
    await app.sync();
    const [file, ...others] = await filesOf(app, key);
    expect(others).toEqual([]);
    expect(file).toMatchObject({ name: 'photo.jpg', origin: 'quickbooks', state: 'equal', here: true });
    const content = await app.call('attachments.download', { ...place, id: file?.id ?? '' });
    expect(content).toMatchObject({ name: 'photo.jpg', base64: RECEIPT });
    expect(app.all('Attachable')).toHaveLength(1);
  });

  test('waits until its record is there', async () => {
    const { app, body } = await ground();
    const draft = await app.make('invoice', { ...body, status: 'draft' });
    await app.call('attachments.add', { entity: 'invoice', key: draft, name: 'plan.pdf', base64: RECEIPT });
    await app.sync();
    expect(app.all('Attachable')).toEqual([]);
    expect(await filesOf(app, draft)).toMatchObject([{ state: 'waiting', note: 'Goes to QuickBooks with its record' }]);
    const { revision } = await app.call('records.get', { entity: 'invoice', key: draft });
    const changes = { status: 'issued' };
    await app.call('records.update', { entity: 'invoice', key: draft, revision: revision ?? '', changes });
    await app.sync();
    expect(await states(app, draft)).toEqual(['plan.pdf equal']);
    expect(app.all('Attachable')).toHaveLength(1);
  });

  test('that was made a draft again and issued anew, to the new one, whichever side it came from', async () => {
    const { app, key, there, place } = await ground();
    attachThere(app, there, 'photo.jpg', base64('%PDF photo'));
    await app.call('attachments.add', { ...place, name: 'receipt.pdf', base64: RECEIPT });
    await app.sync();
    const now = async () => (await app.call('records.get', { entity: 'invoice', key })).revision ?? '';
    await app.call('records.recall', { ...place, revision: await now() });
    await app.sync();
    expect(app.all('Invoice')).toEqual([]);
    expect(await states(app, key)).toHaveLength(2);
    await app.call('records.update', { ...place, revision: await now(), changes: { status: 'issued' } });
    await app.sync();
    await app.sync();
    const anew = app.all('Invoice')[0]?.Id;
    const hung = app.all('Attachable').filter((one) => one.AttachableRef[0]?.EntityRef.value === anew);
    expect(hung.map((one) => one.FileName).sort()).toEqual(['photo.jpg', 'receipt.pdf']);
    expect((await states(app, key)).sort()).toEqual(['photo.jpg equal', 'receipt.pdf equal']);
  });

  test('that both sides have already is one file', async () => {
    const { app, key, there, place } = await ground();
    attachThere(app, there, 'scan of it.pdf', RECEIPT);
    await app.call('attachments.add', { ...place, name: 'receipt.pdf', base64: RECEIPT });
    await app.sync();
    expect(await states(app, key)).toEqual(['receipt.pdf equal']);
    expect(app.all('Attachable')).toHaveLength(1);
  });
});

describe('an answer that is lost', () => {
  test.each([true, false])('makes no second file (arrived: %s)', async (arrives) => {
    const { app, key, place } = await ground();
    app.cutLine(/\/upload$/, arrives);
    await app.call('attachments.add', { ...place, name: 'receipt.pdf', base64: RECEIPT });
    await app.sync();
    expect(await states(app, key)).toEqual(['receipt.pdf sent']);
    app.time.now += 3_600_000;
    await app.sync();
    await app.sync();
    expect(await states(app, key)).toEqual(['receipt.pdf equal']);
    expect(app.all('Attachable')).toHaveLength(1);
  });

  test('in the middle leaves no half of a file here', async () => {
    const { app, key, there, place } = await ground();
    attachThere(app, there, 'photo.jpg', RECEIPT);
    app.halveFile();
    await app.sync();
    expect(await states(app, key)).toEqual(['photo.jpg waiting']);
    app.time.now += 3_600_000;
    await app.sync();
    const [file] = await filesOf(app, key);
    expect(await app.call('attachments.download', { ...place, id: file?.id ?? '' })).toMatchObject({ base64: RECEIPT });
  });

  test('over a file that is removed here meanwhile leaves it removed', async () => {
    const { app, key, there, place } = await ground();
    attachThere(app, there, 'photo.jpg', RECEIPT);
    app.during(/\/attachable\/\d+/, async () => {
      const [file] = await filesOf(app, key);
      await app.call('attachments.remove', { ...place, id: file?.id ?? '' });
    });
    app.halveFile();
    await app.sync();
    app.time.now += 3_600_000;
    await app.sync();
    expect(await states(app, key)).toEqual(['photo.jpg onlyThere']);
    expect(app.all('Attachable')).toHaveLength(1);
  });

  test('and a file that was removed here meanwhile is removed there', async () => {
    const { app, key, place } = await ground();
    app.cutLine(/\/upload$/, true);
    const { id } = await app.call('attachments.add', { ...place, name: 'receipt.pdf', base64: RECEIPT });
    await app.sync();
    await app.call('attachments.remove', { ...place, id });
    app.time.now += 3_600_000;
    await app.sync();
    expect(app.all('Attachable')).toEqual([]);
    expect(await states(app, key)).toEqual([]);
  });
});

describe('a crash', () => {
  /** Two files here, one there, one to be removed there: everything there is to do. */
  async function busy() {
    const made = await ground();
    const { app, there, place } = made;
    const gone = await app.call('attachments.add', { ...place, name: 'gone.pdf', base64: base64('%PDF gone') });
    await app.sync();
    await app.engine.stop();
    const calm = await restarted(app);
    await calm.call('sync.pause', {});
    attachThere(calm, there, 'photo.jpg', base64('%PDF photo'));
    await calm.call('attachments.add', { ...place, name: 'receipt.pdf', base64: RECEIPT });
    await calm.call('attachments.add', { ...place, name: 'second.pdf', base64: base64('%PDF second') });
    await calm.call('attachments.remove', { ...place, id: gone.id });
    await calm.engine.stop();
    return { ...made, app: calm };
  }

  test.each([true, false])(
    'at any call loses no file and makes none twice (the call arrives: %s)',
    async (arrives) => {
      const fatal: number[] = [];
      for (let at = 1; at < 40; at++) {
        const { app, key } = await busy();
        const death = new Death(at, arrives);
        const dying = await restarted(app, death);
        void dying.call('sync.resume').catch(() => undefined);
        await dying.time.pass(3_000);
        if (!death.dead) break;
        fatal.push(at);
        const after = await restarted(app);
        await after.call('sync.resume');
        await after.sync();
        await after.sync();
        const states = (await filesOf(after, key)).map((one) => `${one.name} ${one.state}`).sort();
        expect([at, states]).toEqual([at, ['photo.jpg equal', 'receipt.pdf equal', 'second.pdf equal']]);
        const there = after
          .all('Attachable')
          .map((one) => one.FileName)
          .sort();
        expect([at, there]).toEqual([at, ['photo.jpg', 'receipt.pdf', 'second.pdf']]);
      }
      expect(fatal.length).toBeGreaterThan(8);
    },
    120_000,
  );
});

describe('one file that is refused', () => {
  test('stops no other, says why, and goes when it is tried again', async () => {
    const { app, key, place } = await ground();
    const { id } = await app.call('attachments.add', { ...place, name: 'a.pdf', base64: RECEIPT });
    await app.call('attachments.add', { ...place, name: 'b.pdf', base64: base64('%PDF b') });
    const row = app.store.attachment(id);
    // QuickBooks takes no such ending.
    if (row) app.store.putAttachment({ ...row, name: 'a.exe' });
    await app.sync();
    const files = await filesOf(app, key);
    expect(files.map((one) => one.state)).toEqual(['failed', 'equal']);
    expect(files[0]?.note).toContain('a.exe');
    expect(app.all('Attachable')).toHaveLength(1);
    // It stands in Problems as well, beside what holds records up.
    const problems = await app.call('problems.list');
    expect(problems).toMatchObject({ total: 1, groups: [] });
    expect(problems.files).toMatchObject([{ ...place, file: { id, name: 'a.exe', state: 'failed' } }]);
    if (row) app.store.putAttachment({ ...row, state: 'failed', tries: 1 });
    await app.call('attachments.retry', { ...place, id });
    await app.sync();
    expect((await filesOf(app, key)).map((one) => one.state)).toEqual(['equal', 'equal']);
    expect((await app.call('problems.list')).files).toEqual([]);
  });

  /** A file of a kind QuickBooks takes none of, refused on the way there. */
  async function refused(app: CompanyApp, place: { entity: string; key: string }) {
    const { id } = await app.call('attachments.add', { ...place, name: 'a.pdf', base64: RECEIPT });
    const row = app.store.attachment(id);
    if (row) app.store.putAttachment({ ...row, name: 'a.exe' });
    await app.sync();
    expect(app.store.attachment(id)?.state).toBe('failed');
    return id;
  }
  const rename = (app: CompanyApp, id: string, name: string): void => {
    const row = app.store.attachment(id);
    if (row) app.store.putAttachment({ ...row, name });
  };
  const told = async (app: CompanyApp) => {
    const { counts, health, entities } = await app.call('app.status');
    const { failed, lastResult } = entities.find(({ entity }) => entity === 'invoice') ?? {};
    return { problems: counts.problems, sentence: health.sentence, failed, lastResult };
  };

  test('counts among the problems, and is tried with all of them', async () => {
    const { app, key, place } = await ground();
    const totals: number[] = [];
    app.engine.subscribe((event) => void (event.topic === 'problems' && totals.push(event.payload.total)));
    const id = await refused(app, place);
    expect(await told(app)).toEqual({
      problems: 1,
      sentence: '1 file could not be copied.',
      failed: 1,
      lastResult: '1 needs a fix',
    });
    await app.time.pass(200);
    expect(totals.at(-1)).toBe(1);
    // Refused once more it still counts, and once.
    expect(await app.call('problems.retryAll', {})).toEqual({ retried: 0, files: 1, left: 0 });
    await app.sync();
    expect((await told(app)).problems).toBe(1);
    rename(app, id, 'a.pdf');
    // One cause is one cause of records.
    expect(await app.call('problems.retryAll', { cause: 'quickbooks.rejected' })).toMatchObject({ files: 0 });
    expect(await app.call('problems.retryAll', {})).toEqual({ retried: 0, files: 1, left: 0 });
    await app.sync();
    expect(await states(app, key)).toEqual(['a.pdf equal']);
    expect(await told(app)).toMatchObject({ problems: 0, failed: 0, lastResult: 'Equal' });
    await app.time.pass(200);
    expect(totals.at(-1)).toBe(0);
  });

  test('goes with the plan that tries many records again', async () => {
    const { app, place, body } = await ground();
    const id = await refused(app, place);
    rename(app, id, 'a.pdf');
    app.ask('/preferences', {}, { ...app.all('Preferences')[0], AccountingInfoPrefs: { BookCloseDate: '2026-10-31' } });
    for (let at = 0; at < 11; at++) await app.make('invoice', { ...body, date: '2026-10-20' });
    await app.sync();
    expect((await told(app)).problems).toBe(12);
    await expect(app.call('problems.retryAll', {})).rejects.toMatchObject({ error: { code: 'plan.needed' } });
    expect(app.store.attachment(id)?.state).toBe('failed');
    const plan = await app.call('problems.previewRetry', {});
    await app.call('sync.apply', { planId: plan.planId, hash: plan.hash });
    await app.sync();
    expect(app.store.attachment(id)?.state).toBe('equal');
    expect((await told(app)).problems).toBe(11);
  });

  test('whose content is gone is left as it is, and the one of a record that is gone counts no more', async () => {
    const { app } = await ground();
    const vendor = await app.make('vendor', { displayName: 'Larch Supply' });
    const cost: string = app.all('Account').find((one) => one.AccountType === 'Expense')?.Id;
    const account = app.store.counterpart('account', 'quickbooks', cost) ?? '';
    const key = await app.make('bill', { vendor, date: '2026-11-19', lines: [{ id: '', account, amount: '60' }] });
    const place = { entity: 'bill', key };
    const { id } = await app.call('attachments.add', { ...place, name: 'a.pdf', base64: RECEIPT });
    const row = app.store.attachment(id);
    if (row) app.store.putAttachment({ ...row, hash: '0'.repeat(64) });
    await app.sync();
    expect((await told(app)).problems).toBe(1);
    expect(await app.call('problems.retryAll', {})).toEqual({ retried: 0, files: 0, left: 1 });
    const { revision } = await app.call('records.get', place);
    await app.call('records.remove', { ...place, mode: 'delete', revision: revision ?? '' });
    await app.sync();
    expect((await app.call('problems.list')).files).toEqual([]);
    expect((await told(app)).problems).toBe(0);
  });

  test('that settings keep here needs nobody; a pause only puts it off', async () => {
    const { app, place } = await ground();
    await refused(app, place);
    await app.call('mappings.setEntity', { entity: 'invoice', policy: { paused: true } });
    expect((await told(app)).problems).toBe(1);
    await app.call('mappings.setEntity', {
      entity: 'invoice',
      policy: { paused: false, attachments: 'fromQuickbooks' },
    });
    expect((await told(app)).problems).toBe(0);
    expect(await app.call('problems.list')).toMatchObject({ total: 0, files: [] });
  });
});

describe('a removal', () => {
  test('here removes in QuickBooks what went there from here', async () => {
    const { app, key, place } = await ground();
    const { id } = await app.call('attachments.add', { ...place, name: 'receipt.pdf', base64: RECEIPT });
    await app.sync();
    await app.call('attachments.remove', { ...place, id });
    await app.sync();
    expect(app.all('Attachable')).toEqual([]);
    expect(await states(app, key)).toEqual([]);
  });

  test('here leaves in QuickBooks what was changed there', async () => {
    const { app, key, place } = await ground();
    const { id } = await app.call('attachments.add', { ...place, name: 'receipt.pdf', base64: RECEIPT });
    await app.sync();
    const [there] = app.all('Attachable');
    app.ask('/attachable', {}, { ...there, Note: 'Checked by the bookkeeper' });
    await app.call('attachments.remove', { ...place, id });
    await app.sync();
    expect(app.all('Attachable')).toHaveLength(1);
    expect(await states(app, key)).toEqual(['receipt.pdf onlyThere']);
  });

  test('here leaves in QuickBooks what came from there, and it does not come back by itself', async () => {
    const { app, key, there, place } = await ground();
    attachThere(app, there, 'photo.jpg', RECEIPT);
    await app.sync();
    const [file] = await filesOf(app, key);
    await app.call('attachments.remove', { ...place, id: file?.id ?? '' });
    await app.sync();
    expect(await states(app, key)).toEqual(['photo.jpg onlyThere']);
    expect(app.all('Attachable')).toHaveLength(1);
    await app.call('attachments.retry', { ...place, id: file?.id ?? '' });
    await app.sync();
    expect(await states(app, key)).toEqual(['photo.jpg equal']);
  });

  test('in QuickBooks leaves the file here and says so; it goes there again when asked', async () => {
    const { app, key, place } = await ground();
    const { id } = await app.call('attachments.add', { ...place, name: 'receipt.pdf', base64: RECEIPT });
    await app.sync();
    const [there] = app.all('Attachable');
    app.ask('/attachable', { operation: 'delete' }, { Id: there.Id, SyncToken: there.SyncToken });
    await app.sync();
    await app.sync();
    expect(await states(app, key)).toEqual(['receipt.pdf onlyHere']);
    expect(app.all('Attachable')).toEqual([]);
    await app.call('attachments.retry', { ...place, id });
    await app.sync();
    expect(await states(app, key)).toEqual(['receipt.pdf equal']);
    expect(app.all('Attachable')).toHaveLength(1);
  });
});

describe('settings', () => {
  test('may let files go one way only, or not at all', async () => {
    const { app, key, there, place } = await ground();
    await app.call('mappings.setEntity', { entity: 'invoice', policy: { attachments: 'off' } });
    attachThere(app, there, 'photo.jpg', base64('%PDF other'));
    await app.call('attachments.add', { ...place, name: 'receipt.pdf', base64: RECEIPT });
    await app.sync();
    expect((await states(app, key)).sort()).toEqual(['photo.jpg waiting', 'receipt.pdf waiting']);
    expect(app.all('Attachable')).toHaveLength(1);
    await app.call('mappings.setEntity', { entity: 'invoice', policy: { attachments: 'toQuickbooks' } });
    await app.sync();
    expect((await states(app, key)).sort()).toEqual(['photo.jpg waiting', 'receipt.pdf equal']);
    await app.call('mappings.setEntity', { entity: 'invoice', policy: { attachments: 'both' } });
    await app.sync();
    expect((await states(app, key)).sort()).toEqual(['photo.jpg equal', 'receipt.pdf equal']);
    expect(app.all('Attachable')).toHaveLength(2);
  });
});

describe('what cannot go is refused with a sentence', () => {
  test.each([
    ['setup.exe', RECEIPT, 'attachments.type'],
    ['empty.pdf', '', 'input.invalid'],
    ['', RECEIPT, 'input.invalid'],
    ['receipt.pdf', '***', 'input.invalid'],
    ['large.pdf', 'A'.repeat(28 * 1024 * 1024), 'attachments.tooLarge'],
  ])('%s', async (name, content, code) => {
    const { app, place } = await ground();
    const refused = app.call('attachments.add', { ...place, name, base64: content });
    await expect(refused).rejects.toMatchObject({ error: { code } });
  });
});
