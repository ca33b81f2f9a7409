/** Create, update, delete, void, send and read, the same way for every type. Each ends in rows put into the work. */
import { actorName } from './actors.ts';
import { storeReader, workReader, writeRow } from './answers.ts';
import type { Draft, EntityDef, Frame } from './entity.ts';
import { alreadyDeleted, missing, notFound, type Refusal, refuse } from './faults.ts';
import { isObject, readBody } from './members.ts';
import { settle } from './settle.ts';
import { getRow, putRow, type Store, takeNumber, type Work } from './store.ts';
import { tracked } from './tracking.ts';
import type { Body, Json, Row, View } from './types.ts';

export type Operation = 'create' | 'update' | 'delete' | 'void';

/** Ids are decimal numbers; TAX and NON are the only words QuickBooks uses as ids. */
export function checkId(id: string): string {
  if (/^\d{1,21}$/.test(id) || id === 'TAX' || id === 'NON') return id;
  throw refuse('2030', `Id should be a valid number. Supplied value:${id}`, 'Id');
}

function unsupported(def: EntityDef, operation: string): Refusal {
  return refuse('500', `Operation ${operation} is not supported for ${def.name}.`);
}

/** The record an update, delete or void names, if its SyncToken is the current one. */
function current(
  work: Work,
  def: EntityDef,
  sent: { readonly [member: string]: Json },
  tokenFree = work.actor.screen,
): Row {
  const id = sent.Id;
  if (typeof id !== 'string' && typeof id !== 'number') throw missing('Id');
  const row = getRow(work, def.name, checkId(String(id)));
  if (row === undefined) throw notFound();
  if (row.deleted) throw alreadyDeleted();
  const token = sent.SyncToken;
  if (tokenFree && token === undefined) return row;
  if (typeof token !== 'string' && typeof token !== 'number') throw missing('SyncToken');
  if (String(token) !== String(row.token)) throw stale(row);
  return row;
}

function stale(row: Row): Refusal {
  const who = actorName(row.by);
  return refuse(
    '5010',
    `Stale Object Error : You and ${who} were working on this at the same time. ${who} finished before you did, so your work was not saved.`,
    '',
  );
}

function read(def: EntityDef, sent: Json): Body {
  return readBody(sent, def.members, { className: def.name, tolerated: def.tolerated, top: true });
}

/** Drops members that were cleared, and says which. */
function withoutNulls(body: Body): Body {
  const result: Body = {};
  for (const [name, value] of Object.entries(body)) if (value !== null) result[name] = value;
  return result;
}

/** Equal as JSON, whatever the order of members. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  }
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]))
    );
  }
  return false;
}

function draftOf(
  work: Work,
  frame: Frame,
  mode: Draft['mode'],
  id: string,
  sent: Body,
  before: Row | undefined,
): Draft {
  const merged = mode === 'sparse' && before !== undefined ? { ...before.body, ...sent } : { ...sent };
  return {
    work,
    frame,
    reader: workReader(work),
    mode,
    id,
    sent,
    body: withoutNulls(merged),
    kept: { ...before?.kept },
    before,
  };
}

function finish(work: Work, def: EntityDef, draft: Draft): Row {
  const { before } = draft;
  const body = withoutNulls(draft.body);
  if (before !== undefined && sameJson(body, before.body) && sameJson(draft.kept, before.kept)) return before;
  const row: Row = {
    id: draft.id,
    token: before === undefined ? 0 : before.token + 1,
    created: before?.created ?? work.now,
    updated: work.now,
    by: work.actor.id,
    deleted: false,
    body,
    kept: draft.kept,
  };
  checkUnique(draft, def, row);
  putRow(work, def.name, row);
  return row;
}

function checkUnique(draft: Draft, def: EntityDef, row: Row): void {
  const { work, frame } = draft;
  for (const key of frame.indexer.unique(def.name, row)) {
    const owner = work.store.keys.get(key);
    if (owner === undefined || owner === `${def.name}:${row.id}`) continue;
    const [entity = '', id = ''] = owner.split(':');
    // A name freed earlier in the same work is free.
    const changed = work.changed.get(owner);
    if (changed !== undefined && !frame.indexer.unique(entity, changed.row).includes(key)) continue;
    // Reported from the field: the other record's Id when it is of the same type, `null` when it is of another.
    throw entity === def.name
      ? refuse('6240', `The name supplied already exists. : Id=${id}`, '')
      : // Recorded: this one names no element at all.
        refuse('6240', 'The name supplied already exists. : null');
  }
}

/** Creates or updates, as the presence of an Id says. Returns the id. */
export function save(work: Work, frame: Frame, def: EntityDef, sent: Json): string {
  if (!isObject(sent)) throw refuse('2010', `Property Name:Can not construct instance of ${def.name}`, '');
  const updating = sent.Id !== undefined && sent.Id !== null && sent.Id !== '';
  if (!updating) {
    if (!def.writes.create) throw unsupported(def, 'create');
    const body = tracked(workReader(work), def, read(def, sent));
    const id = (def.counter.prefix ?? '') + String(takeNumber(work, def.counter.name, def.counter.first));
    const draft = draftOf(work, frame, 'create', id, body, undefined);
    def.prepare(draft);
    finish(work, def, draft);
    settle(work, frame);
    def.after?.(draft);
    return id;
  }
  if (!def.writes.update) throw unsupported(def, 'update');
  const before = current(work, def, sent);
  const body = tracked(workReader(work), def, read(def, sent));
  const draft = draftOf(
    work,
    frame,
    sent.sparse === true || sent.sparse === 'true' ? 'sparse' : 'full',
    before.id,
    body,
    before,
  );
  def.prepare(draft);
  if (finish(work, def, draft) !== before) settle(work, frame);
  return before.id;
}

