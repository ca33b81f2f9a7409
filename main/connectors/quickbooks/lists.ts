import { Decimal } from 'decimal.js';
import type { Result } from '../../../shared/errors.ts';
import type { ListEntry } from '../../core/types.ts';
import type { QuickbooksClient } from './client.ts';
import { faultIn, toAppError } from './errors.ts';
import { PAGE } from './listing.ts';

type Raw = Record<string, unknown>;

const object = (value: unknown): Raw => (typeof value === 'object' && value !== null ? (value as Raw) : {});
const refId = (value: unknown): string => String(object(value).value ?? '');

/** Facts with something in them, as text. */
const facts = (entries: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(entries)
      .filter(([, value]) => value !== undefined && value !== null && value !== '')
      .map(([name, value]) => [name, String(value)]),
  );

const LISTS: { resource: string; list: string; facts(raw: Raw): Record<string, string> }[] = [
  {
    resource: 'Account',
    list: 'account',
    facts: (raw) =>
      facts({
        type: raw.AccountType,
        subType: raw.AccountSubType,
        classification: raw.Classification,
        number: raw.AcctNum,
        fullName: raw.FullyQualifiedName,
      }),
  },
  {
    resource: 'TaxCode',
    list: 'taxCode',
    facts: (raw) => facts({ taxable: raw.Taxable, description: raw.Description }),
  },
  { resource: 'TaxRate', list: 'quickbooksTaxRate', facts: (raw) => facts({ percent: raw.RateValue }) },
  { resource: 'Term', list: 'term', facts: (raw) => facts({ type: raw.Type, dueDays: raw.DueDays }) },
  { resource: 'PaymentMethod', list: 'paymentMethod', facts: (raw) => facts({ type: raw.Type }) },
];

/** Percentage of a tax code for sales or purchases, the sum of its rates, and those rates: each is rounded by itself. */
function percentOf(list: unknown, rates: Map<string, Decimal>): { percent: string; rates: string } | null {
  const details = object(list).TaxRateDetail;
  if (!Array.isArray(details) || details.length === 0) return null;
  const found: Decimal[] = [];
  for (const detail of details) {
    const rate = rates.get(refId(object(detail).TaxRateRef));
    if (!rate) return null;
    found.push(rate);
  }
  const percent = found.reduce((sum, rate) => sum.plus(rate), new Decimal(0));
  return { percent: percent.toDecimalPlaces(5).toFixed(), rates: found.map((rate) => rate.toFixed()).join(' ') };
}

const rateIds = (list: unknown): string => {
  const details = object(list).TaxRateDetail;
  return (Array.isArray(details) ? details : []).map((detail) => refId(object(detail).TaxRateRef)).join(' ');
};

/**
 * What a tax code comes to. Outside the US codes share rates, each computed once on all lines that bear it, and what is
 * bought may be taxed otherwise: codes that have rates for purchases also tell those, and which rates they are.
 */
function percentsOf(code: Raw, rates: Map<string, Decimal>): Record<string, string> | null {
  const sales = percentOf(code.SalesTaxRateList, rates);
  const bought = percentOf(code.PurchaseTaxRateList, rates);
  if (bought === null) return sales;
  return {
    ...sales,
    ...(sales === null ? {} : { rateIds: rateIds(code.SalesTaxRateList) }),
    purchasePercent: bought.percent,
  };
}

const query = (resource: string, start: number): string =>
  `select * from ${resource} where Active IN (true, false) startposition ${start} maxresults ${PAGE}`;

