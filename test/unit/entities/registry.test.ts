import { expect, test } from 'vitest';
import { createEntityRegistry } from '../../../main/entities/index.ts';
import { decimal, longText, money, nameKey, phoneKey } from '../../../main/entities/values.ts';
import { entityDescriptorSchema } from '../../../shared/entity.ts';

const registry = createEntityRegistry();

test('what others refer to comes first', () => {
  const ranks = registry.all.map((module) => module.descriptor.rank);
  expect(ranks).toEqual([...ranks].sort((left, right) => left - right));
  const rank = (name: string): number => registry.get(name).descriptor.rank;
  for (const { descriptor } of registry.all)
    for (const field of descriptor.fields) {
      const referred = [field.entity, ...(field.line ?? []).map((member) => member.entity)];
      for (const entity of referred)
        if (entity !== undefined && entity !== descriptor.name) expect(rank(entity)).toBeLessThan(descriptor.rank);
    }
  expect(() => registry.get('unicorn')).toThrow('There is no entity called "unicorn".');
});

test.each(registry.all.map((module) => [module.descriptor.name, module] as const))(
  '%s describes itself',
  (_, module) => {
    const { descriptor } = module;
    expect(entityDescriptorSchema.parse(descriptor)).toEqual(descriptor);
    const names = new Set(descriptor.fields.map((field) => field.name));
    const used = [descriptor.titleField, ...descriptor.columns, ...descriptor.searchFields];
    for (const name of [...used, descriptor.amountField, descriptor.balanceField, descriptor.dateField])
      if (name !== undefined) expect(names).toContain(name);
    expect(names.size).toBe(descriptor.fields.length);
  },
);

test.each([
  [629.1, '629.10'],
  ['1.005', '1.01'],
  ['-1.005', '-1.01'],
  [-0.001, '0.00'],
  ['abc', null],
  ['', null],
  [null, null],
  [Number.NaN, null],
  [9999999999999.99, '9999999999999.99'],
])('money of %j', (value, expected) => expect(money(value)).toBe(expected));

test.each([
  ['2.50', '2.5'],
  [1e-5, '0.00001'],
  [0, '0'],
  ['007', '7'],
  ['1.234567', '1.23457'],
])('decimal of %j', (value, expected) => expect(decimal(value)).toBe(expected));

test('text', () => {
  expect(longText(' a\r\nb\rc ')).toBe('a\nb\nc');
  expect(nameKey('Ash & Co., Inc.')).toBe('ash co inc');
  expect(phoneKey('12-34')).toBeNull();
});
