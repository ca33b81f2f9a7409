/** What lines of things bought do to the books and the stock, and how answers show them. */
import type { Reader } from '../../entity.ts';
import { isList, isObject, numberOf, refValue } from '../../members.ts';
import { toCents } from '../../money.ts';
import type { Json, Posting, Row } from '../../types.ts';
import { subledger } from './party-accounts.ts';

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

/** Lines without the account an item was booked to, which QuickBooks does not show here. */
export function shownExpenses(row: Row): Json {
  return linesOf(row).map((line): Json => {
    const detail = line.ItemBasedExpenseLineDetail;
    if (!isObject(detail) || detail.ItemAccountRef === undefined) return line;
    const { ItemAccountRef: _account, ...shown } = detail;
    return { ...line, ItemBasedExpenseLineDetail: shown };
  });
}
