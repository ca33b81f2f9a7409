/**
 * Links of a bill or purchase to what it came from and what came of it: lines of purchase orders it receives, and the
 * charge that passes a billable cost on to a customer. Both stand on the line and, once each, in the head.
 */
import type { Draft } from '../../entity.ts';
import { isList, isObject, refValue } from '../../members.ts';
import { getRow, liveRow, putRow, takeNumber } from '../../store.ts';
import type { Json, Row } from '../../types.ts';
import type { ExpenseStyle, WorkedLine } from './expense-lines.ts';

type Link = { readonly TxnId: string; readonly TxnType: string; readonly TxnLineId?: string };

export function readLinks(value: Json | undefined): Link[] {
  return (isList(value) ? value : []).flatMap((link) => {
    if (!isObject(link) || typeof link.TxnId !== 'string' || typeof link.TxnType !== 'string') return [];
    const { TxnId, TxnType, TxnLineId } = link;
    return [typeof TxnLineId === 'string' ? { TxnId, TxnType, TxnLineId } : { TxnId, TxnType }];
  });
}

/** The links answers show. Recorded: what was received on a screen does not name its order, though the order names it. */
export function shownLinks({ kept }: Row, value: Json | undefined): Link[] {
  const links = readLinks(value);
  return kept.receivedOnScreen === true ? links.filter((link) => link.TxnType !== 'PurchaseOrder') : links;
}

/** Puts the links on the lines and into the head. `form` is the entity's name; returns the lines as stored. */
export function linkSources(
  draft: Draft,
  form: string,
  lines: readonly WorkedLine[],
  links: ExpenseStyle['links'],
): Json[] {
  const kept = new Set<string>();
  const head: Link[] = [];
  for (const line of lines) {
    const orders = orderLinks(draft, line);
    const charge = chargeLink(draft, form, line);
    const all = charge === undefined ? orders : [...orders, charge];
    if (charge !== undefined) kept.add(charge.TxnId);
    if (all.length > 0 || links === 'always') line.wire.LinkedTxn = all as unknown as Json;
    else delete line.wire.LinkedTxn;
    for (const { TxnId, TxnType } of all)
      if (!head.some((link) => link.TxnId === TxnId && link.TxnType === TxnType)) head.push({ TxnId, TxnType });
  }
  dropCharges(draft, kept);
  const received = head.some((link) => link.TxnType === 'PurchaseOrder');
  if (!received) delete draft.kept.receivedOnScreen;
  else if (draft.before === undefined && draft.work.actor.screen) draft.kept.receivedOnScreen = true;
  if (head.length > 0) draft.body.LinkedTxn = head as unknown as Json;
  else delete draft.body.LinkedTxn;
  return lines.map((line) => line.wire);
}

/**
 * Orders a line receives. Only a new line can be linked, all three parts of the link must be there, and a link that
 * cannot be made is left out without a word (reported from the field).
 */
function orderLinks(draft: Draft, { sent, stood }: WorkedLine): Link[] {
  if (stood !== undefined) return readLinks(stood.LinkedTxn).filter((link) => link.TxnType === 'PurchaseOrder');
  return readLinks(sent.LinkedTxn).filter((link) => {
    if (link.TxnType !== 'PurchaseOrder' || link.TxnLineId === undefined) return false;
    const order = liveRow(draft.work, 'PurchaseOrder', link.TxnId);
    if (order === undefined || order.body.POStatus === 'Closed') return false;
    if (refValue(order.body.VendorRef) !== vendorOf(draft)) return false;
    const { Line } = order.body;
    return isList(Line) && Line.some((line) => isObject(line) && line.Id === link.TxnLineId);
  });
}

/** The vendor of a bill, or the payee of a purchase. */
function vendorOf({ body }: Draft): string | undefined {
  const payee = isObject(body.EntityRef) && body.EntityRef.type === 'Vendor' ? body.EntityRef.value : undefined;
  return refValue(body.VendorRef) ?? (typeof payee === 'string' ? payee : undefined);
}

/** The charge of a billable line: made with it, and changed with it. */
function chargeLink(draft: Draft, form: string, { stood, wire }: WorkedLine): Link | undefined {
  const detail = wire[String(wire.DetailType)];
  if (!isObject(detail) || detail.BillableStatus === 'NotBillable') return undefined;
  const { work } = draft;
  const past = readLinks(stood?.LinkedTxn).find((link) => link.TxnType === 'ReimburseCharge');
  const row = past === undefined ? undefined : liveRow(work, 'ReimburseCharge', past.TxnId);
  const id = row?.id ?? String(takeNumber(work, 'transactions', 1));
  const body = {
    TxnDate: draft.body.TxnDate ?? null,
    CurrencyRef: draft.body.CurrencyRef ?? null,
    LinkedTxn: [{ TxnId: draft.id, TxnType: form }],
    CustomerRef: detail.CustomerRef ?? null,
    HasBeenInvoiced: row?.body.HasBeenInvoiced ?? false,
    Amount: wire.Amount ?? 0,
  };
  if (row === undefined) {
    const { now, actor } = work;
    const fresh = { id, token: 0, created: now, updated: now, by: actor.id, deleted: false, body, kept: {} };
    putRow(work, 'ReimburseCharge', fresh);
  } else if (JSON.stringify(row.body) !== JSON.stringify(body)) {
    putRow(work, 'ReimburseCharge', { ...row, token: row.token + 1, updated: work.now, body });
  }
  return { TxnId: id, TxnType: 'ReimburseCharge' };
}

/** Charges nobody stands for any more go, unless they have been billed. */
export function dropCharges({ work, before }: Draft, kept: ReadonlySet<string> = new Set()): void {
  for (const link of readLinks(before?.body.LinkedTxn)) {
    if (link.TxnType !== 'ReimburseCharge' || kept.has(link.TxnId)) continue;
    const row = getRow(work, 'ReimburseCharge', link.TxnId);
    if (row === undefined || row.deleted || row.body.HasBeenInvoiced === true) continue;
    putRow(work, 'ReimburseCharge', { ...row, updated: work.now, deleted: true });
  }
}
