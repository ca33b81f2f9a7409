import type { InputOf } from '../../../shared/contract/index.ts';

/** Entries asked for at a time. */
export const PAGE = 100;

/** What of Activity stands in the address. */
export type ActivityFilters = {
  search: string;
  entity: string | null;
  side: 'platform' | 'quickbooks' | null;
  result: 'done' | 'failed' | 'info' | null;
  run: string | null;
  record: string | null;
};

const oneOf = <T extends string>(value: string | null, words: readonly T[]): T | null =>
  words.find((word) => word === value) ?? null;

/** Reads the filters from an address; what is not understood is left out. */
export function filtersOf(params: URLSearchParams): ActivityFilters {
  const entity = params.get('entity');
  return {
    search: params.get('q') ?? '',
    entity,
    side: oneOf(params.get('side'), ['platform', 'quickbooks']),
    result: oneOf(params.get('result'), ['done', 'failed', 'info']),
    run: params.get('run'),
    // An id alone could belong to any entity.
    record: entity === null ? null : params.get('record'),
  };
}

export const isFiltered = (filters: ActivityFilters): boolean =>
  filters.search !== '' || [filters.entity, filters.side, filters.result, filters.run].some((one) => one !== null);

/** What is asked for one page: the newest, or what came before an entry. */
export function pageInput(filters: ActivityFilters, before: number | null): InputOf<'activity.list'> {
  return {
    ...(filters.search === '' ? {} : { search: filters.search }),
    ...(filters.entity === null ? {} : { entity: filters.entity }),
    ...(filters.record === null ? {} : { recordId: filters.record }),
    ...(filters.side === null ? {} : { side: filters.side }),
    ...(filters.result === null ? {} : { result: filters.result }),
    ...(filters.run === null ? {} : { runId: filters.run }),
    ...(before === null ? {} : { before }),
    limit: PAGE,
  };
}

/**
 * Where the pages begin: the first is always the newest, each further one begins where the one before it ended when it
 * was asked for. New entries push the first page on; `merge` takes each entry once.
 */
export function merge<T extends { seq: number }>(pages: readonly (readonly T[])[]): T[] {
  const seen = new Map<number, T>();
  for (const page of pages) for (const entry of page) seen.set(entry.seq, entry);
  return [...seen.values()].sort((a, b) => b.seq - a.seq);
}
