/** What people type on a screen, as each side's book takes it: bodies of records, changes and lines. */

import type { Body, Json } from '../../../shared/primitives.ts';
import type { Face } from '../faces.ts';
import { isWide, kindOf } from '../kinds.ts';
import type { Value } from '../ledger.ts';
import type { Native, PlatformRecord } from '../sides.ts';
import { CREW, type EntityName } from '../words.ts';

/** A record as whoever acts on it sees it. */
export type Seen =
  | { side: 'platform'; entity: EntityName; tag: string; record: PlatformRecord }
  | { side: 'quickbooks'; entity: EntityName; tag: string; native: Native };

export type NewLine = { description: string; item: Seen; itemId: string; quantity: Value; unitPrice: Value };
export type LineOf = { id: string; description: string; itemId: string; quantity: Value; unitPrice: Value };
/** What a new document refers to. `said` are those references as the ledger writes them. */
export type Refs = {
  customer?: Seen;
  lines?: NewLine[];
  pays?: { invoice: Seen; amount: string };
  /** Of a kind of the wide book: what its fields do not say (whose, lines, what it settles), as that side takes it. */
  parts?: Record<string, unknown>;
  said: Record<string, Value>;
};

export const idOf = (seen: Seen): string => (seen.side === 'platform' ? seen.record.id : seen.native.Id);
export const saidOf = (line: NewLine): Record<string, Value> => ({
  [`lines/${line.description}/item`]: line.item.tag,
  [`lines/${line.description}/quantity`]: line.quantity,
  [`lines/${line.description}/unitPrice`]: line.unitPrice,
});
const amountOf = (line: { quantity: Value; unitPrice: Value }): string =>
  (Math.round(Number(line.quantity) * Math.round(Number(line.unitPrice) * 100)) / 100).toFixed(2);

const platformAddress = (street: Value): Json =>
  street === null ? null : { line1: street, line2: null, city: null, region: null, postalCode: null, country: null };

/** The platform's body of a new record. */
export function platformBody(entity: EntityName, tag: string, fields: Record<string, Value>, refs: Refs): Body {
  const body: Body = platformChanges(fields, entity);
  const kind = kindOf(entity);
  if (kind) return { ...body, [kind.tag.field]: tag, ...(refs.parts as Body | undefined) };
  if (entity === 'customer') return { ...body, companyName: tag, taxable: false, ...(refs.parts as Body | undefined) };
  if (entity === 'item') return { ...body, sku: tag, type: 'service', taxable: false };
  body.memo = tag;
  if (refs.customer) body.customer = idOf(refs.customer);
  if (entity === 'invoice') {
    return { ...body, lines: enteredLines(refs.lines ?? []), taxRate: null };
  }
  if (refs.parts) return { ...body, ...(refs.parts as Body) };
  const allocations: Json = refs.pays ? [{ invoice: idOf(refs.pays.invoice), amount: refs.pays.amount }] : [];
  return { ...body, amount: refs.pays?.amount ?? '0.00', allocations, credits: '0.00' };
}

/** New lines with items, as the platform takes them. */
export const enteredLines = (lines: readonly NewLine[]): Json => lines.map((line) => platformLine({ id: '', ...line }));

export function platformChanges(changes: Record<string, Value>, entity: EntityName): Body {
  const body: Body = {};
  for (const [field, value] of Object.entries(changes))
    body[field] =
      field === 'billingAddress' || (field === 'address' && entity === 'vendor')
        ? platformAddress(value)
        : field === 'amount'
          ? Number(value).toFixed(2)
          : value;
  return body;
}

const platformLine = (line: LineOf): Body => ({
  id: line.id,
  kind: 'item',
  item: line.itemId,
  description: line.description,
  quantity: line.quantity,
  unitPrice: line.unitPrice,
  percent: null,
  amount: amountOf(line),
  taxable: false,
});

/** The lines of a document with what is not ours kept as it was. */
export const platformLines = (record: PlatformRecord, lines: LineOf[]): Json => {
  const old = new Map((record.body.lines as Body[]).map((line) => [line.id, line]));
  return lines.map((line) => ({ ...(old.get(line.id) ?? {}), ...platformLine(line) }));
};

export function linesOf(seen: Seen): LineOf[] {
  if (seen.side === 'platform')
    return (seen.record.body.lines as Body[])
      .filter((line) => line.kind === 'item')
      .map((line) => ({
        id: String(line.id),
        description: String(line.description),
        itemId: String(line.item),
        quantity: line.quantity as Value,
        unitPrice: line.unitPrice as Value,
      }));
  return ((seen.native.Line ?? []) as Record<string, never>[])
    .filter((line) => line.DetailType === 'SalesItemLineDetail')
    .map((line) => {
      const detail = line.SalesItemLineDetail as unknown as {
        ItemRef: { value: string };
        Qty: number;
        UnitPrice: number;
      };
      return {
        id: String(line.Id),
        description: String(line.Description),
        itemId: detail.ItemRef.value,
        quantity: String(detail.Qty),
        unitPrice: String(detail.UnitPrice),
      };
    });
}

