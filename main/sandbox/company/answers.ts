/** Writes rows as answers show them. */
import { currencyName } from './currency-table.ts';
import type { EntityDef, Frame, Reader } from './entity.ts';
import { isList, isObject, type Member, writeMember } from './members.ts';
import type { Store, Work } from './store.ts';
import { stamp } from './time.ts';
import type { Body, Json, Row, View } from './types.ts';

export function storeReader(store: Store): Reader {
  return { get: (entity, id) => store.tables.get(entity)?.get(id) };
}

export function workReader(work: Work): Reader {
  return { get: (entity, id) => work.changed.get(`${entity}:${id}`)?.row ?? work.store.tables.get(entity)?.get(id) };
}

/** Present name of a referenced record: it changes in old transactions when the record is renamed (recorded). */
export function nameLookup(frame: Frame, reader: Reader): (target: string, id: string) => string | undefined {
  return (target, id) => {
    if (target === 'Currency') return currencyName(id);
    const row = reader.get(target, id);
    return row === undefined ? undefined : frame.defs.get(target)?.title(row, reader);
  };
}

function metaData(row: Row, def: EntityDef, view: View): Body {
  const meta: Body = { CreateTime: stamp(row.created) };
  // Recorded: the answer to e-mailing a form does not say who saved it.
  if (showsModifier(def) && row.by !== '' && view !== 'sent') meta.LastModifiedByRef = { value: row.by };
  // Recorded: the answer to creating an account has no LastUpdatedTime.
  if (!(def.name === 'Account' && view === 'write' && row.token === 0 && row.updated === row.created)) {
    meta.LastUpdatedTime = stamp(row.updated);
  }
  return meta;
}

/** Recorded in 2026 on these types only. */
function showsModifier(def: EntityDef): boolean {
  return def.name === 'Invoice' || def.name === 'Bill' || def.name === 'PurchaseOrder';
}

type Plan = readonly (readonly [name: string, member: Member, derive: EntityDef['derived'][string] | undefined])[];

const plans = new WeakMap<EntityDef, Plan>();

/** The member table as a list, made once for each type: answers are written by the thousand. */
function planOf(def: EntityDef): Plan {
  let plan = plans.get(def);
  if (plan === undefined) {
    plan = Object.entries(def.members).map(([name, member]) => [name, member, def.derived[name]] as const);
    plans.set(def, plan);
  }
  return plan;
}

/** One record in wire shape. */
export function writeRow(def: EntityDef, row: Row, view: View, frame: Frame, reader: Reader): Body {
  const nameOf = nameLookup(frame, reader);
  const result: Body = {};
  for (const [name, member, derive] of planOf(def)) {
    if (member.views !== undefined && !member.views.includes(view)) continue;
    if (member.kind === 'server') {
      if (name === 'domain') result.domain = 'QBO';
      else if (name === 'sparse') result.sparse = false;
      else if (name === 'Id') result.Id = row.id;
      else if (name === 'SyncToken') result.SyncToken = String(row.token);
      else if (name === 'MetaData') result.MetaData = metaData(row, def, view);
      continue;
    }
    const value = derive === undefined ? row.body[name] : derive(row, reader, view, frame);
    if (value === undefined || value === null) continue;
    result[name] = writeMember(value, member, nameOf);
  }
  if (view === 'sent' && isList(result.Line)) result.Line = withoutAccounts(result.Line);
  return result;
}

/** Recorded: the lines in the answer to e-mailing a form do not say what they were booked to. */
function withoutAccounts(lines: readonly Json[]): Json[] {
  return lines.map((line) => {
    if (!isObject(line)) return line;
    if (isObject(line.GroupLineDetail) && isList(line.GroupLineDetail.Line)) {
      return {
        ...line,
        GroupLineDetail: { ...line.GroupLineDetail, Line: withoutAccounts(line.GroupLineDetail.Line) },
      };
    }
    if (!isObject(line.SalesItemLineDetail)) return line;
    const { ItemAccountRef: _account, ...detail } = line.SalesItemLineDetail;
    return { ...line, SalesItemLineDetail: detail };
  });
}

/** What change data capture shows of a deleted record: nothing else is known of it any more. */
export function writeTombstone(row: Row): Body {
  return { domain: 'QBO', status: 'Deleted', Id: row.id, MetaData: { LastUpdatedTime: stamp(row.updated) } };
}
