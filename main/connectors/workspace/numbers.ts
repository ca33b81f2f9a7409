import type { BookStore } from '../../core/book-store.ts';
import { following } from '../../core/numbers.ts';

/** Where a book without any number begins; two digits look like a first week, and QuickBooks itself begins here. */
const FIRST = '1001';

/** A number no document of the entity has: after the greatest, or where none is plain digits, after the last one given. */
export function nextNumber(store: BookStore, entity: string): string {
  const last = store.greatestNumber(entity) ?? store.latestNumber(entity);
  let next = last === null ? FIRST : (following(last) ?? FIRST);
  while (store.byNumber(entity, next) !== null) next = following(next) ?? FIRST;
  return next;
}
