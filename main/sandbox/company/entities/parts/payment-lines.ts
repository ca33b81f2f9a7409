/**
 * Lines of a payment: shares of its money (and of credits it brings along) set against invoices. A line that names a
 * credit memo adds that credit to what can be used; a line that names an invoice uses it.
 */
import type { Draft, Reader } from '../../entity.ts';
import { business, missing, refuse } from '../../faults.ts';
import { isList, isObject, refValue, textOf } from '../../members.ts';
import { centsText, fromCents, toCents } from '../../money.ts';
import { keptNumber } from '../../settle.ts';
import { putRow, type Work } from '../../store.ts';
import type { Application, Body, Json, Row } from '../../types.ts';
import { openCents } from './applied.ts';
import { nameValue } from './line-ex.ts';

/** Types a line can name. */
const CHARGE = 'Invoice';
const CREDIT = 'CreditMemo';

type Share = { readonly target: Row; readonly type: string; cents: number };

/**
 * Lines as kept: one document each, never more than is open on it or left to use. Credit is taken only as far as the
 * invoices of the same payment need it: it does not turn into money.
 */
export function workOutApplications(draft: Draft, customer: Row, total: number): Json[] {
  const given = draft.body.Line;
  if (!isList(given)) return [];
  const shares: Share[] = [];
  let asked = 0;
  let offered = total;
  for (const line of given) {
    if (!isObject(line)) continue;
    const links = isList(line.LinkedTxn) ? line.LinkedTxn : [];
    if (links.length === 0) continue;
    if (links.length > 1) throw business('A payment line can link to one transaction only.', 'Line');
    const link = links[0];
    if (!isObject(link) || typeof line.Amount !== 'number') throw missing('Line.Amount');
    const cents = toCents(line.Amount);
    if (cents < 0) throw refuse('2290', 'Negative amount not supported on a line.', 'Line.Amount');
    const type = textOf(link, 'TxnType') ?? '';
    if (type === CREDIT) offered += cents;
    else asked += cents;
    const target = linked(draft, link, type);
    // Money for another customer's document stays unapplied (reported from the field).
    if (!pays(draft, customer, target)) continue;
    const taken = shares.reduce((sum, share) => (share.target.id === target.id ? sum + share.cents : sum), 0);
    shares.push({ target, type, cents: Math.min(cents, openFor(draft, target) - taken) });
  }
  if (asked > offered) throw business('The amount applied is greater than the amount of the payment.', 'Line');
  balance(shares, total);
  const kept = shares.filter((share) => share.cents > 0);
  if (kept.length === 0) delete draft.kept.owners;
  else {
    draft.kept.owners = Object.fromEntries(
      kept.map(({ target }) => [target.id, refValue(target.body.CustomerRef) ?? customer.id]),
    );
  }
  return kept.map(({ target, type, cents }) => ({
    Amount: fromCents(cents),
    LinkedTxn: [{ TxnId: target.id, TxnType: type }],
  }));
}

/**
 * Cuts shares, the last first, until charges are no more than money and credits, and credits no more than charges. Both
 * hold after one round of each: cutting the charges to what there is never makes credits exceed by more than is cut next.
 */
function balance(shares: readonly { readonly type: string; cents: number }[], total: number): void {
  const sum = (type: string) => shares.reduce((all, share) => (share.type === type ? all + share.cents : all), 0);
  cut(shares, CHARGE, sum(CHARGE) - (total + sum(CREDIT)));
  cut(shares, CREDIT, sum(CREDIT) - sum(CHARGE));
}

function cut(shares: readonly { readonly type: string; cents: number }[], type: string, excess: number): void {
  let left = excess;
  for (const share of [...shares].reverse()) {
    if (left <= 0 || share.type !== type) continue;
    const off = Math.min(left, share.cents);
    share.cents -= off;
    left -= off;
  }
}

