import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toCommon } from '../../../main/core/common.ts';
import { sameValue } from '../../../main/core/compare.ts';
import type { Strategy } from '../../../shared/policy.ts';
import type { Body, Json, Side } from '../../../shared/primitives.ts';
import { descriptor, doc, policyOf, World, type WorldRecord } from './world.ts';

/**
 * The planner alone, as Dropbox tests Nucleus' planner: one state, perturbed on both sides, planned and carried out until
 * nothing is left. It must end, both sides must agree, and nothing that only one side had may be lost (agreement alone
 * would be content with deleting everything).
 */

type Line = { id: string; text: string; amount: string };
type Edit =
  | { kind: 'text'; field: 'name' | 'note' | 'email'; value: string | null }
  | { kind: 'price'; value: string | null }
  | { kind: 'line'; at: number; text: string }
  | { kind: 'insert'; at: number; text: string }
  | { kind: 'remove'; at: number }
  | { kind: 'move'; from: number; to: number }
  | { kind: 'life'; life: 'inactive' | 'void' | 'deleted' };

const word = fc.constantFrom('ash', 'birch', 'cedar', 'elm', 'fir', 'oak', 'pine', 'yew');
const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('text' as const),
      field: fc.constantFrom('name' as const, 'note' as const, 'email' as const),
      value: fc.option(word),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('price' as const), value: fc.option(fc.constantFrom('1', '2.50', '3')) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('line' as const), at: fc.nat(4), text: word }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('insert' as const), at: fc.nat(4), text: word }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), at: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('move' as const), from: fc.nat(4), to: fc.nat(4) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('life' as const),
      life: fc.constantFrom('inactive' as const, 'void' as const, 'deleted' as const),
    }),
  },
);

const body = fc.record({
  name: word,
  note: fc.option(word),
  price: fc.option(fc.constantFrom('1', '2.50')),
  parent: fc.option(fc.nat(5)),
  lines: fc.array(word, { maxLength: 4 }),
});

