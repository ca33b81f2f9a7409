import { expect, test } from 'vitest';
import { type LostCreate, tellApart } from '../../../../main/connectors/quickbooks/signs.ts';
import { createEntityRegistry } from '../../../../main/entities/index.ts';
import { invoice } from '../../../support/fakes/bodies.ts';

const module = createEntityRegistry().get('invoice');
const lost = (arrived: boolean): LostCreate => ({
  request: {
    entity: 'invoice',
    kind: 'create',
    id: null,
    revision: null,
    body: module.derive(invoice('1', 'c', [{ item: 'i', quantity: '1', unitPrice: '10' }])),
    fields: [],
    native: null,
    key: 'k',
  },
  group: 'at noon',
  from: 0,
  until: 1,
  known: () => false,
  arrived,
});

test('where deletions cannot be told, what is nowhere to be seen never arrived, unless others of its request are there', () => {
  expect(tellApart(module, [lost(false)], [], null)).toEqual([{ kind: 'absent' }]);
  expect(tellApart(module, [lost(true)], [], null)).toEqual([{ kind: 'doubt', candidates: [] }]);
  // Nothing was deleted: it was refused there, and may go again.
  expect(tellApart(module, [lost(true)], [], [])).toEqual([{ kind: 'absent' }]);
});
