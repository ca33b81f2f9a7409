/**
 * quickbooks-node-promise, a client written in TypeScript, as published, with its addresses changed and nothing else. The
 * adapter speaks node-quickbooks' words, so that the same parts of the suite drive both.
 */
import { createRequire } from 'node:module';
import type { SandboxServer } from '../../../../main/sandbox/server/index.ts';
import type { Address, Loose, NodeClient } from '../node-client.ts';
import { control } from '../support.ts';

export const { Quickbooks }: { readonly Quickbooks: Loose } = createRequire(import.meta.url)('quickbooks-node-promise');

export const REDIRECT = 'http://localhost:45998/callback';

/** Its own way to be pointed elsewhere: the addresses are public static members. */
export function pointAt(server: Address): void {
  Quickbooks.AUTHORIZATION_URL = `${server.url}/connect/oauth2`;
  Quickbooks.TOKEN_URL = `${server.url}/oauth2/v1/tokens/bearer`;
  Quickbooks.REVOKE_URL = `${server.url}/v2/oauth2/tokens/revoke`;
  Quickbooks.USER_INFO_URL = `${server.url}/v1/openid_connect/userinfo`;
  Quickbooks.JWKS_URL = `${server.url}/op/v1/jwks`;
  Quickbooks.V3_ENDPOINT_BASE_URL = `${server.url}/v3/company/`;
}

/** A client that has its tokens; refreshing is left to the tests. */
export function promiseClient(server: Address, more: object = {}): Loose {
  return new Quickbooks(
    {
      appKey: server.clientId,
      appSecret: server.clientSecret,
      redirectUrl: REDIRECT,
      scope: [Quickbooks.scopes.Accounting, Quickbooks.scopes.OpenId, Quickbooks.scopes.Email],
      accessToken: server.accessToken,
      refreshToken: server.refreshToken,
      autoRefresh: false,
      minorversion: 75,
      webhookVerifierToken: server.verifierToken,
      ...more,
    },
    server.realmId,
  );
}

/** The record in an answer, whatever its envelope holds beside it. */
function unwrapped(method: string, answer: Loose): Loose {
  if (!/^(create|get|update|void)/.test(method)) return answer;
  const name = method.replace(/^(create|get|update|void)/, '');
  return answer[name] ?? answer;
}

export function promiseNodeClient(server: SandboxServer, tried: Set<string>): NodeClient {
  const client = promiseClient(server);
  const does = async (method: string, ...given: Loose[]): Promise<Loose> => {
    const [first, ...rest] = given;
    tried.add(method);
    if (method.startsWith('find') && first?.count === true) {
      const counter = method.replace('find', 'count');
      tried.add(counter);
      return client[counter]();
    }
    // It would send the whole envelope it read back as the record, which QuickBooks refuses too.
    if (method.startsWith('delete') && typeof first === 'string') {
      const { Id, SyncToken } = unwrapped('get', await client[method.replace('delete', 'get')](first))[method.slice(6)];
      return client[method]({ Id, SyncToken });
    }
    // node-quickbooks writes sparse by itself.
    if (method.startsWith('update')) return client[method]({ sparse: true, ...first }, ...rest);
    return client[method](...given);
  };
  return {
    call: async (method, ...given) => unwrapped(method, await does(method, ...given)),
    refused: async (method, ...given) => {
      const error: Loose = await does(method, ...given).then(
        () => undefined,
        (failure: unknown) => failure,
      );
      if (error === undefined) throw new Error(`${method} was not refused`);
      const body = error.errorResponse ?? (await error.response.json());
      const fault = body.Fault ?? body.fault;
      // The error does not tell the status: the server remembers what it answered.
      const { status } = (await control(server, '/calls')).calls.at(-1);
      return { status, code: (fault.Error ?? fault.error)[0].code };
    },
  };
}
