/** Reads UTF-8 as strictly as QuickBooks does: anything else is a refusal, never a question mark. */
import { type Refusal, refuse } from './faults.ts';

function bad(byte: number): Refusal {
  return refuse('2010', `Property Name:Invalid UTF-8 middle byte 0x${byte.toString(16)}`, '');
}

export function decodeUtf8(bytes: Uint8Array): string {
  let text = '';
  let at = 0;
  const units: number[] = [];
  const flush = () => {
    text += String.fromCodePoint(...units);
    units.length = 0;
  };
  while (at < bytes.length) {
    const first = bytes[at] ?? 0;
    if (first < 0x80) {
      units.push(first);
      at += 1;
    } else {
      const length = first >= 0xf0 && first < 0xf5 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 && first < 0xe0 ? 2 : 0;
      if (length === 0 || first >= 0xf5) throw bad(first);
      let code = first & (0xff >> (length + 1));
      for (let step = 1; step < length; step += 1) {
        const next = bytes[at + step] ?? 0x20;
        if ((next & 0xc0) !== 0x80) throw bad(next);
        code = (code << 6) | (next & 0x3f);
      }
      const shortest = length === 2 ? 0x80 : length === 3 ? 0x800 : 0x10000;
      if (code < shortest || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) throw bad(first);
      units.push(code);
      at += length;
    }
    if (units.length >= 4096) flush();
  }
  flush();
  return text;
}
