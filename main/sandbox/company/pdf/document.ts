/** A small PDF writer: pages of text and rules, in ASCII throughout, so that a document is a plain text of one byte each. */
import { type Face, pdfString, textWidth } from './font.ts';

/** US Letter, in points. */
export const PAGE = { width: 612, height: 792 } as const;

export type Page = { readonly marks: string[] };

/** Coordinates as PDF writes them: at most two decimals. */
const at = (value: number) => String(Math.round(value * 100) / 100);

/** Writes a text whose left (or right) end stands at `x`; `y` is its base line, from the bottom of the page. */
export function write(
  page: Page,
  text: string,
  place: { readonly x: number; readonly y: number; readonly size: number; readonly face?: Face; readonly right?: true },
): void {
  if (text === '') return;
  const face = place.face ?? 'plain';
  const x = place.right === true ? place.x - textWidth(text, place.size, face) : place.x;
  page.marks.push(
    `BT /${face === 'bold' ? 'F2' : 'F1'} ${at(place.size)} Tf ${at(x)} ${at(place.y)} Td ${pdfString(text)} Tj ET`,
  );
}

/** Draws a thin line across. */
export function rule(page: Page, from: number, to: number, y: number): void {
  page.marks.push(`0.6 G 0.5 w ${at(from)} ${at(y)} m ${at(to)} ${at(y)} l S 0 G`);
}

/** The whole file. `title` shows in the reader's window. */
export function pdfDocument(pages: readonly Page[], title: string): string {
  const first = 6;
  const kids = pages.map((_, index) => `${first + index * 2} 0 R`).join(' ');
  const font = (name: string) => `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    font('Helvetica'),
    font('Helvetica-Bold'),
    `<< /Title ${pdfString(title)} >>`,
  ];
  for (const [index, page] of pages.entries()) {
    const content = page.marks.join('\n');
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${PAGE.width} ${PAGE.height}] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents ${first + index * 2 + 1} 0 R >>`,
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    );
  }
  let file = '%PDF-1.4\n';
  const offsets: number[] = [];
  for (const [index, object] of objects.entries()) {
    offsets.push(file.length);
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  return `${file}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
}
