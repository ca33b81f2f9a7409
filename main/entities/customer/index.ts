import type { Body } from '../../../shared/primitives.ts';
import type { EntityModule, MatchKey } from '../../core/types.ts';
import { tidyAddress } from '../address.ts';
import { check } from '../parse.ts';
import { filled, longText, nameKey, phoneKey, text } from '../values.ts';
import { customerDescriptor } from './descriptor.ts';
import { customerQuickbooks } from './quickbooks.ts';
import { type Customer, customerSchema } from './schema.ts';

const TEXT = ['displayName', 'companyName', 'givenName', 'familyName', 'email', 'phone', 'mobile', 'parent'] as const;
const FIELDS = customerDescriptor.fields.map((field) => field.name);

/** One spelling of every value: trimmed, empty is null, a customer pays tax unless told otherwise. */
function tidy(body: unknown): Body {
  const result = filled(FIELDS, body);
  for (const name of TEXT) if (typeof result[name] === 'string') result[name] = text(result[name]);
  if (typeof result.notes === 'string') result.notes = longText(result.notes);
  result.billingAddress = tidyAddress(result.billingAddress);
  result.shippingAddress = tidyAddress(result.shippingAddress);
  result.taxable ??= true;
  return result;
}

/** Customers and their jobs. */
export const customerEntity: EntityModule = {
  descriptor: customerDescriptor,
  parse: (body) => {
    const tidied = tidy(body);
    tidied.displayName ??= '';
    return check(customerDescriptor, customerSchema, tidied);
  },
  derive: (body) => tidy(body),
  matchKeys(body) {
    const customer = body as Customer;
    const keys: MatchKey[] = [];
    const email = customer.email?.toLowerCase();
    const name = nameKey(customer.displayName);
    const phone = phoneKey(customer.phone) ?? phoneKey(customer.mobile);
    if (email) keys.push({ kind: 'email', value: email });
    if (name) keys.push({ kind: 'name', value: name });
    if (phone) keys.push({ kind: 'phone', value: phone });
    return keys;
  },
  title: (body) => text(body.displayName) ?? 'Customer without a name',
  quickbooks: customerQuickbooks,
};
