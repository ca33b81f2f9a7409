import { type AppError, appError, Failure, type Result } from '../../../shared/errors.ts';
import type { TokenSource } from '../../connectors/quickbooks/client.ts';
import type { QuickbooksEndpoints } from '../../connectors/quickbooks/endpoints.ts';
import { quickbooksEndpoints } from '../../connectors/quickbooks/endpoints.ts';
import {
  createTokenSource,
  type OauthDependencies,
  type QuickbooksTokens,
  revokeToken,
} from '../../connectors/quickbooks/oauth.ts';
import type { Transport } from '../../connectors/quickbooks/transport.ts';
import type {
  CallMeter,
  Clock,
  ConnectedCompany,
  ConnectionService,
  Connector,
  Log,
  Secrets,
} from '../../core/ports.ts';
import { createCallCounter } from './call-counter.ts';
import { type BuiltIn, type BuiltInCompany, builtInGrant, foreignTokens, type Grant } from './grant.ts';
import { checkBaseUrl } from './redirect.ts';
import { createSignIn, type SignInDeps } from './sign-in.ts';
import type { StateFile, StoredConnection } from './state-file.ts';
import { type CompanySecrets, createVault } from './vault.ts';

export type ConnectionDeps = Pick<SignInDeps, 'unguessable' | 'listen'> & {
  secrets: Secrets;
  state: StateFile;
  transport: Transport;
  clock: Clock;
  log: Log;
  /** A connector to a company that was signed in to. */
  connectorFor(input: {
    endpoints: QuickbooksEndpoints;
    realmId: string;
    tokens: TokenSource;
    meter: CallMeter;
  }): Connector;
  /** Why a company must not be connected to this book (another one here is synced with it), or null. */
  refusal(company: KnownRealm): AppError | null;
  /** Starts the built-in sandbox company, or answers the one that runs. */
  startBuiltIn(company: BuiltIn): Promise<BuiltInCompany>;
  stopBuiltIn(): Promise<void>;
};

/** A QuickBooks company as it gave its name. */
export type KnownRealm = Pick<ConnectedCompany, 'companyId' | 'companyName' | 'environment'>;

/** The service with what only its host calls: leaving in order. */
export type HostedConnection = ConnectionService & { close(): Promise<void> };

/** A connector on tokens that renew themselves. */
type Line = {
  connector: Connector;
  oauth: OauthDependencies;
  tokens(): QuickbooksTokens;
  /** Nothing of it is stored from now on. */
  cut(): void;
};

/** How long a revoke may take: leaving must not wait for a network that is not there. */
const REVOKE_MS = 10_000;

const failed = (error: AppError): { ok: false; error: AppError } => ({ ok: false, error });

