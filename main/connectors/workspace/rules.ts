import { aboveOf, type RemovalMode } from '../../../shared/entity.ts';
import { fail } from '../../../shared/errors.ts';
import type { Body } from '../../../shared/primitives.ts';
import type { BookStore, StoredRecord } from '../../core/book-store.ts';
import { showMoney, sumMoney, toCents } from '../../core/money.ts';
import type { Reference, Shape } from './shape.ts';

/**
 * Who changes the book. A person is held to more: what comes from the other side happened there already, and refusing it
 * here would only keep the two apart (an old invoice may well name an item that was retired since).
 */
export type Actor = 'person' | 'sync';

/** A change about to be made: the record as it was (null for a new one) and the body as it is to be. */
export type Draft = { shape: Shape; id: string; before: StoredRecord | null; body: Body; actor: Actor };

const refuse = (shape: Shape, field: string, problem: string): never =>
  fail('input.invalid', { entity: shape.name, field, problem });

/** The most records of a kind above one another; QuickBooks keeps five levels (reference, 6.1). */
const DEEPEST = 5;

/** Every rule a record must keep to be stored. Throws the first one broken; writes nothing. */
export function checkDraft(store: BookStore, draft: Draft): void {
  checkReferences(store, draft);
  checkFamily(store, draft);
  checkNumber(store, draft);
  checkName(store, draft);
  checkAllocations(store, draft);
  checkPaid(store, draft);
}

/** What a record refers to must be there; a person cannot newly choose something inactive, nobody settles a void. */
function checkReferences(store: BookStore, { shape, before, body, actor }: Draft): void {
  const old = new Set(before ? shape.references(before.body).map(keyOf) : []);
  for (const reference of shape.references(body)) {
    const target = store.head(reference.entity, reference.id);
    // The other side's record may still name what is gone here, and a person may leave an old name as it is.
    if (reference.loose && target?.life === 'deleted' && (actor === 'sync' || old.has(keyOf(reference)))) continue;
    if (target === null || target.life === 'deleted')
      refuse(shape, reference.label, `names ${withArticle(reference.entity)} that does not exist`);
    else if (target.life === 'void' && !old.has(keyOf(reference)))
      refuse(shape, reference.label, `${target.title} is void`);
    else if (target.life === 'inactive' && actor === 'person' && !old.has(keyOf(reference)))
      refuse(shape, reference.label, `${target.title} is inactive`);
  }
}

/** A record may not be above itself, nor too deep below others of its kind. */
function checkFamily(store: BookStore, { shape, id, body }: Draft): void {
  for (const parent of shape.references(body).filter((reference) => reference.entity === shape.name)) {
    let above: string | null = parent.id;
    for (let level = 1; above !== null; level++) {
      if (above === id) refuse(shape, parent.label, 'may not be the record itself or one below it');
      if (level >= DEEPEST) refuse(shape, parent.label, `may be at most ${DEEPEST - 1} levels deep`);
      const record: StoredRecord | null = store.get(shape.name, above);
      above = record ? (shape.references(record.body).find((one) => one.entity === shape.name)?.id ?? null) : null;
    }
  }
}

/** No two documents of a kind share a number; the refusal names the other one. */
function checkNumber(store: BookStore, { shape, id, body }: Draft): void {
  const number = body.number;
  if (!shape.numbered || typeof number !== 'string') return;
  const other = store.byNumber(shape.name, number);
  if (other === null || other.id === id) return;
  const facts = shape.facts(other.body);
  const who = facts.customer === null ? null : store.head(shape.party?.entity ?? '', facts.customer)?.title;
  const amount = facts.amount === null ? null : showMoney(facts.amount);
  const about = [who, facts.date, amount].filter(Boolean).join(', ');
  refuse(shape, 'Number', `is already used by ${facts.title}${about === '' ? '' : ` (${about})`}`);
}

/** Of the records that contain a name so many are looked through; one that has exactly it comes early in order of title. */
const LOOKED_THROUGH = 50;

/**
 * A person cannot give a customer a vendor's name: QuickBooks keeps both in one list. Nor a project a name that its client's
 * other projects or any other customer has: unlike two customers of one name they are not told as duplicates, and
 * QuickBooks is sure to refuse the second. What came from the other side is there already.
 */
function checkName(store: BookStore, { shape, id, before, body, actor }: Draft): void {
  const { titleField, nameSpace, fields } = shape.module.descriptor;
  const above = aboveOf(shape.module.descriptor);
  const name = body[titleField];
  const kept = [titleField, above?.name ?? titleField].every((field) => before?.body[field] === body[field]);
  if (actor === 'sync' || typeof name !== 'string' || kept) return;
  const label = fields.find((field) => field.name === titleField)?.label ?? 'Name';
  const named = (entity: string): StoredRecord | undefined => {
    const order = { by: 'title', descending: false } as const;
    const found = store.search({ entity, text: name, order, offset: 0, limit: LOOKED_THROUGH }).records;
    return found.find(
      (one) =>
        one.id !== id && one.life === 'live' && String(one.body[titleField]).toLowerCase() === name.toLowerCase(),
    );
  };
  for (const entity of shape.namesakes)
    if (named(entity))
      refuse(shape, label, `is already the name of ${withArticle(entity)}; QuickBooks keeps both in one list`);
  const parent = above?.below === undefined ? null : body[above.name];
  if (nameSpace === undefined || typeof parent !== 'string') return;
  const other = named(shape.name);
  if (other === undefined) return;
  const client = store.head(shape.name, parent)?.title ?? shape.label;
  if (other.body[above?.name ?? ''] === parent)
    refuse(shape, label, `is already the name of another ${above?.below?.label.toLowerCase()} of ${client}`);
  refuse(
    shape,
    label,
    `is already the name of another ${shape.name}, and QuickBooks keeps all names in one list; add the client, as in "${name}, ${client}"`,
  );
}

