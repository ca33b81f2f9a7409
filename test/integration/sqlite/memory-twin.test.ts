/**
 * The stores in memory that simulations run on, beside the SQLite adapters they stand for: after any sequence of calls,
 * with transactions that fail half-way, both answer the same.
 */
import { describe, expect, test } from 'vitest';
import { openEngineStore } from '../../../main/adapters/sqlite/engine/store.ts';
import { openWorkspaceStore } from '../../../main/adapters/sqlite/workspace/store.ts';
import type { StoredAttachment } from '../../../main/core/attachments.ts';
import type { BookStore } from '../../../main/core/book-store.ts';
import { emptyPatch } from '../../../main/core/merge.ts';
import type {
  AuditEntry,
  EngineStore,
  OutboxRow,
  RecordIndex,
  StoredImport,
  StoredImportPart,
  StoredPerson,
  StoredRecord,
} from '../../../main/core/ports-store.ts';
import type { StoredTablePart } from '../../../main/core/table-import/stored.ts';
import type { UndoWish } from '../../../main/core/undo.ts';
import type { PlanItem, PlanSummary } from '../../../shared/contract/sync.ts';
import { appError } from '../../../shared/errors.ts';
import type { Side } from '../../../shared/primitives.ts';
import { createDice, type Dice } from '../../simulation/dice.ts';
import { createMemoryBookStore } from '../../support/memory/book-store.ts';
import { createMemoryEngineStore } from '../../support/memory/engine-store.ts';
import { freezeStored } from '../../support/memory/kept.ts';

const SEQUENCES = 30;
const ENTITIES = ['customer', 'invoice'] as const;
const SIDES = ['platform', 'quickbooks'] as const;
const STATES = ['equal', 'waiting', 'sending', 'blocked', 'failed', 'held', 'inReview', 'deleted'] as const;
const LIVES = ['live', 'inactive', 'void', 'deleted'] as const;
const WRITE_STATES = ['intended', 'sent', 'uncertain', 'confirmed', 'parked', 'withdrawn'] as const;

/** What a call came to; which words an error has is the database's affair. */
const outcome = (act: () => unknown): unknown => {
  try {
    return { value: act() };
  } catch {
    return 'refused';
  }
};

type Step<S> = (store: S) => unknown;
const id = (dice: Dice): string => String(dice.int(1, 6));
const at = (dice: Dice): string => `2026-03-0${dice.int(1, 6)}T12:00:00.000Z`;

const index = (dice: Dice): RecordIndex => ({
  title: dice.pick(['Pine', 'oak', 'Ash']),
  search: dice.pick(['pine ridge', 'oak', 'ash 100%']),
  who: dice.chance(0.5) ? { entity: 'customer', id: dice.chance(0.5) ? id(dice) : `qb:${id(dice)}` } : null,
  note: null,
  date: dice.chance(0.5) ? `2026-03-0${dice.int(1, 5)}` : null,
  amount: dice.chance(0.5) ? `${dice.int(1, 200)}.00` : null,
  balance: dice.chance(0.5) ? `${dice.int(0, 20)}.50` : null,
  life: dice.pick(LIVES),
  changedAt: dice.chance(0.5) ? at(dice) : null,
});
const keys = (dice: Dice): { entity: string; id: string }[] =>
  Array.from({ length: dice.int(0, 3) }, () => ({ entity: dice.pick(ENTITIES), id: id(dice) }));

const importOf = (dice: Dice, id: string, at: string): StoredImport => ({
  id,
  at,
  endedAt: dice.chance(0.5) ? at : null,
  state: dice.pick(['running', 'cancelled', 'done']),
  by: 'You',
  scope: {
    entities: ['customer'],
    from: null,
    to: null,
    inactive: false,
    keys: [],
    companies: true,
    collisions: 'keep',
  },
});
const IMPORT_STATES = ['planned', 'taken', 'made', 'linked', 'asked', 'left', 'failed', 'cancelled'] as const;
const importPartOf = (dice: Dice, importId: string, entity: string): StoredImportPart => ({
  importId,
  n: dice.int(0, 4),
  entity,
  quickbooksId: dice.chance(0.8) ? id(dice) : null,
  platformId: dice.chance(0.5) ? id(dice) : null,
  act: dice.pick(['create', 'link', 'ask']),
  state: dice.pick(IMPORT_STATES),
  title: dice.pick(['Pine', 'oak', 'Ash']),
  amount: null,
  reason: dice.pick(['Same name', 'Only in QuickBooks']),
  withoutEmail: dice.chance(0.5),
  candidates: dice.chance(0.3) ? [{ quickbooksId: '1', confidence: 0.5, reason: 'Same name' }] : [],
});

