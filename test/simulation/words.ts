import { editableOf, isWide } from './kinds.ts';

/** What people in a simulation type. Every value is unique in its run, so that the checker knows whose it is. */
export const ENTITIES = ['customer', 'item', 'invoice', 'payment'] as const;
/** The other kinds, in the wide book alone; what a side knows of each is in `kinds.ts`. */
export const WIDE = [
  'vendor',
  'estimate',
  'purchaseOrder',
  'creditMemo',
  'refundReceipt',
  'bill',
  'vendorCredit',
  'expense',
  'billPayment',
] as const;
export type PlainName = (typeof ENTITIES)[number];
export type WideName = (typeof WIDE)[number];
export type EntityName = PlainName | WideName;

/** What people keep in a run: the plain book of every run so far, or everything the product carries. */
export type BookName = 'plain' | 'wide';
export const entitiesOf = (book: BookName): readonly EntityName[] =>
  book === 'plain' ? ENTITIES : [...ENTITIES, ...WIDE];

/** A field of the people's own, paired with QuickBooks' first on sales forms. */
export const CREW = { key: 'crew', member: 'custom.crew', definition: '1' } as const;

/** Fields people edit, by entity. The tag of a record is never among them. */
const EDITABLE: Record<PlainName, readonly string[]> = {
  customer: ['displayName', 'givenName', 'familyName', 'email', 'phone', 'mobile', 'notes', 'billingAddress'],
  item: ['name', 'description', 'unitPrice', 'purchaseCost'],
  invoice: ['number', 'privateNote', 'email', 'dueDate', CREW.member],
  payment: ['reference'],
};

export const editable = (entity: EntityName): readonly string[] =>
  isWide(entity) ? editableOf(entity) : EDITABLE[entity];

/** Fields a person may empty. */
export const CLEARABLE = new Set<string>([
  CREW.member,
  'givenName',
  'familyName',
  'email',
  'phone',
  'mobile',
  'notes',
  'description',
  'accountNumber',
]);

const GIVEN = ['Ada', 'Ben', 'Cora', 'Dev', 'Elle', 'Finn', 'Gus', 'Hana', 'Ida', 'Jon', 'Kai', 'Lea'];
const FAMILY = ['Abbott', 'Boone', 'Cruz', 'Dietz', 'Ellis', 'Frost', 'Gage', 'Hale', 'Innes', 'Joyce'];

const TAGS: Record<EntityName, string> = {
  customer: 'Firm',
  item: 'SKU',
  invoice: 'Job',
  payment: 'Pay',
  vendor: 'Supplier',
  estimate: 'Offer',
  purchaseOrder: 'Order',
  creditMemo: 'Credit',
  refundReceipt: 'Refund',
  bill: 'Bill',
  vendorCredit: 'Return',
  expense: 'Spent',
  billPayment: 'Paid',
};

/** Names values by a count that rises through the run. */
export function createWords() {
  let count = 0;
  const next = (): number => {
    count += 1;
    return count;
  };
  /** A plain date within three years from 2026, another for every number. */
  const date = (n: number): string =>
    new Date(Date.UTC(2026, 0, 1) + (n % 1000) * 86_400_000).toISOString().slice(0, 10);
  return {
    next,
    tag: (entity: EntityName): string => `${TAGS[entity]} ${next()}`,
    line: (): string => `Line ${next()}`,
    /** A new value for a field, unlike any before. */
    value: (field: string): string => {
      const n = next();
      switch (field) {
        case 'displayName':
        case 'name':
          return `${FAMILY[n % FAMILY.length]} ${field === 'name' ? 'Service' : 'House'} ${n}`;
        case 'givenName':
          return `${GIVEN[n % GIVEN.length]} ${n}`;
        case 'familyName':
          return `${FAMILY[n % FAMILY.length]}-${n}`;
        case 'email':
          return `person${n}@example.com`;
        case 'phone':
        case 'mobile':
          return `(555) ${String(100 + (n % 900))}-${String(n).padStart(4, '0')}`;
        case 'billingAddress':
        case 'address':
          return `${n} Oak Street`;
        case 'unitPrice':
        case 'purchaseCost':
          // Whole cents, so that quantity times price needs no rounding.
          return String((1000 + n) / 100);
        case 'lineAmount':
          return String(10 * n);
        case 'quantity':
          // Never below what was there before, so that nobody edits a document below what was paid on it.
          return String(n);
        // Not before the day the document is from.
        case 'expiryDate':
          return date(150 + (n % 800));
        case 'dueDate':
        case 'date':
          return date(n);
        case 'number':
          return `N${n}`;
        case 'reference':
          return `R${n}`;
        default:
          return `${field} ${n}`;
      }
    },
  };
}
export type Words = ReturnType<typeof createWords>;
