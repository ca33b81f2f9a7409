import { describe, expect, test } from 'vitest';
import type { ChangesPage, ListPage, Observation } from '../../../main/core/types.ts';
import {
  confirmed,
  context,
  customer,
  fresh,
  invoice,
  item,
  line,
  linesOf,
  must,
  payment,
  request,
  small,
  type TestWorkspace,
  workspace,
} from './support.ts';

const ALL = ['customer', 'item', 'invoice', 'payment'];
const since = async (space: TestWorkspace, cursor: string, entities = ALL): Promise<ChangesPage> => {
  const answer = await space.connector.changes(cursor, entities, context);
  if (!answer.ok) throw new Error(answer.error.userSentence);
  return answer.value;
};
const write = async (space: TestWorkspace, ...requests: ReturnType<typeof request>[]) =>
  space.connector.write(requests, context);

describe('the connection', () => {
  test('names the book', async () => {
    const { connector, store } = workspace();
    expect(must(await connector.test())).toEqual({
      companyId: store.bookId,
      companyName: 'Workspace',
      environment: 'workspace',
      facts: {},
    });
    expect([connector.side, connector.label]).toEqual(['platform', 'Workspace']);
  });

  test('offers tax rates with their percentages and payment methods, under names of their own', async () => {
    const lists = must(await workspace().connector.lists());
    expect(lists.filter((one) => one.list === 'taxRate').map((one) => [one.id, one.facts.percent])).toEqual([
      ['petaluma', '9.5'],
      ['sonoma', '8.5'],
      ['marin', '8.25'],
    ]);
    expect(lists.filter((one) => one.list === 'platformPaymentMethod').map((one) => one.name)).toContain('Check');
    expect(new Set(lists.map((one) => one.list))).toEqual(new Set(['taxRate', 'platformPaymentMethod']));
  });
});

describe('listing', () => {
  test('goes page by page through everything that is not deleted, each once', async () => {
    const space = workspace();
    const requests = Array.from({ length: 1_203 }, (_, n) =>
      request('create', 'item', item({ name: `Item ${n}`, type: 'service' })),
    );
    const made = (await write(space, ...requests)).map((outcome) => confirmed(outcome).observation);
    must(await space.book.remove('item', made[3]?.id ?? '', made[3]?.revision ?? '', 'deactivate'));
    const seen: Observation[] = [];
    let page: string | null = null;
    let pages = 0;
    do {
      const answer: ListPage = must(await space.connector.list('item', page, context));
      seen.push(...answer.observations);
      page = answer.next;
      pages++;
    } while (page !== null);
    expect(pages).toBe(3);
    expect(seen.map((one) => one.id)).toEqual(made.map((one) => one.id).sort());
    expect(seen.filter((one) => one.life === 'inactive')).toHaveLength(1);
  });

  test('leaves out deleted drafts; reading one by its key gives its tombstone, and one for what never was', async () => {
    const space = workspace();
    const { pine, inspection } = await small(space);
    const draft = must(await space.book.create('invoice', invoice(pine.id, [line(inspection.id, '1', '10')])));
    must(await space.book.remove('invoice', draft.id, draft.revision, 'delete'));
    expect(
      must(await space.connector.list('invoice', null, context)).observations.map((one) => one.body?.number),
    ).toEqual(['1042']);
    const keys = [draft, { entity: 'invoice', id: 'never' }, pine];
    const read = must(await space.connector.read(keys, context));
    expect(read.map((one) => one.life)).toEqual(['deleted', 'deleted', 'live']);
    expect(read[1]).toMatchObject({ id: 'never', body: null });
    expect(read[0]?.body).not.toBeNull();
  });
});

