/** Which of QuickBooks' tax models a company lives by, and the tax codes and rates it has. */
import type { Reader } from '../../entity.ts';
import { isList, isObject, refValue, textOf } from '../../members.ts';
import { putRow, type Work } from '../../store.ts';
import type { Body, Json, Row } from '../../types.ts';
import { isOn } from './preferences.ts';

/**
 * `manual`: US, the form names a tax code; `automated`: US, QuickBooks works the tax out by address; `global`: outside the
 * US, every line names its code; `none`: no sales tax.
 */
export type TaxModel = 'manual' | 'automated' | 'global' | 'none';

/** The country as CompanyInfo tells it, in two letters. */
export function countryOf(reader: Reader): string {
  const country = textOf(reader.get('CompanyInfo', '1')?.body ?? {}, 'Country') ?? 'US';
  return country === 'USA' ? 'US' : country;
}

export function taxModel(reader: Reader): TaxModel {
  if (!isOn(reader, 'TaxPrefs', 'UsingSalesTax')) return 'none';
  if (countryOf(reader) !== 'US') return 'global';
  return isOn(reader, 'TaxPrefs', 'PartnerTaxEnabled') ? 'automated' : 'manual';
}

export type Rate = { readonly id: string; readonly percent: number };

/** The rates a code is made of, for what is sold or what is bought. */
export function ratesOfCode(reader: Reader, code: Row, side: 'Sales' | 'Purchase'): Rate[] {
  const group = code.body[`${side}TaxRateList`];
  const details = isObject(group) && isList(group.TaxRateDetail) ? group.TaxRateDetail : [];
  return details.flatMap((item) => {
    const id = isObject(item) ? refValue(item.TaxRateRef) : undefined;
    const row = id === undefined ? undefined : reader.get('TaxRate', id);
    const percent = row?.body.RateValue;
    return id === undefined || typeof percent !== 'number' ? [] : [{ id, percent }];
  });
}

export type CodeSpec = {
  readonly name: string;
  readonly rates: readonly { readonly name: string; readonly percent: number }[];
  readonly taxable?: boolean;
  /** Made by QuickBooks itself, not by a person. */
  readonly system?: boolean;
};

type Tables = { readonly tables: ReadonlyMap<string, ReadonlyMap<string, Row>> };

function rowsOf(work: Work, entity: string): Row[] {
  const store: Tables = work.store;
  const rows = new Map(store.tables.get(entity) ?? []);
  for (const change of work.changed.values()) if (change.entity === entity) rows.set(change.row.id, change.row);
  return [...rows.values()];
}

/** The id of the row of that name, or the next free one. */
export function idFor(work: Work, entity: string, name: string): { readonly id: string; readonly found: boolean } {
  let last = 0;
  for (const row of rowsOf(work, entity)) {
    if (row.body.Name === name && !row.deleted) return { id: row.id, found: true };
    if (/^\d+$/.test(row.id)) last = Math.max(last, Number(row.id));
  }
  return { id: String(last + 1), found: false };
}

function put(work: Work, entity: string, id: string, body: Body): void {
  const row = { id, token: 0, created: work.now, updated: work.now, by: work.actor.id, deleted: false, body, kept: {} };
  putRow(work, entity, row);
}

/** The id of a rate of that name, made when there is none. */
function ensureRate(work: Work, name: string, percent: number): string {
  const { id, found } = idFor(work, 'TaxRate', name);
  if (!found) {
    put(work, 'TaxRate', id, {
      Name: name,
      Description: name,
      Active: true,
      RateValue: percent,
      AgencyRef: { value: '1' },
      SpecialTaxType: percent === 0 ? 'ZERO_RATE' : 'NONE',
      DisplayType: 'ReadOnly',
    });
  }
  return id;
}

/** The id of a code of that name, made with its rates when there is none. */
export function ensureCode(work: Work, spec: CodeSpec): string {
  const { id, found } = idFor(work, 'TaxCode', spec.name);
  if (found) return id;
  const list = (suffix: string): Json => ({
    TaxRateDetail: spec.rates.map((rate) => ({
      TaxRateRef: { value: ensureRate(work, `${rate.name}${suffix}`, rate.percent) },
      TaxTypeApplicable: 'TaxOnAmount',
      TaxOrder: 0,
    })),
  });
  const body: Body = {
    Name: spec.name,
    Description: spec.name,
    Active: true,
    Hidden: false,
    Taxable: spec.taxable !== false,
    TaxGroup: true,
    SalesTaxRateList: list(''),
    PurchaseTaxRateList: spec.system === true ? { TaxRateDetail: [] } : list(' (Purchases)'),
    TaxCodeConfigType: spec.system === true ? 'SYSTEM_GENERATED' : 'USER_DEFINED',
  };
  put(work, 'TaxCode', id, body);
  return id;
}

/** Puts the codes a company of another country does not use out of use. */
export function retireCodes(work: Work, keep: (row: Row) => boolean): void {
  for (const row of rowsOf(work, 'TaxCode')) {
    if (row.body.Active === false || keep(row)) continue;
    putRow(work, 'TaxCode', { ...row, updated: work.now, body: { ...row.body, Active: false, Hidden: true } });
  }
}
