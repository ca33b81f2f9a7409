import type { EngineStore } from '../core/ports-store.ts';

/** Small values that only the running engine writes and that every round of a sync asks for by the dozen. */
const REMEMBERED = new Set([
  'settings',
  'mapping',
  'facts',
  'factsMissed',
  'settingMark',
  'retranslateDue',
  'tries',
  'paused',
  'appliedAt',
  'brakeApplied',
  'brakeArmed',
  'endedNames',
  'mergedNames',
  'apiKeys',
]);
const isRemembered = (name: string): boolean => REMEMBERED.has(name) || name.startsWith('policy/');

/**
 * The store with those values held in memory once they were read. A transaction that fails forgets them all, for it may
 * have set some. Whoever reads a value must not change it.
 */
export function rememberValues(store: EngineStore): EngineStore {
  const known = new Map<string, unknown>();
  // Everything else is the store's own, looked up there at each call.
  return Object.assign(Object.create(store) as EngineStore, {
    getMeta: <T>(name: string): T | null => {
      const held = known.get(name);
      if (held !== undefined) return held as T | null;
      const value = store.getMeta<T>(name);
      if (isRemembered(name)) known.set(name, value);
      return value;
    },
    setMeta(name: string, value: unknown): void {
      known.delete(name);
      store.setMeta(name, value);
    },
    transaction<T>(act: () => T, durability?: 'durable' | 'relaxed'): T {
      try {
        return store.transaction(act, durability);
      } catch (error) {
        known.clear();
        throw error;
      }
    },
  } satisfies Pick<EngineStore, 'getMeta' | 'setMeta' | 'transaction'>);
}
