import type { Life } from '../../../shared/entity.ts';
import type { Body } from '../../../shared/primitives.ts';
import type { MatchKey } from '../../core/types.ts';
import { writeAddress } from '../address.ts';
import { nameKey, phoneKey, plainName, put, putIn, record, text } from '../values.ts';
import type { Contact } from './fields.ts';

type Raw = Record<string, unknown>;

/** Every name QuickBooks may put above an address when it re-flows it. */
export const namesOf = (raw: Raw): (string | null)[] => {
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

/** How the members of a contact are written; `native` is the record as QuickBooks has it. */
export type Member<T> = (body: T, creating: boolean, native: Raw) => Raw;

export const contactMembers: Record<keyof Contact, Member<Contact>> = {
  displayName: (contact) => ({ DisplayName: contact.displayName }),
  companyName: (contact, creating) => put('CompanyName', contact.companyName, creating),
  givenName: (contact, creating) => put('GivenName', contact.givenName, creating),
  familyName: (contact, creating) => put('FamilyName', contact.familyName, creating),
  email: (contact, creating) => putIn('PrimaryEmailAddr', 'Address', contact.email, creating),
  phone: (contact, creating) => putIn('PrimaryPhone', 'FreeFormNumber', contact.phone, creating),
  mobile: (contact, creating) => putIn('Mobile', 'FreeFormNumber', contact.mobile, creating),
};

/** Writes one address of a name. */
export const addressMember =
  <Field extends string>(
    name: 'BillAddr' | 'ShipAddr',
    field: Field,
  ): Member<Record<Field, Parameters<typeof writeAddress>[0]>> =>
  (body, creating, native) => {
    const address = writeAddress(body[field], creating, native[name], namesOf(native));
    return address === null ? {} : { [name]: address };
  };

/** The contact of a QuickBooks customer or vendor. */
export const readContact = (raw: Raw, life: Life): Contact => ({
  displayName: plainName(raw.DisplayName, life) ?? '',
  companyName: text(raw.CompanyName),
  givenName: text(raw.GivenName),
  familyName: text(raw.FamilyName),
  email: text(record(raw.PrimaryEmailAddr).Address),
  phone: text(record(raw.PrimaryPhone).FreeFormNumber),
  mobile: text(record(raw.Mobile).FreeFormNumber),
});

/** Keys for matching names on first contact, strongest first. */
export function contactKeys(body: Body): MatchKey[] {
  const contact = body as Contact;
  const keys: MatchKey[] = [];
  const email = contact.email?.toLowerCase();
  const name = nameKey(contact.displayName);
  const phone = phoneKey(contact.phone) ?? phoneKey(contact.mobile);
  if (email) keys.push({ kind: 'email', value: email });
  if (name) keys.push({ kind: 'name', value: name });
  if (phone) keys.push({ kind: 'phone', value: phone });
  return keys;
}

/** Whether a name that was found is the one that was to be made. */
export const sameContact = (found: Contact, wanted: Contact): boolean =>
  nameKey(found.displayName) === nameKey(wanted.displayName) &&
  (found.email ?? '').toLowerCase() === (wanted.email ?? '').toLowerCase() &&
  phoneKey(found.phone) === phoneKey(wanted.phone);
