/**
 * What a company of each country starts with: its currency and its tax codes. Rates are those in force in 2026; a company
 * may have others, these are what it is founded with.
 */
import type { CodeSpec } from './entities/parts/tax-model.ts';

export type Country = { readonly currency: string; readonly codes: readonly CodeSpec[] };

const GST = { name: 'GST', percent: 5 };

const plain = (name: string, percent: number): CodeSpec => ({
  name,
  rates: [{ name, percent }],
  taxable: percent !== 0,
});

const CANADA: readonly CodeSpec[] = [
  { name: 'GST', rates: [GST] },
  { name: 'GST/PST BC', rates: [GST, { name: 'PST (BC)', percent: 7 }] },
  { name: 'GST/PST SK', rates: [GST, { name: 'PST (SK)', percent: 6 }] },
  { name: 'GST/QST QC', rates: [GST, { name: 'QST', percent: 9.975 }] },
  { name: 'QST QC', rates: [{ name: 'QST', percent: 9.975 }] },
  { name: 'HST ON', rates: [{ name: 'HST (ON)', percent: 13 }] },
  { name: 'HST NS', rates: [{ name: 'HST (NS)', percent: 14 }] },
  { name: 'HST NB', rates: [{ name: 'HST (NB)', percent: 15 }] },
  plain('Zero-rated', 0),
  plain('Exempt', 0),
];

const COUNTRIES: Readonly<Record<string, Country>> = {
  CA: { currency: 'CAD', codes: CANADA },
  GB: {
    currency: 'GBP',
    codes: [plain('20.0% S', 20), plain('5.0% R', 5), plain('0.0% Z', 0), plain('Exempt', 0), plain('No VAT', 0)],
  },
  AU: { currency: 'AUD', codes: [plain('GST', 10), plain('GST free', 0), plain('Out of Scope', 0)] },
};

/** The country's settings, or undefined for the US and countries without a table. */
export function countrySettings(code: string): Country | undefined {
  return COUNTRIES[code];
}
