import { describe, expect, test } from 'vitest';
import { customer, fresh, invoice, item, line, linesOf, must, payment, refused, small, workspace } from './support.ts';

describe('invoices', () => {
  test('get ids for new lines, computed totals, and the balance of what is not paid', async () => {
    const space = workspace();
    const { bill } = await small(space);
    expect(bill.body).toMatchObject({ number: '1042', subtotal: '375.00', total: '375.00', balance: '375.00' });
    const [first] = linesOf(bill);
    expect(first?.id).toMatch(/^[0-9A-Z]{26}$/);
    expect(first?.amount).toBe('375.00');
  });

  test('keep the ids of their lines and name only the new ones', async () => {
    const space = workspace();
    const { bill, inspection } = await small(space);
    const [kept] = linesOf(bill);
    const lines = [line(inspection.id, '1', '10'), kept as never, line(inspection.id, '1', '20', { id: 'new:3' })];
    const after = must(await space.book.update('invoice', bill.id, bill.revision, { ...bill.body, lines }));
    const ids = linesOf(after).map((one) => one.id);
    expect(ids[1]).toBe(kept?.id);
    expect(new Set(ids).size).toBe(3);
    expect(ids.every((id) => /^[0-9A-Z]{26}$/.test(id))).toBe(true);
  });

  test('take the percentage from the chosen rate and keep it when the rate changes later', async () => {
    const space = workspace();
    const { pine, inspection } = await small(space);
    const taxed = invoice(pine.id, [line(inspection.id, '1', '100', { taxable: true })], { taxRate: 'petaluma' });
    const made = must(await space.book.create('invoice', taxed));
    expect(made.body).toMatchObject({ taxPercent: '9.5', taxTotal: '9.50', total: '109.50', balance: '109.50' });
    space.store.transaction(() =>
      space.store.setLists({ taxRates: [{ key: 'petaluma', name: 'Petaluma', percent: '10' }] }),
    );
    const memo = must(await space.book.update('invoice', made.id, made.revision, { ...made.body, memo: 'Thanks' }));
    expect(memo.body).toMatchObject({ taxPercent: '9.5', total: '109.50' });
    expect(refused(await space.book.create('invoice', { ...taxed, taxRate: 'marin' })).sentence).toContain('Tax rate');
    const untaxed = must(await space.book.update('invoice', made.id, memo.revision, { ...memo.body, taxRate: null }));
    expect(untaxed.body).toMatchObject({ taxPercent: null, total: '100.00' });
  });

  test('refuse a number already used, naming the other one, whatever the case', async () => {
    const space = workspace();
    const { pine, inspection } = await small(space);
    const lines = [line(inspection.id, '1', '10')];
    const answer = refused(await space.book.create('invoice', invoice(pine.id, lines, { number: '1042' })));
    expect(answer.code).toBe('input.invalid');
    expect(answer.sentence).toBe('Number: is already used by Invoice 1042 (Pine Ridge HOA, 2026-05-31, $375.00).');
    must(await space.book.create('invoice', invoice(pine.id, lines, { number: 'fs-1' })));
    expect(refused(await space.book.create('invoice', invoice(pine.id, lines, { number: 'FS-1' }))).sentence).toContain(
      'Invoice fs-1',
    );
  });

  test('are deleted while a draft, and only voided once numbered', async () => {
    const space = workspace();
    const { pine, inspection, bill } = await small(space);
    const answer = refused(await space.book.remove('invoice', bill.id, bill.revision, 'delete'));
    expect(answer).toEqual({
      code: 'record.inUse',
      sentence: 'Invoice 1042 cannot be removed: it has a number, so it can only be voided.',
    });
    const draft = must(await space.book.create('invoice', invoice(pine.id, [line(inspection.id, '1', '10')])));
    expect(must(await space.book.remove('invoice', draft.id, draft.revision, 'delete')).life).toBe('deleted');
    expect((await fresh(space, draft)).life).toBe('deleted');
  });

  test('when voided keep their lines and owe nothing', async () => {
    const space = workspace();
    const { bill } = await small(space);
    const gone = must(await space.book.remove('invoice', bill.id, bill.revision, 'void'));
    expect(gone).toMatchObject({ life: 'void', body: { subtotal: '0.00', total: '0.00', balance: '0.00' } });
    expect(gone.body?.lines).toEqual(bill.body?.lines);
    expect(gone.body?.number).toBe('1042');
    expect(refused(await space.book.update('invoice', bill.id, gone.revision, { ...gone.body })).sentence).toContain(
      'void',
    );
    expect(refused(await space.book.remove('invoice', bill.id, gone.revision, 'void')).sentence).toContain('already');
    expect(refused(await space.book.restore('invoice', bill.id, gone.revision)).code).toBe('input.invalid');
  });

  test('cannot be voided, moved or cut below what is paid while a payment is applied', async () => {
    const space = workspace();
    const { pine, inspection, bill } = await small(space);
    const other = must(await space.book.create('customer', customer({ displayName: 'Other', email: null })));
    must(await space.book.create('payment', payment(pine.id, '100', [[bill.id, '100']], { reference: '77' })));
    const now = await fresh(space, bill);
    expect(refused(await space.book.remove('invoice', bill.id, now.revision, 'void')).sentence).toBe(
      'Invoice 1042 cannot be removed: Payment 77 of 100.00 is applied to it.',
    );
    const less = { ...now.body, lines: [line(inspection.id, '1', '99')] };
    expect(refused(await space.book.update('invoice', bill.id, now.revision, less)).sentence).toContain('$100.00');
    const moved = { ...now.body, customer: other.id };
    expect(refused(await space.book.update('invoice', bill.id, now.revision, moved)).sentence).toContain('Customer');
  });
});

