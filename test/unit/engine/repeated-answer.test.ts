import { expect, test } from 'vitest';
import { appError } from '../../../shared/errors.ts';
import type { Body } from '../../../shared/primitives.ts';
import { fakeApp } from '../../support/fakes/app.ts';
import { customer, invoice, item } from '../../support/fakes/bodies.ts';

test('an edit that goes again is answered with what it did then: an invoice deleted since stays deleted', async () => {
  const app = await fakeApp();
  const who = app.platform.add('customer', customer('Pine Ridge HOA')).id;
  const what = app.platform.add('item', item('Roof inspection')).id;
  const lines = [{ item: what, quantity: '1', unitPrice: '10' }];
  const doc = app.platform.add('invoice', invoice('1042', who, lines)).id;
  await app.goLive();
  const there = app.quickbooks.all('invoice')[0]?.id ?? '';
  app.quickbooks.faults.push({ kind: 'lost' });
  app.quickbooks.probes = () => ({ kind: 'failed', error: appError('connection.outage') });
  app.platform.edit('invoice', doc, { memo: 'Gate code 4417' });
  await app.sync();
  // Gone, as QuickBooks tells it: without a revision to compare.
  app.quickbooks.records.delete(`invoice/${there}`);
  await app.call('sync.compare').catch(() => undefined);
  expect(app.store.observation('invoice', 'quickbooks', there)?.life).toBe('deleted');
  const sent = app.quickbooks.writes.length;
  app.quickbooks.probes = () => ({ kind: 'absent' });
  await app.time.pass(600_000);
  await app.sync();
  expect(app.quickbooks.writes.slice(sent - 1).map(({ kind, key }) => `${kind} ${key}`)).toEqual(
    Array(2).fill(`update ${app.quickbooks.writes.at(-1)?.key}`),
  );
  expect(app.store.observation('invoice', 'quickbooks', there)?.life).toBe('deleted');
  expect((await app.call('review.list')).rows).toMatchObject([{ cause: 'Deleted in QuickBooks' }]);
});

test('writes that were lost together go again as the very same request, and what came since goes by itself', async () => {
  const app = await fakeApp();
  await app.goLive();
  for (let n = 0; n < 3; n++) app.quickbooks.faults.push({ kind: 'dropped' });
  app.quickbooks.probes = () => ({ kind: 'failed', error: appError('connection.outage') });
  for (let n = 0; n < 3; n++) app.platform.add('customer', customer(`Customer ${n}`));
  await app.sync();
  app.platform.add('customer', customer('Came since'));
  app.quickbooks.probes = (found) => found;
  await app.time.pass(600_000);
  const [first, second, third] = app.quickbooks.batches;
  expect(app.quickbooks.batches.map(({ keys, again }) => [keys.length, again])).toEqual([
    [3, false],
    [3, true],
    [1, false],
  ]);
  expect(second?.keys).toEqual(first?.keys);
  expect(first?.keys).not.toContain(third?.keys[0]);
  expect(app.quickbooks.all('customer')).toHaveLength(4);
});

test('what is refused on being sent again is asked once more by itself: the refusal may be as old as the first sending', async () => {
  const app = await fakeApp();
  await app.goLive();
  const closed = appError('quickbooks.closedPeriod', { title: 'It' }, { native: { faultCode: '6210' } });
  app.quickbooks.faults.push({ kind: 'dropped' }, { kind: 'error', error: closed, as: 'rejected' });
  app.platform.add('customer', customer('Pine Ridge HOA'));
  await app.sync();
  await app.time.pass(60_000);
  expect(app.quickbooks.all('customer')).toHaveLength(1);
  const [first, again, anew] = app.quickbooks.batches.map(({ keys }) => keys);
  expect(again).toEqual(first);
  expect(anew).not.toEqual(first);
  // Refused at the first sending of a key: held, and not tried again by itself.
  app.quickbooks.faults.push({ kind: 'error', error: closed, as: 'rejected' });
  app.platform.add('customer', customer('Ellis House'));
  await app.sync();
  await app.time.pass(60_000);
  expect(app.quickbooks.all('customer')).toHaveLength(1);
  expect(app.quickbooks.batches).toHaveLength(4);
});

