import { PLATFORM_API_PATH } from '../../shared/platform-api/wire.ts';

/** One answer: its status, and its body as JSON (undefined where it was none). */
export type Answer = { status: number; body: unknown };

export type Send = (
  method: 'GET' | 'POST' | 'PUT',
  /** Below the root: "/records/customer". */
  path: string,
  more?: { input?: unknown; key?: string; revision?: string; apiKey?: string | null },
) => Promise<Answer>;

/** Longest wait for one answer. */
const PATIENCE_MS = 30_000;

/** Root of a platform's interface: an address without a path gets ours. */
export function rootOf(url: string): string {
  const given = new URL(url);
  return given.pathname === '/' ? `${given.origin}${PLATFORM_API_PATH}` : url.replace(/\/+$/, '');
}

/** A client that hides nothing: no retry, no redirect, every status an answer. */
export function createClient(url: string, apiKey: string): Send {
  const root = rootOf(url);
  return async (method, path, { input, key, revision, apiKey: other } = {}) => {
    const token = other === undefined ? apiKey : other;
    const answer = await fetch(path === '/' ? root : `${root}${path}`, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(input === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...(revision === undefined ? {} : { 'if-match': `"${revision}"` }),
      },
      ...(input === undefined ? {} : { body: JSON.stringify(input) }),
    });
    const text = await answer.text();
    try {
      return { status: answer.status, body: JSON.parse(text) };
    } catch {
      return { status: answer.status, body: undefined };
    }
  };
}
