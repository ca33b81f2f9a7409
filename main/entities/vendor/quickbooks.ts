import type { Body } from '../../../shared/primitives.ts';
import type { QuickbooksTranslation } from '../../core/types.ts';
import { readAddress } from '../address.ts';
import { addressMember, contactMembers, type Member, namesOf, readContact, sameContact } from '../contacts/contact.ts';
import { termsMember } from '../term/field.ts';
import { put, readHead, record, refId, sparseHead, text } from '../values.ts';
import type { Vendor } from './schema.ts';

/** The QuickBooks members of each of our fields. */
const MEMBERS: Record<keyof Vendor, Member<Vendor>> = {
  ...contactMembers,
  address: addressMember('BillAddr', 'address'),
  accountNumber: (vendor, creating) => put('AcctNum', vendor.accountNumber, creating),
  terms: (vendor, creating) => termsMember('TermRef', vendor.terms, creating),
  contractor: (vendor) => ({ Vendor1099: vendor.contractor }),
};

/**
 * Vendors. Left out on purpose: the tax number (QuickBooks shows its last digits only), rates, the balance, and
 * what QuickBooks makes by itself, as with customers.
 */
export const vendorQuickbooks: QuickbooksTranslation = {
  resource: 'Vendor',
  screen: 'vendordetail?nameId=',

  read(native) {
    const raw = record(native);
    const head = readHead(raw);
    if (head.life === 'deleted') return { ...head, body: null };
    const body: Vendor = {
      ...readContact(raw, head.life),
      address: readAddress(raw.BillAddr, namesOf(raw)),
      accountNumber: text(raw.AcctNum),
      terms: refId(raw.TermRef),
      contractor: raw.Vendor1099 === true,
    };
    return { ...head, body: body satisfies Body };
  },

  write(request) {
    if (request.kind === 'remove') return { ok: true, json: { ...sparseHead(request), Active: false } };
    const vendor = request.body as Vendor;
    const native = record(request.native);
    const creating = request.kind === 'create';
    const json: Record<string, unknown> = creating ? {} : sparseHead(request);
    const fields = creating ? Object.keys(MEMBERS) : request.fields;
    for (const field of fields) Object.assign(json, MEMBERS[field as keyof Vendor]?.(vendor, creating, native));
    // Coming back, a vendor needs its plain name again: QuickBooks had appended " (deleted)".
    if (request.kind === 'restore') Object.assign(json, { Active: true, DisplayName: vendor.displayName });
    return { ok: true, json };
  },

  lineIds: () => [],

  probe(request) {
    if (request.kind !== 'create') return null;
    const wanted = request.body as Vendor;
    return { fits: (found) => sameContact(found as Vendor, wanted) };
  },
};
