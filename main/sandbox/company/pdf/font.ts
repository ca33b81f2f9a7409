/** Two of the fonts every PDF reader has, and the letters they can write (WinAnsi). */

export type Face = 'plain' | 'bold';

/** Advance widths of the letters 32 to 126 in thousandths of the size, from Adobe's metrics of Helvetica. */
const WIDTHS: Readonly<Record<Face, readonly number[]>> = {
  plain: numbers(
    '278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584',
  ),
  bold: numbers(
    '278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 333 333 584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 611 722 667 944 667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 611 611 389 556 333 611 556 778 556 556 500 389 280 389 584',
  ),
};

function numbers(text: string): number[] {
  return text.split(' ').map(Number);
}

/** Most letters beyond ASCII are about as wide as a digit. */
const OTHER_WIDTH = 556;

/** Letters of WinAnsi that are not at their place in Latin-1. */
const MOVED = new Map(
  [...'€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'].map((letter, index) => [letter, 0x80 + index]),
);

function code(letter: string): number {
  const point = letter.codePointAt(0) ?? 0x3f;
  if ((point >= 0x20 && point < 0x7f) || (point >= 0xa0 && point <= 0xff)) return point;
  // What the font cannot write is a question mark.
  return MOVED.get(letter) ?? (/\s/.test(letter) ? 0x20 : 0x3f);
}

/** A text as a PDF string in ASCII, `(…)`. */
export function pdfString(text: string): string {
  let result = '(';
  for (const letter of text) {
    const byte = code(letter);
    if (byte === 0x28 || byte === 0x29 || byte === 0x5c) result += `\\${String.fromCharCode(byte)}`;
    else if (byte < 0x7f) result += String.fromCharCode(byte);
    else result += `\\${byte.toString(8).padStart(3, '0')}`;
  }
  return `${result})`;
}

/** Width of a text in points. */
export function textWidth(text: string, size: number, face: Face): number {
  let sum = 0;
  for (const letter of text) sum += WIDTHS[face][code(letter) - 32] ?? OTHER_WIDTH;
  return (sum * size) / 1000;
}

/** Breaks a text into lines no wider than `width`: at its own line breaks, at spaces, and inside words that are too long. */
export function wrap(text: string, width: number, size: number, face: Face): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split(/\r\n|\r|\n/)) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (textWidth(longer, size, face) <= width) {
        line = longer;
        continue;
      }
      if (line !== '') lines.push(line);
      line = '';
      for (const letter of word) {
        if (line !== '' && textWidth(line + letter, size, face) > width) {
          lines.push(line);
          line = '';
        }
        line += letter;
      }
    }
    lines.push(line);
  }
  return lines;
}
