/** Reads a multipart/form-data body (RFC 7578) without copying its files. */
import { refuse } from '../faults.ts';
import { decodeUtf8 } from '../utf8.ts';
import { decodeBase64 } from './base64.ts';

export type Part = {
  readonly name: string;
  readonly filename: string | undefined;
  readonly contentType: string | undefined;
  readonly bytes: Uint8Array;
};

function malformed(why: string) {
  return refuse('2010', `Property Name:${why}`, '');
}

/** The parts of a body, in order. `contentType` is the request's header, with the boundary in it. */
export function readMultipart(body: Uint8Array, contentType: string): Part[] {
  const found = /^multipart\/form-data\b.*?\bboundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const boundary = found?.[1] ?? found?.[2];
  if (boundary === undefined) throw refuse('1050', `Content type ${contentType} is not supported.`, '');
  const delimiter = ascii(`--${boundary}`);
  const parts: Part[] = [];
  let at = find(body, delimiter, 0);
  if (at < 0) throw malformed('The body does not hold its boundary');
  for (;;) {
    at += delimiter.length;
    if (body[at] === DASH && body[at + 1] === DASH) return parts;
    const line = body.indexOf(LF, at);
    at = line + 1;
    const next = find(body, delimiter, at);
    if (line < 0 || next < 0) throw malformed('The multipart body ends before its last boundary');
    // The line break before a boundary belongs to the boundary.
    parts.push(readPart(body.subarray(at, next - (body[next - 2] === CR ? 2 : 1))));
    at = next;
  }
}

const DASH = 0x2d;
const CR = 0x0d;
const LF = 0x0a;

/** Ends of lines as the standard writes them, and as clients that put their bodies together by hand do. */
const HEADER_ENDS = [Uint8Array.of(CR, LF, CR, LF), Uint8Array.of(LF, LF)];

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 0xff);
}

function find(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const first = wanted[0] ?? 0;
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    let same = at + wanted.length <= bytes.length;
    for (let step = 1; same && step < wanted.length; step += 1) same = bytes[at + step] === wanted[step];
    if (same) return at;
  }
  return -1;
}

/** What closes the headers of a part, whichever comes first, and where. */
function headersEnd(bytes: Uint8Array): [Uint8Array, number] {
  let first: [Uint8Array, number] | undefined;
  for (const ends of HEADER_ENDS) {
    // The other is looked for in front of the first only: a file may be large.
    const at = find(first === undefined ? bytes : bytes.subarray(0, first[1]), ends, 0);
    if (at >= 0) first = [ends, at];
  }
  if (first === undefined) throw malformed('A part of the multipart body has no headers');
  return first;
}

function readPart(bytes: Uint8Array): Part {
  const [ends, end] = headersEnd(bytes);
  const headers = new Map<string, string>();
  for (const line of decodeUtf8(bytes.subarray(0, end)).split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  const disposition = headers.get('content-disposition') ?? '';
  const name = parameter(disposition, 'name');
  if (name === undefined) throw malformed('A part of the multipart body has no name');
  const raw = bytes.subarray(end + ends.length);
  const encoded = headers.get('content-transfer-encoding')?.toLowerCase() === 'base64';
  return {
    name,
    filename: parameter(disposition, 'filename'),
    contentType: headers.get('content-type')?.split(';')[0]?.trim(),
    bytes: encoded ? decodeBase64(decodeUtf8(raw)) : raw,
  };
}

function parameter(header: string, name: string): string | undefined {
  const found = new RegExp(`(?:^|[;\\s])${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]+))`, 'i').exec(header);
  return found?.[1]?.replace(/\\(.)/g, '$1') ?? found?.[2];
}
