import { createHash, timingSafeEqual } from 'node:crypto';
import { type AppError, appError } from '../../../shared/errors.ts';

/** Headers that decide who may ask, as Node hands them over. */
export type AccessHeaders = {
  host?: string | undefined;
  origin?: string | undefined;
  authorization?: string | undefined;
  'sec-fetch-site'?: string | string[] | undefined;
};

/** Names under which this computer reaches the server. Anything else is a foreign name that was pointed here. */
const NAMES = ['127.0.0.1', 'localhost'];

/** Values the Host header may have; port 80 is left out by clients. */
const hostsOf = (port: number): string[] =>
  NAMES.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]));

/**
 * Refuses requests under a foreign name (DNS rebinding) and from foreign pages. Null when the request may go on.
 * A request without Origin comes from a script or from typing the address; the token decides about those.
 */
export function refuseForeign(headers: AccessHeaders, port: number): AppError | null {
  const hosts = hostsOf(port);
  if (headers.host === undefined || !hosts.includes(headers.host.toLowerCase()))
    return appError('access.origin', { origin: headers.host ?? 'no host named' });
  if (headers.origin !== undefined && !hosts.some((host) => headers.origin?.toLowerCase() === `http://${host}`))
    return appError('access.origin', { origin: headers.origin });
  return null;
}

/** Refuses data requests that a browser made for another site, even where it sends no Origin. */
export function refuseCrossSite(headers: AccessHeaders): AppError | null {
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none'
    ? null
    : appError('access.origin', { origin: `${headers.host ?? ''}, asked from another site` });
}

const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();

/** The token a request carries, or null. */
export const bearerOf = (headers: AccessHeaders): string | null =>
  /^Bearer ([\x21-\x7e]{1,200})$/i.exec(headers.authorization ?? '')?.[1] ?? null;

/** Whether two tokens are the same, in constant time. */
export const sameToken = (given: string, token: string): boolean =>
  // Digests have one length, which timingSafeEqual needs, and tell nothing of how much was right.
  timingSafeEqual(digest(given), digest(token));
