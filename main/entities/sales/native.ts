import { Dec, money, record, records, refId, sum, text } from '../values.ts';

/** What is read of any QuickBooks sales form for its arithmetic: lines, discount, tax. Source: reference, 6.4 and 6.5. */

type Raw = Record<string, unknown>;

/** Detail members by DetailType; old answers spell the type in capitals. */
export const kindOf = (raw: Raw): string => {
  const type = String(raw.DetailType ?? '');
  return type.includes('_')
    ? type.toLowerCase().replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase())
    : type;
};

/** Items that exist in every company without being in the item list; QuickBooks shows them below the subtotal. */
export const SHIPPING_ITEM = 'SHIPPING_ITEM_ID';
const SPECIAL_ITEMS = new Set([SHIPPING_ITEM, 'GRATUITY_ITEM_ID']);

/** Shipping or gratuity. */
export const isSpecial = (item: string): boolean => SPECIAL_ITEMS.has(item);

const specialOf = (item: string): FormAmount['special'] => (item === SHIPPING_ITEM ? 'shipping' : 'gratuity');

/** An amount on a form. `part` of a bundle carries the bundle's line. */
export type FormAmount = {
  line: string | null;
  kind: 'item' | 'discount';
  item: string | null;
  /** Account the line was booked to. */
  account: string | null;
  amount: string;
  taxable: boolean;
  /** The tax code of the line; null where it has none. */
  code: string | null;
  /** What the line came to with the tax inside, where the form says so (TaxInclusiveAmt). */
  gross: string | null;
  /** What stands below the subtotal: QuickBooks has an account of its own for it. */
  special: 'shipping' | 'gratuity' | null;
};

const isTaxed = (value: unknown): boolean => {
  const code = refId(value);
  return code !== null && code !== 'NON';
};

function saleOf(raw: Raw, line: string | null): FormAmount {
  const detail = record(raw.SalesItemLineDetail);
  const item = refId(detail.ItemRef);
  const special = item !== null && isSpecial(item) ? specialOf(item) : null;
  return {
    line,
    kind: 'item',
    item: special === null ? item : null,
    account: refId(detail.ItemAccountRef),
    amount: money(raw.Amount) ?? '0.00',
    taxable: isTaxed(detail.TaxCodeRef),
    code: refId(detail.TaxCodeRef),
    gross: money(detail.TaxInclusiveAmt),
    special,
  };
}

const subtotalAt = (raws: Raw[]): number => raws.findLastIndex((raw) => kindOf(raw) === 'SubTotalLineDetail');

function amountsIn(raw: Raw): FormAmount[] {
  const line = text(raw.Id);
  switch (kindOf(raw)) {
    case 'SubTotalLineDetail':
    case 'DescriptionOnly':
      return [];
    case 'GroupLineDetail':
      return records(record(raw.GroupLineDetail).Line).map((part) => saleOf(part, line));
    case 'DiscountLineDetail': {
      const account = refId(record(raw.DiscountLineDetail).DiscountAccountRef);
      const amount = money(raw.Amount) ?? '0.00';
      return [
        {
          line,
          kind: 'discount',
          item: null,
          account,
          amount,
          taxable: false,
          code: null,
          gross: null,
          special: null,
        },
      ];
    }
    default:
      return [saleOf(raw, line)];
  }
}

const itemSum = (amounts: FormAmount[]): string =>
  sum(amounts.filter((one) => one.kind === 'item').map((one) => one.amount));

/** What the subtotal holds beyond the lines above it: statement charges, which are on no line. '0.00' where nothing. */
export function hiddenCharges(native: unknown): string {
  const raws = records(record(native).Line);
  const at = subtotalAt(raws);
  const shown = money(raws[at]?.Amount);
  if (shown === null) return '0.00';
  const lines = itemSum(raws.slice(0, at).flatMap(amountsIn));
  return lines === shown ? '0.00' : new Dec(shown).minus(lines).toFixed(2);
}

/** Every amount of a form's lines, parts of bundles by themselves, subtotals left out. */
export const amountsOf = (native: unknown): FormAmount[] => records(record(native).Line).flatMap(amountsIn);

/** The subtotal QuickBooks shows; null where the form shows none. */
export function shownSubtotal(native: unknown): string | null {
  const raws = records(record(native).Line);
  return money(raws[subtotalAt(raws)]?.Amount);
}

/** What the tax is worked out on: the taxed lines, less their share of the discount where the form says so. */
export function taxBase(native: unknown): string {
  const amounts = amountsOf(native);
  const of = (fits: (one: FormAmount) => boolean): string => sum(amounts.filter(fits).map((one) => one.amount));
  const taxed = of((one) => one.kind === 'item' && one.taxable);
  if (record(native).ApplyTaxAfterDiscount !== true) return taxed;
  const subtotal = new Dec(of((one) => one.kind === 'item' && one.special === null));
  if (subtotal.isZero()) return taxed;
  const discount = of((one) => one.kind === 'discount');
  const borne = new Dec(discount).times(taxed).dividedBy(subtotal).toDecimalPlaces(2);
  return new Dec(taxed).minus(borne).toFixed(2);
}
