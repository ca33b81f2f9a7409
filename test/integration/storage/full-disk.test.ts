import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { lockDirectory } from '../../../main/adapters/lock.ts';
import { openEngineStore } from '../../../main/adapters/sqlite/engine/store.ts';
import { openWorkspaceStore } from '../../../main/adapters/sqlite/workspace/store.ts';
import { createStateFile } from '../../../main/hosts/connection/state-file.ts';
import { type AppError, Failure } from '../../../shared/errors.ts';
import { fakeApp } from '../../support/fakes/app.ts';
import { customer, invoice, item } from '../../support/fakes/bodies.ts';
import { type SmallDisk, smallDisk } from '../../support/small-disk.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0).reverse()) end();
});

/** A disk for one test, which is skipped with the reason where there can be none. */
function disk(context: { skip(note: string): void }, megabytes = 32): SmallDisk {
  const made = smallDisk(megabytes);
  if (typeof made === 'string') {
    context.skip(made);
    throw new Error('skipped');
  }
  ends.push(made.remove);
  return made;
}

const failureOf = (act: () => unknown): AppError => {
  try {
    act();
  } catch (error) {
    if (error instanceof Failure) return error.error;
    throw error;
  }
  throw new Error('nothing failed');
};

/** A few names that grow with the round, so that their bodies need fresh pages. */
const crowd = (round: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${round} ${String(n).padStart(3, '0')}`);

describe('a full disk', () => {
  test('stops the sync with its remedy, loses nothing and lets it go on by itself', async (context) => {
    const small = disk(context);
    const store = openEngineStore({ path: join(small.dir, 'engine.db') });
    ends.push(() => store.close());
    const app = await fakeApp({ parts: { store } });
    for (const name of crowd('Before', 20)) app.platform.add('customer', customer(name));
    await app.goLive();
    expect(app.quickbooks.all('customer')).toHaveLength(20);

    small.fill();
    const notes = 'Gate code at the side door. '.repeat(40);
    for (const name of crowd('While full', 60)) app.platform.add('customer', customer(name, { notes }));
    for (const name of crowd('From QuickBooks', 60)) app.quickbooks.add('customer', customer(name, { notes }));
    const told: string[] = [];
    app.engine.subscribe((event) => {
      if (event.topic === 'status') told.push(event.payload.health.state);
    });
    await app.time.pass(20_000);
    const { health } = await app.call('app.status');
    expect(health).toMatchObject({ state: 'error' });
    expect(health.sentence).toBe(
      `The disk that holds ${small.dir} is full. Free space on it. Nothing is lost: what waits goes as soon as it can be written down.`,
    );
    // The window and the tray hear of it although not even the number of the event can be stored.
    expect(told.at(-1)).toBe('error');

    // Waiting costs nothing: no call is made for what could not be kept.
    const reads = app.quickbooks.reads;
    await app.time.pass(30 * 60_000);
    expect(app.quickbooks.reads).toBe(reads);

    small.free();
    await app.time.pass(30 * 60_000);
    await app.sync();
    expect((await app.call('app.status')).health.state).toBe('upToDate');
    expect(told.at(-1)).toBe('upToDate');
    const names = (side: 'platform' | 'quickbooks') =>
      app[side]
        .all('customer')
        .map((one) => one.body.displayName)
        .sort();
    expect(names('platform')).toEqual(
      [...crowd('Before', 20), ...crowd('From QuickBooks', 60), ...crowd('While full', 60)].sort(),
    );
    expect(names('quickbooks')).toEqual(names('platform'));
  });

  test('that fills while answers are stored makes nothing twice', async (context) => {
    const small = disk(context);
    const store = openEngineStore({ path: join(small.dir, 'engine.db') });
    ends.push(() => store.close());
    const app = await fakeApp({ parts: { store } });
    await app.goLive();
    const work = app.platform.add('item', item('Roof inspection'));
    const who = app.platform.add('customer', customer('Pine Ridge HOA'));
    await app.sync();
    for (let n = 0; n < 80; n++)
      app.platform.add('invoice', invoice(`${2000 + n}`, who.id, [{ item: work.id, quantity: '1', unitPrice: '10' }]));
    let sent = 0;
    app.quickbooks.beforeWrite = () => {
      sent++;
      if (sent === 30) small.fill();
    };
    await app.time.pass(60_000);
    expect((await app.call('app.status')).health.sentence).toContain('is full');
    expect(sent).toBeGreaterThanOrEqual(30);
    app.quickbooks.beforeWrite = null;
    small.free();
    await app.time.pass(3_600_000);
    await app.sync();
    const numbers = app.quickbooks.all('invoice').map((one) => one.body.number);
    expect(numbers).toHaveLength(80);
    expect(new Set(numbers).size).toBe(80);
    expect((await app.call('app.status')).health.state).toBe('upToDate');
  });

  test('refuses an edit of the book whole, with the remedy, and takes it afterwards', async (context) => {
    const small = disk(context, 4);
    const book = openWorkspaceStore({ path: join(small.dir, 'workspace.db'), newBookId: () => 'b' });
    ends.push(() => book.close());
    const remember = (key: string): void =>
      book.transaction(() => {
        book.nextChange();
        book.remember(key, { entity: 'item', id: key }, 0, 'x'.repeat(400_000));
      });
    remember('before');
    small.fill();
    expect(failureOf(() => remember('while full'))).toMatchObject({
      code: 'host.diskFull',
      values: { dir: small.dir },
    });
    expect([book.applied('while full'), book.newestChange()]).toEqual([null, 1]);
    small.free();
    remember('after');
    expect([book.applied('after')?.id, book.newestChange()]).toEqual(['after', 2]);
  });

  test('leaves the connection as it was remembered', async (context) => {
    const small = disk(context, 1);
    const fresh = () => ({ bookId: 'b', connection: null, calls: { month: '2026-05', corePlus: 1, core: 1 } });
    const path = join(small.dir, 'connection.json');
    const state = createStateFile(path, fresh);
    state.change((old) => ({ ...old, bookId: 'kept' }));
    small.fill();
    expect(failureOf(() => state.change((old) => ({ ...old, bookId: 'x' }))).code).toBe('host.diskFull');
    expect(state.read().bookId).toBe('kept');
    expect(createStateFile(path, fresh).read().bookId).toBe('kept');
  });
});

describe('a read-only disk', () => {
  test('is told when the data folder is opened', (context) => {
    const small = disk(context);
    const path = join(small.dir, 'engine.db');
    openEngineStore({ path }).close();
    small.readOnly(true);
    expect(failureOf(() => lockDirectory(small.dir))).toMatchObject({
      code: 'host.readOnly',
      userSentence: `The folder ${small.dir} cannot be written: it is read-only.`,
    });
    expect(failureOf(() => openEngineStore({ path })).code).toBe('host.readOnly');
    small.readOnly(false);
    openEngineStore({ path }).close();
  });
});
