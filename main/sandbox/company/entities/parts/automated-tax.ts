/**
 * Automated Sales Tax of US companies: QuickBooks itself finds the rates by where the goods go. The real service asks a
 * directory of every address; this is a small table of it, by state and five-digit postal code, always the same.
 */
import type { Draft } from '../../entity.ts';
import { isObject, refValue, textOf } from '../../members.ts';
import type { Json } from '../../types.ts';
import { type CodeSpec, ensureCode } from './tax-model.ts';

type Place = { readonly state: string; readonly zip: string };

/** State rates in percent. A state that is not here levies none (as Oregon, Montana, Delaware, New Hampshire do). */
const STATES: Readonly<Record<string, readonly [string, number]>> = {
  AZ: ['Arizona State', 5.6],
  CA: ['California State', 7.25],
  CO: ['Colorado State', 2.9],
  FL: ['Florida State', 6],
  GA: ['Georgia State', 4],
  IL: ['Illinois State', 6.25],
  MA: ['Massachusetts State', 6.25],
  NC: ['North Carolina State', 4.75],
  NJ: ['New Jersey State', 6.625],
  NV: ['Nevada State', 6.85],
  NY: ['New York State', 4],
  OH: ['Ohio State', 5.75],
  PA: ['Pennsylvania State', 6],
  TX: ['Texas State', 6.25],
  UT: ['Utah State', 6.1],
  WA: ['Washington State', 6.5],
};

/** What counties and cities add, by the first digits of the postal code. */
const LOCAL: readonly (readonly [string, string, number])[] = [
  ['9495', 'Petaluma City', 2.25],
  ['949', 'Marin County', 2],
  ['954', 'Santa Rosa City', 2.25],
  ['941', 'San Francisco County', 1.375],
  ['940', 'San Mateo County', 2.125],
  ['900', 'Los Angeles County', 2.5],
  ['100', 'New York City', 4.5],
  ['100', 'Metropolitan Commuter District', 0.375],
  ['112', 'New York City', 4.5],
  ['112', 'Metropolitan Commuter District', 0.375],
  ['606', 'Chicago City', 4],
  ['752', 'Dallas City', 2],
  ['770', 'Houston City', 2],
  ['787', 'Austin City', 2],
  ['802', 'Denver City', 5.91],
  ['850', 'Phoenix City', 3],
  ['981', 'Seattle City', 3.85],
];

/** Rates of a place: the state's, then those of the longest postal prefix that is known. */
export function ratesAt({ state, zip }: Place): CodeSpec['rates'] {
  const known = STATES[state];
  if (known === undefined) return [];
  const longest = Math.max(0, ...LOCAL.filter(([prefix]) => zip.startsWith(prefix)).map(([prefix]) => prefix.length));
  const local = LOCAL.filter(([prefix]) => prefix.length === longest && zip.startsWith(prefix));
  const [name, percent] = known;
  return [{ name, percent }, ...local.map(([, title, add]) => ({ name: title, percent: add }))];
}

/** State and postal code of an address, also of one re-flowed into free lines (`Petaluma, CA  94952`). */
export function placeOf(address: Json | undefined): Place | undefined {
  if (!isObject(address)) return undefined;
  const state = textOf(address, 'CountrySubDivisionCode')?.toUpperCase();
  if (state !== undefined && state.length === 2)
    return { state, zip: (textOf(address, 'PostalCode') ?? '').slice(0, 5) };
  for (const line of ['Line5', 'Line4', 'Line3', 'Line2', 'Line1']) {
    const found = /,\s*([A-Z]{2})\s+(\d{5})/.exec(textOf(address, line) ?? '');
    if (found?.[1] !== undefined && found[2] !== undefined) return { state: found[1], zip: found[2] };
  }
  return undefined;
}

/** Where a form's goods go: to its shipping address, else to the customer's bill address, else they are handed over. */
function destination({ body, reader }: Draft): Place | undefined {
  return placeOf(body.ShipAddr) ?? placeOf(body.BillAddr) ?? placeOf(reader.get('CompanyInfo', '1')?.body.CompanyAddr);
}

/** A customer that pays no sales tax: not taxable, or with a reason for exemption. */
export function isExempt({ body, reader }: Draft): boolean {
  const id = refValue(body.CustomerRef);
  const customer = id === undefined ? undefined : reader.get('Customer', id);
  return (
    customer !== undefined && (customer.body.Taxable === false || customer.body.TaxExemptionReasonId !== undefined)
  );
}

/** The tax code QuickBooks recommends for the form, made when it is first needed. */
export function recommendedCode(draft: Draft): string {
  const place = destination(draft);
  const rates = place === undefined ? [] : ratesAt(place);
  const name = rates.length === 0 ? 'Out of state' : `Automated: ${place?.state} ${place?.zip}`.trim();
  const known = rates.length === 0 ? [{ name: 'No tax agency', percent: 0 }] : rates;
  return ensureCode(draft.work, { name, rates: known, system: true });
}