/** Owns the connection to QuickBooks: sign-in, tokens in the keychain, the built-in company, what is remembered. */
export function createConnectionService(deps: ConnectionDeps): HostedConnection {
  const { state, clock, log } = deps;
  const vault = createVault(deps.secrets, state.read().bookId);
  const meter = createCallCounter(clock, state.read().calls, (calls) => state.change((old) => ({ ...old, calls })));
  const listeners = new Set<() => void>();
  let line: Line | null = null;
  let fault: AppError | null = null;

  const tell = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const remember = (connection: StoredConnection | null): void => state.change((old) => ({ ...old, connection }));

  // One change of the connection at a time: two clicks on Connect must not become two sign-ins.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<Result<T>>): Promise<Result<T>> => {
    const mine = turn.then(work).catch((thrown: unknown) => failed(asError(thrown)));
    turn = mine.catch(() => {});
    return mine;
  };

  /** A new sign-in, unless a connection works. One that does not is simply replaced. */
  const unlessConnected = <T>(work: () => Promise<Result<T>>): Promise<Result<T>> =>
    inTurn(() => (line !== null && fault === null ? Promise.resolve(failed(appError('connection.already'))) : work()));

  const info = (): ConnectedCompany | null => {
    const stored = state.read().connection;
    if (stored === null) return null;
    const { apiBase, webBase } = quickbooksEndpoints(stored.environment, stored.baseUrl);
    const { companyId, companyName, environment, connectedAt, tokenRenewedAt, tokenExpiresAt } = stored;
    return { companyId, companyName, environment, connectedAt, tokenRenewedAt, tokenExpiresAt, apiBase, webBase };
  };

  const oauthFor: SignInDeps['oauthFor'] = ({ environment, baseUrl }, client) => ({
    endpoints: quickbooksEndpoints(environment, baseUrl),
    credentials: client,
    transport: deps.transport,
    clock,
    meter,
    log,
  });

  /** A connector on these tokens. New tokens go to the keychain before they are used. */
  function attach({ realmId, secrets, ...company }: Grant): Line {
    const oauth = oauthFor(company, secrets.client);
    let cut = false;
    const tokens = createTokenSource({
      ...oauth,
      tokens: secrets.tokens,
      persist: async (fresh) => {
        if (cut) return;
        await vault.set(realmId, { client: secrets.client, tokens: fresh });
        const stored = state.read().connection;
        if (stored === null || stored.companyId !== realmId) return;
        remember({ ...stored, tokenRenewedAt: fresh.renewedAt, tokenExpiresAt: fresh.refreshExpiresAt });
        tell();
      },
      onDead: (error) => {
        // A connection that was replaced may still hear of its own end.
        if (line?.connector !== connector) return;
        fault = error;
        tell();
      },
    });
    const connector: Connector = deps.connectorFor({ endpoints: oauth.endpoints, realmId, tokens, meter });
    return {
      connector,
      oauth,
      tokens: tokens.current,
      cut: () => {
        cut = true;
      },
    };
  }

  /** Asks the company for its name and, when it answers, makes it the connected one. Nothing is kept when it does not. */
  async function take(grant: Grant): Promise<Result<ConnectedCompany>> {
    const made = attach(grant);
    const answer = await made.connector.test();
    if (!answer.ok) {
      made.cut();
      await vault.forget(grant.realmId);
      return answer;
    }
    const { companyName } = answer.value;
    const refused = deps.refusal({ companyId: grant.realmId, companyName, environment: grant.environment });
    if (refused !== null) {
      // Not revoked at QuickBooks: that would end the sign-in of the book that is synced with it.
      made.cut();
      await vault.forget(grant.realmId);
      if (grant.builtIn !== null) await deps.stopBuiltIn();
      return failed(refused);
    }
    await vault.set(grant.realmId, { client: grant.secrets.client, tokens: made.tokens() });
    signIn.drop();
    line?.cut();
    line = made;
    fault = null;
    remember({
      companyId: grant.realmId,
      companyName: answer.value.companyName,
      environment: grant.environment,
      connectedAt: new Date(clock.now()).toISOString(),
      tokenRenewedAt: made.tokens().renewedAt,
      tokenExpiresAt: made.tokens().refreshExpiresAt,
      baseUrl: grant.baseUrl,
      builtIn: grant.builtIn,
    });
    log.info('Connected', { company: grant.realmId, environment: grant.environment });
    tell();
    return { ok: true, value: info() as ConnectedCompany };
  }

  const complete = (callbackUrl: string) => inTurn(() => signIn.complete(callbackUrl));
  const signIn = createSignIn({ ...deps, oauthFor, take, onCallback: complete });

  /** The connection as it was stored. The built-in company gives its sign-in anew, at an address of this start. */
  async function restore(stored: StoredConnection): Promise<Result<ConnectedCompany | null>> {
    let grant: Grant;
    if (stored.builtIn !== null) {
      grant = builtInGrant(stored.builtIn, await deps.startBuiltIn(stored.builtIn), clock.now());
      remember({ ...stored, baseUrl: grant.baseUrl });
    } else {
      const secrets = await vault.get(stored.companyId);
      // Kept in memory until the last stop, or removed from the keychain by hand.
      if (secrets === null) return failed(appError('connection.notKept', { company: stored.companyName }));
      const { environment, baseUrl, companyId: realmId } = stored;
      grant = { environment, baseUrl, builtIn: null, realmId, secrets };
    }
    line = attach(grant);
    return { ok: true, value: info() };
  }

  async function disconnect(stored: StoredConnection): Promise<void> {
    const left = line;
    const secrets: CompanySecrets | null = await vault.get(stored.companyId).catch(() => null);
    left?.cut();
    line = null;
    fault = null;
    remember(null);
    tell();
    await vault.forget(stored.companyId);
    const token = left?.tokens().refreshToken ?? secrets?.tokens.refreshToken;
    if (left !== null && token !== undefined) await revokeInTime(left.oauth, token, log);
    if (stored.builtIn !== null) await deps.stopBuiltIn();
  }

  return {
    secretsKind: deps.secrets.kind,
    current: () => line?.connector ?? null,
    info,
    fault: () => fault,
    calls: () => meter.counts(),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    restore: async () => {
      const stored = state.read().connection;
      if (stored === null) return { ok: true, value: null };
      const restored = await inTurn(() => restore(stored));
      if (!restored.ok) fault = restored.error;
      tell();
      return restored;
    },

    begin: (input) => unlessConnected(() => signIn.begin(input)),

    complete: ({ callbackUrl }) => complete(callbackUrl),

    adopt: ({ accessToken, refreshToken, clientId, clientSecret, ...company }) =>
      unlessConnected(async () => {
        const base = checkBaseUrl(company.environment, company.baseUrl);
        if (!base.ok) return base;
        const tokens = foreignTokens(accessToken, refreshToken, clock.now());
        const secrets = { client: { clientId, clientSecret }, tokens };
        return take({ ...company, baseUrl: base.value, builtIn: null, secrets });
      }),

    startSandbox: ({ company }) =>
      unlessConnected(async () => take(builtInGrant(company, await deps.startBuiltIn(company), clock.now()))),

    setWebhookVerifier: async (token) => {
      try {
        await vault.verifier.set(token);
        return { ok: true, value: null };
      } catch (thrown) {
        return failed(asError(thrown));
      }
    },
    webhookVerifier: () => vault.verifier.get(),
    disconnect: () =>
      inTurn(async () => {
        signIn.drop();
        const stored = state.read().connection;
        if (stored !== null) await disconnect(stored);
        return { ok: true, value: null };
      }),

    close: async () => {
      signIn.drop();
      meter.flush();
      await deps.stopBuiltIn();
    },
  };
}

/** Tells QuickBooks that the grant has ended. Best effort: the tokens are forgotten on this computer in any case. */
async function revokeInTime(oauth: OauthDependencies, token: string, log: Log): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), REVOKE_MS);
  });
  const outcome = await Promise.race([revokeToken(oauth, token), late]);
  clearTimeout(timer);
  if (outcome === null || !outcome.ok)
    log.warn('The sign-in could not be revoked at QuickBooks', { reason: outcome?.error.code ?? 'no answer' });
}

/** What was thrown, as an error; only our own failures carry one. */
function asError(thrown: unknown): AppError {
  if (thrown instanceof Failure) return thrown.error;
  throw thrown;
}
