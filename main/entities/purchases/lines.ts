import { type AppError, appError } from '../../../shared/errors.ts';
import type { AmountsAre } from '../../../shared/policy.ts';
import type { TranslationContext } from '../../core/types.ts';
import { product } from '../sales/totals.ts';
import { type LineTax, priceFor } from '../tax/arithmetic.ts';
import { codeReader, readAmountsAre, taxesByLine, writeCode } from '../tax/codes.ts';
import { inclusiveLine } from '../tax/lines.ts';
import { decimal, longText, money, record, records, refId, text, toNumber } from '../values.ts';
import type { PurchaseLine } from './schema.ts';

type Raw = Record<string, unknown>;

const BY_ACCOUNT = 'AccountBasedExpenseLineDetail';
const BY_ITEM = 'ItemBasedExpenseLineDetail';

/** Detail members by DetailType; old answers spell the type in capitals. */
const kindOf = (raw: Raw): string => {
  const type = String(raw.DetailType ?? '');
  return type.includes('_')
    ? type.toLowerCase().replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase())
    : type;
};

/** Identity of a line: its Id, or its place where QuickBooks gives none. */
const lineId = (raw: Raw, index: number): string => text(raw.Id) ?? `line:${index + 1}`;

/** Billed or still to be billed: either way it is the customer's to pay. */
const isBillable = (status: unknown): boolean => status === 'Billable' || status === 'HasBeenBilled';

/** How the codes of lines are read outside the US, and whether their amounts hold the tax; null in the US. */
type Reading = { inclusive: boolean; taxOf(code: string | null): LineTax };

function readingOf(native: unknown, context: TranslationContext | undefined): Reading | null {
  if (context === undefined || !taxesByLine(context)) return null;
  const amountsAre = readAmountsAre(native);
  if (amountsAre === 'none') return { inclusive: false, taxOf: () => ({}) };
  const raw = record(native);
  const codes = records(raw.Line).map((line) => refId(record(line[kindOf(line)]).TaxCodeRef));
  return {
    inclusive: amountsAre === 'inclusive',
    taxOf: codeReader(codes, raw.TxnTaxDetail, 'purchases', context),
  };
}

function readLine(raw: Raw, index: number, reading: Reading | null): PurchaseLine {
  const kind = kindOf(raw);
  const detail = record(raw[kind]);
  // With the tax inside, the line is what it came to with it; Amount and price stand without.
  const gross = reading?.inclusive === true ? money(detail.TaxInclusiveAmt) : null;
  const amount = gross ?? money(raw.Amount) ?? '0.00';
  const item = kind === BY_ITEM ? refId(detail.ItemRef) : null;
  const quantity = item === null ? null : decimal(detail.Qty);
  const shown = gross === null || quantity === null ? decimal(detail.UnitPrice) : priceFor(gross, quantity, 5);
  const unitPrice = item === null ? null : shown;
  // Where QuickBooks' own amount is another than quantity times price, the amount is what counts.
  const exact = quantity !== null && unitPrice !== null && product(quantity, unitPrice) === amount;
  return {
    id: lineId(raw, index),
    account: kind === BY_ACCOUNT ? refId(detail.AccountRef) : null,
    item,
    description: longText(raw.Description),
    quantity,
    unitPrice: exact || quantity === null ? unitPrice : null,
    amount,
    customer: refId(detail.CustomerRef),
    billable: isBillable(detail.BillableStatus) && refId(detail.CustomerRef) !== null,
    ...reading?.taxOf(refId(detail.TaxCodeRef)),
  };
}

/** Reads the lines of something bought; what they are taxed at by the codes of the company of `context`. */
export function readLines(native: unknown, context?: TranslationContext): PurchaseLine[] {
  const reading = readingOf(native, context);
  return records(record(native).Line).map((raw, index) => readLine(raw, index, reading));
}

const same = (left: PurchaseLine, right: PurchaseLine): boolean =>
  (Object.keys({ ...left, ...right }) as (keyof PurchaseLine)[]).every(
    (name) => (left[name] ?? null) === (right[name] ?? null),
  );

/** What both kinds of line say; `before` is the detail as QuickBooks has it, of the same kind. */
function sharedDetail(line: PurchaseLine, before: Raw): Raw {
  const detail: Raw = { ...before };
  const sameCustomer = refId(before.CustomerRef) === line.customer;
  if (line.customer === null) delete detail.CustomerRef;
  else if (!sameCustomer) detail.CustomerRef = { value: line.customer };
  // What was invoiced already stays so; only QuickBooks' own invoice changes it.
  const billed = before.BillableStatus === 'HasBeenBilled' && sameCustomer && line.billable;
  detail.BillableStatus = billed ? 'HasBeenBilled' : line.billable ? 'Billable' : 'NotBillable';
  return detail;
}

