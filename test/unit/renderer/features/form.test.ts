import { describe, expect, test } from 'vitest';
import { createEntityRegistry } from '../../../../main/entities/index.ts';
import { changesOf, normalise } from '../../../../renderer/features/records/model/changes.ts';
import {
  assembled,
  canonical,
  fieldMode,
  fieldsInOrder,
  formOf,
  formProblems,
  newForm,
  withoutBlanks,
} from '../../../../renderer/features/records/model/form-state.ts';
import { cellDiffers, lineColumns, lineRows } from '../../../../renderer/features/records/model/line-rows.ts';
import { newLine, totals } from '../../../../renderer/features/records/model/lines.ts';
import { removalWords } from '../../../../renderer/features/records/model/removal-words.ts';
import type { Body } from '../../../../shared/primitives.ts';

const registry = createEntityRegistry();
const module = (name: string) => registry.get(name);

/** An invoice with one of everything, as the engine stores it. */
function storedInvoice(): Body {
  const given = {
    number: '1042',
    customer: 'c1',
    date: '2026-05-02',
    taxRate: 'reno',
    taxPercent: '8.265',
    lines: [
      {
        id: '1',
        kind: 'item',
        item: 'i1',
        description: 'Shingles',
        quantity: '12',
        unitPrice: '41.255',
        taxable: true,
      },
      { id: '2', kind: 'item', item: 'i2', quantity: '3.5', unitPrice: '85', taxable: false },
      { id: '3', kind: 'text', description: 'Thank you' },
      { id: '4', kind: 'discount', percent: '7.5' },
    ],
  };
  const parsed = module('invoice').parse(given);
  if (!parsed.ok) throw new Error(parsed.error.userSentence);
  return parsed.body;
}

describe('a form and the book agree', () => {
  const descriptor = module('invoice').descriptor;

  test('on every sum, to the cent', () => {
    const body = storedInvoice();
    const form = formOf(descriptor, body);
    const sums = totals(form.lines.lines ?? [], String(body.taxPercent));
    expect([sums.subtotal, sums.taxTotal, sums.total]).toEqual([body.subtotal, body.taxTotal, body.total]);
  });

  test('an untouched form has nothing to save', () => {
    const body = storedInvoice();
    expect(
      changesOf(descriptor, canonical(descriptor, body), assembled(descriptor, formOf(descriptor, body), body)),
    ).toEqual({});
  });

  test('what it saves is what the book accepts, with the same sums', () => {
    const state = newForm(descriptor, '2026-05-02', { customer: 'c1' });
    state.lines.lines = [
      { ...newLine('item', 'a'), item: 'i1', quantity: '2', unitPrice: '$19.995', taxable: true },
      newLine('item', 'b'),
      { ...newLine('item', 'c'), item: 'i2', quantity: '', unitPrice: '10' },
      { ...newLine('discount', 'd'), amount: '1' },
    ];
    state.draft.taxRate = 'reno';
    state.draft.taxPercent = '8.265';
    const clean = withoutBlanks(state);
    expect(formProblems(descriptor, clean, null)).toEqual({});
    const saved = normalise(descriptor, assembled(descriptor, clean, null)).body;
    const parsed = module('invoice').parse(saved);
    expect(parsed).toMatchObject({ ok: true });
    const sums = totals(clean.lines.lines ?? [], '8.265');
    expect(parsed.ok && [parsed.body.subtotal, parsed.body.taxTotal, parsed.body.total]).toEqual([
      sums.subtotal,
      sums.taxTotal,
      sums.total,
    ]);
  });

  test('a refusal counts the lines that are on screen', () => {
    const state = newForm(descriptor, '2026-05-02', { customer: 'c1' });
    state.lines.lines = [newLine('item', 'a'), { ...newLine('item', 'b'), description: 'x', unitPrice: '1' }];
    const clean = withoutBlanks(state);
    expect(clean.lines.lines).toHaveLength(1);
    expect(formProblems(descriptor, clean, null)).toEqual({ 'lines.0.item': 'is needed' });
  });

  test('an empty new form names all that is needed', () => {
    const state = withoutBlanks(newForm(descriptor, '2026-05-02'));
    expect(formProblems(descriptor, state, null)).toEqual({ customer: 'is needed', lines: 'needs at least one line' });
    expect(formProblems(module('customer').descriptor, newForm(module('customer').descriptor, ''), null)).toEqual({
      displayName: 'is needed',
    });
  });

  test('every entity with a new form is accepted once its needed fields are filled', () => {
    const customer = newForm(module('customer').descriptor, '2026-05-02', { displayName: 'Elm & Sons' });
    const body = normalise(
      module('customer').descriptor,
      assembled(module('customer').descriptor, customer, null),
    ).body;
    expect(module('customer').parse(body)).toMatchObject({ ok: true });
    const payment = newForm(module('payment').descriptor, '2026-05-02', { customer: 'c1', amount: '10' });
    expect(
      module('payment').parse(
        normalise(module('payment').descriptor, assembled(module('payment').descriptor, payment, null)).body,
      ),
    ).toMatchObject({
      ok: true,
    });
  });
});

