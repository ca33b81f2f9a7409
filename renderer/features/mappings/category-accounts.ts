import type { OutputOf } from '../../../shared/contract/index.ts';
import type { CategoryAccounts } from '../../../shared/policy.ts';

type Mappings = OutputOf<'mappings.get'>;

/**
 * What no choice means for a category: the account of the nearest one above it that has one, else that for all new items. In
 * words for an empty field.
 */
export function usualAccount(
  { lists, options }: Pick<Mappings, 'lists'> & { options: Pick<Mappings['options'], 'categories'> },
  category: string,
  kind: keyof CategoryAccounts,
  accounts: { id: string; name: string }[],
): string {
  const nameOf = (id: string): string => accounts.find((one) => one.id === id)?.name ?? 'no longer in QuickBooks';
  const above = new Map(options.categories.map((one) => [one.id, one]));
  const seen = new Set([category]);
  for (let at = above.get(category)?.above ?? null; at !== null && !seen.has(at); at = above.get(at)?.above ?? null) {
    seen.add(at);
    const chosen = lists.categoryAccounts?.[at]?.[kind] ?? null;
    if (chosen !== null) return `As ${above.get(at)?.name ?? 'the category above'}: ${nameOf(chosen)}`;
  }
  const [usual, none] =
    kind === 'income' ? [lists.defaultIncomeAccount, 'not chosen yet'] : [lists.defaultExpenseAccount, 'none'];
  return `As all new items: ${usual === null ? none : nameOf(usual)}`;
}
