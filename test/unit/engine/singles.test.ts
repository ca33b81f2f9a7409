import { describe, expect, test } from 'vitest';
import { createEntityRegistry } from '../../../main/entities/index.ts';
import { appError } from '../../../shared/errors.ts';
import { fakeApp } from '../../support/fakes/app.ts';
import { customer } from '../../support/fakes/bodies.ts';
import { FakeSide } from '../../support/fakes/side.ts';

/** Copies that were planned, and what turns up on the other side before they are sent. */
describe('a copy that is not sent yet', () => {
  test('waits for the answer when what turns up on the other side is asked about', async () => {
    const app = await fakeApp();
    await app.goLive();
    app.quickbooks.down = appError('connection.offline');
    const who = customer('Pine Ridge HOA', { email: 'a@x.test' });
    const here = app.platform.add('customer', who);
    await app.time.pass(60_000);
    const [first] = [
      app.quickbooks.add('customer', who),
      app.quickbooks.add('customer', { ...who, phone: '555 0100' }),
    ];
    app.quickbooks.down = null;
    await app.time.pass(600_000);
    expect(app.quickbooks.all('customer')).toHaveLength(2);
    const [row] = (await app.call('review.list')).rows;
    expect(row).toMatchObject({ kind: 'match', key: here.id });
    const { revision } = await app.call('review.get', { id: row?.id ?? '' });
    await app.call('review.match', { id: row?.id ?? '', revision, choice: { link: first?.id ?? '' } });
    await app.sync();
    expect(app.quickbooks.all('customer')).toHaveLength(2);
    expect((await app.call('records.get', { entity: 'customer', key: here.id })).row.quickbooksId).toBe(first?.id);
  });

  test('waits until it is known what a lost request made, when its like turned up on that side', async () => {
    const quickbooks = new FakeSide('quickbooks', createEntityRegistry());
    const app = await fakeApp({ parts: { quickbooks } });
    await app.goLive();
    quickbooks.faults.push({ kind: 'lost' });
    quickbooks.probes = () => ({ kind: 'failed', error: appError('connection.outage') });
    app.platform.add('customer', customer('Oak Street Dental'));
    await app.sync();
    const who = customer('Pine Ridge HOA', { email: 'a@x.test' });
    const [here, there] = [app.platform.add('customer', who), quickbooks.add('customer', who)];
    await app.sync();
    await app.sync();
    const names = (): unknown[] => quickbooks.all('customer').map(({ body }) => body.displayName);
    expect(names()).toEqual(['Oak Street Dental', 'Pine Ridge HOA']);
    quickbooks.probes = (found) => found;
    await app.time.pass(3_600_000);
    await app.sync();
    expect(names()).toEqual(['Oak Street Dental', 'Pine Ridge HOA']);
    expect((await app.call('records.get', { entity: 'customer', key: here.id })).row.quickbooksId).toBe(there.id);
    expect((await app.call('app.status')).health.state).toBe('upToDate');
  });
});
