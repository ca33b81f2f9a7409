/** Files as people have them: encodings, delimiters, workbooks, and what is no table at all. */
import { describe, expect, test } from 'vitest';
import { readRows } from '../../../main/adapters/table-files.ts';
import { workbook } from '../../support/workbook.ts';

const read = async (bytes: Uint8Array | string, name = 'a.csv', sheet: string | null = null) => {
  const answer = await readRows(name, typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes, sheet);
  if (!answer.ok) throw new Error(answer.error.userSentence);
  return answer.value;
};
const refused = async (bytes: Uint8Array | string, name = 'a.csv'): Promise<string> => {
  const answer = await readRows(name, typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes, null);
  return answer.ok ? 'read' : answer.error.userSentence;
};

describe('text', () => {
  test.each([
    ['UTF-8', Buffer.from('Name;Stadt\nJürgen;Köln\n', 'utf8')],
    ['UTF-8', Buffer.from('\uFEFFName;Stadt\nJürgen;Köln\n', 'utf8')],
    ['Windows-1252', Buffer.from('Name;Stadt\nJürgen;Köln\n', 'latin1')],
    ['UTF-16', Buffer.from('\uFEFFName;Stadt\nJürgen;Köln\n', 'utf16le')],
    ['UTF-16', Buffer.from('\uFEFFName;Stadt\nJürgen;Köln\n', 'utf16le').swap16()],
  ])('%s', async (encoding, bytes) => {
    const table = await read(bytes);
    expect(table).toMatchObject({ encoding, delimiter: ';' });
    expect(table.rows.slice(0, 2)).toEqual([
      ['Name', 'Stadt'],
      ['Jürgen', 'Köln'],
    ]);
  });
  test('a Windows text keeps its own quotation marks and the euro sign', async () => {
    expect((await read(Buffer.from([0x4e, 0x0a, 0x80, 0x31, 0x93, 0x61, 0x94]))).rows).toEqual([['N'], ['€1“a”']]);
  });

  test.each([
    [',', 'Name,City\nDana,Tucson\n'],
    [';', 'Name;City;Sum\nDana;Tucson;1,50\n'],
    ['\t', 'Name\tCity\nDana\tTucson\n'],
    ['|', 'Name|City\nDana|Tucson\n'],
    [';', 'sep=;\r\nName;City\r\nDana;Tucson\r\n'],
  ])('parted by %j', async (delimiter, text) => {
    const table = await read(text);
    expect(table.delimiter).toBe(delimiter);
    expect(table.rows.some((row) => row[0] === 'Dana' && row[1] === 'Tucson')).toBe(true);
  });

  test('quotation marks, line breaks inside them and doubled ones', async () => {
    expect((await read('Name,Notes\r\n"Reyes, Dana","said ""yes""\r\nthen left"\r\n')).rows[1]).toEqual([
      'Reyes, Dana',
      'said "yes"\r\nthen left',
    ]);
  });

  test('what is no table says so, and what to do', async () => {
    expect(await refused('')).toBe('a.csv cannot be read: it is empty.');
    expect(await refused(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 1]))).toMatch(/it is no table/);
    expect(await refused('%PDF-1.7\nfoo')).toMatch(/it is a document, no table/);
    expect(await refused('<html><table><tr><td>Name</td></tr></table></html>', 'a.xls')).toMatch(/it is a web page/);
    expect(await refused('Name,Notes\nDana,"never closed\nKarl,x\n')).toMatch(
      /a quotation mark in row \d+ is never closed/,
    );
    expect(await refused(Buffer.alloc(10 * 1024 * 1024 + 1, 65))).toMatch(/has more than 10 MB/);
  });
});

describe('workbooks', () => {
  test('dates and numbers come as they were typed, texts of digits stay texts', async () => {
    const bytes = workbook({
      Clients: [
        ['Name', 'Zip', 'Since', 'Sum', 'Tiny', 'Taxable'],
        ['Dana <&>', '00123', { day: '2026-03-02' }, { number: '0.30000000000000004' }, { number: '1E-3' }, true],
        [' #42 ', null, { day: '1999-12-31' }, { number: '1234567.89' }, null, false],
      ],
    });
    const table = await read(bytes, 'a.xlsx');
    expect(table).toMatchObject({ sheets: ['Clients'], sheet: 'Clients', encoding: null });
    expect(table.rows.slice(1)).toEqual([
      ['Dana <&>', '00123', { date: '2026-03-02' }, { number: '0.3' }, { number: '0.001' }, 'TRUE'],
      [' #42 ', '', { date: '1999-12-31' }, { number: '1234567.89' }, '', 'FALSE'],
    ]);
  });

  test('a sheet is chosen by its name; the first that holds something is the usual one', async () => {
    const bytes = workbook({ Empty: [], Clients: [['Name'], ['Dana']], Items: [['Item'], ['Roof']] });
    expect((await read(bytes, 'a.xlsx')).sheet).toBe('Clients');
    expect((await read(bytes, 'a.xlsx', 'Items')).rows).toEqual([['Item'], ['Roof']]);
    const answer = await readRows('a.xlsx', bytes, 'Nothing');
    expect(answer).toMatchObject({ ok: false, error: { code: 'input.invalid', values: { field: 'sheet' } } });
  });

  test('locked, old, damaged and monstrous ones say so', async () => {
    const old = Buffer.alloc(2048);
    Buffer.from([0xd0, 0xcf, 0x11, 0xe0]).copy(old);
    expect(await refused(old, 'a.xls')).toMatch(/of an old Excel/);
    Buffer.from('EncryptedPackage', 'utf16le').copy(old, 600);
    expect(await refused(old, 'a.xlsx')).toBe('a.xlsx cannot be read: it is protected with a password.');
    const good = workbook({ Clients: [['Name'], ['Dana']] });
    expect(await refused(good.subarray(0, good.length - 40), 'a.xlsx')).toMatch(/it is no workbook, or a damaged one/);
    expect(await refused(Buffer.from('PK\u0003\u0004 and nothing more'), 'a.xlsx')).toMatch(/damaged/);
    // A file that says it unpacks to gigabytes is not unpacked to find out.
    const bomb = Buffer.from(good);
    bomb.writeUInt32LE(0xf0000000, bomb.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02])) + 24);
    expect(await refused(bomb, 'a.xlsx')).toMatch(/200 MB unpacked/);
  });
});
