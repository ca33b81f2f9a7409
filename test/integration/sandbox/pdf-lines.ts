/** The texts of a sandbox PDF in the order they are drawn: a reader of our own, for machines without a PDF program. */
export function linesOfPdf(file: Buffer): string[] {
  const text = file.toString('latin1');
  return [...text.matchAll(/\(((?:[^()\\]|\\.)*)\) Tj/g)].map(([, drawn = '']) =>
    drawn
      .replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
      .replace(/\\([()\\])/g, '$1'),
  );
}
