/** The currencies QuickBooks knows here: their names, and what they are worth as long as nobody says otherwise. */
import { Decimal } from 'decimal.js';

/** Names of currencies as answers print them. */
const CURRENCIES: Readonly<Record<string, string>> = {
  USD: 'United States Dollar',
  CAD: 'Canadian Dollar',
  GBP: 'British Pound Sterling',
  EUR: 'Euro',
  AUD: 'Australian Dollar',
  MXN: 'Mexican Peso',
};

export function currencyName(code: string): string | undefined {
  return CURRENCIES[code];
}

/** US dollars for one unit: fixed, so that a company on a virtual clock always finds the same. */
const DOLLARS: Readonly<Record<string, string>> = {
  USD: '1',
  EUR: '1.08',
  GBP: '1.27',
  CAD: '0.73',
  AUD: '0.66',
  NZD: '0.61',
  MXN: '0.058',
  CHF: '1.12',
  JPY: '0.0067',
  INR: '0.012',
};

export const currencies: readonly string[] = Object.keys(DOLLARS);

/** Home units for one unit of a currency, six places; undefined for a currency QuickBooks has no rate for. */
export function defaultRate(currency: string, home: string): number | undefined {
  const from = DOLLARS[currency];
  const to = DOLLARS[home];
  if (from === undefined || to === undefined) return undefined;
  return new Decimal(from).dividedBy(to).toDecimalPlaces(6).toNumber();
}
