/**
 * The kinds of records of the wide book: what each is called in QuickBooks and where it keeps what people type, written by
 * hand from its API reference. Which of that people edit, and how the platform shows it, follows from the descriptors.
 */
import { createEntityRegistry } from '../../main/entities/index.ts';
import type { Json } from '../../shared/primitives.ts';
import type { Value } from './ledger.ts';
import { list, nativeStreet, number, type Raw, raw, words } from './reading.ts';
import type { EntityName, WideName } from './words.ts';

/** A value people type, as QuickBooks keeps it. */
export type Column = { read(native: Raw): Value; write(value: Value): Raw };
/** Another record a kind names: of which entity, and where. */
export type Reference = { entity: string; read(native: Raw): unknown; write(id: string): Raw };

export type Kind = {
  resource: string;
  /** Whose it is. */
  party: 'customer' | 'vendor' | null;
  /** The field with the mark a record is born with. */
  tag: { field: string } & Column;
  columns: Readonly<Record<string, Column>>;
  refs: Readonly<Record<string, Reference>>;
  lines: 'sales' | 'purchases' | null;
  /** The documents its money settles, the credits it uses: the platform's field, their entity, QuickBooks' word for them. */
  settles: readonly { field: string; entity: EntityName; type: string }[];
  /** What each side computes, by the platform's name. */
  money: Readonly<Record<string, (native: Raw) => unknown>>;
  /** The open sum it counts into, and the money that does. */
  owes: { money: string; sign: 1 | -1 } | null;
  removals: readonly ('delete' | 'void' | 'deactivate')[];
  /** Fields of the descriptor that nobody types here, each with the reason. */
  leftOut: Readonly<Record<string, string>>;
};

const member = (name: string): Column => ({
  read: (native) => words(native[name]),
  write: (value) => ({ [name]: value ?? '' }),
});
const inside = (name: string, part: string): Column => ({
  read: (native) => words(raw(native[name])[part]),
  write: (value) => ({ [name]: { [part]: value ?? '' } }),
});
const choice = (name: string, theirs: Readonly<Record<string, string>>): Column => ({
  read: (native) => Object.entries(theirs).find(([, word]) => word === native[name])?.[0] ?? null,
  write: (value) => ({ [name]: theirs[value ?? ''] }),
});
/** What QuickBooks has is always so. */
const always = (value: string): Column => ({ read: () => value, write: () => ({}) });
/** The note of a voided document begins with QuickBooks' own word. */
const NOTE: Column = {
  read: (native) => words(String(native.PrivateNote ?? '').replace(/^voided\b[\s\-–:.,]*/i, '')),
  write: (value) => ({ PrivateNote: value ?? '' }),
};
const ref = (entity: string, name: string): Reference => ({
  entity,
  read: (native) => raw(native[name]).value,
  write: (id) => ({ [name]: { value: id } }),
});

const CUSTOMER = { customer: ref('customer', 'CustomerRef') };
const VENDOR = { vendor: ref('vendor', 'VendorRef') };
const BY_QUICKBOOKS = 'only QuickBooks says it';
const SALES_LEFT = {
  taxModel: 'companies abroad only',
  taxRate: 'nothing is taxed here',
  taxPercent: 'nothing is taxed here',
  taxAdjustment: BY_QUICKBOOKS,
  emailedOn: BY_QUICKBOOKS,
  subtotal: 'computed; total and tax are looked at',
};
const PURCHASE_LEFT = { taxModel: 'companies abroad only', tax: BY_QUICKBOOKS };
const TERMS_LEFT = { terms: 'a list of its own' };

const SALES_COLUMNS = {
  number: member('DocNumber'),
  date: member('TxnDate'),
  privateNote: member('PrivateNote'),
  email: inside('BillEmail', 'Address'),
};
const SALES_MONEY = {
  total: (native: Raw) => native.TotalAmt,
  taxTotal: (native: Raw) => raw(native.TxnTaxDetail).TotalTax,
};
const sales = {
  party: 'customer',
  tag: { field: 'memo', ...inside('CustomerMemo', 'value') },
  refs: CUSTOMER,
  lines: 'sales',
  settles: [],
  money: SALES_MONEY,
  owes: null,
  removals: ['delete'],
} as const;
const purchases = {
  party: 'vendor',
  tag: { field: 'privateNote', ...NOTE },
  refs: VENDOR,
  lines: 'purchases',
  settles: [],
  money: { total: (native: Raw) => native.TotalAmt },
  owes: null,
  removals: ['delete'],
} as const;

