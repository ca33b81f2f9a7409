import type { Body } from '../../../shared/primitives.ts';
import type { EntityModule } from '../../core/types.ts';
import { tidyAddress } from '../address.ts';
import { contactKeys } from '../contacts/contact.ts';
import { CONTACT } from '../contacts/fields.ts';
import { check } from '../parse.ts';
import { filled, text } from '../values.ts';
import { vendorDescriptor } from './descriptor.ts';
import { vendorQuickbooks } from './quickbooks.ts';
import { vendorSchema } from './schema.ts';

const FIELDS = vendorDescriptor.fields.map((field) => field.name);

function tidy(body: unknown): Body {
  const result = filled(FIELDS, body);
  for (const name of [...CONTACT, 'accountNumber', 'terms'])
    if (typeof result[name] === 'string') result[name] = text(result[name]);
  result.address = tidyAddress(result.address);
  result.contractor ??= false;
  return result;
}

/** Vendors: suppliers and subcontractors. */
export const vendorEntity: EntityModule = {
  descriptor: vendorDescriptor,
  parse: (body) => {
    const tidied = tidy(body);
    tidied.displayName ??= '';
    return check(vendorDescriptor, vendorSchema, tidied);
  },
  derive: tidy,
  matchKeys: contactKeys,
  title: (body) => text(body.displayName) ?? 'Vendor without a name',
  quickbooks: vendorQuickbooks,
};
