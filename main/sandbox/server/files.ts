/**
 * Temporary addresses of uploaded files: signed, good for a quarter of an hour, fetched without signing in, as the real
 * ones in Intuit's storage are.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Company } from '../company/company.ts';
import { sendText } from './http.ts';

/** How long an address works (documented: 15 minutes). */
const GOOD_FOR_SECONDS = 900;
const FOLDER = '/attachments/';

export type FileLinks = {
  /** Makes an address; `url` is the server's own. */
  readonly make: (url: string, file: { readonly id: string; readonly name: string }) => string;
  /** Answers one; false when the path is none. */
  readonly serve: (company: Company, method: string, url: URL, response: ServerResponse) => boolean;
};

export function createFileLinks(now: () => number): FileLinks {
  // Of this run only: no address outlives a restart.
  const key = randomBytes(32);
  const sign = (id: string, expires: string) =>
    createHmac('sha256', key).update(`${id}\n${expires}`).digest('base64url');
  const isSigned = (id: string, expires: string, signature: string) => {
    const right = Buffer.from(sign(id, expires));
    const given = Buffer.from(signature);
    return right.length === given.length && timingSafeEqual(right, given);
  };
  return {
    make: (url, { id, name }) => {
      const expires = String(Math.floor(now() / 1000) + GOOD_FOR_SECONDS);
      return `${url}${FOLDER}${id}/${encodeURIComponent(name)}?Expires=${expires}&Signature=${sign(id, expires)}`;
    },
    serve: (company, method, url, response) => {
      if (!url.pathname.startsWith(FOLDER)) return false;
      const id = url.pathname.slice(FOLDER.length).split('/', 1)[0] ?? '';
      const expires = url.searchParams.get('Expires') ?? '';
      if (method !== 'GET') refuse(response, 405, 'MethodNotAllowed', 'The specified method is not allowed.');
      else if (!isSigned(id, expires, url.searchParams.get('Signature') ?? ''))
        refuse(response, 403, 'SignatureDoesNotMatch', 'The signature does not match.');
      else if (Number(expires) * 1000 <= now()) refuse(response, 403, 'AccessDenied', 'Request has expired');
      else send(company, id, response);
      return true;
    },
  };
}

function send(company: Company, id: string, response: ServerResponse): void {
  const file = company.file(id);
  if (file === undefined) {
    refuse(response, 404, 'NoSuchKey', 'The specified key does not exist.');
    return;
  }
  response.writeHead(200, {
    'content-type': /^[\w.+-]+\/[\w.+-]+$/.test(file.contentType) ? file.contentType : 'application/octet-stream',
    'content-length': file.bytes.length,
    // Never shown in the browser as a page of this server.
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    'x-content-type-options': 'nosniff',
  });
  response.end(file.bytes);
}

/** As the storage refuses: XML, and not Intuit's. */
function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  sendText(response, status, 'application/xml', xml);
}
