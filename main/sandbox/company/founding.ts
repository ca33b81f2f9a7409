/** Making a company one of a country: its currency, its tax codes. */
import { countrySettings } from './country.ts';
import { changeHomeCurrency } from './currency.ts';
import { ensureCode, retireCodes } from './entities/parts/tax-model.ts';
import { getRow, type Work } from './store.ts';

type Asked = { readonly country?: string; readonly tax?: string };

/** The country a profile brings: the one it names; GB where it asks for the tax of countries outside the US and is in none. */
export function countryFor(work: Work, { country, tax }: Asked): string | undefined {
  if (country !== undefined) return country;
  const present = getRow(work, 'CompanyInfo', '1')?.body.Country;
  return tax === 'global' && (present === undefined || present === 'US') ? 'GB' : undefined;
}

/** Gives a company what one of its country has. The US codes it does not use are put out of use. */
export function settleIn(work: Work, country: string, currency?: string): void {
  const settings = countrySettings(country);
  changeHomeCurrency(work, currency ?? settings?.currency ?? 'USD');
  if (settings === undefined) return;
  const own = new Set(settings.codes.map((code) => ensureCode(work, code)));
  retireCodes(work, (row) => own.has(row.id));
}
