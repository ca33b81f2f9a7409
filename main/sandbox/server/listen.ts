/** The socket: on loopback only, with the service's own time limits, and closed at once when asked. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { loadBalancerPage } from './envelopes.ts';

/**
 * How long a connection may lie idle, as load balancers let it. Node's own five seconds are so short that a busy client
 * sends on a connection which is being closed.
 */
const IDLE_MS = 75_000;

/** Headers that take longer than this are given up. */
const HEADERS_MS = 60_000;

export type Listening = {
  readonly url: string;
  /** Sent to this computer by name, and not by a page of another site in a browser. */
  readonly isFromHere: (request: IncomingMessage) => boolean;
  readonly close: () => Promise<void>;
};

export async function listen(options: {
  readonly port: number;
  /** A request that has not arrived whole after this long is given up. */
  readonly timeoutMs: number;
  readonly serve: (request: IncomingMessage, response: ServerResponse) => void;
}): Promise<Listening> {
  const { timeoutMs } = options;
  const headersTimeout = Math.min(HEADERS_MS, timeoutMs);
  const timeouts = { requestTimeout: timeoutMs, headersTimeout, keepAliveTimeout: IDLE_MS };
  const server = createServer(timeouts, options.serve);
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
    else socket.end(unreadable(error.code));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', () => resolve());
  });
  const { port } = server.address() as AddressInfo;
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
  return {
    url: `http://127.0.0.1:${port}`,
    isFromHere: ({ headers: { host = '', origin } }) =>
      // The consent form of its own page may post to it.
      hosts.has(host) && (origin === undefined || origin === `http://${host}`),
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** What the load balancer says to something that is not HTTP, too long, or too slow. */
function unreadable(code: string | undefined): string {
  const status = code === 'HPE_HEADER_OVERFLOW' ? 431 : code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const { body } = loadBalancerPage(status);
  const reason = { 400: 'Bad Request', 408: 'Request Timeout', 431: 'Request Header Fields Too Large' }[status];
  return `HTTP/1.1 ${status} ${reason}\r\ncontent-type: text/html\r\ncontent-length: ${Buffer.byteLength(String(body))}\r\nconnection: close\r\n\r\n${body}`;
}