test('a new customer pays sales tax unless someone says otherwise', () => {
  const { descriptor } = module('customer');
  expect(newForm(descriptor, '2026-05-02').draft.taxable).toBe(true);
});

test('what only QuickBooks changes is shown when it holds something, and never to be typed in', () => {
  const descriptor = module('payment').descriptor;
  const credits = descriptor.fields.find((field) => field.owner === 'quickbooks')!;
  expect(fieldMode(descriptor, credits, {}, null)).toBe('hidden');
  expect(fieldMode(descriptor, credits, {}, '5.00')).toBe('locked');
  const memo = descriptor.fields.find((field) => field.name === 'memo')!;
  expect(fieldMode(descriptor, memo, {}, null)).toBe('input');
  expect(fieldMode(descriptor, memo, { memo: 'quickbooks' }, 'x')).toBe('locked');
});

describe('lines of both sides', () => {
  const field = module('invoice').descriptor.fields.find((one) => one.kind === 'lines')!;
  const line = (id: string, more: Body = {}): Body => ({ id, kind: 'item', quantity: '1', amount: '5.00', ...more });

  test('are matched by identity, what only one has stands apart', () => {
    const rows = lineRows(
      'lines',
      { lines: [line('1'), line('2', { quantity: '2' })] },
      { lines: [line('2'), line('9')] },
    );
    expect(rows.map((row) => [row.id, row.platform !== null, row.quickbooks !== null])).toEqual([
      ['1', true, false],
      ['2', true, true],
      ['9', false, true],
    ]);
    expect(cellDiffers(rows[1]!, 'quantity')).toBe(true);
    expect(cellDiffers(rows[1]!, 'amount')).toBe(false);
    expect(cellDiffers(rows[0]!, 'quantity')).toBe(false);
  });

  test('a side without the document makes no difference', () => {
    const rows = lineRows('lines', null, { lines: [line('1')] });
    expect(rows).toHaveLength(1);
    expect(cellDiffers(rows[0]!, 'quantity')).toBe(false);
  });

  test('columns nobody uses are left out', () => {
    const rows = lineRows('lines', { lines: [line('1')] }, null);
    expect(lineColumns(field, rows).map((member) => member.name)).toEqual(['quantity', 'amount']);
  });
});

describe('words before a record leaves', () => {
  const both = { enabled: true, direction: 'both' as const, strategy: 'review' as const };
  test('say that QuickBooks follows, or why it does not', () => {
    const linked = { title: 'Invoice 7', linked: true };
    expect(removalWords('void', linked, both)).toMatchObject({ act: 'Void on both sides', final: true });
    expect(removalWords('void', { ...linked, linked: false }, both).quickbooks).toContain('nothing changes there');
    expect(removalWords('delete', linked, { ...both, enabled: false }).quickbooks).toContain('stays as it is');
    expect(removalWords('delete', linked, { enabled: true, direction: 'fromQuickbooks', strategy: 'review' }).act).toBe(
      'Delete',
    );
    expect(removalWords('deactivate', linked, both)).toMatchObject({ menu: 'Make inactive…', final: false });
  });
});

test('a project is asked for its name and its client first', () => {
  const { descriptor } = module('customer');
  const names = (start: Body) => fieldsInOrder(descriptor, start).map((field) => field.name);
  expect(names({ parent: null })).toEqual(descriptor.fields.map((field) => field.name));
  expect(names({ parent: 'c1' }).slice(0, 3)).toEqual(['displayName', 'parent', 'companyName']);
  expect(names({ parent: 'c1' }).toSorted()).toEqual(descriptor.fields.map((field) => field.name).toSorted());
});
