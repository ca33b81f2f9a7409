/**
 * How a record reads on a side, for people and for the checker: plain text by field, references as tags, lines by their
 * description. Both readings are written here by hand; nothing of the product's translation is used, so a fault in it
 * shows up as a difference.
 */
import type { Life } from '../../shared/entity.ts';
import type { Body, Json } from '../../shared/primitives.ts';
import { entityOf, isWide, kindOf } from './kinds.ts';
import type { Value } from './ledger.ts';
import { cents, list, nativeStreet, number, plainName, price, type Raw, raw, words } from './reading.ts';
import { nativeFields, platformFields } from './wide-faces.ts';
import { CREW } from './words.ts';

export type Face = {
  entity: string;
  id: string;
  tag: string | null;
  life: Life;
  /** What people type. Lines are `lines/<description>/<member>`, allocations `allocations/<invoice tag>`. */
  fields: Record<string, Value>;
  /** What each side computes for itself, to the cent. */
  money: Record<string, string>;
};

/** Tag of a record on this side, by its id; null for one that nobody in the script made. */
export type TagOf = (entity: string, id: string) => string | null;

/** An invoice made of an estimate has the message of that, which is its tag. */
const tagOfInvoice = (memo: unknown): Value => {
  const tag = words(memo);
  return tag?.startsWith('Offer ') ? `Job of ${tag}` : tag;
};

/** Which member of a record holds its tag, on each side. */
export const platformTag = (entity: string, body: Body): Value => {
  if (entity === 'customer') return words(body.companyName);
  if (entity === 'item') return words(body.sku);
  if (entity === 'account') return words(body.name);
  if (entity === 'invoice') return tagOfInvoice(body.memo);
  return words(body[kindOf(entity)?.tag.field ?? 'memo']);
};
export const quickbooksTag = (resource: string, native: Raw): Value => {
  const kind = kindOf(entityOf(resource));
  if (kind) return kind.tag.read(native);
  if (resource === 'Account') return words(native.Name);
  if (resource === 'Customer') return words(native.CompanyName);
  if (resource === 'Item') return words(native.Sku);
  if (resource === 'Invoice') return tagOfInvoice(raw(native.CustomerMemo).value);
  // The note of a voided payment begins with QuickBooks' own word.
  return words(String(native.PrivateNote ?? '').replace(/^voided\b[\s\-–:.,]*/i, ''));
};

const street = (value: Json | undefined): Value => {
  const address = raw(value);
  return words([address.line1, address.city, address.postalCode].filter((part) => words(part) !== null).join(', '));
};
/** Face of a platform record from its canonical body. */
export function platformFace(record: { entity: string; id: string; life: Life; body: Body }, tagOf: TagOf): Face {
  const { body, entity } = record;
  const ref = (to: string, id: Json | undefined): Value =>
    typeof id === 'string' ? (tagOf(to, id) ?? `?${id}`) : null;
  const face: Face = {
    entity,
    id: record.id,
    tag: platformTag(entity, body),
    life: record.life,
    fields: {},
    money: {},
  };
  const { fields } = face;
  const kind = kindOf(entity);
  if (kind && isWide(entity)) return { ...face, ...platformFields(entity, kind, body, tagOf) };
  switch (entity) {
    case 'customer':
      for (const name of ['displayName', 'givenName', 'familyName', 'email', 'phone', 'mobile', 'notes'])
        fields[name] = words(body[name]);
      fields.billingAddress = street(body.billingAddress);
      fields.parent = ref('customer', body.parent);
      break;
    case 'item':
      fields.name = words(body.name);
      fields.description = words(body.description);
      fields.unitPrice = price(body.unitPrice);
      fields.purchaseCost = price(body.purchaseCost);
      break;
    case 'invoice': {
      for (const name of ['number', 'date', 'dueDate', 'privateNote', 'email', CREW.member])
        fields[name] = words(body[name]);
      fields.customer = ref('customer', body.customer);
      if (body.estimate != null) fields.estimate = ref('estimate', body.estimate);
      for (const line of list(body.lines)) {
        const at = `lines/${words(line.description) ?? '?'}`;
        fields[`${at}/item`] = ref('item', line.item as Json);
        fields[`${at}/quantity`] = number(line.quantity);
        fields[`${at}/unitPrice`] = number(line.unitPrice);
      }
      for (const name of ['total', 'taxTotal', 'balance']) face.money[name] = cents(body[name]);
      break;
    }
    case 'payment': {
      for (const name of ['date', 'reference']) fields[name] = words(body[name]);
      fields.customer = ref('customer', body.customer);
      fields.amount = number(body.amount);
      for (const one of list(body.allocations))
        fields[`allocations/${ref('invoice', one.invoice as Json)}`] = number(one.amount);
      for (const one of list(body.creditMemos))
        fields[`creditMemos/${ref('creditMemo', one.creditMemo as Json)}`] = number(one.amount);
      face.money.unapplied = cents(body.unapplied);
      break;
    }
  }
  return face;
}

