import type { CustomScheme, Protocol } from 'electron';
import type { Asset } from '../web/assets.ts';
import { isOurPage, SCHEME } from './security.ts';

/** What the scheme may do: an origin of its own, treated as safe, with `fetch`. It may not pass by the CSP. */
export const schemes = (): CustomScheme[] => [
  {
    scheme: SCHEME,
    privileges: {
      standard: true,
      secure: true,
      supportFetchAPI: true,
      bypassCSP: false,
      allowServiceWorkers: false,
      corsEnabled: false,
      stream: false,
    },
  },
];

/** The answer to one request of the window: files of the built window, nothing else, read only. */
export function createWindowHandler(assets: (path: string) => Promise<Asset>): (request: Request) => Promise<Response> {
  return async (request) => {
    if (!isOurPage(request.url)) return new Response(null, { status: 403 });
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return new Response(null, { status: 405, headers: { Allow: 'GET' } });
    const asset = await assets(new URL(request.url).pathname || '/');
    const body = typeof asset.body === 'string' ? asset.body : new Uint8Array(asset.body);
    return new Response(request.method === 'HEAD' ? null : body, { status: asset.status, headers: asset.headers });
  };
}

/** Serves the window under its own scheme. Call when the app is ready. */
export const serveWindow = (protocol: Protocol, assets: (path: string) => Promise<Asset>): void =>
  protocol.handle(SCHEME, createWindowHandler(assets));
