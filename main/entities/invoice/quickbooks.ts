import type { Body } from '../../../shared/primitives.ts';
import type { QuickbooksTranslation, TranslationContext, WriteRequest } from '../../core/types.ts';
import { isVoid, noteOf } from '../documents.ts';
import {
  Dec,
  longText,
  money,
  moneyOrNull,
  notTranslatable,
  put,
  putIn,
  quoted,
  readHead,
  record,
  refId,
  sparseHead,
  text,
} from '../values.ts';
import { readLines, writeLines } from './lines.ts';
import type { Invoice } from './schema.ts';
import { readTax, writeTax } from './tax.ts';
import { plainTax, subtotalOf } from './totals.ts';

/** Members of the plain fields; lines and tax have rules of their own. */
const PLAIN: Record<string, (invoice: Invoice, creating: boolean) => Record<string, unknown>> = {
  number: (invoice, creating) => put('DocNumber', invoice.number, creating),
  customer: (invoice) => ({ CustomerRef: { value: invoice.customer } }),
  date: (invoice) => ({ TxnDate: invoice.date }),
  // QuickBooks always has a due date: without one it takes the terms', so there is nothing to clear.
  dueDate: (invoice) => (invoice.dueDate === null ? {} : { DueDate: invoice.dueDate }),
  memo: (invoice, creating) => putIn('CustomerMemo', 'value', invoice.memo, creating),
  privateNote: (invoice, creating) => put('PrivateNote', invoice.privateNote, creating),
  email: (invoice, creating) => putIn('BillEmail', 'Address', invoice.email, creating),
};

/** Fields of a voided document that must stay as they are: its word "Voided" and its zero amounts. */
const FIXED_WHEN_VOID = new Set(['privateNote', 'lines', 'taxRate', 'taxPercent']);

const titleOf = (invoice: Invoice): string =>
  invoice.number ? `Invoice ${invoice.number}` : 'Invoice without a number';

function writeInvoice(request: WriteRequest, context: TranslationContext): ReturnType<QuickbooksTranslation['write']> {
  const invoice = request.body as Invoice;
  const native = record(request.native);
  const creating = request.kind === 'create';
  const title = titleOf(invoice);
  const json: Record<string, unknown> = creating ? {} : sparseHead(request);
  const voided = !creating && isVoid(native);
  const fields = new Set(creating ? [...Object.keys(PLAIN), 'lines', 'taxRate'] : request.fields);
  if (voided) for (const name of FIXED_WHEN_VOID) fields.delete(name);
  for (const field of fields) Object.assign(json, PLAIN[field]?.(invoice, creating));
  if (fields.has('lines')) {
    const written = writeLines(invoice.lines, creating ? {} : native, title);
    if (!written.ok) return written;
    json.Line = written.lines;
  }
  if (fields.has('taxRate') || fields.has('taxPercent')) {
    const tax = writeTax(invoice, native, context, creating, title);
    if (!tax.ok) return tax;
    Object.assign(json, tax.member);
  }
  return { ok: true, json };
}

/**
 * Invoices. Totals, tax and balance are read as QuickBooks has them and never sent. Left out, because QuickBooks copies
 * or changes them by itself: billing and shipping addresses, terms, print and e-mail states, links, custom fields.
 */
export const invoiceQuickbooks: QuickbooksTranslation = {
  resource: 'Invoice',
  voidBy: 'operation',

  read(native, context) {
    const raw = record(native);
    const head = readHead(raw);
    if (head.life === 'deleted') return { ...head, body: null };
    const lines = readLines(raw);
    const tax = readTax(raw.TxnTaxDetail, context);
    const taxed = lines.some((line) => line.taxable);
    const total = money(raw.TotalAmt) ?? '0.00';
    const taxPercent = taxed ? tax.taxPercent : null;
    const taxTotal = money(record(raw.TxnTaxDetail).TotalTax) ?? '0.00';
    const body: Invoice = {
      number: text(raw.DocNumber),
      customer: refId(raw.CustomerRef) ?? '',
      date: text(raw.TxnDate) ?? '',
      dueDate: text(raw.DueDate),
      lines,
      taxRate: taxed ? tax.taxRate : null,
      taxPercent,
      taxAdjustment: moneyOrNull(new Dec(taxTotal).minus(plainTax(lines, taxPercent)).toFixed(2)),
      memo: longText(record(raw.CustomerMemo).value),
      privateNote: noteOf(raw),
      email: text(record(raw.BillEmail).Address),
      subtotal: subtotalOf(lines),
      taxTotal,
      total,
      balance: money(raw.Balance) ?? total,
    };
    return { ...head, life: isVoid(raw) ? 'void' : head.life, body: body satisfies Body };
  },

  write(request, context) {
    if (request.kind === 'remove') return { ok: true, json: { Id: request.id, SyncToken: request.revision } };
    if (request.kind === 'restore')
      return notTranslatable(
        titleOf(request.body as Invoice),
        'QuickBooks cannot bring back a voided or deleted invoice',
      );
    return writeInvoice(request, context);
  },

  lineIds: (native) => readLines(native).map((line) => line.id),

  probe(request) {
    if (request.kind !== 'create') return null;
    const wanted = request.body as Invoice;
    const byNumber = wanted.number !== null;
    return {
      where: byNumber
        ? `DocNumber = ${quoted(wanted.number ?? '')}`
        : `CustomerRef = ${quoted(wanted.customer)} AND TxnDate = ${quoted(wanted.date)} AND TotalAmt = ${quoted(wanted.total)}`,
      fits(body) {
        const found = body as Invoice;
        return (
          found.customer === wanted.customer &&
          found.date === wanted.date &&
          (!byNumber || found.number === wanted.number) &&
          found.subtotal === wanted.subtotal &&
          found.lines.length === wanted.lines.length &&
          found.lines.every((line, index) => {
            const other = wanted.lines[index];
            return line.kind === other?.kind && line.item === other.item && line.amount === other.amount;
          })
        );
      },
    };
  },
};
