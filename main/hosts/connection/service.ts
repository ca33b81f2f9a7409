import { type AppError, appError, Failure, type Result } from '../../../shared/errors.ts';
import type { TokenSource } from '../../connectors/quickbooks/client.ts';
import type { QuickbooksEndpoints } from '../../connectors/quickbooks/endpoints.ts';
import { quickbooksEndpoints } from '../../connectors/quickbooks/endpoints.ts';
import {
  authorizeUrl,
  createTokenSource,
  exchangeCode,
  type OauthDependencies,
  type QuickbooksTokens,
  readCallback,
  revokeToken,
} from '../../connectors/quickbooks/oauth.ts';
import type { Transport } from '../../connectors/quickbooks/transport.ts';
import type {
  CallMeter,
  Clock,
  CompanyEnvironment,
  ConnectedCompany,
  ConnectionService,
  Connector,
  Log,
  Secrets,
} from '../../core/ports.ts';
import { createCallCounter } from './call-counter.ts';
import type { Loopback, LoopbackOptions } from './loopback.ts';
import { checkBaseUrl, returnOf } from './redirect.ts';
import type { StateFile, StoredConnection } from './state-file.ts';
import { type CompanySecrets, createVault } from './vault.ts';

export type BuiltIn = 'demo' | 'empty';

/** The sandbox company that this app serves, with a sign-in that works. */
export type BuiltInCompany = {
  baseUrl: string;
  realmId: string;
  clientId: string;
  clientSecret: string;
  accessToken: string;
  refreshToken: string;
};

export type ConnectionDeps = {
  secrets: Secrets;
  state: StateFile;
  transport: Transport;
  clock: Clock;
  log: Log;
  /** Makes a text nobody guesses. */
  unguessable(): string;
  /** A connector to a company that was signed in to. */
  connectorFor(input: {
    endpoints: QuickbooksEndpoints;
    realmId: string;
    tokens: TokenSource;
    meter: CallMeter;
  }): Connector;
  /** Starts the built-in sandbox company, or answers the one that runs. */
  startBuiltIn(company: BuiltIn): Promise<BuiltInCompany>;
  stopBuiltIn(): Promise<void>;
  listen(options: LoopbackOptions): Promise<Loopback>;
};

/** The service with what only its host calls: leaving in order. */
export type HostedConnection = ConnectionService & { close(): Promise<void> };

/** A sign-in that was begun and has not come back. */
type Pending = {
  state: string;
  redirectUri: string;
  environment: CompanyEnvironment;
  baseUrl: string | null;
  client: CompanySecrets['client'];
  loopback: Loopback | null;
  /** When it lapses, milliseconds. */
  until: number;
};

/** What a connection is made from, however its tokens came. */
type Grant = {
  environment: CompanyEnvironment;
  baseUrl: string | null;
  builtIn: BuiltIn | null;
  realmId: string;
  secrets: CompanySecrets;
};

/** How long a sign-in may take: reading Intuit's pages, a second factor, choosing a company. */
const SIGN_IN_MS = 600_000;

/** How long a revoke may take: leaving must not wait for a network that is not there. */
const REVOKE_MS = 10_000;

/** Life of an access token whose end we were not told; QuickBooks gives an hour, and a refused one is renewed anyway. */
const ACCESS_MS = 3_600_000;