/** Face of a QuickBooks record from what QuickBooks itself shows. */
export function quickbooksFace(resource: string, native: Raw, tagOf: TagOf): Face {
  const entity = entityOf(resource);
  const ref = (to: string, value: unknown): Value => {
    const id = raw(value).value;
    return id === undefined ? null : (tagOf(to, String(id)) ?? `?${String(id)}`);
  };
  const deleted = native.status === 'Deleted';
  const face: Face = {
    entity,
    id: String(native.Id),
    tag: quickbooksTag(resource, native),
    life: deleted ? 'deleted' : native.Active === false ? 'inactive' : 'live',
    fields: {},
    money: {},
  };
  const { fields } = face;
  const kind = kindOf(entity);
  if (kind) {
    const { voided, ...shown } = nativeFields(kind, native, face.life === 'inactive', tagOf);
    return { ...face, ...shown, life: !deleted && voided ? 'void' : face.life };
  }
  switch (resource) {
    case 'Customer':
      fields.displayName = face.life === 'inactive' ? plainName(native.DisplayName) : words(native.DisplayName);
      fields.givenName = words(native.GivenName);
      fields.familyName = words(native.FamilyName);
      fields.email = words(raw(native.PrimaryEmailAddr).Address);
      fields.phone = words(raw(native.PrimaryPhone).FreeFormNumber);
      fields.mobile = words(raw(native.Mobile).FreeFormNumber);
      fields.notes = words(native.Notes);
      fields.billingAddress = nativeStreet(native.BillAddr);
      fields.parent = ref('customer', native.ParentRef);
      break;
    case 'Item':
      fields.name = face.life === 'inactive' ? plainName(native.Name) : words(native.Name);
      fields.description = words(native.Description);
      fields.unitPrice = price(native.UnitPrice);
      fields.purchaseCost = price(native.PurchaseCost);
      break;
    case 'Invoice': {
      fields.number = words(native.DocNumber);
      fields.date = words(native.TxnDate);
      fields.dueDate = words(native.DueDate);
      fields.privateNote = words(native.PrivateNote);
      fields.email = words(raw(native.BillEmail).Address);
      fields[CREW.member] = words(
        list(native.CustomField).find((one) => one.DefinitionId === CREW.definition)?.StringValue,
      );
      fields.customer = ref('customer', native.CustomerRef);
      const offer = list(native.LinkedTxn).find((one) => one.TxnType === 'Estimate');
      if (offer) fields.estimate = tagOf('estimate', String(offer.TxnId)) ?? `?${offer.TxnId}`;
      const lines = list(native.Line).filter((line) => line.DetailType === 'SalesItemLineDetail');
      for (const line of lines) {
        const at = `lines/${words(line.Description) ?? '?'}`;
        const detail = raw(line.SalesItemLineDetail);
        fields[`${at}/item`] = ref('item', detail.ItemRef);
        fields[`${at}/quantity`] = number(detail.Qty);
        fields[`${at}/unitPrice`] = number(detail.UnitPrice);
      }
      face.money = {
        total: cents(native.TotalAmt),
        taxTotal: cents(raw(native.TxnTaxDetail).TotalTax),
        balance: cents(native.Balance ?? native.TotalAmt),
      };
      const voided = Number(native.TotalAmt) === 0 && /^voided/i.test(String(native.PrivateNote ?? ''));
      if (!deleted && voided) face.life = 'void';
      break;
    }
    case 'Payment': {
      fields.date = words(native.TxnDate);
      fields.reference = words(native.PaymentRefNum);
      fields.customer = ref('customer', native.CustomerRef);
      fields.amount = number(native.TotalAmt);
      for (const line of list(native.Line)) {
        const link = list(line.LinkedTxn).find((one) => one.TxnType === 'Invoice');
        if (link)
          fields[`allocations/${tagOf('invoice', String(link.TxnId)) ?? `?${link.TxnId}`}`] = number(line.Amount);
        const used = list(line.LinkedTxn).find((one) => one.TxnType === 'CreditMemo');
        if (used)
          fields[`creditMemos/${tagOf('creditMemo', String(used.TxnId)) ?? `?${used.TxnId}`}`] = number(line.Amount);
      }
      face.money.unapplied = cents(native.UnappliedAmt);
      const voided = Number(native.TotalAmt) === 0 && /^voided/i.test(String(native.PrivateNote ?? ''));
      if (!deleted && voided) face.life = 'void';
      break;
    }
  }
  return face;
}