const TABLE_STATES = ['waiting', 'made', 'filled', 'same', 'refused', 'failed', 'cancelled'] as const;
const tablePartOf = (dice: Dice, importId: string, entity: string): StoredTablePart => ({
  importId,
  n: dice.int(0, 4),
  entity,
  act: dice.pick(['make', 'fill', 'same', 'refuse']),
  state: dice.pick(TABLE_STATES),
  title: dice.pick(['Pine', 'oak', 'Ash']),
  amount: dice.pick([null, '12.30']),
  rows: [dice.int(2, 9)],
  column: dice.pick([null, 'E-mail']),
  reason: dice.pick(['New', 'Same name']),
  body: dice.chance(0.5) ? { displayName: 'Pine' } : null,
  recordId: dice.chance(0.7) ? id(dice) : null,
  source: dice.pick(['', 's1', 's2']),
});

const write = (dice: Dice, rid: number): OutboxRow => ({
  op: `op${dice.int(1, 30)}`,
  rid,
  entity: dice.pick(ENTITIES),
  side: dice.pick(SIDES),
  state: dice.pick(WRITE_STATES),
  request: {
    entity: 'customer',
    kind: dice.pick(['create', 'update', 'remove'] as const),
    id: null,
    revision: null,
    body: { displayName: 'a', nothing: null },
    fields: [],
    native: null,
    key: `key${dice.int(1, 40)}`,
  },
  common: null,
  patch: emptyPatch(),
  changes: [],
  title: 'a',
  attempts: dice.int(0, 3),
  notBefore: dice.int(0, 10),
  error: null,
  runId: null,
  why: dice.chance(0.5) ? 'Workspace: version 3' : null,
  createdAt: at(dice),
  sentAt: dice.chance(0.5) ? at(dice) : null,
  agreed: dice.chance(0.3),
});

const wish = (id: string): UndoWish => ({
  id,
  fields: [{ field: 'phone', value: null, sides: ['platform'], from: { platform: '1', quickbooks: '1' } }],
  lives: { platform: null, quickbooks: { from: 'inactive', to: 'live' } },
  out: null,
  done: false,
});