describe('the feed', () => {
  test('tells each changed record once, as it is now, and then nothing', async () => {
    const space = workspace();
    const start = must(await space.connector.cursorNow());
    const { pine, inspection, bill } = await small(space);
    must(await space.book.update('customer', pine.id, pine.revision, customer({ phone: '1' })));
    const page = await since(space, start);
    expect(page.more).toBe(false);
    expect(page.observations.map((one) => one.id)).toEqual([inspection.id, bill.id, pine.id]);
    expect(page.observations[2]?.body?.phone).toBe('1');
    expect((await since(space, page.cursor)).observations).toEqual([]);
  });

  test('holds tombstones and the balances that a payment moved', async () => {
    const space = workspace();
    const { pine, bill, inspection } = await small(space);
    const cursor = must(await space.connector.cursorNow());
    const paid = must(await space.book.create('payment', payment(pine.id, '5', [[bill.id, '5']])));
    must(await space.book.remove('payment', paid.id, paid.revision, 'delete'));
    must(await space.book.create('invoice', invoice(pine.id, [line(inspection.id, '1', '1')])));
    const { observations } = await since(space, cursor);
    expect(observations.map((one) => [one.entity, one.life])).toEqual([
      ['payment', 'deleted'],
      ['invoice', 'live'],
      ['invoice', 'live'],
    ]);
  });

  test('comes in pages whose cursors lose nothing, and tells only the entities asked for', async () => {
    const space = workspace();
    const start = must(await space.connector.cursorNow());
    await write(
      space,
      ...Array.from({ length: 1_100 }, (_, n) => request('create', 'item', item({ name: `Item ${n}` }))),
      request('create', 'customer', customer()),
    );
    const seen: string[] = [];
    let cursor = start;
    let more = true;
    while (more) {
      const page = await since(space, cursor, ['item']);
      seen.push(...page.observations.map((one) => one.id));
      cursor = page.cursor;
      more = page.more;
    }
    expect(seen).toHaveLength(1_100);
    expect(new Set(seen).size).toBe(1_100);
    expect(cursor).toBe(must(await space.connector.cursorNow()));
  });

  test.each([
    ['no cursor', () => 'nonsense'],
    ['another book', () => 'other:1'],
    ['the future of a book restored from a backup', (space: TestWorkspace) => `${space.store.bookId}:999`],
  ])('asks for a full reading after %s', async (_, cursor) => {
    const space = workspace();
    await small(space);
    const answer = await space.connector.changes(cursor(space), ALL, context);
    expect(answer).toMatchObject({ ok: false, fullNeeded: true, error: { code: 'plan.stale' } });
  });
});

