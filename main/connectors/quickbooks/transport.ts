import { Agent as HttpAgent, request as httpRequest, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

/** One HTTP request, complete. `headers` have lower-case names; `body` is text or nothing. */
export type HttpRequest = {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | null;
  /** The answer is no text: its `body` has one character for each byte. */
  binary?: boolean;
  /** The `body` is no text: one character for each byte. */
  binaryBody?: boolean;
};

/** One HTTP answer of any status. `headers` have lower-case names. */
export type HttpAnswer = { status: number; headers: Record<string, string>; body: string };

/**
 * Carries a request and brings any answer back, whatever its status. Throws only when there is none: a `NoAnswer` that
 * says whether the request may have arrived. Anything else thrown counts as "may have arrived".
 */
export type Transport = (request: HttpRequest) => Promise<HttpAnswer>;

/** Why no answer came. `arrived: 'no'` is certain (the host was never reached), `'maybe'` is not. */
export class NoAnswer extends Error {
  readonly arrived: 'no' | 'maybe';
  constructor(arrived: 'no' | 'maybe', message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'NoAnswer';
    this.arrived = arrived;
  }
}

/** QuickBooks ends a request after 120 s (reference, 4.1); a little longer, so that its own answer comes first. */
const TIMEOUT_MS = 125_000;

/** Largest answer taken: 1,000 documents of 750 lines fit many times over, a runaway stream does not. */
const LARGEST_ANSWER = 256 * 1024 * 1024;

/** Failures before anything was sent. */
const NEVER_REACHED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '');

/**
 * Real HTTP with connections kept alive. Redirects are not followed: QuickBooks sends none on these paths, and a token
 * must not travel to another host.
 */
export function createHttpTransport(options: { timeoutMs?: number } = {}): Transport & { close(): void } {
  const agents = {
    // Ten at once is the most QuickBooks allows.
    http: new HttpAgent({ keepAlive: true, maxSockets: 10 }),
    https: new HttpsAgent({ keepAlive: true, maxSockets: 10 }),
  };
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;

  const once = (request: HttpRequest): Promise<HttpAnswer> =>
    new Promise((resolve, reject) => {
      const url = new URL(request.url);
      const secure = url.protocol === 'https:';
      const body = request.body === null ? null : Buffer.from(request.body, request.binaryBody ? 'latin1' : 'utf8');
      const settings: RequestOptions = {
        method: request.method,
        headers: { ...request.headers, ...(body ? { 'content-length': String(body.length) } : {}) },
        agent: secure ? agents.https : agents.http,
      };
      const call = (secure ? httpsRequest : httpRequest)(url, settings);
      const timer = setTimeout(() => call.destroy(new NoAnswer('maybe', 'No answer in time')), timeoutMs);
      const end = (act: () => void): void => {
        clearTimeout(timer);
        act();
      };
      call.on('error', (error) =>
        end(() => {
          if (error instanceof NoAnswer) return reject(error);
          const code = codeOf(error);
          const reused = call.reusedSocket && (code === 'ECONNRESET' || code === 'EPIPE');
          const failure = new NoAnswer(NEVER_REACHED.has(code) ? 'no' : 'maybe', code || error.message, {
            cause: error,
          });
          return reject(reused ? Object.assign(failure, { reused: true }) : failure);
        }),
      );
      call.on('response', (answer) => {
        const chunks: Buffer[] = [];
        let size = 0;
        answer.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > LARGEST_ANSWER) call.destroy(new NoAnswer('maybe', 'The answer is too large'));
          else chunks.push(chunk);
        });
        answer.on('error', (error) => end(() => reject(new NoAnswer('maybe', codeOf(error), { cause: error }))));
        answer.on('end', () =>
          end(() => {
            const headers: Record<string, string> = {};
            for (const [name, value] of Object.entries(answer.headers))
              if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
            resolve({
              status: answer.statusCode ?? 0,
              headers,
              body: Buffer.concat(chunks).toString(request.binary ? 'latin1' : 'utf8'),
            });
          }),
        );
      });
      call.end(body ?? undefined);
    });

  const transport = async (request: HttpRequest): Promise<HttpAnswer> => {
    try {
      return await once(request);
    } catch (error) {
      // A kept connection that the server had closed meanwhile: nothing was read from it, and every write carries a
      // requestid, so sending again on a fresh connection is safe.
      if ((error as { reused?: boolean }).reused) return await once(request);
      throw error;
    }
  };
  return Object.assign(transport, {
    close(): void {
      agents.http.destroy();
      agents.https.destroy();
    },
  });
}
