import { expect, test } from 'vitest';
import { afterConfirm } from '../../../main/core/confirm.ts';
import { createEntityRegistry } from '../../../main/entities/index.ts';
import { DEFAULT_POLICY } from '../../../shared/policy.ts';
import type { Body } from '../../../shared/primitives.ts';

const { descriptor } = createEntityRegistry().get('customer');
const links = { toQuickbooks: () => null, toPlatform: () => null };
const sent: Body = { displayName: 'Pine Ridge', givenName: 'Finn' };

const confirmed = (answer: Body, own: boolean) =>
  afterConfirm(
    { base: null, lines: {} },
    {
      descriptor,
      policy: DEFAULT_POLICY,
      links,
      side: 'quickbooks',
      kind: 'create',
      fields: ['displayName', 'givenName'],
      common: sent,
      patch: { set: sent, keep: { platform: {}, quickbooks: {} }, life: 'live' },
      answer,
      own,
      lineIds: [],
    },
  ).base;

test("another value in the write's own answer is that side's spelling, and stays there", () => {
  expect(confirmed({ ...sent, givenName: 'FINN' }, true).kept.quickbooks).toEqual({ givenName: 'FINN' });
});

// Simulation seed 1797: the answer of a create was lost, somebody edited the new record, then the probe found it.
test('another value in what a probe found was typed by somebody: it counts as an edit of that side', () => {
  const base = confirmed({ ...sent, givenName: 'Gus' }, false);
  expect(base.kept.quickbooks).toEqual({});
  expect(base.body.givenName).toBe('Finn');
});
