/**
 * Addresses one screen gives to another. Keys of records are ids or `qb:<id>`; both are safe in a path as they are, and
 * encoding the colon would make two addresses of one record.
 */
export const recordPath = (entity: string, key: string): string => `/records/${entity}/${key}`;
export const reviewPath = (id: string): string => `/review/${id}`;
export const problemPath = (id: string): string => `/problems/${id}`;
/** Key of a record from the ids an activity entry or link carries; null when it has neither. */
export const keyOf = (platformId: string | null, quickbooksId: string | null): string | null =>
  platformId ?? (quickbooksId === null ? null : `qb:${quickbooksId}`);
