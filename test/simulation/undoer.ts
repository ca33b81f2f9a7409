/**
 * The person who undoes: chooses a run or some entries in Activity, looks at the preview and applies it, or leaves out
 * what is in the way and looks again. What the preview promised is written down when Apply is pressed, and taken back
 * when the app says that it did not come to it; the checker holds both sides to the rest.
 */
import type { InputOf, OutputOf } from '../../shared/contract/index.ts';
import { Failure } from '../../shared/errors.ts';
import type { Json, Side } from '../../shared/primitives.ts';
import type { Dice } from './dice.ts';
import type { Face } from './faces.ts';
import { isName } from './kinds.ts';
import type { LifeAct, Subject, Value } from './ledger.ts';
import type { App } from './life.ts';
import { Crash } from './mortal.ts';
import { snapshot } from './sides.ts';
import type { World } from './world.ts';

/** What the preview said of one record. */
export type Promised = {
  subject: Subject;
  entity: string;
  key: string;
  /** Plain values that both sides shall show, and those that stood there when Apply was pressed. */
  fields: { field: string; value: Value; before: Record<Side, Value> }[];
  /** Fields read by lines, names or amounts: both sides shall say the same. */
  groups: string[];
  /** The side whose record shall be gone; sides on which it shall be in use, or out of use. */
  gone: Side | null;
  lives: Partial<Record<Side, 'live' | 'inactive'>>;
  /** What was written into the ledger for it. */
  edits: number[];
  acts: LifeAct[];
};

/** An undo that was asked for. `id`: its run, once the app has said that it is applied. */
export type AskedUndo = {
  at: number;
  id: string | null;
  state: 'open' | 'applied' | 'refused';
  /** Undos there were before. */
  known: ReadonlySet<string>;
  records: Promised[];
};

export type Undoer = {
  /** Undoes something, or nothing when there is nothing to undo. */
  undo(app: App | null): Promise<void>;
  /** Asks the app what came of everything that was asked for. */
  settle(app: App): Promise<void>;
  readonly asked: readonly AskedUndo[];
  /** Undos that were applied although the preview said they could not be. */
  readonly forced: number;
};

type Item = OutputOf<'plan.items'>['items'][number];
const SIDES = ['platform', 'quickbooks'] as const;
const NUMBERS = new Set(['unitPrice', 'purchaseCost', 'amount']);
const NAMED = new Set(['customer', 'parent', 'item', 'vendor', 'account', 'paidFrom', 'estimate']);