/** Where the money of a payment of bills comes from. */
const SOURCE: Reference = {
  entity: 'account',
  read: (native) =>
    raw(
      native.PayType === 'CreditCard'
        ? raw(native.CreditCardPayment).CCAccountRef
        : raw(native.CheckPayment).BankAccountRef,
    ).value,
  write: (id) => ({ PayType: 'Check', CheckPayment: { BankAccountRef: { value: id } } }),
};

const KINDS: Readonly<Record<WideName, Kind>> = {
  vendor: {
    resource: 'Vendor',
    party: null,
    tag: { field: 'companyName', ...member('CompanyName') },
    columns: {
      displayName: member('DisplayName'),
      givenName: member('GivenName'),
      familyName: member('FamilyName'),
      email: inside('PrimaryEmailAddr', 'Address'),
      phone: inside('PrimaryPhone', 'FreeFormNumber'),
      mobile: inside('Mobile', 'FreeFormNumber'),
      accountNumber: member('AcctNum'),
      address: {
        read: (native) => nativeStreet(native.BillAddr),
        write: (value) => ({ BillAddr: { Line1: value ?? '' } }),
      },
    },
    refs: {},
    lines: null,
    settles: [],
    money: {},
    owes: null,
    removals: ['deactivate'],
    leftOut: { ...TERMS_LEFT, contractor: 'yes or no is not unlike what was typed before' },
  },
  estimate: {
    ...sales,
    resource: 'Estimate',
    columns: {
      ...SALES_COLUMNS,
      expiryDate: member('ExpirationDate'),
      acceptedBy: member('AcceptedBy'),
      acceptedDate: member('AcceptedDate'),
      status: choice('TxnStatus', {
        pending: 'Pending',
        accepted: 'Accepted',
        closed: 'Closed',
        rejected: 'Rejected',
      }),
    },
    leftOut: { ...SALES_LEFT, ...TERMS_LEFT },
  },
  creditMemo: {
    ...sales,
    resource: 'CreditMemo',
    columns: SALES_COLUMNS,
    money: { ...SALES_MONEY, remaining: (native) => native.RemainingCredit ?? native.Balance ?? native.TotalAmt },
    owes: { money: 'remaining', sign: -1 },
    leftOut: SALES_LEFT,
  },
  refundReceipt: {
    ...sales,
    resource: 'RefundReceipt',
    columns: { ...SALES_COLUMNS, reference: member('PaymentRefNum') },
    refs: { ...CUSTOMER, paidFrom: ref('account', 'DepositToAccountRef') },
    leftOut: { ...SALES_LEFT, method: 'a list of its own' },
  },
  purchaseOrder: {
    ...purchases,
    resource: 'PurchaseOrder',
    tag: { field: 'memo', ...member('Memo') },
    columns: {
      number: member('DocNumber'),
      date: member('TxnDate'),
      status: choice('POStatus', { open: 'Open', closed: 'Closed' }),
      privateNote: member('PrivateNote'),
    },
    leftOut: PURCHASE_LEFT,
  },
  bill: {
    ...purchases,
    resource: 'Bill',
    columns: {
      reference: member('DocNumber'),
      date: member('TxnDate'),
      dueDate: member('DueDate'),
      status: always('approved'),
    },
    money: { ...purchases.money, balance: (native) => native.Balance ?? native.TotalAmt },
    owes: { money: 'balance', sign: 1 },
    leftOut: { ...PURCHASE_LEFT, ...TERMS_LEFT },
  },
  vendorCredit: {
    ...purchases,
    resource: 'VendorCredit',
    columns: { reference: member('DocNumber'), date: member('TxnDate') },
    money: { ...purchases.money, remaining: (native) => native.Balance ?? native.TotalAmt },
    owes: { money: 'remaining', sign: -1 },
    leftOut: PURCHASE_LEFT,
  },
  expense: {
    ...purchases,
    resource: 'Purchase',
    columns: {
      reference: member('DocNumber'),
      date: member('TxnDate'),
      paidBy: choice('PaymentType', { check: 'Check', creditCard: 'CreditCard', cash: 'Cash' }),
      status: always('approved'),
    },
    refs: {
      account: ref('account', 'AccountRef'),
      vendor: {
        entity: 'vendor',
        read: (native) => raw(native.EntityRef).value,
        write: (id) => ({ EntityRef: { value: id, type: 'Vendor' } }),
      },
    },
    leftOut: { ...PURCHASE_LEFT, refund: 'yes or no is not unlike what was typed before' },
  },
  billPayment: {
    ...purchases,
    resource: 'BillPayment',
    columns: {
      reference: member('DocNumber'),
      date: member('TxnDate'),
      paidBy: choice('PayType', { check: 'Check', creditCard: 'CreditCard' }),
      amount: { read: (native) => number(native.TotalAmt), write: (value) => ({ TotalAmt: Number(value) }) },
    },
    refs: { ...VENDOR, account: SOURCE },
    lines: null,
    settles: [
      { field: 'allocations', entity: 'bill', type: 'Bill' },
      { field: 'vendorCredits', entity: 'vendorCredit', type: 'VendorCredit' },
    ],
    money: {
      unapplied: (native) =>
        list(native.Line).reduce((left, line) => {
          const credit = list(line.LinkedTxn).some((link) => link.TxnType === 'VendorCredit');
          return left + (credit ? 1 : -1) * Number(line.Amount ?? 0);
        }, Number(native.TotalAmt)),
    },
    owes: { money: 'unapplied', sign: -1 },
    removals: ['delete', 'void'],
    leftOut: { credits: BY_QUICKBOOKS },
  },
};