/** Rows of every list: one batch, and further pages only for a list that is longer than one. */
async function readAll(client: QuickbooksClient): Promise<Result<Map<string, Raw[]>>> {
  const items = LISTS.map(({ resource }, index) => ({ bId: `q${index}`, Query: query(resource, 1) }));
  const reply = await client.batch(items, null);
  if (!reply.ok) return { ok: false, error: reply.failure.error('The lists') };
  const rows = new Map<string, Raw[]>();
  for (const [index, { resource }] of LISTS.entries()) {
    const answer = reply.value.get(`q${index}`) ?? {};
    const fault = faultIn(answer, 400, null);
    if (fault) return { ok: false, error: toAppError(fault, `The list of ${resource}`) };
    const found = object(answer.QueryResponse)[resource];
    const all: Raw[] = Array.isArray(found) ? found.map(object) : [];
    for (let size = all.length; size === PAGE; ) {
      const tail = `WHERE Active IN (true, false) STARTPOSITION ${all.length + 1} MAXRESULTS ${PAGE}`;
      const more = await client.query(resource, tail);
      if (!more.ok) return { ok: false, error: more.failure.error(`The list of ${resource}`) };
      size = more.value.length;
      all.push(...more.value.map(object));
    }
    rows.set(resource, all);
  }
  return { ok: true, value: rows };
}

/** Where the preferences name the custom fields of each form: flags of use (`…UseSalesCustom1`) and names (`…SalesCustomName1`). */
const CUSTOM = [
  { group: 'SalesFormsPrefs', member: 'CustomField', list: 'salesCustomField' },
  { group: 'VendorAndPurchasesPrefs', member: 'POCustomField', list: 'purchaseCustomField' },
] as const;

/** The custom fields in use, by DefinitionId. Only these three texts of each form exist in this interface (reference, 4.3). */
export function customFieldsOf(preferences: Raw): ListEntry[] {
  return CUSTOM.flatMap(({ group, member, list }) => {
    const groups = object(preferences[group])[member];
    const fields = (Array.isArray(groups) ? groups : []).flatMap((one) => {
      const inner = object(one).CustomField;
      return Array.isArray(inner) ? inner.map(object) : [];
    });
    const names = new Map<string, string>();
    const used = new Set<string>();
    for (const field of fields) {
      const [, use, id] = /(Use)?(?:Sales|Purchase)Custom(?:Name)?(\d)$/.exec(String(field.Name)) ?? [];
      if (id === undefined) continue;
      if (use === undefined) names.set(id, String(field.StringValue ?? ''));
      else if (field.BooleanValue === true) used.add(id);
    }
    return [...used]
      .sort()
      .map((id) => ({ list, id, name: names.get(id) || `Custom field ${id}`, facts: {}, active: true }));
  });
}

/**
 * Accounts, tax codes, tax rates, terms and payment methods, inactive ones included so that old documents keep their
 * names. A tax code carries the sum of its rates as `percent` and each as `rates`. QuickBooks' rates are a list of their own name, because
 * `taxRate` is the platform's.
 */
export async function readLists(client: QuickbooksClient): Promise<Result<ListEntry[]>> {
  const read = await readAll(client);
  if (!read.ok) return read;
  const rates = new Map<string, Decimal>();
  for (const rate of read.value.get('TaxRate') ?? [])
    if (typeof rate.RateValue === 'number') rates.set(String(rate.Id), new Decimal(rate.RateValue));
  const preferences = await client.preferences();
  if (!preferences.ok) return { ok: false, error: preferences.failure.error('The settings of the company') };
  const entries: ListEntry[] = customFieldsOf(preferences.value);
  for (const { resource, list, facts: factsOf } of LISTS)
    for (const raw of read.value.get(resource) ?? []) {
      const id = String(raw.Id ?? '');
      // What a US line says instead of a code; no document can carry it as its code.
      if (id === '' || (list === 'taxCode' && /^(TAX|NON)$/.test(id))) continue;
      const percents = list === 'taxCode' ? percentsOf(raw, rates) : null;
      entries.push({
        list,
        id,
        name: String(raw.Name ?? ''),
        facts: { ...factsOf(raw), ...percents },
        active: raw.Active !== false,
      });
    }
  return { ok: true, value: entries };
}
