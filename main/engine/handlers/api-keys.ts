import { fail } from '../../../shared/errors.ts';
import { apiKeysOf, KEY_PREFIX, putApiKeys, type StoredApiKey } from '../api-keys.ts';
import { audit } from '../audit.ts';
import { nowAt } from '../context.ts';
import type { HandlerContext, Handlers } from './types.ts';

/** More keys than programs is a script that makes keys. */
const MOST_KEYS = 100;

export function apiKeysHandlers(ctx: HandlerContext): Handlers<'apiKeys'> {
  const save = (keys: StoredApiKey[], what: string): void => {
    ctx.store.transaction(() => {
      putApiKeys(ctx, keys);
      audit(ctx, { actor: 'You', what, result: 'info' });
      ctx.events.touch('settings');
    });
  };
  return {
    'apiKeys.list': () => ({ keys: apiKeysOf(ctx).map(({ hash: _, ...shown }) => shown) }),
    'apiKeys.create': ({ name, scopes }) => {
      const keys = apiKeysOf(ctx);
      if (keys.length >= MOST_KEYS)
        fail('input.invalid', { field: 'name', problem: `cannot be used: there are ${MOST_KEYS} keys already` });
      if (keys.some((one) => one.name.toLowerCase() === name.toLowerCase()))
        fail('input.invalid', { field: 'name', problem: 'is the name of another key' });
      const known = new Set(ctx.entities.all.map((module) => module.descriptor.name));
      const unknown = scopes.map((scope) => scope.split(':')[0] ?? '').find((one) => one !== '*' && !known.has(one));
      if (unknown !== undefined)
        fail('input.invalid', { field: 'scopes', problem: `names "${unknown}", which is no entity` });
      const id = ctx.ids.next();
      const key = KEY_PREFIX + ctx.passwords.token();
      const hint = key.slice(0, KEY_PREFIX.length + 4);
      const made = { id, name, hint, scopes: [...new Set(scopes)], createdAt: nowAt(ctx), usedAt: null };
      save([...keys, { ...made, hash: ctx.hash(key) }], `Made the API key ${name} (${made.scopes.join(', ')})`);
      return { id, key };
    },
    'apiKeys.revoke': ({ id }) => {
      const keys = apiKeysOf(ctx);
      const gone = keys.find((one) => one.id === id) ?? fail('input.invalid', { field: 'id', problem: 'is no key' });
      const rest = keys.filter((one) => one !== gone);
      save(rest, `Revoked the API key ${gone.name}`);
      return {};
    },
  };
}
