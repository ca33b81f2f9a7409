/** What every sales form (invoice, estimate, credit memo, sales receipt, refund receipt) has in common. */
import type { Draft, Reader } from '../../entity.ts';
import { business, refuse } from '../../faults.ts';
import { isList, isObject, refValue, textOf } from '../../members.ts';
import { toCents } from '../../money.ts';
import { idsIn, takeNumber } from '../../store.ts';
import { addDays, dayOf } from '../../time.ts';
import type { Body, Json, Posting, Row } from '../../types.ts';
import { workOutLines } from './lines.ts';
import { checkEmail, keepAddress, newAddressId, sameAddress } from './people.ts';
import { homeCurrency, isOn, preference } from './preferences.ts';
import { mustRef, requireRef } from './refs.ts';
import { workOutTax } from './sales-tax.ts';
import { keepStock, stockPostings } from './stock.ts';
import { systemAccount } from './system-accounts.ts';

/** Members in which a form differs from an invoice. */
export type FormKind = {
  /** Counter of its document numbers: Invoice, CreditMemo and SalesReceipt share one (recorded). */
  readonly sequence: string;
  readonly due: boolean;
};

export function prepareForm(draft: Draft, kind: FormKind): void {
  const { body, before, reader, work, mode } = draft;
  const customer = mustRef(draft, 'CustomerRef', 'Customer');
  checkClosed(draft);
  // Recorded: a full update without TxnDate moves the form to today.
  body.TxnDate ??= dayOf(work.now);
  body.CurrencyRef = before?.body.CurrencyRef ?? { value: homeCurrency(reader) };
  body.ApplyTaxAfterDiscount ??= false;
  body.PrintStatus ??= 'NeedToPrint';
  body.EmailStatus ??= 'NotSet';
  const sums = workOutLines(draft);
  body.Line = sums.lines;
  const tax = workOutTax(draft, sums);
  body.TxnTaxDetail = tax.detail;
  keepStock(draft);
  const total = sums.subtotal - sums.discount + tax.cents;
  if (total < 0) throw business('Transaction amount must be 0 or greater.', 'TotalAmt');
  draft.kept.total = total;
  addresses(draft, customer);
  for (const member of ['BillEmail', 'BillEmailCc', 'BillEmailBcc']) checkEmail(draft, member);
  if (body.EmailStatus === 'NeedToSend' && !isObject(body.BillEmail)) {
    throw refuse('6420', 'An email address is required to send the transaction.', 'BillEmail');
  }
  if (body.EmailStatus === 'NeedToSend') body.DeliveryInfo = { DeliveryType: 'Email' };
  if (kind.due) dueDate(draft, customer);
  documentNumber(draft, kind.sequence);
  requireRef(draft, 'ClassRef', 'Class');
  requireRef(draft, 'DepartmentRef', 'Department');
  if (mode === 'create') body.CustomField = [];
  else body.CustomField = before?.body.CustomField ?? [];
}

/** Closed books refuse a new date or an old one on the wrong side of the closing date. */
export function checkClosed({ body, before, reader }: Draft): void {
  const closed = preference(reader, 'AccountingInfoPrefs', 'BookCloseDate');
  if (typeof closed !== 'string') return;
  const dates = [textOf(body, 'TxnDate'), before === undefined ? undefined : textOf(before.body, 'TxnDate')];
  if (dates.some((date) => date !== undefined && date <= closed)) {
    throw refuse(
      '6200',
      'Account Period Closed : The account period has closed and the account books cannot be updated through the QBO Services API. Please use the QBO website to make these changes.',
      'TxnDate',
    );
  }
}

/** Addresses: copied from the customer with their row id; a changed one is re-flowed into free lines, as recorded. */
function addresses(draft: Draft, customer: Row): void {
  const { body, before, mode } = draft;
  for (const member of ['BillAddr', 'ShipAddr']) {
    const sent = draft.sent[member];
    const source = customer.body[member] ?? (member === 'ShipAddr' ? customer.body.BillAddr : undefined);
    if (mode === 'create' && !isObject(sent)) {
      if (source !== undefined) body[member] = source;
    } else if (mode === 'create' && source !== undefined && sameAddress(sent, source)) {
      body[member] = source;
    } else if (mode === 'full' && !isObject(sent)) {
      const kept = before?.body[member];
      if (kept !== undefined) body[member] = kept;
    } else {
      const earlier = before?.body[member];
      keepAddress(draft, member);
      const now = body[member];
      if (isObject(earlier) && isObject(now) && !sameAddress(earlier, now)) body[member] = reflow(now, customer);
    }
  }
  body.FreeFormAddress = true;
  if (before !== undefined) {
    const from = before.body.ShipFromAddr;
    if (from !== undefined) body.ShipFromAddr = from;
    return;
  }
  const company = draft.reader.get('CompanyInfo', '1')?.body.CompanyAddr;
  if (isObject(company)) {
    const place = `${String(company.City ?? '')}, ${String(company.CountrySubDivisionCode ?? '')}  ${String(company.PostalCode ?? '')}`;
    body.ShipFromAddr = { Id: newAddressId(draft), Line1: company.Line1 ?? '', Line2: place };
  }
}

/** `Middlefield, CA  94303` as the last line, the customer's name as the first. */
function reflow(address: { readonly [part: string]: Json }, customer: Row): Body {
  if (address.City === undefined && address.PostalCode === undefined) return { ...address };
  const lines = [textOf(customer.body, 'DisplayName')];
  for (const part of ['Line1', 'Line2', 'Line3']) lines.push(textOf(address, part));
  const state = textOf(address, 'CountrySubDivisionCode') ?? '';
  lines.push(`${textOf(address, 'City') ?? ''}, ${state}  ${textOf(address, 'PostalCode') ?? ''}`);
  const result: Body = {};
  if (address.Id !== undefined) result.Id = address.Id;
  let count = 0;
  for (const line of lines) {
    if (line === undefined || line === '') continue;
    count += 1;
    if (count <= 5) result[`Line${count}`] = line;
  }
  return result;
}

