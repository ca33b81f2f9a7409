import type { IncomingMessage } from 'node:http';
import { appError, type Result } from '../../../shared/errors.ts';

/** Largest body of a call: 1 MiB holds any record by far. */
export const MOST_BYTES = 1_048_576;

/** What is still read and thrown away of a body that is too large, so that the sender gets to read the answer. */
const MOST_DRAINED = 32 * MOST_BYTES;

/** Reads the input of a call, of at most so many bytes: JSON, or nothing for "no input". */
export async function readInput(request: IncomingMessage, most = MOST_BYTES): Promise<Result<unknown>> {
  const bytes = await readBytes(request, most);
  if (bytes === null) return { ok: false, error: appError('input.tooLarge', { limit: `${most / 1_048_576} MiB` }) };
  if (bytes.length === 0) return { ok: true, value: {} };
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? ''))
    return {
      ok: false,
      error: appError('input.invalid', { field: 'Content-Type', problem: 'must be application/json' }),
    };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { ok: true, value: JSON.parse(text) };
  } catch (thrown) {
    const problem = thrown instanceof SyntaxError ? `is not JSON (${thrown.message})` : 'is not UTF-8 text';
    return { ok: false, error: appError('input.invalid', { field: 'body', problem }) };
  }
}

/** The body, or null as soon as it is known to be too large. What follows is drained, up to a bound. */
export const readBytes = (request: IncomingMessage, most = MOST_BYTES): Promise<Buffer | null> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    if (Number(request.headers['content-length'] ?? 0) > most) resolve(null);
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= most) chunks.push(chunk);
      else {
        chunks.length = 0;
        resolve(null);
        if (size > most + MOST_DRAINED) request.destroy();
      }
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('aborted', () => reject(new Error('The sender went away')));
  });
