import { type AppError, appError, Failure, type Result } from '../../../shared/errors.ts';
import type { CallMeter, Clock, Log } from '../../core/ports.ts';
import type { TokenSource } from './client.ts';
import type { QuickbooksEndpoints } from './endpoints.ts';
import { isCut, retryAfter } from './errors.ts';
import { type HttpAnswer, NoAnswer, type Transport } from './transport.ts';

/** The one scope there is for bookkeeping; QuickBooks has no read-only one. */
export const ACCOUNTING_SCOPE = 'com.intuit.quickbooks.accounting';

export type ClientCredentials = { clientId: string; clientSecret: string };

/** A pair of tokens with the instants (ISO) they end at. Secret: it belongs in the keychain and nowhere else. */
export type QuickbooksTokens = {
  accessToken: string;
  accessExpiresAt: string;
  refreshToken: string;
  /** End of the refresh token when it is never used; it moves on with every refresh. */
  refreshExpiresAt: string | null;
  /** End of the whole chain, at most five years after consent, where QuickBooks tells it. */
  hardExpiresAt: string | null;
  /** When this pair was given, ISO. */
  renewedAt: string;
};

export type OauthDependencies = {
  endpoints: QuickbooksEndpoints;
  credentials: ClientCredentials;
  transport: Transport;
  clock: Clock;
  meter?: CallMeter;
  log?: Log;
};

/** The address to open in a browser. `state` must come back unchanged. */
export function authorizeUrl(
  endpoints: QuickbooksEndpoints,
  input: { clientId: string; redirectUri: string; state: string; scopes?: string[] },
): string {
  const url = new URL(endpoints.authorize);
  url.searchParams.set('client_id', input.clientId);
  url.searchParams.set('response_type', 'code');
  url.searchParams.set('scope', (input.scopes ?? [ACCOUNTING_SCOPE]).join(' '));
  url.searchParams.set('redirect_uri', input.redirectUri);
  url.searchParams.set('state', input.state);
  return url.href;
}

const sameText = (left: string, right: string): boolean => {
  let difference = left.length ^ right.length;
  for (let index = 0; index < left.length; index += 1)
    difference |= left.charCodeAt(index) ^ right.charCodeAt(index % Math.max(1, right.length));
  return difference === 0;
};

/**
 * Reads the address the browser ended on. The state is looked at first: whatever else such an address says, it is not
 * ours to act on when the state is another. The realm id comes only here.
 */
export function readCallback(callbackUrl: string, state: string): Result<{ code: string; realmId: string }> {
  const params = URL.canParse(callbackUrl) ? new URL(callbackUrl).searchParams : new URLSearchParams();
  const given = params.get('state');
  if (!given || !sameText(given, state)) return { ok: false, error: appError('connection.state') };
  const error = params.get('error');
  if (error !== null)
    return { ok: false, error: appError('connection.refused', {}, { native: { detail: error.slice(0, 100) } }) };
  const code = params.get('code');
  const realmId = params.get('realmId');
  if (!code || !realmId || !/^\d+$/.test(realmId)) return { ok: false, error: appError('connection.state') };
  return { ok: true, value: { code, realmId } };
}

const iso = (ms: number): string => new Date(ms).toISOString();
const seconds = (value: unknown): number | null => (typeof value === 'number' && value > 0 ? value : null);

function readTokens(body: Record<string, unknown>, before: string | null, now: number): QuickbooksTokens | null {
  const access = body.access_token;
  const refresh = body.refresh_token ?? before;
  if (typeof access !== 'string' || typeof refresh !== 'string') return null;
  const refreshFor = seconds(body.x_refresh_token_expires_in);
  const hardFor = seconds(body.x_refresh_token_hard_expires_in);
  return {
    accessToken: access,
    accessExpiresAt: iso(now + (seconds(body.expires_in) ?? 3600) * 1000),
    refreshToken: refresh,
    refreshExpiresAt: refreshFor === null ? null : iso(now + refreshFor * 1000),
    hardExpiresAt: hardFor === null ? null : iso(now + hardFor * 1000),
    renewedAt: iso(now),
  };
}

/** What a refused token request means. Only `invalid_grant` ends the connection; 5xx and silence are tried again. */
function tokenError(answer: HttpAnswer, body: Record<string, unknown>, now: number): AppError {
  const reason = typeof body.error === 'string' ? body.error : '';
  const tid = answer.headers.intuit_tid;
  const native = {
    httpStatus: answer.status,
    ...(reason === '' ? {} : { faultCode: reason }),
    ...(typeof body.error_description === 'string' ? { detail: body.error_description.slice(0, 300) } : {}),
    ...(tid === undefined ? {} : { intuitTid: tid }),
  };
  const wait = retryAfter(answer.headers, now);
  if (answer.status === 429) return appError('connection.throttled', {}, { native, retryAfterMs: wait ?? 60_000 });
  if (answer.status >= 500 || isCut(answer.body)) return appError('connection.outage', {}, { native });
  if (reason === 'invalid_client' || (answer.status === 401 && reason === ''))
    return appError('connection.client', {}, { native });
  if (reason === 'invalid_grant') return appError('connection.credentials', {}, { native });
  return appError(answer.status < 400 ? 'connection.outage' : 'connection.client', {}, { native });
}

const object = (text: string): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};