/** One call with everything about it drawn before, so that both stores get the very same. */
function engineStep(dice: Dice): Step<EngineStore> {
  const entity = dice.pick(ENTITIES);
  const side: Side = dice.pick(SIDES);
  const one = id(dice);
  const rid = dice.int(1, 8);
  const other = dice.int(1, 8);
  const limit = dice.int(1, 5);
  const removals = dice.chance(0.5);
  const after = dice.int(0, 4);
  const partState = dice.pick(['waiting', 'done', 'over', 'givenUp'] as const);
  const imported = importOf(dice, one, at(dice));
  const importPart = importPartOf(dice, one, entity);
  const importFilter = dice.chance(0.5)
    ? { states: [dice.pick(IMPORT_STATES)], search: dice.pick(['pi', 'NAME', 'same oak']) }
    : { entity, withoutEmail: dice.chance(0.5) };
  const { scope: _, ...plainImport } = imported;
  const tableState = dice.chance(0.3) ? ('preparing' as const) : plainImport.state;
  const tableImport = { ...plainImport, name: 'clients.csv', entity, state: tableState };
  const tablePart = tablePartOf(dice, one, entity);
  const tableFilter = dice.chance(0.5)
    ? { states: [dice.pick(TABLE_STATES)] }
    : { search: dice.pick(['pi', 'NAME new']) };
  const key = dice.chance(0.5) ? one : `qb:${one}`;
  const listed = index(dice);
  const named = keys(dice);
  const row = write(dice, rid);
  const life = dice.pick(LIVES);
  const body = dice.chance(0.8)
    ? { displayName: one, number: dice.pick([null, 'a-1', 'A-2']), lines: [{ id: 'l1', amount: null }] }
    : null;
  const changed: Partial<StoredRecord> = {
    tombstone: dice.chance(0.2),
    dirty: dice.chance(0.5),
    state: dice.pick(STATES),
    generation: dice.int(0, 9),
    blockedBy: named,
    lines: dice.chance(0.5) ? { l1: '1' } : {},
    failedLast: dice.chance(0.5) ? dice.int(1, 99) : null,
    decision: { choices: [], act: null, ...(dice.chance(0.3) ? { undo: wish(one) } : {}) },
  };
  const person: StoredPerson = {
    id: `person ${one}`,
    name: listed.title,
    login: dice.pick(['ann', 'ben', 'cem', 'dee']),
    role: dice.pick(['owner', 'admin', 'basic', 'viewer'] as const),
    rights: dice.chance(0.5) ? ['createInvoices'] : [],
    active: dice.chance(0.7),
    mustChange: dice.chance(0.3),
    password: `hash of ${one}`,
    createdAt: row.createdAt,
    seenAt: dice.chance(0.5) ? row.createdAt : null,
  };
  const planned = named.map((at, n) => {
    const ids = { platformId: n === 0 ? at.id : null, quickbooksId: n === 1 ? at.id : null };
    return { id: String(n), action: 'link', entity: at.entity, title: 'a', since: null, ...ids } as PlanItem;
  });
  const told: AuditEntry = {
    at: row.createdAt,
    actor: 'Sync',
    entity: dice.chance(0.8) ? entity : null,
    title: 'a',
    platformId: dice.chance(0.5) ? one : null,
    quickbooksId: dice.chance(0.5) ? one : null,
    what: 'Changed',
    side: dice.chance(0.5) ? side : null,
    result: 'done',
    runId: null,
    changes: [],
    error: null,
    requestId: null,
    intuitTid: null,
    why: null,
    act: null,
  };
  const patch = (store: EngineStore, put: (record: StoredRecord) => void, part: Partial<StoredRecord>): unknown => {
    const record = store.record(rid);
    return record ? put({ ...record, ...part }) : 'none';
  };
  const file: StoredAttachment = {
    id: `file ${dice.int(1, 9)}`,
    entity,
    origin: dice.pick(SIDES),
    side,
    recordId: one,
    name: 'receipt.pdf',
    type: 'application/pdf',
    size: limit,
    hash: dice.chance(0.7) ? `hash ${dice.int(1, 3)}` : null,
    quickbooksId: dice.chance(0.5) ? `there ${dice.int(1, 3)}` : null,
    revision: dice.chance(0.5) ? '1' : null,
    state: dice.pick(['waiting', 'sent', 'equal', 'onlyHere', 'failed', 'removing', 'onlyThere'] as const),
    error: dice.chance(0.3) ? appError('attachments.lost', { name: one }) : null,
    tries: limit,
    addedAt: row.createdAt,
  };
  const steps: Step<EngineStore>[] = [
    (s) => s.putObservation({ entity, side, id: one, revision: '1', life, body, native: { Id: one }, changedAt: null }),
    (s) => s.addRecord(entity, side, one, listed, 5),
    (s) => s.addRecord(entity, side, one, listed, 5),
    (s) => patch(s, s.putRecord, changed),
    (s) => patch(s, s.putRecord, changed),
    (s) => patch(s, s.putIds, side === 'platform' ? { platformId: one } : { quickbooksId: one }),
    (s) => patch(s, s.putIndex, { index: listed }),
    (s) => (rid === other || !s.record(rid) || !s.record(other) ? 'none' : s.dropRecord(rid, other)),
    (s) => s.putReferences(rid, named),
    (s) => s.renameKey(entity, `qb:${one}`, one),
    (s) => s.referencing(entity, key, limit),
    (s) => s.wakeBlockedBy(entity, one),
    (s) => s.wakeBlockedBy(entity, one, changed.state ?? 'waiting'),
    (s) => s.markDirty({ entity, states: [changed.state ?? 'equal'] }),
    (s) => s.putBalances(rid, listed.amount, listed.balance),
    (s) => s.markSending(rid),
    (s) => s.addWrite(row),
    (s) => s.addWrite(row),
    (s) => s.putWrite(row),
    (s) => s.agreeWrites(),
    (s) => s.pruneWrites(row.createdAt),
    (s) => s.setMeta('m', { one, nothing: null }),
    (s) => s.getMeta('m'),
    (s) => s.bumpRevision(limit),
    (s) => s.putLists(side, [{ list: 'account', id: one, name: one, facts: { a: 'b' }, active: true }]),
    (s) =>
      s.putReview({
        id: `review ${rid}`,
        rid: removals && rid === 1 ? null : rid,
        entity,
        title: one,
        amount: null,
        revision: one,
        detail: { kind: 'removal', cause: 'deleted' as never, gone: side },
        createdAt: row.createdAt,
      }),
    (s) => s.putUndo({ id: `undo ${one}`, at: row.createdAt, what: one }),
    (s) => s.putUndoPart({ undoId: `undo ${one}`, rid, state: partState, error: null }),
    (s) => s.undoParts(`undo ${one}`, removals ? partState : null, limit),
    (s) => s.putImport(imported),
    (s) => s.putImportPart(importPart),
    (s) => s.importParts({ id: one, offset: after, limit, ...importFilter }),
    (s) => s.putTableImport(tableImport),
    (s) => s.dropUnreadyTables(),
    (s) => s.putTablePart(tablePart),
    (s) => s.tableParts({ id: one, offset: after, limit, ...tableFilter }),
    (s) => s.tableRecord(entity, tablePart.source),
    (s) => s.importArrived(entity, one),
    (s) => s.importRows(entity, after, limit),
    (s) => s.dropReview(`review ${rid}`),
    (s) => s.addLag(entity, limit * 86_400_000, rid),
    (s) => s.recordOf(entity, side, one),
    (s) => s.recordByKey(entity, key),
    (s) => s.dirtyViews(entity, after, limit),
    (s) => s.unlinkedViews(entity, after, limit),
    (s) => s.readyWrites(side, entity, removals, 5, limit),
    (s) => s.markDirect(rid),
    (s) => s.putPerson(person),
    (s) => s.putSession({ hash: `hash ${other}`, personId: person.id, since: limit, seen: after }),
    (s) => (removals ? s.endSession(`hash ${other}`) : s.endSessions(person.id, `hash ${rid}`)),
    (s) => s.putPlan({ planId: 'plan', hash: one } as PlanSummary, planned),
    (s) => s.appendAudit(told),
    (s) => s.putAttachment(file),
    (s) => s.dropAttachment(file.id),
  ];
  return dice.pick(steps);
}

