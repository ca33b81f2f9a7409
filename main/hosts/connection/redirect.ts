import { appError, type Result } from '../../../shared/errors.ts';
import type { CompanyEnvironment } from '../../core/ports.ts';

/**
 * Port on which a sign-in to Intuit's sandbox companies comes back. Intuit sends the browser only to addresses that were
 * registered with the keys, port included, so it cannot be any free one. Below the range systems give out by themselves.
 */
const REGISTERED_PORT = 27_447;

/** Where real companies send the browser: Intuit takes https with a name there, nothing on this computer. */
const PASTED_REDIRECT = 'https://developer.intuit.com/v2/OAuth2Playground/RedirectUrl';

/** How a sign-in comes back. */
export type Return =
  /** To a listener on this computer. */
  | { kind: 'listen'; host: '127.0.0.1' | 'localhost'; port: number }
  /** To a page of Intuit, whose address the person copies into Plumbline. */
  | { kind: 'paste'; redirectUri: string };

/** Source: redirect rules of Intuit (development keys take http://localhost with a port, production keys neither). */
export function returnOf(environment: CompanyEnvironment): Return {
  switch (environment) {
    case 'sandboxCompany':
      return { kind: 'listen', host: '127.0.0.1', port: 0 };
    case 'sandbox':
      return { kind: 'listen', host: 'localhost', port: REGISTERED_PORT };
    case 'production':
      return { kind: 'paste', redirectUri: PASTED_REDIRECT };
  }
}

const isLoopback = (url: URL): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);

/**
 * Checks the root address of a stand-in for QuickBooks: needed for a sandbox company, refused for Intuit's own
 * environments, and only on this computer, because secrets are sent there.
 */
export function checkBaseUrl(environment: CompanyEnvironment, baseUrl: string | null): Result<string | null> {
  const wrong = (problem: string) =>
    ({ ok: false, error: appError('input.invalid', { field: 'baseUrl', problem }) }) as const;
  if (environment !== 'sandboxCompany')
    return baseUrl === null ? { ok: true, value: null } : wrong('is only for a sandbox company on this computer');
  if (baseUrl === null) return wrong('is needed for a sandbox company');
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || !isLoopback(url))
    return wrong('must be an address on this computer, such as "http://127.0.0.1:8080/"');
  return { ok: true, value: url.href.replace(/\/+$/, '') };
}