describe('payments', () => {
  test('lower the balance of the invoices they settle, and give it back when they go', async () => {
    const space = workspace();
    const { pine, bill } = await small(space);
    const paid = must(await space.book.create('payment', payment(pine.id, '200', [[bill.id, '150']])));
    expect(paid.body).toMatchObject({ amount: '200.00', unapplied: '50.00' });
    expect((await fresh(space, bill)).body?.balance).toBe('225.00');
    const more = must(
      await space.book.update('payment', paid.id, paid.revision, {
        ...paid.body,
        allocations: [{ invoice: bill.id, amount: '175.00' }],
      }),
    );
    expect((await fresh(space, bill)).body?.balance).toBe('200.00');
    must(await space.book.remove('payment', paid.id, more.revision, 'void'));
    expect((await fresh(space, bill)).body?.balance).toBe('375.00');
  });

  test('make nobody’s edit of the invoice stale, but show in the feed', async () => {
    const space = workspace();
    const { pine, bill } = await small(space);
    must(await space.book.create('payment', payment(pine.id, '75', [[bill.id, '75']])));
    const after = await fresh(space, bill);
    expect(Number(after.revision)).toBeGreaterThan(Number(bill.revision));
    expect({ ...after.body, balance: '' }).toEqual({ ...bill.body, balance: '' });
    const edited = must(await space.book.update('invoice', bill.id, bill.revision, { ...bill.body, memo: 'x' }));
    expect(edited.body).toMatchObject({ memo: 'x', balance: '300.00' });
  });

  test('are refused above what is open or what was paid, on a void and for another customer', async () => {
    const space = workspace();
    const { pine, inspection, bill } = await small(space);
    const other = must(await space.book.create('customer', customer({ displayName: 'Other', email: null })));
    const job = must(
      await space.book.create('customer', customer({ displayName: 'Job', email: null, parent: pine.id })),
    );
    const words = async (body: ReturnType<typeof payment>) =>
      refused(await space.book.create('payment', body)).sentence;
    expect(await words(payment(pine.id, '400', [[bill.id, '375.01']]))).toBe(
      'Applied to: Invoice 1042 has only $375.00 open.',
    );
    expect(await words(payment(pine.id, '100', [[bill.id, '100.01']]))).toContain('more than the payment');
    expect(await words(payment(other.id, '10', [[bill.id, '10']]))).toBe(
      "Applied to: Invoice 1042 is another customer's.",
    );
    const draft = must(
      await space.book.create('invoice', invoice(job.id, [line(inspection.id, '1', '10')], { number: '7' })),
    );
    must(await space.book.create('payment', payment(pine.id, '5', [[draft.id, '5']])));
    const empty = must(
      await space.book.create('invoice', invoice(pine.id, [line(inspection.id, '1', '9')], { number: '8' })),
    );
    must(await space.book.remove('invoice', empty.id, empty.revision, 'void'));
    expect(await words(payment(pine.id, '5', [[empty.id, '5']]))).toBe('Applied to: Invoice 8 is void.');
    expect(await words(payment(pine.id, '5', [['nowhere', '5']]))).toContain('does not exist');
  });
});

describe('customers', () => {
  test('with an open invoice cannot be made inactive; once settled they can, and come back', async () => {
    const space = workspace();
    const { pine, bill } = await small(space);
    expect(refused(await space.book.remove('customer', pine.id, pine.revision, 'deactivate'))).toEqual({
      code: 'record.inUse',
      sentence: 'Pine Ridge HOA cannot be removed: Invoice 1042 is still open with $375.00.',
    });
    must(await space.book.create('payment', payment(pine.id, '375', [[bill.id, '375']])));
    const away = must(await space.book.remove('customer', pine.id, pine.revision, 'deactivate'));
    expect(away.life).toBe('inactive');
    expect(must(await space.book.restore('customer', pine.id, away.revision)).life).toBe('live');
  });

  test('with active jobs cannot be made inactive', async () => {
    const space = workspace();
    const pine = must(await space.book.create('customer', customer()));
    must(await space.book.create('customer', customer({ displayName: 'Lodge', email: null, parent: pine.id })));
    expect(refused(await space.book.remove('customer', pine.id, pine.revision, 'deactivate')).sentence).toContain(
      'Lodge',
    );
  });

  test('cannot be their own job, nor five deep', async () => {
    const space = workspace();
    let above = must(await space.book.create('customer', customer({ displayName: 'Level 1' })));
    const top = above;
    for (let level = 2; level <= 5; level++)
      above = must(await space.book.create('customer', customer({ displayName: `Level ${level}`, parent: above.id })));
    expect(refused(await space.book.create('customer', customer({ parent: above.id }))).sentence).toContain(
      'Project of',
    );
    expect(
      refused(await space.book.update('customer', top.id, top.revision, { ...top.body, parent: above.id })).sentence,
    ).toContain('Project of');
  });

  test('are not deleted', async () => {
    const space = workspace();
    const pine = must(await space.book.create('customer', customer()));
    expect(refused(await space.book.remove('customer', pine.id, pine.revision, 'delete')).sentence).toBe(
      'Customer: cannot be deleted.',
    );
  });
});

