/** Answers are remembered as text; what is remembered is always what would be written anew. */
import { describe, expect, test } from 'vitest';
import { type Asked, ask, fresh, line } from './ask.ts';

/** Every record of every type, read, listed and captured: the same as a copy without a memory answers. */
function compare(asked: Asked, entities: readonly string[]): void {
  const copy = ask('empty', asked.clock.at, { saved: structuredClone(asked.company.snapshot()) });
  for (const entity of entities) {
    const list = `select * from ${entity} maxresults 1000`;
    expect(asked.query(list).text).toBe(copy.query(list).text);
    for (const row of asked.company.rows(entity)) {
      const path = `/${entity.toLowerCase()}/${row.id}`;
      expect(asked.get(path).text).toBe(copy.get(path).text);
    }
  }
  const changes = { entities: entities.join(), changedSince: '2026-11-01' };
  expect(asked.get('/cdc', changes).text).toBe(copy.get('/cdc', changes).text);
}

describe('remembered answers', () => {
  test('names inside references, totals, levels and links change with what they point at', () => {
    const asked = fresh();
    const { post, act, customer, item } = asked;
    const of = ['Customer', 'Item', 'Account', 'Invoice', 'Payment', 'Term'];
    const step = (run: () => unknown) => {
      compare(asked, of);
      run();
      compare(asked, of);
    };
    const job = post('/customer', { DisplayName: 'Porch', Job: true, ParentRef: { value: customer } }).body.Customer.Id;
    const { Id } = post('/invoice', {
      CustomerRef: { value: job },
      Line: [line(item, 2, 30)],
      BillEmail: { Address: 'a@mail.example' },
    }).body.Invoice;
    step(() => act({ act: 'edit', entity: 'Customer', id: customer, set: { DisplayName: 'Ada M.' } }));
    step(() => act({ act: 'edit', entity: 'Item', id: item, set: { Name: 'Labour' } }));
    const income = asked.get(`/item/${item}`).body.Item.IncomeAccountRef.value;
    step(() => act({ act: 'edit', entity: 'Account', id: income, set: { Name: 'Labour income' } }));
    step(() => act({ act: 'pay', invoice: Id, amount: '20' }));
    step(() => post(`/invoice/${Id}/send`, ''));
    step(() => act({ act: 'void', entity: 'Invoice', id: Id }));
    step(() => act({ act: 'merge', entity: 'Customer', id: job, into: customer }));
    step(() => act({ act: 'delete', entity: 'Invoice', id: Id }));
    step(() => asked.company.restore(ask('demo').company.snapshot()));
  });

  test('the demo book, all of it', () => {
    const asked = ask('demo');
    const entities = Object.keys(asked.company.summary().records).filter((name) => name !== 'ReimburseCharge');
    const asking = entities.filter((name) => asked.query(`select count(*) from ${name}`).status === 200);
    expect(asking.length).toBeGreaterThan(8);
    const captured = asking.filter(
      (name) => asked.get('/cdc', { entities: name, changedSince: '2026-11-01' }).status === 200,
    );
    compare(asked, captured);
    for (const name of captured.slice(0, 4)) {
      const [row] = asked.company.rows(name);
      if (row !== undefined) asked.act({ act: 'edit', entity: name, id: row.id, set: { Active: true } });
    }
    compare(asked, captured);
  });

  test('more records than are remembered', () => {
    const start = ask('empty');
    const snapshot = start.company.snapshot();
    const [method] = start.company.rows('PaymentMethod');
    if (method === undefined) throw new Error('No payment method');
    const many = Array.from({ length: 40_000 }, (_, index) => {
      const id = String(index + 1);
      return { ...method, id, body: { ...method.body, Name: `Method ${id}` } };
    });
    const saved = { ...snapshot, rows: { ...snapshot.rows, PaymentMethod: many } };
    const asked = ask('empty', start.clock.at, { saved });
    const name = (id: number) => asked.get(`/paymentmethod/${id}`).body.PaymentMethod.Name;
    for (let id = 1; id <= 40_000; id += 1) if (name(id) !== `Method ${id}`) throw new Error(`Method ${id}`);
    asked.act({ act: 'edit', entity: 'PaymentMethod', id: '7', set: { Name: 'Barter' } });
    expect([name(7), name(39_999), name(1)]).toEqual(['Barter', 'Method 39999', 'Method 1']);
  });
});
