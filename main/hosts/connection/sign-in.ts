import { appError, Failure, type Result } from '../../../shared/errors.ts';
import { quickbooksEndpoints } from '../../connectors/quickbooks/endpoints.ts';
import { authorizeUrl, exchangeCode, type OauthDependencies, readCallback } from '../../connectors/quickbooks/oauth.ts';
import type { Clock, CompanyEnvironment, ConnectedCompany, ConnectionService } from '../../core/ports.ts';
import type { Grant } from './grant.ts';
import type { Loopback, LoopbackOptions } from './loopback.ts';
import { checkBaseUrl, returnOf } from './redirect.ts';
import type { CompanySecrets } from './vault.ts';

/** A sign-in that was begun and has not come back. Held in memory only. */
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

export type SignInDeps = {
  clock: Clock;
  /** Makes a text nobody guesses. */
  unguessable(): string;
  listen(options: LoopbackOptions): Promise<Loopback>;
  oauthFor(company: Pick<Grant, 'environment' | 'baseUrl'>, client: CompanySecrets['client']): OauthDependencies;
  /** Makes the company that was signed in to the connected one. */
  take(grant: Grant): Promise<Result<ConnectedCompany>>;
  /** Called with the address the browser came back on; ends in `complete`, in its turn. */
  onCallback: LoopbackOptions['complete'];
};

export type SignIn = Pick<ConnectionService, 'begin'> & {
  complete(callbackUrl: string): Promise<Result<ConnectedCompany>>;
  /** Forgets what was begun. */
  drop(): void;
};

/** How long a sign-in may take: reading Intuit's pages, a second factor, choosing a company. */
const SIGN_IN_MS = 600_000;

/** Signing in through the browser: one at a time, each with a state of its own, used up by its first right answer. */
export function createSignIn(deps: SignInDeps): SignIn {
  let pending: Pending | null = null;

  const drop = (): void => {
    pending?.loopback?.close();
    pending = null;
  };

  return {
    drop,

    begin: async ({ environment, baseUrl, clientId, clientSecret }) => {
      const base = checkBaseUrl(environment, baseUrl);
      if (!base.ok) return base;
      drop();
      try {
        const state = deps.unguessable();
        const way = returnOf(environment);
        const listen = () =>
          way.kind === 'paste' ? null : deps.listen({ host: way.host, port: way.port, complete: deps.onCallback });
        const loopback = await listen();
        const redirectUri = way.kind === 'paste' ? way.redirectUri : (loopback?.redirectUri ?? '');
        const client = { clientId, clientSecret };
        const until = deps.clock.now() + SIGN_IN_MS;
        pending = { state, redirectUri, environment, baseUrl: base.value, client, loopback, until };
        const endpoints = quickbooksEndpoints(environment, base.value);
        return {
          ok: true,
          value: { authorizeUrl: authorizeUrl(endpoints, { clientId, redirectUri, state }), redirectUri, state },
        };
      } catch (thrown) {
        if (thrown instanceof Failure) return { ok: false, error: thrown.error };
        throw thrown;
      }
    },

    complete: async (callbackUrl) => {
      const begun = pending !== null && deps.clock.now() <= pending.until ? pending : null;
      if (begun === null) return { ok: false, error: appError('connection.state') };
      const read = readCallback(callbackUrl, begun.state);
      // A forged answer must not end the sign-in that is under way.
      if (!read.ok && read.error.code === 'connection.state') return read;
      // From here on it is used up, whatever comes of it: a code works once.
      pending = null;
      try {
        if (!read.ok) return read;
        const { environment, baseUrl, client, redirectUri } = begun;
        const tokens = await exchangeCode(deps.oauthFor(begun, client), { code: read.value.code, redirectUri });
        if (!tokens.ok) return tokens;
        const secrets = { client, tokens: tokens.value };
        return await deps.take({ environment, baseUrl, builtIn: null, realmId: read.value.realmId, secrets });
      } finally {
        begun.loopback?.close();
      }
    },
  };
}
