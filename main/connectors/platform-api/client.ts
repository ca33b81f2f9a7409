import { type AppError, appError, type Result } from '../../../shared/errors.ts';
import { failureSchema, type WireFailure } from '../../../shared/platform-api/wire.ts';

/** One request and any answer to it, whatever its status. */
export type PlatformRequest = { method: string; url: string; headers: Record<string, string>; body: string | null };
export type PlatformAnswer = { status: number; headers: Record<string, string>; body: string };

/**
 * Carries a request. Throws only when no answer came; `arrived: 'no'` on what is thrown says that the request cannot have
 * arrived, anything else may have.
 */
export type PlatformTransport = (request: PlatformRequest) => Promise<PlatformAnswer>;

/** What became of a call: an answer, a refusal with its reason, or no answer worth the name. */
export type Called =
  | { kind: 'answered'; status: number; json: unknown }
  | { kind: 'refused'; status: number; failure: WireFailure }
  /** Never arrived, or was turned away before it counted. */
  | { kind: 'notSent'; error: AppError }
  /** May have arrived; nobody knows what came of it. */
  | { kind: 'lost'; error: AppError };

export type Call = {
  method: 'GET' | 'POST' | 'PUT';
  /** Below the root. */
  path: string;
  input?: unknown;
  key?: string;
  revision?: string | null;
};

export type ClientParts = {
  /** Root of the interface, without a slash at its end. */
  url: string;
  /** The API key; asked for at each call, so that it is held nowhere else. */
  apiKey(): Promise<string | null>;
  transport: PlatformTransport;
  label: string;
};

/** HTTP without opinions: one try, every failure an AppError of the platform's side. */
export function createClient({ url, apiKey, transport, label }: ClientParts): (call: Call) => Promise<Called> {
  return async ({ method, path, input, key, revision }) => {
    const token = await apiKey();
    if (token === null) return { kind: 'notSent', error: appError('platform.noKey', { url }) };
    const headers: Record<string, string> = {
      accept: 'application/json',
      authorization: `Bearer ${token}`,
      ...(input === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(revision === undefined || revision === null ? {} : { 'if-match': `"${revision}"` }),
    };
    let answer: PlatformAnswer;
    try {
      const body = input === undefined ? null : JSON.stringify(input);
      answer = await transport({ method, url: path === '/' ? url : `${url}${path}`, headers, body });
    } catch (thrown) {
      const error = appError('platform.offline', { label });
      return (thrown as { arrived?: unknown } | null)?.arrived === 'no'
        ? { kind: 'notSent', error }
        : { kind: 'lost', error };
    }
    return judged(answer, label);
  };
}

/** What an answer says. Only a refusal of the agreed form is one: a proxy's page may stand before a write that happened. */
function judged({ status, headers, body }: PlatformAnswer, label: string): Called {
  const json = parsed(body);
  const native = { httpStatus: status };
  if (status >= 200 && status < 300) return { kind: 'answered', status, json };
  const failure = failureSchema.safeParse(json);
  if (status === 401 || (status === 403 && failure.success)) {
    const detail = failure.success ? failure.data.error.userSentence : `it answered ${status}.`;
    return { kind: 'notSent', error: appError('platform.credentials', { label, detail }, { native }) };
  }
  if (status === 429) {
    const seconds = Number(headers['retry-after']);
    const wait = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 1000;
    return { kind: 'notSent', error: appError('platform.throttled', { label }, { native, retryAfterMs: wait }) };
  }
  if (failure.success && status < 500) return { kind: 'refused', status, failure: failure.data };
  // "Cannot be answered now; nothing was written" is part of the agreement; any other trouble is not.
  if (failure.success && status === 503)
    return { kind: 'notSent', error: appError('platform.offline', { label }, { native }) };
  const detail = `status ${status}`;
  return { kind: 'lost', error: appError('platform.protocol', { label, detail }, { native }) };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** A call that reads: its answer, or why there is none. */
export const failureOf = (called: Exclude<Called, { kind: 'answered' }>): AppError =>
  called.kind === 'refused' ? called.failure.error : called.error;

/** An answer that is not of the agreed form. */
export const unreadable = (label: string, detail: string): Result<never> => ({
  ok: false,
  error: appError('platform.protocol', { label, detail }),
});
