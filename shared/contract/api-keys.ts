import { z } from 'zod';
import { scopeSchema } from '../platform-api/wire.ts';
import { instantSchema } from '../primitives.ts';
import { command, query } from './define.ts';

/** A key of the Platform API. The key itself is shown once, when it is made; only its hash is kept. */
export const apiKeySchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Its first characters, to tell keys apart. */
  hint: z.string(),
  scopes: z.array(z.string()),
  createdAt: instantSchema,
  /** To the minute; null if never. */
  usedAt: instantSchema.nullable(),
});
export type ApiKey = z.infer<typeof apiKeySchema>;

export const apiKeysContract = {
  'apiKeys.list': query(
    'Keys with which other programs use the Platform API.',
    'admin',
    z.object({}),
    z.object({ keys: z.array(apiKeySchema) }),
  ),
  'apiKeys.create': command(
    'Makes a key for the Platform API. It is in this answer and nowhere else: keep it now.',
    'admin',
    z.object({
      name: z.string().trim().min(1, 'is needed').max(80, 'is too long'),
      /** "invoice:read", "customer:write", "*:write"… */
      scopes: z.array(scopeSchema).min(1, 'names at least one').max(40, 'is too long'),
    }),
    z.object({ id: z.string(), key: z.string() }),
  ),
  'apiKeys.revoke': command('Ends a key at once.', 'admin', z.object({ id: z.string() }), z.object({})),
} as const;
