import { expect, test } from 'vitest';
import { createEntityRegistry } from '../../main/entities/index.ts';
import { editableOf, kindOf, unaccounted } from './kinds.ts';
import { entitiesOf, WIDE } from './words.ts';

test('every kind of record of the product is in the wide book, but for lists that QuickBooks keeps', () => {
  const all = createEntityRegistry().all.map(({ descriptor }) => descriptor.name);
  expect([...entitiesOf('wide'), 'account', 'term'].sort()).toEqual(all.sort());
});

test.each(WIDE)('every field of %s is read on both sides, or left out with a reason', (entity) => {
  expect(unaccounted(entity)).toEqual([]);
  expect(editableOf(entity).length).toBeGreaterThan(0);
});

test('what a kind of record may lose it by is what its descriptor says', () => {
  for (const { descriptor } of createEntityRegistry().all) {
    const kind = kindOf(descriptor.name);
    if (kind) expect(kind.removals).toEqual(descriptor.removals);
  }
});
