import { customer, invoice, item, payment } from '../../support/fakes/bodies.ts';
import { answer } from '../connectors/quickbooks/support.ts';
import { regressions } from './finding.ts';
import { enter, inCompany, inQuickbooks, type Subject } from './subject.ts';

/** A customer on both sides; its ids here and in QuickBooks. */
async function oneCustomer(subject: Subject): Promise<{ here: string; there: string }> {
  const here = enter(subject, 'customer', customer('Alder', { phone: '555 010 2030' }));
  await subject.start();
  return { here, there: inCompany(subject, 'Customer')[0]!.id };
}

const note = (subject: Subject, here: string): unknown => subject.platform.must('customer', here).body.notes;

const DAY = 86_400_000;

regressions([
  {
    finding: 'a poll that failed is taken for one without news, and its time is never asked for again',
    ways: { 'moves its cursor whatever happened': {} },
    async play(subject) {
      const { here, there } = await oneCustomer(subject);
      subject.world.forward(600_000);
      inQuickbooks(subject, { act: 'edit', entity: 'Customer', id: there, set: { Notes: 'Gate 4' } });
      subject.world.forward(60_000);
      subject.world.play((request) => (request.url.includes('/cdc?') ? answer(429, '') : undefined));
      await subject.sync();
      subject.world.play(null);
      await subject.wait(DAY / 4);
      await subject.sync();
      return note(subject, here);
    },
    bug: null,
    right: 'Gate 4',
  },
  {
    finding: 'the change feed is only used to find new records, so edits of known ones never arrive',
    ways: { 'takes up only what it has never seen': { known: 'ignore' } },
    async play(subject) {
      const { here, there } = await oneCustomer(subject);
      subject.world.forward(600_000);
      inQuickbooks(subject, { act: 'edit', entity: 'Customer', id: there, set: { Notes: 'Gate 4' } });
      await subject.sync();
      await subject.sync();
      return note(subject, here);
    },
    bug: null,
    right: 'Gate 4',
  },
  {
    finding: 'away for longer than the feed looks back, it goes on from today as if nothing were missing',
    ways: { 'asks the feed all the same': {} },
    async play(subject) {
      const { here, there } = await oneCustomer(subject);
      subject.world.forward(600_000);
      inQuickbooks(subject, { act: 'edit', entity: 'Customer', id: there, set: { Notes: 'Gate 4' } });
      subject.die();
      subject.world.forward(40 * DAY);
      await subject.restart();
      await subject.sync();
      return note(subject, here);
    },
    bug: null,
    right: 'Gate 4',
  },
  {
    finding: 'an answer cut off at a thousand changes is taken for all of them, and deletions are what is cut off',
    ways: {
      'asks once for everything': { feed: 'together', ended: 'remove' },
      'asks once for each entity': { feed: 'each', ended: 'remove' },
      'asks again for each entity when the answer was full': { feed: 'eachWhenFull', ended: 'remove' },
      'asks again from half the time, which the feed has no end for': { feed: 'half', ended: 'remove' },
    },
    async play(subject) {
      const who = enter(subject, 'customer', customer('Alder'));
      await subject.start();
      const there = inCompany(subject, 'Customer')[0]!.id;
      const pay = (amount: number): string =>
        inQuickbooks(subject, {
          act: 'create',
          entity: 'Payment',
          set: { CustomerRef: { value: there }, TotalAmt: amount, TxnDate: '2026-05-01' },
        });
      subject.world.forward(600_000);
      const first = pay(7);
      await subject.sync();
      subject.world.forward(600_000);
      for (let n = 1; n <= 1000; n++) pay(1000 + n);
      inQuickbooks(subject, { act: 'delete', entity: 'Payment', id: first });
      await subject.sync();
      await subject.sync();
      const paid = subject.platform.all('payment').filter((one) => one.body.customer === who);
      const gone = paid.find((one) => one.body.amount === '7.00')!;
      return { many: paid.length > 900, toldOfTheDeletion: !subject.claimsEqual('payment', gone.id) };
    },
    bug: { many: true, toldOfTheDeletion: false },
    right: { many: true, toldOfTheDeletion: true },
  },
  {
    finding: 'a first load in small pages of active records alone leaves out the inactive and what hangs on them',
    ways: { 'reads as the query language shows unasked': {} },
    async play(subject) {
      const made = Array.from({ length: 150 }, (_, n) =>
        inQuickbooks(subject, { act: 'create', entity: 'Customer', set: { DisplayName: `Customer ${n}` } }),
      );
      const leaver = made[40]!;
      inQuickbooks(subject, {
        act: 'create',
        entity: 'Payment',
        set: { CustomerRef: { value: leaver }, TotalAmt: 50, TxnDate: '2026-05-01' },
      });
      inQuickbooks(subject, { act: 'deactivate', entity: 'Customer', id: leaver });
      const before = subject.world.requests.length;
      await subject.start();
      const asked = subject.world.requests
        .slice(before)
        .filter(
          (one) => one.url.includes('/query?') && decodeURIComponent(one.url).toLowerCase().includes('from customer'),
        );
      return { payments: subject.platform.all('payment').length, pages: asked.length };
    },
    bug: { payments: 0, pages: 2 },
    right: { payments: 1, pages: 1 },
  },
  {
    finding: 'an older version of a record, from a list that lags behind, replaces the newer one',
    ways: { 'believes every row it is shown': {} },
    async play(subject) {
      const { here } = await oneCustomer(subject);
      subject.world.forward(600_000);
      let old: string | undefined;
      const feed = (url: string): boolean => url.includes('/cdc?');
      subject.platform.edit('customer', here, { notes: 'old' });
      await subject.sync();
      // The row as it is now …
      subject.world.play((request, pass) => {
        if (!feed(request.url)) return undefined;
        old ??= pass().body;
        return answer(200, old);
      });
      await subject.sync();
      subject.world.play(null);
      subject.platform.edit('customer', here, { notes: 'new' });
      await subject.sync();
      await subject.sync();
      // … is what the feed shows once more, after a newer one was written.
      subject.world.play((request) => (feed(request.url) ? answer(200, old) : undefined));
      await subject.sync();
      await subject.sync();
      return [note(subject, here), inCompany(subject, 'Customer')[0]!.body.Notes];
    },
    bug: ['old', 'new'],
    right: ['new', 'new'],
  },
  {
    finding: 'a payment that was moved to another invoice counts on both, because the old share was never taken back',
    ways: { 'adds what it reads to what it has': { allocations: 'add' } },
    async play(subject) {
      const who = enter(subject, 'customer', customer('Alder'));
      const what = enter(subject, 'item', item('Labor'));
      const lines = [{ item: what, quantity: '1', unitPrice: '100' }];
      const first = enter(subject, 'invoice', invoice('1041', who, lines));
      const second = enter(subject, 'invoice', invoice('1042', who, lines));
      enter(subject, 'payment', payment(who, '100', [{ invoice: first, amount: '100' }]));
      await subject.start();
      await subject.sync();
      subject.world.forward(600_000);
      const idOf = (number: string): string =>
        inCompany(subject, 'Invoice').find((row) => row.body.DocNumber === number)!.id;
      const paid = inCompany(subject, 'Payment')[0]!;
      inQuickbooks(subject, {
        act: 'edit',
        entity: 'Payment',
        id: paid.id,
        set: { Line: [{ Amount: 100, LinkedTxn: [{ TxnId: idOf('1042'), TxnType: 'Invoice' }] }] },
      });
      await subject.sync();
      await subject.sync();
      const shares = subject.platform.all('payment')[0]!.body.allocations as { invoice: string; amount: string }[];
      return shares.map((one) => [
        one.invoice === first ? 'first' : one.invoice === second ? 'second' : '?',
        one.amount,
      ]);
    },
    bug: [
      ['first', '100.00'],
      ['second', '100.00'],
    ],
    right: [['second', '100.00']],
  },
]);