const basic = ({ clientId, clientSecret }: ClientCredentials): string =>
  `Basic ${Buffer.from(`${clientId}:${clientSecret}`, 'utf8').toString('base64')}`;

async function requestTokens(
  deps: OauthDependencies,
  form: Record<string, string>,
  before: string | null,
): Promise<Result<QuickbooksTokens>> {
  let answer: HttpAnswer;
  try {
    answer = await deps.transport({
      method: 'POST',
      url: deps.endpoints.token,
      headers: {
        authorization: basic(deps.credentials),
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        // Makes the answer tell when the whole chain ends (reference, 1.4).
        'x-include-refresh-token-hard-expires-in': 'true',
      },
      body: new URLSearchParams(form).toString(),
    });
  } catch {
    return { ok: false, error: appError('connection.offline') };
  }
  deps.meter?.count('token', form.grant_type ?? 'token');
  const body = object(answer.body);
  const tokens = answer.status === 200 ? readTokens(body, before, deps.clock.now()) : null;
  if (tokens) return { ok: true, value: tokens };
  const error = tokenError(answer, body, deps.clock.now());
  deps.log?.warn('QuickBooks refused a token', { status: answer.status, code: error.native?.faultCode ?? null });
  return { ok: false, error };
}

/** Trades the code of the callback for tokens. A code works once. */
export const exchangeCode = (
  deps: OauthDependencies,
  input: { code: string; redirectUri: string },
): Promise<Result<QuickbooksTokens>> =>
  requestTokens(deps, { grant_type: 'authorization_code', code: input.code, redirect_uri: input.redirectUri }, null);

/** A new pair for a refresh token. The token may change; the old one then stops working. */
export const refreshTokens = (deps: OauthDependencies, refreshToken: string): Promise<Result<QuickbooksTokens>> =>
  requestTokens(deps, { grant_type: 'refresh_token', refresh_token: refreshToken }, refreshToken);

/** Ends a grant. A token QuickBooks does not know any more is as good as revoked. */
export async function revokeToken(deps: OauthDependencies, token: string): Promise<Result<null>> {
  try {
    const answer = await deps.transport({
      method: 'POST',
      url: deps.endpoints.revoke,
      headers: {
        authorization: basic(deps.credentials),
        accept: 'application/json',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ token }),
    });
    if (answer.status === 200 || answer.status === 400) return { ok: true, value: null };
    return { ok: false, error: tokenError(answer, object(answer.body), deps.clock.now()) };
  } catch (error) {
    const native = { detail: error instanceof NoAnswer ? error.message : 'no answer' };
    return { ok: false, error: appError('connection.offline', {}, { native }) };
  }
}

/** Renew two minutes before the end, so that no call leaves with a token that dies on the way; sooner for short lives. */
const earlyMs = (tokens: QuickbooksTokens): number =>
  Math.min(120_000, Math.max(0, Date.parse(tokens.accessExpiresAt) - Date.parse(tokens.renewedAt)) / 10);

/**
 * The tokens of one connection. There is never more than one refresh at a time: a second one with the replaced token
 * could cost the whole grant. A new pair is handed to `persist` and used only once that has succeeded, so that a crash
 * cannot leave us with a token QuickBooks has already forgotten.
 */
export function createTokenSource(
  deps: OauthDependencies & {
    tokens: QuickbooksTokens;
    persist: (tokens: QuickbooksTokens) => Promise<void>;
    /** Told when the grant is dead and a person must connect again. */
    onDead?: (error: AppError) => void;
  },
): TokenSource & { current(): QuickbooksTokens } {
  let tokens = deps.tokens;
  let unsaved: QuickbooksTokens | null = null;
  let dead: AppError | null = null;
  let running: Promise<Result<string>> | null = null;

  async function save(fresh: QuickbooksTokens): Promise<Result<string>> {
    unsaved = fresh;
    try {
      await deps.persist(fresh);
    } catch (error) {
      // A full disk passes by itself: the pair is stored at the next try.
      if (error instanceof Failure) return { ok: false, error: error.error };
      const reason = error instanceof Error ? error.message : 'the keychain did not answer';
      return { ok: false, error: appError('host.secretsLocked', { reason }) };
    }
    tokens = fresh;
    unsaved = null;
    return { ok: true, value: tokens.accessToken };
  }

  async function renew(): Promise<Result<string>> {
    // A pair that could not be stored last time is the newest there is: storing it is all that is left to do.
    if (unsaved) return save(unsaved);
    const fresh = await refreshTokens(deps, tokens.refreshToken);
    if (fresh.ok) return save(fresh.value);
    if (fresh.error.code === 'connection.credentials') {
      dead = fresh.error;
      deps.onDead?.(fresh.error);
    }
    return fresh;
  }

  const single = (): Promise<Result<string>> => {
    running ??= renew().finally(() => {
      running = null;
    });
    return running;
  };

  return {
    current: () => tokens,
    async access() {
      if (dead) return { ok: false, error: dead };
      if (unsaved || running || Date.parse(tokens.accessExpiresAt) - earlyMs(tokens) <= deps.clock.now())
        return single();
      return { ok: true, value: tokens.accessToken };
    },
    async refresh(refused) {
      if (dead) return { ok: false, error: dead };
      // Somebody else's refresh has already replaced the refused token.
      if (!running && !unsaved && refused !== tokens.accessToken) return { ok: true, value: tokens.accessToken };
      return single();
    },
  };
}