/** Deletes a transaction: what stays is a tombstone for change data capture. */
export function remove(work: Work, frame: Frame, def: EntityDef, sent: Json): string {
  if (def.removal !== 'delete') throw unsupported(def, 'delete');
  if (!isObject(sent)) throw missing('Id');
  const before = current(work, def, sent, work.actor.screen || def.deletedById === true);
  def.deleting?.(draftOf(work, frame, 'sparse', before.id, {}, before));
  putRow(work, def.name, {
    ...(getRow(work, def.name, before.id) ?? before),
    updated: work.now,
    by: work.actor.id,
    deleted: true,
  });
  settle(work, frame);
  return before.id;
}

/** Voids: the record stays, its money becomes zero, and only PrivateNote says so. */
export function makeVoid(work: Work, frame: Frame, def: EntityDef, sent: Json): string {
  // Some forms can be voided by a person only.
  if ((!def.canVoid && !work.actor.screen) || def.voided === undefined) throw unsupported(def, 'void');
  if (!isObject(sent)) throw missing('Id');
  const before = current(work, def, sent);
  const draft = draftOf(work, frame, 'sparse', before.id, {}, before);
  def.voided(draft);
  const note = typeof before.body.PrivateNote === 'string' ? before.body.PrivateNote : '';
  if (!note.startsWith('Voided')) draft.body.PrivateNote = note === '' ? 'Voided' : `Voided - ${note}`;
  if (finish(work, def, draft) !== before) settle(work, frame);
  return before.id;
}

/** E-mails a form: EmailStatus, DeliveryInfo, one more on the token. */
export function send(work: Work, frame: Frame, def: EntityDef, id: string, address: string | undefined): string {
  if (def.sending === undefined) throw unsupported(def, 'send');
  const before = getRow(work, def.name, checkId(id));
  if (before === undefined) throw notFound();
  if (before.deleted) throw alreadyDeleted();
  const draft = draftOf(work, frame, 'sparse', before.id, {}, before);
  def.sending(draft, address);
  finish(work, def, draft);
  return before.id;
}

/** Runs one write by its operation name. */
export function write(work: Work, frame: Frame, def: EntityDef, operation: Operation, sent: Json): string {
  if (operation === 'delete') return remove(work, frame, def, sent);
  if (operation === 'void' || (work.include.has('void') && operation === 'update'))
    return makeVoid(work, frame, def, sent);
  if (operation === 'update' && isObject(sent) && (sent.Id === undefined || sent.Id === null)) throw missing('Id');
  return save(work, frame, def, sent);
}

/** Answer body of a record just written or read: `{ "Invoice": … }`, or the short form of a deletion. */
export function entityAnswer(store: Store, frame: Frame, def: EntityDef, id: string, view: View): Body {
  const row = store.tables.get(def.name)?.get(id);
  if (row === undefined) throw notFound();
  if (row.deleted) {
    if (view !== 'write') throw alreadyDeleted();
    return { [def.name]: { domain: 'QBO', status: 'Deleted', Id: row.id } };
  }
  return { [def.name]: writeRow(def, row, view, frame, storeReader(store)) };
}
