import type { ApiKey } from '../../../shared/contract/api-keys.ts';
import type { Handlers } from './handlers.ts';

/** Programs with keys: one that is used, one that never was. */
export function programHandlers(any: boolean, touched: () => void): Handlers {
  let keys: ApiKey[] = any
    ? [
        { id: 'k1', name: 'Dispatch board', hint: 'plk_8f3a', scopes: ['*:read', 'invoice:write', 'customer:write'], createdAt: '2026-01-12T09:00:00.000Z', usedAt: new Date(Date.now() - 240_000).toISOString() },
        { id: 'k2', name: 'Payroll export', hint: 'plk_c01d', scopes: ['customer:read', 'invoice:read', 'payment:read'], createdAt: '2026-02-02T15:30:00.000Z', usedAt: null },
      ] // biome-ignore format: a record a line
    : [];
  return {
    'apiKeys.list': () => ({ keys }),
    'apiKeys.create': ({ name, scopes }) => {
      keys = [...keys, { id: name, name, hint: 'plk_77aa', scopes, createdAt: new Date().toISOString(), usedAt: null }];
      touched();
      return { id: name, key: 'plk_77aa9QmX2vR4tKc8WbE5hLz1NfUoYj3sPdGi6AqTy0' };
    },
    'apiKeys.revoke': ({ id }) => {
      keys = keys.filter((one) => one.id !== id);
      touched();
      return {};
    },
  };
}
