/**
 * What a write moves: the SyncToken and LastUpdatedTime of its own record and of every other. A checker that compares two
 * photos of the company and judges each difference by what a client sees of it.
 */
import type { Done } from './asking.ts';
import { ENTITIES, type Photo, rowsOf, TRANSACTIONS, type Wire } from './world.ts';

/** How a record may move when somebody else's write shows on it. */
type Way =
  /** SyncToken + 1 and a new time: its own content is not what it was. */
  | 'token'
  /** New time, same token: a balance, a quantity, a status that others made. */
  | 'time'
  /** Neither. */
  | 'still';

const BALANCES = ['Balance', 'BalanceWithJobs', 'OpenBalanceDate'];

/** Members whose change alone moves less than the token, by type: what is worked out from others. */
const QUIET: Readonly<Record<string, readonly { readonly members: readonly string[]; readonly way: Way }[]>> = {
  Customer: [{ members: BALANCES, way: 'time' }],
  Vendor: [{ members: BALANCES, way: 'time' }],
  Account: [
    { members: ['CurrentBalance'], way: 'time' },
    { members: ['CurrentBalanceWithSubAccounts'], way: 'still' },
  ],
  Item: [{ members: ['QtyOnHand'], way: 'time' }],
  // Recorded: a payment put into a deposit shows it and stays as it is.
  Payment: [{ members: ['LinkedTxn'], way: 'still' }],
  SalesReceipt: [{ members: ['LinkedTxn'], way: 'still' }],
  RefundReceipt: [{ members: ['LinkedTxn'], way: 'still' }],
  Estimate: [{ members: ['TxnStatus', 'LinkedTxn'], way: 'time' }],
  TimeActivity: [{ members: ['BillableStatus'], way: 'time' }],
  ReimburseCharge: [{ members: ['HasBeenInvoiced'], way: 'time' }],
};

/** Looked up for every answer: they differ without anybody having written the record. */
export const LOOKED_UP = new Set([
  'name',
  'FullyQualifiedName',
  'Level',
  'LineEx',
  'MetaData',
  'SyncToken',
  'InvoiceLink',
]);

const texts = new WeakMap<object, string>();

/** A record as text without what is looked up; rows of photos are shared, so most are written once. */
export function content(row: Wire): string {
  const known = texts.get(row);
  if (known !== undefined) return known;
  const text = JSON.stringify(row, (key, value) => (LOOKED_UP.has(key) ? undefined : value));
  texts.set(row, text);
  return text;
}

function without(row: Wire, members: readonly string[]): string {
  const rest = { ...row };
  for (const member of members) delete rest[member];
  return content(rest);
}

/** Billing a cost marks its line: new time, same token (documented sample of time that is billed). */
function withoutStatus(row: Wire): string {
  return content(row).replaceAll('"HasBeenBilled"', '"Billable"');
}

function wayOf(entity: string, was: Wire, now: Wire): Way {
  if (content(was) === content(now)) return 'still';
  const quiet = QUIET[entity] ?? [];
  const all = quiet.flatMap(({ members }) => members);
  if (without(was, all) === without(now, all)) {
    const differs = ({ members }: { readonly members: readonly string[] }) =>
      members.some((member) => JSON.stringify(was[member]) !== JSON.stringify(now[member]));
    return quiet.some((part) => part.way === 'time' && differs(part)) ? 'time' : 'still';
  }
  if (withoutStatus(was) === withoutStatus(now)) return 'time';
  // An estimate that is gone is no longer named on its invoices: new time, same token.
  if (entity === 'Invoice' && withoutEstimates(was) === withoutEstimates(now)) return 'time';
  return 'token';
}

function withoutEstimates(row: Wire): string {
  const other = (links: Wire[] | undefined) => {
    const left = (links ?? []).filter((link) => link.TxnType !== 'Estimate');
    return left.length === 0 ? undefined : left;
  };
  const Line = row.Line.map((line: Wire) => ({ ...line, LinkedTxn: other(line.LinkedTxn) }));
  return content({ ...row, LinkedTxn: other(row.LinkedTxn), Line });
}

