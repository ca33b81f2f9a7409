import type { Body } from '../../../shared/primitives.ts';
import type { QuickbooksTranslation } from '../../core/types.ts';
import { readAddress, writeAddress } from '../address.ts';
import {
  longText,
  nameKey,
  phoneKey,
  plainName,
  put,
  putIn,
  readHead,
  record,
  refId,
  sparseHead,
  text,
} from '../values.ts';
import type { Customer } from './schema.ts';

/** Every name QuickBooks may put above an address when it re-flows it. */
const namesOf = (raw: Record<string, unknown>): (string | null)[] => {
  const given = text(raw.GivenName);
  const family = text(raw.FamilyName);
  const person = text(['GivenName', 'MiddleName', 'FamilyName'].map((part) => text(raw[part]) ?? '').join(' '));
  return [
    text(raw.DisplayName),
    text(raw.CompanyName),
    text(raw.PrintOnCheckName),
    person?.replace(/\s+/g, ' ') ?? null,
    text(`${given ?? ''} ${family ?? ''}`),
  ];
};

type Member = (customer: Customer, creating: boolean, native: Record<string, unknown>) => Record<string, unknown>;

const addressMember =
  (name: 'BillAddr' | 'ShipAddr', field: 'billingAddress' | 'shippingAddress'): Member =>
  (customer, creating, native) => {
    const address = writeAddress(customer[field], creating, native[name], namesOf(native));
    return address === null ? {} : { [name]: address };
  };

/** The QuickBooks members of each of our fields. */
const MEMBERS: Record<keyof Customer, Member> = {
  displayName: (customer) => ({ DisplayName: customer.displayName }),
  companyName: (customer, creating) => put('CompanyName', customer.companyName, creating),
  givenName: (customer, creating) => put('GivenName', customer.givenName, creating),
  familyName: (customer, creating) => put('FamilyName', customer.familyName, creating),
  email: (customer, creating) => putIn('PrimaryEmailAddr', 'Address', customer.email, creating),
  phone: (customer, creating) => putIn('PrimaryPhone', 'FreeFormNumber', customer.phone, creating),
  mobile: (customer, creating) => putIn('Mobile', 'FreeFormNumber', customer.mobile, creating),
  billingAddress: addressMember('BillAddr', 'billingAddress'),
  shippingAddress: addressMember('ShipAddr', 'shippingAddress'),
  notes: (customer, creating) => put('Notes', customer.notes, creating),
  taxable: (customer) => ({ Taxable: customer.taxable }),
  // No longer a job: the flag and an empty reference, because a sparse update keeps what it does not name.
  parent: (customer, creating) =>
    customer.parent === null
      ? creating
        ? {}
        : { Job: false, ParentRef: { value: '' } }
      : { Job: true, ParentRef: { value: customer.parent } },
};

/**
 * Customers. Left out on purpose, because QuickBooks makes or changes them by itself: PrintOnCheckName,
 * FullyQualifiedName, V4IDPseudonym, ClientEntityId, balances, `domain`, `sparse`, names of references, and the Id, Lat
 * and Long of addresses.
 */
export const customerQuickbooks: QuickbooksTranslation = {
  resource: 'Customer',

  read(native) {
    const raw = record(native);
    const head = readHead(raw);
    if (head.life === 'deleted') return { ...head, body: null };
    const names = namesOf(raw);
    const body: Customer = {
      displayName: plainName(raw.DisplayName, head.life) ?? '',
      companyName: text(raw.CompanyName),
      givenName: text(raw.GivenName),
      familyName: text(raw.FamilyName),
      email: text(record(raw.PrimaryEmailAddr).Address),
      phone: text(record(raw.PrimaryPhone).FreeFormNumber),
      mobile: text(record(raw.Mobile).FreeFormNumber),
      billingAddress: readAddress(raw.BillAddr, names),
      shippingAddress: readAddress(raw.ShipAddr, names),
      notes: longText(raw.Notes),
      taxable: raw.Taxable !== false,
      parent: refId(raw.ParentRef),
    };
    return { ...head, body: body satisfies Body };
  },

  write(request) {
    if (request.kind === 'remove') return { ok: true, json: { ...sparseHead(request), Active: false } };
    const customer = request.body as Customer;
    const native = record(request.native);
    const creating = request.kind === 'create';
    const json: Record<string, unknown> = creating ? {} : sparseHead(request);
    const fields = creating ? Object.keys(MEMBERS) : request.fields;
    for (const field of fields) Object.assign(json, MEMBERS[field as keyof Customer]?.(customer, creating, native));
    // Coming back, a customer needs its plain name again: QuickBooks had appended " (deleted)".
    if (request.kind === 'restore') Object.assign(json, { Active: true, DisplayName: customer.displayName });
    return { ok: true, json };
  },

  lineIds: () => [],

  probe(request) {
    if (request.kind !== 'create') return null;
    const wanted = request.body as Customer;
    return {
      fits(body) {
        const found = body as Customer;
        return (
          nameKey(found.displayName) === nameKey(wanted.displayName) &&
          (found.email ?? '').toLowerCase() === (wanted.email ?? '').toLowerCase() &&
          phoneKey(found.phone) === phoneKey(wanted.phone) &&
          found.parent === wanted.parent
        );
      },
    };
  },
};
