import { Decimal } from 'decimal.js';
import Papa from 'papaparse';
import readXlsx from 'read-excel-file/node';
import { MOST_TABLE_BYTES, MOST_TABLE_ROWS } from '../../shared/contract/import-file.ts';
import { appError, type Result } from '../../shared/errors.ts';
import type { ReadTable, TableText } from '../core/ports.ts';
import { tableOf } from '../core/table-import/table.ts';
import type { Cell } from '../core/table-import/types.ts';
import { sha256 } from './hash.ts';

/** What a workbook may unpack to: a small file that says otherwise is not one that anybody exported. */
const MOST_UNPACKED = 200 * 1024 * 1024;

type Read = Result<TableText>;
/** A number as the workbook writes it, told apart from a text of digits. */
type Numeral = { number: string };
const unreadable = (name: string, problem: string, out: string): Read => ({
  ok: false,
  error: appError('import.unreadable', { name, problem, out }),
});
const starts = (bytes: Uint8Array, ...head: number[]): boolean => head.every((byte, at) => bytes[at] === byte);

const isWorkbook = (bytes: Uint8Array): boolean => starts(bytes, 0x50, 0x4b, 0x03, 0x04);

/** The rows of a file: CSV and its like by Papa Parse, workbooks by read-excel-file. */
export async function readRows(name: string, bytes: Uint8Array, sheet: string | null): Promise<Read> {
  if (bytes.length === 0) return unreadable(name, 'it is empty', 'Export it again and choose the new file.');
  if (bytes.length > MOST_TABLE_BYTES)
    return { ok: false, error: appError('import.tooLarge', { name, limit: '10 MB' }) };
  if (starts(bytes, 0xd0, 0xcf, 0x11, 0xe0)) return oldOrLocked(name, bytes);
  return isWorkbook(bytes) ? workbook(name, bytes, sheet) : text(name, bytes);
}

/** The same from what a call carries, with its table found. Takes as long as it takes: a large file is for another thread. */
export async function readTable(name: string, base64: string, sheet: string | null): Promise<Result<ReadTable>> {
  const bytes = Buffer.from(base64, 'base64');
  // The decoder passes over what is no letter of it; then there are fewer bytes than letters stand for.
  const letters = base64.replace(/=+$/, '').length;
  if (letters % 4 === 1 || bytes.length !== Math.floor((letters * 3) / 4))
    return { ok: false, error: appError('input.invalid', { field: 'base64', problem: 'is not base64' }) };
  const read = await readRows(name, bytes, sheet);
  if (!read.ok) return read;
  const { rows, ...about } = read.value;
  const table = tableOf(rows, name);
  if (!table.ok) return table;
  return { ok: true, value: { ...about, table: table.value, digest: sha256(JSON.stringify([about.sheet, rows])) } };
}

/** Letters of base64 up to which a file is read within a few hundredths of a second. */
const QUICK = { text: 350_000, workbook: 20_000 };
/** "PK\3\4" in base64 begins so. */
const WORKBOOK_HEAD = 'UEsD';

/** Whether a file is small enough to be read in between. */
export const isQuick = (base64: string): boolean =>
  base64.length <= (base64.startsWith(WORKBOOK_HEAD) ? QUICK.workbook : QUICK.text);

/** The container of old Excel files, and of new ones that are locked with a password. */
function oldOrLocked(name: string, bytes: Uint8Array): Read {
  const mark = Buffer.from('EncryptedPackage', 'utf16le');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(mark)
    ? unreadable(name, 'it is protected with a password', 'Open it in Excel, take the password off, and save it again.')
    : unreadable(name, 'it is a workbook of an old Excel (.xls)', 'Open it and save it as .xlsx or CSV.');
}

/** Sum of the sizes that a ZIP's own table of contents tells; null where it has none. */
function unpackedSize(bytes: Uint8Array): number | null {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = data.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + 22 > data.length) return null;
  const count = data.readUInt16LE(end + 10);
  let at = data.readUInt32LE(end + 16);
  let sum = 0;
  for (let entry = 0; entry < count; entry++) {
    if (at + 46 > data.length || data.readUInt32LE(at) !== 0x02014b50) return null;
    sum += data.readUInt32LE(at + 24);
    at += 46 + data.readUInt16LE(at + 28) + data.readUInt16LE(at + 30) + data.readUInt16LE(at + 32);
  }
  return sum;
}

