import { useCallback } from 'react';
import { useLocation, useSearch } from 'wouter';

/** What of a screen stands in its address. A null or empty value leaves the address. */
export type UrlPatch = Record<string, string | null>;

/** An address with some of its search changed: the rest stays, empty values go, the order is kept. */
export function patched(search: string, patch: UrlPatch): string {
  const params = new URLSearchParams(search);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null || value === '') params.delete(name);
    else params.set(name, value);
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

/**
 * The search part of the address as the screen's filters. `set` replaces the entry of the history while one refines a
 * list, so that "back" leaves the list instead of undoing letters; `go` moves to another path and keeps the filters.
 */
export function useUrlState() {
  const [path, navigate] = useLocation();
  const search = useSearch();
  const params = new URLSearchParams(search);
  const set = useCallback(
    (patch: UrlPatch) => navigate(`${path}${patched(search, patch)}`, { replace: true }),
    [navigate, path, search],
  );
  const go = useCallback(
    (to: string, options?: { replace?: boolean }) => navigate(`${to}${patched(search, {})}`, options),
    [navigate, search],
  );
  return { path, params, set, go, navigate };
}
