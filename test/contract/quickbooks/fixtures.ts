import { readFileSync } from 'node:fs';
import type { TranslationContext } from '../../../main/core/types.ts';

export type Json = Record<string, unknown>;

/** One request to QuickBooks and its answer. `path` is what follows the realm. */
export type Pair = {
  entity: string;
  op: string;
  method: string;
  path: string;
  query: Record<string, string>;
  requestBody: unknown;
  status: number;
  responseBody: Json;
};

export const pairsOf = (entity: string): Pair[] =>
  readFileSync(new URL(`./fixtures/${entity.toLowerCase()}.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Pair);

/** The records of an answer, whether it is one or a list. */
export function rowsOf(pair: Pair): Json[] {
  const list = pair.responseBody.QueryResponse as Json | undefined;
  return list ? ((list[pair.entity] ?? []) as Json[]) : [pair.responseBody[pair.entity] as Json];
}

/** Pairings as a person would have made them for this company. */
export const context: TranslationContext = {
  mapping: {
    defaultIncomeAccount: '379',
    depositAccount: '335',
    defaultExpenseAccount: null,
    taxCodes: { coast: '2', desert: '3' },
    defaultTaxCode: '2',
    customFields: [],
  },
  lists: [
    { list: 'paymentMethod', id: '2', name: 'Check', facts: {}, active: true },
    { list: 'taxRate', id: 'coast', name: 'Coast', facts: { percent: '8' }, active: true },
    { list: 'taxRate', id: 'desert', name: 'Desert', facts: { percent: '9.1' }, active: true },
    { list: 'taxCode', id: '2', name: 'Coast', facts: { percent: '8' }, active: true },
    { list: 'taxCode', id: '3', name: 'Desert', facts: { percent: '9.1' }, active: true },
  ],
  homeCurrency: 'USD',
};

/** A member nobody has heard of, in every object: what a new release may add any day. */
export function withUnknownMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withUnknownMembers);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, one]) => [name, withUnknownMembers(one)]);
  return { ...Object.fromEntries(members), FutureMember: { Nested: [1, 'two', null] }, AnotherOne: true };
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Takes out what a sparse update emptied, as QuickBooks does: "" clears, and an object left without members goes. */
function cleared(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cleared);
  if (!isObject(value)) return value === '' ? undefined : value;
  const members = Object.entries(value)
    .map(([name, one]) => [name, cleared(one)])
    .filter(([, one]) => one !== undefined && one !== null);
  return members.length === 0 && Object.keys(value).length > 0 ? undefined : Object.fromEntries(members);
}

/**
 * What QuickBooks makes of a record and a sparse update: members sent replace, a Line array replaces the whole set, its
 * subtotal line comes back in its place, computed amounts stay computed.
 */
export function afterSparseUpdate(native: Json, sent: Json): Json {
  const next: Json = { ...native, ...sent, sparse: false };
  const lines = (native.Line ?? []) as Json[];
  if (Array.isArray(sent.Line) && native.TxnTaxDetail) {
    const isDiscount = (line: Json): boolean => line.DetailType === 'DiscountLineDetail';
    const subtotal = lines.filter((line) => line.DetailType === 'SubTotalLineDetail');
    const all = sent.Line as Json[];
    next.Line = [...all.filter((line) => !isDiscount(line)), ...subtotal, ...all.filter(isDiscount)];
  }
  if (isObject(sent.TxnTaxDetail)) next.TxnTaxDetail = { ...(native.TxnTaxDetail as Json), ...sent.TxnTaxDetail };
  return cleared(next) as Json;
}

/** What QuickBooks answers to a create: ids and computed amounts added. `like` is the record the create was made from. */
export function afterCreate(like: Json, sent: Json): Json {
  const lines = Array.isArray(sent.Line)
    ? (sent.Line as Json[]).map((line, index) =>
        line.DetailType === 'DiscountLineDetail' ? line : { ...line, Id: String(index + 1) },
      )
    : undefined;
  const computed = Object.fromEntries(
    ['Id', 'SyncToken', 'MetaData', 'Active', 'TotalAmt', 'Balance', 'UnappliedAmt', 'TxnTaxDetail']
      .filter((name) => like[name] !== undefined)
      .map((name) => [name, like[name]]),
  );
  return { ...sent, ...(lines ? { Line: lines } : {}), ...computed };
}