test('a line added to what a lost create made is no line that was sent', async () => {
  const app = await fakeApp();
  const who = app.platform.add('customer', customer('Pine Ridge HOA')).id;
  const what = app.platform.add('item', item('Roof inspection')).id;
  await app.goLive();
  app.quickbooks.faults.push({ kind: 'lost' });
  app.quickbooks.probes = () => {
    const [made] = app.quickbooks.all('invoice');
    if (!made) return { kind: 'absent' };
    const [line] = made.body.lines as Body[];
    if (made.revision === 0)
      app.quickbooks.edit('invoice', made.id, {
        lines: [{ ...line, id: '', description: 'Travel', quantity: '3' }, line ?? {}],
      });
    return { kind: 'ambiguous', candidates: [app.quickbooks.observe(app.quickbooks.must('invoice', made.id))] };
  };
  const sent = [{ item: what, quantity: '1', unitPrice: '10', description: 'Roof' }];
  const doc = app.platform.add('invoice', invoice('1042', who, sent));
  const [line] = doc.body.lines as Body[];
  await app.sync();
  await app.time.pass(60_000);
  const lines = app.platform.must('invoice', doc.id).body.lines as Body[];
  expect(lines.map(({ description }) => description)).toEqual(['Travel', 'Roof']);
  expect(lines[1]?.id).toBe(line?.id);
  expect(app.quickbooks.all('invoice')).toHaveLength(1);
});

test('a record that somebody keeps changing there is tried a few times at once, then with pauses', async () => {
  const app = await fakeApp();
  const here = app.platform.add('customer', customer('Pine Ridge HOA')).id;
  await app.goLive();
  const there = app.quickbooks.all('customer')[0]?.id ?? '';
  let times = 0;
  app.quickbooks.beforeWrite = () => void app.quickbooks.edit('customer', there, { notes: `Edit ${++times}` });
  app.platform.edit('customer', here, { phone: '555 010 9999' });
  await app.sync();
  expect(times).toBeGreaterThan(1);
  expect(times).toBeLessThan(5);
  app.quickbooks.beforeWrite = null;
  await app.time.pass(600_000);
  expect(app.quickbooks.must('customer', there).body.phone).toBe('555 010 9999');
});

test('what one lost create made is not taken for what another made whose turn comes later', async () => {
  const app = await fakeApp();
  const who = app.platform.add('customer', customer('Pine Ridge HOA')).id;
  const what = app.platform.add('item', item('Roof inspection')).id;
  await app.goLive();
  app.quickbooks.probes = () => ({ kind: 'failed', error: appError('sync.uncertain', {}, { retryAfterMs: 120_000 }) });
  for (const [number, wait] of [
    ['1', 100_000],
    ['2', 0],
  ] as const) {
    app.quickbooks.faults.push({ kind: 'lost' });
    // Not alike: one like what the first made would wait until that is known.
    app.platform.add('invoice', invoice(number, who, [{ item: what, quantity: number, unitPrice: '10' }]));
    await app.sync();
    await app.time.pass(wait);
  }
  const before = app.quickbooks.probed.length;
  await app.time.pass(130_000);
  const since = app.quickbooks.probed.slice(before);
  expect(since.length).toBeGreaterThan(0);
  expect(since.map((lost) => lost.length)).toEqual(since.map(() => 2));
});

