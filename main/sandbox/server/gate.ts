/** On the way to the company and back: who may come in, and what a scripted fault does to the answer. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gatewayFault } from '../company/faults.ts';
import type { CompanyResponse } from '../company/types.ts';
import type { FaultKind } from './fault-plan.ts';
import type { TokenStore } from './tokens.ts';

/** Signed in, still an admin, and for this company? The refusal if not. */
export function gate(
  request: IncomingMessage,
  path: string,
  tokens: TokenStore,
  admin: boolean,
  now: number,
): CompanyResponse | undefined {
  const header = request.headers.authorization ?? '';
  const checked = tokens.check(header.startsWith('Bearer ') ? header.slice(7) : undefined);
  if (!('grant' in checked)) {
    const details = {
      expired: 'Token expired',
      missing: 'Missing OAuth 2.0 token',
      unknown: 'Token invalid or revoked',
    };
    return gatewayFault(401, '3200', 'AuthenticationFailed', details[checked.problem], 'AUTHENTICATION', now);
  }
  const realm = path.split('/')[3] ?? '';
  const scoped = checked.grant.scope.split(' ').includes('com.intuit.quickbooks.accounting');
  if (realm !== checked.grant.realmId || !scoped) {
    const detail = `The application is not authorized for realm ${realm}`;
    return gatewayFault(403, '3100', 'ApplicationAuthorizationFailed', detail, 'SERVICE', now);
  }
  if (admin) return undefined;
  const detail = '-11014-You do not have access to use QuickBooks Online Plus.';
  return gatewayFault(401, '120', 'AuthorizationFailed', detail, 'AUTHORIZATION', now);
}

/** What a fault puts in the place of an answer, when the company is not even asked. */
export function unanswered(fault: FaultKind, now: number): CompanyResponse | 'drop' | 'hold' | undefined {
  switch (fault) {
    case 'lose-before':
      return 'drop';
    case 'timeout':
      return 'hold';
    case 'throttle':
      return gatewayFault(
        429,
        '3001',
        'ThrottleExceeded',
        'The request limit was reached.  Try again later',
        'SERVICE',
        now,
      );
    case 'throttle-xml':
      return {
        status: 429,
        headers: { 'content-type': 'application/xml' },
        body: '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><IntuitResponse xmlns="http://schema.intuit.com/finance/v3"><Fault type="SERVICE"><Error code="3001"><Message>message=ThrottleExceeded; errorCode=003001; statusCode=429</Message><Detail>The request limit was reached.  Try again later</Detail></Error></Fault></IntuitResponse>',
      };
    case 'error-500':
      return gatewayFault(500, '3100', 'InternalServerError', 'Internal Server Error', 'SERVICE', now);
    case 'outage':
      return {
        status: 503,
        headers: { 'content-type': 'text/html' },
        body: '<html><head><title>503 Service Temporarily Unavailable</title></head><body><center><h1>503 Service Temporarily Unavailable</h1></center><hr><center>nginx</center></body></html>',
      };
    case 'lose-after':
    case 'truncated':
      return undefined;
  }
}

export function respond(response: ServerResponse, result: CompanyResponse, took: number, truncated: boolean): void {
  const bytes = Buffer.from(result.body, 'utf8');
  const total = Math.max(1, Math.round(took));
  response.writeHead(result.status, {
    ...result.headers,
    'content-length': bytes.length,
    'qbo-version': '1975.165',
    'service-time': `total=${total}, db=${Math.max(1, total - 1)}`,
  });
  if (!truncated) {
    response.end(bytes);
    return;
  }
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
}
