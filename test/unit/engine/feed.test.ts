import { expect, test } from 'vitest';
import { appError, Failure } from '../../../shared/errors.ts';
import { fakeApp, names } from '../../support/fakes/app.ts';
import { customer } from '../../support/fakes/bodies.ts';

test('a feed that reaches back no further asks for everything: nothing that happened before is missed', async () => {
  const app = await fakeApp();
  await app.goLive();
  app.quickbooks.add('customer', customer('Pine Ridge HOA'));
  app.quickbooks.forgetFeed();
  await app.sync();
  expect(names(app, 'platform')).toEqual(['Pine Ridge HOA']);
  // From then on the feed tells again.
  app.quickbooks.add('customer', customer('Weiskopf Consulting'));
  await app.sync();
  expect(names(app, 'platform')).toEqual(['Pine Ridge HOA', 'Weiskopf Consulting']);
});

test('a disk that cannot be written while a page is stored moves no cursor past it', async () => {
  const app = await fakeApp();
  await app.goLive();
  app.quickbooks.add('customer', customer('Pine Ridge HOA'));
  const put = app.store.putObservation;
  app.store.putObservation = () => {
    throw new Failure(appError('host.readOnly', { dir: '/data' }));
  };
  await app.call('sync.now').catch(() => undefined);
  expect(names(app, 'platform')).toEqual([]);
  app.store.putObservation = put;
  await app.time.pass(600_000);
  await app.sync();
  expect(names(app, 'platform')).toEqual(['Pine Ridge HOA']);
});