/** 30 days when no term says otherwise (recorded). */
const DEFAULT_DUE_DAYS = 30;

function dueDate(draft: Draft, customer: Row): void {
  const { body, before, mode, sent } = draft;
  if (mode === 'create' && body.SalesTermRef === undefined && customer.body.SalesTermRef !== undefined) {
    body.SalesTermRef = customer.body.SalesTermRef;
  }
  const term = requireRef(draft, 'SalesTermRef', 'Term');
  if (sent.DueDate !== undefined && sent.DueDate !== null) return;
  const same = before !== undefined && before.body.TxnDate === body.TxnDate;
  const sameTerm = refValue(before?.body.SalesTermRef) === refValue(body.SalesTermRef);
  if (mode === 'sparse' && body.DueDate !== undefined && same && sameTerm) return;
  body.DueDate = termDue(String(body.TxnDate), term);
}

/** Due date by a term: days after the date, or a day of a month. */
export function termDue(date: string, term: Row | undefined): string {
  if (term === undefined) return addDays(date, DEFAULT_DUE_DAYS);
  const day = term.body.DayOfMonthDue;
  if (typeof day !== 'number')
    return addDays(date, typeof term.body.DueDays === 'number' ? term.body.DueDays : DEFAULT_DUE_DAYS);
  const slack = typeof term.body.DueNextMonthDays === 'number' ? term.body.DueNextMonthDays : 0;
  const thisMonth = `${date.slice(0, 8)}${String(Math.min(day, 28)).padStart(2, '0')}`;
  if (addDays(date, slack) <= thisMonth) return thisMonth;
  const next = addDays(`${date.slice(0, 8)}28`, 5);
  return `${next.slice(0, 8)}${String(Math.min(day, 28)).padStart(2, '0')}`;
}

const MOST_DOC_NUMBER = 21;

/**
 * Document numbers. With CustomTxnNumbers off QuickBooks numbers the form when none is sent, and takes a sent one as
 * given; with it on, an omitted number stays empty and a used one is refused (6140) unless duplicates are asked for.
 */
export function documentNumber(draft: Draft, sequence: string): void {
  const { body, before, mode, reader, work, frame } = draft;
  const custom = isOn(reader, 'SalesFormsPrefs', 'CustomTxnNumbers');
  const given = textOf(body, 'DocNumber');
  if (given === undefined) {
    if (!custom && mode === 'create') {
      body.DocNumber = String(takeNumber(work, `doc:${sequence}`, 1001));
    }
    return;
  }
  if (given.length > MOST_DOC_NUMBER)
    throw business(`The Document Number field can contain at most ${MOST_DOC_NUMBER} characters`, 'DocNumber');
  if (!custom || given === before?.body.DocNumber || work.include.has('allowduplicatedocnum')) return;
  for (const def of frame.defs.values()) {
    const ids = def.groupKeys === undefined ? [] : idsIn(work, frame.indexer, def.name, `doc:${def.name}:${given}`);
    const other = ids.find((id) => id !== draft.id);
    if (other !== undefined && (def.name === 'Invoice' || def.name === 'CreditMemo' || def.name === 'SalesReceipt')) {
      throw refuse(
        '6140',
        `Duplicate Document Number Error : You must specify a different number. This number has already been used. DocNumber=${given} is assigned to TxnType=${def.name} with TxnId=${other}`,
        '',
      );
    }
  }
}

/** Voids the lines: amounts and quantities 0, prices gone (documented sample), tax nothing. */
export function voidLines(draft: Draft): void {
  const lines = draft.body.Line;
  const result: Json[] = [];
  if (isList(lines)) {
    for (const line of lines) {
      if (!isObject(line)) continue;
      if (line.DetailType === 'DiscountLineDetail') continue;
      const emptied: Body = { ...line };
      if (line.Amount !== undefined) emptied.Amount = 0;
      if (isObject(line.SalesItemLineDetail)) {
        const detail: Body = { ...line.SalesItemLineDetail };
        delete detail.UnitPrice;
        if (detail.Qty !== undefined) detail.Qty = 0;
        emptied.SalesItemLineDetail = detail;
      }
      result.push(emptied);
    }
  }
  draft.body.Line = result;
  delete draft.kept.stock;
  draft.body.TxnTaxDetail = { TotalTax: 0 };
  draft.kept.total = 0;
}

/** Ledger lines of a form's items, discount and stock, without the tax and without the side that pays. */
export function itemPostings(row: Row, reader: Reader, sign: 1 | -1): Posting[] {
  const postings: Posting[] = [];
  const lines = row.body.Line;
  if (!isList(lines)) return postings;
  for (const line of lines) {
    if (!isObject(line) || typeof line.Amount !== 'number' || line.Amount === 0) continue;
    const cents = toCents(line.Amount);
    if (isObject(line.SalesItemLineDetail)) {
      const account = refValue(line.SalesItemLineDetail.ItemAccountRef) ?? systemAccount(reader, 'income');
      postings.push({ account, cents: -sign * cents });
    } else if (isObject(line.DiscountLineDetail)) {
      const account = refValue(line.DiscountLineDetail.DiscountAccountRef) ?? systemAccount(reader, 'income');
      postings.push({ account, cents: sign * cents });
    } else if (line.DetailType === 'GroupLineDetail') {
      postings.push({ account: systemAccount(reader, 'income'), cents: -sign * cents });
    }
  }
  return [...postings, ...stockPostings(row, sign)];
}
