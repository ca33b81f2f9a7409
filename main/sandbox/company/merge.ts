/**
 * Merging two records into one, as a person can (the API cannot). What pointed at the one that goes up points at the other
 * from now on, with tokens and times untouched, as when a name changes inside a reference; balances move along. The one
 * that went stays as an inactive record (how the real service shows it afterwards is not documented).
 */
import { DELETED_SUFFIX } from './entities/parts/people.ts';
import type { EntityDef, Frame } from './entity.ts';
import { business, notFound, refuse } from './faults.ts';
import { isList, isObject, type Member, type Members, refValue, textOf } from './members.ts';
import { sameJson, save } from './operations.ts';
import { settle } from './settle.ts';
import { getRow, liveRow, putRow, type Work } from './store.ts';
import type { Json, Kept } from './types.ts';

/** Types QuickBooks can merge (its webhooks name a merge event for them). */
const MERGED = new Set(['Account', 'Class', 'Customer', 'Department', 'Employee', 'Item', 'PaymentMethod', 'Vendor']);

export function merge(work: Work, frame: Frame, def: EntityDef, goes: string, stays: string): void {
  if (!MERGED.has(def.name)) throw refuse('500', `Operation merge is not supported for ${def.name}.`);
  const loser = liveRow(work, def.name, goes);
  const winner = liveRow(work, def.name, stays);
  if (loser === undefined || winner === undefined) throw notFound();
  if (goes === stays) throw business('A record cannot be merged with itself.');
  for (const member of ['Type', 'AccountType', 'CurrencyRef']) {
    if (JSON.stringify(loser.body[member]) !== JSON.stringify(winner.body[member]))
      throw business(`Only records of the same ${member} can be merged.`);
  }
  if (refValue(winner.body.ParentRef) === goes) throw business('A record cannot be merged with its own parent.');
  moveChildren(work, frame, def, goes, stays);
  for (const other of frame.defs.values()) {
    for (const { id } of work.store.tables.get(other.name)?.values() ?? []) {
      const row = getRow(work, other.name, id);
      if (row === undefined || row.deleted) continue;
      if (other === def && (id === goes || id === stays)) continue;
      const body = repointed(row.body, other.members, def.name, goes, stays);
      const kept = repointedKept(row.kept, def.name, goes, stays);
      if (body !== row.body || kept !== row.kept)
        putRow(work, other.name, { ...row, body: body as typeof row.body, kept });
    }
  }
  settle(work, frame);
  retire(work, def, goes);
}

/** Inactive, its name marked and free again. Done by hand: settling twice would carry every balance twice. */
function retire(work: Work, def: EntityDef, id: string): void {
  const row = liveRow(work, def.name, id);
  if (row === undefined) return;
  const member = row.body.DisplayName === undefined ? 'Name' : 'DisplayName';
  const name = textOf(row.body, member) ?? '';
  const marked = name.endsWith(DELETED_SUFFIX) ? name : name + DELETED_SUFFIX;
  putRow(work, def.name, {
    ...row,
    token: row.token + 1,
    updated: work.now,
    by: work.actor.id,
    body: { ...row.body, Active: false, [member]: marked },
  });
}

/** What stands below the one that goes is put below the one that stays, through a save: totals of parents move with it. */
function moveChildren(work: Work, frame: Frame, def: EntityDef, goes: string, stays: string): void {
  for (const { id } of work.store.tables.get(def.name)?.values() ?? []) {
    const row = getRow(work, def.name, id);
    if (row === undefined || row.deleted || refValue(row.body.ParentRef) !== goes) continue;
    save(work, frame, def, { Id: id, sparse: true, ParentRef: { value: stays } });
  }
}

type Body = { readonly [member: string]: Json };

/** The same body with every reference to `goes` turned to `stays`; the very same object when there was none. */
function repointed(body: Body, members: Members, entity: string, goes: string, stays: string): Body {
  let result: { [member: string]: Json } | undefined;
  for (const [name, value] of Object.entries(body)) {
    const changed = repointedValue(value, members[name], entity, goes, stays);
    if (changed === value) continue;
    result ??= { ...body };
    result[name] = changed;
  }
  return result ?? body;
}

/** Ids kept beside the body: whose documents a payment pays, who stands on a deposit's lines, what stock a form moved. */
function repointedKept(kept: Kept, entity: string, goes: string, stays: string): Kept {
  const { owners, names, stock } = kept;
  const result: { [name: string]: Json } = { ...kept };
  if (entity === 'Customer' && isObject(owners))
    result.owners = Object.fromEntries(Object.entries(owners).map(([id, who]) => [id, who === goes ? stays : who]));
  if (isObject(names)) {
    const moved = (who: Json) =>
      isObject(who) && who.entity === entity && who.id === goes ? { ...who, id: stays } : who;
    result.names = Object.fromEntries(Object.entries(names).map(([line, who]) => [line, moved(who)]));
  }
  if (entity === 'Item' && isList(stock))
    result.stock = stock.map((moved) => (isObject(moved) && moved.item === goes ? { ...moved, item: stays } : moved));
  return sameJson(result, kept) ? kept : result;
}

function repointedValue(value: Json, member: Member | undefined, entity: string, goes: string, stays: string): Json {
  if (isList(value)) {
    const list = value.map((item) =>
      isObject(item) ? repointed(item, member?.members ?? {}, entity, goes, stays) : item,
    );
    return list.some((item, index) => item !== value[index]) ? list : value;
  }
  if (!isObject(value)) return value;
  const points = member?.kind === 'ref' ? member.target === entity : value.type === entity;
  if (points && value.value === goes) return { ...value, value: stays };
  return member?.kind === 'ref' ? value : repointed(value, member?.members ?? {}, entity, goes, stays);
}