describe('writes', () => {
  test('create, update, remove and restore, each answered by the record as it then is', async () => {
    const space = workspace();
    const [first] = await write(space, request('create', 'customer', customer()));
    const made = confirmed(first).observation;
    expect(made).toMatchObject({ side: 'platform', life: 'live', body: { displayName: 'Pine Ridge HOA' } });
    const steps = [
      request('update', 'customer', customer({ phone: '1' }), { id: made.id, revision: made.revision }),
      request('remove', 'customer', null, { id: made.id, mode: 'deactivate' }),
      request('restore', 'customer', customer({ phone: '2' }), { id: made.id }),
    ];
    let revision = made.revision;
    const lives: (string | undefined)[] = [];
    for (const step of steps) {
      const [outcome] = await write(space, { ...step, revision });
      const { observation } = confirmed(outcome);
      revision = observation.revision;
      lives.push(`${observation.life} ${observation.body?.phone}`);
    }
    expect(lives).toEqual(['live 1', 'inactive 1', 'live 2']);
  });

  test('answer with the ids given to new lines, in their order', async () => {
    const space = workspace();
    const { pine, inspection, bill } = await small(space);
    const [kept] = linesOf(bill);
    const lines = [
      line(inspection.id, '1', '1'),
      { ...line(inspection.id, '3', '125'), id: kept?.id ?? '' },
      line(inspection.id, '2', '1'),
    ];
    const body = invoice(pine.id, lines, { number: '1042' });
    const [outcome] = await write(space, request('update', 'invoice', body, { id: bill.id, revision: bill.revision }));
    const { lineIds, observation } = confirmed(outcome);
    expect(lineIds).toEqual(linesOf(observation).map((one) => one.id));
    expect(lineIds[1]).toBe(kept?.id);
    expect(new Set(lineIds).size).toBe(3);
  });

  test('raise no hint: the engine knows what it wrote', async () => {
    const space = workspace();
    let hints = 0;
    space.connector.onHint?.(() => hints++);
    await write(space, request('create', 'customer', customer()));
    expect(hints).toBe(0);
  });

  test('with the same key happen once, and answer what was answered, even after later edits', async () => {
    const space = workspace();
    const create = request('create', 'customer', customer());
    const first = confirmed((await write(space, create))[0]);
    const { id, revision } = first.observation;
    must(await space.book.update('customer', id, revision, customer({ phone: 'edited by a person' })));
    expect((await write(space, create, create)).map((outcome) => confirmed(outcome))).toEqual([first, first]);
    expect(must(await space.connector.list('customer', null, context)).observations).toHaveLength(1);
    expect((await fresh(space, first.observation)).body?.phone).toBe('edited by a person');
  });

  test('replayed after a later write: a create still tells its id, an update is told to look again', async () => {
    const space = workspace();
    const create = request('create', 'customer', customer());
    const made = confirmed((await write(space, create))[0]).observation;
    const update = request('update', 'customer', customer({ phone: '1' }), { id: made.id, revision: made.revision });
    const next = confirmed((await write(space, update))[0]).observation;
    const last = request('update', 'customer', customer({ phone: '2' }), { id: made.id, revision: next.revision });
    const now = confirmed((await write(space, last))[0]).observation;
    expect(confirmed((await write(space, create))[0]).observation).toEqual(now);
    expect((await write(space, update))[0]?.kind).toBe('stale');
    expect(confirmed((await write(space, last))[0]).observation).toEqual(now);
    expect(space.store.newestChange()).toBe(3);
  });

  test('on an old revision are stale, and write nothing', async () => {
    const space = workspace();
    const pine = must(await space.book.create('customer', customer()));
    must(await space.book.update('customer', pine.id, pine.revision, customer({ phone: '1' })));
    const stale = request('update', 'customer', customer({ phone: '2' }), { id: pine.id, revision: pine.revision });
    expect((await write(space, stale))[0]).toMatchObject({ kind: 'stale', error: { code: 'record.stale' } });
    expect((await fresh(space, pine)).body?.phone).toBe('1');
    expect(await space.connector.probe([{ request: stale, sentAt: '' }], context)).toEqual([{ kind: 'absent' }]);
  });

  test('that break a rule are rejected with the rule’s words; the others of the call are carried out', async () => {
    const space = workspace();
    const { pine, inspection } = await small(space);
    const outcomes = await write(
      space,
      request('create', 'customer', customer({ displayName: 'One' })),
      request('create', 'payment', payment(pine.id, '500', [['gone', '400']])),
      request('create', 'invoice', invoice(pine.id, [line(inspection.id, '1', '1')], { number: '1042' })),
      request('create', 'customer', customer({ displayName: 'x'.repeat(101) })),
      request('update', 'customer', null, { id: pine.id, revision: pine.revision }),
      request('create', 'customer', customer({ displayName: 'Two' })),
    );
    expect(outcomes.map((outcome) => outcome.kind)).toEqual([
      'confirmed',
      'rejected',
      'rejected',
      'rejected',
      'rejected',
      'confirmed',
    ]);
    expect(outcomes[1]).toMatchObject({
      error: {
        code: 'platform.rejected',
        userSentence: 'Workspace refused Payment of 500: Applied to: names an invoice that does not exist.',
      },
    });
  });

  test('take what the other side allows: a retired item, money beyond what is open, a settled void', async () => {
    const space = workspace();
    const { pine, inspection, bill } = await small(space);
    const old = must(await space.book.create('item', item({ name: 'Retired' })));
    must(await space.book.remove('item', old.id, old.revision, 'deactivate'));
    const [made] = await write(
      space,
      request('create', 'invoice', invoice(pine.id, [line(old.id, '1', '10')], { number: '7' })),
    );
    confirmed(made);
    const [paid] = await write(space, request('create', 'payment', payment(pine.id, '375.02', [[bill.id, '375.02']])));
    confirmed(paid);
    const now = await fresh(space, bill);
    expect(now.body?.balance).toBe('-0.02');
    const [gone] = await write(
      space,
      request('remove', 'invoice', null, { id: bill.id, revision: now.revision, mode: 'void' }),
    );
    expect(confirmed(gone).observation).toMatchObject({ life: 'void', body: { balance: '0.00' } });
    expect(inspection.life).toBe('live');
  });

  test('a person cannot delete an invoice that was synced, even without a number', async () => {
    const space = workspace();
    const { pine, inspection } = await small(space);
    const [made] = await write(space, request('create', 'invoice', invoice(pine.id, [line(inspection.id, '1', '10')])));
    const { id, revision } = confirmed(made).observation;
    expect(await space.book.remove('invoice', id, revision, 'delete')).toMatchObject({
      ok: false,
      error: { code: 'record.inUse' },
    });
    const [gone] = await write(space, request('remove', 'invoice', null, { id, revision, mode: 'delete' }));
    expect(confirmed(gone).observation.life).toBe('deleted');
  });
});

describe('probing', () => {
  test('finds what arrived, with its answer, and nothing where nothing did', async () => {
    const space = workspace();
    const create = request('create', 'customer', customer());
    expect(await space.connector.probe([{ request: create, sentAt: '' }], context)).toEqual([{ kind: 'absent' }]);
    const { observation, lineIds } = confirmed((await write(space, create))[0]);
    expect(await space.connector.probe([{ request: create, sentAt: '' }], context)).toEqual([
      { kind: 'found', observation, lineIds },
    ]);
  });
});