function linked(draft: Draft, link: { readonly [name: string]: Json }, type: string): Row {
  const id = textOf(link, 'TxnId') ?? '';
  if (type !== CHARGE && type !== CREDIT)
    throw refuse('620', `Transaction of type ${type} cannot be linked to a payment here.`, 'LinkedTxn');
  const row = draft.reader.get(type, id);
  if (row === undefined) throw refuse('2500', `Invalid Reference Id : Txn element id ${id} not found`, 'LinkedTxn');
  if (row.deleted) throw refuse('610', 'Object Not Found : Another user has deleted this transaction.', '');
  return row;
}

/** A customer pays its own documents and those of its sub-customers. */
function pays(draft: Draft, customer: Row, target: Row): boolean {
  if (refValue(target.body.CurrencyRef) !== refValue(draft.body.CurrencyRef)) return false;
  let owner = refValue(target.body.CustomerRef);
  for (let level = 0; owner !== undefined && level < 6; level += 1) {
    if (owner === customer.id) return true;
    owner = refValue(draft.reader.get('Customer', owner)?.body.ParentRef);
  }
  return false;
}

/** What is open on a document, not counting this payment's own earlier share. */
function openFor(draft: Draft, target: Row): number {
  const own = draft.before === undefined ? [] : applications(draft.before);
  const mine = own.reduce((sum, item) => (item.id === target.id ? sum + item.cents : sum), 0);
  return openCents(target) + mine;
}

export function applications(row: { readonly body: Row['body'] }): Application[] {
  const lines = row.body.Line;
  if (!isList(lines)) return [];
  return lines.flatMap((line) => {
    if (!isObject(line) || typeof line.Amount !== 'number' || !isList(line.LinkedTxn)) return [];
    const link = line.LinkedTxn[0];
    if (!isObject(link) || typeof link.TxnId !== 'string' || typeof link.TxnType !== 'string') return [];
    return [{ entity: link.TxnType, id: link.TxnId, cents: toCents(line.Amount) }];
  });
}

/** What a share uses of the payment: a credit brings instead. */
export function signed(share: Application): number {
  return share.entity === CREDIT ? -share.cents : share.cents;
}

export function unapplied(row: Row): number {
  return applications(row).reduce((left, share) => left - signed(share), keptNumber(row, 'total'));
}

/**
 * Gives back what it had applied to a document that shrank or went away, and what can no longer stand without it: an
 * invoice that lost its credit is open again, a credit that lost its invoice is whole again.
 */
export function release({ work, row }: { readonly work: Work; readonly row: Row }, id: string, cents: number): number {
  const shares = applications(row).map((share) => ({ id: share.id, type: share.entity, cents: share.cents }));
  let freed = 0;
  for (const share of shares) {
    if (share.id !== id || freed >= cents) continue;
    const back = Math.min(share.cents, cents - freed);
    share.cents -= back;
    freed += back;
  }
  if (freed === 0) return 0;
  balance(shares, keptNumber(row, 'total'));
  const Line = shares.flatMap((share): Json[] =>
    share.cents === 0
      ? []
      : [{ Amount: fromCents(share.cents), LinkedTxn: [{ TxnId: share.id, TxnType: share.type }] }],
  );
  putRow(work, 'Payment', { ...row, token: row.token + 1, updated: work.now, body: { ...row.body, Line } });
  return freed;
}

export function shownLines(row: Row, reader: Reader): Json {
  const lines = row.body.Line;
  if (!isList(lines)) return [];
  return lines.map((line) => {
    const share = isObject(line) ? applications({ body: { Line: [line] } })[0] : undefined;
    const target = share === undefined ? undefined : reader.get(share.entity, share.id);
    if (!isObject(line) || share === undefined || target === undefined) return line;
    const extra: Json[] = [
      nameValue('txnId', share.id),
      nameValue('txnOpenBalance', centsText(openCents(target) + share.cents)),
    ];
    const number = textOf(target.body, 'DocNumber');
    if (number !== undefined) extra.push(nameValue('txnReferenceNumber', number));
    const shown: Body = { ...line, LineEx: { any: extra } };
    return shown;
  });
}