/** The QuickBooks members of our field names. */
const MEMBER: Record<string, (value: Value) => Record<string, unknown>> = {
  displayName: (value) => ({ DisplayName: value }),
  givenName: (value) => ({ GivenName: value ?? '' }),
  familyName: (value) => ({ FamilyName: value ?? '' }),
  email: (value) => ({ PrimaryEmailAddr: { Address: value ?? '' } }),
  phone: (value) => ({ PrimaryPhone: { FreeFormNumber: value ?? '' } }),
  mobile: (value) => ({ Mobile: { FreeFormNumber: value ?? '' } }),
  notes: (value) => ({ Notes: value ?? '' }),
  billingAddress: (value) => ({ BillAddr: { Line1: value ?? '' } }),
  name: (value) => ({ Name: value }),
  description: (value) => ({ Description: value ?? '' }),
  unitPrice: (value) => ({ UnitPrice: Number(value ?? 0) }),
  purchaseCost: (value) => ({ PurchaseCost: Number(value ?? 0) }),
  number: (value) => ({ DocNumber: value }),
  date: (value) => ({ TxnDate: value }),
  dueDate: (value) => ({ DueDate: value }),
  privateNote: (value) => ({ PrivateNote: value ?? '' }),
  [CREW.member]: (value) => ({
    CustomField: [{ DefinitionId: CREW.definition, Type: 'StringType', StringValue: value ?? '' }],
  }),
  reference: (value) => ({ PaymentRefNum: value }),
  amount: (value) => ({ TotalAmt: Number(value) }),
};

function nativeMembers(entity: EntityName, fields: Record<string, Value>): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  const kind = isWide(entity) ? kindOf(entity) : null;
  if (kind) {
    for (const [field, value] of Object.entries(fields)) Object.assign(members, kind.columns[field]?.write(value));
    return members;
  }
  for (const [field, value] of Object.entries(fields)) {
    if (field === 'email' && entity === 'invoice') Object.assign(members, { BillEmail: { Address: value } });
    else Object.assign(members, MEMBER[field]?.(value) ?? {});
  }
  return members;
}

export const nativeChanges = (seen: Seen, changes: Record<string, Value>): Record<string, unknown> => ({
  sparse: true,
  ...nativeMembers(seen.entity, changes),
});

export const nativeLine = (line: LineOf): Record<string, unknown> => ({
  ...(line.id === '' ? {} : { Id: line.id }),
  DetailType: 'SalesItemLineDetail',
  Description: line.description,
  Amount: Number(amountOf(line)),
  SalesItemLineDetail: {
    ItemRef: { value: line.itemId },
    Qty: Number(line.quantity),
    UnitPrice: Number(line.unitPrice),
    TaxCodeRef: { value: 'NON' },
  },
});

/** Every line of the document, because QuickBooks replaces the whole set. */
export const nativeLines = (native: Native, lines: LineOf[]): unknown[] => {
  const others = ((native.Line ?? []) as Record<string, unknown>[]).filter(
    (line) => line.DetailType !== 'SalesItemLineDetail' && line.DetailType !== 'SubTotalLineDetail',
  );
  return [...lines.map(nativeLine), ...others];
};

/** The QuickBooks record a person types in. */
export function nativeBody(
  entity: EntityName,
  tag: string,
  fields: Record<string, Value>,
  refs: Refs,
  incomeAccount: string,
): Record<string, unknown> {
  const filled = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
  const members = nativeMembers(entity, filled);
  const kind = kindOf(entity);
  if (kind) return { ...members, ...kind.tag.write(tag), ...refs.parts };
  if (entity === 'customer') return { ...members, CompanyName: tag, Taxable: false, ...refs.parts };
  if (entity === 'item')
    return {
      ...members,
      Sku: tag,
      Type: 'Service',
      Taxable: false,
      IncomeAccountRef: { value: incomeAccount },
      ...refs.parts,
    };
  if (refs.customer) members.CustomerRef = { value: idOf(refs.customer) };
  if (entity === 'invoice')
    return {
      ...members,
      CustomerMemo: { value: tag },
      Line: (refs.lines ?? []).map((line) => nativeLine({ id: '', ...line })),
    };
  return {
    ...members,
    PrivateNote: tag,
    ...refs.parts,
    ...(refs.pays
      ? {
          TotalAmt: Number(refs.pays.amount),
          Line: [
            { Amount: Number(refs.pays.amount), LinkedTxn: [{ TxnId: idOf(refs.pays.invoice), TxnType: 'Invoice' }] },
          ],
        }
      : {}),
  };
}

/** Money is applied to it, or it is used: what is open is less than the whole. */
export const isSettled = ({ money }: Face): boolean =>
  (money.balance ?? money.remaining ?? money.total) !== money.total;

/** What people do to the lines of a document. */
export type LineChange = 'editLine' | 'addLine' | 'removeLine';
