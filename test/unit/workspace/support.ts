import { createIds } from '../../../main/adapters/ids.ts';
import { openWorkspaceStore } from '../../../main/adapters/sqlite/workspace/store.ts';
import { createWorkspaceConnector } from '../../../main/connectors/workspace/index.ts';
import type { BookStore } from '../../../main/core/book-store.ts';
import type { Observation, TranslationContext, WriteOutcome, WriteRequest } from '../../../main/core/types.ts';
import { createEntityRegistry } from '../../../main/entities/index.ts';
import type { ErrorCode, Result } from '../../../shared/errors.ts';
import type { Body } from '../../../shared/primitives.ts';

export const registry = createEntityRegistry();

export const context: TranslationContext = {
  mapping: {
    defaultIncomeAccount: null,
    depositAccount: null,
    defaultExpenseAccount: null,
    taxCodes: {},
    defaultTaxCode: null,
    customFields: [],
  },
  lists: [],
  homeCurrency: 'USD',
};

/** A clock that a test moves; it starts on a Sunday in May. */
export function testClock() {
  let now = Date.UTC(2026, 4, 31, 9);
  return { now: () => now, forward: (ms: number) => (now += ms) };
}

/** A whole workspace, in memory unless a path is given; `busyMs` as the store's own. */
export function workspace(path = ':memory:', busyMs?: number) {
  const clock = testClock();
  let byte = 0;
  const ids = createIds(clock, (count) => new Uint8Array(count).fill(byte++ % 32));
  const store: BookStore = openWorkspaceStore({
    path,
    newBookId: () => ids.next(),
    ...(busyMs === undefined ? {} : { busyMs }),
  });
  const made = createWorkspaceConnector({ store, registry, clock, ids });
  return { ...made, store, clock };
}
export type TestWorkspace = ReturnType<typeof workspace>;

export const must = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.userSentence}`);
  return result.value;
};

export const refused = (result: Result<unknown>): { code: ErrorCode; sentence: string } => {
  if (result.ok) throw new Error('was expected to be refused');
  return { code: result.error.code, sentence: result.error.userSentence };
};

export const confirmed = (outcome: WriteOutcome | undefined) => {
  if (outcome?.kind !== 'confirmed')
    throw new Error(
      `${outcome?.kind}: ${outcome ? (outcome as { error: { userSentence: string } }).error.userSentence : ''}`,
    );
  return outcome;
};

export const customer = (more: Body = {}): Body => ({
  displayName: 'Pine Ridge HOA',
  companyName: null,
  givenName: null,
  familyName: null,
  email: 'board@pineridge.example',
  phone: null,
  mobile: null,
  billingAddress: null,
  shippingAddress: null,
  notes: null,
  taxable: true,
  parent: null,
  ...more,
});

export const item = (more: Body = {}): Body => ({
  name: 'Roof inspection',
  sku: null,
  description: null,
  type: 'service',
  unitPrice: '225',
  purchaseCost: null,
  taxable: false,
  ...more,
});

export const line = (itemId: string, quantity: string, unitPrice: string, more: Body = {}): Body => ({
  id: '',
  kind: 'item',
  item: itemId,
  description: null,
  quantity,
  unitPrice,
  percent: null,
  amount: null,
  taxable: false,
  ...more,
});

export const invoice = (customerId: string, lines: Body[], more: Body = {}): Body => ({
  number: null,
  customer: customerId,
  date: '2026-05-31',
  dueDate: null,
  lines,
  taxRate: null,
  taxPercent: null,
  memo: null,
  privateNote: null,
  email: null,
  ...more,
});

export const payment = (customerId: string, amount: string, applied: [string, string][], more: Body = {}): Body => ({
  customer: customerId,
  date: '2026-05-31',
  amount,
  reference: null,
  method: 'Check',
  memo: null,
  allocations: applied.map(([id, part]) => ({ invoice: id, amount: part })),
  ...more,
});

let keys = 0;
/** A write as the engine sends it. */
export const request = (
  kind: WriteRequest['kind'],
  entity: string,
  body: Body | null,
  more: Partial<WriteRequest> = {},
): WriteRequest => ({
  entity,
  kind,
  id: null,
  revision: null,
  body,
  fields: body ? Object.keys(body) : [],
  native: null,
  key: `key-${++keys}`,
  ...more,
});

/** A customer, an item and an invoice of 375.00 numbered 1042, entered by a person. */
export async function small(space: TestWorkspace) {
  const pine = must(await space.book.create('customer', customer()));
  const inspection = must(await space.book.create('item', item()));
  const bill = must(
    await space.book.create('invoice', invoice(pine.id, [line(inspection.id, '3', '125')], { number: '1042' })),
  );
  return { pine, inspection, bill };
}

export const fresh = async (space: TestWorkspace, it: Pick<Observation, 'entity' | 'id'>): Promise<Observation> =>
  must(await space.book.get(it.entity, it.id));

/** The lines of a document's body. */
export const linesOf = (it: Pick<Observation, 'body'>): { id: string; amount: string | null }[] =>
  (it.body?.lines ?? []) as { id: string; amount: string | null }[];
