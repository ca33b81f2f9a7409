/**
 * Shares of a bill payment: its money, and the credits it brings along, set against what the vendor is owed. Besides bills
 * and vendor credits those are lines of A/P written by hand: a journal entry or a deposit that credits A/P in the vendor's
 * name is paid like a bill, one that debits it is used like a credit.
 */
import type { Draft, Reader } from '../../entity.ts';
import { business, missing, refuse } from '../../faults.ts';
import { isList, isObject, refValue, textOf } from '../../members.ts';
import { fromCents, toCents } from '../../money.ts';
import { keptLinks, keptNumber, linkEntity } from '../../settle.ts';
import type { Json, Posting, Row } from '../../types.ts';
import { releaseAll } from './applied.ts';
import { applications } from './payment-lines.ts';
import { systemAccount } from './system-accounts.ts';

type Wire = { readonly [name: string]: Json };

/** Transactions a person writes A/P lines into. */
const BY_HAND = ['JournalEntry', 'Deposit'];

/** What can be paid, or used as a credit, of one document in a vendor's name. */
type Open = { readonly credit: boolean; readonly cents: number; readonly account: Json };

/** Lines as kept: never more than is open on the document, and never more paid than the money and the credits together. */
export function workOutShares(draft: Draft, vendor: Row, total: number): Json[] {
  const result: Json[] = [];
  const used = new Map<string, number>();
  let paid = 0;
  let credited = 0;
  for (const line of isList(draft.body.Line) ? draft.body.Line : []) {
    if (!isObject(line)) continue;
    const links = isList(line.LinkedTxn) ? line.LinkedTxn : [];
    if (links.length > 1) throw business('A payment line can link to one transaction only.', 'Line');
    const link = links[0];
    if (!isObject(link)) throw missing('Line.LinkedTxn');
    if (typeof line.Amount !== 'number') throw missing('Line.Amount');
    const cents = toCents(line.Amount);
    if (cents < 0) throw refuse('2290', 'Negative amount not supported on a line.', 'Line.Amount');
    const { type, row } = target(draft, link);
    const open = openOf(draft, type, row, vendor);
    const key = `${type}:${row.id}`;
    const usable = Math.min(cents, open.cents - (used.get(key) ?? 0));
    if (usable <= 0) continue;
    used.set(key, (used.get(key) ?? 0) + usable);
    if (open.credit) credited += usable;
    else paid += usable;
    const wire = {
      Amount: fromCents(usable),
      LinkedTxn: [{ TxnId: row.id, TxnType: type }],
      APAccountRef: open.account,
    };
    result.push(open.credit ? { ...wire, BringsCredit: true } : wire);
  }
  if (paid > total + credited) throw business('The amount applied is greater than the amount of the payment.', 'Line');
  if (credited > paid) throw business('The credits applied are greater than the bills they are applied to.', 'Line');
  return result;
}

/** Whether a stored line uses a credit. Lines stored before entries by hand could be paid say it by their type alone. */
export function bringsCredit(line: Wire): boolean {
  const link = isList(line.LinkedTxn) ? line.LinkedTxn[0] : undefined;
  return line.BringsCredit === true || (isObject(link) && link.TxnType === 'VendorCredit');
}

function target(draft: Draft, link: Wire): { readonly type: string; readonly row: Row } {
  const type = textOf(link, 'TxnType') ?? '';
  const id = textOf(link, 'TxnId') ?? '';
  if (type !== 'Bill' && type !== 'VendorCredit' && !BY_HAND.includes(type))
    throw refuse('620', `Transaction of type ${type} cannot be linked to a bill payment here.`, 'LinkedTxn');
  const row = draft.reader.get(type, id);
  if (row === undefined) throw refuse('2500', `Invalid Reference Id : Txn element id ${id} not found`, 'LinkedTxn');
  if (row.deleted) throw refuse('610', 'Object Not Found : Another user has deleted this transaction.', '');
  return { type, row };
}

