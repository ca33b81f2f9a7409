/** What lines of things bought do to the books and the stock, and how answers show them. */
import type { Reader } from '../../entity.ts';
import { isList, isObject, numberOf, refValue } from '../../members.ts';
import { toCents } from '../../money.ts';
import type { Json, Posting, Row } from '../../types.ts';
import { subledger } from './party-accounts.ts';
import { shownLinks } from './source-links.ts';

type Wire = { readonly [name: string]: Json };

function linesOf(row: Row): Wire[] {
  return (isList(row.body.Line) ? row.body.Line : []).filter(isObject);
}

/**
 * The lines' side of the ledger; `sign` 1 for what is bought, -1 for what is given back. `party` is who lines of A/R and
 * A/P speak of.
 */
export function expensePostings(
  row: Row,
  reader: Reader,
  sign: 1 | -1,
  party?: { readonly entity: string; readonly id: string },
): Posting[] {
  return linesOf(row).flatMap((line) => {
    const detail = line[String(line.DetailType)];
    if (!isObject(detail) || typeof line.Amount !== 'number' || line.Amount === 0) return [];
    const account = refValue(detail.AccountRef) ?? refValue(detail.ItemAccountRef) ?? '';
    const posting = { account, cents: sign * toCents(line.Amount) };
    const ledger = party === undefined ? undefined : reader.get('Account', account);
    const named = ledger !== undefined && subledger(ledger) === party?.entity;
    return named && party !== undefined ? [{ ...posting, name: party }] : [posting];
  });
}

/** Stock the lines bring in (1) or take back (-1). */
export function expenseQuantities(row: Row, sign: 1 | -1): { item: string; change: string }[] {
  const { stocked } = row.kept;
  if (!isList(stocked)) return [];
  return linesOf(row).flatMap((line) => {
    const detail = isObject(line.ItemBasedExpenseLineDetail) ? line.ItemBasedExpenseLineDetail : {};
    const item = refValue(detail.ItemRef);
    const quantity = numberOf(detail, 'Qty') ?? 0;
    if (item === undefined || quantity === 0 || !stocked.includes(String(line.Id))) return [];
    return [{ item, change: String(sign * quantity) }];
  });
}

/** Lines without the account an item was booked to, which QuickBooks does not show here, and with the links it shows. */
export function shownExpenses(row: Row): Json {
  return linesOf(row).map((stored): Json => {
    const line = withShownLinks(row, stored);
    const detail = line.ItemBasedExpenseLineDetail;
    if (!isObject(detail) || detail.ItemAccountRef === undefined) return line;
    const { ItemAccountRef: _account, ...shown } = detail;
    return { ...line, ItemBasedExpenseLineDetail: shown };
  });
}

/** Bills show even an empty list of links on their lines, purchases only links there are (recorded). */
function withShownLinks(row: Row, line: Wire): Wire {
  if (row.kept.receivedOnScreen !== true || line.LinkedTxn === undefined) return line;
  const links = shownLinks(row, line.LinkedTxn);
  if (links.length > 0 || row.body.VendorRef !== undefined) return { ...line, LinkedTxn: links as unknown as Json };
  const { LinkedTxn: _links, ...rest } = line;
  return rest;
}
