import { fail } from '../../../shared/errors.ts';
import type { AmountsAre } from '../../../shared/policy.ts';
import type { Body, Json } from '../../../shared/primitives.ts';
import type { BookStore, BookTaxRate, StoredRecord } from '../../core/book-store.ts';
import type { PlatformBook } from '../../core/ports.ts';
import type { Shape } from './shape.ts';
import { STARTER_TAX_RATES } from './starter.ts';

/** Tax in a book whose company is outside the US: a rate on every line, amounts before tax, with it inside, or without. */

type Company = Parameters<NonNullable<PlatformBook['taxByLine']>>[0];
type Line = { [member: string]: Json };

const linesOf = (body: Body): Line[] => (Array.isArray(body.lines) ? (body.lines as Line[]) : []);

/** What a person may leave out: what the amounts are, and the percentages of the rates that were chosen. */
export function withLineTax(
  shape: Shape,
  body: Body,
  before: StoredRecord | null,
  { amountsAre, rates }: { amountsAre: AmountsAre; rates: () => BookTaxRate[] },
): Body {
  if (!shape.taxesByLine || !Array.isArray(body.lines)) return body;
  const old = before?.body ?? {};
  const stood = new Map(linesOf(old).map((line) => [line.id, line]));
  const moved = shape.tax !== null && (body[shape.tax.rate] ?? null) !== (old[shape.tax.rate] ?? null);
  const lines = linesOf(body).map((line, index): Line => {
    const { taxRate: rate, taxPercent: percent, ...rest } = line;
    // The document's rate was changed: lines that had the old one follow.
    const followed = shape.tax !== null && moved && typeof old[shape.tax.percent] === 'string';
    if (followed && (rate ?? null) === (old.taxRate ?? null) && (percent ?? null) === (old.taxPercent ?? null))
      return rest;
    if (typeof rate !== 'string' || rate === '' || stood.get(line.id ?? '')?.taxRate === rate) return line;
    const entry = rates().find((one) => one.key === rate);
    if (entry?.active !== true) {
      const field = `Line ${index + 1} Tax rate`;
      return fail('input.invalid', { entity: shape.name, field, problem: 'is not in the list' });
    }
    return { ...line, taxPercent: entry.percent };
  });
  return { ...body, taxModel: body.taxModel ?? old.taxModel ?? amountsAre, lines };
}

/** The company's codes as rates of the book: those of no name the book has. The rates a new book starts with are for the US. */
export function ratesWith(store: BookStore, codes: NonNullable<Company>['codes']): boolean {
  const active = store.taxRates().filter((rate) => rate.active);
  const starters = new Set(STARTER_TAX_RATES.map((rate) => `${rate.key} ${rate.name} ${rate.percent}`));
  const own = active.filter((rate) => !starters.has(`${rate.key} ${rate.name} ${rate.percent}`));
  const names = new Set(own.map((rate) => rate.name.toLowerCase()));
  const fresh = codes.filter((code) => !names.has(code.name.toLowerCase()));
  if (fresh.length === 0) return false;
  const keys = new Set(store.taxRates().map((rate) => rate.key));
  const keyFor = (name: string): string => {
    const plain =
      name
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, '-')
        .replace(/^-|-$/g, '') || 'rate';
    let key = plain;
    for (let n = 2; keys.has(key); n += 1) key = `${plain}-${n}`;
    keys.add(key);
    return key;
  };
  store.setLists({
    taxRates: [...own, ...fresh.map(({ name, percent }) => ({ key: keyFor(name), name, percent }))].map(
      ({ key, name, percent }) => ({ key, name, percent }),
    ),
  });
  return true;
}

/** Documents to be looked at in one go. */
const PAGE = 500;

/**
 * Documents made before the company was known: their amounts are before tax, and each taxed line gets the document's rate.
 * No total changes. Answers how many there were.
 */
export function settleLines(store: BookStore, shapes: Iterable<Shape>, now: number): number {
  let count = 0;
  for (const shape of shapes) {
    if (!shape.taxesByLine) continue;
    for (let after: string | null = null; ; ) {
      const page: StoredRecord[] = store.page(shape.name, after, PAGE);
      for (const record of page) {
        if (record.life !== 'live' || (record.body.taxModel ?? null) !== null) continue;
        const body = shape.module.derive({ ...record.body, taxModel: 'exclusive' });
        // Nobody edited it: an open form stays good.
        store.put({ ...record, body, change: store.nextChange(), updatedAt: now }, shape.facts(body));
        count += 1;
      }
      const last = page.at(-1);
      if (!last || page.length < PAGE) break;
      after = last.id;
    }
  }
  return count;
}
