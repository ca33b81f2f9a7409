/** Promises about single records: what is sent is kept, keys write once, old revisions are refused. */
import type { Body, Json } from '../../shared/primitives.ts';
import { Broken, must, type Platform } from './platform.ts';
import type { Check } from './suite.ts';

const CONTACT = { email: 'office@example.com', phone: '(555) 010-2030', notes: 'Gate code 1181; ask for Zoë, 北京 😀' };

/** The first of the given values that a record does not hold as it was sent. */
export function lost(given: Body, kept: Body | null): string | null {
  const same = (a: Json | undefined, b: Json | undefined): boolean => JSON.stringify(a) === JSON.stringify(b);
  return Object.keys(given).find((field) => !same(given[field], kept?.[field])) ?? null;
}

const customer = (platform: Platform, what: string, more: Body = {}) =>
  platform.create('customer', { displayName: platform.name(what), ...CONTACT, ...more });

const named = async (platform: Platform, displayName: string): Promise<number> =>
  (await platform.all('customer')).filter((one) => one.body?.displayName === displayName).length;

export const recordChecks: Check[] = [
  {
    name: 'company',
    promise: 'GET / names the company and its entities, the same each time',
    run: async (platform) => {
      const { id, entities } = await platform.company();
      must(
        entities.some((one) => one.name === 'customer'),
        'there is no entity "customer"',
      );
      const again = await platform.send('GET', '/');
      must((again.body as { id?: string }).id === id, 'the id of the company changed between two calls');
    },
  },
  {
    name: 'key-needed',
    promise: 'Without a key, or with a wrong one, nothing is answered',
    run: async (platform) => {
      for (const apiKey of [null, 'plk_wrong'])
        platform.refused('A call without a good key', await platform.send('GET', '/', { apiKey }), [401]);
    },
  },
  {
    name: 'lists',
    promise: 'Lists have the agreed form, and no entry twice',
    run: async (platform) => {
      const { entries } = await platform.lists();
      const keys = entries.map(({ list, id }) => `${list}/${id}`);
      must(new Set(keys).size === keys.length, 'an entry of a list is there twice');
    },
  },
  {
    name: 'create-keeps',
    promise: 'A new record holds every value that was sent, whatever its letters',
    run: async (platform) => {
      const given = { displayName: platform.name('Søren & Ünal "Dach"'), ...CONTACT };
      const { record } = await platform.create('customer', given);
      const read = await platform.get('customer', record.id);
      for (const [where, one] of [
        ['the answer', record],
        ['reading it', read],
      ] as const) {
        const field = lost(given, one.body);
        must(field === null, `${where} does not hold ${field} as it was sent`);
      }
      must(read.revision === record.revision && read.life === 'live', 'reading it gives another revision or life');
    },
  },
  {
    name: 'update-keeps',
    promise: 'An update changes what it says, and blanks nothing else',
    run: async (platform) => {
      const { record } = await customer(platform, 'Updated');
      const email = 'new@example.com';
      const { record: updated } = await platform.update(record, { email });
      const wanted = { displayName: record.body?.displayName ?? null, ...CONTACT, email };
      const field = lost(wanted, (await platform.get('customer', record.id)).body);
      must(field === null, `after an update of email, ${field} is not what it was`);
      must(updated.revision !== record.revision, 'the revision did not change with the record');
    },
  },
  {
    name: 'key-writes-once',
    promise: 'The same Idempotency-Key never writes twice, and answers the same',
    run: async (platform) => {
      const displayName = platform.name('Once');
      const key = platform.newKey();
      const first = await platform.create('customer', { displayName }, key);
      const again = await platform.create('customer', { displayName }, key);
      must(again.record.id === first.record.id, 'the same key made a second record');
      must((await named(platform, displayName)) === 1, 'the same key left more than one record');
    },
  },
  {
    name: 'key-writes-once-together',
    promise: 'The same key sent five times at once writes once',
    run: async (platform) => {
      const displayName = platform.name('Together');
      const key = platform.newKey();
      const input = { body: await platform.bodyOf('customer', { displayName }) };
      const sent = Array.from({ length: 5 }, () => platform.send('POST', '/records/customer', { input, key }));
      const answers = await Promise.all(sent);
      must(
        answers.some((one) => one.status === 201),
        'none of the five was answered 201',
      );
      const found = await named(platform, displayName);
      must(found === 1, `five calls with one key left ${found} records`);
    },
  },
  {
    name: 'key-update-once',
    promise: 'An update sent again with its key gets its answer, though its revision is old by then',
    run: async (platform) => {
      const { record } = await customer(platform, 'Twice');
      const input = { body: { ...record.body, notes: 'Second' } };
      const more = { input, key: platform.newKey(), revision: record.revision };
      const path = `/records/customer/${record.id}`;
      const first = await platform.write('Updating', 'PUT', path, more);
      const again = await platform.write('Updating again with the same key', 'PUT', path, more);
      must(again.record.revision === first.record.revision, 'the second answer is of another revision');
    },
  },
  {
    name: 'key-remembered',
    promise: 'GET /writes/{key} tells what became of a write, and 404 where there was none',
    run: async (platform) => {
      const key = platform.newKey();
      const { record, lineIds } = await platform.create('customer', { displayName: platform.name('Asked') }, key);
      const told = await platform.written(key);
      must(told.record.id === record.id, 'the key names another record than it made');
      must(JSON.stringify(told.lineIds) === JSON.stringify(lineIds), 'the key tells other line ids than the write did');
      const never = await platform.send('GET', `/writes/${platform.newKey()}`);
      const error = platform.refused('A key that wrote nothing', never, [404]);
      must(error.code === 'record.notFound', `a key that wrote nothing has code ${error.code}, not record.notFound`);
    },
  },
  {
    name: 'stale-refused',
    promise: 'A write based on an older revision than the last edit is refused and changes nothing',
    run: async (platform) => {
      const { record } = await customer(platform, 'Stale');
      await platform.update(record, { notes: 'Somebody was quicker' });
      const input = { body: { ...record.body, notes: 'From an old revision' } };
      const more = { input, key: platform.newKey(), revision: record.revision };
      const path = `/records/customer/${record.id}`;
      const error = platform.refused('An update with an old revision', await platform.send('PUT', path, more), [412]);
      must(error.code === 'record.stale', `an old revision has code ${error.code}, not record.stale`);
      const now = await platform.get('customer', record.id);
      must(now.body?.notes === 'Somebody was quicker', 'the refused update changed the record');
    },
  },
  {
    name: 'headers-needed',
    promise: 'A write without Idempotency-Key or If-Match is refused',
    run: async (platform) => {
      const displayName = platform.name('Bare');
      const input = { body: await platform.bodyOf('customer', { displayName }) };
      const bare = await platform.send('POST', '/records/customer', { input });
      platform.refused('A create without a key', bare, [400, 428]);
      must((await named(platform, displayName)) === 0, 'a create without a key wrote all the same');
      const { record } = await customer(platform, 'Blind');
      const blind = { input: { body: record.body }, key: platform.newKey() };
      const answer = await platform.send('PUT', `/records/customer/${record.id}`, blind);
      platform.refused('An update without If-Match', answer, [400, 428]);
    },
  },
  {
    name: 'refusal-is-data',
    promise: 'What cannot be is refused with a sentence, and nothing is half written',
    run: async (platform) => {
      const notes = platform.name('Refused');
      const body = await platform.bodyOf('customer', { displayName: null, notes });
      const answer = await platform.send('POST', '/records/customer', { input: { body }, key: platform.newKey() });
      const error = platform.refused('A customer without a name', answer, [400, 422]);
      must(error.userSentence.length > 10, 'the refusal has no sentence for a person');
      const left = (await platform.all('customer')).some((one) => one.body?.notes === notes);
      must(!left, 'a refused create left a record');
      platform.refused('An unknown id', await platform.send('GET', '/records/customer/never-there'), [404]);
    },
  },
  {
    name: 'deactivate-restore',
    promise: 'A deactivated record stays, listed and inactive, and can be made live again',
    run: async (platform) => {
      const { record } = await customer(platform, 'Retired');
      const { record: gone } = await platform.remove(record, 'deactivate');
      must(gone.life === 'inactive', `after deactivate the life is ${gone.life}`);
      const listed = (await platform.all('customer')).find((one) => one.id === record.id);
      if (!listed) throw new Broken('the listing leaves inactive records out');
      must(listed.life === 'inactive', 'the listing shows the record as if it were live');
      const path = `/records/customer/${record.id}/restore`;
      const back = await platform.write('Restoring', 'POST', path, { input: {}, revision: gone.revision });
      must(back.record.life === 'live', `after restore the life is ${back.record.life}`);
      const field = lost(CONTACT, back.record.body);
      must(field === null, `after restore ${field} is not what it was`);
    },
  },
];