/** What is open of a document in the vendor's name, this payment's own earlier share not counted. */
function openOf(draft: Draft, type: string, row: Row, vendor: Row): Open {
  const own = draft.before === undefined ? 0 : shareIn(draft.before, type, row.id);
  const foreign = () =>
    business(`The entity ${type} ${row.id} that you are trying to link belongs to another vendor.`, 'LinkedTxn');
  if (!BY_HAND.includes(type)) {
    if (refValue(row.body.VendorRef) !== vendor.id) throw foreign();
    const account = refValue(row.body.APAccountRef) ?? systemAccount(draft.reader, 'payable');
    const cents = keptNumber(row, 'total') - keptNumber(row, 'applied') + own;
    return { credit: type === 'VendorCredit', cents, account: { value: account } };
  }
  const lines = linesOf(draft, type, row).filter((line) => line.name?.id === vendor.id);
  const net = lines.reduce((sum, line) => sum + line.cents, 0);
  const first = lines[0];
  if (first === undefined || net === 0) throw foreign();
  return {
    credit: net > 0,
    cents: Math.abs(net) - usedBy(draft.reader, type, row, vendor.id) + own,
    account: { value: first.account },
  };
}

/** A/P lines of a transaction written by hand. */
function linesOf({ frame, reader }: Pick<Draft, 'frame' | 'reader'>, type: string, row: Row): readonly Posting[] {
  const lines = frame.defs.get(type)?.postings?.(row, reader) ?? [];
  return lines.filter((line) => line.name?.entity === 'Vendor');
}

function shareIn(payment: Row, type: string, id: string): number {
  return applications(payment).reduce(
    (sum, item) => (item.entity === type && item.id === id ? sum + item.cents : sum),
    0,
  );
}

/** What payments to one vendor took of it: several vendors may stand in one entry. */
function usedBy(reader: Reader, type: string, row: Row, vendor: string): number {
  return keptLinks(row).reduce((sum, link) => {
    const payment = linkEntity(link.TxnType) === 'BillPayment' ? reader.get('BillPayment', link.TxnId) : undefined;
    return payment !== undefined && refValue(payment.body.VendorRef) === vendor
      ? sum + shareIn(payment, type, row.id)
      : sum;
  }, 0);
}

/** An entry whose A/P lines are not what they were gives back what was paid on them. Call when the draft is complete. */
export function releaseChanged(draft: Draft, type: string): void {
  const { before } = draft;
  if (before === undefined || !keptLinks(before).some((link) => linkEntity(link.TxnType) === 'BillPayment')) return;
  const now = linesOf(draft, type, { ...before, body: draft.body, kept: draft.kept });
  if (JSON.stringify(now) !== JSON.stringify(linesOf(draft, type, before))) releaseAll(draft, before);
}

/** Takes up to `cents` off the lines `wanted` says, last line first; returns what it took. */
function takeBack(lines: Json[], wanted: (line: Wire, id: string) => boolean, cents: number): number {
  let freed = 0;
  for (let index = lines.length - 1; index >= 0 && freed < cents; index -= 1) {
    const line = lines[index];
    const share = isObject(line) ? applications({ body: { Line: [line] } })[0] : undefined;
    if (!isObject(line) || share === undefined || !wanted(line, share.id)) continue;
    const back = Math.min(share.cents, cents - freed);
    freed += back;
    if (share.cents > back) lines[index] = { ...line, Amount: fromCents(share.cents - back) };
    else lines.splice(index, 1);
  }
  return freed;
}

/**
 * Takes up to `cents` of document `id` out of a payment's lines, and what can no longer stand without it: bills cannot stay
 * paid by a credit that is gone, nor a credit used on a bill that is. Returns what it took of the document.
 */
export function giveBack(lines: Json[], id: string, cents: number, total: number): number {
  const freed = takeBack(lines, (_line, of) => of === id, cents);
  if (freed === 0) return 0;
  let paid = 0;
  let credited = 0;
  for (const line of lines) {
    if (!isObject(line) || typeof line.Amount !== 'number') continue;
    if (bringsCredit(line)) credited += toCents(line.Amount);
    else paid += toCents(line.Amount);
  }
  const short = paid - credited - total;
  if (short > 0) takeBack(lines, (line) => !bringsCredit(line), short);
  else if (credited > paid) takeBack(lines, bringsCredit, credited - paid);
  return freed;
}
