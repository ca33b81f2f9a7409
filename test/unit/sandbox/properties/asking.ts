/** How a step asks: the bodies apps send, and what came of them. */
import { Decimal } from 'decimal.js';
import type { PersonAct } from '../../../../main/sandbox/company/index.ts';
import type { Answer } from '../ask.ts';
import type { Line } from './steps.ts';
import { type Photo, pick, rowsOf, type Wire, type World } from './world.ts';

/** What was asked and what came of it; undefined where the company has nothing the step could mean. */
export type Done = {
  /** `update` covers saving the same again; `act` is what a person did, which may touch more than one record. */
  readonly kind: 'create' | 'update' | 'delete' | 'void' | 'send' | 'act' | 'merge';
  readonly entity: string;
  /** Record it was about; of a creation the one that was made. */
  readonly id: string | undefined;
  readonly answer: Answer;
};

export type Body = Record<string, unknown>;

export type Made = Done | undefined;

export const money = (cents: number): number => new Decimal(cents).dividedBy(100).toNumber();

export const ref = (row: Wire | undefined) => (row === undefined ? undefined : { value: row.Id });

export const active = (rows: readonly Wire[]) => rows.filter((row) => row.Active !== false);

export const customers = (photo: Photo) => active(rowsOf(photo, 'Customer'));

export const vendors = (photo: Photo) => active(rowsOf(photo, 'Vendor'));

export function post(here: World, entity: string, body: Body, query: Record<string, string> = {}): Done {
  const answer = here.post(`/${entity.toLowerCase()}`, body, query);
  const given = body.Id as string | undefined;
  const voids = query.operation === 'void' || query.include === 'void';
  const kind = voids ? 'void' : query.operation === 'delete' ? 'delete' : given === undefined ? 'create' : 'update';
  return { kind, entity, id: given ?? answer.body[entity]?.Id, answer };
}

export function act(here: World, entity: string, id: string | undefined, what: PersonAct): Done {
  const answer = here.act(what);
  return { kind: what.act === 'merge' ? 'merge' : 'act', entity, id: id ?? answer.body[entity]?.Id, answer };
}

/** Rates mean something with foreign money only. */
export const rated = (here: World, rate: number | null): Body =>
  here.profile.multiCurrency === true && rate !== null ? { ExchangeRate: rate } : {};

export function taxed(here: World, step: { readonly mode: string; readonly tax: boolean }): Body {
  if (here.profile.country !== undefined) return { GlobalTaxCalculation: step.mode };
  return step.tax ? { TxnTaxDetail: { TxnTaxCodeRef: { value: '2' } } } : {};
}

const codeOf = (here: World, line: Line) => ({ value: pick(here.codes, line.code) ?? '' });

const amountOf = (line: Line) => money(line.quantity * line.price);

export function soldLines(here: World, lines: readonly Line[], off = 0): Body[] {
  const wire: Body[] = lines.map((line) => ({
    DetailType: 'SalesItemLineDetail',
    Amount: amountOf(line),
    SalesItemLineDetail: {
      ItemRef: { value: pick(here.items, line.item) },
      Qty: line.quantity,
      UnitPrice: money(line.price),
      TaxCodeRef: codeOf(here, line),
    },
  }));
  const DiscountLineDetail = { PercentBased: true, DiscountPercent: off };
  return off === 0 ? wire : [...wire, { DetailType: 'DiscountLineDetail', DiscountLineDetail }];
}

export function boughtLines(here: World, lines: readonly Line[], photo: Photo): Body[] {
  const customer = customers(photo)[0];
  return lines.map((line) => {
    const common = {
      TaxCodeRef: codeOf(here, line),
      ...(line.billable && customer !== undefined ? { CustomerRef: ref(customer), BillableStatus: 'Billable' } : {}),
    };
    if (line.account) {
      const AccountRef = { value: here.account('Rent or Lease') };
      return {
        DetailType: 'AccountBasedExpenseLineDetail',
        Amount: amountOf(line),
        AccountBasedExpenseLineDetail: { AccountRef, ...common },
      };
    }
    // The first item is only sold.
    const bought = here.items.slice(1);
    return {
      DetailType: 'ItemBasedExpenseLineDetail',
      Amount: amountOf(line),
      ItemBasedExpenseLineDetail: {
        ItemRef: { value: pick(bought, line.item) },
        Qty: line.quantity,
        UnitPrice: money(line.price),
        ...common,
      },
    };
  });
}
