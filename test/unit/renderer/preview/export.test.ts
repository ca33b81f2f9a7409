import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planCsv } from '../../../../renderer/features/preview/export.ts';
import { csvCell } from '../../../../renderer/ui/csv.ts';
import type { PlanItem, PlanSummary } from '../../../../shared/contract/sync.ts';

const item = (more: Partial<PlanItem>): PlanItem => ({
  id: 'customer/c1/link',
  digest: 'd',
  since: null,
  action: 'link',
  entity: 'customer',
  title: 'Pine Ridge HOA',
  platformId: 'c1',
  quickbooksId: '58',
  amount: null,
  reason: 'Same e-mail address',
  changes: [],
  error: null,
  ...more,
});

test('one row per field that changes, one per record where none does', () => {
  const csv = planCsv([
    item({}),
    item({
      action: 'updateInQuickbooks',
      amount: '375.00',
      changes: [
        { field: 'phone', label: 'Phone', before: null, after: '(707) 555-0101' },
        { field: 'notes', label: 'Notes', before: 'Gate, left', after: 'Say "hello"' },
      ],
    }),
  ]);
  const rows = csv.replace('\uFEFF', '').trimEnd().split('\r\n');
  expect(rows).toHaveLength(4);
  expect(rows[1]).toBe('link,customer,Pine Ridge HOA,,Same e-mail address,,,,c1,58');
  expect(rows[2]).toContain('375.00');
  expect(rows[3]).toContain('"Gate, left","Say ""hello"""');
});

test('the effect on receivables and on each account, side by side, in the same columns', () => {
  const plan = {
    receivables: {
      platformBefore: '10.00',
      platformAfter: '10.00',
      quickbooksBefore: '0.00',
      quickbooksAfter: '10.00',
    },
    income: [
      {
        account: '79',
        name: 'Services',
        kind: 'income',
        platformBefore: '9.10',
        platformAfter: '9.10',
        quickbooksBefore: '0.00',
        quickbooksAfter: '9.10',
      },
    ],
  } as PlanSummary;
  const rows = planCsv([], plan).replace('\uFEFF', '').trimEnd().split('\r\n');
  expect(rows.slice(1)).toEqual([
    'effect,receivables,Open receivables (A/R),0.00,,Workspace,10.00,10.00,,',
    'effect,receivables,Open receivables (A/R),10.00,,QuickBooks,0.00,10.00,,',
    'effect,income,Services,0.00,,Workspace,9.10,9.10,,79',
    'effect,income,Services,9.10,,QuickBooks,0.00,9.10,,79',
  ]);
});

test('a text that a spreadsheet would run is made harmless; numbers stay numbers', () => {
  expect(csvCell('=HYPERLINK("x")')).toBe(`"'=HYPERLINK(""x"")"`);
  expect(['+1', '@cmd', '-2+3', '-12.30', '375.00', null].map(csvCell)).toEqual([
    "'+1",
    "'@cmd",
    "'-2+3",
    '-12.30',
    '375.00',
    '',
  ]);
});

test('any text comes back as it went in', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const cell = csvCell(text);
      const plain = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
      expect(plain === text || plain === `'${text}`).toBe(true);
      if (!cell.startsWith('"')) expect(cell).not.toMatch(/[",\r\n]/);
    }),
  );
});
