import { createServer, type IncomingMessage } from 'node:http';
import { type AppError, fail } from '../../../shared/errors.ts';
import type { ConnectedCompany } from '../../core/ports.ts';
import { CALLBACK_HEADERS, callbackPage } from './callback-page.ts';

/** Path on which QuickBooks sends the browser back. */
export const CALLBACK_PATH = '/oauth/callback';

/** How long a sign-in may take: reading Intuit's pages, a second factor, choosing a company. */
const PATIENCE_MS = 600_000;

export type Loopback = {
  /** "http://127.0.0.1:PORT/oauth/callback" */
  redirectUri: string;
  close(): void;
};

export type LoopbackOptions = {
  /** Name in the redirect address. Intuit's development keys take "localhost", not a number. */
  host: '127.0.0.1' | 'localhost';
  /** 0 takes any free port; a fixed one where the address must be registered beforehand. */
  port: number;
  /** Completes the sign-in with the whole address the browser came on. */
  complete(callbackUrl: string): Promise<{ ok: true; value: ConnectedCompany } | { ok: false; error: AppError }>;
};

/**
 * Listens for the one request by which a sign-in comes back, shows the browser how it went, and stops listening: after
 * that request, after ten minutes, or when closed. A request with another state is refused and does not end the wait, or
 * any page could break a sign-in.
 *
 * @throws Failure `host.portInUse`
 */
export async function listenForCallback({ host, port, complete }: LoopbackOptions): Promise<Loopback> {
  let taken = false;
  const server = createServer(async (request, response) => {
    const end = (status: number, heading: string, text: string): void => {
      response.writeHead(status, CALLBACK_HEADERS);
      response.end(callbackPage(heading, text));
    };
    const url = addressOf(request, redirectUri);
    if (url === null) return end(404, 'Nothing here', 'Plumbline waits for a sign-in at another address.');
    if (taken) return end(410, 'Already used', 'This sign-in has come back already. You can close this window.');
    taken = true;
    const result = await complete(url);
    if (!result.ok) {
      taken = result.error.code !== 'connection.state';
      end(400, 'Not connected', `${result.error.userSentence} ${result.error.remedy}`);
    } else {
      end(200, 'Connected', `${result.value.companyName} is connected to Plumbline. You can close this window.`);
    }
    if (taken) close();
  });
  server.headersTimeout = 10_000;
  const bound = await new Promise<number>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(error));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : port);
    });
  }).catch((error: NodeJS.ErrnoException) =>
    error.code === 'EADDRINUSE' || error.code === 'EACCES'
      ? fail('host.portInUse', { port: String(port) })
      : Promise.reject(error),
  );
  const redirectUri = `http://${host}:${bound}${CALLBACK_PATH}`;
  const patience = setTimeout(() => close(), PATIENCE_MS);
  patience.unref();

  function close(): void {
    clearTimeout(patience);
    // Answers under way are finished; nothing new is taken.
    server.close();
  }

  return { redirectUri, close };
}

/** The whole address of a callback request, or null when the request is none: other path, other method, foreign name. */
function addressOf(request: IncomingMessage, redirectUri: string): string | null {
  const expected = new URL(redirectUri);
  const hosts = [`127.0.0.1:${expected.port}`, `localhost:${expected.port}`];
  if (request.method !== 'GET' || !hosts.includes((request.headers.host ?? '').toLowerCase())) return null;
  const [path = '', query = ''] = (request.url ?? '').split('?');
  return path === CALLBACK_PATH ? `${redirectUri}?${query}` : null;
}
