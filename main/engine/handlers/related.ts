import type { RecordDetail } from '../../../shared/contract/records.ts';
import { aboveOf } from '../../../shared/entity.ts';
import type { Body, Json } from '../../../shared/primitives.ts';
import type { StoredRecord } from '../../core/ports-store.ts';
import { recordKey } from '../book.ts';
import { rowOf } from '../rows.ts';
import type { HandlerContext } from './types.ts';

type Related = RecordDetail['related'];

/** Related records shown with one. */
const RELATED = 50;

/** What is under the record, what refers to it, and what it settles or belongs to by amount. */
export function related(ctx: HandlerContext, record: StoredRecord): Related {
  return ctx.store
    .referencing(record.entity, recordKey(record), RELATED)
    .filter((one) => one.rid !== record.rid)
    .map((one) => relatedRow(one, null));
}

function relatedRow(one: StoredRecord, by: string | null): Related[number] {
  const { key, title, date, amount, life } = rowOf(one, null, {});
  return { entity: one.entity, by, key, title, date, amount, life, state: one.state };
}

const sameName = (a: Json | undefined, b: string): boolean =>
  typeof a === 'string' && a.trim().toLowerCase() === b.trim().toLowerCase();

/** Records whose names the body says in words: the company of a person. Somebody's own name is nobody else's. */
export function named(ctx: HandlerContext, record: StoredRecord, body: Body): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { name, names } of ctx.entities.get(record.entity).descriptor.fields) {
    const text = body[name];
    if (names === undefined || typeof text !== 'string' || sameName(text, record.index.title)) continue;
    const { rows } = ctx.store.listRecords({
      entity: names.entity,
      search: text,
      live: true,
      offset: 0,
      limit: RELATED,
    });
    const same = rows
      .map((row) => row.record)
      .filter((one) => sameName(one.index.title, text) && one.rid !== record.rid);
    // Before the first sync both sides' may be there: the platform's is the one people work with.
    const one = same.find(({ platformId }) => platformId !== null) ?? same[0];
    if (one) found[name] = recordKey(one);
  }
  return found;
}

/**
 * Those who say the record's name in words, unless they refer to it as well (`known`). Who is called so too is no one's but
 * its own, and work under another record (a project) stands there.
 */
export function namesakes(ctx: HandlerContext, record: StoredRecord, known: ReadonlySet<string>): Related {
  const { title } = record.index;
  return ctx.entities.all.flatMap(({ descriptor }) => {
    const above = aboveOf(descriptor);
    return descriptor.fields
      .filter((field) => field.names?.entity === record.entity)
      .flatMap(({ name }) =>
        ctx.store
          .listRecords({ entity: descriptor.name, search: title, live: true, offset: 0, limit: RELATED })
          .rows.filter(
            ({ record: one, body }) =>
              one.rid !== record.rid && sameName(body[name], title) && !sameName(one.index.title, title),
          )
          .filter(({ body }) => above?.below === undefined || (body[above.name] ?? null) === null)
          .map(({ record: one }) => relatedRow(one, name))
          .filter((one) => !known.has(one.key)),
      );
  });
}
