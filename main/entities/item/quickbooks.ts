import { appError } from '../../../shared/errors.ts';
import type { CategoryAccounts } from '../../../shared/policy.ts';
import type { Body } from '../../../shared/primitives.ts';
import type { QuickbooksTranslation, TranslationContext } from '../../core/types.ts';
import {
  decimal,
  longText,
  nameKey,
  notTranslatable,
  plainName,
  put,
  readHead,
  record,
  refId,
  sparseHead,
  text,
  toNumber,
} from '../values.ts';
import type { Item } from './schema.ts';

const TYPES: Record<string, Item['type']> = {
  Service: 'service',
  NonInventory: 'nonInventory',
  Inventory: 'inventory',
  Category: 'category',
  Group: 'bundle',
};
const NATIVE_TYPES: Record<Item['type'], string> = {
  service: 'Service',
  nonInventory: 'NonInventory',
  inventory: 'Inventory',
  category: 'Category',
  bundle: 'Group',
};

/** QuickBooks has no "no price": an item without one comes back with 0, so 0 and nothing are the same here. */
export const price = (value: unknown): string | null => {
  const number = decimal(value);
  return number === '0' ? null : number;
};

type Member = (item: Item, creating: boolean) => Record<string, unknown>;
const number = (name: string, value: string | null, creating: boolean): Record<string, unknown> =>
  value === null && creating ? {} : { [name]: toNumber(value ?? '0') };

const MEMBERS: Record<keyof Item, Member> = {
  name: (item) => ({ Name: item.name }),
  sku: (item, creating) => put('Sku', item.sku, creating),
  description: (item, creating) => put('Description', item.description, creating),
  type: (item) => ({ Type: NATIVE_TYPES[item.type] }),
  unitPrice: (item, creating) => number('UnitPrice', item.unitPrice, creating),
  purchaseCost: (item, creating) => number('PurchaseCost', item.purchaseCost, creating),
  // A sparse update keeps what it does not name: the flag and an empty reference take an item out of its category.
  category: ({ category }, creating) =>
    category === null
      ? creating
        ? {}
        : { SubItem: false, ParentRef: { value: '' } }
      : { SubItem: true, ParentRef: { value: category } },
  // They cannot be taken off again: QuickBooks keeps the last one.
  incomeAccount: ({ incomeAccount }) => (incomeAccount === null ? {} : { IncomeAccountRef: { value: incomeAccount } }),
  expenseAccount: ({ expenseAccount }) =>
    expenseAccount === null ? {} : { ExpenseAccountRef: { value: expenseAccount } },
  taxable: (item) => ({ Taxable: item.taxable }),
};

/**
 * What a new item is booked to: what it names itself, else what the nearest of its categories has for that, else what all new
 * items get. Income and expense are looked for apart.
 */
export function accountsFor(
  { category, incomeAccount, expenseAccount }: Pick<Item, 'category' | 'incomeAccount' | 'expenseAccount'>,
  context: Pick<TranslationContext, 'mapping' | 'categoryAbove'>,
): CategoryAccounts {
  const { defaultIncomeAccount, defaultExpenseAccount } = context.mapping;
  const group = categoryAccountsOf(category, context);
  return {
    income: incomeAccount ?? group.income ?? defaultIncomeAccount,
    expense: expenseAccount ?? group.expense ?? defaultExpenseAccount,
  };
}

/** What items of a category get: its own accounts, and those it has none of from the categories above it. */
function categoryAccountsOf(
  category: string | null,
  { mapping, categoryAbove }: Pick<TranslationContext, 'mapping' | 'categoryAbove'>,
): CategoryAccounts {
  const found: CategoryAccounts = { income: null, expense: null };
  const { categoryAccounts = {} } = mapping;
  if (Object.keys(categoryAccounts).length === 0) return found;
  // QuickBooks lets none stand under itself; two reads at different moments could still show it.
  const seen = new Set<string>();
  for (let at = category; at !== null && !seen.has(at); at = categoryAbove?.(at) ?? null) {
    seen.add(at);
    found.income ??= categoryAccounts[at]?.income ?? null;
    found.expense ??= categoryAccounts[at]?.expense ?? null;
    if (found.income !== null && found.expense !== null) break;
  }
  return found;
}

/** Products and services. Stock stays as it is in QuickBooks. */
export const itemQuickbooks: QuickbooksTranslation = {
  resource: 'Item',
  screen: 'items?itemId=',

  read(native) {
    const raw = record(native);
    const head = readHead(raw);
    if (head.life === 'deleted') return { ...head, body: null };
    const body: Item = {
      name: plainName(raw.Name, head.life) ?? '',
      sku: text(raw.Sku),
      description: longText(raw.Description),
      type: TYPES[String(raw.Type)] ?? 'service',
      unitPrice: price(raw.UnitPrice),
      purchaseCost: price(raw.PurchaseCost),
      category: refId(raw.ParentRef),
      incomeAccount: raw.Type === 'Group' ? null : refId(raw.IncomeAccountRef),
      expenseAccount: refId(raw.ExpenseAccountRef),
      taxable: raw.Taxable === true,
    };
    return { ...head, body: body satisfies Body };
  },

  write(request, context) {
    if (request.kind === 'remove') return { ok: true, json: { ...sparseHead(request), Active: false } };
    const item = request.body as Item;
    const creating = request.kind === 'create';
    if (creating && item.type === 'inventory')
      return notTranslatable(item.name, 'products with counted stock are made in QuickBooks');
    if (creating && item.type === 'bundle') return notTranslatable(item.name, 'bundles can only be made in QuickBooks');
    const json: Record<string, unknown> = creating ? {} : sparseHead(request);
    if (creating && item.type === 'category')
      return { ok: true, json: { Name: item.name, Type: 'Category', ...MEMBERS.category(item, true) } };
    if (creating) {
      const { income, expense } = accountsFor(item, context);
      if (income === null) {
        const error = appError('sync.needsMapping', { title: item.name, what: 'the income account for new items' });
        return { ok: false, error };
      }
      json.IncomeAccountRef = { value: income };
      // Without an expense account a bill that names the item is refused (code 6430).
      if (expense !== null) json.ExpenseAccountRef = { value: expense };
    }
    const fields = creating ? Object.keys(MEMBERS) : request.fields;
    for (const field of fields) Object.assign(json, MEMBERS[field as keyof Item]?.(item, creating));
    if (request.kind === 'restore') Object.assign(json, { Active: true, Name: item.name });
    return { ok: true, json };
  },

  lineIds: () => [],

  probe(request) {
    if (request.kind !== 'create') return null;
    const wanted = request.body as Item;
    return {
      fits(body) {
        const found = body as Item;
        return (
          nameKey(found.name) === nameKey(wanted.name) &&
          found.sku === wanted.sku &&
          found.type === wanted.type &&
          price(found.unitPrice) === price(wanted.unitPrice)
        );
      },
    };
  },
};
