import type { Body } from '../../../shared/primitives.ts';
import type { QuickbooksTranslation } from '../../core/types.ts';
import { readAddress } from '../address.ts';
import { addressMember, contactMembers, type Member, namesOf, readContact, sameContact } from '../contacts/contact.ts';
import { termsMember } from '../term/field.ts';
import { longText, put, readHead, record, refId, sparseHead } from '../values.ts';
import { type Customer, EXEMPTIONS, type Exemption } from './schema.ts';

const REASONS = new Map(Object.entries(EXEMPTIONS).map(([ours, [theirs]]) => [theirs as string, ours as Exemption]));

/** The QuickBooks members of each of our fields. */
const MEMBERS: Record<keyof Customer, Member<Customer>> = {
  ...contactMembers,
  billingAddress: addressMember('BillAddr', 'billingAddress'),
  shippingAddress: addressMember('ShipAddr', 'shippingAddress'),
  notes: (customer, creating) => put('Notes', customer.notes, creating),
  terms: (customer, creating) => termsMember('SalesTermRef', customer.terms, creating),
  taxable: (customer) => ({ Taxable: customer.taxable }),
  exemption: ({ exemption }, creating) =>
    put('TaxExemptionReasonId', exemption === null ? null : EXEMPTIONS[exemption][0], creating),
  // No longer a project: both flags and an empty reference, because a sparse update keeps what it does not name.
  parent: (customer, creating, native) =>
    customer.parent === null
      ? creating
        ? {}
        : { Job: false, ParentRef: { value: '' }, ...(native.BillWithParent === true ? { BillWithParent: false } : {}) }
      : { Job: true, ParentRef: { value: customer.parent } },
  // QuickBooks refuses the flag without a client (code 6150).
  billWithParent: ({ parent, billWithParent }, creating) =>
    parent === null || (creating && billWithParent === null) ? {} : { BillWithParent: billWithParent === true },
};

/**
 * Customers and, as sub-customers, their projects. `IsProject` is QuickBooks' to set: its interface makes no projects of
 * that kind. Left out on purpose, because QuickBooks makes or changes them by itself: PrintOnCheckName, FullyQualifiedName,
 * V4IDPseudonym, ClientEntityId, balances, `domain`, `sparse`, names of references, and the Id, Lat
 * and Long of addresses.
 */
export const customerQuickbooks: QuickbooksTranslation = {
  resource: 'Customer',
  screen: 'customerdetail?nameId=',

  read(native) {
    const raw = record(native);
    const head = readHead(raw);
    if (head.life === 'deleted') return { ...head, body: null };
    const names = namesOf(raw);
    const body: Customer = {
      ...readContact(raw, head.life),
      billingAddress: readAddress(raw.BillAddr, names),
      shippingAddress: readAddress(raw.ShipAddr, names),
      notes: longText(raw.Notes),
      terms: refId(raw.SalesTermRef),
      taxable: raw.Taxable !== false,
      exemption: raw.Taxable === false ? (REASONS.get(String(raw.TaxExemptionReasonId ?? '')) ?? null) : null,
      parent: refId(raw.ParentRef),
      billWithParent: raw.BillWithParent === true && refId(raw.ParentRef) !== null ? true : null,
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
      fits: (found) => sameContact(found as Customer, wanted) && found.parent === wanted.parent,
    };
  },
};
