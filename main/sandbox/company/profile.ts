/** What kind of company it is: settings a person makes once, written straight into CompanyInfo and Preferences. */
import { PERSON } from './actors.ts';
import { CLOSING_PASSWORD } from './closing.ts';
import { changeHomeCurrency, openCurrencies } from './currency.ts';
import { countryFor, settleIn } from './founding.ts';
import { isList, isObject } from './members.ts';
import { type Plan, skuOf } from './plans.ts';
import { getRow, putRow, type Work } from './store.ts';
import type { Json, Row } from './types.ts';

export const taxModes = ['manual', 'automated', 'global', 'none'] as const;

export type TaxMode = (typeof taxModes)[number];

export type Profile = {
  readonly plan?: Plan;
  /** As CompanyInfo tells it: `PAID`, `TRIAL`; anything else means nobody pays any more. */
  readonly subscription?: string;
  /** ISO alpha-2, `US`. CA, GB and AU bring their currency and tax codes. */
  readonly country?: string;
  /** ISO 4217 of the home currency. */
  readonly currency?: string;
  readonly multiCurrency?: boolean;
  /** Manual rates, Automated Sales Tax, tax codes on every line as outside the US (country GB unless one is given), or no sales tax. */
  readonly tax?: TaxMode;
  readonly customTxnNumbers?: boolean;
  /** Last closed day; null opens the books again. */
  readonly bookCloseDate?: string | null;
  /** Closed books ask for a password. */
  readonly closingPassword?: boolean;
};

type Members = { readonly [member: string]: Json };

/** Applies what is given and leaves the rest. */
export function applyProfile(work: Work, profile: Profile): void {
  const values: Record<string, string> = {};
  if (profile.plan !== undefined) values.OfferingSku = skuOf(profile.plan);
  if (profile.subscription !== undefined) values.SubscriptionStatus = profile.subscription;
  const info: Record<string, Json> = {};
  const country = countryFor(work, profile);
  if (country !== undefined) info.Country = country;
  changeRow(work, 'CompanyInfo', (body) => ({ ...body, ...info, NameValue: named(body.NameValue, values) }));
  const kept = profile.closingPassword === undefined ? {} : { [CLOSING_PASSWORD]: profile.closingPassword };
  changeRow(work, 'Preferences', (body) => withGroups(body, groupsOf(profile)), kept);
  if (country !== undefined) settleIn(work, country, profile.currency);
  else if (profile.currency !== undefined) changeHomeCurrency(work, profile.currency);
  if (profile.multiCurrency === true) openCurrencies(work);
}

function groupsOf(profile: Profile): Record<string, Record<string, Json | undefined>> {
  const groups: Record<string, Record<string, Json | undefined>> = {};
  if (profile.bookCloseDate !== undefined)
    groups.AccountingInfoPrefs = { BookCloseDate: profile.bookCloseDate ?? undefined };
  if (profile.customTxnNumbers !== undefined) groups.SalesFormsPrefs = { CustomTxnNumbers: profile.customTxnNumbers };
  if (profile.multiCurrency !== undefined) groups.CurrencyPrefs = { MultiCurrencyEnabled: profile.multiCurrency };
  // PartnerTaxEnabled present means Automated Sales Tax, absent means manual rates.
  if (profile.tax !== undefined) {
    groups.TaxPrefs = {
      UsingSalesTax: profile.tax !== 'none',
      PartnerTaxEnabled: profile.tax === 'automated' ? true : undefined,
    };
  }
  return groups;
}

function withGroups(body: Members, groups: Record<string, Record<string, Json | undefined>>): Members {
  const result: Record<string, Json> = { ...body };
  for (const [group, changes] of Object.entries(groups)) {
    const present = body[group];
    const merged: Record<string, Json> = { ...(isObject(present) ? present : {}) };
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined) delete merged[name];
      else merged[name] = value;
    }
    result[group] = merged;
  }
  return result;
}

function named(list: Json | undefined, values: Record<string, string>): Json {
  const present = isList(list) ? list : [];
  const changed = present.map((item) => {
    const value = isObject(item) && typeof item.Name === 'string' ? values[item.Name] : undefined;
    return value === undefined || !isObject(item) ? item : { ...item, Value: value };
  });
  const known = new Set(present.map((item) => (isObject(item) ? item.Name : undefined)));
  const added = Object.entries(values).flatMap(([Name, Value]) => (known.has(Name) ? [] : [{ Name, Value }]));
  return [...changed, ...added];
}

function changeRow(work: Work, entity: string, change: (body: Members) => Members, kept: Row['kept'] = {}): void {
  const row = getRow(work, entity, '1');
  if (row === undefined) return;
  const body = change(row.body);
  const same = JSON.stringify(body) === JSON.stringify(row.body) && Object.keys(kept).length === 0;
  if (same) return;
  putRow(work, entity, {
    ...row,
    body,
    kept: { ...row.kept, ...kept },
    token: row.token + 1,
    updated: work.now,
    by: PERSON.id,
  });
}
