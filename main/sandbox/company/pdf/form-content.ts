/** What stands on a printed form, taken from the form as the API shows it. */
import { isList, isObject, textOf } from '../members.ts';
import { centsText, toCents } from '../money.ts';
import { linkEntity } from '../settle.ts';
import type { Store } from '../store.ts';
import type { Json } from '../types.ts';

export type Wire = { readonly [member: string]: Json };

/** One row of the form; texts are empty where nothing stands. */
export type FormLine = {
  readonly name: string;
  readonly text: string;
  readonly quantity: string;
  readonly rate: string;
  readonly amount: string;
  /** 1 for what is inside a bundle. */
  readonly depth: number;
};

/** `1234.5` as `1,234.50`; `cents` may be negative. */
export function money(cents: number): string {
  const [whole = '', part = ''] = centsText(Math.abs(cents)).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${cents < 0 ? '-' : ''}${grouped}.${part}`;
}

/** `2026-05-04` as `05/04/2026`. */
function day(text: string): string {
  const [year, month, date] = text.split('-');
  return `${month}/${date}/${year}`;
}

/** Labels and values beside the address. */
export function factsOf(form: Wire): (readonly [label: string, value: string])[] {
  const facts: (readonly [string, string])[] = [];
  const add = (label: string, value: string | undefined) => {
    if (value !== undefined && value !== '') facts.push([label, value]);
  };
  const date = (member: string) => {
    const value = textOf(form, member);
    return value === undefined ? undefined : day(value);
  };
  const name = (member: string) => {
    const value = form[member];
    return isObject(value) ? textOf(value, 'name') : undefined;
  };
  add('NO.', textOf(form, 'DocNumber'));
  add('DATE', date('TxnDate'));
  add('DUE DATE', date('DueDate'));
  add('EXPIRES', date('ExpirationDate'));
  add('TERMS', name('SalesTermRef'));
  add('PMT METHOD', name('PaymentMethodRef'));
  add('REFERENCE', textOf(form, 'PaymentRefNum'));
  return facts;
}

function cents(value: Json | undefined): number {
  return typeof value === 'number' ? toCents(value) : 0;
}

const EMPTY: FormLine = { name: '', text: '', quantity: '', rate: '', amount: '', depth: 0 };

export function linesOf(form: Wire, store: Store): FormLine[] {
  const lines = isList(form.Line) ? form.Line : [];
  return lines.flatMap((line) => (isObject(line) ? rowsOf(line, store, 0) : []));
}

/** Details whose lines name an item or an account. */
const DETAILS = ['SalesItemLineDetail', 'ItemBasedExpenseLineDetail', 'AccountBasedExpenseLineDetail'];

function rowsOf(line: Wire, store: Store, depth: number): FormLine[] {
  const text = textOf(line, 'Description') ?? '';
  const amount = typeof line.Amount === 'number' ? money(toCents(line.Amount)) : '';
  if (isObject(line.GroupLineDetail)) {
    const { GroupItemRef, Quantity, Line } = line.GroupLineDetail;
    const name = isObject(GroupItemRef) ? (textOf(GroupItemRef, 'name') ?? '') : '';
    const inner = (isList(Line) ? Line : []).flatMap((item) => (isObject(item) ? rowsOf(item, store, depth + 1) : []));
    return [{ ...EMPTY, name, text, quantity: plain(Quantity), amount, depth }, ...inner];
  }
  for (const member of DETAILS) {
    const detail = line[member];
    if (!isObject(detail)) continue;
    if (isSpecial(line)) return [];
    const named = isObject(detail.ItemRef) ? detail.ItemRef : isObject(detail.AccountRef) ? detail.AccountRef : {};
    const rate = typeof detail.UnitPrice === 'number' ? unit(detail.UnitPrice) : '';
    return [{ name: textOf(named, 'name') ?? '', text, quantity: plain(detail.Qty), rate, amount, depth }];
  }
  if (line.DetailType === 'DescriptionOnly') return [{ ...EMPTY, text, depth }];
  const links = isList(line.LinkedTxn) ? line.LinkedTxn : [];
  return links.flatMap((link) => (isObject(link) ? [{ ...EMPTY, name: linkName(link, store), amount, depth }] : []));
}

function linkName(link: Wire, store: Store): string {
  const type = textOf(link, 'TxnType') ?? '';
  const row = store.tables.get(linkEntity(type))?.get(textOf(link, 'TxnId') ?? '');
  const number = row === undefined ? undefined : textOf(row.body, 'DocNumber');
  return `${type.replace(/(?<=[a-z])(?=[A-Z])/g, ' ')} ${number ?? textOf(link, 'TxnId') ?? ''}`;
}

function plain(value: Json | undefined): string {
  return typeof value === 'number' ? String(value) : '';
}

/** A price with its cents, or all its decimals when it has more. */
function unit(price: number): string {
  const text = String(price);
  return (text.split('.')[1] ?? '').length > 2 ? text : money(toCents(price));
}

function isSpecial(line: Wire): boolean {
  const detail = line.SalesItemLineDetail;
  const ref = isObject(detail) && isObject(detail.ItemRef) ? detail.ItemRef.value : undefined;
  return ref === 'SHIPPING_ITEM_ID' || ref === 'GRATUITY_ITEM_ID';
}

/** Labels and cents below the lines; the last one is what the form is about. */
export function totalsOf(form: Wire): (readonly [label: string, cents: number])[] {
  const rows: (readonly [string, number])[] = [];
  const lines = (isList(form.Line) ? form.Line : []).filter(isObject);
  const total = cents(form.TotalAmt);
  for (const line of lines) {
    if (line.DetailType === 'SubTotalLineDetail' && cents(line.Amount) !== total)
      rows.push(['SUBTOTAL', cents(line.Amount)]);
    if (line.DetailType === 'DiscountLineDetail') rows.push(['DISCOUNT', -cents(line.Amount)]);
    if (isSpecial(line)) rows.push(['SHIPPING', cents(line.Amount)]);
  }
  const tax = isObject(form.TxnTaxDetail) ? cents(form.TxnTaxDetail.TotalTax) : 0;
  if (tax !== 0) rows.push(['TAX', tax]);
  rows.push(['TOTAL', total]);
  if (typeof form.Balance === 'number' && (form.DueDate !== undefined || form.RemainingCredit !== undefined)) {
    const open = cents(form.Balance);
    if (form.RemainingCredit !== undefined) return open === total ? rows : [...rows, ['REMAINING CREDIT', open]];
    if (open !== total) rows.push(['PAYMENT', open - total]);
    rows.push(['BALANCE DUE', open]);
  }
  return rows;
}
