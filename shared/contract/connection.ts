import { z } from 'zod';
import { appErrorSchema } from '../errors.ts';
import { instantSchema } from '../primitives.ts';
import { companySchema } from './app.ts';
import { command, query } from './define.ts';

export const environmentSchema = z.enum(['sandboxCompany', 'sandbox', 'production']);

export const connectionCheckSchema = z.object({
  name: z.enum(['credentials', 'permission', 'company']),
  label: z.string(),
  outcome: z.enum(['ok', 'failed', 'notChecked']),
  sentence: z.string(),
});

export const connectionContract = {
  'connection.get': query(
    'The connection as Settings shows it. Never holds a token.',
    'everyone',
    z.object({}),
    z.object({
      company: companySchema.nullable(),
      connectedAt: instantSchema.nullable(),
      /** When the access token was last renewed, and when the refresh token ends if never used. */
      tokenRenewedAt: instantSchema.nullable(),
      tokenExpiresAt: instantSchema.nullable(),
      secretsKind: z.enum(['keychain', 'file', 'memory']),
      apiBase: z.string().nullable(),
      /** Company this book was synced with before a disconnect, if any. */
      previousCompany: companySchema.nullable(),
      error: appErrorSchema.nullable(),
    }),
  ),
  'connection.startSandbox': command(
    'Starts the built-in sandbox company and connects to it.',
    'admin',
    z.object({ company: z.enum(['demo', 'empty']).default('demo') }),
    z.object({ company: companySchema }),
  ),
  'connection.begin': command(
    'Begins to connect: answers the address to open in a browser. The sign-in comes back to this computer.',
    'admin',
    z.object({
      environment: environmentSchema,
      clientId: z.string().min(1, 'is needed'),
      clientSecret: z.string().min(1, 'is needed'),
      /** Root address of a QuickBooks stand-in on this computer; only with environment sandboxCompany. */
      baseUrl: z.url().optional(),
    }),
    z.object({ authorizeUrl: z.url(), redirectUri: z.url(), state: z.string() }),
  ),
  'connection.complete': command(
    'Finishes connecting by hand: pastes the address the browser ended on.',
    'admin',
    z.object({ callbackUrl: z.url() }),
    z.object({ company: companySchema }),
  ),
  'connection.adopt': command(
    'Connects with tokens made elsewhere, for scripts and tests. The tokens go straight to the keychain.',
    'admin',
    z.object({
      environment: environmentSchema,
      baseUrl: z.url().optional(),
      realmId: z.string().regex(/^\d+$/, 'is digits only'),
      clientId: z.string().min(1, 'is needed'),
      clientSecret: z.string().min(1, 'is needed'),
      accessToken: z.string().optional(),
      refreshToken: z.string().min(1, 'is needed'),
    }),
    z.object({ company: companySchema }),
  ),
  'connection.test': command(
    'A read-only call that names the company, or says which of credentials, permissions or company is wrong.',
    'admin',
    z.object({}),
    z.object({ ok: z.boolean(), company: companySchema.nullable(), checks: z.array(connectionCheckSchema) }),
  ),
  'connection.setWebhookVerifier': command(
    'Takes signed notifications of QuickBooks at POST /webhooks/intuit (scripting host), as hints to read sooner. The verifier token goes straight to the keychain; null ends it.',
    'admin',
    z.object({ token: z.string().min(8, 'is too short').max(200, 'is too long').nullable() }),
    z.object({}),
  ),
  'connection.disconnect': command(
    'Stops syncing and forgets the tokens. What is on either side stays there; reconnecting resumes.',
    'admin',
    z.object({}),
    z.object({}),
  ),
} as const;
