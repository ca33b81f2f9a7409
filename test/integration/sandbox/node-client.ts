/** node-quickbooks as it is, pointed at a sandbox server. */
import { createRequire } from 'node:module';
import type { SandboxServer } from '../../../main/sandbox/server/index.ts';

// biome-ignore lint/suspicious/noExplicitAny: the package's own types do not cover its static addresses or its answers
export type Loose = any;

export type NodeClient = {
  /** Calls a method that takes a callback last. */
  readonly call: (method: string, ...given: unknown[]) => Promise<Loose>;
  /** The fault of a call that must be refused. */
  readonly refused: (method: string, ...given: unknown[]) => Promise<{ status: number; code: string }>;
};

/** The client's error with the words of the fault, so that a failing test says why. */
function told(method: string, error: Loose): Loose {
  if (error.response?.data !== undefined)
    error.message = `${method}: ${error.message}: ${JSON.stringify(error.response.data).slice(0, 600)}`;
  return error;
}

/** What a client must be told of a sandbox, in this process or another. */
export type Address = Pick<
  SandboxServer,
  'url' | 'realmId' | 'clientId' | 'clientSecret' | 'accessToken' | 'refreshToken' | 'verifierToken'
>;

export function nodeClient(server: Address): NodeClient {
  const QuickBooks: Loose = createRequire(import.meta.url)('node-quickbooks');
  QuickBooks.V3_ENDPOINT_BASE_URL = `${server.url}/v3/company/`;
  const { clientId, clientSecret, accessToken, realmId, refreshToken } = server;
  const client = new QuickBooks(
    clientId,
    clientSecret,
    accessToken,
    false,
    realmId,
    true,
    false,
    75,
    '2.0',
    refreshToken,
  );
  const call: NodeClient['call'] = (method, ...given) =>
    new Promise((resolve, reject) => {
      client[method](...given, (error: Loose, answer: Loose) =>
        error ? reject(told(method, error)) : resolve(answer),
      );
    });
  return {
    call,
    refused: async (method, ...given) => {
      const answer = await call(method, ...given).then(
        () => undefined,
        (error: Loose) => error.response ?? { status: 200, data: error },
      );
      if (answer === undefined) throw new Error(`${method} was not refused`);
      const fault = answer.data.Fault ?? answer.data.fault;
      return { status: answer.status, code: (fault.Error ?? fault.error)[0].code };
    },
  };
}
