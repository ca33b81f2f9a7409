/** Class and Department (shown as Location): trees of names that transactions carry. Features of the larger plans. */
import type { Draft, EntityDef, Reader } from '../entity.ts';
import { missing } from '../faults.ts';
import { flag, type Members, ref, refValue, standard, text, textOf } from '../members.ts';
import { getRow, idsIn, putRow } from '../store.ts';
import type { Row } from '../types.ts';
import { checkNameCharacters, checkParent, DELETED_SUFFIX, markInactive, qualifiedName } from './parts/people.ts';

const own = (row: Row) => textOf(row.body, 'Name') ?? '';

type Tree = {
  readonly name: 'Class' | 'Department';
  readonly path: string;
  /** The flag of a record that stands below another. */
  readonly sub: 'SubClass' | 'SubDepartment';
  /** Its query traits differ. */
  readonly subQuery: 'filter' | 'order' | undefined;
  readonly counter: EntityDef['counter'];
  readonly tolerated: readonly string[];
};

function tree({ name, path, sub, subQuery, counter, tolerated }: Tree): EntityDef {
  const qualified = (row: Row, reader: Reader) => qualifiedName(name, own, row, reader);
  const members: Members = {
    Name: text(100, { query: 'filter' }),
    [sub]: flag(subQuery === undefined ? { readOnly: true } : { readOnly: true, query: subQuery }),
    ParentRef: ref(name, { named: false }),
    FullyQualifiedName: text(1000, { readOnly: true, query: 'filter' }),
    Active: flag({ query: 'filter' }),
    ...standard,
  };

  function prepare(draft: Draft): void {
    const { body, before } = draft;
    const given = textOf(body, 'Name')?.trim();
    if (given === undefined) throw missing('Name');
    checkNameCharacters(given, 'Name');
    body.Name = given;
    body.Active ??= true;
    checkParent(draft, name);
    body[sub] = refValue(body.ParentRef) !== undefined;
    if (body.Active === false && before !== undefined && before.body.Active !== false) deactivateBelow(draft, draft.id);
    markInactive(draft, 'Name');
  }

  /** What stands below goes with it, as on QuickBooks' own screen. */
  function deactivateBelow(draft: Draft, id: string): void {
    const { work } = draft;
    for (const child of idsIn(work, draft.frame.indexer, name, `below:${name}:${id}`)) {
      const row = getRow(work, name, child);
      if (row === undefined || row.body.Active === false) continue;
      const body = { ...row.body, Active: false, Name: own(row) + DELETED_SUFFIX };
      putRow(work, name, { ...row, token: row.token + 1, updated: work.now, by: work.actor.id, body });
      deactivateBelow(draft, child);
    }
  }

  return {
    name,
    path,
    counter,
    members,
    tolerated,
    writes: { create: true, update: true },
    removal: 'deactivate',
    canVoid: false,
    order: qualified,
    totalCount: name === 'Class',
    captured: true,
    prepare,
    derived: { FullyQualifiedName: qualified },
    title: qualified,
    uniqueKeys: (row) =>
      row.deleted ? [] : [`${path}:${refValue(row.body.ParentRef) ?? ''}/${own(row).toLowerCase()}`],
    groupKeys: (row) => {
      const parent = refValue(row.body.ParentRef);
      return parent === undefined ? [] : [`below:${name}:${parent}`];
    },
  };
}

/** Named so because `class` is a word of the language. */
export const classEntity = tree({
  name: 'Class',
  path: 'class',
  sub: 'SubClass',
  subQuery: undefined,
  // Documented: their ids are far from all others.
  counter: { name: 'classes', first: 5_000_000_000_000_501 },
  tolerated: ['ClassEx'],
});

export const department = tree({
  name: 'Department',
  path: 'department',
  sub: 'SubDepartment',
  subQuery: 'order',
  counter: { name: 'departments', first: 1 },
  tolerated: ['DepartmentEx', 'Address'],
});
