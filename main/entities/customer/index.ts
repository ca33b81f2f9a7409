import type { Body } from '../../../shared/primitives.ts';
import type { EntityModule } from '../../core/types.ts';
import { tidyAddress } from '../address.ts';
import { contactKeys } from '../contacts/contact.ts';
import { CONTACT } from '../contacts/fields.ts';
import { check } from '../parse.ts';
import { filled, longText, text } from '../values.ts';
import { customerDescriptor } from './descriptor.ts';
import { customerQuickbooks } from './quickbooks.ts';
import { customerSchema } from './schema.ts';

const FIELDS = customerDescriptor.fields.map((field) => field.name);

/** One spelling of every value: trimmed, empty is null, a customer pays tax unless told otherwise. */
function tidy(body: unknown): Body {
  const result = filled(FIELDS, body);
  for (const name of [...CONTACT, 'parent', 'terms', 'exemption'])
    if (typeof result[name] === 'string') result[name] = text(result[name]);
  if (typeof result.notes === 'string') result.notes = longText(result.notes);
  result.billingAddress = tidyAddress(result.billingAddress);
  result.shippingAddress = tidyAddress(result.shippingAddress);
  result.taxable ??= true;
  // Who pays has no reason not to.
  if (result.taxable === true) result.exemption = null;
  if (result.billWithParent === false || result.parent === null) result.billWithParent = null;
  return result;
}

/** Customers and their projects. */
export const customerEntity: EntityModule = {
  descriptor: customerDescriptor,
  parse: (body) => {
    const tidied = tidy(body);
    tidied.displayName ??= '';
    return check(customerDescriptor, customerSchema, tidied);
  },
  derive: (body) => tidy(body),
  matchKeys: contactKeys,
  title: (body) => text(body.displayName) ?? 'Customer without a name',
  quickbooks: customerQuickbooks,
};
