import type { z } from 'zod';
import type { EntityDescriptor } from '../../../shared/entity.ts';
import { appError } from '../../../shared/errors.ts';
import type { Body, Json } from '../../../shared/primitives.ts';
import type { EntityModule, MatchKey } from '../../core/types.ts';
import { check } from '../parse.ts';
import { product } from '../sales/totals.ts';
import { tidyLineTax } from '../tax/fields.ts';
import { sameButPrices } from '../tax/same-lines.ts';
import { decimal, filled, longText, money, text, typedDecimal, typedMoney, typedMoneyOrNull } from '../values.ts';
import { type PurchaseTranslation, purchaseTranslation } from './quickbooks.ts';
import type { PurchaseDocument, PurchaseLine } from './schema.ts';
import { derivePurchase } from './totals.ts';

/** A kind of purchase document: what it adds to the fields, rules and translation all of them share. */
export type PurchaseSpec<T extends PurchaseDocument> = {
  descriptor: EntityDescriptor;
  schema: z.ZodObject;
  quickbooks: Omit<PurchaseTranslation<T>, 'noun' | 'titleOf'>;
  title(document: Body): string;
  matchKeys(document: T): MatchKey[];
  /** Defaults and spellings of its own fields, in place; runs on whatever a person sent. */
  tidy?(body: Body): void;
};

type Fault = { field: string; problem: string };

const MEMBERS = [
  'id',
  'account',
  'item',
  'description',
  'quantity',
  'unitPrice',
  'amount',
  'customer',
  'billable',
  'taxRate',
  'taxPercent',
]; // prettier-ignore

/** One spelling of every member of a line; a new line needs no id from the caller, its place will do. */
function tidyLine(line: Json, index: number): Json {
  if (typeof line !== 'object' || line === null || Array.isArray(line)) return line;
  const result = filled(MEMBERS, line);
  if (typeof result.description === 'string') result.description = longText(result.description);
  for (const name of ['account', 'item', 'customer'])
    if (typeof result[name] === 'string') result[name] = text(result[name]);
  for (const name of ['quantity', 'unitPrice', 'taxPercent']) result[name] = typedDecimal(result[name]);
  tidyLineTax(result);
  result.amount = result.amount === '' ? null : typedMoney(result.amount);
  result.id ??= `new:${index + 1}`;
  result.billable ??= false;
  // A price without a quantity means one.
  if (result.item !== null && result.unitPrice !== null && result.quantity === null && result.amount === null)
    result.quantity = '1';
  // The amount of a counted line follows from the two; an account keeps the amount alone.
  const { quantity, unitPrice } = result;
  if (result.amount === null && decimal(quantity) !== null && decimal(unitPrice) !== null)
    result.amount = product(String(quantity), String(unitPrice));
  return result;
}

/** What the schema cannot judge by itself. A line that came from QuickBooks may well have neither account nor item. */
function faultyLine(lines: PurchaseLine[]): Fault | null {
  const ids = new Set<string>();
  for (const [index, line] of lines.entries()) {
    const at = `Line ${index + 1}`;
    // An empty id is a line that has none yet.
    if (line.id !== '' && ids.has(line.id)) return { field: `${at} id`, problem: 'is used twice' };
    ids.add(line.id);
    if (line.account !== null && line.item !== null)
      return { field: `${at} Account`, problem: 'cannot stand beside an item: the item has its own' };
    if (line.account === null && line.item === null && line.id.startsWith('new:'))
      return { field: `${at} Account`, problem: 'is needed, or an item' };
    if (line.billable && line.customer === null)
      return { field: `${at} Customer`, problem: 'is needed for what is passed on' };
  }
  return null;
}

/** The whole module of a kind of purchase document. */
export function purchaseEntity<T extends PurchaseDocument>(spec: PurchaseSpec<T>): EntityModule {
  const { descriptor } = spec;
  const names = descriptor.fields.map((field) => field.name);
  const balance = descriptor.balanceField;

  const tidy = (body: unknown): Body => {
    const result = filled(names, body);
    for (const { name, kind, initial } of descriptor.fields) {
      if (typeof result[name] === 'string' && kind !== 'lines' && kind !== 'money')
        result[name] = kind === 'longText' ? longText(result[name]) : text(result[name]);
      if (initial !== undefined) result[name] ??= initial;
    }
    if (Array.isArray(result.lines)) result.lines = result.lines.map(tidyLine);
    result.tax = typedMoneyOrNull(result.tax);
    spec.tidy?.(result);
    return result;
  };

  /** An open balance is the workspace's to compute from payments: it stays as given, and is the total where nobody gave one. */
  const derive = (body: Body): Body => {
    const derived = derivePurchase(body);
    return balance === undefined
      ? derived
      : { ...derived, [balance]: money(derived[balance]) ?? derived.total ?? null };
  };

  return {
    descriptor,
    parse(body) {
      const tidied = tidy(body);
      // The derived amounts are ours to say, whatever was given.
      const draft: Body = { ...tidied, total: '0.00' };
      const given = balance === undefined ? null : typedMoney(tidied[balance]);
      if (balance !== undefined) draft[balance] = given ?? '0.00';
      const checked = check(descriptor, spec.schema, draft);
      if (!checked.ok) return checked;
      const fault = faultyLine((checked.body as unknown as T).lines);
      if (fault) return { ok: false, error: appError('input.invalid', { entity: descriptor.name, ...fault }) };
      return { ok: true, body: derive(balance === undefined ? checked.body : { ...checked.body, [balance]: given }) };
    },
    derive: (body) => derive(tidy(body)),
    saysSame: sameButPrices,
    matchKeys: (body) => spec.matchKeys(body as unknown as T),
    title: spec.title,
    quickbooks: purchaseTranslation<T>({
      ...spec.quickbooks,
      noun: descriptor.label.toLowerCase(),
      titleOf: (document) => spec.title(document as unknown as Body),
    }),
  };
}