/** Everything there is to ask, in one picture. */
function engineState(store: EngineStore): unknown {
  const rids = Array.from({ length: 12 }, (_, n) => n);
  const byEntity = ENTITIES.map((entity) => ({
    views: store.views(entity, 0, 99),
    dirty: store.dirtyViews(entity, 0, 99),
    unlinked: [store.unlinkedViews(entity, 0, 99), store.hasDirtyUnlinked(entity)],
    sides: SIDES.map((side) => [
      store.observationsAfter(entity, side, '', 99),
      [...store.livingIds(entity, side)].sort(),
      store.hasNumber(entity, 'A-1'),
      store.uncertainCreates(entity, side),
      [false, true].map((removals) => store.readyWrites(side, entity, removals, 5, 99)),
    ]),
    lists: ['title', 'amount', 'who', 'changedAt', 'displayName'].map((field) =>
      store.listRecords({ entity, sort: { field, descending: field === 'amount' }, offset: 0, limit: 99 }),
    ),
    found: [
      store.listRecords({ entity, search: 'oa', offset: 0, limit: 99 }),
      store.listRecords({ entity, open: true, live: true, onPlatform: true, who: '1', offset: 0, limit: 99 }),
    ],
    shown: [
      store.listRecords({ entity, hide: true, offset: 0, limit: 99 }),
      store.listRecords({ entity, hide: true, search: 'oa', offset: 0, limit: 99 }),
      [...store.stateCounts({ entity, hide: true, offset: 0, limit: 1 })].sort((a, b) => (a.state < b.state ? -1 : 1)),
      store.reviews({ entity, hide: true }),
    ],
    states: [...store.stateCounts({ entity, offset: 0, limit: 1 })].sort((a, b) => (a.state < b.state ? -1 : 1)),
    referencing: ['1', 'qb:2'].map((key) => store.referencing(entity, key, 99)),
    lag: store.lagP95(entity, 2 * 86_400_000),
    reviews: store.reviews({ entity }),
  }));
  return {
    byEntity,
    writes: rids.map((rid) => [store.openWrites(rid), store.reviewOf(rid)]),
    refused: ['sync.unsure', 'quickbooks.rejected'].map((code) => store.refusedWrites('customer', code)),
    flying: (['intended', 'sent', 'uncertain'] as const).map((state) => store.writesIn(state, 99)),
    load: store.waitingLoad('2026-03-02T12:00:00.000Z', '2026-03-05T12:00:00.000Z'),
    due: store.nextDue(),
    counts: [store.counts(), store.counts(true)],
    receivables: [false, true].map((hide) => store.openBalances(['invoice', 'customer'], hide)),
    problems: [store.problems(99), store.problems(99, true)],
    direct: rids.map((rid) => [store.isDirect(rid), store.isHidden(rid)]),
    log: [false, true].map((hide) => [
      store.audit({ limit: 99, hide }),
      store.newestAudit(hide),
      store.throughput('2026-03-01T12:00:00.000Z', 600, hide),
    ]),
    plan: [false, true].map((hide) => store.planItems({ planId: 'plan', offset: 0, limit: 99, hide })),
    people: [store.people(), store.person('person 1'), store.personByLogin('ann')],
    sessions: [1, 2, 3, 4, 5, 6].map((n) => [store.sessionsOf(`person ${n}`), store.session(`hash ${n}`)]),
    dirty: store.dirtyCount(),
    tables: store
      .tableImports(99)
      .map((each) => [each, store.tableCounts(each.id), store.tableParts({ id: each.id, offset: 0, limit: 99 })]),
    imports: store
      .imports(99)
      .map((each) => [each, store.importCounts(each.id), store.importParts({ id: each.id, offset: 0, limit: 99 })]),
    undos: store
      .undos(99)
      .map((undo) => [undo, store.undo(undo.id), store.undoCounts(undo.id), store.undoParts(undo.id, null, 99)]),
    files: [
      ENTITIES.map((entity) => [store.attachmentsOf(entity, '1', '2'), store.attachmentsOf(entity, null, '3')]),
      [store.openAttachments('', 99), store.openAttachments('file 3', 2), store.failedAttachments(99)],
      [store.failedAttachmentCounts(), store.failedAttachmentCounts(true)],
      ['1', '2', '3'].map((n) => [store.attachmentsThere(`there ${n}`), store.isContentUsed(`hash ${n}`)]),
      [store.attachmentIdsThere(), store.attachment('file 1')],
    ],
    brake: store.reviewOf(null),
    meta: [store.getMeta('m'), store.revision(), store.lists('platform'), store.lists('quickbooks')],
  };
}