/** Owns the connection to QuickBooks: sign-in, tokens in the keychain, the built-in company, what is remembered. */
export function createConnectionService(deps: ConnectionDeps): HostedConnection {
  const { state, clock, log } = deps;
  const vault = createVault(deps.secrets, state.read().bookId);
  const meter = createCallCounter(clock, state.read().calls, (calls) => state.change((old) => ({ ...old, calls })));
  const listeners = new Set<() => void>();

  let connector: Connector | null = null;
  let oauth: OauthDependencies | null = null;
  let fault: AppError | null = null;
  let pending: Pending | null = null;

  const tell = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const remember = (connection: StoredConnection | null): void => state.change((old) => ({ ...old, connection }));
  const fail = (error: AppError): { ok: false; error: AppError } => ({ ok: false, error });

  const info = (): ConnectedCompany | null => {
    const stored = state.read().connection;
    if (stored === null) return null;
    const { apiBase, webBase } = quickbooksEndpoints(stored.environment, stored.baseUrl);
    const { companyId, companyName, environment, connectedAt, tokenRenewedAt, tokenExpiresAt } = stored;
    return { companyId, companyName, environment, connectedAt, tokenRenewedAt, tokenExpiresAt, apiBase, webBase };
  };

  /** What keeps a new sign-in away: a connection that works. One that does not is simply replaced. */
  const already = (): AppError | null => (connector !== null && fault === null ? appError('connection.already') : null);

  const dropPending = (): void => {
    pending?.loopback?.close();
    pending = null;
  };

  const oauthFor = (
    grant: Pick<Grant, 'environment' | 'baseUrl'>,
    client: CompanySecrets['client'],
  ): OauthDependencies => ({
    endpoints: quickbooksEndpoints(grant.environment, grant.baseUrl),
    credentials: client,
    transport: deps.transport,
    clock,
    meter,
    log,
  });

  /** A connector on these tokens. New tokens go to the keychain before they are used. */
  function attach(grant: Grant): { made: Connector; parts: OauthDependencies; tokens(): QuickbooksTokens } {
    const parts = oauthFor(grant, grant.secrets.client);
    const source = createTokenSource({
      ...parts,
      tokens: grant.secrets.tokens,
      persist: async (tokens) => {
        await vault.set(grant.realmId, { client: grant.secrets.client, tokens });
        const stored = state.read().connection;
        if (stored === null || stored.companyId !== grant.realmId) return;
        remember({ ...stored, tokenRenewedAt: tokens.renewedAt, tokenExpiresAt: tokens.refreshExpiresAt });
        tell();
      },
      onDead: (error) => {
        // A replaced connection may still hear of its own end.
        if (connector !== made) return;
        fault = error;
        tell();
      },
    });
    const made: Connector = deps.connectorFor({
      endpoints: parts.endpoints,
      realmId: grant.realmId,
      tokens: source,
      meter,
    });
    return { made, parts, tokens: source.current };
  }

  /** Asks the company for its name and, when it answers, makes it the connected one. Nothing is kept when it does not. */
  async function take(grant: Grant): Promise<Result<ConnectedCompany>> {
    try {
      const { made, parts, tokens } = attach(grant);
      const answer = await made.test();
      if (!answer.ok) {
        await vault.forget(grant.realmId);
        return answer;
      }
      await vault.set(grant.realmId, { client: grant.secrets.client, tokens: tokens() });
      dropPending();
      connector = made;
      oauth = parts;
      fault = null;
      remember({
        companyId: grant.realmId,
        companyName: answer.value.companyName,
        environment: grant.environment,
        connectedAt: new Date(clock.now()).toISOString(),
        tokenRenewedAt: tokens().renewedAt,
        tokenExpiresAt: tokens().refreshExpiresAt,
        baseUrl: grant.baseUrl,
        builtIn: grant.builtIn,
      });
      log.info('Connected', { company: grant.realmId, environment: grant.environment });
      tell();
      return { ok: true, value: info() as ConnectedCompany };
    } catch (thrown) {
      return fail(asError(thrown));
    }
  }

  /** Tokens that were made elsewhere: their ends are not known, and found out by using them. */
  const foreignTokens = (accessToken: string | null, refreshToken: string): QuickbooksTokens => ({
    accessToken: accessToken ?? '',
    accessExpiresAt: new Date(clock.now() + (accessToken === null ? 0 : ACCESS_MS)).toISOString(),
    refreshToken,
    refreshExpiresAt: null,
    hardExpiresAt: null,
    renewedAt: new Date(clock.now()).toISOString(),
  });

  const builtInGrant = (company: BuiltIn, served: BuiltInCompany): Grant => ({
    environment: 'sandboxCompany',
    baseUrl: served.baseUrl.replace(/\/+$/, ''),
    builtIn: company,
    realmId: served.realmId,
    secrets: {
      client: { clientId: served.clientId, clientSecret: served.clientSecret },
      tokens: foreignTokens(served.accessToken, served.refreshToken),
    },
  });

  async function complete(callbackUrl: string): Promise<Result<ConnectedCompany>> {
    const begun = pending !== null && clock.now() <= pending.until ? pending : null;
    const read = readCallback(callbackUrl, begun?.state ?? '');
    if (begun === null || (!read.ok && read.error.code === 'connection.state'))
      return fail(appError('connection.state'));
    // From here on the sign-in is used up, whatever comes of it: a code works once.
    pending = null;
    try {
      if (!read.ok) return read;
      const parts = oauthFor(begun, begun.client);
      const tokens = await exchangeCode(parts, { code: read.value.code, redirectUri: begun.redirectUri });
      if (!tokens.ok) return tokens;
      const { environment, baseUrl, client } = begun;
      const secrets = { client, tokens: tokens.value };
      return await take({ environment, baseUrl, builtIn: null, realmId: read.value.realmId, secrets });
    } finally {
      begun.loopback?.close();
    }
  }

  return {
    secretsKind: deps.secrets.kind,
    current: () => connector,
    info,
    fault: () => fault,
    calls: () => meter.counts(),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    restore: async () => {
      let stored = state.read().connection;
      if (stored === null) return { ok: true, value: null };
      try {
        let secrets: CompanySecrets | null;
        if (stored.builtIn === null) secrets = await vault.get(stored.companyId);
        else {
          // Our own company gives its sign-in whenever we ask, at an address that is new at every start.
          const grant = builtInGrant(stored.builtIn, await deps.startBuiltIn(stored.builtIn));
          secrets = grant.secrets;
          stored = { ...stored, baseUrl: grant.baseUrl };
          remember(stored);
        }
        if (secrets === null) {
          // Kept in memory until the last stop, or removed from the keychain by hand.
          fault = appError('connection.notKept', { company: stored.companyName });
          return fail(fault);
        }
        const { environment, baseUrl, builtIn, companyId: realmId } = stored;
        const { made, parts } = attach({ environment, baseUrl, builtIn, realmId, secrets });
        connector = made;
        oauth = parts;
        return { ok: true, value: info() };
      } catch (thrown) {
        fault = asError(thrown);
        return fail(fault);
      } finally {
        tell();
      }
    },

    begin: async (input) => {
      const taken = already();
      if (taken !== null) return fail(taken);
      const base = checkBaseUrl(input.environment, input.baseUrl);
      if (!base.ok) return base;
      dropPending();
      try {
        const state = deps.unguessable();
        const way = returnOf(input.environment);
        const loopback = way.kind === 'paste' ? null : await deps.listen({ host: way.host, port: way.port, complete });
        const redirectUri = way.kind === 'paste' ? way.redirectUri : (loopback?.redirectUri ?? '');
        const client = { clientId: input.clientId, clientSecret: input.clientSecret };
        const until = clock.now() + SIGN_IN_MS;
        pending = { state, redirectUri, environment: input.environment, baseUrl: base.value, client, loopback, until };
        const endpoints = quickbooksEndpoints(input.environment, base.value);
        return {
          ok: true,
          value: {
            authorizeUrl: authorizeUrl(endpoints, { clientId: client.clientId, redirectUri, state }),
            redirectUri,
            state,
          },
        };
      } catch (thrown) {
        return fail(asError(thrown));
      }
    },

    complete: ({ callbackUrl }) => complete(callbackUrl),

    adopt: async (input) => {
      const taken = already();
      if (taken !== null) return fail(taken);
      const base = checkBaseUrl(input.environment, input.baseUrl);
      if (!base.ok) return base;
      return take({
        environment: input.environment,
        baseUrl: base.value,
        builtIn: null,
        realmId: input.realmId,
        secrets: {
          client: { clientId: input.clientId, clientSecret: input.clientSecret },
          tokens: foreignTokens(input.accessToken, input.refreshToken),
        },
      });
    },

    startSandbox: async ({ company }) => {
      const taken = already();
      if (taken !== null) return fail(taken);
      try {
        return await take(builtInGrant(company, await deps.startBuiltIn(company)));
      } catch (thrown) {
        return fail(asError(thrown));
      }
    },

    disconnect: async () => {
      dropPending();
      const stored = state.read().connection;
      if (stored === null) return { ok: true, value: null };
      try {
        const secrets = await vault.get(stored.companyId);
        const parts = oauth;
        connector = null;
        oauth = null;
        fault = null;
        remember(null);
        tell();
        await vault.forget(stored.companyId);
        if (secrets !== null && parts !== null) await revokeInTime(parts, secrets.tokens.refreshToken, log);
        if (stored.builtIn !== null) await deps.stopBuiltIn();
        return { ok: true, value: null };
      } catch (thrown) {
        return fail(asError(thrown));
      }
    },

    close: async () => {
      dropPending();
      meter.flush();
      await deps.stopBuiltIn();
    },
  };
}

/** Tells QuickBooks that the grant has ended. Best effort: the tokens are forgotten on this computer in any case. */
async function revokeInTime(parts: OauthDependencies, token: string, log: Log): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), REVOKE_MS);
  });
  const outcome = await Promise.race([revokeToken(parts, token), late]);
  clearTimeout(timer);
  if (outcome === 'late' || !outcome.ok)
    log.warn('The sign-in could not be revoked at QuickBooks', {
      reason: outcome === 'late' ? 'no answer' : outcome.error.code,
    });
}

/** What was thrown, as an error; only our own failures carry one. */
function asError(thrown: unknown): AppError {
  if (thrown instanceof Failure) return thrown.error;
  throw thrown;
}
