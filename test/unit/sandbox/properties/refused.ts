/** What must leave no trace: what is refused, and what was asked before. */
import { customers, type Made, money, post, ref, soldLines } from './asking.ts';
import type { Line, Wrong } from './steps.ts';
import { type Photo, pick, rowsOf, type World } from './world.ts';

const LINE: Line = { item: 0, account: false, quantity: 2, price: 500, code: 0, billable: false };

/** Each of these is refused whatever the company holds. */
export function wrong(here: World, step: Wrong, photo: Photo): Made {
  const row = pick(rowsOf(photo, step.entity), step.which);
  switch (step.what) {
    case 'stale':
      return (
        row && post(here, step.entity, { ...row, SyncToken: String(Number(row.SyncToken) + 1), PrivateNote: 'late' })
      );
    case 'unknown':
      return row && post(here, step.entity, { ...row, sparse: true, PrivateNote: 'kept?', Colour: 'red' });
    case 'lines':
      return row && post(here, step.entity, { Id: row.Id, SyncToken: row.SyncToken, sparse: true, Line: 'none' });
    case 'nobody':
      return post(here, 'Invoice', { CustomerRef: { value: '99999' }, Line: soldLines(here, [LINE]) });
    case 'nowhere':
      return post(here, 'Transfer', {
        FromAccountRef: { value: here.account('Business Checking') },
        ToAccountRef: { value: '987654' },
        Amount: 5,
      });
    case 'unbalanced': {
      const line = (PostingType: string, Amount: number) => ({
        Amount,
        DetailType: 'JournalEntryLineDetail',
        JournalEntryLineDetail: { PostingType, AccountRef: { value: here.account('Fuel') } },
      });
      return post(here, 'JournalEntry', { Line: [line('Debit', 5), line('Credit', 5.01)] });
    }
    case 'deep': {
      // A good line before a bad one: nothing of the good one may stay.
      const bad = { ...soldLines(here, [LINE])[0], Amount: 1.23 };
      const customer = pick(customers(photo), step.which);
      return post(here, 'Invoice', { CustomerRef: ref(customer), Line: [...soldLines(here, [LINE]), bad] });
    }
    case 'gone':
      return post(here, step.entity, { Id: '1', SyncToken: '0' }, { operation: 'delete' });
    case 'type':
      return post(here, 'Payment', { CustomerRef: ref(pick(customers(photo), step.which)), TotalAmt: 'much' });
  }
}

/** One write twice under one requestid: the second answer is the first, and nothing is written again. */
export function repeat(here: World, cents: number, who: number, photo: Photo): Made {
  const customer = pick(customers(photo), who);
  const body = { CustomerRef: ref(customer), TotalAmt: money(cents), Line: [] };
  const requestid = `again-${here.fresh()}`;
  const first = here.post('/payment', body, { requestid });
  const after = here.company.snapshot();
  const second = here.post('/payment', body, { requestid });
  if (first.status === 200 && second.text !== first.text) throw new Error('A repeated request got another answer.');
  if (!sameState(after, here.company.snapshot())) throw new Error('A repeated request wrote again.');
  return { kind: 'create', entity: 'Payment', id: first.body.Payment?.Id, answer: first };
}

type Snapshot = ReturnType<World['company']['snapshot']>;

/** Rows are never changed in place, so the same state is the same rows, one by one, and the same numbers to come. */
export function sameState(a: Snapshot, b: Snapshot): boolean {
  if (JSON.stringify(a.counters) !== JSON.stringify(b.counters) || a.replays.length !== b.replays.length) return false;
  const names = Object.keys(b.rows);
  if (names.length !== Object.keys(a.rows).length) return false;
  return names.every((name) => {
    const before = a.rows[name] ?? [];
    const after = b.rows[name] ?? [];
    return before.length === after.length && after.every((row, index) => row === before[index]);
  });
}
