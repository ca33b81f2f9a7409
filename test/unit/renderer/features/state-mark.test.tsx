import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { createEntityRegistry } from '../../../../main/entities/index.ts';
import { tableColumns } from '../../../../renderer/features/records/list/columns.tsx';
import type { RecordRow } from '../../../../shared/contract/records.ts';

const { descriptor } = createEntityRegistry().get('invoice');
const SENTENCE = 'QuickBooks refused invoice 1042: that number is already used by another invoice.';

const mark = (row: Partial<RecordRow>, width: 'narrow' | 'wide'): string => {
  const [state] = tableColumns([{ id: 'state', header: 'State', shows: 'state' }], width, descriptor);
  return renderToStaticMarkup(<>{state?.cell({ state: 'failed', stateDetail: SENTENCE, ...row } as RecordRow)}</>);
};

test.each(['narrow', 'wide'] as const)('hovering the mark of a record shows why it failed (%s)', (width) => {
  const drawn = mark({}, width);
  expect(drawn).toContain(`title="${SENTENCE}"`);
  expect(drawn).toContain('Failed');
});

test('the mark of a record that waits for another says so, and an equal one says nothing more', () => {
  expect(mark({ state: 'blocked', stateDetail: 'Blocked by Pine Ridge HOA' }, 'wide')).toContain(
    'Blocked by Pine Ridge HOA',
  );
  expect(mark({ state: 'equal', stateDetail: null }, 'wide')).not.toContain('title=');
});

test('where room is short a document is listed by its number, which its kind would push out of sight', () => {
  const credit = createEntityRegistry().get('vendorCredit').descriptor;
  const row = {
    title: 'Vendor credit VC-1042',
    who: 'Hill Supply',
    platformId: 'a',
    quickbooksId: '1',
    life: 'active',
  };
  const drawn = (width: 'narrow' | 'wide', reference: string | null): string => {
    const [title] = tableColumns([{ id: 'title', header: 'Credit', shows: 'title' }], width, credit);
    return renderToStaticMarkup(<>{title?.cell({ ...row, body: { reference } } as unknown as RecordRow)}</>);
  };
  expect(drawn('narrow', 'VC-1042')).toContain('>VC-1042<');
  expect(drawn('wide', 'VC-1042')).toContain('>Vendor credit VC-1042<');
  expect(drawn('narrow', null)).toContain('>Vendor credit VC-1042<');
});
