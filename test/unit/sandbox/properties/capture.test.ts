/** Change data capture since a moment is exactly what was written, moved or deleted since, of every type it knows. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entities } from '../../../../main/sandbox/company/entities/index.ts';
import { carryOut } from './carry-out.ts';
import { effort, PATIENCE } from './effort.ts';
import { content, LOOKED_UP } from './moves.ts';
import { type Step, steps } from './steps.ts';
import { makeWorld, type Photo, PROFILES, type Wire, type World } from './world.ts';

const CAPTURED = entities.filter((def) => def.captured).map((def) => def.name);

/** Live records of every captured type, by `Entity/Id`. */
function live(here: World, photo: Photo): Map<string, Wire> {
  const rows = new Map<string, Wire>();
  for (const entity of CAPTURED)
    for (const row of photo.get(entity) ?? here.query(`select * from ${entity}`).body.QueryResponse[entity] ?? [])
      rows.set(`${entity}/${row.Id}`, row);
  return rows;
}

/** Members whose change alone moves no time: a deposit on a payment, a sum of what stands below. */
const UNTIMED = new Set([...LOOKED_UP, 'CurrentBalanceWithSubAccounts']);
const timed = (row: Wire) =>
  JSON.stringify(
    { ...row, LinkedTxn: row.LinkedTxn?.filter((link: Wire) => link.TxnType !== 'Deposit') },
    (key, value) => (UNTIMED.has(key) || (key === 'LinkedTxn' && value?.length === 0) ? undefined : value),
  );

/** Some members stand in a read only (recorded); none may say something else. */
function asRead(row: Wire, read: Wire): void {
  for (const name of Object.keys(row))
    if (content([row[name]]) !== content([read[name]]))
      throw new Error(`${name} is told as ${JSON.stringify(row[name])}`);
}

function play(profile: string, given: readonly Step[], cut: number, offset: number): void {
  const here = makeWorld(PROFILES[profile] ?? {});
  let photo = here.photo();
  let before = live(here, photo);
  let rows = before;
  let since = here.clock.at;
  const goneAt = new Map<string, number>();
  const merged = new Set<string>();
  for (const [index, step] of given.entries()) {
    here.wait(30);
    if (index === cut % given.length) {
      before = rows;
      since = here.clock.at + offset * 1000;
    }
    const done = carryOut(here, step, photo);
    photo = here.photo();
    const after = live(here, photo);
    for (const key of rows.keys()) if (!after.has(key)) goneAt.set(key, here.clock.at);
    if (done?.kind === 'merge') for (const [key, row] of after) if (rows.get(key) !== row) merged.add(key);
    rows = after;
  }
  const from = Math.floor(since / 1000) * 1000;
  const changedSince = new Date(since).toISOString();
  const groups: Wire[] = here.get('/cdc', { entities: CAPTURED.join(','), changedSince }).body.CDCResponse[0]
    .QueryResponse;
  expect(groups.length).toBe(CAPTURED.length);
  const seen = new Map<string, Wire>();
  const gone = new Set<string>();
  for (const [index, entity] of CAPTURED.entries()) {
    let last = 0;
    let deletions = false;
    for (const row of groups[index][entity] ?? []) {
      const key = `${entity}/${row.Id}`;
      const deleted = row.status === 'Deleted';
      if (deleted) gone.add(key);
      else seen.set(key, row);
      // By time, what is gone after what is there.
      if (deletions && !deleted) throw new Error(`${key} stands after deletions`);
      const time = Date.parse(row.MetaData.LastUpdatedTime);
      if (deleted === deletions && time < last) throw new Error(`${key} is out of order`);
      last = time;
      deletions = deleted;
      if (!deleted) asRead(row, here.get(`/${entity.toLowerCase()}/${row.Id}`).body[entity]);
    }
  }
  const stamped = [...rows].filter(([, row]) => Date.parse(row.MetaData.LastUpdatedTime) >= from).map(([key]) => key);
  expect([...seen.keys()].sort()).toEqual(stamped.sort());
  const lately = [...goneAt].filter(([, at]) => Math.floor((at + 400) / 1000) * 1000 >= from).map(([key]) => key);
  expect([...gone].sort()).toEqual(lately.sort());
  if (offset > 0) return;
  // Whatever a client would see differ is told, whether or not its time says so.
  for (const [key, row] of rows) {
    const was = before.get(key);
    if (was === row || (was !== undefined && timed(was) === timed(row)) || merged.has(key)) continue;
    if (!seen.has(key)) throw new Error(`${key} differs, but is not told`);
  }
}

test('what changed since a moment, and nothing else', { timeout: PATIENCE }, () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(PROFILES)),
      steps(1, 30),
      fc.nat({ max: 29 }),
      fc.constantFrom(0, 0, -1, 1, -20, 20),
      play,
    ),
    effort(40),
  );
});
