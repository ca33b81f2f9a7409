import type { QuickbooksTokens } from '../../connectors/quickbooks/oauth.ts';
import type { CompanyEnvironment } from '../../core/ports.ts';
import type { CompanySecrets } from './vault.ts';

export type BuiltIn = 'demo' | 'empty';

/** The sandbox company that this app serves, with a sign-in that works. */
export type BuiltInCompany = {
  baseUrl: string;
  realmId: string;
  clientId: string;
  clientSecret: string;
  accessToken: string;
  refreshToken: string;
};

/** What a connection is made from, however its tokens came. */
export type Grant = {
  environment: CompanyEnvironment;
  /** Root of a stand-in's addresses, no slash at the end; null for Intuit's own. */
  baseUrl: string | null;
  /** The company that this app itself serves, if it is one. */
  builtIn: BuiltIn | null;
  realmId: string;
  secrets: CompanySecrets;
};

/** Life of an access token whose end we were not told; QuickBooks gives an hour, and a refused one is renewed anyway. */
const ACCESS_MS = 3_600_000;

/** Tokens that were made elsewhere: their ends are not known, and found out by using them. */
export const foreignTokens = (accessToken: string | null, refreshToken: string, now: number): QuickbooksTokens => ({
  accessToken: accessToken ?? '',
  accessExpiresAt: new Date(now + (accessToken === null ? 0 : ACCESS_MS)).toISOString(),
  refreshToken,
  refreshExpiresAt: null,
  hardExpiresAt: null,
  renewedAt: new Date(now).toISOString(),
});

/** The sign-in that the built-in company gives by itself. */
export const builtInGrant = (company: BuiltIn, served: BuiltInCompany, now: number): Grant => ({
  environment: 'sandboxCompany',
  baseUrl: served.baseUrl.replace(/\/+$/, ''),
  builtIn: company,
  realmId: served.realmId,
  secrets: {
    client: { clientId: served.clientId, clientSecret: served.clientSecret },
    tokens: foreignTokens(served.accessToken, served.refreshToken, now),
  },
});
