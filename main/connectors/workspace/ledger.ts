import { dueDateBy } from '../../../shared/due-date.ts';
import type { Life, RemovalMode } from '../../../shared/entity.ts';
import { type AppError, Failure, fail, isHostFault } from '../../../shared/errors.ts';
import type { AmountsAre } from '../../../shared/policy.ts';
import type { Body } from '../../../shared/primitives.ts';
import type { BookStore, StoredRecord } from '../../core/book-store.ts';
import { sumMoney } from '../../core/money.ts';
import type { Clock, Ids } from '../../core/ports.ts';
import type { EntityRegistry } from '../../core/types.ts';
import { type Actor, checkDraft, checkRemoval, settled } from './rules.ts';
import { createShapes, type Shape } from './shape.ts';
import { withLineTax } from './tax-by-line.ts';

/** One change of one record. */
export type BookChange =
  /** `id`: given beforehand by whoever makes it; no record has it yet. */
  | { kind: 'create'; entity: string; body: Body; id?: string }
  | { kind: 'update'; entity: string; id: string; revision: string; body: Body }
  | { kind: 'remove'; entity: string; id: string; revision: string; mode: RemovalMode }
  /** Makes a record live again; with a body, as that body says. */
  | { kind: 'restore'; entity: string; id: string; revision: string; body: Body | null };

/** What became of it: the record as it now is, or why nothing was changed. `stale`: someone else was quicker. */
export type BookAnswer = { ok: true; record: StoredRecord } | { ok: false; stale: boolean; error: AppError };

export type LedgerParts = { store: BookStore; registry: EntityRegistry; clock: Clock; ids: Ids };

/** The book's one way of changing: checks, stores, and keeps every balance true, in the caller's transaction. */
export type Ledger = {
  shapes: Map<string, Shape>;
  apply(change: BookChange, actor: Actor): BookAnswer;
  /** What the amounts of new documents are in a company outside the US; null in the US, and while none is known. */
  amountsAre: AmountsAre | null;
};

const LIFE_AFTER: Record<RemovalMode, Life> = { delete: 'deleted', void: 'void', deactivate: 'inactive' };

