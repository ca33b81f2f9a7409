/** What every sales form (invoice, estimate, credit memo, sales receipt, refund receipt) has in common. */
import { refuseClosed } from '../../closing.ts';
import { transactionCurrency } from '../../currency.ts';
import type { Draft } from '../../entity.ts';
import { business, refuse } from '../../faults.ts';
import { isObject, refValue, textOf } from '../../members.ts';
import { addDays, dayOf } from '../../time.ts';
import type { Body, Json, Row } from '../../types.ts';
import { customFields } from './custom-fields.ts';
import { documentNumber, type Sequence } from './doc-number.ts';
import { contactOf, freeLines } from './free-lines.ts';
import { workOutLines } from './lines.ts';
import { checkEmail, keepAddress, newAddressId, positionOf, sameAddress } from './people.ts';
import { mustRef, requireRef } from './refs.ts';
import { workOutTax } from './sales-tax.ts';
import { keepStock } from './stock.ts';

/** In what forms differ. */
export type FormKind = {
  /** Where its document numbers come from. */
  readonly sequence: Sequence;
  /** It has a day it is due. */
  readonly due: boolean;
  /** It can stand without a customer (receipts, documented samples). */
  readonly walkIn?: boolean;
  /** false: it promises and posts nothing (estimate). */
  readonly posts?: boolean;
};

/** The API takes this many lines when the form is taxed. */
const MOST_TAXED_LINES = 750;

export function prepareForm(draft: Draft, kind: FormKind): void {
  const { body, work } = draft;
  const customer =
    kind.walkIn === true ? requireRef(draft, 'CustomerRef', 'Customer') : mustRef(draft, 'CustomerRef', 'Customer');
  const posts = kind.posts !== false;
  if (posts) checkClosed(draft);
  // Recorded: a full update without TxnDate moves the form to today.
  body.TxnDate ??= dayOf(work.now);
  transactionCurrency(draft, customer);
  body.ApplyTaxAfterDiscount ??= false;
  body.PrintStatus ??= 'NeedToPrint';
  body.EmailStatus ??= 'NotSet';
  const sums = workOutLines(draft);
  // Automated tax goes by where the goods go.
  addresses(draft, customer);
  const tax = workOutTax(draft, sums);
  body.Line = tax.lines ?? sums.lines;
  if (tax.cents !== 0 && sums.count > MOST_TAXED_LINES)
    throw business(`A taxed transaction can have at most ${MOST_TAXED_LINES} lines.`, 'Line');
  body.TxnTaxDetail = tax.detail;
  if (posts) keepStock(draft);
  const total = sums.subtotal - sums.discount + sums.extra + tax.cents - (tax.taken ?? 0);
  if (total < 0) throw business('Transaction amount must be 0 or greater.', 'TotalAmt');
  draft.kept.total = total;
  for (const member of ['BillEmail', 'BillEmailCc', 'BillEmailBcc']) checkEmail(draft, member);
  if (body.EmailStatus === 'NeedToSend' && !isObject(body.BillEmail)) {
    throw refuse('6420', 'An email address is required to send the transaction.', 'BillEmail');
  }
  if (body.EmailStatus === 'NeedToSend') body.DeliveryInfo = { DeliveryType: 'Email' };
  if (kind.due && customer !== undefined) dueDate(draft, customer);
  documentNumber(draft, kind.sequence);
  requireRef(draft, 'ClassRef', 'Class');
  requireRef(draft, 'DepartmentRef', 'Department');
  body.CustomField = customFields(draft, 'sales');
}

/** Closed books refuse a new date or an old one on the wrong side of the closing date; a person may still change them. */
export function checkClosed({ body, before, reader, work }: Draft): void {
  if (work.actor.screen) return;
  refuseClosed(reader, [textOf(body, 'TxnDate'), before === undefined ? undefined : textOf(before.body, 'TxnDate')]);
}

/**
 * Addresses: copied from the customer with their row id, again at each full update that sends none (recorded); a changed
 * one is re-flowed into free lines, as recorded.
 */
function addresses(draft: Draft, customer: Row | undefined): void {
  const { body, before, mode } = draft;
  for (const member of ['BillAddr', 'ShipAddr']) {
    if (mode !== 'sparse' && !isObject(draft.sent[member])) {
      const source = fromCustomer(draft, customer, member);
      if (source !== undefined) body[member] = source;
      else delete body[member];
    } else {
      const earlier = before?.body[member];
      keepAddress(draft, member);
      const now = body[member];
      if (isObject(earlier) && isObject(now) && !sameAddress(earlier, now)) body[member] = reflow(now, customer);
    }
  }
  // Recorded: true on all that came through the API; false on forms of the screen that ship nowhere.
  if (mode !== 'sparse' || body.FreeFormAddress === undefined)
    body.FreeFormAddress = !draft.work.actor.screen || isObject(body.ShipAddr);
  const from = before?.body.ShipFromAddr;
  if (from !== undefined) body.ShipFromAddr = from;
  // Recorded: forms made on QuickBooks' screen have none; a full save through the API adds it.
  else if (mode !== 'sparse' && !draft.work.actor.screen) shipFrom(draft);
}

/**
 * The customer's own address. Recorded: a screen writes the bill's out in lines, and ships nowhere unless the customer says
 * where; the API takes both as they are, the bill's for the goods' if need be (documented).
 */
function fromCustomer(draft: Draft, customer: Row | undefined, member: string): Json | undefined {
  if (customer === undefined) return undefined;
  const own = customer.body[member];
  if (!draft.work.actor.screen) return own ?? (member === 'ShipAddr' ? customer.body.BillAddr : undefined);
  if (member === 'ShipAddr' || !isObject(own)) return own;
  const contact = contactOf(customer);
  const names = [
    contact,
    textOf(customer.body, 'CompanyName') ?? (contact === undefined ? textOf(customer.body, 'DisplayName') : undefined),
  ];
  return { Id: newAddressId(draft), ...freeLines(names, own) };
}

function shipFrom(draft: Draft): void {
  const company = draft.reader.get('CompanyInfo', '1')?.body.CompanyAddr;
  if (!isObject(company)) return;
  const place = `${String(company.City ?? '')}, ${String(company.CountrySubDivisionCode ?? '')}  ${String(company.PostalCode ?? '')}`;
  draft.body.ShipFromAddr = { Id: newAddressId(draft), Line1: company.Line1 ?? '', Line2: place };
}

/** `Middlefield, CA  94303` as the last line, the customer's name as the first. */
function reflow(address: { readonly [part: string]: Json }, customer: Row | undefined): Body {
  if (address.City === undefined && address.PostalCode === undefined) return { ...address };
  const lines = [customer === undefined ? undefined : textOf(customer.body, 'DisplayName')];
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
  return { ...result, ...positionOf(address) };
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
  const thisMonth = dayOfMonth(date, day);
  return addDays(date, slack) <= thisMonth ? thisMonth : dayOfMonth(addDays(`${date.slice(0, 8)}28`, 5), day);
}

/** A day of a date's month; a shorter month ends on its last. */
function dayOfMonth(date: string, day: number): string {
  const first = `${date.slice(0, 8)}01`;
  const found = addDays(first, day - 1);
  return found.slice(0, 7) === date.slice(0, 7)
    ? found
    : addDays(`${addDays(`${date.slice(0, 8)}28`, 5).slice(0, 8)}01`, -1);
}
