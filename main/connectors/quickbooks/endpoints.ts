import type { CompanyEnvironment } from '../../core/ports.ts';

/** Addresses of one QuickBooks environment (reference, 1.1). `apiBase` is the root before `/v3/company/…`. */
export type QuickbooksEndpoints = {
  environment: CompanyEnvironment;
  authorize: string;
  token: string;
  revoke: string;
  userinfo: string;
  apiBase: string;
  /** Root of QuickBooks' own screens, or null where there are none. */
  webBase: string | null;
};

const INTUIT = {
  authorize: 'https://appcenter.intuit.com/connect/oauth2',
  token: 'https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer',
  revoke: 'https://developer.api.intuit.com/v2/oauth2/tokens/revoke',
};

/**
 * Addresses of an environment. A sandbox company of ours, or anything else that serves Intuit's paths, is given by its
 * base URL: only the host changes.
 */
export function quickbooksEndpoints(
  environment: CompanyEnvironment,
  baseUrl: string | null = null,
): QuickbooksEndpoints {
  if (baseUrl !== null) {
    const base = baseUrl.replace(/\/+$/, '');
    return {
      environment,
      authorize: `${base}/connect/oauth2`,
      token: `${base}/oauth2/v1/tokens/bearer`,
      revoke: `${base}/v2/oauth2/tokens/revoke`,
      userinfo: `${base}/v1/openid_connect/userinfo`,
      apiBase: base,
      webBase: null,
    };
  }
  const sandbox = environment !== 'production';
  return {
    environment,
    ...INTUIT,
    userinfo: `https://${sandbox ? 'sandbox-' : ''}accounts.platform.intuit.com/v1/openid_connect/userinfo`,
    apiBase: `https://${sandbox ? 'sandbox-' : ''}quickbooks.api.intuit.com`,
    webBase: `https://${sandbox ? 'sandbox.' : ''}qbo.intuit.com/app`,
  };
}
