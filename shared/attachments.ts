/** Files on records: what QuickBooks takes, so that nothing is taken here that could never go there. */

/** Largest file: as much as QuickBooks' own screens take. Its interface takes 100 MB a request. */
export const MOST_FILE_BYTES = 20 * 1024 * 1024;

/** Largest call that attaches one: such a file in base64, and room for what is around it. */
export const MOST_ATTACH_CALL_BYTES = 28 * 1024 * 1024;

/** Media types by the ending of the name. */
export const FILE_TYPES: Readonly<Record<string, string | undefined>> = {
  ai: 'application/postscript',
  csv: 'text/csv',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  eps: 'application/postscript',
  gif: 'image/gif',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  pdf: 'application/pdf',
  png: 'image/png',
  rtf: 'application/rtf',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  txt: 'text/plain',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  xml: 'text/xml',
};

const WITHOUT_FILES = new Set(['account', 'term']);

/** Whether QuickBooks keeps files with records of this kind: with documents, people and items, not with lists. */
export const takesFiles = (entity: string): boolean => !WITHOUT_FILES.has(entity);
