/**
 * Lines of everything bought: bills, vendor credits, purchases, purchase orders. A line names an account or an item; the
 * account of an item is settled when the form is saved and stored with the line (answers leave it out), so that a later
 * change of the item does not rewrite the books.
 */
import type { Draft } from '../../entity.ts';
import { business, missing, refuse } from '../../faults.ts';
import {
  choice,
  isList,
  isObject,
  list,
  type Members,
  money,
  number,
  object,
  ref,
  refValue,
  text,
  textOf,
  whole,
} from '../../members.ts';
import { fromCents, product, toCents, unitPrice } from '../../money.ts';
import type { Body, Json, Row } from '../../types.ts';
import { grossOf } from './global-tax.ts';
import { lineTaxCode } from './line-tax.ts';
import { linkedTxn, markupInfo } from './lines.ts';
import { subledger, wrongAccount } from './party-accounts.ts';
import { isOn } from './preferences.ts';
import { resolve } from './refs.ts';

const STATUSES = ['Billable', 'NotBillable', 'HasBeenBilled'];

const detailTolerated = [
  'TaxAmount',
  'ExpenseDetailLineDetailEx',
  'UnitCostPrice',
  'RatePercent',
  'PriceLevelRef',
  'UOMRef',
  'InventorySiteRef',
  'TaxClassificationRef',
  'ItemBasedExpenseLineDetailEx',
  'ProjectRef',
]; // prettier-ignore

const account: Members = {
  CustomerRef: ref('Customer'),
  ClassRef: ref('Class'),
  AccountRef: ref('Account'),
  BillableStatus: choice(STATUSES),
  TaxCodeRef: ref('TaxCode', { named: false }),
  TaxInclusiveAmt: money(),
  MarkupInfo: markupInfo(),
};

const item: Members = {
  CustomerRef: ref('Customer'),
  BillableStatus: choice(STATUSES),
  ItemRef: ref('Item'),
  ClassRef: ref('Class'),
  UnitPrice: number(),
  Qty: number(),
  TaxCodeRef: ref('TaxCode', { named: false }),
  TaxInclusiveAmt: money(),
  ItemAccountRef: ref('Account', { readOnly: true }),
  MarkupInfo: markupInfo(),
};

const LINE_TOLERATED = [
  'PaymentLineDetail',
  'DiscountLineDetail',
  'TaxLineDetail',
  'SalesItemLineDetail',
  'DescriptionLineDetail',
  'ReimburseLineDetail',
  'DepositLineDetail',
  'PurchaseOrderItemLineDetail',
  'SalesOrderItemLineDetail',
  'ItemReceiptLineDetail',
  'JournalEntryLineDetail',
  'GroupLineDetail',
  'SubTotalLineDetail',
  'TDSLineDetail',
  'ItemAdjustmentLineDetail',
  'CustomField',
  'LineEx',
  'ProjectRef',
  'CostAmount',
  'HomeCostAmount',
]; // prettier-ignore

export const expenseLines = () =>
  list(
    {
      Id: text(20),
      LineNum: whole(),
      Description: text(4000),
      Amount: money(),
      Received: number({ readOnly: true }),
      LinkedTxn: linkedTxn(),
      DetailType: choice(['AccountBasedExpenseLineDetail', 'ItemBasedExpenseLineDetail']),
      AccountBasedExpenseLineDetail: object(account, { tolerated: detailTolerated }),
      ItemBasedExpenseLineDetail: object(item, { tolerated: detailTolerated }),
      CustomExtensions: list({}),
    },
    { tolerated: LINE_TOLERATED },
  );

/** In what the lines of the forms differ (recorded). */
export type ExpenseStyle = {
  readonly numbered: boolean;
  /** Whether lines carry LinkedTxn: bills show it on every line, even empty; others only where there is a link. */
  readonly links: 'always' | 'some' | 'never';
  /** Orders show what was received of an item. */
  readonly received: boolean;
  /** Who a line booked to A/R or A/P speaks of; absent: such accounts are refused. */
  readonly party?: { readonly entity: string; readonly id: string } | undefined;
};

type Wire = { readonly [name: string]: Json };

export type WorkedLine = {
  readonly id: string;
  readonly sent: Wire;
  /** The line as it stood, for a line that stays. */
  readonly stood: Wire | undefined;
  readonly wire: Body;
};

