/**
 * The general ledger. A type says in its own words what a record posts (`postings`, in the currency of the record); here
 * that becomes lines in home currency that sum to zero. Side effects (settle.ts) and reports read the same lines, so what a
 * report shows is what the accounts hold.
 */
import { Decimal } from 'decimal.js';
import type { EntityDef, Reader } from './entity.ts';
import { isObject, refValue } from './members.ts';
import type { Posting, Row } from './types.ts';

/** A line of the ledger in home currency. */
export type LedgerLine = {
  readonly account: string;
  /** Home currency: positive cents are debits. */
  readonly cents: number;
  /** The same in the currency of the record: what moves a customer's or vendor's own balance. */
  readonly own: number;
  readonly name?: { readonly entity: string; readonly id: string };
};

/** An amount in another currency, in home currency, rounded once to cents. */
export function inHome(cents: number, rate: number): number {
  return new Decimal(cents).times(rate).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toNumber();
}

/** Rate of a record: home units for one unit of its currency; 1 when it is in home currency. */
export function rateOf(row: Row): number {
  const rate = row.body.ExchangeRate;
  return typeof rate === 'number' ? rate : 1;
}

/** An account the company uses by itself, or undefined when it has none of that kind. */
function ownAccount(reader: Reader, key: string): string | undefined {
  const accounts = reader.get('CompanyInfo', '1')?.kept.accounts;
  const id = isObject(accounts) ? accounts[key] : undefined;
  return typeof id === 'string' ? id : undefined;
}

const plain = (posting: Posting): LedgerLine => ({ ...posting, own: posting.cents });

/** What a record enters in the ledger. */
export function ledgerLines(def: EntityDef, row: Row, reader: Reader): readonly LedgerLine[] {
  const postings = def.postings?.(row, reader) ?? [];
  const rate = rateOf(row);
  if (rate === 1 && !postings.some((posting) => posting.rate !== undefined)) return postings.map(plain);
  const currency = refValue(row.body.CurrencyRef) ?? '';
  const lines: LedgerLine[] = [];
  let sum = 0;
  let settles = false;
  for (const posting of postings) {
    const { cents, name } = posting;
    const home = posting.home === true ? cents : inHome(cents, posting.rate ?? rate);
    if (posting.rate !== undefined && posting.rate !== rate) settles = true;
    sum += home;
    const line = { account: partyAccount(reader, posting, currency), cents: home, own: cents };
    lines.push(name === undefined ? line : { ...line, name });
  }
  if (sum === 0) return lines;
  const exchange = ownAccount(reader, 'exchange');
  // Money settled at another rate than it was owed at is a gain or loss; without one it is cents of rounding.
  if (settles && exchange !== undefined) return [...lines, { account: exchange, cents: -sum, own: 0 }];
  return withRounding(lines, sum);
}

/** Puts what rounding left over on the largest line that is nobody's balance. */
function withRounding(lines: readonly LedgerLine[], sum: number): readonly LedgerLine[] {
  let at = -1;
  for (const [index, line] of lines.entries()) {
    if (line.name !== undefined) continue;
    if (at < 0 || Math.abs(line.cents) > Math.abs(lines[at]?.cents ?? 0)) at = index;
  }
  if (at < 0) at = lines.length - 1;
  return lines.map((line, index) => (index === at ? { ...line, cents: line.cents - sum } : line));
}

/** QuickBooks keeps an A/R and an A/P account for each currency. */
function partyAccount(reader: Reader, { account, name }: Posting, currency: string): string {
  if (name === undefined) return account;
  for (const side of ['receivable', 'payable']) {
    if (account === ownAccount(reader, side)) return ownAccount(reader, `${side}:${currency}`) ?? account;
  }
  return account;
}
