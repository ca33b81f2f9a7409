import { expect, test } from 'vitest';
import { type FakeApp, fakeApp } from '../../support/fakes/app.ts';
import { customer } from '../../support/fakes/bodies.ts';

const names = (app: FakeApp): unknown[] =>
  app.platform
    .all('customer')
    .map((one) => one.body.displayName)
    .sort();

test('a feed that reaches back no further asks for everything: nothing that happened before is missed', async () => {
  const app = await fakeApp();
  await app.goLive();
  app.quickbooks.add('customer', customer('Pine Ridge HOA'));
  app.quickbooks.forgetFeed();
  await app.sync();
  expect(names(app)).toEqual(['Pine Ridge HOA']);
  // From then on the feed tells again.
  app.quickbooks.add('customer', customer('Weiskopf Consulting'));
  await app.sync();
  expect(names(app)).toEqual(['Pine Ridge HOA', 'Weiskopf Consulting']);
});
