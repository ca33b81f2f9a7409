import type { FieldDescriptor } from '../../shared/entity.ts';
import type { Links } from '../core/common.ts';
import type { EntityModule } from '../core/types.ts';
import type { Context } from './context.ts';
import { madeOf } from './overlay.ts';

/** Categories of items: the groups that items, and categories themselves, are sorted into. */

/** The entity that is sorted, and the field that says into what; null where there is none. */
function sortedItems({ entities }: Pick<Context, 'entities'>): { module: EntityModule; field: FieldDescriptor } | null {
  const module = entities.all.find((one) => one.incomeAccount !== undefined);
  const field = module?.descriptor.fields.find((one) => one.sorts === true);
  return module && field ? { module, field } : null;
}

/**
 * What a category of QuickBooks stands under there, as it was last seen; of one that a plan is about to make, what it will
 * stand under. Read anew at each call: categories are made before what stands in them.
 */
export function categoryAbove(
  ctx: Pick<Context, 'store' | 'entities'>,
  links: Pick<Links, 'toQuickbooks'>,
): (category: string) => string | null {
  const items = sortedItems(ctx);
  if (items === null) return () => null;
  const { field, module } = items;
  const entity = module.descriptor.name;
  return (category) => {
    const coming = madeOf(category);
    const seen = ctx.store.observation(
      entity,
      coming === null ? 'quickbooks' : 'platform',
      coming === null ? category : coming,
    );
    const above = seen?.body?.[field.name];
    if (typeof above !== 'string') return null;
    return coming === null ? above : links.toQuickbooks(entity, above);
  };
}

/** A category that is in QuickBooks and in use; `detail` is the names of those above it, `above` the next of them. */
export type CategoryThere = { id: string; name: string; detail: string | null; above: string | null };

/** Observations read per page. */
const PAGE = 500;

/** Categories that are in QuickBooks and in use, each behind the one it stands under. */
export function categoriesThere(ctx: Pick<Context, 'store' | 'entities'>): CategoryThere[] {
  const items = sortedItems(ctx);
  const among = items?.field.among;
  if (items === null || !among) return [];
  const { module, field } = items;
  const found = new Map<string, { name: string; above: string | null }>();
  for (let after = ''; ; ) {
    const page = ctx.store.observationsAfter(module.descriptor.name, 'quickbooks', after, PAGE);
    for (const { id, life, body } of page)
      if (life === 'live' && body !== null && among.values.includes(String(body[among.field])))
        found.set(id, { name: module.title(body), above: (body[field.name] ?? null) as string | null });
    const last = page.at(-1);
    if (!last) break;
    after = last.id;
  }
  const pathOf = (id: string, below: ReadonlySet<string> = new Set()): string[] => {
    const one = found.get(id);
    if (!one || below.has(id)) return [];
    return [...(one.above === null ? [] : pathOf(one.above, new Set([...below, id]))), one.name];
  };
  return [...found]
    .map(([id, { name, above }]) => ({ id, name, above, path: pathOf(id) }))
    .sort((a, b) => byPath(a.path, b.path))
    .map(({ id, name, above, path }) => ({ id, name, detail: path.slice(0, -1).join(':') || null, above }));
}

function byPath(a: string[], b: string[]): number {
  for (const [at, name] of a.entries()) {
    const other = b[at];
    if (other === undefined) return 1;
    const order = name.localeCompare(other);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
