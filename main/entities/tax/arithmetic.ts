import type { AmountsAre } from '../../../shared/policy.ts';
import { Dec, sum } from '../values.ts';

/** The arithmetic of tax by line (reference, 6.5): each rate once, on the sum of the lines that bear it, half up to the cent. */

/** What a line says of its tax. */
export type LineTax = { taxRate?: string | undefined; taxPercent?: string | undefined };
type TaxedLine = LineTax & { amount: string | null };

/** An amount without the tax inside it, to the cent. */
export const netOf = (gross: string, percent: string): string =>
  new Dec(gross).dividedBy(new Dec(percent).dividedBy(100).plus(1)).toDecimalPlaces(2).toFixed(2);

/** The tax of a base: on top of it, or inside it. */
export const taxOn = (base: string, percent: string, inclusive: boolean): string =>
  inclusive
    ? new Dec(base).minus(netOf(base, percent)).toFixed(2)
    : new Dec(base).times(percent).dividedBy(100).toDecimalPlaces(2).toFixed(2);

const keyOf = (line: LineTax): string => `${line.taxRate ?? ''} ${line.taxPercent ?? ''}`;

/** The rates lines bear, each with the sum of its lines. */
export function basesOf(lines: TaxedLine[]): { key: string; percent: string; base: string }[] {
  const found = new Map<string, { key: string; percent: string; amounts: (string | null)[] }>();
  for (const line of lines) {
    if (line.taxPercent === undefined) continue;
    const key = keyOf(line);
    const entry = found.get(key) ?? { key, percent: line.taxPercent, amounts: [] };
    entry.amounts.push(line.amount);
    found.set(key, entry);
  }
  return [...found.values()].map(({ key, percent, amounts }) => ({ key, percent, base: sum(amounts) }));
}

/** The tax of a document by its lines' own rates. */
export const taxOfLines = (lines: TaxedLine[], amountsAre: AmountsAre): string =>
  amountsAre === 'none'
    ? '0.00'
    : sum(basesOf(lines).map(({ base, percent }) => taxOn(base, percent, amountsAre === 'inclusive')));

/**
 * Amounts with tax inside, without it. Each rate is taken out of its sum; the last line of a rate bears the cents that the
 * others were rounded by. `keyOf` and `percentOf` name a line's rate; a line without a percentage stays as it is.
 */
export function netAmounts<T>(
  lines: T[],
  of: { amount(line: T): string; key(line: T): string; percent(line: T): string | null },
): string[] {
  const left = new Map<string, { net: InstanceType<typeof Dec>; count: number }>();
  const bases = new Map<string, { percent: string; amounts: string[] }>();
  for (const line of lines) {
    const percent = of.percent(line);
    if (percent === null) continue;
    const known = bases.get(of.key(line)) ?? { percent, amounts: [] };
    known.amounts.push(of.amount(line));
    bases.set(of.key(line), known);
  }
  for (const [key, { percent, amounts }] of bases)
    left.set(key, { net: new Dec(netOf(sum(amounts), percent)), count: amounts.length });
  return lines.map((line) => {
    const percent = of.percent(line);
    const rest = left.get(of.key(line));
    if (percent === null || rest === undefined) return of.amount(line);
    rest.count -= 1;
    const net = rest.count === 0 ? rest.net.toFixed(2) : netOf(of.amount(line), percent);
    rest.net = rest.net.minus(net);
    return new Dec(net).isZero() ? '0.00' : net;
  });
}

/** The shortest price that comes to an amount by quantity: what somebody most likely typed. Null where none of `places` decimals does. */
export function priceFor(amount: string, quantity: string, places: number): string | null {
  if (new Dec(quantity).isZero()) return null;
  const exact = new Dec(amount).dividedBy(quantity);
  for (let digits = 0; digits <= places; digits += 1) {
    const price = exact.toDecimalPlaces(digits);
    if (price.times(quantity).toDecimalPlaces(2).equals(amount)) return price.toFixed();
  }
  return null;
}

export const lineTaxKey = keyOf;