/**
 * A person's payment settles no more of a document than is open, and only the customer's own. Money the other side already
 * took is entered as it is: another payment that makes room for it may come after it, and until then the balance below
 * zero says what happened.
 */
function checkAllocations(store: BookStore, { shape, before, body, actor }: Draft): void {
  if (!shape.settles || actor === 'sync') return;
  const settling = (of: Body): Reference[] => shape.references(of).filter((reference) => reference.amount !== null);
  const already = new Map(
    before?.life === 'live' ? settling(before.body).map((reference) => [keyOf(reference), reference.amount]) : [],
  );
  const payer = shape.facts(body).customer;
  for (const reference of settling(body)) {
    const target = store.head(reference.entity, reference.id);
    if (target === null) continue;
    const open = sumMoney([target.balance, already.get(keyOf(reference))]);
    if (toCents(reference.amount) > 0n && toCents(reference.amount) > toCents(open))
      refuse(shape, reference.label, `${target.title} has only ${showMoney(open)} open`);
    if (payer === null || target.customer === null || already.has(keyOf(reference))) continue;
    const kind = shape.party?.entity ?? '';
    if (topOf(store, kind, payer) !== topOf(store, kind, target.customer))
      refuse(shape, reference.label, `${target.title} is another ${kind}'s`);
  }
}

/** The customer at the head of a family of jobs; a vendor heads itself. */
function topOf(store: BookStore, entity: string, id: string): string {
  let top = id;
  for (let level = 0; level < DEEPEST; level++) {
    const parent = store.get(entity, top)?.body.parent;
    if (typeof parent !== 'string') break;
    top = parent;
  }
  return top;
}

/** A person cannot make a document smaller than what was paid on it, nor give a paid one to someone else. */
function checkPaid(store: BookStore, { shape, id, before, body, actor }: Draft): void {
  if (shape.balance === null || before === null || actor === 'sync') return;
  const paid = settled(store, shape.name, id);
  if (toCents(paid) === 0n) return;
  const total = body[shape.balance.total];
  const credits = shape.module.descriptor.balanceSign === 'credit';
  if (typeof total === 'string' && toCents(total) < toCents(paid))
    refuse(shape, 'Total', `may not be less than the ${showMoney(paid)} already ${credits ? 'used' : 'paid'}`);
  if (shape.facts(body).customer !== shape.facts(before.body).customer)
    refuse(shape, shape.party?.label ?? 'Customer', 'cannot change while a payment is applied');
}

/** What live payments settle of a document. */
export const settled = (store: BookStore, entity: string, id: string): string =>
  sumMoney(store.referrers(entity, id, { life: 'live', settling: true }).map((one) => one.amount));

/** Whether a record may leave the book this way. Throws `input.invalid` or `record.inUse`. */
export function checkRemoval(
  store: BookStore,
  shape: Shape,
  record: StoredRecord,
  mode: RemovalMode,
  actor: Actor,
): void {
  const { removals } = shape.module.descriptor;
  const title = shape.module.title(record.body);
  const inUse = (reason: string): never => fail('record.inUse', { entity: shape.name, title, reason });
  if (!removals.includes(mode))
    refuse(shape, shape.label, `cannot be ${{ delete: 'deleted', void: 'voided', deactivate: 'made inactive' }[mode]}`);
  if (mode === 'deactivate') {
    const [open, ...more] = store.referrers(shape.name, record.id, { life: 'live', owing: true });
    if (open && more.length > 0) inUse(`${open.title} and ${more.length} more are still open`);
    if (open) inUse(`${open.title} is still open with ${showMoney(open.balance ?? '0.00')}`);
    if (actor === 'sync') return;
    const [job] = store.referrers(shape.name, record.id, { life: 'live', from: shape.name });
    if (job) inUse(`${job.title} belongs to it and is still active`);
    return;
  }
  if (actor === 'sync') return;
  if (mode === 'delete' && shape.numbered && removals.includes('void')) {
    if (typeof record.body.number === 'string') inUse('it has a number, so it can only be voided');
    if (store.cameFromOutside(shape.name, record.id)) inUse('it was synced, so it can only be voided');
  }
  const [payment] = store.referrers(shape.name, record.id, { life: 'live', settling: true });
  if (payment) inUse(`${payment.title} is applied to it`);
}

const keyOf = (reference: Reference): string => `${reference.entity}/${reference.id}`;
/** "a vendor credit" for `vendorCredit`. */
function withArticle(entity: string): string {
  const noun = entity.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}
