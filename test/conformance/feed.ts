/** Promises about what is told: the change feed, listings, tombstones, and documents with their lines. */
import type { WireRecord } from '../../shared/platform-api/wire.ts';
import type { Body } from '../../shared/primitives.ts';
import { must, NotThere, type Platform } from './platform.ts';
import type { Check } from './suite.ts';

/** Enough records that a feed which skips now and then is caught. */
const MANY = 40;
const DAY = '2026-03-10';

const customer = (platform: Platform, what: string) =>
  platform.create('customer', { displayName: platform.name(what), notes: 'As entered' });

/** An invoice of two lines for a customer of its own: 3 × 125.00 and 1 × 40.50. */
async function invoice(platform: Platform) {
  const owner = await customer(platform, 'Billed');
  const item = await platform.create('item', { name: platform.name('Hour'), type: 'service', unitPrice: '125' });
  const line = (quantity: string, unitPrice: string, description: string): Body => ({
    id: '',
    kind: 'item',
    item: item.record.id,
    description,
    quantity,
    unitPrice,
    taxable: false,
  });
  const lines = [line('3', '125', 'Repair'), line('1', '40.50', 'Parts')];
  const number = platform.name('').replace(/\D/g, '').slice(-12);
  const written = await platform.create('invoice', { number, customer: owner.record.id, date: DAY, lines });
  return { owner: owner.record, written };
}

const linesOf = (record: WireRecord): Body[] => (record.body?.lines ?? []) as Body[];
const last = (records: WireRecord[], id: string): WireRecord | undefined =>
  records.filter((one) => one.id === id).at(-1);

/** A record of an entity that may be deleted. */
async function deletable(platform: Platform): Promise<WireRecord> {
  const { entities } = await platform.company();
  const may = (name: string): boolean => entities.some((one) => one.name === name && one.removals.includes('delete'));
  if (may('invoice')) return (await invoice(platform)).written.record;
  if (!may('payment')) throw new NotThere('neither invoices nor payments can be deleted');
  const owner = await customer(platform, 'Payer');
  const amount = { date: DAY, amount: '12.00' };
  return (await platform.create('payment', { customer: owner.record.id, ...amount })).record;
}

