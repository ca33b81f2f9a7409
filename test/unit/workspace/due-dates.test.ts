import { expect, test } from 'vitest';
import { invoice, line, must, small, type TestWorkspace, workspace } from './support.ts';

async function ground(space: TestWorkspace) {
  const { pine, inspection } = await small(space);
  const net30 = must(await space.book.create('term', { name: 'Net 30', type: 'days', dueDays: '30' }));
  const tenth = must(await space.book.create('term', { name: 'The 10th', type: 'dayOfMonth', dayOfMonth: '10' }));
  const draft = (more: object) =>
    invoice(pine.id, [line(inspection.id, '1', '10')], { number: null, date: '2026-05-31', ...more });
  return { net30, tenth, draft };
}

test('a document without a due date gets the one of its terms', async () => {
  const space = workspace();
  const { net30, tenth, draft } = await ground(space);
  expect(must(await space.book.create('invoice', draft({ terms: net30.id }))).body?.dueDate).toBe('2026-06-30');
  expect(must(await space.book.create('invoice', draft({ terms: tenth.id }))).body?.dueDate).toBe('2026-06-10');
  expect(must(await space.book.create('invoice', draft({}))).body?.dueDate).toBeNull();
});

test('it follows when the terms or the date change', async () => {
  const space = workspace();
  const { net30, tenth, draft } = await ground(space);
  const made = must(await space.book.create('invoice', draft({ terms: net30.id })));
  const moved = must(await space.book.update('invoice', made.id, made.revision, { ...made.body, date: '2026-06-02' }));
  expect(moved.body?.dueDate).toBe('2026-07-02');
  const other = must(await space.book.update('invoice', made.id, moved.revision, { ...moved.body, terms: tenth.id }));
  expect(other.body?.dueDate).toBe('2026-06-10');
});

test('a typed due date stays', async () => {
  const space = workspace();
  const { net30, draft } = await ground(space);
  const made = must(await space.book.create('invoice', draft({ terms: net30.id, dueDate: '2026-06-15' })));
  expect(made.body?.dueDate).toBe('2026-06-15');
  const moved = must(await space.book.update('invoice', made.id, made.revision, { ...made.body, date: '2026-06-02' }));
  expect(moved.body?.dueDate).toBe('2026-06-15');
  const bare = must(await space.book.update('invoice', made.id, moved.revision, { ...moved.body, terms: null }));
  expect(bare.body?.dueDate).toBe('2026-06-15');
});
