import type { z } from 'zod';
import type { EntityDescriptor } from '../../../shared/entity.ts';
import { appError } from '../../../shared/errors.ts';
import type { Body, Json } from '../../../shared/primitives.ts';
import type { EntityModule, MatchKey } from '../../core/types.ts';
import { check } from '../parse.ts';
import { tidyLineTax } from '../tax/fields.ts';
import { sameButPrices } from '../tax/same-lines.ts';
import { filled, longText, money, text, typedDecimal, typedMoney, typedMoneyOrNull } from '../values.ts';
import { explainSales } from './explain.ts';
import { salesPostings } from './postings.ts';
import { type SalesTranslation, salesTranslation } from './quickbooks.ts';
import type { SalesDocument, SalesLine } from './schema.ts';
import { deriveSales } from './totals.ts';

/** A kind of sales document: what it adds to the fields, rules and translation all of them share. */
export type SalesSpec<T extends SalesDocument> = {
  descriptor: EntityDescriptor;
  schema: z.ZodObject;
  quickbooks: Omit<SalesTranslation<T>, 'noun' | 'titleOf' | 'fields'>;
  /** 1 where it is a sale, -1 where it gives back; absent where it promises and posts nothing. */
  posts?: 1 | -1;
  /** What is made of it, where anything is. */
  convert?: NonNullable<EntityModule['convert']>;
  /** Defaults and spellings of its own fields, in place; runs on whatever a person sent. */
  tidy?(body: Body): void;
  /** The first rule of its own that a checked document breaks. */
  fault?(document: T): { field: string; problem: string } | null;
};

/** Where the tidied form of a value depends on nothing but its kind. */
const SPELLING: Partial<Record<EntityDescriptor['fields'][number]['kind'], (value: Json) => Json>> = {
  text,
  ref: text,
  date: text,
  email: text,
  choice: text,
  listRef: text,
  longText,
};

/** One spelling of every member of a line; a new line needs no id from the caller, its place will do. */
const tidyLine =
  (members: string[]) =>
  (line: Json, index: number): Json => {
    if (typeof line !== 'object' || line === null || Array.isArray(line)) return line;
    const result = filled(members, line);
    if (typeof result.description === 'string') result.description = longText(result.description);
    for (const name of ['quantity', 'unitPrice', 'percent', 'taxPercent']) result[name] = typedDecimal(result[name]);
    tidyLineTax(result);
    result.amount = result.amount === '' ? null : typedMoney(result.amount);
    result.id ??= `new:${index + 1}`;
    result.kind ??= 'item';
    result.taxable ??= false;
    // A price without a quantity means one.
    if (result.kind === 'item' && result.unitPrice !== null && result.quantity === null && result.amount === null)
      result.quantity = '1';
    return result;
  };

/** A line the schema cannot judge by itself: which members it needs depends on its kind. */
function faultyLine(lines: SalesLine[]): { field: string; problem: string } | null {
  const ids = new Set<string>();
  for (const [index, line] of lines.entries()) {
    const at = `Line ${index + 1}`;
    // An empty id is a line that has none yet.
    if (line.id !== '' && ids.has(line.id)) return { field: `${at} id`, problem: 'is used twice' };
    ids.add(line.id);
    if (line.kind === 'item' && line.item === null && (line.quantity !== null || line.unitPrice !== null))
      return { field: `${at} Item`, problem: 'is needed' };
    if (line.kind === 'discount' && line.percent === null && line.amount === null)
      return { field: `${at} Percent`, problem: 'or an amount is needed' };
    if (line.kind === 'shipping' && line.amount === null) return { field: `${at} Amount`, problem: 'is needed' };
  }
  return null;
}

/** Number first, then who, when and how much: the last two hold where QuickBooks gave the number. */
function matchKeys(body: Body): MatchKey[] {
  const document = body as SalesDocument;
  const keys: MatchKey[] = [];
  if (document.number) keys.push({ kind: 'number', value: document.number.toLowerCase() });
  keys.push({ kind: 'composite', value: `${document.customer}|${document.date}|${document.total}` });
  return keys;
}

/** The whole module of a kind of sales document. */
export function salesEntity<T extends SalesDocument>(spec: SalesSpec<T>): EntityModule {
  const { descriptor } = spec;
  const names = descriptor.fields.map((field) => field.name);
  const lines = descriptor.fields.find((field) => field.kind === 'lines');
  const members = ['id', ...(lines?.line ?? []).map((member) => member.name)];
  const balance = descriptor.balanceField;

  const tidy = (body: unknown): Body => {
    const result = filled(names, body);
    for (const { name, kind } of descriptor.fields) {
      const value = result[name];
      if (typeof value === 'string') result[name] = SPELLING[kind]?.(value) ?? (SPELLING[kind] ? null : value);
    }
    if (Array.isArray(result.lines)) result.lines = result.lines.map(tidyLine(members));
    result.taxPercent = typedDecimal(result.taxPercent);
    result.taxAdjustment = typedMoneyOrNull(result.taxAdjustment);
    spec.tidy?.(result);
    return result;
  };

  /** An open balance is the workspace's to compute from payments: it stays as given, and is the total where nobody gave one. */
  const derive = (body: Body): Body => {
    const derived = deriveSales(body);
    return balance === undefined
      ? derived
      : { ...derived, [balance]: money(derived[balance]) ?? derived.total ?? null };
  };

  const titleOf = (body: Body): string =>
    text(body.number) === null ? `${descriptor.label} without a number` : `${descriptor.label} ${String(body.number)}`;

  return {
    descriptor,
    parse(body) {
      const tidied = tidy(body);
      // The derived amounts are ours to say, whatever was given.
      const draft: Body = { ...tidied, subtotal: '0.00', taxTotal: '0.00', total: '0.00' };
      const given = balance === undefined ? null : typedMoney(tidied[balance]);
      if (balance !== undefined) draft[balance] = given ?? '0.00';
      const checked = check(descriptor, spec.schema, draft);
      if (!checked.ok) return checked;
      const document = checked.body as unknown as T;
      const fault = faultyLine(document.lines) ?? spec.fault?.(document) ?? null;
      if (fault) return { ok: false, error: appError('input.invalid', { entity: descriptor.name, ...fault }) };
      return { ok: true, body: derive(balance === undefined ? checked.body : { ...checked.body, [balance]: given }) };
    },
    derive: (body) => derive(tidy(body)),
    matchKeys,
    title: titleOf,
    quickbooks: salesTranslation<T>({
      ...spec.quickbooks,
      noun: descriptor.label.toLowerCase(),
      fields: names,
      titleOf: (document) => titleOf(document as unknown as Body),
    }),
    explain: explainSales,
    saysSame: sameButPrices,
    ...(spec.convert ? { convert: spec.convert } : {}),
    ...(spec.posts === undefined ? {} : { postings: salesPostings(spec.posts) }),
  };
}
