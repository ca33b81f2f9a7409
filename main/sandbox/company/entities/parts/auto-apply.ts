/**
 * What QuickBooks sets against each other by itself when the company's settings say so: a new invoice takes the
 * customer's open credits (and a new credit the open invoices) with AutoApplyCredit; a payment that names no invoice pays
 * the oldest with AutoApplyPayments.
 */
import type { Draft, Frame } from '../../entity.ts';
import { refValue, textOf } from '../../members.ts';
import { fromCents } from '../../money.ts';
import { save } from '../../operations.ts';
import { getRow, liveRow, type Work } from '../../store.ts';
import type { Body, Json, Row } from '../../types.ts';
import { openCents } from './applied.ts';
import { isOn } from './preferences.ts';

/** Recorded word for word on the payments QuickBooks makes for this. */
export const LINKING_NOTE = 'Created by QB Online to link credits to charges.';

/** Open invoices or credits of one customer, the oldest first. */
export function openDocuments(work: Work, entity: 'Invoice' | 'CreditMemo', customer: string): Row[] {
  const ids = new Set(work.store.tables.get(entity)?.keys());
  for (const change of work.changed.values()) if (change.entity === entity) ids.add(change.row.id);
  const open: Row[] = [];
  for (const id of ids) {
    const row = liveRow(work, entity, id);
    if (row !== undefined && refValue(row.body.CustomerRef) === customer && openCents(row) > 0) open.push(row);
  }
  const day = (row: Row) => textOf(row.body, 'TxnDate') ?? '';
  return open.sort((a, b) => (day(a) < day(b) ? -1 : day(a) > day(b) ? 1 : Number(a.id) - Number(b.id)));
}

/** After a new invoice or credit memo was saved and settled. */
export function applyCredits({ work, frame, reader, id, mode }: Draft, entity: 'Invoice' | 'CreditMemo'): void {
  if (mode !== 'create' || !isOn(reader, 'SalesFormsPrefs', 'AutoApplyCredit')) return;
  const customer = refValue(getRow(work, entity, id)?.body.CustomerRef);
  if (customer === undefined) return;
  const others = openDocuments(work, entity === 'Invoice' ? 'CreditMemo' : 'Invoice', customer);
  for (const other of others) {
    const own = getRow(work, entity, id);
    const now = getRow(work, entity === 'Invoice' ? 'CreditMemo' : 'Invoice', other.id);
    if (own === undefined || now === undefined) return;
    const cents = Math.min(openCents(own), openCents(now));
    if (cents <= 0) return;
    const [invoice, credit] = entity === 'Invoice' ? [own, now] : [now, own];
    setAgainst(work, frame, customer, { invoice, credit, cents });
  }
}

/** Makes the payment of nothing that sets a credit against an invoice. */
export function setAgainst(
  work: Work,
  frame: Frame,
  customer: string,
  { invoice, credit, cents }: { readonly invoice: Row; readonly credit: Row; readonly cents: number },
): void {
  const payments = frame.defs.get('Payment');
  if (payments === undefined) return;
  const line = (row: Row, TxnType: string): Body => ({
    Amount: fromCents(cents),
    LinkedTxn: [{ TxnId: row.id, TxnType }],
  });
  const days = [textOf(invoice.body, 'TxnDate') ?? '', textOf(credit.body, 'TxnDate') ?? ''].sort();
  save(work, frame, payments, {
    CustomerRef: { value: customer },
    TotalAmt: 0,
    TxnDate: days[1] ?? null,
    PrivateNote: LINKING_NOTE,
    Line: [line(invoice, 'Invoice'), line(credit, 'CreditMemo')],
  });
}

/** Lines for a new payment that came without any. */
export function oldestInvoices(draft: Draft, total: number): Json[] {
  const customer = refValue(draft.body.CustomerRef);
  if (customer === undefined || !isOn(draft.reader, 'SalesFormsPrefs', 'AutoApplyPayments')) return [];
  const lines: Json[] = [];
  let left = total;
  for (const invoice of openDocuments(draft.work, 'Invoice', customer)) {
    const cents = Math.min(left, openCents(invoice));
    if (cents <= 0) break;
    left -= cents;
    lines.push({ Amount: fromCents(cents), LinkedTxn: [{ TxnId: invoice.id, TxnType: 'Invoice' }] });
  }
  return lines;
}