export function createUndoer(world: World, dice: Dice): Undoer {
  const asked: AskedUndo[] = [];
  let forced = 0;
  /** What somebody is about just now, and in which life of the app. */
  let underWay: { app: App; ended: Promise<void> } | null = null;

  /** What a person marks: a whole run, or a few entries. */
  const choose = async (app: App): Promise<InputOf<'undo.preview'> | null> => {
    const { entries } = await app.call('activity.list', { result: 'done', limit: 60 });
    const writes = entries.filter((entry) => entry.act !== null);
    const one = dice.maybe(writes);
    if (!one) return null;
    const found = world.engineStore.recordOf(one.entity ?? '', one.side ?? 'platform', idOf(one) ?? '');
    world.coverage.touched(found?.state ?? 'unseen', one.entity ?? 'none');
    if (one.runId !== null && dice.chance(0.4)) return { runId: one.runId };
    const more = dice.chance(0.3) ? writes.filter(() => dice.chance(0.2)) : [];
    return { entries: [...new Set([one, ...more].map(({ seq }) => seq))] };
  };

  const itemsOf = async (app: App, planId: string): Promise<Item[]> =>
    (await app.call('plan.items', { planId, limit: 500 })).items;

  const ask = async (app: App): Promise<void> => {
    const wanted = await choose(app);
    if (!wanted) return;
    let plan = await app.call('undo.preview', wanted);
    let items = await itemsOf(app, plan.planId);
    const inTheWay = items.filter(({ action }) => action === 'refuse');
    if (inTheWay.length > 0 && dice.chance(0.7)) {
      world.note(`person leaves ${inTheWay.length} out of the undo`);
      const leave = inTheWay.map((item) => `${item.entity}/${keyOf(item)}`);
      plan = await app.call('undo.preview', { ...wanted, leave });
      items = await itemsOf(app, plan.planId);
    }
    const refused = items.some(({ action }) => action === 'refuse');
    const undo: AskedUndo = {
      at: world.scheduler.now(),
      id: null,
      state: 'open',
      known: new Set((await app.call('undo.list', { limit: 100 })).undos.map(({ id }) => id)),
      records: refused ? [] : promise(world, items),
    };
    asked.push(undo);
    world.note(`person undoes ${items.map(({ action, title }) => `${action} ${title}`).join(', ')}`);
    try {
      const { runId } = await app.call('sync.apply', { planId: plan.planId, hash: plan.hash, confirmWarning: true });
      Object.assign(undo, { id: runId, state: 'applied' } satisfies Partial<AskedUndo>);
      if (refused) forced += 1;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      world.note(`the undo is refused: ${error.error.code}`);
      undo.state = 'refused';
      for (const record of undo.records) takeBack(world, record);
      undo.records = [];
    }
  };

  const attempt = async (app: App): Promise<void> => {
    try {
      await ask(app);
    } catch (error) {
      if (error instanceof Failure) world.note(`no undo: ${error.error.code}`);
      else if (!(error instanceof Crash)) throw error;
    }
  };

  return {
    asked,
    get forced() {
      return forced;
    },
    undo: async (app) => {
      if (app === null || underWay !== null || asked.some(({ state }) => state === 'open')) return;
      const mine = { app, ended: attempt(app) };
      underWay = mine;
      try {
        await mine.ended;
      } finally {
        if (underWay === mine) underWay = null;
      }
    },
    settle: async (app) => {
      // An app that lives still answers: Apply waits for the call it found under way. The dead never do.
      if (underWay?.app === app) await underWay.ended;
      underWay = null;
      const { undos } = await app.call('undo.list', { limit: 100 });
      for (const undo of asked) {
        if (undo.state !== 'open') continue;
        // The answer was lost with the app: whether it had been stored shows now.
        const found = undos.find(({ id }) => !undo.known.has(id) && !asked.some((other) => other.id === id));
        Object.assign(undo, found ? { id: found.id, state: 'applied' } : { state: 'refused' });
        world.note(`the undo that nobody answered was ${found ? '' : 'not '}applied`);
      }
      for (const undo of asked) {
        const told = undos.find(({ id }) => id === undo.id);
        const over = new Set(
          (told?.left ?? []).filter(({ state }) => state === 'over' || state === 'givenUp').map(nameOf),
        );
        const stays = (record: Promised): boolean => undo.state === 'applied' && !over.has(nameOf(record));
        for (const record of undo.records) if (!stays(record)) takeBack(world, record);
        undo.records = undo.records.filter(stays);
      }
    },
  };
}

const nameOf = ({ entity, key }: { entity: string; key: string }): string => `${entity}/${key}`;
const keyOf = (item: { platformId: string | null; quickbooksId: string | null }): string =>
  item.platformId ?? `qb:${item.quickbooksId}`;
const idOf = (entry: OutputOf<'activity.list'>['entries'][number]): string | null =>
  entry.side === 'quickbooks' ? entry.quickbooksId : entry.platformId;

