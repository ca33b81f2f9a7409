import { Failure, fail } from '../../../shared/errors.ts';
import type { PlatformBook } from '../../core/ports.ts';
import type { StoredRecord } from '../../core/ports-store.ts';
import { recordKey } from '../book.ts';
import { policyOf } from '../context.ts';
import { begun } from '../drafts.ts';
import { numbered } from '../numbering.ts';
import { moduleOf, viewOf } from '../rows.ts';
import { editable, edited, unwrap } from './editing.ts';
import type { Handler, HandlerContext } from './types.ts';

/** Documents of a record looked at: more were never made of one. */
const MADE = 200;

/**
 * Makes the next document of a record in the workspace, linked to it; the sync carries the link over. The record itself is
 * changed afterwards (an estimate becomes accepted): if that is refused, the document stands all the same.
 */
export const convertHandler =
  (ctx: HandlerContext, book: () => PlatformBook): Handler<'records.convert'> =>
  async ({ entity, key, date, share }) => {
    const module = moduleOf(ctx, entity);
    const { converts } = module.descriptor;
    if (!converts || !module.convert)
      return fail('input.invalid', {
        field: 'entity',
        problem: `${module.descriptor.label} is not made into anything`,
      });
    const target = ctx.entities.get(converts.entity);
    const view = viewOf(ctx, entity, key);
    const { id } = editable(ctx, view);
    const { title } = view.record.index;
    const current = unwrap(await book().get(entity, id));
    if (current.life !== 'live' || current.body === null)
      return fail('input.invalid', { field: title, problem: `is ${current.life}` });
    const made = madeOf(ctx, view.record, converts.entity, converts.link, id);
    const conversion = module.convert({
      id,
      body: current.body,
      made: made.map((one) => one.body),
      share,
      date,
      closes: ctx.connections.info() === null || !policyOf(ctx, entity).enabled,
    });
    if (!conversion.ok) {
      if (conversion.done === true)
        return fail('record.converted', { title, by: made.map((one) => one.title).join(', ') });
      return fail('input.invalid', { entity, field: conversion.field, problem: conversion.problem });
    }
    const seen = await numbered(ctx, converts.entity, begun(ctx, converts.entity, conversion.body), async (body) => {
      const parsed = target.parse(body);
      if (!parsed.ok) throw new Failure(parsed.error);
      return unwrap(await book().create(converts.entity, target.derive(parsed.body)));
    });
    edited(ctx, seen, `Made of ${title}`, []);
    await change(ctx, book(), { module, id, before: current, source: conversion.source });
    return { entity: converts.entity, key: seen.id };
  };

type Change = {
  module: ReturnType<typeof moduleOf>;
  id: string;
  before: { revision: string; body: Record<string, unknown> | null };
  source: Record<string, unknown>;
};

/** What the conversion changes in the record it was made of. */
async function change(ctx: HandlerContext, book: PlatformBook, { module, id, before, source }: Change): Promise<void> {
  const body = { ...before.body, ...source } as Parameters<typeof module.derive>[0];
  const told = Object.entries(source).filter(([field, value]) => before.body?.[field] !== value);
  if (told.length === 0) return;
  const answer = await book.update(module.descriptor.name, id, before.revision, module.derive(body));
  if (!answer.ok) return;
  edited(
    ctx,
    answer.value,
    'Changed',
    told.map(([field, after]) => ({ field, before: (before.body?.[field] ?? null) as never, after: after as never })),
  );
}

/** Living documents of an entity that name the record by that field, newest last. */
function madeOf(
  ctx: HandlerContext,
  record: StoredRecord,
  entity: string,
  link: string,
  id: string,
): { title: string; body: Parameters<ReturnType<typeof moduleOf>['derive']>[0] }[] {
  return ctx.store
    .referencing(record.entity, recordKey(record), MADE)
    .filter((one) => one.entity === entity)
    .flatMap((one) => {
      const { platform } = viewOf(ctx, entity, recordKey(one));
      if (platform?.life !== 'live' || platform.body[link] !== id) return [];
      return [{ title: one.index.title, body: platform.body }];
    });
}
