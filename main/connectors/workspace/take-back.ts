import type { BookStore } from '../../core/book-store.ts';
import type { EntityRegistry, Observation } from '../../core/types.ts';
import { createShapes } from './shape.ts';

/**
 * Brings a book that was restored from a backup forward again, with what the engine saw of it since: an observation of the
 * workspace is the whole record. Answers how many records came back. What nobody had observed yet is lost.
 */
export function takeBack(store: BookStore, registry: EntityRegistry, seen: Iterable<Observation>): number {
  const shapes = createShapes(registry);
  const behind = store.newestChange();
  const news = [...seen]
    .filter((one) => one.side === 'platform' && one.body !== null && Number(one.revision) > behind)
    .sort((a, b) => Number(a.revision) - Number(b.revision));
  const newest = Number(news.at(-1)?.revision ?? behind);
  store.transaction(() => {
    // The count goes on behind everything that was ever told, so that no change is taken for an older one.
    while (store.newestChange() < newest) store.nextChange();
    for (const { entity, id, life, body, revision, changedAt } of news) {
      const shape = shapes.get(entity);
      if (shape === undefined || body === null) continue;
      const change = Number(revision);
      const updatedAt = changedAt === null ? 0 : Date.parse(changedAt);
      const createdAt = store.get(entity, id)?.createdAt ?? updatedAt;
      store.put({ entity, id, life, body, change, edited: change, createdAt, updatedAt }, shape.facts(body));
    }
  });
  return news.length;
}