/** Reads a preview as a person does, and writes what it promises into the ledger: an undo is typed on both sides at once. */
function promise(world: World, items: readonly Item[]): Promised[] {
  const now = snapshot(world.sides);
  const records = new Map<string, Promised>();
  for (const item of items) {
    const side: Side = item.action.endsWith('InPlatform') ? 'platform' : 'quickbooks';
    const faces = {
      platform: now.platform.find((one) => one.entity === item.entity && one.id === item.platformId),
      quickbooks: now.quickbooks.find((one) => one.entity === item.entity && one.id === item.quickbooksId),
    };
    const tag = faces.platform?.tag ?? faces.quickbooks?.tag ?? null;
    const subject = tag === null ? undefined : world.ledger.subjects.get(tag);
    if (!subject) continue;
    const name = nameOf({ entity: item.entity, key: keyOf(item) });
    const record: Promised = records.get(name) ?? {
      subject,
      entity: item.entity,
      key: keyOf(item),
      fields: [],
      groups: [],
      gone: null,
      lives: {},
      edits: [],
      acts: [],
    };
    records.set(name, record);
    read(record, item, side, faces);
  }
  for (const record of records.values()) enter(world, record);
  return [...records.values()];
}

function read(record: Promised, item: Item, side: Side, faces: Partial<Record<Side, Face | undefined>>): void {
  if (item.action.startsWith('create')) {
    record.lives[side] = 'live';
    return;
  }
  if (!item.action.startsWith('update')) {
    if (item.reason === 'It was made by what is undone') {
      record.gone = side;
      return;
    }
    record.lives[side] = 'inactive';
  }
  for (const { field, after } of item.changes) {
    if (field === 'life') {
      if (item.action.startsWith('update')) record.lives[side] = 'live';
      continue;
    }
    const here = faces[side]?.fields ?? {};
    const plain = after === null || typeof after === 'string';
    // What QuickBooks fills in when it is emptied is its own; both sides say that then.
    const filledIn =
      after === null && (field === 'dueDate' || field === 'number' || field === 'date' || field === 'status');
    // An estimate that was made into an invoice is closed by QuickBooks, whatever anybody wants.
    const closes = record.entity === 'estimate' && field === 'status' && record.subject.regrouped.includes(field);
    if (closes || !plain || !Object.hasOwn(here, field) || NAMED.has(field) || filledIn || record.gone !== null) {
      record.groups.push(field);
      continue;
    }
    if (record.fields.some((one) => one.field === field)) continue;
    const before = {
      platform: faces.platform?.fields[field] ?? null,
      quickbooks: faces.quickbooks?.fields[field] ?? null,
    };
    record.fields.push({ field, value: plainValue(field, after), before });
  }
}

function plainValue(field: string, value: Json): Value {
  const text = typeof value === 'string' ? value.replace(/\s+/g, ' ').trim() : '';
  if (text === '') return null;
  if (!NUMBERS.has(field)) return text;
  const amount = Math.round(Number(text) * 100_000) / 100_000;
  return amount === 0 && field !== 'amount' ? null : String(amount);
}

function enter({ ledger, scheduler }: World, record: Promised): void {
  const { subject } = record;
  const at = scheduler.now();
  for (const { field, value } of record.fields) record.edits.push(...ledger.undone(subject, field, at, value));
  for (const field of record.groups) subject.regrouped.push(field);
  const live = (side: Side, kind: LifeAct['kind']): void => {
    const act: LifeAct = { at, side, kind };
    ledger.lived(subject, act);
    record.acts.push(act);
  };
  if (record.gone !== null) live(record.gone, isName(record.entity) ? 'deactivate' : 'delete');
  for (const side of SIDES) {
    const life = record.lives[side];
    if (life !== undefined) live(side, life === 'live' ? 'reactivate' : 'deactivate');
  }
  // What is taken back on one side stays on the other: the two need not be alike any more.
  if (record.gone !== null) subject.takenBack += 1;
}

/** It did not come to it: nobody typed anything. */
function takeBack(world: World, record: Promised): void {
  const { subject } = record;
  world.ledger.withdraw(subject, record.edits);
  for (const act of record.acts) subject.lives.splice(subject.lives.indexOf(act), 1);
  if (record.gone !== null) subject.takenBack -= 1;
}
