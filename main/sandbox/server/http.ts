/** Plumbing of the sandbox server: reading bodies, writing answers. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gunzipSync, inflateSync } from 'node:zlib';

/** Sign-in and control requests are small. */
const MOST_BYTES = 20 * 1024 * 1024;

export class TooLarge extends Error {}

/** Reads a body to its end; one that grows too large is let run out unread, so that the answer can be sent. */
export function collectBody(request: IncomingMessage, most: number, done: (body: Buffer | 'too-large') => void): void {
  const parts: Buffer[] = [];
  let size = 0;
  let over = false;
  request.on('data', (part: Buffer) => {
    size += part.length;
    if (size > most) {
      if (!over) {
        over = true;
        parts.length = 0;
        done('too-large');
      }
    } else parts.push(part);
  });
  request.on('end', () => {
    if (!over) done(parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts));
  });
}

/** A body as it was before it was sent: Intuit's own libraries pack theirs when told to. Never more than `most` bytes. */
export function unpacked(body: Buffer, encoding: string | undefined, most: number): Buffer | 'too-large' | 'damaged' {
  const packing = encoding?.trim().toLowerCase() ?? '';
  if (packing === '' || packing === 'identity') return body;
  const unpack =
    packing === 'gzip' || packing === 'x-gzip' ? gunzipSync : packing === 'deflate' ? inflateSync : undefined;
  if (unpack === undefined) return 'damaged';
  try {
    return unpack(body, { maxOutputLength: most });
  } catch (error) {
    return error instanceof RangeError ? 'too-large' : 'damaged';
  }
}

export function readBody(request: IncomingMessage): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    collectBody(request, MOST_BYTES, (body) => (body === 'too-large' ? reject(new TooLarge()) : resolve(body)));
  });
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  sendText(response, status, 'application/json;charset=utf-8', JSON.stringify(body), headers);
}

export function sendText(
  response: ServerResponse,
  status: number,
  type: string,
  body: string,
  headers: Record<string, string> = {},
): void {
  const bytes = Buffer.from(body, 'utf8');
  response.writeHead(status, { 'content-type': type, 'content-length': bytes.length, ...headers });
  response.end(bytes);
}
