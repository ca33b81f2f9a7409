import { appError } from '../../../shared/errors.ts';
import type { Body, Json } from '../../../shared/primitives.ts';
import type { EntityModule, MatchKey } from '../../core/types.ts';
import { check } from '../parse.ts';
import { filled, longText, text, typedDecimal, typedMoney, typedMoneyOrNull } from '../values.ts';
import { invoiceDescriptor } from './descriptor.ts';
import { invoiceQuickbooks } from './quickbooks.ts';
import { type Invoice, invoiceSchema } from './schema.ts';
import { deriveInvoice } from './totals.ts';

const FIELDS = invoiceDescriptor.fields.map((field) => field.name);
const MEMBERS = [
  'id',
  ...(invoiceDescriptor.fields.find((field) => field.name === 'lines')?.line ?? []).map((m) => m.name),
];

/** One spelling of every member of a line; a new line needs no id from the caller, its place will do. */
function tidyLine(line: Json, index: number): Json {
  if (typeof line !== 'object' || line === null || Array.isArray(line)) return line;
  const result = filled(MEMBERS, line);
  if (typeof result.description === 'string') result.description = longText(result.description);
  for (const name of ['quantity', 'unitPrice', 'percent']) result[name] = typedDecimal(result[name]);
  result.amount = result.amount === '' ? null : typedMoney(result.amount);
  result.id ??= `new:${index + 1}`;
  result.kind ??= 'item';
  result.taxable ??= false;
  // A price without a quantity means one.
  if (result.kind === 'item' && result.unitPrice !== null && result.quantity === null && result.amount === null)
    result.quantity = '1';
  return result;
}

function tidy(body: unknown): Body {
  const result = filled(FIELDS, body);
  for (const name of ['number', 'customer', 'date', 'dueDate', 'taxRate', 'email'])
    if (typeof result[name] === 'string') result[name] = text(result[name]);
  for (const name of ['memo', 'privateNote'])
    if (typeof result[name] === 'string') result[name] = longText(result[name]);
  if (Array.isArray(result.lines)) result.lines = result.lines.map(tidyLine);
  result.taxPercent = typedDecimal(result.taxPercent);
  result.taxAdjustment = typedMoneyOrNull(result.taxAdjustment);
  return result;
}

/** A line the schema cannot judge by itself: which members it needs depends on its kind. */
function faultyLine(invoice: Invoice): { field: string; problem: string } | null {
  const ids = new Set<string>();
  for (const [index, line] of invoice.lines.entries()) {
    const at = `Line ${index + 1}`;
    // An empty id is a line that has none yet.
    if (line.id !== '' && ids.has(line.id)) return { field: `${at} id`, problem: 'is used twice' };
    ids.add(line.id);
    if (line.kind === 'item' && line.item === null && (line.quantity !== null || line.unitPrice !== null))
      return { field: `${at} Item`, problem: 'is needed' };
    if (line.kind === 'discount' && line.percent === null && line.amount === null)
      return { field: `${at} Percent`, problem: 'or an amount is needed' };
  }
  return null;
}

/** Invoices. */
export const invoiceEntity: EntityModule = {
  descriptor: invoiceDescriptor,
  parse(body) {
    const tidied = tidy(body);
    const given = tidied.balance === null ? null : typedMoney(tidied.balance);
    // The derived amounts are ours to say, whatever was given.
    const draft = { ...tidied, subtotal: '0.00', taxTotal: '0.00', total: '0.00', balance: given ?? '0.00' };
    const checked = check(invoiceDescriptor, invoiceSchema, draft);
    if (!checked.ok) return checked;
    const fault = faultyLine(checked.body as Invoice);
    if (fault) return { ok: false, error: appError('input.invalid', { entity: 'invoice', ...fault }) };
    return { ok: true, body: deriveInvoice({ ...checked.body, balance: given }) };
  },
  derive: (body) => deriveInvoice(tidy(body)),
  matchKeys(body) {
    const invoice = body as Invoice;
    const keys: MatchKey[] = [];
    if (invoice.number) keys.push({ kind: 'number', value: invoice.number.toLowerCase() });
    keys.push({ kind: 'composite', value: `${invoice.customer}|${invoice.date}|${invoice.total}` });
    return keys;
  },
  title: (body) => (text(body.number) === null ? 'Invoice without a number' : `Invoice ${String(body.number)}`),
  quickbooks: invoiceQuickbooks,
};
