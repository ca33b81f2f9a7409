/** Large tables are read in a thread of their own; what comes of them is the same. */
import { expect, test } from 'vitest';
import { isQuick, readTable } from '../../../main/adapters/table-files.ts';
import { createTableFiles } from '../../../main/adapters/table-reader.ts';
import { workbook } from '../../support/workbook.ts';

const ROWS = 6_000;
const row = (n: number): string[] => [`Alder & Sons ${n}`, `client${n}@example.com`, `${n} Elm "St"`, 'Tucson', ''];
const csv = [
  'Client name,E-mail,Street,City,Notes',
  ...Array.from({ length: ROWS }, (_, n) =>
    row(n)
      .map((cell) => `"${cell.replaceAll('"', '""')}"`)
      .join(','),
  ),
].join('\r\n');
const base64 = (content: string | Buffer): string => Buffer.from(content).toString('base64');

test('a large text and a large workbook are what they are when read in between', async () => {
  const text = base64(csv);
  const sheet = ['Client name', 'E-mail', 'Street', 'City', 'Notes'];
  const book = base64(workbook({ A: [['x']], B: [sheet, ...Array.from({ length: 2_500 }, (_, n) => row(n))] }));
  expect([isQuick(text), isQuick(book)]).toEqual([false, false]);
  for (const [content, from] of [
    [text, null],
    [book, 'B'],
  ] as const) {
    const apart = await createTableFiles().read('clients', content, from);
    expect(apart).toEqual(await readTable('clients', content, from));
    expect(apart.ok && [apart.value.table.headers.length, apart.value.table.rows.at(-1)?.cells[1]]).toEqual([
      5,
      `client${content === text ? ROWS - 1 : 2_499}@example.com`,
    ]);
  }
});

test('what is refused there is refused with its sentence', async () => {
  const unclosed = await createTableFiles().read('clients.csv', base64(`${csv}\r\n"never closed`), null);
  expect(unclosed).toMatchObject({ ok: false, error: { code: 'import.unreadable' } });
  const many = `Name,City\n${'Dana,Tucson\n'.repeat(30_000)}`;
  expect(await createTableFiles().read('clients.csv', base64(many), null)).toMatchObject({
    error: { code: 'import.tooLarge', values: { limit: '20,000 rows' } },
  });
  expect(await createTableFiles().read('clients.csv', `${base64(csv)}!?`, null)).toMatchObject({
    error: { code: 'input.invalid', values: { field: 'base64' } },
  });
});

test('where a thread cannot be had, or ends half way, the file is read all the same', async () => {
  const expected = await readTable('clients.csv', base64(csv), null);
  const none = createTableFiles(new URL('file:///nowhere/table-worker.ts'));
  expect(await none.read('clients.csv', base64(csv), null)).toEqual(expected);
  // The first piece, and then nothing.
  const dies = `import { parentPort } from 'node:worker_threads';
    parentPort.on('message', () => process.exit(3));
    parentPort.postMessage({ kind: 'head', about: {}, headers: ['x'] });`;
  const half = createTableFiles(new URL(`data:text/javascript,${encodeURIComponent(dies)}`));
  expect(await half.read('clients.csv', base64(csv), null)).toEqual(expected);
});

test('a small file is read without a thread', async () => {
  const never = createTableFiles(new URL('data:text/javascript,throw new Error("a thread was begun")'));
  expect(await never.read('a.csv', base64('Name\nDana\n'), null)).toMatchObject({
    ok: true,
    value: { table: { headers: ['Name'], rows: [{ n: 2, cells: ['Dana'] }] } },
  });
});