/** The costly comparison, with its picture of the difference, only where there is one. */
function same(got: unknown, expected: unknown): void {
  if (JSON.stringify(got) !== JSON.stringify(expected)) expect(got).toEqual(expected);
}

/** Runs the same steps on both; some within a transaction, and some of those fail at their end. */
function beside<S extends { transaction<T>(act: () => T): T }>(
  dice: Dice,
  stores: readonly [S, S],
  draw: (dice: Dice) => Step<S>,
  state: (store: S) => unknown,
): void {
  for (let act = 0; act < 25; act++) {
    const steps = Array.from({ length: dice.int(1, 5) }, () => draw(dice));
    const fails = dice.chance(0.25);
    const [expected, got] = stores.map((store) =>
      outcome(() =>
        store.transaction(() => {
          const answers = steps.map((step) => step(store));
          if (fails) throw new Error('the power went');
          return answers;
        }),
      ),
    );
    same(got, expected);
    same(state(stores[1]), state(stores[0]));
  }
}

describe('in memory as in SQLite', () => {
  test(`the engine's memory, in ${SEQUENCES} random sequences`, () => {
    freezeStored(true);
    for (let seed = 1; seed <= SEQUENCES; seed++) {
      const stores = [openEngineStore({ path: ':memory:' }), createMemoryEngineStore()] as const;
      beside(createDice(seed), stores, engineStep, engineState);
      stores[0].close();
    }
    freezeStored(false);
  });

  test(`the book, in ${SEQUENCES} random sequences`, () => {
    for (let seed = 1; seed <= SEQUENCES; seed++) {
      const stores = [
        openWorkspaceStore({ path: ':memory:', newBookId: () => 'book' }),
        createMemoryBookStore(() => 'book'),
      ] as const;
      beside(createDice(seed), stores, bookStep, bookState);
      stores[0].close();
    }
  });
});

