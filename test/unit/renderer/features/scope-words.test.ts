import { describe, expect, test } from 'vitest';
import { scopesOf, scopeWords } from '../../../../renderer/features/settings/scope-words.ts';

const entities = [
  { name: 'customer', labelPlural: 'Customers' },
  { name: 'invoice', labelPlural: 'Invoices' },
  { name: 'payment', labelPlural: 'Payments' },
];

describe('what a key may do, in words', () => {
  test.each([
    [['*:write', 'invoice:read'], ['Reads and changes everything']],
    [['*:read'], ['Reads everything']],
    [
      ['*:read', 'payment:write', 'invoice:write'],
      ['Reads everything', 'Changes invoices and payments'],
    ],
    [
      ['customer:read', 'invoice:write', 'invoice:read'],
      ['Reads customers', 'Changes invoices'],
    ],
    [['customer:read', 'invoice:read', 'payment:read'], ['Reads customers, invoices and payments']],
  ])('%j', (scopes, words) => {
    expect(scopeWords(scopes, entities)).toEqual(words);
  });

  test('a choice per kind makes the scopes that are asked for, and nothing for "Nothing"', () => {
    expect(scopesOf({ customer: 'read', invoice: 'write', payment: 'none' })).toEqual([
      'customer:read',
      'invoice:write',
    ]);
  });
});