export function createLedger({ store, registry, clock, ids }: LedgerParts): Ledger {
  const shapes = createShapes(registry);

  const shapeFor = (entity: string): Shape =>
    shapes.get(entity) ?? fail('input.invalid', { field: 'Entity', problem: `"${entity}" is not known here` });

  /** The record, if it is there and nobody edited it after this revision. */
  const current = (shape: Shape, id: string, revision: string): StoredRecord => {
    const record = store.get(shape.name, id);
    if (record === null) return fail('record.notFound', { entity: shape.name, id });
    if (!/^\d+$/.test(revision) || Number(revision) < record.edited)
      return fail('record.stale', { entity: shape.name, id });
    return record;
  };

  /** The body as the book keeps it: lines named, checked, computed fields filled. */
  const prepare = (shape: Shape, given: Body, before: StoredRecord | null, id: string, actor: Actor): Body => {
    const named = shape.nameLines(given, () => ids.next());
    const parsed = shape.module.parse(
      actor === 'person' ? withDueDate(shape, withTax(shape, named, before), before) : named,
    );
    if (!parsed.ok) throw new Failure(parsed.error);
    return withBalance(shape, shape.module.derive(parsed.body), before === null ? null : id);
  };

  /** A person chooses a rate; its percentage is kept with the document, because rates change and documents do not. */
  const withTaxPercent = (shape: Shape, body: Body, before: StoredRecord | null): Body => {
    if (shape.tax === null) return body;
    const rate = body[shape.tax.rate] ?? null;
    if (rate === (before?.body[shape.tax.rate] ?? null)) return body;
    if (rate === null) return { ...body, [shape.tax.percent]: null };
    const entry = store.taxRates().find((one) => one.key === rate);
    if (entry?.active !== true)
      return fail('input.invalid', { entity: shape.name, field: 'Tax rate', problem: 'is not in the list' });
    return { ...body, [shape.tax.percent]: entry.percent };
  };

  const withTax = (shape: Shape, body: Body, before: StoredRecord | null): Body => {
    const taxed = withTaxPercent(shape, body, before);
    const { amountsAre } = ledger;
    return amountsAre === null
      ? taxed
      : withLineTax(shape, taxed, before, { amountsAre, rates: () => store.taxRates() });
  };

  /**
   * A person who gives no due date gets the one of the terms, and a due date that followed from them goes on doing so when
   * the terms or the date change. A typed one stays.
   */
  const withDueDate = (shape: Shape, body: Body, before: StoredRecord | null): Body => {
    if (shape.due === null) return body;
    const { field, terms, date } = shape.due;
    const dueOf = (of: Body): string | null => {
      const id = of[terms];
      const chosen = typeof id === 'string' ? store.get('term', id) : null;
      return chosen === null ? null : dueDateBy(chosen.body, of[date]);
    };
    const given = body[field] ?? null;
    const old = before?.body ?? null;
    const followed = old !== null && given !== null && given === old[field] && given === dueOf(old);
    if (given !== null && !followed) return body;
    return { ...body, [field]: dueOf(body) ?? given };
  };

  /** `id` is null for a record that is only being made: nothing can have settled it. */
  const withBalance = (shape: Shape, body: Body, id: string | null): Body => {
    if (shape.balance === null) return body;
    const total = body[shape.balance.total];
    const paid = id === null ? '0.00' : settled(store, shape.name, id);
    return { ...body, [shape.balance.field]: sumMoney([String(total ?? '0.00'), negative(paid)]) };
  };

  const put = (
    shape: Shape,
    before: StoredRecord | null,
    next: Pick<StoredRecord, 'id' | 'life' | 'body'>,
  ): StoredRecord => {
    const now = clock.now();
    const change = store.nextChange();
    const createdAt = before?.createdAt ?? now;
    const record: StoredRecord = { ...next, entity: shape.name, change, edited: change, createdAt, updatedAt: now };
    store.put(record, shape.facts(record.body));
    followPayments(shape, before, record);
    return record;
  };

  /** Balances of the documents that a payment settled before or settles now. */
  const followPayments = (shape: Shape, before: StoredRecord | null, after: StoredRecord): void => {
    if (!shape.settles) return;
    const targets = new Map(
      [before, after].flatMap((record) =>
        record === null
          ? []
          : shape
              .references(record.body)
              .filter((reference) => reference.amount !== null)
              .map((reference) => [`${reference.entity}/${reference.id}`, reference] as const),
      ),
    );
    for (const { entity, id } of targets.values()) {
      const target = shapeFor(entity);
      const record = store.get(entity, id);
      if (record?.life !== 'live' || target.balance === null) continue;
      const body = withBalance(target, record.body, id);
      if (body[target.balance.field] === record.body[target.balance.field]) continue;
      // A new change, so that whoever reads the feed sees it; not an edit, so that nobody's edit becomes stale by it.
      const { refs: _, ...facts } = target.facts(body);
      store.put({ ...record, body, change: store.nextChange(), updatedAt: clock.now() }, facts);
    }
  };

  const create = (change: BookChange & { kind: 'create' }, actor: Actor): StoredRecord => {
    const shape = shapeFor(change.entity);
    const id = change.id ?? ids.next();
    const body = prepare(shape, change.body, null, id, actor);
    checkDraft(store, { shape, id, before: null, body, actor });
    return put(shape, null, { id, life: 'live', body });
  };

  const update = (change: BookChange & { kind: 'update' }, actor: Actor): StoredRecord => {
    const shape = shapeFor(change.entity);
    const before = current(shape, change.id, change.revision);
    if (before.life === 'deleted') return fail('record.notFound', { entity: shape.name, id: change.id });
    if (before.life === 'void')
      return fail('input.invalid', {
        entity: shape.name,
        field: shape.label,
        problem: 'is void and cannot be changed',
      });
    const body = prepare(shape, change.body, before, change.id, actor);
    if (JSON.stringify(body) === JSON.stringify(before.body)) return before;
    checkDraft(store, { shape, id: change.id, before, body, actor });
    return put(shape, before, { id: change.id, life: before.life, body });
  };

  const remove = (change: BookChange & { kind: 'remove' }, actor: Actor): StoredRecord => {
    const shape = shapeFor(change.entity);
    const before = current(shape, change.id, change.revision);
    const life = LIFE_AFTER[change.mode];
    if (before.life === life && actor === 'sync') return before;
    if (before.life === 'deleted') return fail('record.notFound', { entity: shape.name, id: change.id });
    const gone = before.life === life || (before.life === 'void' && life !== 'deleted');
    if (gone) {
      const title = shape.module.title(before.body);
      return fail('record.inUse', { entity: shape.name, title, reason: `it is ${before.life} already` });
    }
    checkRemoval(store, shape, before, change.mode, actor);
    const zero = Object.fromEntries(shape.derivedMoney.map((field) => [field, '0.00']));
    const body = life === 'void' ? { ...before.body, ...zero } : before.body;
    return put(shape, before, { id: change.id, life, body });
  };

  const restore = (change: BookChange & { kind: 'restore' }, actor: Actor): StoredRecord => {
    const shape = shapeFor(change.entity);
    const before = current(shape, change.id, change.revision);
    if (before.life === 'deleted' && actor === 'person')
      return fail('record.notFound', { entity: shape.name, id: change.id });
    if (before.life === 'void')
      return fail('input.invalid', { entity: shape.name, field: shape.label, problem: 'is void for good' });
    if (before.life === 'live' && change.body === null) return before;
    const body = prepare(shape, change.body ?? before.body, before, change.id, actor);
    checkDraft(store, { shape, id: change.id, before: { ...before, life: 'inactive' }, body, actor });
    return put(shape, before, { id: change.id, life: 'live', body });
  };

  const carryOut = (change: BookChange, actor: Actor): StoredRecord => {
    switch (change.kind) {
      case 'create':
        return create(change, actor);
      case 'update':
        return update(change, actor);
      case 'remove':
        return remove(change, actor);
      case 'restore':
        return restore(change, actor);
    }
  };

  const ledger: Ledger = {
    shapes,
    amountsAre: null,
    apply: (change, actor) => {
      // Every rule is checked before anything is stored, so a refusal leaves nothing to undo.
      try {
        return { ok: true, record: carryOut(change, actor) };
      } catch (error) {
        if (!(error instanceof Failure) || isHostFault(error.error)) throw error;
        return { ok: false, stale: error.error.code === 'record.stale', error: error.error };
      }
    },
  };
  return ledger;
}

const negative = (amount: string): string => (amount.startsWith('-') ? amount.slice(1) : `-${amount}`);
