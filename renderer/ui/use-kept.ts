import { useRef } from 'react';

/**
 * The newest value that was there: while the next answer is on its way (other filter, other search), what was shown
 * stays instead of flashing empty. A change of `scope` forgets it, because it would be about something else.
 */
export function useKept<T>(value: T | null, scope: string): T | null {
  const kept = useRef<{ scope: string; value: T | null }>({ scope, value: null });
  if (kept.current.scope !== scope) kept.current = { scope, value };
  else if (value !== null) kept.current.value = value;
  return kept.current.value;
}