async function workbook(name: string, bytes: Uint8Array, sheet: string | null): Promise<Read> {
  const damaged = (): Read =>
    unreadable(name, 'it is no workbook, or a damaged one', 'Open it in Excel and save it again as .xlsx or CSV.');
  const size = unpackedSize(bytes);
  if (size === null) return damaged();
  if (size > MOST_UNPACKED)
    return { ok: false, error: appError('import.tooLarge', { name, limit: '200 MB unpacked' }) };
  try {
    const read = await readXlsx<Numeral>(Buffer.from(bytes), { parseNumber: (number) => ({ number }), trim: false });
    const found =
      sheet === null ? (read.find(({ data }) => data.length > 0) ?? read[0]) : read.find((one) => one.sheet === sheet);
    if (!found)
      return sheet === null
        ? damaged()
        : {
            ok: false,
            error: appError('input.invalid', { field: 'sheet', problem: `there is no sheet called "${sheet}"` }),
          };
    return {
      ok: true,
      value: {
        sheets: read.map((one) => one.sheet),
        sheet: found.sheet,
        encoding: null,
        delimiter: null,
        rows: found.data.slice(0, MOST_TABLE_ROWS + 20).map((row) => row.map(cellOf)),
      },
    };
  } catch {
    return damaged();
  }
}

/** Digits a spreadsheet shows and keeps: what stands behind them is the noise of binary fractions. */
const SHOWN_DIGITS = 15;

/** One cell: a number in plain digits, a day without its time, anything else as text. */
function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return '';
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? '' : { date: value.toISOString().slice(0, 'YYYY-MM-DD'.length) };
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'object' && 'number' in value) {
    const text = String((value as Numeral).number).trim();
    if (!/^[-+]?\d*\.?\d+(e[-+]?\d{1,3})?$/i.test(text)) return text;
    return { number: new Decimal(text).toSignificantDigits(SHOWN_DIGITS).toFixed() };
  }
  return String(value);
}

/** Bytes as text: what its first bytes say, else UTF-8 where it is that, else what Windows wrote for decades. */
function decode(bytes: Uint8Array): { encoding: string; text: string } | null {
  if (starts(bytes, 0xff, 0xfe)) return { encoding: 'UTF-16', text: new TextDecoder('utf-16le').decode(bytes) };
  if (starts(bytes, 0xfe, 0xff)) return { encoding: 'UTF-16', text: new TextDecoder('utf-16be').decode(bytes) };
  if (isBinary(bytes)) return null;
  try {
    return { encoding: 'UTF-8', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { encoding: 'Windows-1252', text: new TextDecoder('windows-1252').decode(bytes) };
  }
}

/** Bytes looked at for what no text has. */
const LOOKED_AT = 65_536;
function isBinary(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, LOOKED_AT);
  let odd = 0;
  for (const byte of head) {
    if (byte === 0) return true;
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13 && byte !== 27) odd++;
  }
  return odd * 100 > head.length;
}

/** What may stand between columns; of equals the first. */
const DELIMITERS = [',', ';', '\t', '|'];
/** Rows looked at to find it out. */
const TRIED_ROWS = 60;

/** What stands between the columns: what most rows have as many times as one another, and most often. */
function delimiterOf(body: string): string {
  let best = { delimiter: ',', share: 0, width: 1 };
  for (const delimiter of DELIMITERS) {
    const { data } = Papa.parse<string[]>(body, { delimiter, preview: TRIED_ROWS, skipEmptyLines: 'greedy' });
    const counts = new Map<number, number>();
    for (const { length } of data) if (length > 1) counts.set(length, (counts.get(length) ?? 0) + 1);
    for (const [width, count] of counts) {
      const share = count / data.length;
      if (share > best.share || (share === best.share && width > best.width)) best = { delimiter, share, width };
    }
  }
  return best.delimiter;
}

function text(name: string, bytes: Uint8Array): Read {
  const save = 'Choose a CSV file or a workbook (.xlsx).';
  const decoded = decode(bytes);
  if (decoded === null) return unreadable(name, 'it is no table', save);
  if (/^\s*(<!doctype html|<html|<table|<\?xml)/i.test(decoded.text))
    return unreadable(
      name,
      'it is a web page, whatever its name says',
      'Open it in Excel and save it as .xlsx or CSV.',
    );
  if (/^%PDF-|^\{\\rtf/.test(decoded.text)) return unreadable(name, 'it is a document, no table', save);
  // Excel's own word for the delimiter, on a line of its own.
  const said = /^sep=(.)\r?\n/i.exec(decoded.text);
  const body = said ? decoded.text.slice(said[0].length) : decoded.text;
  const parsed = Papa.parse<string[]>(body, {
    delimiter: said?.[1] ?? delimiterOf(body),
    skipEmptyLines: false,
  });
  const broken = parsed.errors.find(({ type }) => type === 'Quotes');
  if (broken)
    return unreadable(
      name,
      `a quotation mark in row ${(broken.row ?? 0) + 1} is never closed, or stands where none may`,
      'Open it in a spreadsheet, look at that row, and save it again as CSV.',
    );
  // The line that told the delimiter is a row of the file too.
  const rows: Cell[][] = said ? [[], ...parsed.data] : parsed.data;
  return {
    ok: true,
    value: { sheets: [], sheet: null, encoding: decoded.encoding, delimiter: parsed.meta.delimiter, rows },
  };
}