const story = fc.record({
  strategy: fc.constantFrom<Strategy>('review', 'platformWins', 'quickbooksWins'),
  records: fc.array(
    fc.record({
      body,
      home: fc.constantFrom('linked' as const, 'platform' as const, 'quickbooks' as const),
      platform: fc.array(edit, { maxLength: 3 }),
      quickbooks: fc.array(edit, { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  seed: fc.integer(),
});
type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

function applyEdit(world: World, record: WorldRecord, side: Side, one: Edit): void {
  const view = record[side];
  if (!view || view.life === 'deleted') return;
  const lines = [...(view.body.lines as Line[])];
  switch (one.kind) {
    case 'text':
      world.edit(record, side, { [one.field]: one.value });
      return;
    case 'price':
      world.edit(record, side, { price: one.value });
      return;
    case 'line':
      if (one.at < lines.length) lines[one.at] = { ...lines[one.at]!, text: one.text };
      break;
    case 'insert':
      lines.splice(one.at, 0, { id: '', text: one.text, amount: '1.00' });
      break;
    case 'remove':
      lines.splice(one.at, 1);
      break;
    case 'move':
      if (one.from < lines.length) lines.splice(one.to, 0, ...lines.splice(one.from, 1));
      break;
    case 'life':
      world.edit(record, side, {}, one.life);
      return;
  }
  world.edit(record, side, { lines });
}

function dice(seed: number): () => number {
  let state = (seed >>> 0) + 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

const shuffler = (seed: number) => {
  const next = dice(seed);
  return <T>(items: T[]): T[] =>
    items
      .map((item) => ({ item, at: next() }))
      .sort((a, b) => a.at - b.at)
      .map((one) => one.item);
};

/** Builds a world: everything synced first, then edited on both sides. Answers what was edited where. */
function tell(given: Story): { world: World; before: Map<WorldRecord, Record<Side, Body | null>> } {
  const world = new World(policyOf({ strategy: given.strategy }));
  const made: WorldRecord[] = [];
  for (const one of given.records) {
    const side: Side = one.home === 'quickbooks' ? 'quickbooks' : 'platform';
    const parent = one.body.parent === null ? undefined : made[one.body.parent];
    const lines = one.body.lines.map((text): Json => ({ id: '', text, amount: '1.00' }));
    made.push(
      world.add(
        side,
        doc({
          name: one.body.name,
          note: one.body.note,
          price: one.body.price,
          lines,
          parent: parent?.[side]?.id ?? null,
        }),
      ),
    );
  }
  // Those that are linked are carried over first; the others appear afterwards.
  const singles = made.filter((_, index) => given.records[index]!.home !== 'linked');
  const linked = made.filter((record) => !singles.includes(record));
  world.records = linked.filter((record) => !dependsOn(record, singles));
  world.run();
  world.records = [...world.records, ...made.filter((record) => !world.records.includes(record))];
  const before = new Map(
    made.map((record) => [
      record,
      { platform: record.platform?.body ?? null, quickbooks: record.quickbooks?.body ?? null },
    ]),
  );
  made.forEach((record, index) => {
    for (const one of given.records[index]!.platform) applyEdit(world, record, 'platform', one);
    for (const one of given.records[index]!.quickbooks) applyEdit(world, record, 'quickbooks', one);
  });
  return { world, before };
}

const dependsOn = (record: WorldRecord, others: WorldRecord[]): boolean =>
  others.some((other) =>
    [record.platform, record.quickbooks].some(
      (view) =>
        view &&
        (view.body.parent === other.platform?.id || view.body.parent === other.quickbooks?.id) &&
        view.body.parent !== null,
    ),
  );

const common = (world: World, record: WorldRecord, side: Side): Body | null => {
  const view = record[side];
  return view && toCommon(descriptor, side, view.body, world.links, record.lines);
};

/**
 * Lines that one side added. A line that was taken out and typed in again word for word is not new: QuickBooks gives a
 * rewritten line another id, so equal content is the same line, and the other side's removal of it stands.
 */
function addedLines(was: Body, now: Body): Line[] {
  const before = was.lines as Line[];
  const after = now.lines as Line[];
  const gone = before.filter((line) => !after.some((one) => one.id === line.id));
  return after.filter((line) => {
    if (before.some((one) => one.id === line.id)) return false;
    const retyped = gone.findIndex((one) => one.text === line.text && one.amount === line.amount);
    if (retyped >= 0) gone.splice(retyped, 1);
    return retyped < 0;
  });
}

const RUNS = { numRuns: 1500 };
/** A line taken out and typed in again on one side, removed on the other: found by a seed in 2026. */
const RETYPED: Story = {
  strategy: 'review',
  records: [
    {
      body: { name: 'ash', note: null, price: null, parent: null, lines: ['oak'] },
      home: 'linked',
      platform: [{ kind: 'remove', at: 0 }],
      quickbooks: [
        { kind: 'remove', at: 0 },
        { kind: 'insert', at: 0, text: 'oak' },
      ],
    },
  ],
  seed: 0,
};

describe('the planner', () => {
  test('ends, and planning again finds nothing to do', () => {
    fc.assert(
      fc.property(story, (given) => {
        const { world } = tell(given);
        // Ranks of references, merges and lives: far fewer rounds than Dropbox's cut-off of 200.
        expect(world.run(shuffler(given.seed))).toBeLessThan(40);
        for (const record of world.records) {
          const plan = world.plan(record);
          const writes = 'writes' in plan.verdict ? plan.verdict.writes : [];
          expect(writes).toEqual([]);
          world.settle(record, plan);
          expect(world.plan(record).settled).toBeNull();
        }
      }),
      RUNS,
    );
  });

  test('leaves both sides equal wherever nobody has to decide', () => {
    fc.assert(
      fc.property(story, (given) => {
        const { world } = tell(given);
        world.run(shuffler(given.seed));
        for (const record of world.records) {
          const { verdict } = world.plan(record);
          if (verdict.kind !== 'equal' || verdict.life === 'void') continue;
          const platform = common(world, record, 'platform')!;
          const quickbooks = common(world, record, 'quickbooks')!;
          for (const field of descriptor.fields) {
            if (field.derived) continue;
            expect([
              field.name,
              sameValue(field, platform[field.name], quickbooks[field.name]),
              platform[field.name],
              quickbooks[field.name],
            ]).toEqual([field.name, true, platform[field.name], quickbooks[field.name]]);
          }
          expect(record.platform?.life).toBe(record.quickbooks?.life);
        }
      }),
      RUNS,
    );
  });

  test('carries every edit made on one side only to the other, and blanks nothing nobody blanked', () => {
    fc.assert(
      fc.property(story, (given) => {
        const { world, before } = tell(given);
        const edited = new Map(
          world.records.map((record) => [
            record,
            { platform: record.platform?.body ?? null, quickbooks: record.quickbooks?.body ?? null },
          ]),
        );
        world.run(shuffler(given.seed));
        for (const record of world.records) {
          const was = before.get(record)!;
          const now = edited.get(record)!;
          const { verdict } = world.plan(record);
          if (!was.platform || !was.quickbooks || !now.platform || !now.quickbooks) continue;
          if (record.platform?.life !== 'live' || record.quickbooks?.life !== 'live') continue;
          if (verdict.kind !== 'equal' && verdict.kind !== 'fields') continue;
          for (const name of ['name', 'note', 'email', 'price'] as const) {
            const field = descriptor.fields.find((one) => one.name === name)!;
            const p = !sameValue(field, was.platform[name], now.platform[name]);
            const q = !sameValue(field, was.quickbooks[name], now.quickbooks[name]);
            if (p === q) continue;
            const wanted = p ? now.platform[name] : now.quickbooks[name];
            expect([name, record.platform.body[name], record.quickbooks.body[name]]).toEqual([name, wanted, wanted]);
          }
        }
      }),
      RUNS,
    );
  });

  test('loses no line that one side added, and brings back none that was removed untouched', () => {
    fc.assert(
      fc.property(story, (given) => {
        const { world, before } = tell(given);
        const edited = new Map(
          world.records.map((record) => [
            record,
            { platform: record.platform?.body ?? null, quickbooks: record.quickbooks?.body ?? null },
          ]),
        );
        const pairs = new Map(world.records.map((record) => [record, { ...record.lines }]));
        world.run(shuffler(given.seed));
        for (const record of world.records) {
          const was = before.get(record)!;
          const now = edited.get(record)!;
          if (!was.platform || !was.quickbooks || !now.platform || !now.quickbooks) continue;
          if (world.plan(record).verdict.kind !== 'equal' || record.platform?.life !== 'live') continue;
          const texts = (side: Side): string[] => (record[side]!.body.lines as Line[]).map((line) => line.text).sort();
          expect(texts('platform')).toEqual(texts('quickbooks'));
          for (const line of addedLines(was.platform, now.platform)) expect(texts('quickbooks')).toContain(line.text);
          for (const line of addedLines(was.quickbooks, now.quickbooks)) expect(texts('platform')).toContain(line.text);
          for (const line of was.platform.lines as Line[]) {
            const twin = pairs.get(record)![line.id];
            const untouched = (now.quickbooks.lines as Line[]).some((one) => one.id === twin && one.text === line.text);
            const gone = !(now.platform.lines as Line[]).some((one) => one.id === line.id);
            if (untouched && gone)
              expect((record.platform.body.lines as Line[]).some((one) => one.id === line.id)).toBe(false);
          }
        }
      }),
      { ...RUNS, examples: [[RETYPED]] },
    );
  });

  test('keeps what only one side has, and never removes more than was removed', () => {
    fc.assert(
      fc.property(story, (given) => {
        const { world } = tell(given);
        const lives = new Map(
          world.records.map((record) => [record, [record.platform?.life ?? null, record.quickbooks?.life ?? null]]),
        );
        world.run(shuffler(given.seed));
        for (const record of world.records) {
          const [platform, quickbooks] = lives.get(record)!;
          const wasLive = (life: string | null | undefined): boolean => life === 'live' || life === null;
          if (wasLive(platform) && wasLive(quickbooks)) {
            for (const view of [record.platform, record.quickbooks]) expect(view?.life ?? 'live').toBe('live');
          }
          // A deletion in QuickBooks never removes the platform's record by itself.
          if (quickbooks === 'deleted' && platform === 'live') expect(record.platform?.life).toBe('live');
          // What ended stays ended.
          for (const [index, side] of (['platform', 'quickbooks'] as const).entries()) {
            const life = lives.get(record)![index];
            if (life === 'deleted' || life === 'void') expect(record[side]?.life).toBe(life);
          }
        }
      }),
      RUNS,
    );
  });

  test('in manual review a collision changes neither side', () => {
    fc.assert(
      fc.property(story, word, word, (given, mine, theirs) => {
        fc.pre(mine !== theirs);
        const { world } = tell({
          ...given,
          strategy: 'review',
          records: given.records.map((one) => ({ ...one, platform: [], quickbooks: [] })),
        });
        world.run();
        const record = world.records.find(
          (one) =>
            one.platform && one.quickbooks && one.platform.body.name !== mine && one.platform.body.name !== theirs,
        );
        fc.pre(record !== undefined);
        world.edit(record!, 'platform', { name: mine });
        world.edit(record!, 'quickbooks', { name: theirs });
        world.run(shuffler(given.seed));
        expect(record!.platform?.body.name).toBe(mine);
        expect(record!.quickbooks?.body.name).toBe(theirs);
        const { verdict } = world.plan(record!);
        expect(verdict).toMatchObject({
          kind: 'fields',
          conflicts: [{ path: 'name', platform: mine, quickbooks: theirs }],
        });
      }),
      RUNS,
    );
  });

  test('a mirror makes the platform say what QuickBooks says, in every field, and writes nothing to QuickBooks', () => {
    fc.assert(
      fc.property(story, (given) => {
        const { world } = tell(given);
        world.policy = policyOf({ strategy: 'mirror', fieldOwners: { note: 'platform' } });
        const before = world.records.map(({ quickbooks }) => JSON.stringify(quickbooks));
        world.run(shuffler(given.seed));
        world.records.forEach((record, index) => {
          const { platform, quickbooks } = record;
          expect(JSON.stringify(quickbooks)).toBe(before[index]);
          // Lives still ask; what lives on both sides alike is equal.
          if (!platform || !quickbooks || platform.life !== 'live' || quickbooks.life !== 'live') return;
          const common = toCommon(descriptor, 'quickbooks', quickbooks.body, world.links, record.lines);
          for (const field of descriptor.fields)
            if (!field.derived)
              expect([field.name, sameValue(field, platform.body[field.name], common[field.name])]).toEqual([
                field.name,
                true,
              ]);
        });
      }),
      RUNS,
    );
  });
});