describe('references', () => {
  test('must exist, and may not newly name what is inactive; what was chosen before stays', async () => {
    const space = workspace();
    const { pine, inspection, bill } = await small(space);
    const lines = [line(inspection.id, '1', '10')];
    expect(refused(await space.book.create('invoice', invoice('nobody', lines))).sentence).toBe(
      'Customer: names a customer that does not exist.',
    );
    expect(refused(await space.book.create('invoice', invoice(pine.id, [line('nothing', '1', '1')]))).sentence).toBe(
      'Line 1 Item: names an item that does not exist.',
    );
    must(await space.book.remove('item', inspection.id, inspection.revision, 'deactivate'));
    expect(refused(await space.book.create('invoice', invoice(pine.id, lines))).sentence).toContain('inactive');
    must(await space.book.update('invoice', bill.id, bill.revision, { ...bill.body, memo: 'still fine' }));
  });
});

describe('editing', () => {
  test('an old revision is refused, an unknown record too, and nothing is stored', async () => {
    const space = workspace();
    const pine = must(await space.book.create('customer', customer()));
    const next = must(await space.book.update('customer', pine.id, pine.revision, customer({ phone: '1' })));
    expect(refused(await space.book.update('customer', pine.id, pine.revision, customer({ phone: '2' }))).code).toBe(
      'record.stale',
    );
    expect(refused(await space.book.update('customer', 'x', '1', customer())).code).toBe('record.notFound');
    expect(refused(await space.book.update('customer', pine.id, 'abc', customer())).code).toBe('record.stale');
    expect(refused(await space.book.create('elephant', {})).code).toBe('input.invalid');
    expect(refused(await space.book.create('customer', customer({ displayName: 'x'.repeat(200) }))).sentence).toContain(
      '100',
    );
    expect(await fresh(space, pine)).toEqual(next);
    expect(space.store.newestChange()).toBe(2);
  });

  test('saving without a change changes nothing', async () => {
    const space = workspace();
    const pine = must(await space.book.create('customer', customer()));
    const same = must(await space.book.update('customer', pine.id, pine.revision, customer()));
    expect(same).toEqual(pine);
    expect(space.store.newestChange()).toBe(1);
  });

  test('hints after the commit, once per edit, and not when refused', async () => {
    const space = workspace();
    const seen: number[] = [];
    const stop = space.connector.onHint?.(() => seen.push(space.store.newestChange()));
    must(await space.book.create('customer', customer()));
    refused(await space.book.create('customer', customer({ displayName: '' })));
    must(await space.book.create('item', item()));
    stop?.();
    must(await space.book.create('item', item({ name: 'Other' })));
    expect(seen).toEqual([1, 2]);
  });

  test('tells when it was', async () => {
    const space = workspace();
    const pine = must(await space.book.create('customer', customer()));
    expect(pine.changedAt).toBe('2026-05-31T09:00:00.000Z');
    space.clock.forward(60_000);
    expect(must(await space.book.update('customer', pine.id, pine.revision, customer({ phone: '1' }))).changedAt).toBe(
      '2026-05-31T09:01:00.000Z',
    );
  });
});

describe('the next number', () => {
  test('follows the greatest, skips what is used, and begins at 1001', async () => {
    const space = workspace();
    expect(await space.book.nextNumber('invoice')).toBe('1001');
    expect(await space.book.nextNumber('customer')).toBeNull();
    const { pine, inspection } = await small(space);
    const lines = [line(inspection.id, '1', '1')];
    expect(await space.book.nextNumber('invoice')).toBe('1043');
    must(await space.book.create('invoice', invoice(pine.id, lines, { number: '99' })));
    must(await space.book.create('invoice', invoice(pine.id, lines, { number: 'A-7' })));
    expect(await space.book.nextNumber('invoice')).toBe('1043');
  });

  test('goes on in the book’s own style where no number is plain digits', async () => {
    const space = workspace();
    const pine = must(await space.book.create('customer', customer()));
    const it = must(await space.book.create('item', item()));
    const lines = [line(it.id, '1', '1')];
    must(await space.book.create('invoice', invoice(pine.id, lines, { number: 'FS-010' })));
    must(await space.book.create('invoice', invoice(pine.id, lines, { number: 'FS-009' })));
    expect(await space.book.nextNumber('invoice')).toBe('FS-011');
  });
});
