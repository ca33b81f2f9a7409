/** Bytes as text, so that a file attached to a record is plain JSON like everything else that is kept. */
import { refuse } from '../faults.ts';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Bytes turned into text at a time: a multiple of three, small enough to pass as arguments. */
const CHUNK = 12_288;

export function encodeBase64(bytes: Uint8Array): string {
  const digits = [...DIGITS].map((digit) => digit.charCodeAt(0));
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; start += CHUNK) {
    const end = Math.min(start + CHUNK, bytes.length);
    const codes: number[] = [];
    for (let at = start; at < end; at += 3) {
      const left = end - at;
      const word = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
      codes.push(digits[word >> 18] ?? 0, digits[(word >> 12) & 63] ?? 0);
      codes.push(left > 1 ? (digits[(word >> 6) & 63] ?? 0) : 61, left > 2 ? (digits[word & 63] ?? 0) : 61);
    }
    parts.push(String.fromCharCode(...codes));
  }
  return parts.join('');
}

/** Reads base64, line breaks allowed; anything else in it is refused (6041). */
export function decodeBase64(text: string): Uint8Array {
  const values = new Int8Array(128).fill(-1);
  for (let digit = 0; digit < 64; digit += 1) values[DIGITS.charCodeAt(digit)] = digit;
  const clean = text.replace(/[\r\n\t ]/g, '').replace(/=+$/, '');
  const bytes = new Uint8Array(Math.floor((clean.length * 3) / 4));
  let word = 0;
  let bits = 0;
  let at = 0;
  for (let index = 0; index < clean.length; index += 1) {
    const value = values[clean.charCodeAt(index)] ?? -1;
    if (value < 0) throw refuse('6041', 'Invalid file : the content is not valid base64.', 'file_content');
    word = ((word << 6) | value) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at] = (word >> bits) & 0xff;
      at += 1;
    }
  }
  return bytes;
}