function byItem(line: PurchaseLine, before: Raw): Raw {
  const detail = sharedDetail(line, before);
  // The account follows the item; one left over from another item would be wrong.
  if (line.item !== refId(before.ItemRef)) delete detail.ItemAccountRef;
  detail.ItemRef = { value: line.item };
  for (const [name, value] of [
    ['Qty', line.quantity],
    ['UnitPrice', line.unitPrice],
  ] as const)
    if (value === null) delete detail[name];
    else detail[name] = toNumber(value);
  return { DetailType: BY_ITEM, [BY_ITEM]: detail };
}

const byAccount = (line: PurchaseLine, before: Raw): Raw => ({
  DetailType: BY_ACCOUNT,
  [BY_ACCOUNT]: { ...sharedDetail(line, before), AccountRef: { value: line.account } },
});

/** Lines of a company outside the US: the document's amounts, and whether they were something else before. */
export type ByLine = { context: TranslationContext; amountsAre: AmountsAre; moved: boolean };

type Coded = { ok: true; Amount: number; detail: Raw } | { ok: false; error: AppError };

/** A line's detail with its tax code, and with the tax inside its amounts where they are so. */
function coded(
  line: PurchaseLine,
  written: Raw,
  before: { code: string | null; tax: LineTax },
  { by, title, place }: { by: ByLine; title: string; place: number },
): Coded {
  const { TaxCodeRef: _, TaxInclusiveAmt: __, ...detail } = written;
  if (by.amountsAre === 'none') return { ok: true, Amount: toNumber(line.amount), detail };
  const code = writeCode(line, before, { side: 'purchases', context: by.context, title, place });
  if (!code.ok) return code;
  const { Amount, detail: inside } = inclusiveLine(line, detail, by.amountsAre);
  return { ok: true, Amount, detail: { ...inside, TaxCodeRef: { value: code.code } } };
}

export type Written = { ok: true; lines: Raw[] } | { ok: false; error: AppError };

/**
 * Every line of the wanted body as QuickBooks wants them, because a sent Line array replaces the whole set. A line whose
 * Id QuickBooks knows keeps it, and keeps what we do not map (class, tax code, markup, its link to a purchase order); one
 * nobody changed is sent exactly as it is.
 */
export function writeLines(wanted: PurchaseLine[], native: unknown, title: string, by?: ByLine): Written {
  const raws = records(record(native).Line);
  const old = new Map(readLines(native, by?.context).map((line) => [line.id, line]));
  const rawById = new Map(raws.map((raw, index) => [lineId(raw, index), raw]));
  const lines: Raw[] = [];
  for (const [index, line] of wanted.entries()) {
    const before = rawById.get(line.id) ?? {};
    const oldLine = old.get(line.id);
    const { LineEx: _, CustomExtensions: extensions, Received: __, ...kept } = before;
    const extra = Array.isArray(extensions) && extensions.length > 0 ? { CustomExtensions: extensions } : {};
    if (oldLine && same(oldLine, line) && by?.moved !== true) {
      lines.push({ ...kept, ...extra, ...(kept.LineNum === undefined ? {} : { LineNum: index + 1 }) });
      continue;
    }
    if (line.account === null && line.item === null) {
      const what = `an account or an item for line ${index + 1}`;
      return { ok: false, error: appError('sync.needsMapping', { title, what }) };
    }
    const kind = line.item === null ? BY_ACCOUNT : BY_ITEM;
    const known = kindOf(before) === kind;
    // Another kind of line is a new one to QuickBooks: nothing of the old detail holds.
    const source = known ? { ...kept, ...extra } : {};
    const id = known && text(before.Id) !== null ? { Id: text(before.Id) } : {};
    const detail = record(record(source)[kind]);
    const made: Raw = line.item === null ? byAccount(line, detail) : byItem(line, detail);
    if (by) {
      const old = { code: refId(record(before[kindOf(before)]).TaxCodeRef), tax: oldLine ?? {} };
      const tax = coded(line, record(made[kind]), old, { by, title, place: index + 1 });
      if (!tax.ok) return tax;
      Object.assign(made, { Amount: tax.Amount, [kind]: tax.detail });
    }
    const description =
      line.description !== null
        ? { Description: line.description }
        : known && text(before.Description) !== null
          ? { Description: '' }
          : {};
    lines.push({
      ...source,
      ...id,
      LineNum: index + 1,
      ...description,
      Amount: toNumber(line.amount),
      ...made,
    });
  }
  return { ok: true, lines };
}
