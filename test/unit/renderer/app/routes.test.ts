import { expect, test } from 'vitest';
import { routeOf } from '../../../../renderer/app/routes.tsx';
import { windowTitle } from '../../../../renderer/app/title.ts';
import type { Status } from '../../../../shared/contract/app.ts';

test.each([
  ['/', 'Overview'],
  ['/records', 'Records'],
  ['/records/invoice/v12', 'Records'],
  ['/records/invoice?state=failed', 'Records'],
  ['/preview/all/link/customer%2Fc1%2Flink', 'Preview'],
  ['/settings/sync', 'Settings'],
])('%s belongs to %s', (address, label) => expect(routeOf(address)?.label).toBe(label));

test.each(['/recordsmore', '/nowhere', '/Records'])('%s belongs to no screen', (address) =>
  expect(routeOf(address)).toBeNull(),
);

test('the title begins with what needs a person', () => {
  const status = (review: number, problems: number): Status =>
    ({ counts: { review, problems, waiting: 90, equal: 0 } }) as Status;
  expect(windowTitle('Review', status(2, 1))).toBe('(3) Review · Plumbline');
  expect(windowTitle('Overview', status(2, 1))).toBe('(3) Plumbline');
  expect(windowTitle('Records', status(0, 0))).toBe('Records · Plumbline');
  expect(windowTitle(null, null)).toBe('Plumbline');
});