export const isWide = (entity: string): entity is WideName => Object.hasOwn(KINDS, entity);
export const kindOf = (entity: string): Kind | null => (isWide(entity) ? KINDS[entity] : null);

/** The field that says whom a document is for, or from. */
export const partyFieldOf = (entity: string): string => kindOf(entity)?.party ?? 'customer';

const DESCRIPTORS = new Map(createEntityRegistry().all.map(({ descriptor }) => [descriptor.name, descriptor]));

/** Kinds of fields people type something unlike anything before into. */
const TYPED = new Set(['text', 'longText', 'email', 'phone', 'date', 'address']);
/** Entered with the record and left so: what is dated otherwise would be in or out of closed books. */
const STAYS = new Set(['date', 'acceptedDate']);

const edited = new Map<WideName, readonly string[]>();
/** Fields people edit, as the descriptor has them. */
export function editableOf(entity: WideName): readonly string[] {
  const known = edited.get(entity);
  if (known) return known;
  const kind = KINDS[entity];
  const fields = (DESCRIPTORS.get(entity)?.fields ?? []).flatMap(({ name, kind: of, derived, owner, local }) =>
    TYPED.has(of) && !derived && !local && owner !== 'quickbooks' && name in kind.columns && !STAYS.has(name)
      ? [name]
      : [],
  );
  edited.set(entity, fields);
  return fields;
}

/** Fields of a descriptor that nothing here reads and nobody left out, and names here that it does not have. */
export function unaccounted(entity: WideName): string[] {
  const kind = KINDS[entity];
  const named = new Set([
    kind.tag.field,
    ...Object.keys(kind.columns),
    ...Object.keys(kind.refs),
    ...Object.keys(kind.money),
    ...Object.keys(kind.leftOut),
    ...(kind.lines === null ? [] : ['lines']),
    ...kind.settles.map(({ field }) => field),
  ]);
  const fields = new Set((DESCRIPTORS.get(entity)?.fields ?? []).map(({ name }) => name));
  return [...[...fields].filter((name) => !named.has(name)), ...[...named].filter((name) => !fields.has(name))];
}

/** How the platform shows a field people type. */
export function platformValue(entity: WideName, field: string, value: Json | undefined): Value {
  const of = DESCRIPTORS.get(entity)?.fields.find(({ name }) => name === field)?.kind;
  if (of === 'money' || of === 'decimal') return number(value);
  if (of !== 'address') return words(value);
  const address = raw(value);
  return words([address.line1, address.city, address.postalCode].filter((part) => words(part) !== null).join(', '));
}

/** What a side calls an entity's records. */
export const resourceOf = (entity: string): string =>
  kindOf(entity)?.resource ?? entity.charAt(0).toUpperCase() + entity.slice(1);
const ENTITY_OF = new Map(Object.entries(KINDS).map(([entity, { resource }]) => [resource, entity]));
export const entityOf = (resource: string): string =>
  ENTITY_OF.get(resource) ?? resource.charAt(0).toLowerCase() + resource.slice(1);

/** Names of people, firms and things; everything else is a document. */
export const isName = (entity: string): boolean => entity === 'customer' || entity === 'item' || entity === 'vendor';