test('that a create did arrive is remembered from what went with it, until its own fate is known', async () => {
  const app = await fakeApp();
  const who = app.platform.add('customer', customer('Pine Ridge HOA')).id;
  const what = app.platform.add('item', item('Roof inspection')).id;
  await app.goLive();
  for (const quantity of ['1', '2'])
    app.platform.add('invoice', invoice(quantity, who, [{ item: what, quantity, unitPrice: '10' }]));
  app.quickbooks.faults.push({ kind: 'lost' }, { kind: 'lost' });
  const wait = { kind: 'failed' as const, error: appError('sync.uncertain', {}, { retryAfterMs: 60_000 }) };
  let asked = 0;
  // The first is found at once, the second not before the fourth question.
  app.quickbooks.probes = (found) => (++asked === 1 || asked > 4 ? found : wait);
  await app.sync();
  await app.time.pass(600_000);
  const told = app.quickbooks.probed.map((lost) => lost.map(({ arrived }) => arrived));
  expect(told).toEqual([[false, false], [true], [true], [true]]);
  expect(app.quickbooks.all('invoice')).toHaveLength(2);
});

test('changes lost in one request go again together where one of them was edited over since', async () => {
  const app = await fakeApp();
  const who = app.platform.add('customer', customer('Pine Ridge HOA')).id;
  const what = app.platform.add('item', item('Roof inspection')).id;
  const lines = [{ item: what, quantity: '1', unitPrice: '10' }];
  const docs = ['1', '2'].map((number) => app.platform.add('invoice', invoice(number, who, lines)).id);
  await app.goLive();
  await app.call('mappings.setEntity', { entity: 'invoice', policy: { strategy: 'platformWins' } });
  // Looked for by what is there, as QuickBooks is asked: one that somebody edited over is not known again.
  let over = '';
  app.quickbooks.probes = (found) => {
    if (found.kind !== 'found') return found;
    const { id, revision } = found.observation;
    if (over === '') {
      over = id;
      app.quickbooks.edit('invoice', id, { memo: 'Gate code 9020' });
    }
    return app.quickbooks.observe(app.quickbooks.must('invoice', id)).revision === revision
      ? found
      : { kind: 'absent' };
  };
  app.quickbooks.faults.push({ kind: 'lost' }, { kind: 'lost' });
  for (const doc of docs) app.platform.edit('invoice', doc, { memo: 'Gate code 4417' });
  const before = app.quickbooks.batches.length;
  await app.sync();
  await app.time.pass(600_000);
  const [first, second] = app.quickbooks.batches.slice(before);
  expect(first?.keys).toHaveLength(2);
  expect([second?.keys, second?.again]).toEqual([first?.keys, true]);
  expect(app.quickbooks.must('invoice', over).body.memo).toBe('Gate code 9020');
  expect(app.platform.all('invoice').map((one) => one.body.memo)).toContain('Gate code 9020');
});

test('a change lost beside a new record that is there was edited over where its record was written twice since', async () => {
  const app = await fakeApp();
  const who = app.platform.add('customer', customer('Pine Ridge HOA')).id;
  const what = app.platform.add('item', item('Roof inspection')).id;
  const lines = [{ item: what, quantity: '1', unitPrice: '10' }];
  const doc = app.platform.add('invoice', invoice('1', who, lines)).id;
  await app.goLive();
  await app.call('mappings.setEntity', { entity: 'invoice', policy: { strategy: 'platformWins' } });
  const there = app.quickbooks.all('invoice')[0]?.id ?? '';
  app.quickbooks.probes = (found) => {
    if (found.kind !== 'found' || found.observation.id !== there) return found;
    app.quickbooks.edit('invoice', there, { memo: 'Gate code 9020' });
    const observation = app.quickbooks.observe(app.quickbooks.must('invoice', there));
    return { kind: 'absent', over: { observation, lineIds: [] } };
  };
  const before = app.quickbooks.batches.length;
  app.quickbooks.faults.push({ kind: 'lost' }, { kind: 'lost' });
  app.platform.edit('invoice', doc, { memo: 'Gate code 4417' });
  app.platform.add('invoice', invoice('2', who, lines));
  await app.sync();
  await app.time.pass(600_000);
  expect(app.quickbooks.must('invoice', there).body.memo).toBe('Gate code 9020');
  expect(app.platform.must('invoice', doc).body.memo).toBe('Gate code 9020');
  expect(app.quickbooks.all('invoice')).toHaveLength(2);
  expect(app.quickbooks.batches.slice(before).map(({ keys }) => keys.length)).toEqual([2]);
});