const token = (row: Wire): number => Number(row.SyncToken);
const time = (row: Wire): number => Date.parse(row.MetaData.LastUpdatedTime);

/** Throws where something moved that should have stood, or stood that should have moved. `at` is the moment of the write. */
export function movesAsItShould(before: Photo, after: Photo, done: Done | undefined, at: number): void {
  const failed = done === undefined || done.answer.status !== 200;
  for (const entity of ENTITIES) {
    const earlier = rowsOf(before, entity);
    const later = rowsOf(after, entity);
    if (earlier === later) continue;
    if (failed) throw new Error(`${entity} differs although nothing was written`);
    const known = new Map(earlier.map((row) => [row.Id, row]));
    for (const now of later) {
      const was = known.get(now.Id);
      const what = `${entity} ${now.Id} after ${done.kind} of ${done.entity} ${done.id}`;
      if (was === undefined) {
        // What a write makes along the way may be settled within the same write, which counts as a change of it.
        if (now.SyncToken !== '0' && done.id === now.Id)
          throw new Error(`${what}: a new record has token ${now.SyncToken}`);
        moved(now, at, what);
        continue;
      }
      if (entity === done.entity && now.Id === done.id) own(was, now, done, at, what);
      else others(entity, was, now, done, at, what);
    }
  }
}

/** The moment of the write, give or take the second times are cut to and the lag of the commit. */
function moved(now: Wire, at: number, what: string): void {
  if (Math.abs(time(now) - at) > 1500) throw new Error(`${what}: time ${now.MetaData.LastUpdatedTime} is not now`);
}

/** The record the write was about: saved means +1, the same again means nothing. */
function own(was: Wire, now: Wire, done: Done, at: number, what: string): void {
  const steps = token(now) - token(was);
  const same = content(was) === content(now);
  // Members a list does not show may differ, so a token may rise where the eye sees no difference.
  if (done.kind === 'merge') {
    if (steps < 0 || steps > 1) throw new Error(`${what}: token rose by ${steps}`);
    return;
  }
  if (!same && steps !== 1) throw new Error(`${what}: it changed, but its token rose by ${steps}`);
  if (steps < 0 || steps > 1) throw new Error(`${what}: token rose by ${steps}`);
  if (done.kind === 'send' && steps !== 1) throw new Error(`${what}: sending left the token`);
  if (steps === 1) moved(now, at, what);
  else if (time(was) !== time(now)) throw new Error(`${what}: its time moved without a change`);
}

/** Any other record moves by what shows of it. */
function others(entity: string, was: Wire, now: Wire, done: Done, at: number, what: string): void {
  const steps = token(now) - token(was);
  const still = time(was) === time(now);
  // A merge turns references without a word, as a new name does; balances move along. What stood below may be saved.
  if (done.kind === 'merge' && (TRANSACTIONS as readonly string[]).includes(entity)) {
    if (steps !== 0 || !still) throw new Error(`${what}: a merge moved it`);
    return;
  }
  const way = wayOf(entity, was, now);
  const deactivates = done.kind === 'act' && entity === done.entity;
  if (way === 'token') {
    if (steps !== 1) throw new Error(`${what}: it changed, but its token rose by ${steps}`);
    moved(now, at, what);
  } else if (way === 'time') {
    if (steps !== 0 && !deactivates) throw new Error(`${what}: what others worked out moved its token by ${steps}`);
    if (still) throw new Error(`${what}: its balance, quantity or status changed, but its time stood`);
    moved(now, at, what);
  } else {
    if (steps !== 0) throw new Error(`${what}: nothing shows of it, but its token rose by ${steps}`);
    if (!still) throw new Error(`${what}: nothing shows of it, but its time moved`);
  }
}
