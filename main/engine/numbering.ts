import { isNumbered } from '../../shared/entity.ts';
import type { EntityPolicy, Numbering } from '../../shared/policy.ts';
import type { Body } from '../../shared/primitives.ts';
import { following } from '../core/numbers.ts';
import { type Context, policyOf } from './context.ts';

/** Document numbers that the workspace gives by itself, from the start a person chose. */

type Given = Pick<Context, 'store' | 'entities' | 'events'>;

/** Whether a document of either side has the number, of the same kind or of one that may not share numbers with it. */
export function isTaken(
  { store, entities }: Pick<Given, 'store' | 'entities'>,
  entity: string,
  number: string,
): boolean {
  const space = entities.get(entity).descriptor.numberSpace;
  return entities.all.some(
    ({ descriptor: { name, numberSpace } }) =>
      (name === entity || (space !== undefined && numberSpace === space)) && store.hasNumber(name, number),
  );
}

/** The digits the next document gets: the first from the setting's on whose number is free on both sides. */
function free(ctx: Given, entity: string, { prefix, next }: Numbering): string {
  let digits = next;
  while (isTaken(ctx, entity, prefix + digits)) digits = following(digits) ?? next;
  return digits;
}

/** The number the next document of an entity gets; null where the workspace gives none. */
export function comingNumber(ctx: Given, entity: string): string | null {
  const { numbering } = policyOf(ctx, entity);
  if (!numbering.on || !isNumbered(ctx.entities.get(entity).descriptor)) return null;
  return numbering.prefix + free(ctx, entity, numbering);
}

/**
 * Takes the next number, so that nobody else gets it; null where the workspace gives none. `giveBack` returns it where
 * nothing was made with it: no gap is left unless somebody took the one after it meanwhile.
 */
export function takeNumber(ctx: Given, entity: string): { number: string; giveBack(): void } | null {
  const { store } = ctx;
  const policy = policyOf(ctx, entity);
  const { numbering } = policy;
  if (!numbering.on || !isNumbered(ctx.entities.get(entity).descriptor)) return null;
  const taken = free(ctx, entity, numbering);
  const after = following(taken) ?? taken;
  const remember = (next: string): void => {
    store.transaction(() => {
      const now = policyOf(ctx, entity);
      store.setMeta(`policy/${entity}`, { ...now, numbering: { ...now.numbering, next } } satisfies EntityPolicy);
      ctx.events.touch('mappings');
    });
  };
  remember(after);
  return {
    number: numbering.prefix + taken,
    giveBack() {
      const { numbering: now } = policyOf(ctx, entity);
      if (now.prefix === numbering.prefix && now.next === after) remember(taken);
    },
  };
}

/** A body about to be made, with a number where it has none and the workspace gives them. What fails gives it back. */
export async function numbered<T>(
  ctx: Given,
  entity: string,
  body: Body,
  make: (body: Body) => Promise<T>,
): Promise<T> {
  const empty = typeof body.number !== 'string' || body.number.trim() === '';
  const given = empty ? takeNumber(ctx, entity) : null;
  if (given === null) return make(body);
  try {
    return await make({ ...body, number: given.number });
  } catch (error) {
    given.giveBack();
    throw error;
  }
}
