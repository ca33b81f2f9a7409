import type { IncomeEffect } from '../../shared/contract/sync.ts';
import type { Side } from '../../shared/primitives.ts';
import { quickbooksIdOf, quickbooksOnly } from '../core/common.ts';
import { fromCents, toCents } from '../core/money.ts';
import type { PlannedWrite } from '../core/plan-types.ts';
import type { RecordView } from '../core/ports-store.ts';
import type { EntityModule, Posting, TranslationContext } from '../core/types.ts';
import { type Context, factsOf } from './context.ts';
import { madeOf, type Overlay } from './overlay.ts';
import type { PlanSetting } from './plan-step.ts';

/** What a plan changes in income, account by account: the documents of each side before and after. */

type Row = {
  account: string | null;
  kind: IncomeEffect['kind'];
  before: Record<Side, bigint>;
  change: Record<Side, bigint>;
};

export type IncomeSums = {
  /** Everything that stands on both sides now. */
  before(module: EntityModule, views: readonly RecordView[]): void;
  /**
   * One write of the plan; `sent` is its JSON where it goes to QuickBooks. Answers how far QuickBooks' total will be from
   * the one we worked out, in cents: it rounds the tax of each rate. With `takenBack` the platform follows it there.
   */
  write(module: EntityModule, view: RecordView, write: PlannedWrite, sent: unknown, takenBack: boolean): bigint;
  /** Whether the tax of a document that goes to QuickBooks is found there, by address. */
  taxByAddress(): boolean;
  /** The accounts that change, by name. */
  effects(): IncomeEffect[];
};

/** Observations read per page. */
const PAGE = 300;

const TAX_ACCOUNTS = new Set(['GlobalTaxPayable', 'SalesTaxPayable']);

export function createIncome(ctx: Context, overlay: Overlay, setting: PlanSetting): IncomeSums {
  const rows = new Map<string, Row>();
  const accountOf = accountFinder(ctx, overlay, setting);
  const automated = factsOf(ctx.store).automatedSalesTax === 'true';
  let taxOpen = false;
  const add = (side: Side, when: 'before' | 'change', posting: Posting, cents: bigint): void => {
    const kind = posting.kind === 'tax' ? 'tax' : 'income';
    const account = accountOf(side, posting);
    const key = `${kind}/${account}`;
    const nothing = (): Record<Side, bigint> => ({ platform: 0n, quickbooks: 0n });
    const row = rows.get(key) ?? { account, kind, before: nothing(), change: nothing() };
    row[when][side] += cents;
    rows.set(key, row);
  };
  const enter = (side: Side, when: 'before' | 'change', postings: Posting[], sign: 1n | -1n = 1n): void => {
    for (const posting of postings) add(side, when, posting, sign * toCents(posting.amount));
  };
  const nativeOf = (entity: string, id: string | null): unknown =>
    id === null ? null : (ctx.store.observation(entity, 'quickbooks', id)?.native ?? null);

  return {
    before(module, views) {
      const { postings } = module;
      if (!postings) return;
      const entity = module.descriptor.name;
      const bundles = new Map<string, Posting[]>();
      for (let after = ''; ; ) {
        const page = ctx.store.observationsAfter(entity, 'quickbooks', after, PAGE);
        for (const seen of page) {
          const entries = seen.life === 'live' ? postings.ofNative(seen.native) : [];
          enter('quickbooks', 'before', entries);
          if (partsOf(entries).size > 0) bundles.set(seen.id, entries);
        }
        const last = page.at(-1);
        if (!last) break;
        after = last.id;
      }
      for (const view of views)
        if (view.platform?.life === 'live') {
          const parts = bundles.get(view.record.quickbooksId ?? '') ?? [];
          enter('platform', 'before', spread(postings.ofBody(view.platform.body), partsOf(parts), view));
        }
    },
    write(module, view, write, sent, takenBack) {
      const { postings, descriptor } = module;
      if (!postings) return 0n;
      const native = nativeOf(descriptor.name, view.record.quickbooksId);
      const living = view[write.side]?.life === 'live';
      if (write.side === 'platform') {
        const parts = partsOf(native === null ? [] : postings.ofNative(native));
        if (living && view.platform)
          enter('platform', 'change', spread(postings.ofBody(view.platform.body), parts, view), -1n);
        if (write.common !== null) enter('platform', 'change', spread(postings.ofBody(write.common), parts, view));
        return 0n;
      }
      if (living) enter('quickbooks', 'change', postings.ofNative(native), -1n);
      if (write.common === null || typeof sent !== 'object' || sent === null) return 0n;
      const made = postings.ofWrite(
        sent as Record<string, unknown>,
        write.kind === 'create' ? null : native,
        setting.translation,
      );
      enter('quickbooks', 'change', made);
      if (automated && made.some((posting) => posting.kind === 'tax')) taxOpen = true;
      const rounding = sumOf(made) - sumOf(postings.ofBody(write.common));
      if (takenBack) add('platform', 'change', { ...TAX, amount: fromCents(rounding) }, rounding);
      return rounding;
    },
    taxByAddress: () => taxOpen,
    effects() {
      const names = new Map(
        ctx.store
          .lists('quickbooks')
          .flatMap((one) => (one.list === 'account' ? [[one.id, one.facts.fullName ?? one.name]] : [])),
      );
      const nameOf = ({ account, kind }: Row): string =>
        (account === null ? null : names.get(account)) ??
        (kind === 'tax' ? 'Sales tax' : account === null ? 'No income account chosen yet' : `Account ${account}`);
      const side = (row: Row, of: Side): { before: string; after: string } => ({
        before: fromCents(row.before[of]),
        after: fromCents(row.before[of] + row.change[of]),
      });
      return [...rows.values()]
        .filter(({ change }) => change.platform !== 0n || change.quickbooks !== 0n)
        .map((row): IncomeEffect => {
          const [here, there] = [side(row, 'platform'), side(row, 'quickbooks')];
          return {
            account: row.account,
            name: nameOf(row),
            kind: row.kind,
            platformBefore: here.before,
            platformAfter: here.after,
            quickbooksBefore: there.before,
            quickbooksAfter: there.after,
          };
        })
        .sort((a, b) => (a.kind === b.kind ? (a.name < b.name ? -1 : 1) : a.kind === 'income' ? -1 : 1));
    },
  };
}

