import type { Body } from '../../../shared/primitives.ts';
import type { EntityModule, MatchKey } from '../../core/types.ts';
import { check } from '../parse.ts';
import { filled, longText, nameKey, record, refId, text, typedDecimal } from '../values.ts';
import { itemDescriptor } from './descriptor.ts';
import { accountsFor, itemQuickbooks } from './quickbooks.ts';
import { type Item, itemSchema } from './schema.ts';

const FIELDS = itemDescriptor.fields.map((field) => field.name);

function tidy(body: unknown): Body {
  const result = filled(FIELDS, body);
  for (const name of ['name', 'sku', 'category', 'incomeAccount', 'expenseAccount'])
    if (typeof result[name] === 'string') result[name] = text(result[name]);
  if (typeof result.description === 'string') result.description = longText(result.description);
  for (const name of ['unitPrice', 'purchaseCost']) {
    const value = typedDecimal(result[name]);
    // QuickBooks cannot tell "no price" from 0, so neither do we.
    result[name] = value === '0' ? null : value;
  }
  result.type ??= 'service';
  // What only groups has nothing to book.
  if (result.type === 'category' || result.type === 'bundle') result.incomeAccount = null;
  result.taxable ??= false;
  return result;
}

/** Products and services. */
export const itemEntity: EntityModule = {
  descriptor: itemDescriptor,
  parse: (body) => {
    const tidied = tidy(body);
    tidied.name ??= '';
    return check(itemDescriptor, itemSchema, tidied);
  },
  derive: (body) => tidy(body),
  matchKeys(body) {
    const item = body as Item;
    const keys: MatchKey[] = [];
    const name = nameKey(item.name);
    if (item.sku) keys.push({ kind: 'sku', value: item.sku.toLowerCase() });
    if (name) keys.push({ kind: 'name', value: name });
    return keys;
  },
  title: (body) => text(body.name) ?? 'Item without a name',
  quickbooks: itemQuickbooks,
  incomeAccount: (native) => refId(record(native).IncomeAccountRef),
  newIncomeAccount: (body, context) => accountsFor(body as Item, context).income,
};