function bookStep(dice: Dice): Step<BookStore> {
  const entity = dice.pick(ENTITIES);
  const one = id(dice);
  const life = dice.pick(LIVES);
  const money = (): string | null => (dice.chance(0.7) ? `${dice.int(0, 30)}.00` : null);
  const facts = {
    title: dice.pick(['Pine', 'oak', 'Ash']),
    email: null,
    number: dice.chance(0.7) ? dice.pick(['7', '0012', 'A-1', 'a-1']) : null,
    customer: dice.chance(0.5) ? id(dice) : null,
    date: dice.chance(0.5) ? `2026-03-0${dice.int(1, 5)}` : null,
    amount: money(),
    balance: money(),
    search: dice.pick(['pine ridge', 'oak', 'ash']),
    ...(dice.chance(0.7)
      ? { refs: [...new Set([id(dice), id(dice)])].map((to) => ({ entity: 'customer', id: to, amount: money() })) }
      : {}),
  };
  const edits = dice.chance(0.5);
  const key = `key${dice.int(1, 20)}`;
  const from = dice.chance(0.5) ? entity : undefined;
  const flags = { owing: dice.chance(0.5), settling: dice.chance(0.5) };
  const body = { displayName: one, lines: [{ id: 'l1', amount: null }] };
  const since = dice.int(0, 9);
  const steps: Step<BookStore>[] = [
    ...[1, 2, 3].map(
      (): Step<BookStore> => (s) => {
        const change = s.nextChange();
        const record = {
          entity,
          id: one,
          life,
          body,
          change,
          edited: edits ? change : 0,
          createdAt: since,
          updatedAt: 9,
        };
        s.put(record, facts);
        return change;
      },
    ),
    (s) => s.get(entity, one),
    (s) => s.head(entity, one),
    (s) => s.byNumber(entity, 'A-1')?.entity,
    (s) => s.referrers('customer', one, { life, ...(from ? { from } : {}), ...flags }),
    (s) => s.changedSince(since, [entity], 3),
    (s) => s.applied(key),
    (s) => s.remember(key, { entity, id: one }, since, `answer ${since}`),
    (s) => s.cameFromOutside(entity, one),
    (s) => s.setLists({ taxRates: [{ key: one, name: one, percent: '8.5' }] }),
    (s) => s.setLists({ paymentMethods: [{ id: one, name: `method ${one}` }] }),
  ];
  return dice.pick(steps);
}

function bookState(store: BookStore): unknown {
  return {
    newest: store.newestChange(),
    lists: [store.taxRates(), store.paymentMethods()],
    changed: store.changedSince(0, [...ENTITIES], 99),
    byEntity: ENTITIES.map((entity) => ({
      page: store.page(entity, '2', 3),
      numbers: [store.greatestNumber(entity), store.latestNumber(entity)],
      referrers: LIVES.map((life) => store.referrers('customer', '1', { life })),
      search: (['title', 'number', 'date', 'amount', 'balance', 'change'] as const).map((by) =>
        store.search({ entity, order: { by, descending: by === 'date' }, offset: 0, limit: 99 }),
      ),
      found: store.search({ entity, text: 'oa', open: true, from: '2026-03-02', offset: 0, limit: 9 }),
    })),
  };
}
