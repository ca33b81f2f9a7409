import type { Secrets } from '../../core/ports.ts';

/** Secrets that live as long as the process: for tests and for trying the app without leaving anything behind. */
export function createMemorySecrets(): Secrets {
  const values = new Map<string, string>();
  return {
    kind: 'memory',
    get: async (name) => values.get(name) ?? null,
    set: async (name, value) => {
      values.set(name, value);
    },
    delete: async (name) => {
      values.delete(name);
    },
  };
}
