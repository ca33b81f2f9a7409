/**
 * Reimburse charge: a billable cost on its way to the customer. QuickBooks makes and removes it with the line of the bill
 * or purchase; an invoice that links to it bills the cost. It posts nothing and cannot be written through the API.
 */
import type { EntityDef, LinkSource, LinkTarget } from '../entity.ts';
import { day, flag, isList, isObject, type Members, money, number, ref, standard, text } from '../members.ts';
import { getRow, putRow } from '../store.ts';
import type { Json, Row } from '../types.ts';
import { linkedTxn } from './parts/lines.ts';
import { readLinks } from './parts/source-links.ts';

const members: Members = {
  ...standard,
  TxnDate: day({ query: 'filter' }),
  CurrencyRef: ref('Currency'),
  ExchangeRate: number(),
  PrivateNote: text(4000),
  LinkedTxn: linkedTxn(),
  CustomerRef: ref('Customer', { query: 'filter' }),
  HasBeenInvoiced: flag({ query: 'filter' }),
  Amount: money({ query: 'filter' }),
};

/** Whether a sale, as it is now, bills the transaction: in its head or on a line. */
export function billedBy(by: LinkSource, type: string, id: string): boolean {
  if (by.row.deleted) return false;
  const holds = (value: Json | undefined) =>
    readLinks(value).some((link) => link.TxnType === type && link.TxnId === id);
  const lines = by.row.body.Line;
  return (
    holds(by.row.body.LinkedTxn) || (isList(lines) && lines.some((line) => isObject(line) && holds(line.LinkedTxn)))
  );
}

/** Forms that bill a customer. */
export const SALES = ['Invoice', 'SalesReceipt'];

function linked({ work, row }: LinkTarget, by: LinkSource): void {
  if (!SALES.includes(by.entity)) return;
  const billed = billedBy(by, 'ReimburseCharge', row.id);
  if (billed === (row.body.HasBeenInvoiced === true)) return;
  const body = { ...row.body, HasBeenInvoiced: billed };
  let stands = false;
  for (const { TxnId, TxnType } of readLinks(row.body.LinkedTxn)) {
    const source = getRow(work, TxnType, TxnId);
    if (source === undefined || source.deleted || !names(source, row.id)) continue;
    stands = true;
    putRow(work, TxnType, marked(source, row.id, billed ? 'HasBeenBilled' : 'Billable', work.now));
  }
  // The cost went while it was billed: nothing is left to bill again.
  putRow(work, 'ReimburseCharge', { ...row, updated: work.now, body, deleted: !billed && !stands });
}

function names(source: Row, charge: string): boolean {
  return readLinks(source.body.LinkedTxn).some((link) => link.TxnType === 'ReimburseCharge' && link.TxnId === charge);
}

/** The cost's own line follows: new status and time, same token, as time that is billed shows it (documented sample). */
function marked(source: Row, charge: string, status: string, now: number): Row {
  const lines = isList(source.body.Line) ? source.body.Line : [];
  const Line = lines.map((line): Json => {
    if (!isObject(line) || !readLinks(line.LinkedTxn).some((link) => link.TxnId === charge)) return line;
    const type = String(line.DetailType);
    const detail = line[type];
    return isObject(detail) ? { ...line, [type]: { ...detail, BillableStatus: status } } : line;
  });
  return { ...source, updated: now, body: { ...source.body, Line } };
}

export const reimburseCharge: EntityDef = {
  name: 'ReimburseCharge',
  path: 'reimbursecharge',
  counter: { name: 'transactions', first: 1 },
  members,
  tolerated: [],
  writes: { create: false, update: false },
  removal: 'none',
  canVoid: false,
  order: 'recent',
  totalCount: false,
  captured: false,
  prepare: () => undefined,
  linked,
  derived: {},
  title: () => undefined,
};