const TAX: Omit<Posting, 'amount'> = { kind: 'tax', account: null, item: null, line: null };

const sumOf = (postings: Posting[]): bigint => postings.reduce((sum, posting) => sum + toCents(posting.amount), 0n);

/** Postings of QuickBooks' lines that have several: the parts of a bundle, by the line. */
function partsOf(postings: Posting[]): Map<string, Posting[]> {
  const byLine = new Map<string, Posting[]>();
  for (const posting of postings)
    if (posting.line !== null) byLine.set(posting.line, [...(byLine.get(posting.line) ?? []), posting]);
  for (const [line, found] of byLine) if (found.length < 2) byLine.delete(line);
  return byLine;
}

/** A bundle is one amount on the platform; it goes where its parts go in QuickBooks, while it is the sum of them. */
function spread(postings: Posting[], parts: Map<string, Posting[]>, { record }: RecordView): Posting[] {
  if (parts.size === 0) return postings;
  return postings.flatMap((posting) => {
    if (posting.line === null) return [posting];
    const found = parts.get(record.lines[posting.line] ?? quickbooksIdOf(posting.line) ?? posting.line);
    return found && sumOf(found) === toCents(posting.amount)
      ? found.map((part) => ({ ...part, item: part.item === null ? null : quickbooksOnly(part.item) }))
      : [posting];
  });
}

/** The account of an item the plan makes in QuickBooks, as it will be booked there. */
function newAccount(
  ctx: Context,
  { links }: Overlay,
  items: EntityModule,
  id: string,
  translation: TranslationContext,
): string | null {
  const body = ctx.store.observation(items.descriptor.name, 'platform', id)?.body;
  if (!body) return null;
  const there = { ...body };
  for (const { name, kind, entity } of items.descriptor.fields) {
    const value = there[name];
    if (kind === 'ref' && entity !== undefined && typeof value === 'string')
      there[name] = links.toQuickbooks(entity, value);
  }
  return items.newIncomeAccount?.(there, translation) ?? null;
}

/**
 * The account of a posting: what the record names, else the item's, else the one new items get; for discounts and shipping the
 * one the company has for them. Each item is looked up once.
 */
function accountFinder(
  ctx: Context,
  overlay: Overlay,
  setting: PlanSetting,
): (side: Side, posting: Posting) => string | null {
  const items = ctx.entities.all.find((module) => module.incomeAccount !== undefined);
  const lists = ctx.store.lists('quickbooks').filter((entry) => entry.list === 'account');
  const { translation } = setting;
  const { mapping } = translation;
  const usual = mapping.defaultIncomeAccount;
  const known = lists.find((entry) => entry.facts.subType === 'DiscountsRefundsGiven')?.id;
  const discount = mapping.discountAccount ?? factsOf(ctx.store).discountAccount ?? known ?? usual;
  const shipping = factsOf(ctx.store).shippingAccount ?? usual;
  const tax = lists.find((entry) => TAX_ACCOUNTS.has(entry.facts.subType ?? ''))?.id ?? null;
  const found = new Map<string, string | null>();
  const ofItem = (id: string): string | null => {
    if (!items) return usual;
    const coming = madeOf(id);
    if (coming !== null) return newAccount(ctx, overlay, items, coming, translation) ?? usual;
    const seen = ctx.store.observation(items.descriptor.name, 'quickbooks', id);
    return (seen && items.incomeAccount?.(seen.native)) ?? usual;
  };
  return (side, { kind, account, item }) => {
    if (kind === 'tax') return tax;
    if (account !== null) return account;
    if (kind === 'discount') return discount;
    if (kind === 'shipping') return shipping;
    if (item === null || !items) return usual;
    const own =
      side === 'quickbooks' ? item : (quickbooksIdOf(item) ?? overlay.links.toQuickbooks(items.descriptor.name, item));
    if (own === null) return usual;
    let at = found.get(own);
    if (at === undefined) {
      at = ofItem(own);
      found.set(own, at);
    }
    return at;
  };
}
