import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AppError, appError, Failure } from '../../../shared/errors.ts';
import { describePlatformApi } from '../../../shared/platform-api/openapi.ts';
import { platformOperations } from '../../../shared/platform-api/operations.ts';
import { PLATFORM_API_PATH, type WireFailure } from '../../../shared/platform-api/wire.ts';
import type { Clock, Ids, Log } from '../../core/ports.ts';
import type { Engine } from '../../engine/index.ts';
import { readInput } from '../headless/body.ts';
import { bearerOf } from '../web/access.ts';
import { SAFE_HEADERS } from '../web/content-policy.ts';
import { httpStatusOf } from '../web/http-status.ts';
import { createOperations, type OperationParts, Precondition } from './operations.ts';
import { createRateLimit, type Rate, USUAL_RATE } from './rate.ts';
import { route } from './route.ts';

export type PlatformApiParts = OperationParts & {
  apiCallerOf: Engine['apiCallerOf'];
  clock: Clock;
  ids: Ids;
  log: Log;
  rate?: Rate;
};

/** Answers requests below `/platform/v1`. Only API keys count there: no session, no token of the window, no cookie. */
export type PlatformApi = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Whether a path belongs to the Platform API. */
export const isPlatformPath = (path: string): boolean =>
  path === PLATFORM_API_PATH || path.startsWith(`${PLATFORM_API_PATH}/`);

type Answer = { status: number; headers?: Record<string, string>; value: unknown };

export function createPlatformApi(parts: PlatformApiParts): PlatformApi {
  const operations = createOperations(parts);
  const limit = createRateLimit(parts.rate ?? USUAL_RATE, () => parts.clock.now());
  let document: unknown = null;

  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const [path = '', search = ''] = (request.url ?? '').split('?');
    const below = path.slice(PLATFORM_API_PATH.length);
    if (below === '/openapi.json' && request.method === 'GET') {
      // Holds nothing of the book, so that a tool can read it before it has a key.
      document ??= describePlatformApi();
      return { status: 200, value: document };
    }
    const key = bearerOf(request.headers);
    const caller = key === null ? null : parts.apiCallerOf(key);
    if (caller === null) return refusal(appError('access.apiKey'));
    const wait = limit(caller.id);
    if (wait > 0) return refusal(appError('access.tooMany', {}, { retryAfterMs: wait }));
    const routed = route(request.method ?? 'GET', below);
    if (routed.kind === 'none')
      return { status: 404, value: { error: appError('input.unknownCommand', { name: below.slice(0, 60) }) } };
    if (routed.kind === 'method') {
      const problem = `must be ${routed.allow.join(' or ')}, not ${request.method}`;
      const error = appError('input.invalid', { field: 'method', problem });
      return { status: 405, headers: { Allow: routed.allow.join(', ') }, value: { error } };
    }
    const { input: takes, status } = platformOperations[routed.name];
    const input = takes === null ? { ok: true as const, value: null } : await readInput(request);
    if (!input.ok) return refusal(input.error);
    const header = (name: string): string | undefined => {
      const given = request.headers[name];
      return typeof given === 'string' ? given : undefined;
    };
    const call = { caller, parts: routed.parts, query: new URLSearchParams(search), header, input: input.value };
    return { status, value: await operations[routed.name](call) };
  };

  const safely = async (request: IncomingMessage): Promise<Answer> => {
    try {
      return await answer(request);
    } catch (thrown) {
      if (thrown instanceof Precondition) return { status: 428, value: { error: thrown.error } };
      if (thrown instanceof Failure) return refusal(thrown.error);
      const reference = parts.ids.next();
      const error = thrown instanceof Error ? String(thrown.stack) : String(thrown);
      parts.log.error('A call of the Platform API failed unexpectedly', { reference, error });
      return refusal(appError('internal.unexpected', { reference }));
    }
  };

  return async (request, response) => {
    const { status, headers, value } = await safely(request);
    const text = JSON.stringify(value);
    response.writeHead(status, {
      ...SAFE_HEADERS,
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Security-Policy': "default-src 'none'",
      'Cache-Control': 'no-store',
      'Content-Length': Buffer.byteLength(text),
      ...(status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
      ...headers,
    });
    response.end(text);
  };
}

function refusal(error: AppError): Answer {
  const failure: WireFailure = { error, ...(error.code === 'platform.cursor' ? { fullNeeded: true } : {}) };
  const wait = error.retryAfterMs;
  return {
    // A write that is based on an older revision is what If-Match is for.
    status: error.code === 'record.stale' ? 412 : httpStatusOf(error.code),
    ...(wait === undefined ? {} : { headers: { 'Retry-After': String(Math.ceil(wait / 1000)) } }),
    value: failure,
  };
}
