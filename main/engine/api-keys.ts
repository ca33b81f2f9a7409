import type { ApiKey } from '../../shared/contract/api-keys.ts';
import { type Context, iso } from './context.ts';

/** A key as it is kept: its hash instead of itself. */
export type StoredApiKey = ApiKey & { hash: string };

/** Who calls the Platform API, and what they may do there. */
export type ApiCaller = { id: string; name: string; scopes: readonly string[] };

/** Every key begins so, which makes one that leaked recognisable. */
export const KEY_PREFIX = 'plk_';
/** How exactly the last use is kept: a write a minute, not one a call. */
const NOTED_MS = 60_000;
const META = 'apiKeys';

export const apiKeysOf = (ctx: Pick<Context, 'store'>): StoredApiKey[] => ctx.store.getMeta<StoredApiKey[]>(META) ?? [];

/** Replaces the keys, within the caller's transaction. */
export const putApiKeys = (ctx: Pick<Context, 'store'>, keys: StoredApiKey[]): void => ctx.store.setMeta(META, keys);

/** Who a key stands for; null for nobody (any more). Keys are 256 random bits, so a fast hash hides them well. */
export function apiCallerOf(ctx: Context, key: string): ApiCaller | null {
  if (!key.startsWith(KEY_PREFIX)) return null;
  const hash = ctx.hash(key);
  const keys = apiKeysOf(ctx);
  const found = keys.find((one) => one.hash === hash);
  if (found === undefined) return null;
  const now = ctx.clock.now();
  if (found.usedAt === null || now - Date.parse(found.usedAt) >= NOTED_MS) {
    const used = keys.map((one) => (one === found ? { ...one, usedAt: iso(now) } : one));
    ctx.store.transaction(() => putApiKeys(ctx, used), 'relaxed');
  }
  return { id: found.id, name: found.name, scopes: found.scopes };
}