/** The lines as they will stand, and their sum in cents. Fills `kept.stocked` and `kept.nextLine`; the caller stores them. */
export function workOutExpenses(draft: Draft, style: ExpenseStyle): { lines: WorkedLine[]; cents: number } {
  const given = draft.body.Line;
  if (!isList(given) || given.length === 0) throw missing('Line');
  const before = earlier(draft.before);
  const stocked: string[] = [];
  let nextId = typeof draft.kept.nextLine === 'number' ? draft.kept.nextLine : 1;
  let cents = 0;
  const lines: WorkedLine[] = [];
  for (const sent of given) {
    if (!isObject(sent)) continue;
    const stood = typeof sent.Id === 'string' ? before.get(sent.Id) : undefined;
    const id = stood === undefined ? String(nextId) : String(sent.Id);
    if (stood === undefined) nextId += 1;
    if (sent.DetailType === undefined || sent.DetailType === null) throw missing('Line.DetailType');
    if (typeof sent.Amount !== 'number') throw missing('Line.Amount');
    const amount = toCents(sent.Amount);
    const inner = sent[String(sent.DetailType)];
    const asked = grossOf(draft, isObject(inner) ? inner.TaxInclusiveAmt : undefined) ?? amount;
    cents += asked;
    const byItem = sent.DetailType === 'ItemBasedExpenseLineDetail';
    const worked = byItem ? itemLine(draft, sent, stood, amount, style) : accountLine(draft, sent, stood, style);
    if (worked.stocked) stocked.push(id);
    const wire: Body = { Id: id };
    if (style.numbered) wire.LineNum = lines.length + 1;
    const description = textOf(sent, 'Description');
    if (description !== undefined) wire.Description = description;
    wire.Amount = fromCents(asked);
    const received = style.received && byItem ? receivedOf(draft, stood) : undefined;
    if (received !== undefined) wire.Received = received;
    // Its place; the caller fills it or takes it away.
    if (style.links !== 'never') wire.LinkedTxn = [];
    wire.DetailType = sent.DetailType;
    wire[String(sent.DetailType)] = worked.detail;
    wire.CustomExtensions = [];
    lines.push({ id, sent, stood, wire });
  }
  if (cents < 0) throw business('Transaction amount must be 0 or greater.', 'TotalAmt');
  if (stocked.length === 0) delete draft.kept.stocked;
  else draft.kept.stocked = stocked;
  draft.kept.nextLine = nextId;
  return { lines, cents };
}

/** Recorded: lines of items that an app wrote say what was received of them, those of the screen do not. */
function receivedOf({ work }: Draft, stood: Wire | undefined): Json | undefined {
  if (stood?.DetailType === 'ItemBasedExpenseLineDetail') return stood.Received;
  return work.actor.screen ? undefined : 0;
}

function earlier(row: Row | undefined): Map<string, Wire> {
  const known = new Map<string, Wire>();
  const lines = row?.body.Line;
  for (const line of isList(lines) ? lines : [])
    if (isObject(line) && typeof line.Id === 'string') known.set(line.Id, line);
  return known;
}

/** `stocked`: the line moves stock. */
type Worked = { readonly detail: Body; readonly stocked: boolean };

function accountLine(draft: Draft, line: Wire, stood: Wire | undefined, style: ExpenseStyle): Worked {
  const sent = isObject(line.AccountBasedExpenseLineDetail) ? line.AccountBasedExpenseLineDetail : {};
  const past = isObject(stood?.AccountBasedExpenseLineDetail) ? stood.AccountBasedExpenseLineDetail : {};
  const id = refValue(sent.AccountRef);
  if (id === undefined) throw missing('AccountRef');
  const row = resolve(draft, 'Account', id, 'AccountRef', refValue(past.AccountRef));
  const wanted = subledger(row);
  if (wanted !== undefined && style.party?.entity !== wanted) throw wrongAccount('AccountRef');
  const detail = shared(draft, sent, past);
  const result: Body = {};
  if (detail.CustomerRef !== undefined) result.CustomerRef = detail.CustomerRef;
  if (detail.ClassRef !== undefined) result.ClassRef = detail.ClassRef;
  result.AccountRef = { value: id };
  result.BillableStatus = detail.BillableStatus ?? 'NotBillable';
  result.TaxCodeRef = detail.TaxCodeRef ?? null;
  if (isObject(sent.MarkupInfo)) result.MarkupInfo = sent.MarkupInfo;
  return { detail: result, stocked: false };
}

