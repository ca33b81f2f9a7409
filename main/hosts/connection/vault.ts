import { z } from 'zod';
import type { ClientCredentials, QuickbooksTokens } from '../../connectors/quickbooks/oauth.ts';
import type { Secrets } from '../../core/ports.ts';

/** Everything secret about one connected company: one entry of the keychain, changed as a whole. */
export type CompanySecrets = { client: ClientCredentials; tokens: QuickbooksTokens };

const secretsSchema: z.ZodType<CompanySecrets> = z.object({
  client: z.object({ clientId: z.string(), clientSecret: z.string() }),
  tokens: z.object({
    accessToken: z.string(),
    accessExpiresAt: z.string(),
    refreshToken: z.string(),
    refreshExpiresAt: z.string().nullable(),
    hardExpiresAt: z.string().nullable(),
    renewedAt: z.string(),
  }),
});

/** The secrets of connected companies in the keychain. What the keychain throws passes through (`host.noKeychain`). */
export type Vault = {
  get(realmId: string): Promise<CompanySecrets | null>;
  set(realmId: string, secrets: CompanySecrets): Promise<void>;
  forget(realmId: string): Promise<void>;
  /** The token that signs QuickBooks' notifications. */
  verifier: { get(): Promise<string | null>; set(token: string | null): Promise<void> };
};

/** @param bookId tells this book's entries from those of another data folder of the same user */
export function createVault(secrets: Secrets, bookId: string): Vault {
  const name = (realmId: string): string => `quickbooks/${bookId}/${realmId}`;
  return {
    get: async (realmId) => {
      const text = await secrets.get(name(realmId));
      if (text === null) return null;
      try {
        const parsed = secretsSchema.safeParse(JSON.parse(text));
        return parsed.success ? parsed.data : null;
      } catch {
        // Half an entry is no entry: connecting again mends it.
        return null;
      }
    },
    set: (realmId, value) => secrets.set(name(realmId), JSON.stringify(value)),
    forget: (realmId) => secrets.delete(name(realmId)),
    verifier: {
      get: () => secrets.get(name('webhooks')),
      set: (token) => (token === null ? secrets.delete(name('webhooks')) : secrets.set(name('webhooks'), token)),
    },
  };
}