export const feedChecks: Check[] = [
  {
    name: 'feed-now',
    promise: 'The cursor that stands for now tells nothing until something changes',
    run: async (platform) => {
      const { records } = await platform.since(await platform.now(), ['customer']);
      must(records.length === 0, `the feed told ${records.length} records where nothing had changed`);
    },
  },
  {
    name: 'feed-complete',
    promise: `The feed tells every one of ${MANY} new records, as it is, and then nothing more`,
    run: async (platform) => {
      const cursor = await platform.now();
      const made: WireRecord[] = [];
      for (let n = 0; n < MANY; n++) made.push((await customer(platform, 'Fed')).record);
      const told = await platform.since(cursor, ['customer']);
      for (const record of made) {
        const found = last(told.records, record.id);
        must(found !== undefined, `the feed left out a record that was made after the cursor (${record.id})`);
        must(found.revision === record.revision, 'the feed tells another revision than the write did');
      }
      const rest = await platform.since(told.cursor, ['customer']);
      must(rest.records.length === 0, 'the feed tells again what its cursor covers');
    },
  },
  {
    name: 'feed-repeatable',
    promise: 'The same cursor asked again tells the same: an answer that was lost is no loss',
    run: async (platform) => {
      const cursor = await platform.now();
      const { record } = await customer(platform, 'Repeated');
      for (let n = 0; n < 2; n++) {
        const told = await platform.since(cursor, ['customer']);
        must(last(told.records, record.id) !== undefined, 'a cursor told a record once and not again');
      }
    },
  },
  {
    name: 'feed-edits',
    promise: 'An edit is told with the record as it is now',
    run: async (platform) => {
      const { record } = await customer(platform, 'Edited');
      const cursor = await platform.now();
      await platform.update(record, { notes: 'Edited after the cursor' });
      const found = last((await platform.since(cursor, ['customer'])).records, record.id);
      must(found?.body?.notes === 'Edited after the cursor', 'the feed did not tell an edit as it is now');
    },
  },
  {
    name: 'feed-tombstone',
    promise: 'A deletion is told as a tombstone, and the record reads as deleted',
    run: async (platform) => {
      const record = await deletable(platform);
      const cursor = await platform.now();
      const { record: gone } = await platform.remove(record, 'delete');
      must(gone.life === 'deleted', `after delete the life is ${gone.life}`);
      const told = last((await platform.since(cursor, [record.entity])).records, record.id);
      must(told?.life === 'deleted', 'the feed did not tell a deletion');
      const listed = (await platform.all(record.entity)).some((one) => one.id === record.id && one.life !== 'deleted');
      must(!listed, 'the listing still has the deleted record');
    },
  },
  {
    name: 'feed-inactive',
    promise: 'A deactivation is told',
    run: async (platform) => {
      const { record } = await customer(platform, 'Retired');
      const cursor = await platform.now();
      await platform.remove(record, 'deactivate');
      const told = last((await platform.since(cursor, ['customer'])).records, record.id);
      must(told?.life === 'inactive', 'the feed did not tell a deactivation');
    },
  },
  {
    name: 'feed-entities',
    promise: 'The feed tells of the entities asked for, and of no other',
    run: async (platform) => {
      const cursor = await platform.now();
      await customer(platform, 'Unasked');
      const { records } = await platform.since(cursor, ['item']);
      must(
        records.every((one) => one.entity === 'item'),
        'the feed told of an entity that was not asked for',
      );
    },
  },
  {
    name: 'feed-foreign-cursor',
    promise: 'A cursor of another book is refused with fullNeeded, never answered with a gap',
    run: async (platform) => {
      const answer = await platform.send('GET', '/changes?cursor=another-book%3A7&entities=customer');
      platform.refused('A foreign cursor', answer, [410]);
      must((answer.body as { fullNeeded?: unknown }).fullNeeded === true, 'the refusal does not say fullNeeded');
    },
  },
  {
    name: 'list-complete',
    promise: 'The listing has every record once, page by page',
    run: async (platform) => {
      const made: string[] = [];
      for (let n = 0; n < 5; n++) made.push((await customer(platform, 'Listed')).record.id);
      const ids = (await platform.all('customer')).map((one) => one.id);
      must(new Set(ids).size === ids.length, 'a record is listed twice');
      must(
        made.every((id) => ids.includes(id)),
        'the listing leaves a record out',
      );
      const path = `/records/customer?ids=${made.slice(0, 2).join(',')},never-there`;
      const some = (await platform.send('GET', path)).body as { records?: WireRecord[] };
      const got = (some.records ?? []).map((one) => one.id).sort();
      must(got.join() === made.slice(0, 2).sort().join(), 'reading by ids gives other records than were named');
    },
  },
  {
    name: 'document-lines',
    promise: 'Lines keep their order and ids; a new one gets an id that the answer tells',
    run: async (platform) => {
      const { written } = await invoice(platform);
      const { record, lineIds } = written;
      const ids = linesOf(record).map((line) => line.id);
      must(ids.length === 2 && new Set(ids).size === 2 && !ids.includes(''), 'two lines did not get two ids');
      must(JSON.stringify(lineIds) === JSON.stringify(ids), 'lineIds are not the ids of the lines in the order sent');
      const [first, second] = linesOf(record);
      must(first?.description === 'Repair' && second?.description === 'Parts', 'the lines are in another order');
      const lines = [...linesOf(record), { ...first, id: '', description: 'Third' }] as Body[];
      const { record: longer } = await platform.update(record, { lines });
      const kept = linesOf(longer).map((line) => line.id);
      must(kept.length === 3 && kept[0] === ids[0] && kept[1] === ids[1], 'a line lost its id by an update');
    },
  },
  {
    name: 'document-money',
    promise: 'Totals are worked out to the cent, and a payment lowers the balance',
    run: async (platform) => {
      const { owner, written } = await invoice(platform);
      const { id, body } = written.record;
      must(body?.total === '415.50', `3 × 125.00 and 1 × 40.50 came to ${String(body?.total)}`);
      must(body.balance === '415.50', `an unpaid invoice of 415.50 has the balance ${String(body.balance)}`);
      const cursor = await platform.now();
      const allocations = [{ invoice: id, amount: '115.49' }];
      await platform.create('payment', { customer: owner.id, date: DAY, amount: '115.49', allocations });
      const told = last((await platform.since(cursor, ['invoice'])).records, id);
      must(told?.body?.balance === '300.01', `after 115.49 the feed tells ${String(told?.body?.balance)}, not 300.01`);
    },
  },
  {
    name: 'document-void',
    promise: 'A voided document stays with its lines, and is told as void',
    run: async (platform) => {
      const { written } = await invoice(platform);
      const cursor = await platform.now();
      await platform.remove(written.record, 'void');
      const told = last((await platform.since(cursor, ['invoice'])).records, written.record.id);
      must(told?.life === 'void', 'the feed did not tell a void');
      must(linesOf(told).length === 2, 'a void took the lines away');
    },
  },
];
