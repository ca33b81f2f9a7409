/** Answers that do not come from the company: the gateway's, the load balancer's, and none at all. */
import { faultAnswer, gatewayFault, noSuchResource, refuse } from '../company/faults.ts';
import type { CompanyResponse } from '../company/types.ts';
import type { FaultKind } from './fault-plan.ts';

const HTML_TITLES: Readonly<Record<number, string>> = {
  400: '400 Bad Request',
  408: '408 Request Time-out',
  413: '413 Request Entity Too Large',
  414: '414 Request-URI Too Large',
  431: '431 Request Header Fields Too Large',
  502: '502 Bad Gateway',
  503: '503 Service Temporarily Unavailable',
  504: '504 Gateway Time-out',
};

/** What the load balancer answers by itself: a page, whatever the caller reads. */
export function loadBalancerPage(status: number): CompanyResponse {
  const title = HTML_TITLES[status] ?? `${status} Error`;
  return {
    status,
    headers: { 'content-type': 'text/html' },
    body: `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`,
  };
}

export function throttled(now: number, status: 429 | 403 = 429): CompanyResponse {
  const detail = 'The request limit was reached.  Try again later';
  return gatewayFault(status, '3001', 'ThrottleExceeded', detail, 'SERVICE', now);
}

/** As it was sent for years, even to callers who asked for JSON. */
export function throttledXml(): CompanyResponse {
  return {
    status: 429,
    headers: { 'content-type': 'application/xml' },
    body: '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><IntuitResponse xmlns="http://schema.intuit.com/finance/v3"><Fault type="SERVICE"><Error code="3001"><Message>message=ThrottleExceeded; errorCode=003001; statusCode=429</Message><Detail>The request limit was reached.  Try again later</Detail></Error></Fault></IntuitResponse>',
  };
}

/** Something broke inside: told without saying what, and never with a stack. */
export function systemFailure(now: number): CompanyResponse {
  const failed = refuse('10000', 'System Failure Error: An unexpected error occurred.');
  return {
    ...faultAnswer(failed, now),
    status: 500,
    body: faultAnswer(failed, now).body.replace('ValidationFault', 'SystemFault'),
  };
}

/** What a fault puts in the place of an answer, when the company is not even asked. */
export function unanswered(fault: FaultKind, path: string, now: number): CompanyResponse | 'drop' | 'hold' | undefined {
  switch (fault) {
    case 'lose-before':
      return 'drop';
    case 'timeout':
      return 'hold';
    case 'throttle':
      return throttled(now);
    case 'throttle-403':
      return throttled(now, 403);
    case 'throttle-xml':
      return throttledXml();
    case 'error-500':
      return gatewayFault(500, '3100', 'InternalServerError', 'Internal Server Error', 'SERVICE', now);
    case 'system-failure':
      return systemFailure(now);
    case 'fault-200':
      return { ...systemFailure(now), status: 200 };
    case 'no-resource':
      return faultAnswer(noSuchResource(path), now);
    case 'outage':
      return loadBalancerPage(503);
    case 'bad-gateway':
      return loadBalancerPage(502);
    case 'gateway-timeout':
      return loadBalancerPage(504);
    case 'lose-after':
    case 'truncated':
      return undefined;
  }
}
