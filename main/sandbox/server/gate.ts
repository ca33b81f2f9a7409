/** On the way to the company: who may come in, and what stands in the way of everybody. */
import { faultAnswer, gatewayFault, refuse } from '../company/faults.ts';
import type { CompanyResponse } from '../company/types.ts';
import type { TokenStore } from './tokens.ts';

/** Standing trouble with the connection or the company; each ends when another is set. */
export const conditions = [
  'well',
  /** The person who connected is no admin any more: 401, 120. */
  'admin-lost',
  /** The company lives on another cluster, or the keys are of the other environment: 401, 130. */
  'wrong-cluster',
  /** Development keys at a production address or the other way round: 403, 3100. */
  'wrong-environment',
  /** The company is locked out: 140. */
  'locked-out',
  /** Maintenance: 150. */
  'maintenance',
  /** The company was reset since the app connected: 10200. */
  'company-reset',
] as const;

export type Condition = (typeof conditions)[number];

const ACCOUNTING = 'com.intuit.quickbooks.accounting';

export type Gate = {
  readonly tokens: TokenStore;
  readonly condition: () => Condition;
  /** The company's plan by name, for texts that tell it. */
  readonly offering: () => string;
};

/** The token of a header. The scheme is written in any case: many clients repeat the `token_type` they were given, `bearer`. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return authorization !== undefined && /^bearer /i.test(authorization) ? authorization.slice(7).trim() : undefined;
}

/** Signed in, for this company, and nothing in the way? The refusal if not. */
export function refusal(
  gate: Gate,
  authorization: string | undefined,
  realm: string,
  now: number,
): CompanyResponse | undefined {
  const checked = gate.tokens.check(bearerToken(authorization));
  if (!('grant' in checked)) {
    if (checked.problem === 'disconnected') return unauthorised(realm, now);
    const empty = checked.problem === 'missing' && authorization !== undefined;
    const details = {
      expired: `Token expired: ${authorization?.slice(7, 12)}…`,
      missing: empty ? 'An OAuth field is empty' : 'Missing OAuth 2.0 token',
      unknown: 'Token invalid or revoked',
    };
    const code = empty ? '3202' : '3200';
    return gatewayFault(401, code, 'AuthenticationFailed', details[checked.problem], 'AUTHENTICATION', now);
  }
  const { realmId, scope } = checked.grant;
  if (realm !== realmId || (scope !== ACCOUNTING && !scope.split(' ').includes(ACCOUNTING)))
    return unauthorised(realm, now);
  const condition = gate.condition();
  return condition === 'well' ? undefined : inTheWay(condition, gate, realm, now);
}

function unauthorised(realm: string, now: number): CompanyResponse {
  const detail = `The application is not authorized for realm ${realm}`;
  return gatewayFault(403, '3100', 'ApplicationAuthorizationFailed', detail, 'SERVICE', now);
}

function inTheWay(condition: Exclude<Condition, 'well'>, gate: Gate, realm: string, now: number): CompanyResponse {
  switch (condition) {
    case 'admin-lost': {
      const detail = `-11014-You do not have access to use ${gate.offering()}.`;
      return gatewayFault(401, '120', 'AuthorizationFailed', detail, 'AUTHORIZATION', now);
    }
    case 'wrong-cluster':
      return gatewayFault(401, '130', 'AuthorizationFailed', 'Accessing Wrong Cluster', 'AUTHORIZATION', now);
    case 'wrong-environment':
      return unauthorised(realm, now);
    case 'locked-out':
      return gatewayFault(400, '140', 'CompanyLocked', `Company ${realm} is locked out`, 'SERVICE', now);
    case 'maintenance':
      return gatewayFault(400, '150', 'CompanyMaintenance', `Company ${realm} is under maintenance`, 'SERVICE', now);
    case 'company-reset':
      return faultAnswer(refuse('10200', 'The company has been reset. Connect to it anew.', ''), now);
  }
}
