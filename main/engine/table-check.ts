import type { TableSetup } from '../../shared/contract/import-file.ts';
import { Failure, fail } from '../../shared/errors.ts';
import { type Checked, checkInSteps, wrongSetup } from '../core/table-import/check.ts';
import { allTargets } from '../core/table-import/state.ts';
import type { CheckInput, Item, Known, Target } from '../core/table-import/types.ts';
import type { EntityModule } from '../core/types.ts';
import { type Context, mappingOf, taxesByLine } from './context.ts';
import { begun } from './drafts.ts';
import type { HeldCheck, HeldFile } from './table-desk.ts';

/** Checking a file against what the workspace has. Stores nothing. */

/** Kinds of records there can be in a file: what other products export, and the workspace can be given. */
const KINDS = ['customer', 'vendor', 'item', 'estimate', 'invoice', 'payment', 'bill', 'vendorCredit', 'expense'];

export const importable = (ctx: Pick<Context, 'entities'>): EntityModule[] =>
  KINDS.flatMap((name) => ctx.entities.all.find(({ descriptor }) => descriptor.name === name) ?? []);

/** Records read at once. */
const PAGE = 500;

/** What the workspace has of some entities, read in slices. */
async function knownOf(ctx: Context, entities: readonly string[]): Promise<Map<string, Known[]>> {
  const all = new Map<string, Known[]>();
  for (const entity of entities) {
    const found: Known[] = [];
    for (let after = 0; ; ) {
      const page = ctx.store.views(entity, after, PAGE);
      if (page.length === 0) break;
      after = page.at(-1)?.record.rid ?? after;
      for (const { platform, record } of page) {
        if (platform === null || platform.life === 'deleted' || record.platformId === null) continue;
        const { descriptor, title: titleOf } = ctx.entities.get(entity);
        const name = platform.body[descriptor.titleField];
        const title = descriptor.isDocument || typeof name !== 'string' ? titleOf(platform.body) : name;
        found.push({ entity, id: record.platformId, title, life: platform.life, body: platform.body });
      }
      await ctx.timers.yieldNow();
    }
    all.set(entity, found);
  }
  return all;
}

/** The entities a check looks into: the rows' own, what they refer to, and what shares names with any of those. */
function lookedInto(ctx: Context, module: EntityModule, targets: readonly Target[]): string[] {
  const wanted = new Set([
    module.descriptor.name,
    ...targets.flatMap(({ entity }) => (entity === null ? [] : [entity])),
  ]);
  const spaces = new Set([...wanted].map((name) => ctx.entities.get(name).descriptor.nameSpace));
  for (const { descriptor } of ctx.entities.all)
    if (descriptor.nameSpace !== undefined && spaces.has(descriptor.nameSpace)) wanted.add(descriptor.name);
  return [...wanted];
}

/** Checks a file as it was set up. Errors: `input.invalid` names what of the setup is wrong. */
export async function checkFile(ctx: Context, file: HeldFile, setup: TableSetup): Promise<HeldCheck> {
  const module = moduleFor(ctx, setup.entity);
  const targets = allTargets(module, ctx.entities.all);
  const wrong = wrongSetup(file.table, setup, targets);
  if (wrong) throw new Failure(wrong);
  const known = await knownOf(ctx, lookedInto(ctx, module, targets));
  const rates = (await ctx.book?.taxRates()) ?? [];
  const input: CheckInput = {
    table: file.table,
    setup,
    modules: ctx.entities.all,
    known: (entity) => known.get(entity) ?? [],
    imported: (source) => ctx.store.tableRecord(module.descriptor.name, source),
    rates,
    amountsAre: taxesByLine(ctx.store) ? (mappingOf(ctx.store).amountsAre ?? 'exclusive') : null,
    digest: (text) => ctx.hash(text).slice(0, 32),
    begun: (entity, body) => begun(ctx, entity, body),
  };
  const checked = await inSteps(ctx, checkInSteps(input, module));
  const hash = await hashOf(ctx, [file.id, setup, checked.dateOrder], checked.items);
  return { hash, file, setup, checked };
}

/** Items hashed at once. */
const HASHED_AT_ONCE = 250;

/** A hash over everything that is shown, made in slices. */
async function hashOf(ctx: Context, about: unknown[], items: readonly Item[]): Promise<string> {
  const hashes: string[] = [];
  for (let at = 0; at < items.length; at += HASHED_AT_ONCE) {
    hashes.push(ctx.hash(JSON.stringify(items.slice(at, at + HASHED_AT_ONCE))));
    await ctx.timers.yieldNow();
  }
  return ctx.hash(JSON.stringify([about, hashes]));
}

/** Lets other work run between the steps. */
async function inSteps(ctx: Context, steps: Generator<void, Checked>): Promise<Checked> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await ctx.timers.yieldNow();
  }
}

/** The kind of record of a file's rows. Error: `input.invalid`. */
export function moduleFor(ctx: Context, entity: string): EntityModule {
  const module = importable(ctx).find(({ descriptor }) => descriptor.name === entity);
  if (module) return module;
  const kinds = importable(ctx).map(({ descriptor }) => descriptor.name);
  return fail('input.invalid', { field: 'entity', problem: `"${entity}" is none of ${kinds.join(', ')}` });
}