function itemLine(draft: Draft, line: Wire, stood: Wire | undefined, amount: number, style: ExpenseStyle): Worked {
  const sent = isObject(line.ItemBasedExpenseLineDetail) ? line.ItemBasedExpenseLineDetail : {};
  const past = isObject(stood?.ItemBasedExpenseLineDetail) ? stood.ItemBasedExpenseLineDetail : {};
  const id = refValue(sent.ItemRef);
  if (id === undefined) throw missing('ItemRef');
  const row = resolve(draft, 'Item', id, 'ItemRef', refValue(past.ItemRef));
  if (row.body.Type === 'Category') throw business('A category cannot be used on a transaction.', 'ItemRef');
  const quantity = typeof sent.Qty === 'number' ? sent.Qty : undefined;
  const price = typeof sent.UnitPrice === 'number' ? sent.UnitPrice : undefined;
  if (quantity !== undefined && price !== undefined && product(quantity, price) !== amount) {
    throw refuse('6070', `Amount is not equal to UnitPrice * Qty. Supplied value:${line.Amount}`, 'Line.Amount');
  }
  const detail = shared(draft, sent, past);
  const result: Body = {};
  if (detail.CustomerRef !== undefined) result.CustomerRef = detail.CustomerRef;
  result.BillableStatus = detail.BillableStatus ?? 'NotBillable';
  result.ItemRef = { value: id };
  if (detail.ClassRef !== undefined) result.ClassRef = detail.ClassRef;
  if (price !== undefined) result.UnitPrice = price;
  else if (quantity !== undefined && quantity !== 0) result.UnitPrice = unitPrice(amount, quantity);
  if (quantity !== undefined) result.Qty = quantity;
  result.TaxCodeRef = detail.TaxCodeRef ?? null;
  if (isObject(sent.MarkupInfo)) result.MarkupInfo = sent.MarkupInfo;
  // A line that stays with its item stays with the account it was booked to.
  const booked = refValue(past.ItemRef) === id ? past.ItemAccountRef : undefined;
  const account = refValue(booked) ?? itemAccount(row);
  if (!style.received) result.ItemAccountRef = { value: account };
  return { detail: result, stocked: !style.received && isStocked(draft, row, quantity) };
}

/** Stock goes to its asset account, anything else to the account of its purchases. */
function itemAccount(row: Row): string {
  const account = refValue(row.body.Type === 'Inventory' ? row.body.AssetAccountRef : row.body.ExpenseAccountRef);
  // An item that is only sold has nothing to book a purchase to.
  if (account === undefined) throw wrongAccount('ItemRef');
  return account;
}

function isStocked(draft: Draft, row: Row, quantity: number | undefined): boolean {
  if (row.body.Type !== 'Inventory') return false;
  if (quantity === undefined) throw refuse('6520', 'Quantity is required for an inventory item.', 'Qty');
  const since = textOf(row.body, 'InvStartDate');
  if (since !== undefined && String(draft.body.TxnDate) < since) {
    throw refuse(
      '6270',
      'Inventory Start Date Error : The transaction date is before the start date of an inventory item.',
      'TxnDate',
    );
  }
  return true;
}

/** The members both kinds of line have, checked. */
function shared(draft: Draft, sent: Wire, past: Wire): Body {
  const result: Body = {};
  const customer = refValue(sent.CustomerRef);
  if (customer !== undefined) {
    resolve(draft, 'Customer', customer, 'CustomerRef', refValue(past.CustomerRef));
    result.CustomerRef = { value: customer };
  }
  const group = refValue(sent.ClassRef);
  if (group !== undefined) {
    resolve(draft, 'Class', group, 'ClassRef', refValue(past.ClassRef));
    result.ClassRef = { value: group };
  }
  result.BillableStatus = billable(draft, sent, past, customer);
  const code = lineTaxCode(draft, sent.TaxCodeRef, refValue(past.TaxCodeRef));
  if (code !== undefined) result.TaxCodeRef = { value: code };
  return result;
}

/** A cost is passed on to the customer it names. Documented: what has been billed is only changed by the invoice. */
function billable(draft: Draft, sent: Wire, past: Wire, customer: string | undefined): string {
  const same = customer !== undefined && customer === refValue(past.CustomerRef);
  if (past.BillableStatus === 'HasBeenBilled' && same) return 'HasBeenBilled';
  const wanted = sent.BillableStatus ?? (same ? past.BillableStatus : undefined);
  if (wanted !== 'Billable') return 'NotBillable';
  if (customer === undefined) {
    throw business('If you mark a line as billable, you must choose a customer for it.', 'CustomerRef');
  }
  return isOn(draft.reader, 'VendorAndPurchasesPrefs', 'BillableExpenseTracking') ? 'Billable' : 'NotBillable';
}
